"""Every cell of a study and every sum that ties them: one linear system M x = 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from survey.disclosure.system.cell_key import CellKey

#: "known": printed whatever happens; "printable": printed unless hidden; "silent": never printed.
Role = Literal["known", "printable", "silent"]

#: More people than there are.
ANYTHING = 10**9

#: A sum that is zero: (cell id, coefficient) pairs.
ZeroSum = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a reader's interval for a cell must contain: lower bound <= low, upper bound >= high."""

    low: int
    high: int


def strictest(*needs: Need | None) -> Need | None:
    """Return one requirement that contains all that are given."""
    found = [need for need in needs if need is not None]
    if not found:
        return None
    return Need(min(need.low for need in found), max(need.high for need in found))


@dataclass(frozen=True, slots=True)
class CellRule:
    """Why a cell has its requirement, or none: what a certificate says of it.

    Counts from 1 to `threshold` - 1 are small, and 0 where `zeros` says so; threshold 0: it may be
    known at any size. `groups`: ids of the cells of whom all may have given this one answer.
    `few`: id of the cell of the people among whom it is counted, where fewer than the threshold of
    them may be known to be few.
    """

    threshold: int = 0
    zeros: bool = False
    groups: tuple[str, ...] = ()
    few: str = ""


def _both(one: CellRule | None, other: CellRule | None) -> CellRule | None:
    """Return one rule that is as strict as two."""
    if one is None or other is None:
        return one or other
    return CellRule(
        max(one.threshold, other.threshold),
        one.zeros or other.zeros,
        tuple(dict.fromkeys((*one.groups, *other.groups))),
        one.few if one.few == other.few else "",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of people.

    `count` people; `weight` the price of hiding it, per person moved; `need` its requirement;
    `question` and `table` (the breakdown question, or "") say whose it is. A `bounded` cell holds
    at most everyone; a difference that only cannot be negative is not bounded.
    `rule` is what `need` follows from. `cuts`: what readers know of a printed count beside its
    rounding: between which of these it lies. `surely`: least and most people that the public rules
    leave, printed or not. `instead`: the cells that are printed in its place, unless they are
    hidden.
    """

    id: str
    count: int
    question: str
    table: str = ""
    weight: float = 0.0
    need: Need | None = None
    role: Role = "silent"
    bounded: bool = True
    rule: CellRule | None = None
    cuts: tuple[int, ...] = ()
    surely: tuple[int, int] = (0, ANYTHING)
    instead: tuple[str, ...] = ()

    @property
    def key(self) -> CellKey:
        """Return what the cell counts; that of a plain table says nothing."""
        return CellKey.parse(self.id)


def is_within(cell: Cell) -> bool:
    """Say whether a cell is of people who chose one option of a group that holds several."""
    return bool(cell.table) and cell.key.column.startswith("=")


@dataclass(frozen=True, slots=True)
class System:
    """All cells by id, and all lines. Every line is true of the counts.

    `private` are the lines that only somebody who knows the world behind the counts can know.
    """

    total: int
    cells: Mapping[str, Cell]
    lines: tuple[ZeroSum, ...]
    private: frozenset[ZeroSum] = frozenset()

    def required(self) -> tuple[Cell, ...]:
        """Return the cells that have a requirement, in order."""
        return tuple(cell for cell in self.cells.values() if cell.need is not None)


@dataclass(slots=True)
class SystemBuilder:
    """A system being put together; the same group of people is put in once only.

    `beside`: cells of other parts of the system, which the lines of this one may name.
    """

    total: int
    cells: dict[str, Cell] = field(default_factory=dict)
    lines: dict[ZeroSum, bool] = field(default_factory=dict)
    beside: Mapping[str, Cell] = field(default_factory=dict)

    def put(self, cell: Cell) -> str:
        """Add a cell; give its id. The same group of people keeps its strictest requirement."""
        known = self.cells.setdefault(cell.id, cell)
        if known is not cell:
            need = strictest(known.need, cell.need)
            surely = (max(known.surely[0], cell.surely[0]), min(known.surely[1], cell.surely[1]))
            self.cells[cell.id] = replace(
                known, need=need, rule=_both(known.rule, cell.rule), surely=surely
            )
        return cell.id

    def add(self, part: System) -> None:
        """Add all cells and lines of a part of the system."""
        for cell in part.cells.values():
            self.put(cell)
        for line in part.lines:
            self.lines[line] = self.lines.get(line, True) and line in part.private

    def has(self, cell_id: str) -> bool:
        """Say whether a cell is there."""
        return cell_id in self.cells

    def adds_up(self, total: str, parts: Iterable[str]) -> None:
        """Add the line: total = sum of parts."""
        self.tie(((total, 1), *((part, -1) for part in parts)))

    def tie(self, terms: Iterable[tuple[str, int]], *, private: bool = False) -> None:
        """Add a line that is zero; cells named twice are put together.

        `private`: nothing printed and no questionnaire tells of it.
        ValueError when the counts do not fit: then the tally is not of one set of people.
        """
        merged: dict[str, int] = {}
        for cell_id, factor in terms:
            merged[cell_id] = merged.get(cell_id, 0) + factor
        line = tuple((cell_id, factor) for cell_id, factor in merged.items() if factor)
        if sum(factor * self._count(cell_id) for cell_id, factor in line):
            raise ValueError(f"these counts do not add up: {line}")
        if line:
            self.lines[line] = self.lines.get(line, True) and private

    def slack(
        self,
        cell_id: str,
        question: str,
        terms: Iterable[tuple[str, int]],
        *,
        private: bool = False,
    ) -> None:
        """Add the line: sum of terms = a silent cell that cannot be negative."""
        given = tuple(terms)
        count = sum(factor * self._count(part) for part, factor in given)
        self.put(Cell(cell_id, count, question, bounded=False))
        self.tie(((cell_id, -1), *given), private=private)

    def _count(self, cell_id: str) -> int:
        cell = self.cells.get(cell_id)
        return (self.beside[cell_id] if cell is None else cell).count

    def finished(self) -> System:
        """Return the system."""
        private = frozenset(line for line, untold in self.lines.items() if untold)
        return System(self.total, dict(self.cells), tuple(self.lines), private)
