"""Coding by two people who do not see each other, settling together, and counting once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from survey.errors import BadInput, DisclosureRefused, Refused, StudyStateWrong
from survey.services.steps.reading_words import WordsKey
from survey.services.words.code_texts import book_to_code_by, give_codes, waits_for_coder
from survey.services.words.compare_codings import (
    agree_to_codes,
    comparison_of,
    propose_codes,
    settle_alike,
    waits_for_talk,
)
from survey.services.words.count_themes import agreement_by_theme, coded_questions, count_themes
from survey.services.words.keep_code_book import (
    add_code,
    change_code,
    code_book_of,
    merge_code,
    read_code_book,
    retire_code,
    take_out_code,
)
from survey.services.words.let_readers_in import let_reader_in
from survey.services.words.own_reading_key import account_named
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.staff.accounts import RoleHeld
from survey.storage.words import opened_texts
from survey.themes.refi_qda import refi_qda_file
from tests.coded_words import DAY, lay_release, lay_texts
from tests.conftest import Clock, Published, form_file
from tests.words_study import moderator

Publish = Callable[..., Published]
ADA, EVE, ZOE = "ada", "eve", "zoe"


@pytest.fixture
def study(publish: Publish) -> str:
    """Give a study that asks for words."""
    return publish(form_file("text"), practice=True).id


@pytest.fixture
def book(instance: Instance, study: str) -> None:
    """Write a code book of three codes, the second below the first."""
    add = partial(add_code, instance, study, DAY)
    add(name="Reporting", rule="They told a platform.", example="I pressed report.")
    add(name="No answer", rule="Nobody wrote back.", under=1)
    add(name="Support", rule="Somebody helped.")


def question_of(instance: Instance, study: str) -> str:
    """Give the id of its question for words."""
    return coded_questions(instance, study)[0].id


def texts_of(instance: Instance, study: str, count: int) -> tuple[WordsKey, list[bytes]]:
    """Lay texts to code, and give the key and their ids."""
    key = lay_texts(instance, study, question_of(instance, study), ["Some words."] * count)
    return key, waiting(instance, study, ADA)


def waiting(instance: Instance, study: str, coder: str) -> list[bytes]:
    """Give the texts that wait for a coder."""
    with instance.engine.connect() as connection:
        return sorted(waits_for_coder(study, coder)(connection))


def to_talk(instance: Instance, study: str, coder: str) -> list[bytes]:
    """Give the texts that a coder compares."""
    with instance.engine.connect() as connection:
        return sorted(waits_for_talk(study, coder)(connection))


def stage_of(instance: Instance, study: str, text_id: bytes) -> str:
    """Give where a text is."""
    with instance.engine.connect() as connection:
        return opened_texts.get(connection, study, text_id).stage


@pytest.mark.usefixtures("book")
def test_a_text_that_both_gave_the_same_is_done_without_a_word(
    instance: Instance, study: str
) -> None:
    key, (text, *_) = texts_of(instance, study, 2)
    give_codes(instance, key, text, ADA, [2], DAY)
    assert stage_of(instance, study, text) == "to code"
    give_codes(instance, key, text, EVE, [2, 1], DAY)
    assert stage_of(instance, study, text) == "done"


@pytest.mark.usefixtures("book")
def test_nobody_sees_what_another_gave_before_they_coded_the_text_too(
    instance: Instance, study: str
) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [1], DAY)
    for coder in (ADA, EVE, ZOE):
        assert not to_talk(instance, study, coder)
        with pytest.raises(StudyStateWrong, match="when you and another"):
            comparison_of(instance, key, text, coder)
    give_codes(instance, key, text, EVE, [3], DAY)
    assert to_talk(instance, study, ADA) == to_talk(instance, study, EVE) == [text]
    assert not to_talk(instance, study, ZOE)
    with pytest.raises(StudyStateWrong, match="when you and another"):
        comparison_of(instance, key, text, ZOE)


@pytest.mark.usefixtures("book")
def test_coders_who_differ_settle_it_together_with_a_reason(instance: Instance, study: str) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [1], DAY)
    give_codes(instance, key, text, EVE, [3, 1], DAY)
    found = comparison_of(instance, key, text, ADA)
    assert found.found.by_all == {1}
    assert found.found.by_some == {3: (EVE,)}
    with pytest.raises(BadInput, match="reason"):
        propose_codes(instance, key, text, ADA, [1], " ")
    with pytest.raises(Refused, match="nothing here"):
        agree_to_codes(instance, key, text, EVE)
    propose_codes(instance, key, text, ADA, [2], "The help came later.")
    assert not to_talk(instance, study, ADA)
    with pytest.raises(Refused, match="nothing here"):
        agree_to_codes(instance, key, text, ADA)
    proposed = comparison_of(instance, key, text, EVE).proposed
    assert proposed is not None
    assert (proposed.codes, proposed.reason) == ({1, 2}, "The help came later.")
    agree_to_codes(instance, key, text, EVE)
    assert stage_of(instance, study, text) == "done"


@pytest.mark.usefixtures("book")
def test_the_other_may_propose_something_else_instead(instance: Instance, study: str) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [1], DAY)
    give_codes(instance, key, text, EVE, [3], DAY)
    propose_codes(instance, key, text, ADA, [1], "First reason.")
    propose_codes(instance, key, text, EVE, [1, 3], "Both are there.")
    assert to_talk(instance, study, ADA) == [text]
    assert not to_talk(instance, study, EVE)
    agree_to_codes(instance, key, text, ADA)
    assert stage_of(instance, study, text) == "done"


@pytest.mark.usefixtures("book")
def test_another_reader_settles_in_the_place_of_a_coder_who_left(
    instance: Instance, study: str, clock: Clock
) -> None:
    key, (text,) = texts_of(instance, study, 1)
    found = {}
    for name in ("Ann", "Ben", "Cleo"):
        moderator(instance, name, study, clock())
        found[name] = account_named(instance, name)
        let_reader_in(instance, key, found[name], DAY)
    give_codes(instance, key, text, found["Ann"], [1], DAY)
    give_codes(instance, key, text, found["Ben"], [3], DAY)
    assert not to_talk(instance, study, found["Cleo"])
    with writing(instance.engine) as connection:
        accounts.take(connection, found["Ben"], RoleHeld("moderator", study))
    propose_codes(instance, key, text, found["Ann"], [1], "It tells of a report.")
    assert to_talk(instance, study, found["Cleo"]) == [text]
    agree_to_codes(instance, key, text, found["Cleo"])
    assert stage_of(instance, study, text) == "done"


@pytest.mark.usefixtures("book")
def test_two_code_a_text_and_no_third(instance: Instance, study: str) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [], DAY)
    with pytest.raises(StudyStateWrong, match="does not wait for you"):
        give_codes(instance, key, text, ADA, [1], DAY)
    give_codes(instance, key, text, EVE, [1], DAY)
    assert not waiting(instance, study, ZOE)
    with pytest.raises(StudyStateWrong, match="does not wait for you"):
        give_codes(instance, key, text, ZOE, [1], DAY)


@pytest.mark.usefixtures("book")
def test_a_merge_of_codes_settles_what_differed_by_them_alone(
    instance: Instance, study: str
) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [1], DAY)
    give_codes(instance, key, text, EVE, [3], DAY)
    assert not settle_alike(instance, key, text)
    merge_code(instance, study, 3, 1, "One could not be told from the other.", DAY)
    assert settle_alike(instance, key, text)
    assert stage_of(instance, study, text) == "done"


@pytest.mark.usefixtures("book")
def test_once_a_text_is_coded_codes_are_merged_or_retired_and_never_taken_out(
    instance: Instance, study: str
) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [1], DAY)
    with pytest.raises(Refused, match="no code is taken out"):
        take_out_code(instance, study, 3, DAY)
    retire_code(instance, study, 3, "Too wide.", DAY)
    with pytest.raises(BadInput, match="code book changed"):
        give_codes(instance, key, text, EVE, [3], DAY)
    state = code_book_of(instance, study)
    assert state.begun
    assert state.versions[0].changed == "Retired “Support”: Too wide."


def test_a_code_book_holds_no_words_that_could_point_to_somebody(
    instance: Instance, study: str
) -> None:
    with pytest.raises(BadInput, match="could point to someone"):
        add_code(instance, study, DAY, name="A", rule="B", example="Call +44 20 7946 0958.")


@pytest.mark.usefixtures("book")
def test_a_code_book_is_read_from_a_file_where_there_is_none(
    instance: Instance, study: str, publish: Publish
) -> None:
    file = refi_qda_file(code_book_of(instance, study).book, study)
    with pytest.raises(Refused, match="has a code book already"):
        read_code_book(instance, study, file, DAY)
    other = publish(form_file("text"), practice=True).id
    book = read_code_book(instance, other, file, DAY)
    assert [one.name for one in book.in_use] == ["Reporting", "No answer", "Support"]
    assert book_to_code_by(instance, other) == book


def test_without_a_code_nothing_is_opened_to_be_coded(instance: Instance, study: str) -> None:
    with pytest.raises(StudyStateWrong, match="no code to give"):
        book_to_code_by(instance, study)


def code_all(instance: Instance, study: str, count: int) -> WordsKey:
    """Code texts: in the first half both find a report, and in one of five nobody answered."""
    key, texts = texts_of(instance, study, count)
    for place, text in enumerate(texts):
        codes = [1] if place < count // 2 else [3]
        codes += [2] if place < count // 5 else []
        give_codes(instance, key, text, ADA, codes, DAY)
        give_codes(instance, key, text, EVE, codes, DAY)
    return key


@pytest.mark.usefixtures("book")
def test_themes_are_counted_once_beside_the_release(instance: Instance, study: str) -> None:
    key = code_all(instance, study, 60)
    question = question_of(instance, study)
    with pytest.raises(StudyStateWrong, match="not released yet"):
        count_themes(instance, key, question, DAY)
    lay_release(instance, study, question, 60)
    themes = count_themes(instance, key, question, DAY)
    assert [one.shown.count for one in themes.themes] == [30, 10, 30]
    assert [one.agreed for one in themes.themes] == ["reliable"] * 3
    assert coded_questions(instance, study)[0].counted == themes
    with pytest.raises(StudyStateWrong, match="counted already"):
        count_themes(instance, key, question, DAY)
    with instance.engine.connect() as connection:
        events = [one.event for one in journal.entries(connection, study_id=study)]
    assert events.count("began to code texts") == events.count("counted themes") == 1


@pytest.mark.usefixtures("book")
def test_one_text_that_is_not_settled_stops_the_count(instance: Instance, study: str) -> None:
    key = code_all(instance, study, 60)
    question = question_of(instance, study)
    lay_release(instance, study, question, 60)
    lay_texts(instance, study, question, ["One more."], key)
    assert not coded_questions(instance, study)[0].settled
    with pytest.raises(DisclosureRefused, match="not settled"):
        count_themes(instance, key, question, DAY)


@pytest.mark.usefixtures("book")
def test_agreement_looks_at_what_each_gave_alone_and_not_at_what_they_settled(
    instance: Instance, study: str
) -> None:
    key, texts = texts_of(instance, study, 4)
    for text in texts[:2]:
        give_codes(instance, key, text, ADA, [1], DAY)
        give_codes(instance, key, text, EVE, [3], DAY)
        propose_codes(instance, key, text, ADA, [1], "It is about reporting.")
        agree_to_codes(instance, key, text, EVE)
    give_codes(instance, key, texts[2], ADA, [1], DAY)
    agreed = {code.name: found for code, found in agreement_by_theme(instance, key)}
    assert agreed["Reporting"].texts == 2
    assert agreed["Reporting"].alpha == pytest.approx(-0.5)
    assert agreed["No answer"].alpha is None


@pytest.mark.usefixtures("book")
def test_later_changes_of_the_code_book_do_not_part_what_was_settled(
    instance: Instance, study: str
) -> None:
    key, (text,) = texts_of(instance, study, 1)
    give_codes(instance, key, text, ADA, [2], DAY)
    give_codes(instance, key, text, EVE, [1, 2], DAY)
    change_code(
        instance, study, 2, DAY, name="No answer", rule="Nobody wrote back.", example="", under=0
    )
    assert stage_of(instance, study, text) == "done"
    assert {code.name: found.texts for code, found in agreement_by_theme(instance, key)} == {
        "Reporting": 1, "No answer": 1, "Support": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("book")
def test_what_lies_in_the_database_tells_no_code(instance: Instance, study: str) -> None:
    """A thief of the tables finds bytes of one size, whatever was given and however long a reason
    is."""
    from sqlalchemy import select

    from survey.storage.words.theme_tables import coding_settlements, codings

    key, texts = texts_of(instance, study, 3)
    for text, codes in zip(texts, ([], [1, 2, 3], [3]), strict=True):
        give_codes(instance, key, text, ADA, codes, DAY)
        give_codes(instance, key, text, EVE, [1], DAY)
        propose_codes(instance, key, text, ADA, codes, "r" * (1 + 100 * len(codes)))
    with instance.engine.connect() as connection:
        given = [bytes(one) for one in connection.execute(select(codings.c.sealed)).scalars()]
        settled = [
            bytes(one) for one in connection.execute(select(coding_settlements.c.sealed)).scalars()
        ]
    assert len({len(one) for one in given}) == 1
    assert len(set(given)) == 6
    assert len({len(one) for one in settled}) == 1
    assert not any(b"r" * 8 in one for one in settled)
