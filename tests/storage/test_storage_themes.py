"""Code books, codings and counted themes as they are kept, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from survey.disclosure.policy import Policy
from survey.disclosure.release import Release
from survey.disclosure.theme_counts import ThemeCount, ThemeCounts, protect_themes
from survey.errors import InstanceUnsound, Refused, StudyStateWrong
from survey.storage.database import writing
from survey.storage.words import code_book_rows, coding_rows, released_themes
from survey.storage.words.coding_rows import SealedSettlement
from survey.storage.words.ending_words import end_words
from survey.storage.words.theme_tables import released_themes as themes_table
from survey.themes.code_book import CodeBook, with_code

if TYPE_CHECKING:
    from tests.storage.conftest import Office

DAY = date(2026, 10, 1)
BOOK = with_code(CodeBook(), "Reporting", "They told a platform.")
ONE, OTHER = bytes(16), bytes([1]) * 16
RELEASE = Path(__file__).resolve().parents[1] / "reports" / "release-practice.json"


def counted() -> ThemeCounts:
    """Give counts of themes that may be printed."""
    release = Release.model_validate_json(RELEASE.read_text("utf-8"))
    return protect_themes(
        release,
        "more",
        texts=125,
        not_coded=0,
        code_book=1,
        counts=[ThemeCount(1, "Reporting", "They told a platform.", 0, 60)],
        policy=Policy(),
    )


def test_every_version_of_a_code_book_is_kept_and_two_cannot_be_the_next(office: Office) -> None:
    with writing(office.instance.engine) as conn:
        assert code_book_rows.newest_book(conn, "study") == CodeBook()
        code_book_rows.put_book(conn, "study", BOOK, "Added “Reporting”.", DAY)
        second = with_code(BOOK, "Support", "Somebody helped.")
        code_book_rows.put_book(conn, "study", second, "Added “Support”.", DAY)
        with pytest.raises(Refused, match="Somebody else changed"):
            code_book_rows.put_book(conn, "study", with_code(BOOK, "Other", "x"), "Added.", DAY)
        assert code_book_rows.newest_book(conn, "study") == second
        said = [one.changed for one in code_book_rows.book_versions(conn, "study")]
        assert said == ["Added “Support”.", "Added “Reporting”."]


def test_a_coder_codes_a_text_once_and_all_of_it_ends_with_the_words(office: Office) -> None:
    with writing(office.instance.engine) as conn:
        assert not coding_rows.has_begun(conn, "study")
        coding_rows.put_coding(conn, "study", ONE, "ada", b"a")
        coding_rows.put_coding(conn, "study", ONE, "eve", b"b")
        coding_rows.put_coding(conn, "study", OTHER, "eve", b"c")
        with pytest.raises(StudyStateWrong, match="coded this text already"):
            coding_rows.put_coding(conn, "study", ONE, "ada", b"d")
        assert coding_rows.coders_by_text(conn, "study") == {ONE: {"ada", "eve"}, OTHER: {"eve"}}
        assert coding_rows.sealed_codings(conn, "study", ONE) == {ONE: {"ada": b"a", "eve": b"b"}}
        proposed = SealedSettlement("ada", "", b"p")
        coding_rows.put_settlement(conn, "study", ONE, proposed)
        coding_rows.put_settlement(conn, "study", ONE, SealedSettlement("eve", "ada", b"q"))
        found = coding_rows.settlement_of(conn, "study", ONE)
        assert found == SealedSettlement("eve", "ada", b"q")
        assert coding_rows.settlements(conn, "study") == {ONE: found}
        end_words(conn, "study")
        assert not coding_rows.has_begun(conn, "study")
        assert not coding_rows.settlements(conn, "study")


def test_themes_of_a_question_are_counted_once(office: Office) -> None:
    themes = counted()
    with writing(office.instance.engine) as conn:
        released_themes.put_themes(conn, themes)
        with pytest.raises(StudyStateWrong, match="counted already"):
            released_themes.put_themes(conn, themes)
        assert released_themes.themes_of_study(conn, themes.study_id) == (themes,)


def test_counted_themes_that_somebody_altered_are_not_given_out(office: Office) -> None:
    themes = counted()
    with writing(office.instance.engine) as conn:
        released_themes.put_themes(conn, themes)
        conn.execute(update(themes_table).values(themes_json=themes.model_dump_json() + " "))
    with office.instance.engine.connect() as conn, pytest.raises(InstanceUnsound, match="not what"):
        released_themes.themes_of_study(conn, themes.study_id)
