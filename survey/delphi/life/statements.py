"""The life of statements as a table, and the register that keeps every word of it.

It must not know who proposed, rated or flagged one, nor how many did. Nothing is ever taken out of
the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from survey.delphi.statistics.agreement import AgreementVerdict
from survey.errors import BadInput, Refused

StatementState = Literal["proposed", "edited", "merged", "split", "rated", "result", "dropped"]
StatementAction = Literal[
    "propose", "edit", "merge", "split", "rate", "result", "drop", "flag", "bring back"
]

#: State and deed -> the state it leads to. What is not here is not possible.
TABLE: dict[tuple[StatementState, StatementAction], StatementState] = {
    ("proposed", "edit"): "edited",
    ("proposed", "merge"): "merged",
    ("proposed", "split"): "split",
    ("proposed", "rate"): "rated",
    ("proposed", "drop"): "dropped",
    ("edited", "edit"): "edited",
    ("edited", "merge"): "merged",
    ("edited", "split"): "split",
    ("edited", "rate"): "rated",
    ("edited", "drop"): "dropped",
    ("edited", "flag"): "edited",
    ("rated", "flag"): "rated",
    ("rated", "result"): "result",
    ("result", "flag"): "result",
    ("result", "edit"): "edited",
    ("result", "merge"): "merged",
    ("result", "split"): "split",
    ("result", "rate"): "rated",
    ("result", "drop"): "dropped",
    ("merged", "bring back"): "proposed",
    ("split", "bring back"): "proposed",
    ("dropped", "bring back"): "proposed",
}


@dataclass(frozen=True, slots=True)
class Propose:
    """A new statement in the words of whoever proposed it."""

    id: str
    words: str
    deed: ClassVar[StatementAction] = "propose"


@dataclass(frozen=True, slots=True)
class Edit:
    """A moderator's clearer words."""

    id: str
    words: str
    reason: str
    deed: ClassVar[StatementAction] = "edit"


@dataclass(frozen=True, slots=True)
class Merge:
    """Several statements become the new one `id`."""

    sources: tuple[str, ...]
    id: str
    words: str
    reason: str
    deed: ClassVar[StatementAction] = "merge"


@dataclass(frozen=True, slots=True)
class SplitStatement:
    """One statement becomes several new ones: (id, words) each."""

    id: str
    parts: tuple[tuple[str, str], ...]
    reason: str
    deed: ClassVar[StatementAction] = "split"


@dataclass(frozen=True, slots=True)
class Rate:
    """The statement is put to the council in the round of the event."""

    id: str
    deed: ClassVar[StatementAction] = "rate"


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of the round in which it was rated."""

    id: str
    verdict: AgreementVerdict
    deed: ClassVar[StatementAction] = "result"


@dataclass(frozen=True, slots=True)
class Drop:
    """The statement is not put to the council any more, for a reason that the report lists."""

    id: str
    reason: str
    deed: ClassVar[StatementAction] = "drop"


@dataclass(frozen=True, slots=True)
class Flag:
    """Somebody pressed “this lost my meaning”; nobody knows who, and how many is not kept."""

    id: str
    deed: ClassVar[StatementAction] = "flag"


@dataclass(frozen=True, slots=True)
class BringBack:
    """A statement that was merged, split or dropped stands for itself again."""

    id: str
    reason: str
    deed: ClassVar[StatementAction] = "bring back"


Reasoned = Edit | Drop | BringBack
StatementEvent = Propose | Edit | Merge | SplitStatement | Rate | Result | Drop | Flag | BringBack


class StatementStep(BaseModel):
    """One thing that happened to a statement in a round (0 before the first).

    `words` are those it had before; `others` the statements it was made of or became.
    """

    model_config = ConfigDict(frozen=True)

    deed: StatementAction
    round: int
    words: str = ""
    others: tuple[str, ...] = ()
    reason: str = ""
    verdict: AgreementVerdict | None = None


class Statement(BaseModel):
    """A statement: its words now, as it was first proposed, and its life so far.

    `sources` are the statements it was merged from or split off; `flagged` the rounds in which
    somebody said that it lost their meaning.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    state: StatementState
    words: str
    original: str
    sources: tuple[str, ...] = ()
    flagged: tuple[int, ...] = ()
    life: tuple[StatementStep, ...] = ()


class Register(BaseModel):
    """All statements of a council, in the order in which they came in."""

    model_config = ConfigDict(frozen=True)

    statements: tuple[Statement, ...] = ()

    def __getitem__(self, statement_id: str) -> Statement:
        for one in self.statements:
            if one.id == statement_id:
                return one
        raise Refused(
            f"There is no statement {statement_id}.",
            do=f"The statements are: {', '.join(one.id for one in self.statements) or 'none'}.",
        )

    def in_state(self, *states: StatementState) -> tuple[Statement, ...]:
        """Return the statements in one of these states; dropped ones are listed like others."""
        return tuple(one for one in self.statements if one.state in states)

    def originals(self, statement_id: str) -> tuple[str, ...]:
        """Return the words first proposed of everything that a statement was made of."""
        return tuple(dict.fromkeys(self._originals(self[statement_id])))

    def to_look_at(self) -> tuple[Statement, ...]:
        """Return the statements that lost somebody's meaning since they were last changed."""
        changes = ("edit", "merge", "split", "bring back")
        found = []
        for one in self.statements:
            deeds = [step.deed for step in one.life if step.deed in (*changes, "flag")]
            if deeds and deeds[-1] == "flag":
                found.append(one)
        return tuple(found)

    def apply(self, event: StatementEvent, round_: int = 0) -> Register:
        """Return the register after an event in a round; Refused, with what is possible, else."""
        match event:
            case Propose():
                return self._with_new(
                    event.id, event.words, "proposed", StatementStep(deed="propose", round=round_)
                )
            case Merge():
                return self._merged(event, round_)
            case SplitStatement():
                return self._divided(event, round_)
        step = StatementStep(
            deed=event.deed,
            round=round_,
            words=self[event.id].words,
            reason=_words(event.reason, "reason") if isinstance(event, Reasoned) else "",
            verdict=event.verdict if isinstance(event, Result) else None,
        )
        words = _words(event.words, "words") if isinstance(event, Edit) else None
        return self._moved(event.id, step, words)

    def _originals(self, one: Statement) -> Iterator[str]:
        if not one.sources:
            yield one.original
        for source in one.sources:
            yield from self._originals(self[source])

    def _with_new(
        self,
        id_: str,
        words: str,
        state: StatementState,
        step: StatementStep,
        sources: tuple[str, ...] = (),
    ) -> Register:
        name, said = _words(id_, "name"), _words(words, "words")
        if any(one.id == name for one in self.statements):
            raise Refused(f"There is a statement {name} already.", do="Give it another name.")
        new = Statement(
            id=name, state=state, words=said, original=said, sources=sources, life=(step,)
        )
        return Register(statements=(*self.statements, new))

    def _moved(self, statement_id: str, step: StatementStep, words: str | None = None) -> Register:
        one = self[statement_id]
        after = TABLE.get((one.state, step.deed))
        if after is None:
            possible = "; ".join(deed for state, deed in TABLE if state == one.state)
            raise Refused(
                f"Statement {one.id} is “{one.state}”, so this cannot be done: {step.deed}.",
                kept="Nothing was changed.",
                do=f"What can be done with it now: {possible}.",
            )
        flagged = set(one.flagged) | ({step.round} if step.deed == "flag" else set())
        last = one.life[-1]
        known = step.deed == last.deed == "flag" and step.round == last.round
        moved = one.model_copy(
            update={
                "state": after,
                "words": words or one.words,
                "flagged": tuple(sorted(flagged)),
                "life": one.life if known else (*one.life, step),
            }
        )
        there = (moved if other.id == one.id else other for other in self.statements)
        return Register(statements=tuple(there))

    def _merged(self, event: Merge, round_: int) -> Register:
        sources = tuple(dict.fromkeys(event.sources))
        if len(sources) < 2:
            raise BadInput("A merge needs at least two statements.")
        reason, name = _words(event.reason, "reason"), _words(event.id, "name")
        register = self
        for source in sources:
            step = StatementStep(
                deed="merge", round=round_, words=self[source].words, others=(name,), reason=reason
            )
            register = register._moved(source, step)
        step = StatementStep(deed="merge", round=round_, others=sources, reason=reason)
        return register._with_new(name, event.words, "edited", step, sources)

    def _divided(self, event: SplitStatement, round_: int) -> Register:
        if len(event.parts) < 2:
            raise BadInput("A split needs at least two parts.")
        reason = _words(event.reason, "reason")
        parts = tuple(_words(id_, "name") for id_, _ in event.parts)
        register = self._moved(
            event.id,
            StatementStep(
                deed="split", round=round_, words=self[event.id].words, others=parts, reason=reason
            ),
        )
        step = StatementStep(deed="split", round=round_, others=(event.id,), reason=reason)
        for id_, words in event.parts:
            register = register._with_new(id_, words, "edited", step, (event.id,))
        return register


def _words(text: str, what: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadInput(f"There are no words for the {what}.", do="Write at least one.")
    return words
