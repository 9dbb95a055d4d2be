"""The sealed words of a closed study as one file, for moderators on a machine without a network.

It holds each envelope with its question and its wave in an order that is random, public facts and
releases; no answer in numbers, and nothing secret. It ends with a digest of all before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from survey.disclosure.release import JournalHead, Release
from survey.sealing.closed_set import closed_set, require_unchanged
from survey.services.steps.sealed_file import (
    DIGEST,
    checked_digest,
    facts_of_file,
    no_such_file,
    read_facts,
    written_whole,
)
from survey.storage.studies.study_rows import StudyRow

_MAGIC = b"survivor-survey-sealed-words/1\n"
_SIZE = 8
_SIZES = 2 * _SIZE

SealedWord = tuple[str, bytes, int]


@dataclass(frozen=True, slots=True)
class SealedWordsFile:
    """What such a file says: the study as it was closed, its releases so far, and the file's
    digest. `index` has the question, the size and the wave of each envelope, as they lie; `opened`
    when its words were opened before, and their last day (None: never)."""

    path: Path
    row: StudyRow
    before: tuple[Release, ...]
    index: tuple[tuple[str, int, int], ...] = field(repr=False)
    opened: tuple[date, date] | None
    digest: str

    def envelopes(self) -> Iterator[SealedWord]:
        """Return the question, the envelope and the wave of each text, as they lie there."""
        with self.path.open("rb") as file:
            file.seek(len(_MAGIC))
            for question_id, size, wave in self.index:
                yield question_id, file.read(size), wave


def write_sealed_words(
    path: Path,
    row: StudyRow,
    before: Iterable[Release],
    journal: JournalHead,
    words: Iterable[SealedWord],
    opened: tuple[date, date] | None,
) -> str:
    """Write such a file for its owner alone, whole or not at all, and return its digest in hex."""
    with written_whole(path) as out:
        out.write(_MAGIC)
        index = []
        for question_id, envelope, wave in words:
            index.append((question_id, len(envelope), wave))
            out.write(envelope)
        days = None if opened is None else [one.isoformat() for one in opened]
        told = json.dumps({"index": index, "opened": days})
        parts = (told.encode(), facts_of_file(row, before, journal))
        for part in parts:
            out.write(part)
        out.write(b"".join(len(part).to_bytes(_SIZE, "big") for part in parts))
    return out.digest.hexdigest()


def read_sealed_words(path: Path) -> SealedWordsFile:
    """Return what such a file says; BadInput where it is none, or was cut short or changed, and
    ClosedSetChanged where its words are not what was closed."""
    try:
        with path.open("rb") as file:
            digest = checked_digest(file, _MAGIC, _SIZES)
            end = file.seek(-DIGEST - _SIZES, os.SEEK_END)
            sizes = [int.from_bytes(file.read(_SIZE), "big") for _ in range(2)]
            file.seek(end - sum(sizes))
            told, facts = (file.read(size) for size in sizes)
        row, before, _ = read_facts(facts)
        found = _found(path, row, before, json.loads(told), digest)
    except (ValueError, LookupError, TypeError) as error:
        raise no_such_file(path) from error
    hashes = (hashlib.sha256(envelope).digest() for _, envelope, _ in found.envelopes())
    require_unchanged(row.closed("words"), closed_set("words", hashes))
    return found


def _found(
    path: Path, row: StudyRow, before: tuple[Release, ...], told: dict[str, Any], digest: str
) -> SealedWordsFile:
    index = tuple((str(one), int(size), int(wave)) for one, size, wave in told["index"])
    opened = None
    if told["opened"] is not None:
        opened_on, until = map(date.fromisoformat, told["opened"])
        opened = (opened_on, until)
    return SealedWordsFile(path, row, before, index, opened, digest)
