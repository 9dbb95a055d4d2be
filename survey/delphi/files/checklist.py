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
#: What points to a topic that the process itself answers.
NO_MINORITY = "The rule made no minority report."
DECISION_RULE = (
    "Decision rule: median from %(median)s, at least %(agree)s percent at 7 to 9, under %(oppose)s "
    "percent at 1 to 3 and no disagreement by IPRAS; or its mirror. Percentiles: %(kind)s. Locked "
    "when round 1 opened."
)
STOP_RULE = (
    "Stop rule: Scheibe's change under %(under)s percent, or weighted kappa from %(kappa)s, or "
    "after %(most)s rounds."
)
FED_BACK = (
    "Feedback: the median from %(median)s ratings, the middle half and the verdict from "
    "%(verdict)s, percentages and shape from %(shape)s."
)
RULE_CHANGED = "Rounds: after round %(n)s the rule was changed: %(reason)s."
STOPPED = "Rounds: the council was stopped: %(reason)s."
NOTHING_UNPLANNED = "Rounds: nothing unplanned was recorded."
MISSING_RATINGS = (
    "Missing ratings: left out of every measure; each statement says how many rated it."
)
LIVES = "Life of each statement."
SCALE = "Rounds: scale from 1 to %(most)s."
ROUNDS = "Rounds: %(which)s."
ON_A_PAGE = "Feedback: on a page, each member's own last rating beside the group."
SAME_FOR_ALL = "Feedback: the same for every member."
BY_RULE = "Minority reports, made by rule."
NO_WEIGHTS = "One member, one rating; no weights."
FLOW_STEPS = "Flow: invited, started, completed."
FLOW_NUMBERS = "Flow: numbers of each round."
EVERY_STATEMENT = "Results: every statement, round by round."

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
class PointerSentence:
    """A sentence of a pointer, with what stands in its `%(places)s`; a list is told in a row."""

    words: str
    places: Mapping[str, str | int | float | tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.places:
            return self.words
        told = {
            name: ", ".join(one) if isinstance(one, tuple) else one
            for name, one in self.places.items()
        }
        return self.words % told


Pointer = tuple[PointerSentence, ...]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A topic with its status, and what points to it: where it stands, why it does not apply, or
    what is missing."""

    part: str
    id: str
    topic: str
    status: Status
    sentences: Pointer

    @property
    def pointer(self) -> str:
        """Return the sentences in a row."""
        return " ".join(map(str, self.sentences))


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


def _status(id_: str, done: Done) -> tuple[Status, Pointer]:
    if reason := done.left_out.get(id_, "").strip():
        return "not applicable", _told(reason)
    if place := done.written.get(id_, "").strip():
        return "met", _told(place)
    if id_ == "dissent" and done.dissent is None and done.council.fed_back:
        return "not applicable", _told(NO_MINORITY)
    found = _FROM_THE_PROCESS[id_](done) if id_ in _FROM_THE_PROCESS else ()
    return ("met", found) if found else ("not met", _told(NOT_YET))


def _told(words: str, **places: str | int | float | tuple[str, ...]) -> Pointer:
    return (PointerSentence(words, places),)


def _when(holds: object, pointer: Pointer) -> Pointer:
    return pointer if holds else ()


def _rule(policy: CouncilPolicy) -> Pointer:
    rule = policy.rule
    return _told(
        DECISION_RULE,
        median=rule.median_from,
        agree=rule.agree_from,
        oppose=rule.oppose_under,
        kind=rule.percentiles,
    )


def _stop(policy: CouncilPolicy) -> Pointer:
    rule = policy.rule
    kappa = f"{rule.stable_kappa_from:g}"
    return _told(STOP_RULE, under=rule.stable_change_under, kappa=kappa, most=rule.rounds_most)


def _feedback(policy: CouncilPolicy) -> Pointer:
    showing = policy.feedback
    return _told(
        FED_BACK,
        median=showing.median_from,
        verdict=showing.verdict_from,
        shape=showing.percentages_from,
    )


def _events(council: Council) -> Pointer:
    told = [
        PointerSentence(
            RULE_CHANGED, {"n": change.after_round, "reason": change.reason.rstrip(".")}
        )
        for change in council.changes
    ]
    if council.stopped_because:
        told.append(PointerSentence(STOPPED, {"reason": council.stopped_because.rstrip(".")}))
    return tuple(told) or _told(NOTHING_UNPLANNED)


#: Topics that the process itself answers -> the pointer, nothing while it does not.
_FROM_THE_PROCESS: dict[str, Callable[[Done], Pointer]] = {
    "knowledge": lambda done: _when(done.council.rounds, _told(MISSING_RATINGS)),
    "statements": lambda done: _when(done.register.statements, _told(LIVES)),
    "questionnaire": lambda done: _when(
        done.council.rounds, _told(SCALE, most=done.council.policy.rule.scale)
    ),
    "rounds": lambda done: _when(done.council.rounds, _told(ROUNDS, which=done.council.round)),
    "aims of rounds": lambda done: _when(
        done.council.rounds, _told(ROUNDS, which=done.council.rounds)
    ),
    "stop": lambda done: _when(done.council.locked, _stop(done.council.policy)),
    "feedback": lambda done: _when(done.council.fed_back, _feedback(done.council.policy)),
    "way of feedback": lambda done: _when(done.council.fed_back, _told(ON_A_PAGE)),
    "feedback by group": lambda done: _when(done.council.fed_back, _told(SAME_FOR_ALL)),
    "dissent": lambda done: _when(done.dissent and done.council.fed_back, _told(BY_RULE)),
    "consensus": lambda done: _when(done.council.locked, _rule(done.council.policy)),
    "groups": lambda done: _when(done.council.rounds, _told(NO_WEIGHTS)),
    "flow": lambda done: _when(done.flow.rounds, _told(FLOW_STEPS)),
    "events": lambda done: _when(done.council.rounds, _events(done.council)),
    "numbers": lambda done: _when(done.flow.rounds, _told(FLOW_NUMBERS)),
    "results": lambda done: _when(done.register.in_state("result"), _told(EVERY_STATEMENT)),
}
