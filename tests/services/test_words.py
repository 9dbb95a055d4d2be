"""Opening words, and what is done with one text after the other until it is a quote or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from survey.answers.redacting import tokens
from survey.errors import (
    BadInput,
    ClosedSetChanged,
    DisclosureRefused,
    Refused,
    SharesRefused,
    StudyStateWrong,
)
from survey.questionnaire.files.reading import read_questionnaire
from survey.services.accounts.change_people import give_role, take_role
from survey.services.overview.words_status import words_status
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.services.steps.risks_noted import risks_decided, risks_that_wait
from survey.services.words.end_reading import end_reading, go_on_without_themes, set_words_aside
from survey.services.words.let_readers_in import begin_to_read, let_reader_in
from survey.services.words.look_for_risk import (
    decide_risk,
    flag_risk,
    say_no_risk,
    texts_to_decide,
    texts_to_look_at,
)
from survey.services.words.open_free_texts import foresee_words, open_free_texts
from survey.services.words.own_reading_key import account_named, make_reading_key
from survey.services.words.quote_text import (
    approve_quote,
    leave_unquoted,
    propose_quote,
    quotes_to_approve,
    take_quote_back,
    texts_to_quote,
)
from survey.services.words.redact_text import hide_words, label_text, redacted, texts_to_redact
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import texts as shelf
from survey.storage.staff import journal
from survey.storage.staff.accounts import RoleHeld
from survey.storage.words import opened_texts, words_access
from tests.conftest import Clock, Published, form_file
from tests.words_study import FORM, WordsStudy, moderator, person, words_study

Publish = Callable[..., Published]


@pytest.fixture
def closed(instance: Instance, publish: Publish, clock: Clock) -> WordsStudy:
    """Give a closed study of twelve people whose words are sealed."""
    return words_study(instance, publish, clock)


@pytest.fixture
def opened(closed: WordsStudy, clock: Clock) -> WordsStudy:
    """Give the same study with its words opened."""
    open_free_texts(closed.instance, closed.id, closed.sheets[:2], clock())
    return closed


@contextmanager
def reading(study: WordsStudy, name: str, clock: Clock) -> Iterator[WordsKey]:
    """Let a moderator read for as long as a block lasts."""
    account_id = account_named(study.instance, name)
    words = study.six_words[name]
    key = begin_to_read(study.instance, study.id, account_id, words, clock().date())
    yield key
    key.forget()


def every(study: WordsStudy, key: WordsKey) -> list[OpenedText]:
    """Give all texts, as only a test may."""
    with study.instance.engine.connect() as connection:
        return [
            key.read(connection, text_id)
            for stage in opened_texts.STAGES
            for text_id in opened_texts.in_stage(connection, study.id, stage)
        ]


def again(study: WordsStudy, key: WordsKey, text: OpenedText) -> OpenedText:
    """Give a text as it is now."""
    with study.instance.engine.connect() as connection:
        return key.read(connection, text.id)


def move_all(study: WordsStudy, key: WordsKey, clock: Clock) -> None:
    """Let every text go the whole way to being done."""
    for text in every(study, key):
        say_no_risk(study.instance, key, text)
        redacted(study.instance, key, text)
    go_on_without_themes(study.instance, study.id, clock().date())


def test_each_text_is_read_alone_by_whoever_has_six_words(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        found = every(opened, key)
    assert sorted(one.printed for one in found) == sorted(
        words for both in opened.written for words in both
    )
    assert {one.stage for one in found} == {"to look for risk"}
    assert {(one.question_id, one.may_quote) for one in found} == {
        ("helped", True), ("helped", False), ("change", False),
    }  # fmt: skip


def test_what_is_stored_has_one_size_and_no_order(opened: WordsStudy) -> None:
    with opened.instance.engine.connect() as connection:
        found = [
            opened_texts.get(connection, opened.id, text_id)
            for text_id in opened_texts.in_stage(connection, opened.id, "to look for risk")
        ]
    assert len({len(one.sealed) for one in found}) == 1
    assert len({one.id for one in found}) == 24


@pytest.mark.parametrize("typed", ["", "one two three", "x" * 10_000])
def test_other_words_unlock_nothing(opened: WordsStudy, clock: Clock, typed: str) -> None:
    ada = account_named(opened.instance, "Ada")
    with pytest.raises(Refused, match="not your six words"):
        begin_to_read(opened.instance, opened.id, ada, typed, clock().date())
    with pytest.raises(Refused, match="not your six words"):
        begin_to_read(opened.instance, opened.id, ada, opened.six_words["Bea"], clock().date())


def test_case_and_spaces_of_six_words_do_not_matter(opened: WordsStudy, clock: Clock) -> None:
    typed = opened.six_words["Ada"].upper().replace(" ", "  - ")
    ada = account_named(opened.instance, "Ada")
    begin_to_read(opened.instance, opened.id, ada, typed, clock().date()).forget()


def test_a_key_that_was_forgotten_reads_nothing(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        text = every(opened, key)[0]
    with pytest.raises(Refused, match="locked"):
        again(opened, key, text)


def test_words_are_opened_after_closing_and_once(
    instance: Instance, publish: Publish, clock: Clock, opened: WordsStudy
) -> None:
    still = publish(read_questionnaire(FORM, "words.yaml"), practice=True)
    with pytest.raises(StudyStateWrong, match="still open for answers"):
        foresee_words(instance, still.id, clock().date())
    with pytest.raises(StudyStateWrong, match="moderators read"):
        open_free_texts(instance, opened.id, opened.sheets[:2], clock())


def test_a_study_that_asks_for_no_words_says_so(
    instance: Instance, publish: Publish, clock: Clock
) -> None:
    from survey.services.studies.close_study import close_study

    made = publish(form_file("single"), practice=True)
    close_study(instance, made.id, clock())
    with pytest.raises(StudyStateWrong, match="asks for no words"):
        foresee_words(instance, made.id, clock().date())


def test_one_sheet_or_another_list_opens_no_words(closed: WordsStudy, clock: Clock) -> None:
    with pytest.raises(SharesRefused):
        open_free_texts(closed.instance, closed.id, closed.sheets[:1], clock())
    assert words_status(closed.instance, closed.id).opening is None


def test_words_that_are_not_what_was_closed_are_not_opened(
    closed: WordsStudy, clock: Clock
) -> None:
    with writing(closed.instance.engine) as connection:
        row = connection.execute(shelf.select()).first()
        assert row is not None
        connection.execute(shelf.delete().where(shelf.c.id == row.id))
    with pytest.raises(ClosedSetChanged):
        open_free_texts(closed.instance, closed.id, closed.sheets[:2], clock())


def test_two_moderators_are_needed_before_words_are_opened(
    instance: Instance, publish: Publish, clock: Clock
) -> None:
    alone = words_study(instance, publish, clock, moderators=("Ada",))
    with pytest.raises(StudyStateWrong, match="moderators at least"):
        open_free_texts(instance, alone.id, alone.sheets[:2], clock())
    moderator(instance, "Bea", alone.id, clock())
    open_free_texts(instance, alone.id, alone.sheets[:2], clock())


def test_too_few_texts_stay_sealed(instance: Instance, publish: Publish, clock: Clock) -> None:
    few = words_study(instance, publish, clock, written=[(person(n)[0], "") for n in range(9)])
    with pytest.raises(DisclosureRefused, match="Fewer than 10 texts"):
        open_free_texts(instance, few.id, few.sheets[:2], clock())
    assert words_status(instance, few.id).opening is None


def test_a_question_to_which_very_few_wrote_stays_sealed(
    instance: Instance, publish: Publish, clock: Clock
) -> None:
    written = [(person(n)[0], person(n)[1] if n < 4 else "") for n in range(12)]
    some = words_study(instance, publish, clock, written=written)
    said = open_free_texts(instance, some.id, some.sheets[:2], clock())
    assert "Too few wrote to change" in said
    with reading(some, "Bea", clock) as key:
        assert {one.question_id for one in every(some, key)} == {"helped"}


def test_a_moderator_who_comes_later_is_let_in_by_one_who_reads(
    opened: WordsStudy, clock: Clock
) -> None:
    words = moderator(opened.instance, "Cleo", opened.id, clock())
    cleo = account_named(opened.instance, "Cleo")
    with pytest.raises(Refused, match="let in"):
        begin_to_read(opened.instance, opened.id, cleo, words, clock().date())
    with reading(opened, "Ada", clock) as key:
        let_reader_in(opened.instance.acting_as("moderator Ada"), key, cleo, clock().date())
    begin_to_read(opened.instance, opened.id, cleo, words, clock().date()).forget()
    with opened.instance.engine.connect() as connection:
        noted = [one for one in journal.entries(connection) if "let in" in one.event]
    assert [(one.role, one.words) for one in noted] == [("moderator Ada", "Cleo")]


def test_nobody_else_is_let_in(opened: WordsStudy, clock: Clock) -> None:
    moderator(opened.instance, "Elsewhere", "another", clock())
    with reading(opened, "Ada", clock) as key, pytest.raises(Refused, match="Only moderators"):
        let_reader_in(
            opened.instance, key, account_named(opened.instance, "Elsewhere"), clock().date()
        )


def test_new_six_words_have_to_be_let_in_again(opened: WordsStudy, clock: Clock) -> None:
    ada = account_named(opened.instance, "Ada")
    words = make_reading_key(opened.instance, ada, clock().date())
    with pytest.raises(Refused, match="let in"):
        begin_to_read(opened.instance, opened.id, ada, words, clock().date())
    with reading(opened, "Bea", clock) as key:
        let_reader_in(opened.instance, key, ada, clock().date())
    begin_to_read(opened.instance, opened.id, ada, words, clock().date()).forget()


def test_a_text_goes_forward_only(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        text = every(opened, key)[0]
        with pytest.raises(StudyStateWrong):
            redacted(opened.instance, key, text)
        say_no_risk(opened.instance, key, text)
        for _ in range(2):
            with pytest.raises(StudyStateWrong):
                say_no_risk(opened.instance, key, text)
        with pytest.raises(StudyStateWrong, match="looked at for a risk before"):
            flag_risk(opened.instance, key, text, "Ada", clock().date())
        redacted(opened.instance, key, text)
        assert again(opened, key, text).stage == "to code"
        with pytest.raises(StudyStateWrong):
            redacted(opened.instance, key, text)


def test_two_different_people_decide_of_a_risk(opened: WordsStudy, clock: Clock) -> None:
    today = clock().date()
    with reading(opened, "Ada", clock) as key:
        text = every(opened, key)[0]
        flag_risk(opened.instance, key, text, "Ada", today)
        with pytest.raises(StudyStateWrong, match="flagged"):
            say_no_risk(opened.instance, key, text)
        with opened.instance.engine.connect() as connection:
            assert text.id not in texts_to_look_at(connection, opened.id)
            assert texts_to_decide(connection, opened.id, "Ada") == {text.id}
        with pytest.raises(BadInput, match="reason"):
            decide_risk(opened.instance, key, text, "Ada", "passed on", " ", today)
        with pytest.raises(BadInput, match="repeats words"):
            decide_risk(opened.instance, key, text, "Ada", "passed on", text.printed, today)
        for _ in range(2):
            why = "They speak of tonight."
            assert not decide_risk(opened.instance, key, text, "Ada", "passed on", why, today)
        with opened.instance.engine.connect() as connection:
            assert not texts_to_decide(connection, opened.id, "Ada")
            assert texts_to_decide(connection, opened.id, "Bea") == {text.id}
    with reading(opened, "Bea", clock) as key:
        no = "It is long over."
        assert not decide_risk(opened.instance, key, text, "Bea", "no current risk", no, today)
        with opened.instance.engine.connect() as connection:
            assert texts_to_decide(connection, opened.id, "Ada") == {text.id}
        assert decide_risk(opened.instance, key, text, "Bea", "passed on", "Ada is right.", today)
        assert again(opened, key, text).stage == "to redact"
        with pytest.raises(StudyStateWrong, match="nothing to decide"):
            decide_risk(opened.instance, key, text, "Bea", "passed on", "Once more.", today)
    with opened.instance.engine.connect() as connection:
        noted = [one for one in journal.entries(connection) if "risk" in one.event]
    assert len(noted) == 2
    assert not any("tonight" in one.words or "passed" in one.words for one in noted)


def test_hidden_words_are_gone_for_everybody(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        text = next(one for one in every(opened, key) if "station" in one.printed)
        with pytest.raises(StudyStateWrong, match="waits for that"):
            hide_words(opened.instance, key, text, {0}, "name")
        say_no_risk(opened.instance, key, text)
        names = {
            one.number
            for one in tokens(text.pieces)
            if one.number is not None and ("Quill" in one.words or one.words == "Officer")
        }
        after = hide_words(opened.instance, key, text, names, "name")
        assert after.printed.startswith("[…] at Marrow")
        with pytest.raises(StudyStateWrong, match="changed"):
            hide_words(opened.instance, key, text, {0}, "place")
    with reading(opened, "Bea", clock) as key:
        seen = again(opened, key, text)
        assert "Quill" not in repr([tuple(piece) for piece in seen.pieces])
        with pytest.raises(StudyStateWrong, match="changed"):
            redacted(opened.instance, key, text)
        redacted(opened.instance, key, seen)


def test_labels_go_with_a_text(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        text = every(opened, key)[0]
        label_text(opened.instance, key, text, ["police", "no such label"])
    with reading(opened, "Bea", clock) as key:
        assert again(opened, key, text).labels == {"police"}


def test_a_quote_needs_consent_and_two_people(opened: WordsStudy, clock: Clock) -> None:
    today = clock().date()
    with reading(opened, "Ada", clock) as key:
        move_all(opened, key, clock)
        texts = every(opened, key)
        allowed = next(one for one in texts if one.may_quote)
        refused = next(one for one in texts if not one.may_quote)
        with pytest.raises(DisclosureRefused, match="did not allow"):
            propose_quote(opened.instance, key, refused, "Ada")
        propose_quote(opened.instance, key, allowed, "Ada")
        with pytest.raises(StudyStateWrong, match="before it is proposed"):
            hide_words(opened.instance, key, allowed, {0}, "name")
        with pytest.raises(StudyStateWrong):
            propose_quote(opened.instance, key, allowed, "Ada")
        with pytest.raises(DisclosureRefused, match="same person"):
            approve_quote(opened.instance, key, allowed, "ada ", today)
        with opened.instance.engine.connect() as connection:
            assert not quotes_to_approve(connection, opened.id, "Ada")
            assert quotes_to_approve(connection, opened.id, "Bea") == {allowed.id}
            assert allowed.id not in texts_to_quote(connection, opened.id)
    with reading(opened, "Bea", clock) as key:
        quote = approve_quote(opened.instance, key, allowed, "Bea", today)
        with pytest.raises(StudyStateWrong):
            approve_quote(opened.instance, key, allowed, "Bea", today)
    kept = words_status(opened.instance, opened.id).quotes
    assert [one.words for one in kept] == [quote.words] == [allowed.printed]
    assert kept[0].id != allowed.id
    take_quote_back(opened.instance, opened.id, kept[0].id, today)
    assert words_status(opened.instance, opened.id).quotes == ()


def test_a_text_that_is_counted_only_is_not_asked_about_again(
    opened: WordsStudy, clock: Clock
) -> None:
    with reading(opened, "Ada", clock) as key:
        move_all(opened, key, clock)
        text = every(opened, key)[0]
        leave_unquoted(opened.instance, key, text, "Ada")
        with pytest.raises(StudyStateWrong):
            propose_quote(opened.instance, key, replace(text, may_quote=True), "Ada")
    with opened.instance.engine.connect() as connection:
        assert text.id not in texts_to_quote(connection, opened.id)
        assert not quotes_to_approve(connection, opened.id, "Bea")


def test_words_that_nobody_can_read_are_set_aside_and_opened_anew_until_the_same_day(
    opened: WordsStudy, clock: Clock
) -> None:
    first = words_status(opened.instance, opened.id).opening
    set_words_aside(opened.instance, opened.id, clock().date())
    with pytest.raises(StudyStateWrong, match="sealed"), reading(opened, "Ada", clock):
        pass
    clock.forward(days=10)
    open_free_texts(opened.instance, opened.id, opened.sheets[1:], clock())
    second = words_status(opened.instance, opened.id).opening
    assert first is not None
    assert second is not None
    assert (second.state, second.until) == ("reading", first.until)
    with reading(opened, "Ada", clock) as key:
        assert len(every(opened, key)) == 24


def test_words_end_for_good(opened: WordsStudy, clock: Clock) -> None:
    with reading(opened, "Ada", clock) as key:
        text = every(opened, key)[0]
        assert end_reading(opened.instance, opened.id, clock().date())
        with pytest.raises(StudyStateWrong, match="not here"):
            again(opened, key, text)
    with pytest.raises(StudyStateWrong, match="gone"):
        end_reading(opened.instance, opened.id, clock().date())
    with pytest.raises(StudyStateWrong, match="is over"):
        open_free_texts(opened.instance, opened.id, opened.sheets[:2], clock())


def test_words_with_an_open_risk_end_by_their_day_alone_and_that_is_kept(
    opened: WordsStudy, clock: Clock
) -> None:
    today = clock().date()
    with reading(opened, "Ada", clock) as key:
        flag_risk(opened.instance, key, every(opened, key)[0], "Ada", today)
    with pytest.raises(StudyStateWrong, match="waits to be decided"):
        end_reading(opened.instance, opened.id, today)
    set_words_aside(opened.instance, opened.id, today)
    assert not risks_that_wait(opened.instance, [opened.id])
    assert [one[1] for one in risks_decided(opened.instance, opened.id)] == ["not decided"]
    open_free_texts(opened.instance, opened.id, opened.sheets[:2], clock())
    with opened.instance.engine.connect() as connection:
        assert not texts_to_decide(connection, opened.id, "Bea")


def test_whoever_is_a_moderator_no_more_is_shut_out(opened: WordsStudy, clock: Clock) -> None:
    held = RoleHeld("moderator", opened.id)
    give_role(opened.instance, "Ada", RoleHeld("viewer"), clock())
    take_role(opened.instance, "Ada", held, clock())
    ada = account_named(opened.instance, "Ada")
    with opened.instance.engine.connect() as connection:
        assert words_access.wrapped_for(connection, opened.id, ada) is None
    with pytest.raises(Refused, match="read by moderators"), reading(opened, "Ada", clock):
        pass
    give_role(opened.instance, "Ada", held, clock())
    with pytest.raises(Refused, match="let in"), reading(opened, "Ada", clock):
        pass


def test_words_are_due_after_ninety_days(opened: WordsStudy, clock: Clock) -> None:
    today = clock().date()
    with opened.instance.engine.connect() as connection:
        assert words_access.due(connection, today + timedelta(days=90)) == ()
        assert words_access.due(connection, today + timedelta(days=91)) == (opened.id,)


def test_texts_wait_for_themes_until_all_are_redacted(opened: WordsStudy, clock: Clock) -> None:
    with pytest.raises(StudyStateWrong, match="still wait"):
        go_on_without_themes(opened.instance, opened.id, clock().date())
    with opened.instance.engine.connect() as connection:
        assert not texts_to_redact(connection, opened.id)
