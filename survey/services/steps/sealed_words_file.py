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
from pathlib import Path

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
    digest. `index` has the question, the size and the wave of each envelope, as they lie."""

    path: Path
    row: StudyRow
    before: tuple[Release, ...]
    index: tuple[tuple[str, int, int], ...] = field(repr=False)
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
) -> str:
    """Write such a file for its owner alone, whole or not at all, and return its digest in hex."""
    with written_whole(path) as out:
        out.write(_MAGIC)
        index = []
        for question_id, envelope, wave in words:
            index.append((question_id, len(envelope), wave))
            out.write(envelope)
        parts = (json.dumps(index).encode(), facts_of_file(row, before, journal))
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
            index, facts = (file.read(size) for size in sizes)
        row, before, _ = read_facts(facts)
        places = tuple((str(one), int(size), int(wave)) for one, size, wave in json.loads(index))
    except (ValueError, LookupError, TypeError) as error:
        raise no_such_file(path) from error
    found = SealedWordsFile(path, row, before, places, digest)
    hashes = (hashlib.sha256(envelope).digest() for _, envelope, _ in found.envelopes())
    require_unchanged(row.closed("words"), closed_set("words", hashes))
    return found
