"""Reading the journal of what staff did, and checking that nothing of it was changed or cut off.

It knows the journal of an instance, or the text of one that was exported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from survey.errors import Action, Do, Guidance, JournalBroken
from survey.sealing.journal_chain import (
    ChainCheck,
    JournalEntry,
    check_chain,
    journal_line,
    read_journal_line,
)
from survey.storage.instance import Instance
from survey.storage.staff import journal

_LOOK = (
    "Set a copy of the database aside, compare it with an exported journal, bring back a backup of "
    "before, and find out who changed it. If only the site key was lost and made anew, or it was "
    "found out"
)


def search_journal(
    instance: Instance, study_id: str | None = None, search: str = ""
) -> tuple[JournalEntry, ...]:
    """Return the entries in which `search` occurs (""; all), of one study or council or of all, the
    newest last."""
    with instance.engine.connect() as connection:
        return tuple(journal.entries(connection, study_id=study_id, search=search))


@dataclass(frozen=True, slots=True)
class JournalPart:
    """Some entries, the newest first, and whether there are older ones."""

    entries: tuple[JournalEntry, ...]
    has_older: bool


def newest_entries(
    instance: Instance,
    most: int,
    study_id: str | None = None,
    search: str = "",
    back_from: int = 0,
    may_see: Callable[[JournalEntry], bool] = lambda entry: True,
) -> JournalPart:
    """Return the newest entries that somebody may see, at most so many: of those before the number
    `back_from` (0: of all)."""
    with instance.engine.connect() as connection:
        found = journal.entries(connection, study_id=study_id, search=search, back_from=back_from)
        some = tuple(islice(filter(may_see, found), most + 1))
    return JournalPart(some[:most], len(some) > most)


def count_entries(instance: Instance, study_id: str) -> int:
    """Return how many entries a study or council has."""
    with instance.engine.connect() as connection:
        return journal.count_of(connection, study_id)


def export_journal(instance: Instance) -> str:
    """Return the whole journal as lines of JSON (docs/formats.md)."""
    with instance.engine.connect() as connection:
        return "".join(map(journal_line, journal.entries(connection)))


def verify_journal(instance: Instance) -> ChainCheck:
    """Return how many entries the journal has, and its head; JournalBroken says where it breaks."""
    with instance.engine.connect() as connection:
        found = journal.check(connection)
    return _holding(found, (_LOOK, Action(Do.PIN_JOURNAL)))


def verify_exported(text: str, name: str) -> ChainCheck:
    """Return how many entries an exported journal has, and its head; JournalBroken says where it
    breaks, or which line of the file called `name` is no entry.

    That its end was not cut off is seen by its head alone: a release prints one, and so does
    the instance.
    """
    entries: list[JournalEntry] = []
    do = f"Take {name} from where it was exported to, or export it again."
    for number, line in enumerate(text.split("\n")[: -1 if text.endswith("\n") else None], 1):
        try:
            entries.append(read_journal_line(line))
        except ValueError:
            found = check_chain(entries)
            wrong = found.wrong or f"line {number} is no entry"
            return _holding(found._replace(wrong=wrong), do)
    return _holding(check_chain(entries), do)


def _holding(found: ChainCheck, do: Guidance) -> ChainCheck:
    if found.wrong:
        raise JournalBroken(
            f"The journal does not hold: {found.wrong}.",
            kept=f"Its first {found.entries} entries are as they were written down.",
            do=do,
        )
    return found
