"""The life of an ask and of an answer, and how an ask stands on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.follow_up.ask_life import (
    ASK_LIFE,
    AnswerStand,
    AskAct,
    AskStand,
    acts_on,
    answer_may,
    ask_may,
)
from survey.follow_up.ask_limits import (
    has_control_characters,
    wanting_to_publish,
    wrong_with_answer,
    wrong_with_sentence,
)
from survey.follow_up.ask_standing import (
    ask_standing,
    body_standing,
    body_standings,
    ladder_step,
    standing_counts,
)
from survey.follow_up.ask_words import ask_standing_words
from survey.follow_up.asks import AnswerStatus, Ask, Body, BodyAnswer, Evidence

DUE = date(2027, 2, 28)
STANDS: tuple[AskStand, ...] = get_args(AskStand)


def an_ask(*answers: BodyAnswer, bodies: int = 2, **other: object) -> Ask:
    """Return a published ask of so many bodies, due on the last of February."""
    given_other: dict[str, object] = {"due_on": DUE.isoformat(), "published_on": "2026-11-15"}
    return Ask(
        id="say",
        of_id="study",
        number=1,
        sentence="Say what you decided, in words a person can use.",
        theme="reporting",
        bodies=tuple(
            Body(id=f"b{number}", group="platforms", name=f"Body {number}", leads=number == 1)
            for number in range(1, bodies + 1)
        ),
        done_looks_like="Every report ends with a written decision.",
        evidence=(Evidence(question="told", row="clear"),),
        answers=answers,
        **(given_other | other),
    )


def answered(body: int, status: AnswerStatus, by_when: str = "") -> BodyAnswer:
    """Return what a body answered before the day was over."""
    return BodyAnswer(
        body_id=f"b{body}",
        status=status,
        words="Yes.",
        reason="Because." if status == "declined" else "",
        evidence="A page." if status == "done" else "",
        by_when=by_when,
        answered_on="2027-02-01",
    )


def test_what_was_published_is_never_a_draft_again_and_never_deleted() -> None:
    after = {"published"}
    while True:
        more = {rule.leads[one] for rule in ASK_LIFE.values() for one in after if one in rule.leads}
        if more <= after:
            break
        after |= more
    assert after == {"published", "withdrawn"}
    assert not ask_may("published", "thrown away")
    assert not ask_may("withdrawn", "thrown away")
    assert not ask_may("published", "rewritten")
    assert not ask_may("withdrawn", "withdrawn")


def test_every_stand_can_be_reached_and_every_act_is_possible_somewhere() -> None:
    reached: set[str] = {"draft"}
    for _ in STANDS:
        for rule in ASK_LIFE.values():
            reached |= {rule.leads[one] for one in STANDS if one in reached and one in rule.leads}
    assert reached == set(STANDS)
    acts: set[AskAct] = set()
    for stand in STANDS:
        acts |= set(acts_on(stand))
    assert acts == set(get_args(AskAct))


def test_only_a_published_ask_can_be_answered_and_only_a_waiting_answer_published() -> None:
    assert [one for one in STANDS if ask_may(one, "answered")] == ["published"]
    stands: tuple[AnswerStand, ...] = get_args(AnswerStand)
    assert [one for one in stands if answer_may(one, "answer put aside")] == ["waiting"]
    assert [one for one in stands if answer_may(one, "marked")] == ["published"]
    assert not answer_may("put aside", "answer published")
    assert not answer_may("corrected", "answer published")


def test_bodies_answer_and_never_publish() -> None:
    theirs = {act for act, rule in ASK_LIFE.items() if rule.by == "body"}
    assert theirs == {"answered", "commented"}


def test_what_can_never_be_undone_is_said_of_what_readers_saw() -> None:
    for act in ("published", "withdrawn", "answer published"):
        assert ASK_LIFE[act].forever, act


@pytest.mark.parametrize(
    ("days", "standing", "step"),
    [
        (-1, "no answer yet", ""),
        (0, "no answer yet", ""),
        (1, "overdue", "reminder"),
        (29, "overdue", "reminder"),
        (30, "overdue", "second letter"),
        (59, "overdue", "second letter"),
        (60, "overdue", "no answer"),
        (900, "overdue", "no answer"),
    ],
)
def test_overdue_follows_from_the_clock_and_climbs(days: int, standing: str, step: str) -> None:
    ask, today = an_ask(), DUE + timedelta(days=days)
    for found in body_standings(ask, today):
        assert (found.standing, found.step, found.late_by) == (standing, step, max(0, days))
    assert ask_standing(ask, today) == standing


@given(st.integers(0, 400), st.integers(0, 400))
def test_nobody_comes_down_the_ladder_by_waiting(earlier: int, longer: int) -> None:
    steps = ["", "reminder", "second letter", "no answer"]
    first, then = ladder_step(earlier), ladder_step(earlier + longer)
    assert steps.index(first) <= steps.index(then)


def test_an_answer_ends_the_ladder_for_its_body_alone() -> None:
    ask, late = an_ask(answered(1, "partly")), DUE + timedelta(days=61)
    first, second = body_standings(ask, late)
    assert (first.standing, first.step) == ("partly", "")
    assert (second.standing, second.step) == ("overdue", "no answer")
    assert ask_standing(ask, late) == "overdue"
    assert ask_standing(ask, DUE) == "no answer yet"


@pytest.mark.parametrize(
    ("first", "second", "all_in_all"),
    [
        ("done", "done", "done"),
        ("declined", "declined", "declined"),
        ("accepted", "accepted", "accepted"),
        ("accepted", "done", "accepted"),
        ("accepted", "declined", "partly"),
        ("done", "declined", "partly"),
        ("done", "partly", "partly"),
    ],
)
def test_an_ask_stands_as_its_bodies_do(
    first: AnswerStatus, second: AnswerStatus, all_in_all: str
) -> None:
    there = an_ask(answered(1, first), answered(2, second))
    back = an_ask(answered(1, second), answered(2, first))
    for ask in (there, back):
        assert ask_standing(ask, DUE + timedelta(days=400)) == all_in_all


def test_a_draft_a_withdrawn_ask_and_one_without_a_day_are_never_overdue() -> None:
    late = DUE + timedelta(days=400)
    assert ask_standing(an_ask(published_on=""), late) == "no answer yet"
    assert ask_standing(an_ask(due_on=""), late) == "no answer yet"
    gone = an_ask(answered(1, "done"), withdrawn_on="2027-03-01", withdrawn_because="Law came.")
    assert ask_standing(gone, late) == "withdrawn"
    assert [one.standing for one in body_standings(gone, late)] == ["done", "withdrawn"]


def test_a_promise_whose_day_is_over_is_late_until_it_is_done() -> None:
    ask = an_ask(answered(1, "accepted", by_when="2027-06-30"), bodies=1)
    assert not body_standing(ask, ask.bodies[0], date(2027, 6, 30)).promise_late
    assert body_standing(ask, ask.bodies[0], date(2027, 7, 1)).promise_late
    done = an_ask(answered(1, "done", by_when="2027-06-30"), bodies=1)
    assert not body_standing(done, done.bodies[0], date(2027, 7, 1)).promise_late


def test_counts_are_of_asks_and_add_up() -> None:
    asks = (an_ask(), an_ask(answered(1, "done"), answered(2, "done")), an_ask())
    assert standing_counts(asks, DUE + timedelta(days=2)) == {"overdue": 2, "done": 1}


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "   ",
        "The platforms should answer.",
        "We ask for more.",
        "Say " + "word " * 20,
        "Say it. Then say why.",
        "12 things to do",
    ],
)
def test_a_sentence_that_asks_for_nothing_is_refused(sentence: str) -> None:
    assert wrong_with_sentence(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Say what you decided, in words a person can use.",
        "Match an image once, so that it stays down everywhere.",
        "Add “none of these” to every report form, and read what comes in.",
        "Send an update at each step, also when nothing has changed.",
    ],
)
def test_a_sentence_that_begins_with_a_verb_is_taken(sentence: str) -> None:
    assert wrong_with_sentence(sentence) == ""


def test_declining_needs_a_reason_and_done_needs_evidence() -> None:
    for status in get_args(AnswerStatus):
        bare = answered(1, status).model_copy(update={"reason": "", "evidence": ""})
        wrong = dict(wrong_with_answer(bare))
        assert set(wrong) == {"declined": {"reason"}, "done": {"evidence"}}.get(status, set())


def test_limits_of_an_answer_are_told_by_field() -> None:
    long = answered(1, "accepted").model_copy(update={"words": "a" * 10_000, "who": "b\x07"})
    assert set(dict(wrong_with_answer(long))) == {"words", "who"}
    for wrong in ("\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\ufffe", "\ud800"):
        assert has_control_characters(f"a{wrong}b"), repr(wrong)
    for right in ("a\nb\tc\r", "ابجد", "क्‍ष", "é 👩‍💻", "\u200f"):
        assert not has_control_characters(right), right


def test_what_is_wanting_is_said_each_by_itself() -> None:
    assert list(wanting_to_publish(an_ask())) == []
    bare = an_ask(bodies=0, due_on="").model_copy(update={"evidence": (), "done_looks_like": " "})
    assert len(list(wanting_to_publish(bare))) == 4
    nobody_leads = tuple(one.model_copy(update={"leads": False}) for one in an_ask().bodies)
    assert len(list(wanting_to_publish(an_ask().model_copy(update={"bodies": nobody_leads})))) == 1


def test_where_some_have_answered_it_is_said_how_many_have_not() -> None:
    ask = an_ask(answered(1, "done"), bodies=3)
    assert ask_standing_words(ask, DUE) == "No answer yet from 2 of 3"
    assert ask_standing_words(ask, DUE + timedelta(days=1)) == "Overdue: 2 of 3"
    assert ask_standing_words(an_ask(), DUE) == "No answer yet"
    assert ask_standing_words(an_ask(answered(1, "partly"), bodies=1), DUE) == "Accepted in part"
