"""A system as a solver sees it: cells that can only move together are one, and known ones are none.

It knows cells, lines and what is known. It must not know which cells are to be hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from survey.disclosure.system import System

Vector = NDArray[np.float64]
Ints = NDArray[np.int64]
Entries = tuple[Ints, Ints, Ints]

_UNBOUNDED = 1e9
#: The place of a cell that nothing can move.
STILL = -1


@dataclass(frozen=True, slots=True)
class Bars:
    """For each line a piece that is in no other line, or STILL, and its factor there."""

    piece: Ints
    factor: Vector


@dataclass(frozen=True)
class Board:
    """A system as arrays over *pieces*: cells of which each sum of two known terms, or of one,
    says that they move together (or against each other) are one piece.

    `piece` is the place of each cell's piece, or STILL; `sign` says whether the cell moves with
    its piece or against it. `rise` and `fall` are how far a piece can go up and down.
    """

    system: System
    piece: Ints
    sign: Ints
    rise: Vector
    fall: Vector
    matrix: csc_array

    @property
    def size(self) -> int:
        """Give the number of pieces."""
        return len(self.rise)

    @cached_property
    def groups(self) -> dict[str, Ints]:
        """Give the pieces of each owner and of each table, by name."""
        found: dict[str, set[int]] = {}
        for i, cell in enumerate(self.system.cells.values()):
            piece = int(self.piece[i])
            if piece != STILL:
                found.setdefault(owner_of(cell.id, cell.question), set()).add(piece)
                if cell.table:
                    found.setdefault(table_of(cell.question, cell.table), set()).add(piece)
        return {name: np.array(sorted(pieces), np.int64) for name, pieces in found.items()}

    def sums(self, values: Iterable[float], mask: NDArray[np.bool_]) -> Vector:
        """Give for each piece the sum of the values of its cells, of those in the mask."""
        moving = mask & (self.piece != STILL)
        weights = np.asarray(list(values), np.float64)[moving]
        found: Vector = np.zeros(self.size)
        np.add.at(found, self.piece[moving], weights)
        return found

    def any(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say of each piece whether one of its cells is in the mask."""
        found = np.zeros(self.size, np.bool_)
        found[self.piece[mask & (self.piece != STILL)]] = True
        return found

    def bars(self, allowed: NDArray[np.bool_]) -> Bars:
        """Give for each line one allowed piece that is in no other line, where there is one."""
        once = np.flatnonzero(allowed & (np.diff(self.matrix.indptr) == 1))
        at = self.matrix.indptr[once]
        piece = np.full(self.matrix.shape[0], STILL)
        factor = np.ones(self.matrix.shape[0])
        piece[self.matrix.indices[at]] = once
        factor[self.matrix.indices[at]] = self.matrix.data[at]
        return Bars(piece, factor)

    def families(self) -> dict[str, frozenset[str]]:
        """Give for each owner all that are tied to it by paths through the questionnaire."""
        families: dict[str, set[str]] = {}
        cells = self.system.cells
        for cell in cells.values():
            owner = owner_of(cell.id, cell.question)
            families.setdefault(owner, {owner})
        for line in self.system.lines:
            mine = [cells[cell] for cell, _ in line]
            splitters = {cell.table for cell in mine if cell.table}
            tied = {
                owner_of(cell.id, cell.question)
                for cell in mine
                if cell.role != "known" and (cell.table or cell.question not in splitters)
            }
            if len(tied) > 1:
                joined: set[str] = set().union(*(families[owner] for owner in tied))
                for owner in joined:
                    families[owner] = joined
        return {owner: frozenset(family) for owner, family in families.items()}


def owner_of(cell: str, question: str) -> str:
    """Give whose a cell is: its question, or itself where it has none."""
    return question or cell


def table_of(question: str, table: str) -> str:
    """Give the name of the table that a cell of a breakdown is in."""
    return f"{question} by {table}"


def board_of(system: System) -> Board:
    """Give the board of a system."""
    cells = list(system.cells.values())
    entries = _entries(system)
    root, sign = _joined(system, entries)
    used = np.unique(root[root != STILL])
    place = np.full(len(cells) + 1, STILL)
    place[used] = np.arange(len(used))
    piece = place[root]
    counts = np.array([cell.count for cell in cells], np.float64)
    most = np.array([system.total if cell.bounded else _UNBOUNDED for cell in cells], np.float64)
    up, down = most - counts, counts
    moving = piece != STILL
    rise, fall = np.full(len(used), np.inf), np.full(len(used), np.inf)
    np.minimum.at(rise, piece[moving], np.where(sign > 0, up, down)[moving])
    np.minimum.at(fall, piece[moving], np.where(sign > 0, down, up)[moving])
    matrix = _distinct(_matrix(entries, piece, sign, len(used)))
    return Board(system, piece, sign, rise, fall, matrix)


def _joined(system: System, entries: Entries) -> tuple[Ints, Ints]:
    """Give for each cell the cell that it moves with, or STILL, and whether with or against it."""
    root = np.arange(len(system.cells))
    sign = np.ones(len(system.cells), np.int64)
    root[[cell.role == "known" for cell in system.cells.values()]] = STILL
    while True:
        matrix = _matrix(entries, root, sign, len(root))
        terms = np.diff(matrix.indptr)
        alone = matrix.indices[matrix.indptr[:-1][terms == 1]]
        starts = matrix.indptr[:-1][terms == 2]
        first, second = matrix.indices[starts], matrix.indices[starts + 1]
        factors = matrix.data[starts], matrix.data[starts + 1]
        even = np.abs(factors[0]) == np.abs(factors[1])
        if not len(alone) and not even.any():
            return root, sign
        against = np.where(factors[0] == factors[1], -1, 1)
        _join(root, sign, alone.tolist(), zip(first[even].tolist(), second[even].tolist(),
                                              against[even].tolist(), strict=True))  # fmt: skip


def _join(root: Ints, sign: Ints, still: list[int], pairs: Iterable[tuple[int, int, int]]) -> None:
    """Put together what moves together (1) or against each other (-1), in place."""
    above: dict[int, tuple[int, int]] = {}

    def top(cell: int) -> tuple[int, int]:
        way, chain = 1, []
        while cell in above:
            chain.append(cell)
            cell, step = above[cell]
            way *= step
        rest = way
        for one in chain:
            step = above[one][1]
            above[one] = (cell, rest)
            rest *= step
        return cell, way

    stuck = set(still)
    for one, other, way in pairs:
        (a, x), (b, y) = top(one), top(other)
        if a != b:
            above[b] = (a, x * y * way)
        elif x * y != way:
            stuck.add(a)
    onto, turn = np.arange(len(root)), np.ones(len(root), np.int64)
    for cell in (*above, *stuck):
        onto[cell], turn[cell] = top(cell)
    onto[np.isin(onto, onto[sorted(stuck)])] = STILL
    moving = root != STILL
    sign[moving] *= turn[root[moving]]
    root[moving] = onto[root[moving]]


def _matrix(entries: Entries, piece: Ints, sign: Ints, size: int) -> csr_array:
    """Give the lines of a system over pieces."""
    rows, columns, factors = entries
    kept = piece[columns] != STILL
    data = factors[kept] * sign[columns[kept]]
    shape = (int(rows.max(initial=-1)) + 1, size)
    matrix = csr_array((data, (rows[kept], piece[columns[kept]])), shape=shape)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix


def _entries(system: System) -> Entries:
    """Give the line, the cell and the factor of each term."""
    places = {cell: i for i, cell in enumerate(system.cells)}
    lengths = [len(line) for line in system.lines]
    rows = np.repeat(np.arange(len(lengths)), lengths)
    columns = np.array([places[cell] for line in system.lines for cell, _ in line], np.int64)
    factors = np.array([factor for line in system.lines for _, factor in line], np.int64)
    return rows, columns, factors


def _distinct(matrix: csr_array) -> csc_array:
    """Give the lines of a matrix, each once, whether forwards or backwards, by columns."""
    seen: dict[bytes, int] = {}
    for i, (start, end) in enumerate(zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)):
        if end > start:
            row = matrix.data[start:end]
            key = matrix.indices[start:end].tobytes() + (row * row[0]).tobytes()
            seen.setdefault(key, i)
    return csc_array(matrix[sorted(seen.values())], dtype=np.float64)
