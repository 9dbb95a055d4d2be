"""Tables about the same people protected together, and beside what was published of them before.

One table after the other, in their order: what cannot be printed beside those before it is refused.
It must not know a file or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.reader.attacker import Interval, audit, intervals
from survey.disclosure.reader.hiding import hide
from survey.disclosure.system.linear_system import System
from survey.disclosure.system.primary import small_count
from survey.disclosure.tables.inside_links import come_to_one, inside_links
from survey.disclosure.tables.joined_tables import JoinedProof, JoinedTable, JoinedTables
from survey.disclosure.tables.plain_aware import FEW
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_proof import show
from survey.disclosure.tables.table_links import (
    NumberedTable,
    SharedAxes,
    TableLink,
    part_links,
    shared_axes,
)

#: Cells of all tables that are protected together.
MOST_JOINED = 6_000

OTHER_PEOPLE = (
    "It shares people with {names}, and beside that nothing of it can be printed: what is hidden "
    "would follow."
)
CIRCLE = (
    "With {names} it makes a circle: each two of three groupings are crossed. What a reader can "
    "work out of a circle is more than sums tell."
)
TOO_LARGE = "Together with {names} it has more than {most} cells, too many to protect together."
TOO_FEW_APART = (
    "Fewer than {t} people are in one of it and {names} and not in the other, so that their "
    "answers would follow."
)
SUM_OF_TABLES = (
    "Of it and {names} one is the sum of the others, so that each hidden number would follow. Put "
    "them into one table, with a column for each group of each."
)
TOO_FEW_NEW = "Fewer than {t} people came since {names}, so that their answers would follow."


@dataclass(frozen=True, slots=True, eq=False)
class PublishedTable:
    """A table that was published before: HOLE where its numbers are hidden."""

    numbered: NumberedTable

    def joined(self, t: int) -> JoinedTable:
        """Return it as one of several tables; what it hides and tells all the same is lost."""
        numbers = self.numbered.numbers
        holes: Flags = numbers == HOLE
        kept = False
        if numbers[-1, -1] != HOLE:
            kept = show(PrintedTable(numbers), t, False).safe
        return JoinedTable(self.numbered, holes, t, published=True, open=kept)


@dataclass(frozen=True, slots=True)
class JoinedOutcome:
    """What is hidden of each table by its id, and what proves it; or why the last one is refused.

    `with_`: the names of the tables that it shares people with; `full`: all of them with their true
    numbers and with what is hidden.
    """

    hidden: dict[str, frozenset[str]]
    proof: JoinedProof | None = None
    reason: str = ""
    with_: tuple[str, ...] = ()
    full: JoinedTables | None = None


@dataclass
class Ledger:
    """All tables that are printed, and were printed before, and what ties them."""

    published: Sequence[JoinedTable] = ()
    tables: dict[str, JoinedTable] = field(default_factory=dict)
    links: list[TableLink] = field(default_factory=list)
    #: links of which nothing is hidden, so that they tell nothing as yet
    silent: list[TableLink] = field(default_factory=list)
    shared: list[SharedAxes] = field(default_factory=list)
    #: tables published before that something was found in common with
    met: set[str] = field(default_factory=set)
    #: tables in circles, of which nothing may be hidden
    whole: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for table in self.published:
            links, shared = self._ties(table.numbered)
            self.links += links
            self.shared += shared
            self.tables[table.numbered.id] = table

    def add(self, table: JoinedTable) -> JoinedOutcome:
        """Put in a table with what is hidden of it by itself; return what is hidden now of every
        table that it shares people with."""
        links, shared = self._ties(table.numbered)
        self.met |= {tied_by(link)[1] for link in links}
        circle = self._closes_circle(table, shared)
        if circle and self._hides(table, shared):
            return _refused(CIRCLE, [self.tables[one.other.id] for one in shared])
        before = [one.numbered for one in self.tables.values()] if _parts(links) else []
        sums = [self.tables[i] for i in come_to_one(table.numbered, before) if i in self.tables]
        if sums and any(one.holes.any() for one in (*sums, table)):
            return _refused(SUM_OF_TABLES, sums)
        done = self._settled(table, [*self.silent, *links])
        if done.reason:
            return done
        self.shared += shared
        if circle:
            self.whole |= {table.numbered.id, *(one.other.id for one in shared)}
        if sums:
            self.whole |= {table.numbered.id, *(one.numbered.id for one in sums)}
        return done

    def _settled(self, table: JoinedTable, links: Sequence[TableLink]) -> JoinedOutcome:
        """Protect a table beside those that anything is hidden in common with, until no link that
        was left out has something hidden in it."""
        now = {**self.tables, table.numbered.id: table}
        left, telling = list(links), list[TableLink]()
        while True:
            hidden = frozenset[str]().union(*map(_names, now.values()))
            more = [link for link in left if _tells(link, now, hidden)]
            left = [link for link in left if link not in set(more)] if more else left
            telling += more
            near = self._near(table.numbered.id, telling, now)
            cells = sum(one.numbered.numbers.size for one in (*near, table))
            if near and cells > MOST_JOINED:
                return _refused(TOO_LARGE, near, most=MOST_JOINED)
            few = _few_apart(telling, now)
            if few:
                since = any(one.published for one in near)
                return _refused(TOO_FEW_NEW if since else TOO_FEW_APART, near, t=few)
            done, mine = self._beside(now[table.numbered.id], near, telling)
            if done.reason:
                return done
            now |= {one.numbered.id: one for one in mine}
            hidden = frozenset[str]().union(*map(_names, now.values()))
            if not any(_tells(link, now, hidden) for link in left):
                break
        self.tables, self.silent = now, left
        self.links += telling
        return done

    def meet(self, table: NumberedTable) -> None:
        """Note what was published before that has something in common with a table that is refused
        by itself."""
        self.met |= {tied_by(link)[1] for link in self._ties(table)[0]}

    def _beside(
        self, table: JoinedTable, near: Sequence[JoinedTable], links: Sequence[TableLink]
    ) -> tuple[JoinedOutcome, tuple[JoinedTable, ...]]:
        """Protect a table beside those near it; return what became of it, and all of them."""
        mine = (*near, table)
        proof, full = None, None
        if near:
            ids = {one.numbered.id for one in mine}
            own = [one for one in (*self.links, *links) if ids.intersection(tied_by(one))]
            full = _filled(JoinedTables(mine, tuple(own)))
            proof = None if full is None else _protected(full)
            if full is None or proof is None:
                return _refused(OTHER_PEOPLE, near), ()
            printed = proof.joined.tables
            if any(one.holes.any() and one.numbered.id in self.whole for one in printed):
                return _refused(OTHER_PEOPLE, near), ()
            mine = tuple(replace(a, holes=b.holes) for a, b in zip(mine, printed, strict=True))
            filled = zip(full.tables, printed, strict=True)
            full = replace(full, tables=tuple(replace(a, holes=b.holes) for a, b in filled))
        hidden = {one.numbered.id: _names(one) for one in mine if not one.published}
        beside = tuple(one.numbered.id for one in near)
        return JoinedOutcome(hidden, proof, "", beside, full), mine

    def unused(self) -> tuple[str, ...]:
        """Return the tables published before that have nothing to do with any that is not."""
        ids = [one.numbered.id for one in self.published]
        return tuple(one for one in ids if one not in self.met)

    def _ties(self, table: NumberedTable) -> tuple[list[TableLink], list[SharedAxes]]:
        links, shared = list[TableLink](), list[SharedAxes]()
        for one in self.tables.values():
            common = shared_axes(table, one.numbered)
            if common.links:
                links += common.links
                shared.append(common)
            elif one.published:
                links += part_links(table, one.numbered)
            else:
                links += inside_links(table, one.numbered)
        return links, shared

    def _near(
        self, name: str, links: Sequence[TableLink], now: Mapping[str, JoinedTable]
    ) -> list[JoinedTable]:
        """Return the tables that links lead to from one, and all that those share people with."""
        pairs = {tied_by(link) for link in (*self.links, *links)}
        ids = {name}
        while True:
            more = ids.union(*(pair for pair in pairs if ids.intersection(pair)))
            if more == ids:
                return [one for id_, one in now.items() if id_ in ids and id_ != name]
            ids = more

    def _hides(self, table: JoinedTable, shared: Sequence[SharedAxes]) -> bool:
        """Say whether anything is hidden in a table, or in one that has a grouping in common with
        it, or with one of those."""
        ids = {one.other.id for one in shared}
        while True:
            pairs = [{one.one.id, one.other.id} for one in self.shared]
            more = ids.union(*(pair for pair in pairs if pair & ids))
            if more == ids:
                break
            ids = more
        return any(bool(one.holes.any()) for one in (table, *(self.tables[one] for one in ids)))

    def _closes_circle(self, table: JoinedTable, shared: Sequence[SharedAxes]) -> bool:
        """Say whether both groupings of a table are tied by others, none of which has both."""
        if any(len(one.axes) == 2 for one in shared):
            return False
        tied: dict[tuple[str, int], tuple[str, int]] = {}

        def root(axis: tuple[str, int]) -> tuple[str, int]:
            while tied.get(axis, axis) != axis:
                axis = tied[axis]
            return axis

        for one in (*self.shared, *shared):
            for mine, theirs in one.axes:
                tied[root((one.one.id, mine))] = root((one.other.id, theirs))
        way = {name: {root((name, 0)), root((name, 1))} for name in self.tables}
        reached, end = {root((table.numbered.id, 0))}, root((table.numbered.id, 1))
        while True:
            more = reached.union(*(pair for pair in way.values() if pair & reached))
            if more == reached:
                return end in reached
            reached = more


def _refused(reason: str, near: Sequence[JoinedTable], **values: int) -> JoinedOutcome:
    names = tuple(one.numbered.id for one in near)
    said = " and ".join(f"“{name}”" for name in names)
    return JoinedOutcome({}, reason=reason.format(names=said, **values), with_=names)


def _at(table: JoinedTable, cell: str) -> int:
    """Return a number of a table by the name of its cell."""
    row, column = (-1 if part == "*" else int(part) for part in cell.rsplit("/", 2)[1:])
    return int(table.numbered.numbers[row, column])


def tied_by(link: TableLink) -> tuple[str, str]:
    """Return the tables that a link ties."""
    one, other = (cells[0].rsplit("/", 2)[0] for cells in (link.one, link.other))
    return one, other


def _names(table: JoinedTable) -> frozenset[str]:
    return frozenset(name for name, at in table.cells() if table.holes[at])


def _parts(links: Sequence[TableLink]) -> bool:
    return any(link.part for link in links)


def _tells(link: TableLink, tables: Mapping[str, JoinedTable], hidden: frozenset[str]) -> bool:
    """Say whether anything of a link is hidden, or has to be."""
    if not hidden.isdisjoint((*link.one, *link.other)):
        return True
    if not link.part:
        return False
    one, other = (tables[name] for name in tied_by(link))
    apart = _at(one, link.one[0]) - _at(other, link.other[0])
    return apart < max(one.t, other.t) and (apart > 0 or one.zeros or other.zeros)


def _few_apart(links: Sequence[TableLink], tables: Mapping[str, JoinedTable]) -> int:
    """Return the threshold where so few people are in a table, and not in one that is part of it,
    that they are a small group; else 0."""
    for one, other in {tied_by(link): None for link in links if link.part}:
        whole, part = (int(tables[name].numbered.numbers[-1, -1]) for name in (one, other))
        t = max(tables[one].t, tables[other].t)
        if HOLE not in (whole, part) and whole - part < t:
            return t
    return 0


def _protected(full: JoinedTables) -> JoinedProof | None:
    """Return the proof of tables of which enough is hidden, or None where that cannot be."""
    sums = full.sums
    fixed = np.array([cell.role == "known" for cell in sums.cells], np.bool_)
    try:
        done = hide(sums, (), fixed, 1, full.hidden)
    except ValueError:
        return None
    if done.hopeless:
        return None
    printed = JoinedTables(tuple(_printed(one, done.hidden) for one in full.tables), full.links)
    proof = printed.shown()
    if not proof.safe or not _audited(full, done.hidden):
        return None
    if _hides_anything(printed) and proof.at_least(FEW) < FEW:
        return None
    return proof


def _filled(joined: JoinedTables) -> JoinedTables | None:
    """Return tables with some number for each that was hidden before, which fits all others."""
    if not any((one.numbered.numbers == HOLE).any() for one in joined.tables):
        return joined
    known = replace(
        joined,
        tables=tuple(replace(one, holes=one.numbered.numbers == HOLE) for one in joined.tables),
    )
    whole = known.some()
    if whole is None:
        return None
    at = known.sums.at
    return replace(joined, tables=tuple(_with(one, whole, at) for one in joined.tables))


def _with(table: JoinedTable, whole: Ints, at: dict[str, int]) -> JoinedTable:
    numbers = table.numbered.numbers.copy()
    for name, place in table.cells():
        numbers[place] = whole[at[name]]
    return replace(table, numbered=replace(table.numbered, numbers=numbers))


def _printed(table: JoinedTable, hidden: frozenset[str]) -> JoinedTable:
    """Return a table with all its holes, and nothing of what is hidden there."""
    holes = table.holes.copy()
    for name, at in table.cells():
        holes[at] |= name in hidden
    numbers = np.where(holes, HOLE, table.numbered.numbers)
    return replace(table, numbered=replace(table.numbered, numbers=numbers), holes=holes)


def _hides_anything(joined: JoinedTables) -> bool:
    return any(one.holes.any() for one in joined.tables if not one.published)


def _audited(full: JoinedTables, hidden: frozenset[str]) -> bool:
    """Let the reader who shares no code with the hiding look at the small counts."""
    system = with_needs(full)
    return audit(system, exact(system, hidden)).passed


def with_needs(full: JoinedTables) -> System:
    """Return tables that share people as one system, with what each small count requires."""
    system = full.sums.system
    cells = {
        cell.id: replace(
            cell,
            bounded=cell.id.count("/") > 1,
            need=small_count(cell.count, cell.rule.threshold, cell.rule.zeros)
            if cell.rule
            else None,
        )
        for cell in system.cells.values()
    }
    return replace(system, cells=cells)


def exact(system: System, hidden: frozenset[str]) -> dict[str, Interval]:
    """Return what a reader takes from exact numbers."""
    return {
        cell.id: (cell.count, cell.count)
        for cell in system.cells.values()
        if cell.id not in hidden and cell.id.count("/") > 1
    }


def joint_intervals(full: JoinedTables, asked: Sequence[str]) -> dict[str, Interval]:
    """Return the least and most people that a reader can work out for each hidden cell."""
    system = with_needs(full)
    return intervals(system, exact(system, full.hidden), asked)
