"""Opening what a study or a round has closed: shares to a key, envelopes to records without copies.

It knows a secret while a call lasts; the object that holds it is emptied, also when the call fails.
It must not store, log or return it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol

import numpy as np

from survey.errors import EnvelopeDamaged, EnvelopeForeign
from survey.sealing.closed_set import closed_set, require_unchanged
from survey.sealing.envelope import encapsulation
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.sealing.public_keys import ShelfLabel
from survey.sealing.words_plaintext import FreeText
from survey.services.steps.closed_shelves import require_as_closed
from survey.storage.database import make_engine
from survey.storage.instance import Instance, database_url
from survey.storage.studies import sealed_answers
from survey.storage.studies.study_rows import StudyRow

_SLICE = 2000
_WAVE = np.dtype("<u4")

Progress = Callable[[int, int], None]
MakeExecutor = Callable[[], Executor]


class SealedShelf(Protocol):
    """Where the sealed codes of one study lie; it goes to another process as it is."""

    def of_waves(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, int]]:
        """Return the envelopes of a part of the shelf with their waves; the parts are those that
        `sealed_answers.slices` cuts."""


@dataclass(frozen=True, slots=True)
class DatabaseShelf:
    """The sealed codes of a study in a database."""

    database_url: str = field(repr=False)
    study_id: str

    def of_waves(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, int]]:
        """Return the envelopes whose 128-bit ids lie from `start` to before `end`."""
        engine = make_engine(self.database_url)
        try:
            with engine.connect() as connection:
                found = sealed_answers.of_waves(connection, self.study_id, start, end)
                yield from chain.from_iterable(found)
        finally:
            engine.dispose()


@dataclass(slots=True)
class ShelfKey:
    """What opens the shelf of codes of a study; to another process it goes through a pipe only, to
    another machine through a channel that both ends know each other on.

    `shelf` is None where somebody else reads it, `width` is that of a codes record, and `keys_of`
    the council to whose keys a round is sealed.
    """

    shelf: SealedShelf | None = field(repr=False)
    secret: bytes = field(repr=False)
    study_id: str
    fingerprint: bytes
    width: int
    keys_of: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSlice:
    """One slice of the shelf, opened.

    `records` are codes records end to end; `copies` 16 bytes for each of them, the same for two
    envelopes that are one; `of` its wave, 4 bytes. `hashes` 32 bytes for each envelope found, and
    `waves` 4 bytes for each of those.
    """

    records: bytes
    copies: bytes
    of: bytes
    hashes: bytes
    waves: bytes
    damaged: int
    foreign: int


@dataclass(frozen=True, slots=True)
class OpenedShelf:
    """The shelf of codes, opened: codes records without copies by their waves, what was met, and
    the hash and the wave of every envelope."""

    records: Mapping[int, bytes]
    hashes: list[bytes]
    waves: list[int]
    damaged: int
    foreign: int
    copies: int

    @property
    def joined(self) -> bytes:
        """Return the records of all waves, end to end."""
        return b"".join(self.records.values())


class SliceOpener:
    """Opens slices of one shelf, on any executor: what is sent to another process derives its key
    there, for one slice. Nothing else holds the secret, and `forget` lets go of it."""

    def __init__(self, key: ShelfKey) -> None:
        self._key = self._key_elsewhere = key
        self._opener: Opener | None = Opener(
            key.secret,
            key.study_id,
            key.fingerprint,
            "numbers",
            record_width=key.width,
            keys_of=key.keys_of,
        )

    def __reduce__(self) -> tuple[type[SliceOpener], tuple[ShelfKey]]:
        """Return what another process makes its own opener of."""
        return SliceOpener, (self._key,)

    def __call__(self, start: bytes, end: bytes) -> OpenedSlice:
        """Open the envelopes of one part of the shelf."""
        return self.opened(self._shelf().of_waves(start, end))

    def elsewhere(self) -> Callable[[Iterable[tuple[bytes, int]]], OpenedSlice]:
        """Return what opens on a machine that cannot read the shelf."""
        self._key_elsewhere = replace(self._key, shelf=None)
        return SliceOpener(self._key_elsewhere).opened

    def read_here(self, start: bytes, end: bytes) -> tuple[list[tuple[bytes, int]]]:
        """Return the envelopes of one part of the shelf with their waves, still sealed."""
        return (list(self._shelf().of_waves(start, end)),)

    def forget(self) -> None:
        """Let go of the secret and of the key that was made of it."""
        for key in (self._key, self._key_elsewhere):
            key.secret = b""
        self._opener = None

    def opened(self, shelf: Iterable[tuple[bytes, int]]) -> OpenedSlice:
        """Open envelopes, given with their waves."""
        if self._opener is None:
            raise ValueError("an opener that was told to forget opens nothing")
        records, copies, of, hashes, waves, damaged, foreign = [], [], [], [], [], 0, 0
        for envelope, wave in shelf:
            hashes.append(hashlib.sha256(envelope).digest())
            waves.append(wave)
            try:
                records.append(self._opener.numbers(envelope))
            except EnvelopeForeign:
                foreign += 1
            except EnvelopeDamaged:
                damaged += 1
            else:
                copies.append(hashlib.sha256(encapsulation(envelope)).digest()[:16])
                of.append(wave)
        return OpenedSlice(
            b"".join(records),
            b"".join(copies),
            np.array(of, _WAVE).tobytes(),
            b"".join(hashes),
            np.array(waves, _WAVE).tobytes(),
            damaged,
            foreign,
        )

    def _shelf(self) -> SealedShelf:
        if self._key.shelf is None:
            raise ValueError("the shelf of this opener is read by somebody else")
        return self._key.shelf


def one_thread() -> Executor:
    """Return an executor in this process, which is quickest for a small shelf."""
    return ThreadPoolExecutor(1)


def require_enough(row: StudyRow, sheets: Sequence[str], shelf: ShelfLabel) -> None:
    """Refuse with SharesRefused texts of share sheets that do not open a shelf of a study."""
    _recovered(row, sheets, shelf)


def open_shelf(
    instance: Instance,
    row: StudyRow,
    sheets: Sequence[str],
    width: int,
    make_executor: MakeExecutor = one_thread,
    progress: Progress = lambda done, total: None,
) -> OpenedShelf:
    """Open the shelf of codes of a closed study or round with the texts of share sheets.

    `width` is that of a codes record; `progress` takes envelopes done and to do. Both shelves are
    compared with what was closed. SharesRefused or ClosedSetChanged; an envelope that does not open
    is counted, never fatal.
    """
    require_enough(row, sheets, "numbers")
    require_as_closed(instance, row, "words")
    shelf = DatabaseShelf(database_url(instance.folder, instance.settings), row.id)
    return open_sealed(shelf, row, sheets, width, make_executor, progress)


def open_sealed(
    shelf: SealedShelf,
    row: StudyRow,
    sheets: Sequence[str],
    width: int,
    make_executor: MakeExecutor = one_thread,
    progress: Progress = lambda done, total: None,
) -> OpenedShelf:
    """Open sealed codes, wherever they lie, as `open_shelf` does; whoever calls compares the words
    with what was closed."""
    opener = SliceOpener(
        ShelfKey(
            shelf,
            _recovered(row, sheets, "numbers"),
            row.id,
            row.fingerprint,
            width,
            row.council_id or "",
        )
    )
    try:
        found = _all_slices(opener, row.closed("numbers").count, make_executor, progress)
    finally:
        opener.forget()
    hashes = [part for one in found for part in _cut(one.hashes, 32)]
    require_unchanged(row.closed("numbers"), closed_set("numbers", hashes))
    records, copies = _by_wave(found, width)
    return OpenedShelf(
        records,
        hashes,
        np.frombuffer(b"".join(one.waves for one in found), _WAVE).tolist(),
        sum(one.damaged for one in found),
        sum(one.foreign for one in found),
        copies,
    )


def open_words(
    instance: Instance, row: StudyRow, sheets: Sequence[str], questions: Iterable[str]
) -> dict[str, list[FreeText]]:
    """Open what was written to text questions of a closed round with the texts of share sheets.

    SharesRefused or ClosedSetChanged; what does not open is left out, and so are copies.
    """
    require_as_closed(instance, row, "words")
    opener = Opener(
        _recovered(row, sheets, "words"),
        row.id,
        row.fingerprint,
        "words",
        keys_of=row.council_id or "",
    )
    try:
        with instance.engine.connect() as connection:
            return {
                question: list(
                    _words(opener, question, sealed_answers.words(connection, row.id, question))
                )
                for question in questions
            }
    finally:
        del opener  # the traceback of an error would hold it


def _words(opener: Opener, question: str, shelf: Iterable[Sequence[bytes]]) -> Iterator[FreeText]:
    copies = set()
    for envelope in chain.from_iterable(shelf):
        with suppress(EnvelopeDamaged, EnvelopeForeign):
            if (own := encapsulation(envelope)) not in copies:
                copies.add(own)
                yield opener.words(question, envelope)


def _recovered(row: StudyRow, sheets: Sequence[str], shelf: ShelfLabel) -> bytes:
    public = row.numbers_public if shelf == "numbers" else row.words_public
    return recover([read_sheet(text) for text in sheets], shelf, row.council_id or row.id, public)


def _all_slices(
    opener: SliceOpener, total: int, make_executor: MakeExecutor, progress: Progress
) -> list[OpenedSlice]:
    """Open all slices and return them in the order of the shelf."""
    done = 0
    with make_executor() as executor:
        waiting = [
            executor.submit(opener, *bounds)
            for bounds in sealed_answers.slices(-(-total // _SLICE) or 1)
        ]
        try:
            for finished in as_completed(waiting):
                done += len(finished.result().hashes) // 32
                progress(done, total)
        finally:
            for one in waiting:
                one.cancel()  # those that have not begun, where another one failed
        return [one.result() for one in waiting]


def _by_wave(found: Sequence[OpenedSlice], width: int) -> tuple[dict[int, bytes], int]:
    """Return the records of each wave, and how many copies were left out: of an envelope that is
    there more than once, that of the earliest wave counts."""
    copies = np.frombuffer(b"".join(one.copies for one in found), dtype="V16")
    records = np.frombuffer(b"".join(one.records for one in found), dtype=f"V{width}")
    waves = np.frombuffer(b"".join(one.of for one in found), _WAVE)
    order = np.argsort(waves, kind="stable")
    _, first = np.unique(copies[order], return_index=True)
    kept = order[first]
    by_wave = {int(wave): records[kept[waves[kept] == wave]].tobytes() for wave in np.unique(waves)}
    return by_wave, len(copies) - len(first)


def _cut(joined: bytes, size: int) -> Iterator[bytes]:
    return (joined[at : at + size] for at in range(0, len(joined), size))
