"""What people of the team wrote about dissent: paraphrases, notes, and words with consent.

It can add to a minority report and never take away from one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from survey.disclosure.quotes import Quote, quotable, side_by_side
from survey.errors import BadInput
from survey.questionnaire.files.toml_text import read_toml_as

_Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Place(_Part):
    statement: _Filled
    round: int = Field(ge=1)
    aspect: str = ""

    def place(self) -> tuple[str, int, str]:
        """Return statement, round and aspect."""
        return self.statement, self.round, self.aspect


class _Written(_Place):
    reasons: list[_Filled] = Field(default_factory=list)
    notes: list[_Filled] = Field(default_factory=list)


class _Quoted(_Place):
    words: _Filled
    language: str = "en"
    may_quote: bool
    redacted_by: _Filled
    approved_by: _Filled


class _File(_Part):
    minority: list[_Written] = Field(default_factory=list)
    quote: list[_Quoted] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MinorityNote:
    """What was written about one minority report: of a statement, aspect and round.

    `reasons` are moderators' paraphrases, `notes` annotations of editors, `quotes` words whose
    writers allowed them.
    """

    statement: str
    round: int
    aspect: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


def read_notes(toml_text: str) -> tuple[MinorityNote, ...]:
    """Return the notes of a TOML text, one for each minority report that is named in it.

    `[[minority]]` has statement, round, aspect, reasons and notes; `[[quote]]` has statement,
    round, aspect, words, language, may_quote, redacted_by and approved_by. SettingsProblems lists
    what cannot be read; DisclosureRefused where words may not be quoted.
    """
    return _notes(read_toml_as(_File, toml_text, "The notes cannot be used."))


def require_known(notes: tuple[MinorityNote, ...], reports: set[tuple[str, str, int]]) -> None:
    """BadInput for a note on a (statement, aspect, round) of which there is no minority report."""
    for note in notes:
        if (note.statement, note.aspect, note.round) not in reports:
            named = ", ".join(f"{one} in round {round_}" for one, _, round_ in sorted(reports))
            raise BadInput(
                f"There is no minority report on {note.statement} in round {note.round}.",
                kept="No report was made.",
                do=f"There are minority reports on: {named or 'no statement'}.",
            )


def _notes(file: _File) -> tuple[MinorityNote, ...]:
    places = dict.fromkeys(
        [*(one.place() for one in file.minority), *(one.place() for one in file.quote)]
    )
    found = []
    for place in places:
        written = [one for one in file.minority if one.place() == place]
        quoted = [one for one in file.quote if one.place() == place]
        found.append(
            MinorityNote(
                *place,
                reasons=tuple(reason for one in written for reason in one.reasons),
                notes=tuple(note for one in written for note in one.notes),
                quotes=side_by_side(_quote(one) for one in quoted),
            )
        )
    return tuple(found)


def _quote(one: _Quoted) -> Quote:
    return quotable(
        one.words,
        one.language,
        may_quote=one.may_quote,
        redacted_by=one.redacted_by,
        approved_by=one.approved_by,
    )
