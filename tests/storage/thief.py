"""A thief with every file but `ephemeral/`, and what they can do with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from scipy.stats import t as student
from sqlalchemy import select, text

PEOPLE = 100
#: So many pairs are right by chance once in ten thousand million orders, of any length.
LUCK = 12
SEGMENT = 16 * 1024 * 1024  # bytes of one file of PostgreSQL's write-ahead log
SEGMENT_NAME = re.compile(r"^[0-9A-F]{24}$")


class Thief:
    """Everything a thief can see: all files but `ephemeral/`, and tables through the database."""

    def __init__(self, office: Any, server_folder: Path | None) -> None:
        self.engine = office.instance.engine
        self.server_folder = server_folder
        self.folder = office.instance.folder
        self.log_start = self._log_position() if server_folder else 0

    def copy(self) -> dict[str, bytes]:
        """Copy every file as a backup program would, and give the bytes by name."""
        files = {
            path.name: path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and "ephemeral" not in path.parts
        }
        if self.server_folder is not None:
            with self._superuser() as connection:
                connection.execute("CHECKPOINT")
            files |= self._server_files(self.server_folder)
        return files

    def shelf(self, table: Any) -> list[bytes]:
        """Give the envelopes of a shelf in the order in which the database itself gives them."""
        with self.engine.connect() as conn:
            return list(conn.execute(select(table.c.envelope)).scalars())

    def physical(self, table: str, column: str) -> list[bytes]:
        """PostgreSQL: give the rows in the order of transaction and place (xmin, ctid)."""
        with self.engine.connect() as conn:
            rows = conn.execute(text(f"SELECT {column} FROM {table} ORDER BY xmin::text, ctid"))
            return [bytes(row[0]) for row in rows]

    def transactions(self, table: str) -> int:
        """PostgreSQL: give how many transactions the rows of a table can be told apart by."""
        with self.engine.connect() as conn:
            found = conn.execute(text(f"SELECT count(DISTINCT xmin::text) FROM {table}"))
            return int(found.scalar_one())

    def _server_files(self, folder: Path) -> dict[str, bytes]:
        """Give all files of this database, and the whole write-ahead log since the thief came."""
        with self.engine.connect() as conn:
            oid = conn.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar_one()
        tables = sorted((folder / "base" / str(oid)).iterdir(), key=_newest_first)
        files = {"base": b"".join(_bytes(path) for path in tables)}
        start, end = self.log_start, self._log_position()
        first = start // SEGMENT
        segments = sorted(
            path for path in (folder / "pg_wal").iterdir() if SEGMENT_NAME.match(path.name)
        )
        log = b"".join(path.read_bytes() for path in segments if _segment(path) >= first)
        files["pg_wal"] = log[start - first * SEGMENT : end - first * SEGMENT]
        return files

    def _log_position(self) -> int:
        with self._superuser() as connection:
            row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
            assert row is not None
            return int(row[0])

    def _superuser(self) -> psycopg.Connection[Any]:
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(url, autocommit=True)


def _bytes(path: Path) -> bytes:
    """Give the bytes of a file; a running server may have taken a scratch file away meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _newest_first(path: Path) -> tuple[int, str]:
    number = path.name.partition("_")[0].partition(".")[0]
    return (-int(number) if number.isdigit() else 0, path.name)


def _segment(path: Path) -> int:
    return int(path.name[8:16], 16) * 256 + int(path.name[16:], 16)


def places(files: dict[str, bytes], wanted: Sequence[bytes], part: slice) -> list[list[bytes]]:
    """Give, for each file that holds some of the wanted, these in the order they lie there."""
    orders = []
    pieces = [one[part] for one in wanted]
    for content in files.values():
        met = _heads_met(content, pieces)
        found = [
            (content.find(piece), one)
            for piece, one in zip(pieces, wanted, strict=True)
            if piece[:8] in met
        ]
        order = [one for place, one in sorted(found) if place >= 0]
        if len(order) > 1:
            orders.append(order)
    return orders


def hits(order: Sequence[bytes], truth: Sequence[bytes]) -> int:
    """Give how many pairs are right when the first row is said to be of the first person, etc."""
    return sum(guess == right for guess, right in zip(order, truth, strict=False))


def drift(order: Sequence[bytes], truth: Sequence[bytes]) -> float:
    """Give Spearman's rank correlation between the order found and the true order."""
    ranks = {one: i for i, one in enumerate(truth)}
    mine = [ranks[one] for one in order]
    count = len(mine)
    order_of = {rank: i for i, rank in enumerate(sorted(mine))}
    distance = sum((i - order_of[rank]) ** 2 for i, rank in enumerate(mine))
    return 1 - 6 * distance / (count * (count**2 - 1))


def too_far(count: int) -> float:
    """Give how far from 0 chance brings a rank correlation of so many pairs once in a hundred
    million orders: a run of all tests looks at hundreds of them."""
    deviations = float(student.isf(5e-9, count - 2))
    return deviations / sqrt(count - 2 + deviations**2)


def guesses(thief: Thief, files: dict[str, bytes], table: Any) -> list[list[bytes]]:
    """Give every order of a shelf's rows that a thief can read from files and database."""
    rows = thief.shelf(table)
    orders = [rows]
    if thief.server_folder is not None:
        orders.append(thief.physical(table.name, "envelope"))
    for part in (slice(0, 48), slice(-48, None)):
        orders += places(files, rows, part)
    return orders


def assert_only_luck(orders: Sequence[Sequence[bytes]], truth: Sequence[bytes]) -> None:
    """Fail when an order, forwards or backwards, pairs rows with people better than chance."""
    assert orders
    for order in orders:
        present = [one for one in truth if one in set(order)]
        assert hits(order, present) <= LUCK
        assert hits(order[::-1], present) <= LUCK
        if len(order) >= PEOPLE // 2:
            assert abs(drift(order, truth)) < too_far(len(order))


def traces(files: dict[str, bytes], watched: Sequence[bytes], step: int) -> int:
    """Give how many 16-byte pieces of the letters, `step` bytes apart, lie in the files."""
    pieces = [one[i : i + 16] for one in watched for i in range(14, len(one) - 16, step)]
    return sum(_lie_in(content, pieces) for content in files.values())


def each_lies_in(files: dict[str, bytes], watched: Sequence[bytes]) -> bool:
    """Tell whether something of each of the letters lies in a file; quick, for many of them."""
    return all(
        any(one[at : at + 16] in content for content in files.values() for at in (14, 32))
        for one in watched
    )


def _lie_in(content: bytes, pieces: Sequence[bytes]) -> int:
    """Give how many pieces lie in a file; only those are looked for whose first 8 bytes do."""
    met = _heads_met(content, pieces)
    return sum(piece[:8] in met and piece in content for piece in pieces)


def _heads_met(content: bytes, pieces: Sequence[bytes]) -> set[bytes]:
    """Give the first 8 bytes of those pieces that may lie in a file, in one pass over it."""
    heads = np.unique(np.frombuffer(b"".join(piece[:8] for piece in pieces), "<u8"))
    low = np.zeros(1 << 16, dtype=bool)  # by two bytes of a head, most words of a file are none
    low[heads & 0xFFFF] = True
    met: set[bytes] = set()
    for shift in range(8):
        words = np.frombuffer(content[shift : len(content) - (len(content) - shift) % 8], "<u8")
        near = words[low[words & 0xFFFF]]
        met.update(word.tobytes() for word in near[np.isin(near, heads)])
    return met
