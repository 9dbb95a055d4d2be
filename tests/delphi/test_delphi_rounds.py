"""The lives of councils and statements, and the checklist filled in from them."""

from __future__ import annotations

from typing import get_args

import pytest

from survey.delphi.files.checklist import NOT_YET, TOPICS, Done, checklist
from survey.delphi.life.council_life import (
    ChangePolicy,
    Council,
    CouncilState,
    OpenRound,
    Stop,
    action_of,
)
from survey.delphi.life.statements import (
    BringBack,
    Drop,
    Edit,
    Flag,
    Merge,
    Propose,
    Rate,
    Register,
    Result,
    SplitStatement,
    StatementState,
)
from survey.delphi.rule import CouncilPolicy, read_council_policy
from survey.delphi.statistics.attrition import flow
from survey.errors import BadInput, Refused

POLICY = CouncilPolicy()
STRICTER = read_council_policy("[rule]\nagree_from = 80\n[feedback]\npercentages_from = 18\n")


def after(council, *events):
    for event in events:
        council = council.apply(event)
    return council


def whole_round(council, kind):
    return after(council, OpenRound(kind), "close the round", "tally", "feed back")


def test_the_whole_life_of_a_council():
    council = Council(policy=POLICY)
    assert (council.state, council.round, council.locked) == ("joining", 0, False)
    for kind in ("gather", "rate", "rate again", "rate again"):
        council = whole_round(council, kind)
    assert (council.round, council.judged, council.fed_back) == (4, 3, (1, 2, 3, 4))
    council = council.apply("report")
    assert (council.state, council.possible()) == ("reported", ())
    assert Council.model_validate_json(council.model_dump_json()) == council


EVENTS = [
    "invite more people",
    OpenRound("rate"),
    "close the round",
    "open the round again",
    "tally",
    "feed back",
    ChangePolicy(STRICTER, "Because."),
    Stop("Because."),
    "report",
]


#: What each state allows, and where it leads: written out here, and not taken from the program.
COUNCIL = {
    "joining": {
        "invite more people": "joining", "change the policy": "joining",
        "open a round": "round open", "stop": "stopped",
    },
    "round open": {"close the round": "round closed"},
    "round closed": {"open the round again": "round open", "tally": "tallied"},
    "tallied": {
        "change the policy": "tallied", "feed back": "fed back", "report": "reported",
        "stop": "stopped",
    },
    "fed back": {
        "change the policy": "fed back", "open a round": "round open", "report": "reported",
        "stop": "stopped",
    },
    "stopped": {"report": "reported"},
    "reported": {},
}  # fmt: skip


@pytest.mark.parametrize("state", COUNCIL)
def test_a_council_does_what_its_state_allows_and_nothing_else(state):
    council, allowed = Council(policy=POLICY, state=state), COUNCIL[state]
    assert sorted(council.possible()) == sorted(allowed)
    for event in EVENTS:
        if action_of(event) in allowed:
            assert council.apply(event).state == allowed[action_of(event)]
            continue
        with pytest.raises(Refused) as problem:
            council.apply(event)
        assert all(deed in problem.value.do for deed in allowed or ("over",)), action_of(event)


def test_every_event_of_a_council_is_possible_somewhere():
    assert {action_of(event) for event in EVENTS} == {
        deed for to in COUNCIL.values() for deed in to
    }
    assert set(COUNCIL) == set(get_args(CouncilState))


def test_no_round_after_the_last():
    council = Council(policy=POLICY)
    for kind in ("rate", "rate again", "choose words"):
        council = whole_round(council, kind)
    with pytest.raises(Refused) as problem:
        council.apply(OpenRound("rank"))
    assert "3 of at most 3" in problem.value.what
    assert council.apply(OpenRound("gather")).state == "round open"


def test_rating_again_needs_a_rating():
    with pytest.raises(Refused):
        whole_round(Council(policy=POLICY), "gather").apply(OpenRound("rate again"))


def test_the_policy_is_locked_when_round_one_opens():
    council = Council(policy=POLICY).apply(ChangePolicy(STRICTER))
    assert (council.policy, council.changes) == (STRICTER, ())
    council = whole_round(council, "rate")
    for reason in ("", "   "):
        with pytest.raises(BadInput):
            council.apply(ChangePolicy(POLICY, reason))
    council = council.apply(ChangePolicy(POLICY, "The group asked for it."))
    (change,) = council.changes
    assert (change.after_round, change.seen, change.reason) == (1, True, "The group asked for it.")
    assert list(change.differences()) == [
        ("rule.agree_from", 80, 75),
        ("feedback.percentages_from", 18, 15),
    ]
    with pytest.raises(BadInput):
        council.apply(ChangePolicy(POLICY, "Once more."))


def test_a_council_stops_for_a_reason():
    council = Council(policy=POLICY)
    with pytest.raises(BadInput):
        council.apply(Stop(" "))
    council = council.apply(Stop("Fewer than eight people joined."))
    assert council.stopped_because == "Fewer than eight people joined."
    assert council.apply("report").state == "reported"


def told(*events, register=None, round_=1):
    register = register or Register()
    for event in events:
        register = register.apply(event, round_)
    return register


def first():
    return told(Propose("A", "A word"), Propose("B", "Another  word"), round_=0)


def test_merging_keeps_every_original_word():
    register = told(
        Edit("A", "A better word", "Shorter."),
        Merge(("A", "B"), "C", "Both words", "They say the same."),
        SplitStatement("C", (("D", "One half"), ("E", "Other half")), "Two thoughts."),
        register=first(),
    )
    assert register["A"].state == "merged"
    assert register["A"].life[-1].words == "A better word"
    assert register.originals("D") == ("A word", "Another word")
    assert [one.id for one in register.in_state("merged", "split")] == ["A", "B", "C"]
    assert Register.model_validate_json(register.model_dump_json()) == register


def test_nothing_leaves_the_register():
    register = told(Drop("A", "Nobody understood it."), register=first())
    (dropped,) = register.in_state("dropped")
    assert (dropped.original, dropped.life[-1].reason) == ("A word", "Nobody understood it.")
    back = told(BringBack("A", "Its meaning was missed."), register=register)
    assert back["A"].state == "proposed"
    assert [step.deed for step in back["A"].life] == ["propose", "drop", "bring back"]


def test_lost_meaning_is_flagged_without_a_count():
    register = told(Merge(("A", "B"), "C", "Both", "The same."), Rate("C"), register=first())
    once = told(Flag("C"), register=register)
    assert told(Flag("C"), Flag("C"), register=once) == once
    assert [one.id for one in once.to_look_at()] == ["C"]
    assert once["C"].flagged == (1,)
    later = told(Flag("C"), register=once, round_=2)["C"]
    assert later.flagged == (1, 2)
    assert [step.round for step in later.life if step.deed == "flag"] == [1, 2]
    seen = told(Result("C", "no consensus yet"), Edit("C", "Both words", "Clearer."), register=once)
    assert seen.to_look_at() == ()
    again = told(Flag("C"), register=seen)
    assert [one.id for one in again.to_look_at()] == ["C"]


def test_rated_again_and_again():
    register = told(Rate("A"), Result("A", "disagreement"), register=first())
    register = told(Rate("A"), Result("A", "consensus for"), register=register, round_=2)
    verdicts = [(step.round, step.verdict) for step in register["A"].life if step.verdict]
    assert verdicts == [(1, "disagreement"), (2, "consensus for")]


DEEDS = [
    Edit("X", "w", "r"), Merge(("X", "Y"), "Z", "w", "r"),
    SplitStatement("X", (("P", "w"), ("Q", "w")), "r"), Rate("X"), Result("X", "consensus for"),
    Drop("X", "r"), Flag("X"), BringBack("X", "r"),
]  # fmt: skip
WAYS = {
    "proposed": [],
    "edited": [Edit("X", "w", "r")],
    "merged": [Merge(("X", "W"), "V", "w", "r")],
    "split": [SplitStatement("X", (("T", "w"), ("U", "w")), "r")],
    "rated": [Rate("X")],
    "result": [Rate("X"), Result("X", "consensus for")],
    "dropped": [Drop("X", "r")],
}


CHANGED = {"edit": "edited", "merge": "merged", "split": "split", "drop": "dropped"}
AGAIN = {"bring back": "proposed"}
STATEMENT = {
    "proposed": CHANGED | {"rate": "rated"},
    "edited": CHANGED | {"rate": "rated", "flag": "edited"},
    "rated": {"flag": "rated", "result": "result"},
    "result": CHANGED | {"rate": "rated", "flag": "result"},
    "merged": AGAIN,
    "split": AGAIN,
    "dropped": AGAIN,
}


@pytest.mark.parametrize("state", STATEMENT)
def test_a_statement_does_what_its_state_allows_and_nothing_else(state):
    proposals = [Propose(name, f"word {name}") for name in "WXY"]
    register, allowed = told(*proposals, *WAYS[state]), STATEMENT[state]
    assert register["X"].state == state
    for event in DEEDS:
        if event.deed in allowed:
            assert told(event, register=register)["X"].state == allowed[event.deed]
            continue
        with pytest.raises(Refused) as problem:
            told(event, register=register)
        assert all(deed in problem.value.do for deed in allowed), event.deed


def test_every_event_of_a_statement_is_possible_somewhere():
    assert {event.deed for event in DEEDS} == {deed for to in STATEMENT.values() for deed in to}
    assert set(STATEMENT) == set(WAYS) == set(get_args(StatementState))


@pytest.mark.parametrize(
    "event",
    [Propose("A", "again"), Propose("", "no name"), Propose("N", " "), Edit("A", "", "r"),
     Edit("A", "w", ""), Drop("A", ""), Merge(("A",), "N", "w", "r"), SplitStatement("A", (), "r"),
     Merge(("A", "A"), "N", "w", "r"), Merge(("A", "B"), "B", "w", "r"), Rate("nothing"),
     SplitStatement("A", (("B", "w"), ("C", "w")), "r")],
)  # fmt: skip
def test_what_a_register_does_not_take(event):
    with pytest.raises((Refused, BadInput)):
        told(event, register=first())


def items(done):
    return {item.id: item for item in checklist(done)}


def test_the_checklist_has_its_38_topics():
    assert [len(topics) for topics in TOPICS.values()] == [3, 7, 20, 4, 4]
    empty = Done(Council(policy=POLICY), Register(), flow(0, 0, []))
    assert {item.status for item in checklist(empty)} == {"not met"}
    assert len(checklist(empty)) == len(items(empty)) == 38


def test_the_checklist_says_what_was_done():
    council = whole_round(Council(policy=POLICY), "rate")
    council = council.apply(ChangePolicy(STRICTER, "Asked for."))
    register = told(Rate("A"), Result("A", "disagreement"), register=first())
    done = Done(
        council, register, flow(20, 20, [(18, 17)]), dissent=True,
        written={"aim": "Page 2"}, left_out={"protocol": "A practice council."},
    )  # fmt: skip
    found = items(done)
    assert (found["aim"].status, found["aim"].pointer) == ("met", "Page 2")
    assert found["protocol"].status == "not applicable"
    assert found["funding"].pointer == NOT_YET
    assert "after round 1 the rule was changed: Asked for." in found["events"].pointer
    assert "at least 80 percent" in found["consensus"].pointer
    for id_ in ("rounds", "stop", "feedback", "dissent", "flow", "numbers", "results", "groups"):
        assert found[id_].status == "met", id_


def test_dissent_that_never_arose_does_not_apply():
    council = whole_round(Council(policy=POLICY), "rate")
    assert items(Done(council, first(), flow(9, 9, [])))["dissent"].status == "not applicable"
    held_back = Done(council, first(), flow(9, 9, []), dissent=False)
    assert items(held_back)["dissent"].status == "not met"


def test_topics_that_do_not_exist_are_refused():
    with pytest.raises(BadInput):
        checklist(Done(Council(policy=POLICY), Register(), flow(0, 0, []), written={"goal": "x"}))
