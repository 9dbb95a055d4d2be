"""Asks at the terminal: from a draft to the digest of a year."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey.cli.invented_asks import INVENTED_ASKS
from survey.follow_up.ask_standing import ladder_step
from survey.follow_up.asks import BodyAnswer
from survey.services.follow_up.link_body import answer_by_link
from survey.storage.database import writing
from survey.storage.staff import journal
from survey.storage.studies.published_editions import EditionRow, put_edition_row
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study

Survey = Callable[..., tuple[int, str, str]]
SENTENCE = "Say what you decided, in words a person can use."


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened and signed for, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("cli-asks") / "instance", PEOPLE)
    made.approve_but()
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in the instance of the commands, its report public."""
    for one in copied(opened, tmp_path / "var"):
        with writing(one.instance.engine) as conn:
            day = datetime.now(UTC).date()
            journal.note(conn, day=day, study_id=one.id, event="report published")
            put_edition_row(conn, EditionRow(one.id, 1, day, None, ""))
        yield one


def create(program: Survey, study: OpenedStudy, *more: str, sentence: str = SENTENCE) -> str:
    """Write an ask and give its id."""
    due = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    code, out, err = program(
        *("ask", "create", study.id, "--sentence", sentence, "--theme", "reporting"),
        *("--body", "platforms:Example Platform:policy", "--body", "hotlines"),
        *("--done", "A written decision.", "--evidence", "like/well", "--due", due, *more),
    )
    assert code == 0, err
    return out.split()[1]


def said(program: Survey, *words: str | Path) -> str:
    """Run a command that works, and give what it said."""
    code, out, err = program(*words)
    assert code == 0, err
    return out


def test_an_ask_is_followed_from_its_draft_to_its_mark(
    program: Survey, study: OpenedStudy, tmp_path: Path
) -> None:
    ask_id = create(program, study)
    assert "(draft)" in said(program, "ask", "list", study.id)
    assert SENTENCE not in said(program, "ask", "list")
    assert f"/asks/{ask_id}" in said(program, "ask", "publish", ask_id)
    said(program, "ask", "sent", ask_id, "By letter")
    french = said(program, "ask", "link", ask_id, "b1", "--language", "fr")
    assert f"Demande 1\u00a0: {SENTENCE}" in french
    assert "Cette page est en anglais. Vous pouvez répondre dans votre langue." in french
    given_out = said(program, "ask", "link", ask_id, "b1")
    assert "in English" not in given_out
    link = given_out.split()[1]
    assert f"Ask 1: {SENTENCE}" in given_out
    assert given_out.count(link) == 2
    assert f"/r/{study.id}/" in given_out
    given = BodyAnswer(body_id="", status="partly", words="From June.", answered_on="")
    answer_by_link(study.instance, link.rsplit("/", 1)[1], given, datetime.now(UTC))
    assert "b1 1 (waiting)" in said(program, "ask", "show", ask_id)
    assert "From June." not in said(program, "ask", "list")
    said(program, "ask", "answer", ask_id, "b1", "1")
    said(program, "ask", "mark", ask_id, "b1", "does-not-answer", "A rule is no reason.")
    shown = said(program, "ask", "show", ask_id)
    assert "does not answer it" in shown
    assert "[like/well]" in shown
    assert "Accepted in part" in said(program, "ask", "list")
    said(program, "ask", "list", "--csv", "asks.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "asks.csv").read_text("utf-8"))))
    assert [(one["body"], one["body_standing"], one["mark"]) for one in rows] == [
        ("Example Platform", "partly", "does not answer it"),
        ("", "no answer yet", ""),
    ]
    said(program, "ask", "withdraw", ask_id, "A law says it now.")
    assert "Withdrawn" in said(program, "ask", "list")


def test_what_is_refused_is_said_and_changes_nothing(program: Survey, study: OpenedStudy) -> None:
    ask_id = create(program, study)
    due = "2000-01-01"
    for words in (
        ("ask", "create", study.id, "--sentence", "We would like", "--theme", "law"),
        ("ask", "create", study.id, "--sentence", SENTENCE, "--theme", "law", "--due", due,
         "--evidence", "like/nobody"),
        ("ask", "create", study.id, "--sentence", SENTENCE, "--theme", "law", "--body", "banks"),
        ("ask", "comment", "pass", ask_id, "1"),
        ("ask", "create", "nothing", "--sentence", SENTENCE, "--theme", "law"),
        ("ask", "link", ask_id, "b1"),
        ("ask", "mark", ask_id, "b1", "answers", "Good."),
        ("ask", "withdraw", ask_id, "Because."),
        ("ask", "show", "nothing"),
        ("ask", "digest", "--year", str(datetime.now(UTC).year), "--out", "told.html"),
    ):  # fmt: skip
        code, out, err = program(*words)
        assert (code, out) == (1, ""), words
        assert err.count("\n") <= 6
    assert said(program, "ask", "publish", ask_id, "--with-report").endswith("its report\n")
    code, _, _ = program("ask", "throw-away", ask_id)
    assert code == 1
    other = create(program, study)
    said(program, "ask", "throw-away", other)
    assert other not in said(program, "ask", "list", study.id)


def test_a_demonstration_has_an_ask_on_each_step_of_the_ladder_and_one_in_time() -> None:
    late = [one.late for one in INVENTED_ASKS if None in one.answers]
    steps = {ladder_step(max(0, days)) for days in late}
    assert steps == {"", "reminder", "second letter", "no answer"}
    assert any(None not in one.answers for one in INVENTED_ASKS)


def test_the_digest_of_a_year_is_a_page_and_a_pdf_that_is_the_same_twice(
    program: Survey, study: OpenedStudy, tmp_path: Path
) -> None:
    ask_id = create(program, study)
    said(program, "ask", "publish", ask_id)
    year = str(datetime.now(UTC).year)
    said(program, "ask", "digest", "--year", year, "--out", "told.html")
    page = (tmp_path / "told.html").read_text("utf-8")
    assert SENTENCE in page
    assert "How do you like it?" in page
    said(program, "ask", "digest", "--year", year, "--out", "told.pdf")
    told = said(program, "ask", "digest", "--year", year, "--publish")
    name = f"digest-{year}-en.pdf"
    assert told.endswith(f"/told/{name}\n")
    public = study.instance.published / name
    assert (tmp_path / "told.pdf").read_bytes() == public.read_bytes()
    assert program("ask", "digest", "--year", year)[0] == 1, "to be written, or published"
    words = " ".join(one.extract_text() for one in PdfReader(tmp_path / "told.pdf").pages)
    assert "What happened with what you told us" in " ".join(words.split())
    for out, of in (("told.txt", year), ("told.pdf", year), ("ahead.html", "9999")):
        assert program("ask", "digest", "--year", of, "--out", out)[0] == 1
