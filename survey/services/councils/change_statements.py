"""Changing statements for the next round of a council: each change with its reason.

What was proposed stays in the register, in its own words; what a change does is kept in the file of
the round until that opens. It must not know members, or who proposed anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey.delphi.files import round_editing
from survey.delphi.files.round_editing import Data, WordsByLanguage
from survey.delphi.life.statements import TABLE, Register, StatementAction
from survey.delphi.statistics.feedback import both_sides
from survey.errors import BadInput, Refused
from survey.services.steps.next_round import once_counted
from survey.services.steps.round_begun import rating_round
from survey.services.steps.round_keeping import RoundSaving, change_round
from survey.storage.council import council_rows
from survey.storage.instance import Instance

_KEPT = "Nothing was changed, and what you wrote is below."
_MOST_IDEAS = 400


@dataclass(frozen=True, slots=True)
class StatementsAt:
    """Which version of the round of a council is changed, and by whom."""

    instance: Instance
    council_id: str
    based_on: int
    saving: RoundSaving


def reword(at: StatementsAt, statement: str, words: WordsByLanguage, reason: str) -> int:
    """Give a statement other words, or ("" for `statement`) add a new one; return the version.

    BadInput without words in the first language, or without a reason where the words were known.
    Refused where it cannot be changed now. Errors as in `keep_round`.
    """

    def change(data: Data, known: _Known) -> Data:
        said = _said(words, known.languages)
        if not statement:
            new = round_editing.free_id(data, "statement", known.taken)
            return round_editing.with_words(data, new, said, "", known.languages)
        if not round_editing.entry_of(data, statement).get("from"):
            known.require(data, statement, "edit")
        is_new = statement not in known.taken and not _is_idea(data, statement)
        why = "" if is_new else _reason(reason)
        return round_editing.with_words(data, statement, said, why, known.languages)

    return _changed(at, change)


def merge(at: StatementsAt, sources: Sequence[str], words: WordsByLanguage, reason: str) -> int:
    """Put one statement in place of several; errors as in `reword`, and BadInput for fewer than
    two."""

    def change(data: Data, known: _Known) -> Data:
        if len(set(sources)) < 2:
            raise BadInput("A merge needs at least two statements.", kept=_KEPT)
        for source in sources:
            known.require(data, source, "merge")
        said = _said(words, known.languages)
        given = said, _reason(reason), known.languages, known.taken
        return round_editing.with_merge(data, tuple(dict.fromkeys(sources)), *given)

    return _changed(at, change)


def split(at: StatementsAt, statement: str, parts: Sequence[WordsByLanguage], reason: str) -> int:
    """Put several statements in place of one; errors as in `reword`, and BadInput for fewer than
    two parts."""

    def change(data: Data, known: _Known) -> Data:
        written = [one for one in parts if any(words.strip() for words in one.values())]
        if len(written) < 2:
            raise BadInput("A split needs at least two parts.", kept=_KEPT)
        known.require(data, statement, "split")
        said = [_said(one, known.languages) for one in written]
        given = _reason(reason), known.languages, known.taken
        return round_editing.with_split(data, statement, said, *given)

    return _changed(at, change)


def drop(at: StatementsAt, statement: str, reason: str) -> int:
    """Put a statement to the council no more; errors as in `reword`."""

    def change(data: Data, known: _Known) -> Data:
        known.require(data, statement, "drop")
        return round_editing.with_drop(data, statement, _reason(reason))

    return _changed(at, change)


def bring_back(at: StatementsAt, statement: str, reason: str) -> int:
    """Let a statement that was merged, split or dropped stand for itself again; errors as in
    `reword`."""

    def change(data: Data, known: _Known) -> Data:
        known.require(data, statement, "bring back")
        return round_editing.with_bring_back(data, statement, _reason(reason))

    return _changed(at, change)


def summarise(
    at: StatementsAt, statement: str, in_favour: WordsByLanguage, against: WordsByLanguage
) -> int:
    """Keep a moderator's summary of the reasons in favour and against a statement.

    BadInput where one side is missing or much longer than the other, or words press people.
    """

    def change(data: Data, known: _Known) -> Data:
        for code in known.languages:
            sides = in_favour.get(code, "").strip(), against.get(code, "").strip()
            try:
                if any(sides):
                    both_sides(*sides)
            except BadInput as wrong:
                raise BadInput(wrong.what, kept=_KEPT, do=wrong.do) from None
        given = (in_favour, against), known.languages
        return round_editing.with_sides(data, statement, *given)

    return _changed(at, change)


def take_back(at: StatementsAt, statement: str) -> int:
    """Let a statement be as it was before this round was written; an idea is taken out."""

    def change(data: Data, known: _Known) -> Data:
        return round_editing.as_it_was(data, statement, known.register)

    return _changed(at, change)


def add_ideas(at: StatementsAt, ideas: Sequence[tuple[str, bool]]) -> int:
    """Keep ideas that members wrote, each with whether these are its writer's words, which may be
    quoted, or a moderator's. BadInput where there is none, or too many."""

    def change(data: Data, known: _Known) -> Data:
        written = [(" ".join(words.split()), quoted) for words, quoted in ideas if words.strip()]
        if not written:
            raise BadInput("There is no idea yet.", kept=_KEPT, do="Write at least one.")
        if len(written) > _MOST_IDEAS:
            raise BadInput(f"These are more than {_MOST_IDEAS} ideas.", kept=_KEPT)
        for words, quoted in written:
            data = round_editing.with_idea(data, words, quoted=quoted, taken=known.taken)
        return data

    return _changed(at, change)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the statements before this round."""

    register: Register
    number: int
    languages: tuple[str, ...]
    has_rated: bool

    @property
    def taken(self) -> frozenset[str]:
        """Return the ids that statements have."""
        return frozenset(one.id for one in self.register.statements)

    def require(self, data: Data, statement: str, deed: StatementAction) -> None:
        """Refuse what cannot be done with a statement, as the file leaves it."""
        given = data, self.register, self.number, self.languages
        after = round_editing.foreseen(*given)
        state = next((one.state for one in after.statements if one.id == statement), None)
        if state is None or (state, deed) not in TABLE:
            what = f"is {state}" if state else "is not there"
            raise Refused(
                f"Statement {statement} {what}, so it cannot be changed like this.",
                kept=_KEPT,
                do="Take back what was changed of it in this round, or bring it back first.",
            )
        is_alone = statement not in self.taken and not _is_idea(data, statement)
        if is_alone and deed != "edit":
            raise Refused(
                f"Statement {statement} exists in this round alone.",
                kept=_KEPT,
                do="Change its words, or take it out.",
            )


def _changed(at: StatementsAt, change: Callable[[Data, _Known], Data]) -> int:
    with at.instance.engine.connect() as connection:
        row = once_counted(council_rows.get(connection, at.council_id))
    rated = "rate" in row.council.rounds
    known = _Known(row.register, row.council.round + 1, row.file.languages, rated)

    def changed(data: Data) -> Data:
        begun = rating_round(data, known.register, has_rated=known.has_rated, kept=_KEPT)
        return change(begun, known)

    return change_round(at.instance, at.council_id, at.based_on, changed, at.saving)


def _said(words: WordsByLanguage, languages: Sequence[str]) -> dict[str, str]:
    said = {code: " ".join(words.get(code, "").split()) for code in languages}
    if not said[languages[0]]:
        raise BadInput(
            "There are no words for the statement.", kept=_KEPT, do="Write what members will read."
        )
    return said


def _reason(words: str) -> str:
    reason = " ".join(words.split())
    if not reason:
        raise BadInput(
            "There is no reason.",
            kept=_KEPT,
            do="Write why, in a sentence; members and the report can read it.",
        )
    if len(reason) > 500:
        raise BadInput("The reason is longer than 500 letters.", kept=_KEPT, do="Shorten it.")
    return reason


def _is_idea(data: Data, statement: str) -> bool:
    ideas = data.get("ideas")
    listed = ideas if isinstance(ideas, list) else []
    return any(isinstance(one, dict) and one.get("id") == statement for one in listed)
