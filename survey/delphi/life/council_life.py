"""The life of a council as a table: which deed is possible when, and what it leads to.

It must not know members, answers or days; whoever does a deed says so with an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from survey.delphi.rule import CouncilPolicy
from survey.errors import Action, BadInput, Do, Refused

CouncilState = Literal[
    "joining", "round open", "round closed", "tallied", "fed back", "stopped", "reported"
]
#: What is done to a council with nothing to say beside it.
PlainAction = Literal[
    "invite more people",
    "close the round",
    "open the round again",
    "tally",
    "feed back",
    "report",
]
CouncilAction = PlainAction | Literal["open a round", "change the policy", "stop"]
RoundKind = Literal["gather", "rate", "rate again", "choose words", "rank"]

#: State and deed -> the state it leads to. What is not here is not possible.
TABLE: dict[tuple[CouncilState, CouncilAction], CouncilState] = {
    ("joining", "invite more people"): "joining",
    ("joining", "change the policy"): "joining",
    ("joining", "open a round"): "round open",
    ("joining", "stop"): "stopped",
    ("round open", "close the round"): "round closed",
    ("round closed", "open the round again"): "round open",
    ("round closed", "tally"): "tallied",
    ("tallied", "change the policy"): "tallied",
    ("tallied", "feed back"): "fed back",
    ("tallied", "report"): "reported",
    ("tallied", "stop"): "stopped",
    ("fed back", "change the policy"): "fed back",
    ("fed back", "open a round"): "round open",
    ("fed back", "report"): "reported",
    ("fed back", "stop"): "stopped",
    ("stopped", "report"): "reported",
}

_SAID: dict[CouncilState, str] = {
    "joining": "People can still join, and no round was opened",
    "round open": "A round is open for answers",
    "round closed": "The round is closed, and is not counted yet",
    "tallied": "The round is counted, and is not shown to members yet",
    "fed back": "The round is counted, and members were shown how the group answered",
    "stopped": "The rounds were ended early",
    "reported": "The last report was written, and the council has ended",
}

#: Members of a council: of fewer each could be told by what they say, more are a survey.
FEWEST_MEMBERS, MOST_MEMBERS = 8, 40
#: Fewest of a practice council, to try things out.
FEWEST_IN_PRACTICE = 3

#: Words that members wrote are gone with the next round that opens, and after so many days at most.
WORDS_KEPT_DAYS = 90

#: Kinds of round that ask for no judgement of statements, and so do not use up a round of the rule.
FREE: frozenset[RoundKind] = frozenset({"gather"})


def fewest(*, practice: bool) -> int:
    """Return how many members a council needs at least, for practice or a real one."""
    return FEWEST_IN_PRACTICE if practice else FEWEST_MEMBERS


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The next round opens; the first one closes joining and locks the policy."""

    kind: RoundKind
    deed: ClassVar[CouncilAction] = "open a round"


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """Other numbers for the rule; once it is locked only with a reason, which is reported."""

    policy: CouncilPolicy
    reason: str = ""
    deed: ClassVar[CouncilAction] = "change the policy"


@dataclass(frozen=True, slots=True)
class Stop:
    """The council ends before its last round, for a reason that is reported."""

    reason: str
    deed: ClassVar[CouncilAction] = "stop"


CouncilEvent = PlainAction | OpenRound | ChangePolicy | Stop


def action_of(event: CouncilEvent) -> CouncilAction:
    """Return what an event does, as the table has it."""
    return event if isinstance(event, str) else event.deed


class PolicyChange(BaseModel):
    """A change of the locked policy after `after_round` rounds, and why; the report prints it."""

    model_config = ConfigDict(frozen=True)

    after_round: int
    seen: bool
    reason: str
    before: CouncilPolicy
    after: CouncilPolicy

    def differences(self) -> Iterator[tuple[str, object, object]]:
        """Return every changed number: its name as in the file, what it was, what it is."""
        old, new = self.before.model_dump(), self.after.model_dump()
        for part, numbers in old.items():
            for name, value in numbers.items():
                if new[part][name] != value:
                    yield f"{part}.{name}", value, new[part][name]


class Council(BaseModel):
    """Where a council stands. `rounds` are the kinds of its rounds, the first being round 1;
    `fed_back` the numbers of those that members saw; `changes` are those of the locked policy."""

    model_config = ConfigDict(frozen=True)

    policy: CouncilPolicy
    state: CouncilState = "joining"
    rounds: tuple[RoundKind, ...] = ()
    fed_back: tuple[int, ...] = ()
    changes: tuple[PolicyChange, ...] = ()
    stopped_because: str = ""

    @property
    def round(self) -> int:
        """Return the number of the latest round; 0 before the first."""
        return len(self.rounds)

    @property
    def locked(self) -> bool:
        """Say whether the policy can be changed only with a reason."""
        return bool(self.rounds)

    @property
    def judged(self) -> int:
        """Return the number of rounds that count towards the most that the rule allows."""
        return sum(kind not in FREE for kind in self.rounds)

    def possible(self) -> tuple[CouncilAction, ...]:
        """Return what can be done now."""
        return tuple(deed for state, deed in TABLE if state == self.state)

    def apply(self, event: CouncilEvent) -> Council:
        """Return the council after an event; Refused, with what is possible, when it cannot be."""
        action = action_of(event)
        after = TABLE.get((self.state, action))
        if after is None:
            raise Refused(
                f"{_SAID[self.state]}, so a council cannot {action}.",
                kept="Nothing was changed.",
                do=(
                    f"What it can do now: {'; '.join(self.possible()) or 'nothing, it is over'}.",
                    Action(Do.SEE_COUNCIL),
                ),
            )
        changes: dict[str, object] = {"state": after}
        match event:
            case OpenRound():
                self._require_round(event.kind)
                changes["rounds"] = (*self.rounds, event.kind)
            case "feed back":
                changes["fed_back"] = (*self.fed_back, self.round)
            case ChangePolicy():
                changes |= self._changed(event)
            case Stop():
                changes["stopped_because"] = _reason(event.reason, "A council is stopped")
        return self.model_copy(update=changes)

    def _require_round(self, kind: RoundKind) -> None:
        most = self.policy.rule.rounds_most
        if kind not in FREE and self.judged >= most:
            raise Refused(
                f"This council has had {self.judged} of at most {most} rounds in which statements "
                "are judged.",
                kept="Nothing was changed.",
                do="Write the report.",
            )
        if kind == "rate again" and "rate" not in self.rounds:
            raise Refused(
                "Nothing was rated yet, so nothing can be rated again.",
                kept="Nothing was changed.",
                do="Open a round of the kind “rate”.",
            )

    def _changed(self, event: ChangePolicy) -> dict[str, object]:
        if event.policy == self.policy:
            raise BadInput("This is the policy that the council has already.")
        if not self.locked:
            return {"policy": event.policy}
        change = PolicyChange(
            after_round=self.round,
            seen=self.round in self.fed_back,
            reason=_reason(event.reason, "A locked policy is changed"),
            before=self.policy,
            after=event.policy,
        )
        return {"policy": event.policy, "changes": (*self.changes, change)}


def _reason(words: str, what: str) -> str:
    reason = " ".join(words.split())
    if not reason:
        raise BadInput(
            f"{what} only with a reason.",
            do="Write it in a sentence or two; the report prints it.",
        )
    return reason
