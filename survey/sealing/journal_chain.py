"""The chain of the journal: each entry's hash covers what it says and the hash of the one before.

It knows the fields of entries and their bytes. It must not know where they are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from survey.sealing.envelope import length_prefixed

#: What stands before the first entry.
START = bytes(32)

_LABEL = b"survivor-survey/1/journal"
_FIELDS = ("number", "day", "study_id", "role", "event", "words", "previous", "hash")


class JournalEntry(NamedTuple):
    """One thing that staff did: its number from 1, the day, which study or council ("": none), in
    which role, what it was and words on it; the hash of the entry before, and its own."""

    number: int
    day: date
    study_id: str
    role: str
    event: str
    words: str
    previous: bytes
    hash: bytes


class ChainCheck(NamedTuple):
    """What a chain of entries was found to be: how many hold from the first on, and the hash of the
    last of these; `wrong` says what is wrong with the next one ("": there is none, or it holds)."""

    entries: int
    head: bytes
    wrong: str


def chained(
    number: int, day: date, study_id: str, role: str, event: str, words: str, previous: bytes
) -> JournalEntry:
    """Return an entry with the hash that it has after the entry with the hash `previous`."""
    said = (str(number), day.isoformat(), study_id, role, event, words)
    parts = [_LABEL, *(part.encode() for part in said), previous]
    digest = hashlib.sha256(length_prefixed(*parts)).digest()
    return JournalEntry(number, day, study_id, role, event, words, previous, digest)


def check_chain(entries: Iterable[JournalEntry]) -> ChainCheck:
    """Return how far entries make one chain from the first on."""
    number, head = 0, START
    for entry in entries:
        wrong = _wrong(entry, number + 1, head)
        if wrong:
            return ChainCheck(number, head, wrong)
        number, head = entry.number, entry.hash
    return ChainCheck(number, head, "")


def journal_line(entry: JournalEntry) -> str:
    """Return an entry as one line of JSON, with its end of line."""
    said = entry._asdict() | {
        "day": entry.day.isoformat(),
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_journal_line(line: str) -> JournalEntry:
    """Return the entry of a line of JSON; ValueError where it is none."""
    try:
        said = json.loads(line)
    except RecursionError:
        raise ValueError("not an entry of a journal") from None
    if not isinstance(said, dict) or tuple(said) != _FIELDS:
        raise ValueError("not an entry of a journal")
    texts = [said[name] for name in _FIELDS[1:]]
    if type(said["number"]) is not int or not all(isinstance(one, str) for one in texts):
        raise ValueError("not an entry of a journal")
    day, previous, own = (said[name] for name in ("day", "previous", "hash"))
    return JournalEntry(
        **said
        | {
            "day": date.fromisoformat(day),
            "previous": bytes.fromhex(previous),
            "hash": bytes.fromhex(own),
        }
    )


def _wrong(entry: JournalEntry, number: int, head: bytes) -> str:
    if entry.number != number:
        return f"entry {number} is not there"
    if entry.previous != head:
        return f"entry {number} does not follow from the entry before"
    return "" if _holds(entry) else f"entry {number} does not say what was written down"


def _holds(entry: JournalEntry) -> bool:
    try:
        return entry == chained(*entry[:6], previous=entry.previous)
    except ValueError:  # a text that no journal of ours holds
        return False
