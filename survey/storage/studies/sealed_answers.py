"""The shelves: sealed codes and sealed texts after mixing, each under a random id of its own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update

from survey.sealing.public_keys import ShelfLabel
from survey.storage.schema import codes, releases, texts

#: The whole space of ids as a range: from START up to, but not including, END.
START = bytes(16)
END = b"\xff" * 17

#: Greater than the number of any wave.
EVERY_WAVE = 1 << 30

_CHUNK = 512
_ID_SIZE = 16
_SPACE = 1 << 128


def slices(count: int) -> tuple[tuple[bytes, bytes], ...]:
    """Cut the space of ids into `count` equal ranges (start, end), end not included."""
    cuts = [(_SPACE * i // count).to_bytes(17, "big")[1:] for i in range(count)]
    return tuple(zip(cuts, [*cuts[1:], END], strict=True))


def envelopes(
    conn: Connection, study_id: str, start: bytes = START, end: bytes = END
) -> Iterator[tuple[bytes, ...]]:
    """Return the numbers envelopes of a study with ids in [start, end), in chunks of at most 512.

    They are streamed: memory stays flat. Do not use `conn` for anything else meanwhile.
    """
    wanted = and_(codes.c.study_id == study_id, codes.c.id >= start, codes.c.id < end)
    return _stream(conn, select(codes.c.envelope).where(wanted).order_by(codes.c.id))


def of_waves(
    conn: Connection, study_id: str, start: bytes = START, end: bytes = END
) -> Iterator[tuple[tuple[bytes, int], ...]]:
    """Return the numbers envelopes of a study with their waves (0: not closed yet), as above."""
    wanted = and_(codes.c.study_id == study_id, codes.c.id >= start, codes.c.id < end)
    found = select(codes.c.envelope, func.coalesce(codes.c.wave, 0)).where(wanted)
    return _pairs(conn, found.order_by(codes.c.id))


def words_of_waves(conn: Connection, study_id: str) -> Iterator[tuple[tuple[bytes, int], ...]]:
    """Return the words envelopes of a study with their waves, as above, whatever their question."""
    found = select(texts.c.envelope, func.coalesce(texts.c.wave, 0))
    return _pairs(conn, found.where(texts.c.study_id == study_id).order_by(texts.c.id))


def words_with_questions(
    conn: Connection, study_id: str
) -> Iterator[tuple[tuple[str, bytes, int], ...]]:
    """Return all words envelopes of a study with the question and the wave of each, as above."""
    found = select(texts.c.question_id, texts.c.envelope, func.coalesce(texts.c.wave, 0))
    wanted = found.where(texts.c.study_id == study_id).order_by(texts.c.id)
    rows = conn.execution_options(yield_per=_CHUNK).execute(wanted)
    for chunk in rows.partitions():
        yield tuple((question_id, envelope, wave) for question_id, envelope, wave in chunk)


def put_words(conn: Connection, study_id: str, sealed: Iterable[tuple[str, bytes, int]]) -> None:
    """Store words envelopes, each with its question and its wave, under new random ids."""
    rows = [
        {"study_id": study_id, "question_id": question_id, "id": secrets.token_bytes(_ID_SIZE)}
        | {"envelope": envelope, "wave": wave or None}
        for question_id, envelope, wave in sealed
    ]
    if rows:
        conn.execute(insert(texts), rows)


def words(
    conn: Connection, study_id: str, question_id: str, start: bytes = START, end: bytes = END
) -> Iterator[tuple[bytes, ...]]:
    """Return the words envelopes of one text question, as `envelopes` does."""
    wanted = and_(
        texts.c.study_id == study_id,
        texts.c.question_id == question_id,
        texts.c.id >= start,
        texts.c.id < end,
    )
    return _stream(conn, select(texts.c.envelope).where(wanted).order_by(texts.c.id))


def hashes(
    conn: Connection, study_id: str, shelf: ShelfLabel, *, until: int | None = None
) -> Iterator[bytes]:
    """Return the SHA-256 of every envelope on one shelf of a study, for the closed set (P12).

    `until`: of those only that have a wave, up to this one.
    """
    table = codes if shelf == "numbers" else texts
    found = select(table.c.envelope).where(table.c.study_id == study_id)
    if until is not None:
        found = found.where(table.c.wave <= until)
    for chunk in _stream(conn, found):
        for envelope in chunk:
            yield hashlib.sha256(envelope).digest()


def count(conn: Connection, study_id: str) -> int:
    """Return how many responses of a study are on the shelf of codes."""
    of_study = codes.c.study_id == study_id
    return conn.execute(select(func.count()).select_from(codes).where(of_study)).scalar_one()


def drop_tags(conn: Connection, study_id: str) -> None:
    """Drop the tags of all receipts of a study: after closing nothing can be taken back (P8).

    The closing mix does this before it rewrites the shelves, so that no old version stays behind.
    """
    for table in (codes, texts):
        of_study: ColumnElement[bool] = table.c.study_id == study_id
        conn.execute(update(table).where(of_study, table.c.tag.is_not(None)).values(tag=None))


def mark_wave(conn: Connection, study_id: str) -> None:
    """Mark what has no wave yet with the number of the release to come.

    Waves are no finer than releases: what was closed, and taken up again before it could be
    released, is of one wave with what came then. The closing mix does this before it rewrites the
    shelves.
    """
    newest = select(func.max(releases.c.number)).where(releases.c.study_id == study_id)
    number = (conn.execute(newest).scalar() or 0) + 1
    for table in (codes, texts):
        of_study: ColumnElement[bool] = table.c.study_id == study_id
        conn.execute(update(table).where(of_study, table.c.wave.is_(None)).values(wave=number))


def _pairs(conn: Connection, wanted: Select[bytes, int]) -> Iterator[tuple[tuple[bytes, int], ...]]:
    rows = conn.execution_options(yield_per=_CHUNK).execute(wanted)
    for chunk in rows.partitions():
        yield tuple((envelope, wave) for envelope, wave in chunk)


def _stream(conn: Connection, wanted: Select[bytes]) -> Iterator[tuple[bytes, ...]]:
    rows = conn.execution_options(yield_per=_CHUNK).execute(wanted)
    for chunk in rows.partitions():
        yield tuple(row[0] for row in chunk)
