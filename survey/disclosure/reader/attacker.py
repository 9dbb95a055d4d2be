"""The reader who knows every sum: what can be worked out about a hidden cell from what is printed.

It must share no code with the hiding: it judges it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.system.linear_system import Cell, System

#: What a reader knows of a cell: least and most people.
Interval = tuple[int, int]
#: The solver is right to this many people.
_ROUGH = 1e-6
_OPEN = 10**9
_TOLD = "This system cannot be solved, so nothing may be printed from it."


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """`failed` are the cells whose requirement is not met; `checked` is how many were looked at."""

    checked: int
    failed: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether every requirement is met."""
        return not self.failed


#: Whole people in every cell, in the order of the system's cells.
WholeTable = tuple[int, ...]


def audit(
    system: System, published: Mapping[str, Interval], hands: Hands = NO_HANDS
) -> AuditVerdict:
    """Check every requirement against `published`: for each printed cell the least and most people
    that a reader may take from it (both the exact count: the audit of exact numbers).

    A requirement is met when there is, at each of its ends, a whole table of whole people that
    agrees with everything printed; tables are checked in exact integers. `hands` share the blocks,
    where many requirements are to be met.
    """
    return witnesses(system, published, hands)[0]


def witnesses(
    system: System, published: Mapping[str, Interval], hands: Hands = NO_HANDS
) -> tuple[AuditVerdict, tuple[WholeTable, ...]]:
    """Audit, and give the tables that show it, the true one first.

    Where the audit passed, each end of each requirement is reached in one of them.
    """
    blocks, known = _blocks(system, published)
    required = system.required()
    failed = [cell.id for cell in required if cell.id in known and not _met(cell, *known[cell.id])]
    truth = {cell.id: cell.count for cell in system.cells.values()}
    trials = []
    for block in blocks:
        mine = [cell for cell in required if cell.id in block.places]
        if mine:
            trials.append(_Trial(block, mine, block.table(truth)))
    for trial, (wrong, found) in zip(trials, _tried(trials, hands), strict=True):
        failed += wrong
        trial.found = found
    verdict = AuditVerdict(len(required), tuple(sorted(failed)))
    return verdict, (tuple(truth.values()), *_joined(truth, known, trials))


def _tried(
    trials: Sequence[_Trial], hands: Hands
) -> Iterator[tuple[list[str], list[NDArray[np.int64]]]]:
    """Return what came of each trial, in order; none depends on another."""
    if not hands.share(sum(len(trial.cells) for trial in trials)):
        yield from map(_try, trials)
        return
    called = [
        executor.submit(_try, trial)
        for trial, executor in zip(trials, cycle(hands.executors), strict=False)
    ]
    yield from (one.result() for one in called)


def _try(trial: _Trial) -> tuple[list[str], list[NDArray[np.int64]]]:
    failed = trial.failed()
    return failed, trial.found


def _joined(
    truth: Mapping[str, int], known: Mapping[str, Interval], trials: list[_Trial]
) -> list[WholeTable]:
    """Put tables of the blocks together, one of each at a time; blocks share no unknown cell."""
    order = {cell_id: i for i, cell_id in enumerate(truth)}
    start = np.array(
        [known[cell_id][0] if cell_id in known else n for cell_id, n in truth.items()], np.int64
    )
    places = [
        np.array([order[cell_id] for cell_id in trial.block.places], np.intp) for trial in trials
    ]
    tables = []
    for k in range(max((len(trial.found) for trial in trials), default=0)):
        whole = start.copy()
        for trial, at in zip(trials, places, strict=True):
            if k < len(trial.found):
                whole[at] = trial.found[k]
        tables.append(tuple(whole.tolist()))
    return tables


def intervals(
    system: System, published: Mapping[str, Interval], asked: Iterable[str]
) -> dict[str, Interval]:
    """Return for each asked cell the least and most people that agree with everything printed."""
    blocks, known = _blocks(system, published)
    found: dict[str, Interval] = {}
    for cell_id in asked:
        if cell_id in known:
            found[cell_id] = known[cell_id]
            continue
        block = next(block for block in blocks if cell_id in block.places)
        place = block.places[cell_id]
        found[cell_id] = (block.end(place, 1)[0], block.end(place, -1)[0])
    return found


@dataclass(frozen=True)
class _Block:
    """Unknown cells tied to each other: matrix x = right, least <= x <= most."""

    places: dict[str, int]
    matrix: Any
    right: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]

    def end(
        self, place: int, sign: int, also: NDArray[np.float64] | None = None
    ) -> tuple[int, NDArray[np.float64]]:
        """Return the least (sign 1) or most (sign -1) whole number of people, and such a table.

        `also`: cells to push the same way, far less hard.
        """
        cost = np.zeros(len(self.places)) if also is None else sign * 1e-4 * also
        cost[place] = sign
        within = LinearConstraint(self.matrix, self.right, self.right)
        found = milp(cost, bounds=Bounds(self.least, self.most), constraints=within)
        if found.status != 0 or found.x is None:
            raise ValueError(_TOLD)
        value = float(found.x[place])
        return ceil(value - _ROUGH) if sign == 1 else floor(value + _ROUGH), found.x

    def table(self, counts: Mapping[str, int]) -> NDArray[np.int64]:
        """Return these counts as a table of the block."""
        return np.array([counts[cell_id] for cell_id in self.places], np.int64)

    def agrees(self, table: NDArray[np.int64]) -> bool:
        """Say in exact integers whether a table agrees with everything printed."""
        fits = bool(np.all(table >= self.least) and np.all(table <= self.most))
        return fits and bool(np.array_equal(self.matrix @ table, self.right))

    def whole(self, place: int, least: int, most: int) -> NDArray[np.int64] | None:
        """Return a table of whole people in which one cell lies between `least` and `most`."""
        low, high = self.least.astype(np.float64), self.most.astype(np.float64)
        low[place], high[place] = max(low[place], least), min(high[place], most)
        found = milp(
            np.zeros(len(low)),
            integrality=np.ones(len(low), np.int64),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self.matrix, self.right, self.right),
            options={"node_limit": 2000},
        )
        if found.x is None:
            return None
        table = np.rint(found.x).astype(np.int64)
        return table if self.agrees(table) else None


@dataclass
class _Trial:
    """The requirements of one block, and which of their ends are not yet shown to be possible."""

    block: _Block
    cells: list[Cell]
    truth: NDArray[np.int64]
    low: dict[int, int] = field(default_factory=dict)
    high: dict[int, int] = field(default_factory=dict)
    #: tables that showed something, beside the true one
    found: list[NDArray[np.int64]] = field(default_factory=list)

    def failed(self) -> list[str]:
        """Return the cells whose requirement is not met."""
        for cell in self.cells:
            if cell.need is not None:
                self.low[self.block.places[cell.id]] = cell.need.low
                self.high[self.block.places[cell.id]] = cell.need.high
        if self.block.agrees(self.truth):
            self._note(self.truth)
        failed = {place for place in list(self.high) if not self._possible(place, -1)}
        failed |= {place for place in list(self.low) if not self._possible(place, 1)}
        return [cell.id for cell in self.cells if self.block.places[cell.id] in failed]

    def _possible(self, place: int, sign: int) -> bool:
        """Say whether a cell can reach its end; one table often shows it for many cells."""
        open_ = self.low if sign == 1 else self.high
        if place not in open_:
            return True
        goal = open_[place]
        also = np.zeros(len(self.block.places))
        also[list(open_)] = 1.0
        end, table = self.block.end(place, sign, also)
        if (end - goal) * sign > 0:
            end, table = self.block.end(place, sign)
        if (end - goal) * sign > 0:
            return False
        whole: NDArray[np.int64] | None = np.rint(table).astype(np.int64)
        if whole is None or not self.block.agrees(whole):
            reach = (0, goal) if sign == 1 else (goal, _OPEN)
            whole = self.block.whole(place, *reach)
        if whole is None or (int(whole[place]) - goal) * sign > 0:
            return False
        self._note(whole)
        self.found.append(whole)
        return True

    def _note(self, table: NDArray[np.int64]) -> None:
        for place in [p for p, goal in self.low.items() if table[p] <= goal]:
            del self.low[place]
        for place in [p for p, goal in self.high.items() if table[p] >= goal]:
            del self.high[place]


def _met(cell: Cell, least: int, most: int) -> bool:
    return cell.need is None or (least <= cell.need.low and most >= cell.need.high)


def _blocks(
    system: System, published: Mapping[str, Interval]
) -> tuple[list[_Block], dict[str, Interval]]:
    """Cut the system where numbers are known; give the blocks left, and all that is known."""
    known = _worked_out(system, published)
    unknown = [cell_id for cell_id in system.cells if cell_id not in known]
    column = {cell_id: i for i, cell_id in enumerate(unknown)}
    lines = [line for line in system.lines if any(cell in column for cell, _ in line)]
    entries = [
        (i, column[cell], factor)
        for i, line in enumerate(lines)
        for cell, factor in line
        if cell in column
    ]
    right = [
        -sum(factor * known[cell][0] for cell, factor in line if cell in known) for line in lines
    ]
    rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_array(
        (np.array(factors, np.int64), (rows, columns)), shape=(len(lines), len(unknown))
    )
    least, most = _limits(system, published, unknown)
    labels = _labels(rows, columns, len(lines), len(unknown))
    blocks = []
    for label in dict.fromkeys(labels[len(lines) :].tolist()):
        inside = np.flatnonzero(labels[len(lines) :] == label)
        mine = np.flatnonzero(labels[: len(lines)] == label)
        places = {unknown[i]: j for j, i in enumerate(inside)}
        blocks.append(
            _Block(
                places,
                matrix[mine][:, inside],
                np.array(right, np.int64)[mine],
                least[inside],
                most[inside],
            )
        )
    return blocks, known


def _labels(
    rows: tuple[int, ...], columns: tuple[int, ...], lines: int, cells: int
) -> NDArray[np.int32]:
    """Return the block of each line, then of each cell."""
    size = lines + cells
    ends = (np.array(rows, np.int64), np.array(columns, np.int64) + lines)
    graph = csr_array((np.ones(len(rows)), ends), shape=(size, size))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels


def _limits(
    system: System, published: Mapping[str, Interval], unknown: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    limits = []
    for cell_id in unknown:
        most = system.total if system.cells[cell_id].bounded else _OPEN
        limits.append(published.get(cell_id, (0, most)))
    table = np.array(limits, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _worked_out(system: System, published: Mapping[str, Interval]) -> dict[str, Interval]:
    """Return what is printed exactly, and what follows from it one sum at a time."""
    known = {cell_id: ends for cell_id, ends in published.items() if ends[0] == ends[1]}
    known |= {
        cell.id: (cell.count, cell.count) for cell in system.cells.values() if cell.role == "known"
    }
    of_cell: dict[str, list[int]] = {}
    unknown = []
    for i, line in enumerate(system.lines):
        missing = [cell_id for cell_id, _ in line if cell_id not in known]
        unknown.append(len(missing))
        for cell_id in missing:
            of_cell.setdefault(cell_id, []).append(i)
    waiting = [i for i, count in enumerate(unknown) if count == 1]
    while waiting:
        line = system.lines[waiting.pop()]
        for cell_id, factor in line:
            if cell_id not in known:
                rest = sum(f * known[c][0] for c, f in line if c != cell_id)
                known[cell_id] = (-rest // factor, -rest // factor)
                for i in of_cell[cell_id]:
                    unknown[i] -= 1
                    if unknown[i] == 1:
                        waiting.append(i)
    return known
