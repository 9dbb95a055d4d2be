"""The topics that a report of a Delphi should cover, filled in from what was done.

It claims no conformance: compare with the paper before you do. It knows no answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from survey.delphi.life.council_life import Council
from survey.delphi.life.statements import Register
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.attrition import Flow
from survey.errors import BadInput

Status = Literal["met", "not met", "not applicable"]

NOTE = (
    "The topics are those of DELPHISTAR in our own words. This list claims no conformance with it."
)
NOT_YET = "Nobody has written this yet."

#: Part of the report -> topic id -> what it asks for.
TOPICS: dict[str, dict[str, str]] = {
    "Title and abstract": {
        "title": "The title says that it is a Delphi",
        "abstract": "An abstract in parts",
        "keywords": "Keywords",
    },
    "Context": {
        "funding": "Who paid for it",
        "team": "Who carried it out",
        "advice": "Who gave advice on the method",
        "background": "The project that it belongs to",
        "protocol": "Where the protocol can be read",
        "rationale": "Why it was needed",
        "aim": "What it was to find out",
    },
    "Method": {
        "expertise": "What counts as expertise, and why",
        "knowledge": "What was done where somebody could not or did not answer",
        "variant": "Which kind of Delphi it was, and why",
        "criteria": "By which criteria members were chosen",
        "finding": "How possible members were found",
        "recruitment": "How members were invited",
        "statements": "How the statements came about",
        "questionnaire": "What the questionnaire looked like",
        "rounds": "How many rounds there were",
        "aims of rounds": "What each round was for",
        "stop": "When a statement was rated no more",
        "feedback": "What was fed back",
        "way of feedback": "How it was fed back",
        "feedback by group": "Whether feedback differed by group",
        "dissent": "Whether dissent was fed back",
        "analysis": "How numbers and words were analysed",
        "consensus": "What consensus meant, and how it was measured",
        "groups": "Whether groups were analysed apart, or weighted",
        "information": "What information members were given",
        "ethics": "Ethics",
    },
    "Results": {
        "flow": "How the process went",
        "events": "What happened that was not planned",
        "numbers": "How many took part in each round",
        "results": "The results of each round, and the final ones",
    },
    "Discussion": {
        "findings": "The main findings",
        "validity": "How far the findings hold",
        "reliability": "How far another council would find the same",
        "limits": "What the process could not do",
    },
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the council, its statements and flow, and what people have written.

    `dissent` says whether minority reports were fed back; None where the rule made none. `written`
    is topic id -> where it stands; `left_out` is topic id -> why it does not apply.
    """

    council: Council
    register: Register
    flow: Flow
    dissent: bool | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A topic with its status, and a pointer: where it stands, why it does not apply, or what is
    missing."""

    part: str
    id: str
    topic: str
    status: Status
    pointer: str


def checklist(done: Done) -> tuple[ChecklistItem, ...]:
    """Return all 38 topics in order; BadInput for a topic id that does not exist."""
    known = {id_ for topics in TOPICS.values() for id_ in topics}
    if strange := sorted((set(done.written) | set(done.left_out)) - known):
        raise BadInput(
            f"There is no topic {strange[0]}.", do=f"The topics are: {', '.join(sorted(known))}."
        )
    return tuple(
        ChecklistItem(part, id_, topic, *_status(id_, done))
        for part, topics in TOPICS.items()
        for id_, topic in topics.items()
    )


def _status(id_: str, done: Done) -> tuple[Status, str]:
    if reason := done.left_out.get(id_, "").strip():
        return "not applicable", reason
    if place := done.written.get(id_, "").strip():
        return "met", place
    if id_ == "dissent" and done.dissent is None and done.council.fed_back:
        return "not applicable", "The rule made no minority report."
    found = _FROM_THE_PROCESS[id_](done) if id_ in _FROM_THE_PROCESS else ""
    return ("met", found) if found else ("not met", NOT_YET)


def _when(holds: object, words: str) -> str:
    return words if holds else ""


def _rule(policy: CouncilPolicy) -> str:
    rule = policy.rule
    return (
        f"Decision rule: median from {rule.median_from}, at least {rule.agree_from} percent at 7 "
        f"to 9, under {rule.oppose_under} percent at 1 to 3 and no disagreement by IPRAS; or its "
        f"mirror. Percentiles: {rule.percentiles}. Locked when round 1 opened."
    )


def _stop(policy: CouncilPolicy) -> str:
    rule = policy.rule
    return (
        f"Stop rule: Scheibe's change under {rule.stable_change_under} percent, or weighted kappa "
        f"from {rule.stable_kappa_from:g}, or after {rule.rounds_most} rounds."
    )


def _feedback(policy: CouncilPolicy) -> str:
    showing = policy.feedback
    return (
        f"Feedback: the median from {showing.median_from} ratings, the middle half and the verdict "
        f"from {showing.verdict_from}, percentages and shape from {showing.percentages_from}."
    )


def _events(council: Council) -> str:
    told = [
        f"after round {change.after_round} the rule was changed: {change.reason.rstrip('.')}"
        for change in council.changes
    ]
    if council.stopped_because:
        told.append(f"the council was stopped: {council.stopped_because.rstrip('.')}")
    return f"Rounds: {'; '.join(told)}." if told else "Rounds: nothing unplanned was recorded."


#: Topics that the process itself answers -> the pointer, "" while it does not.
_FROM_THE_PROCESS: dict[str, Callable[[Done], str]] = {
    "knowledge": lambda done: _when(
        done.council.rounds,
        "Missing ratings: left out of every measure; each statement says how many rated it.",
    ),
    "statements": lambda done: _when(done.register.statements, "Life of each statement."),
    "questionnaire": lambda done: _when(
        done.council.rounds, f"Rounds: scale from 1 to {done.council.policy.rule.scale}."
    ),
    "rounds": lambda done: _when(done.council.rounds, f"Rounds: {done.council.round}."),
    "aims of rounds": lambda done: _when(
        done.council.rounds, f"Rounds: {', '.join(done.council.rounds)}."
    ),
    "stop": lambda done: _when(done.council.locked, _stop(done.council.policy)),
    "feedback": lambda done: _when(done.council.fed_back, _feedback(done.council.policy)),
    "way of feedback": lambda done: _when(
        done.council.fed_back,
        "Feedback: on a page, each member's own last rating beside the group.",
    ),
    "feedback by group": lambda done: _when(
        done.council.fed_back, "Feedback: the same for every member."
    ),
    "dissent": lambda done: _when(
        done.dissent and done.council.fed_back, "Minority reports, made by rule."
    ),
    "consensus": lambda done: _when(done.council.locked, _rule(done.council.policy)),
    "groups": lambda done: _when(done.council.rounds, "One member, one rating; no weights."),
    "flow": lambda done: _when(done.flow.rounds, "Flow: invited, started, completed."),
    "events": lambda done: _when(done.council.rounds, _events(done.council)),
    "numbers": lambda done: _when(done.flow.rounds, "Flow: numbers of each round."),
    "results": lambda done: _when(
        done.register.in_state("result"), "Results: every statement, round by round."
    ),
}
