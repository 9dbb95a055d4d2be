"""Reading the journal of what staff did, and checking that nothing of it was changed or cut off.

It knows the journal of an instance, or the text of one that was exported.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from survey.disclosure.release import JournalHead
from survey.errors import Action, BadInput, Do, Guidance, JournalBroken
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


def verify_journal(instance: Instance, printed: JournalHead | None = None) -> ChainCheck:
    """Return how many entries the journal has, and its head; JournalBroken says where it breaks.

    `printed` is what a release says of it: so many entries must still be there as they were.
    """
    with instance.engine.connect() as connection:
        found = journal.check(connection)
        if not found.wrong and printed:
            begun = check_chain(islice(journal.entries(connection), printed.entries))
            found = _as_printed(found, begun, printed)
    return _holding(found, (_LOOK, Action(Do.PIN_JOURNAL)))


def verify_exported(text: str, name: str, printed: JournalHead | None = None) -> ChainCheck:
    """Return how many entries an exported journal has, and its head; JournalBroken says where it
    breaks, or which line of the file called `name` is no entry.

    That its end was not cut off is seen by its head alone: a release prints one (`printed`), and
    so does the instance.
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
    found = check_chain(entries)
    if not found.wrong and printed:
        found = _as_printed(found, check_chain(entries[: printed.entries]), printed)
    return _holding(found, do)


def head_in_release(text: str, name: str) -> JournalHead:
    """Return what a release.json, or the rounds.json of a council, says of the journal.

    BadInput where it says nothing: it was made before there was a journal, or is something else.
    """
    try:
        said = json.loads(text)
        of = said["rounds"][-1] if "rounds" in said else said["study"]
        return JournalHead.model_validate(of["journal"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BadInput(
            f"{name} says nothing of a journal.",
            do="Take the release.json of a study, or the rounds.json of a council, that was "
            "made since there is one.",
        ) from None


def _as_printed(found: ChainCheck, begun: ChainCheck, printed: JournalHead) -> ChainCheck:
    """Return what was found, wrong where it does not begin with what a release printed."""
    if (begun.entries, begun.head.hex()) == (printed.entries, printed.hash):
        return found
    if begun.entries < printed.entries:
        return found._replace(wrong=f"a release was made when it had {printed.entries} entries")
    wrong = f"entry {printed.entries} is another than when a release was made"
    return found._replace(wrong=wrong, entries=0)


def _holding(found: ChainCheck, do: Guidance) -> ChainCheck:
    if found.wrong:
        raise JournalBroken(
            f"The journal does not hold: {found.wrong}.",
            kept=f"Its first {found.entries} entries are as they were written down.",
            do=do,
        )
    return found
