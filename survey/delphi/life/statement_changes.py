"""What a moderator's file does to the statements, as events that the register takes.

It must not know files, or who proposed what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from survey.delphi.files.plans import ShortText
from survey.delphi.life.statements import (
    TABLE,
    BringBack,
    Drop,
    Edit,
    Merge,
    Propose,
    Register,
    SplitStatement,
    StatementEvent,
)
from survey.errors import BadInput, Refused
from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.model import Id
from survey.questionnaire.texts import EMPTY, Frozen, Text

StatementText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
]


class Idea(Frozen):
    """An idea of a member: `as_written`, where they let it be quoted, or `in_our_words`."""

    id: Id
    as_written: StatementText | None = None
    in_our_words: StatementText | None = None

    @property
    def words(self) -> str:
        """Return its words, however they came about."""
        return self.as_written or self.in_our_words or ""


class StatementInFile(Frozen):
    """A statement of the round. Words that differ from those known, or `from`, need a reason."""

    id: Id
    text: Text = EMPTY
    from_: tuple[Id, ...] = Field(default=(), alias="from")
    reason: str = ""
    in_favour: Text = EMPTY
    against: Text = EMPTY


class Why(Frozen):
    """A statement and a reason, for what is dropped or brought back."""

    id: Id
    reason: ShortText


class StatementChanges:
    """Takes a file part by part: gathers `events`, `findings`, and the `register` after them."""

    def __init__(self, register: Register, number: int) -> None:
        self.register = register
        self.events: list[StatementEvent] = []
        self.findings: list[Finding] = []
        self._number = number
        self._ours: set[str] = set()

    def take(
        self,
        ideas: Sequence[Idea],
        brought_back: Sequence[Why],
        statements: Sequence[StatementInFile],
        dropped: Sequence[Why],
    ) -> None:
        """Take everything of a file, in the order in which it happens."""
        for i, idea in enumerate(ideas):
            self._idea(("ideas", i), idea)
        for i, why in enumerate(brought_back):
            self._do(("bring_back", i), BringBack(why.id, why.reason))
        self._statements(statements)
        for i, why in enumerate(dropped):
            self._do(("drop", i), Drop(why.id, why.reason))
        named = {one.id for one in statements}
        for i, idea in enumerate(ideas):
            if self.state(idea.id) == "proposed" and idea.id not in named:
                what = f"nothing is said of what becomes of {shown(idea.id)}"
                do = (
                    "Write it under “statements”, name it after “from:”, or give a reason in “drop”"
                )
                self.findings.append(Finding(("ideas", i, "id"), what, do))
        for i, one in enumerate(statements):
            self._rateable(("statements", i, "id"), one.id)

    def state(self, statement: str) -> str:
        """Return the state of a statement; "" when there is none of that id."""
        return next((s.state for s in self.register.statements if s.id == statement), "")

    def changed(self, statement: str) -> bool:
        """Say whether nobody has seen the words that this statement has now."""
        return self.state(statement) == "edited" or statement in self._ours

    def earlier(self, statement: str) -> tuple[str, ...]:
        """Return the words that it had, or was made of, when people last saw it; () if these."""
        words: tuple[str, ...] = ()
        for step in reversed(self.register[statement].life):
            if step.deed in ("rate", "result", "bring back"):
                break
            if step.deed == "edit":
                words = (step.words,)
            elif step.deed in ("merge", "split"):
                words = tuple(self.register[source].words for source in step.others)
        return words

    def _idea(self, path: Path, idea: Idea) -> None:
        if bool(idea.as_written) is bool(idea.in_our_words):
            what = "an idea has either “as_written” or “in_our_words”"
            do = "Keep “as_written” only where its writer lets it be quoted"
            self.findings.append(Finding(path, what, do))
            return
        if idea.in_our_words:
            self._ours.add(idea.id)
        self._do(path, Propose(idea.id, idea.words))

    def _statements(self, statements: Sequence[StatementInFile]) -> None:
        parts = Counter(one.from_[0] for one in statements if len(one.from_) == 1)
        done: set[str] = set()
        for i, one in enumerate(statements):
            path: Path = ("statements", i)
            if len(one.from_) > 1:
                if self._has_words(path, one) and self._has_reason(path, one, "a merge"):
                    self._do(path, Merge(one.from_, one.id, _first(one), one.reason))
            elif not one.from_:
                self._alone(path, one)
            elif parts[one.from_[0]] < 2:
                what = f"{shown(one.id)} alone is made from {shown(one.from_[0])}"
                do = "A split needs two parts or more; to change words only, keep the id"
                self.findings.append(Finding((*path, "from"), what, do))
            elif one.from_[0] not in done:
                done.add(one.from_[0])
                self._split(
                    [
                        (("statements", j), s)
                        for j, s in enumerate(statements)
                        if s.from_ == one.from_
                    ]
                )

    def _alone(self, path: Path, one: StatementInFile) -> None:
        if not self.state(one.id):
            if self._has_words(path, one):
                self._do(path, Propose(one.id, _first(one)))
        elif _first(one) not in ("", self.register[one.id].words):
            if self._has_reason(path, one, "a change of words"):
                self._do(path, Edit(one.id, _first(one), one.reason))
        elif one.reason:
            what = f"there is a reason, but the words of {shown(one.id)} are those known"
            self.findings.append(Finding((*path, "reason"), what, "Take it out"))

    def _split(self, parts: Sequence[tuple[Path, StatementInFile]]) -> None:
        path, first = parts[0]
        reason = next((one.reason for _, one in parts if one.reason.strip()), "")
        if sum(not self._has_words(place, one) for place, one in parts):
            return
        if self._has_reason(path, first.model_copy(update={"reason": reason}), "a split"):
            words = tuple((one.id, _first(one)) for _, one in parts)
            self._do(path, SplitStatement(first.from_[0], words, reason))

    def _has_words(self, path: Path, one: StatementInFile) -> bool:
        if not _first(one):
            what = f"there are no words for {shown(one.id)}"
            self.findings.append(Finding(path, what, "Add “text:” with the statement"))
        return bool(_first(one))

    def _has_reason(self, path: Path, one: StatementInFile, what: str) -> bool:
        if not one.reason.strip():
            do = "Add “reason:” in a sentence or two; members and the report can read it"
            self.findings.append(Finding(path, f"{what} has no reason", do))
        return bool(one.reason.strip())

    def _rateable(self, path: Path, statement: str) -> None:
        state = self.state(statement)
        if state and (state, "rate") not in TABLE:
            what = f"{shown(statement)} is {state}, so nobody can rate it"
            self.findings.append(Finding(path, what, "Take it out, or bring it back first"))

    def _do(self, path: Path, event: StatementEvent) -> None:
        try:
            self.register = self.register.apply(event, self._number)
        except (Refused, BadInput) as refused:
            what = refused.what[0].lower() + refused.what[1:].rstrip(".")
            do = refused.do or "Name each once"
            self.findings.append(Finding(path, what, do.rstrip(".")))
        else:
            self.events.append(event)


def in_one_line(text: Text) -> Text:
    """Return a text without line ends and doubled blanks, as the register keeps words."""
    return Text(tuple((code, " ".join(words.split())) for code, words in text.pairs))


def text_of(words: str, statement: str, texts: Iterable[tuple[str, Text]]) -> Text:
    """Return `words` with their translations: of the latest text of that statement that says
    them."""
    for id_, text in texts:
        if id_ == statement and text.in_language("") == words:
            return text
    return Text((("", words),))


def _first(one: StatementInFile) -> str:
    return " ".join(one.text.in_language("").split())
