"""How the desk says what staff did: an entry of the journal as a line.

It knows words, and no study and no person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from survey.sealing.journal_chain import JournalEntry

_LONGEST = 240


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry: its number and day, the study or council ("": none), what was done, by whom."""

    number: int
    day: date
    study_id: str
    what: str
    words: str
    who: str


def journal_line_of(entry: JournalEntry, *, whole: bool = False) -> JournalLine:
    """Return an entry as it is shown; long words are cut unless it is shown `whole`."""
    words = entry.words if whole else shorten(entry.words, _LONGEST, placeholder=" …")
    event = entry.event[:1].upper() + entry.event[1:]
    who = f"the {entry.role}"
    return JournalLine(entry.number, entry.day, entry.study_id, event, words, who)
