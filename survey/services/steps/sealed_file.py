"""A closed study as one file, for a machine without a network: all that opening it needs.

It holds sealed answers with their waves, hashes of the sealed words, and public facts; nothing
secret, and no answer that is not sealed. Its last 32 bytes are a digest of all before them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from survey.disclosure.release import JournalHead, Release
from survey.errors import BadInput
from survey.questionnaire.texts import Text
from survey.storage.files import OWNER_ONLY
from survey.storage.studies.releases import from_file
from survey.storage.studies.study_rows import StudyRow

MAGIC = b"survivor-survey-sealed/1\n"
DIGEST, _SIZES = 32, 24
_RECORD = np.dtype([("at", "<u8"), ("size", "<u4"), ("wave", "<u4")])
_WORDS = np.dtype([("hash", "V32"), ("wave", "<u4")])
_SPACE = 1 << 128
_AT_ONCE = 1 << 20

_TEXTS = ("organisation", "safeguarding", "jurisdiction")
_DAYS = ("opened_on", "closes_on", "results_by", "closed_on")
_BYTES = (
    "fingerprint", "numbers_public", "words_public", "closed_hash", "closed_words_hash",
)  # fmt: skip
_PLAIN = (
    "id", "state", "questionnaire_json", "practice", "reviewed", "shares", "threshold",
    "closed_count", "closed_words_count", "policy_json", "entrance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What such a file says: the study as it was closed, its releases so far, how far the journal
    of its instance had come, hashes of the sealed words with their waves, and the file's digest."""

    path: Path
    row: StudyRow
    before: tuple[Release, ...]
    journal: JournalHead
    words: tuple[tuple[bytes, int], ...] = field(repr=False)
    digest: str

    def words_until(self, wave: int) -> Iterable[bytes]:
        """Return the hashes of the sealed words up to a wave."""
        return [one for one, its in self.words if 0 < its <= wave]


@dataclass(frozen=True, slots=True)
class FileShelf:
    """The sealed codes of a study in such a file, which was checked before."""

    path: Path

    def of_waves(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, int]]:
        """Return the envelopes of a part of the file; parts are cut as the space of ids is."""
        with self.path.open("rb") as file:
            index, _, _ = _index_of(file)
            count = len(index)
            first, last = (
                min(count, int.from_bytes(one[:16], "big") * count // _SPACE)
                if len(one) == 16
                else count
                for one in (start, end)
            )
            for at, size, wave in index[first:last].tolist():
                file.seek(at)
                yield file.read(size), wave


def write_sealed(
    path: Path,
    row: StudyRow,
    before: Iterable[Release],
    journal: JournalHead,
    codes: Iterable[tuple[bytes, int]],
    words: Iterable[tuple[bytes, int]],
) -> str:
    """Write such a file for its owner alone, whole or not at all, and return its digest in hex.

    `codes` are sealed answers and `words` hashes of sealed words, each with its wave.
    """
    with written_whole(path) as out:
        out.write(MAGIC)
        index = []
        for envelope, wave in codes:
            index.append((out.at, len(envelope), wave))
            out.write(envelope)
        parts = (
            np.array(index, _RECORD).tobytes(),
            np.array([(np.void(one), wave) for one, wave in words], _WORDS).tobytes(),
            facts_of_file(row, before, journal),
        )
        for part in parts:
            out.write(part)
        out.write(b"".join(len(part).to_bytes(8, "big") for part in parts))
    return out.digest.hexdigest()


def read_sealed(path: Path) -> SealedFile:
    """Return what such a file says; BadInput where it is none, or was cut short or changed."""
    try:
        with path.open("rb") as file:
            digest = checked_digest(file, MAGIC, _SIZES)
            _, words, facts = _index_of(file)
        row, before, journal = read_facts(facts)
        return SealedFile(
            path,
            row,
            before,
            journal,
            tuple((bytes(one), wave) for one, wave in words.tolist()),
            digest,
        )
    except (ValueError, LookupError, TypeError) as error:
        raise no_such_file(path) from error


class HashedFile:
    """A file that is written from its beginning, and hashed as it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self.at = file, hashlib.sha256(), 0

    def write(self, part: bytes) -> None:
        """Write a part."""
        self._file.write(part)
        self.digest.update(part)
        self.at += len(part)


@contextmanager
def written_whole(path: Path) -> Iterator[HashedFile]:
    """Give a file to write, for its owner alone: it ends with its digest, and is there whole or not
    at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        out = HashedFile(file)
        yield out
        file.write(out.digest.digest())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def checked_digest(file: BinaryIO, magic: bytes, least: int) -> str:
    """Return the digest at the end of a file in hex; ValueError where it is not that of all before
    it, or where the file does not begin with `magic` and hold `least` bytes more."""
    left = file.seek(0, os.SEEK_END) - DIGEST
    file.seek(0)
    if left < len(magic) + least or file.read(len(magic)) != magic:
        raise ValueError("it begins otherwise")
    digest, left = hashlib.sha256(magic), left - len(magic)
    while left:
        part = file.read(min(left, _AT_ONCE))
        if not part:
            raise ValueError("it was cut short")
        digest.update(part)
        left -= len(part)
    if file.read(DIGEST) != digest.digest():
        raise ValueError("it was changed")
    return digest.hexdigest()


def _index_of(file: BinaryIO) -> tuple[Any, Any, bytes]:
    """Return where each envelope lies, the words, and the public facts as JSON."""
    end = file.seek(-DIGEST - _SIZES, os.SEEK_END)
    sizes = [int.from_bytes(file.read(8), "big") for _ in range(3)]
    file.seek(end - sum(sizes))
    index, words, facts = (file.read(size) for size in sizes)
    return np.frombuffer(index, _RECORD), np.frombuffer(words, _WORDS), facts


def facts_of_file(row: StudyRow, before: Iterable[Release], journal: JournalHead) -> bytes:
    """Return public facts of a closed study, its releases so far and how far the journal of its
    instance has come, as JSON."""
    study: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    study |= {name: getattr(row, name).as_mapping() for name in _TEXTS}
    study |= {name: day and day.isoformat() for name in _DAYS for day in [getattr(row, name)]}
    study |= {name: (getattr(row, name) or b"").hex() for name in _BYTES}
    found = {
        "study": study,
        "earlier": [one.model_dump_json() for one in before],
        "journal": journal.model_dump(mode="json"),
    }
    return json.dumps(found, ensure_ascii=False).encode()


def read_facts(facts: bytes) -> tuple[StudyRow, tuple[Release, ...], JournalHead]:
    """Return what `facts_of_file` was given; ValueError, LookupError or TypeError where it is
    something else."""
    found = json.loads(facts)
    return (
        _row(found["study"]),
        tuple(from_file(one) for one in found["earlier"]),
        JournalHead.model_validate(found["journal"]),
    )


def _row(study: dict[str, Any]) -> StudyRow:
    values = {name: study[name] for name in _PLAIN}
    values |= {name: Text(tuple(study[name].items())) for name in _TEXTS}
    values |= {name: date.fromisoformat(study[name]) for name in _DAYS}
    values |= {name: bytes.fromhex(study[name]) for name in _BYTES}
    return StudyRow(**values)


def no_such_file(path: Path) -> BadInput:
    """Return the error of a file that is none of these."""
    return BadInput(
        f"{path} is not the file of a closed study, or it was cut short or changed.",
        kept="Nothing was opened.",
        do="Copy it once more, and compare its digest with the one that was said when it was made.",
    )
