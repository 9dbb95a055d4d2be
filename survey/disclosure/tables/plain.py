"""Plain two-way tables: exact counts in, exact counts with holes and their certificate out.

It must not know a study, a file or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey.disclosure.reader import attacker
from survey.disclosure.system.linear_system import Cell, CellRule, System, SystemBuilder, strictest
from survey.disclosure.system.primary import group_attribute, small_count
from survey.disclosure.tables.counted_names import names_without_numbers
from survey.disclosure.tables.joined_tables import JoinedTable, JoinedTables
from survey.disclosure.tables.joint_protection import (
    JoinedOutcome,
    Ledger,
    PublishedTable,
    joint_intervals,
)
from survey.disclosure.tables.optimal_suppression import Best, least
from survey.disclosure.tables.plain_aware import protected
from survey.disclosure.tables.plain_certificate import certificate_of, printed_ties
from survey.disclosure.tables.plain_reading import PlainFile, PlainPolicy, PlainTable
from survey.disclosure.tables.table_links import NumberedTable, nearly_alike
from survey.disclosure.tables.table_network import with_margins

#: Inner cells of the smallest table in which something may be hidden.
TINY = 16

_WORKED_OUT = "A small group in this table could be worked out, however much of it is hidden."
_GUESSED = (
    "So few tables fit what would be printed that somebody who runs this program on all of "
    "them could tell a small group."
)
_FINER = f"Cross it with more groups, so that it has {TINY} cells or more, or leave it out."
_COARSER = "Merge rows or columns that belong together, and try again."
_WAIT = "Wait for more answers, and try again."
_ONE_TABLE = "Print only one of them, or put all of it into one table."
_WITHOUT = "Leave this table out, and say in words what can be said."


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """What became of one table: what is hidden and how good that is, or why it is refused.

    `tables`: how many tables prove it. `whole`: whole rows or columns are hidden, for few tables
    would fit what is printed otherwise. `beside`: the tables that it is protected with, all of them
    with their true numbers in `joint`.
    """

    table: PlainTable
    system: System
    hidden: frozenset[str] = frozenset()
    best: Best | None = None
    tables: int = 0
    whole: bool = False
    reason: str = ""
    next_steps: tuple[str, ...] = ()
    joint: JoinedTables | None = None
    beside: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Say whether nothing of the table is printed."""
        return bool(self.reason)

    def name(self, cell: str) -> str:
        """Return what a cell is called: its table, row and column."""
        row, column = cell.rsplit("/", 2)[1:]
        names = (
            "total" if row == "*" else self.table.rows[int(row)],
            "total" if column == "*" else self.table.columns[int(column)],
        )
        return ", ".join((self.table.id, *names))

    def intervals(self) -> dict[str, attacker.Interval]:
        """Return the least and most people that a reader can work out for each hidden cell."""
        if self.refused:
            return {}
        asked = [cell for cell in self.system.cells if cell in self.hidden]
        if self.joint is not None:
            return joint_intervals(self.joint, asked)
        return attacker.intervals(self.system, _published(self.system, self.hidden), asked)


@dataclass(frozen=True, slots=True)
class ProtectedTables:
    """All tables of a file, and what is written of them, for everybody."""

    outcomes: tuple[TableOutcome, ...]
    protected: dict[str, Any]
    certificate: dict[str, Any]
    #: tables published before that have nothing in common with those of the file
    unused: tuple[str, ...] = ()
    #: pairs that are taken for tables of different people, and may not be
    nearly_alike: tuple[tuple[str, str], ...] = ()


def protect_tables(
    file: PlainFile,
    seconds_left: Callable[[], float],
    published: Sequence[NumberedTable] = (),
) -> ProtectedTables:
    """Return the tables of a file with everything hidden that must be, and the proof of it.

    Tables that names and numbers show to be about the same people are protected together, and
    beside what was `published` of those people before; all others as tables about people who have
    nothing to do with each other. `seconds_left`: time that may still be used to look for the least
    hiding; 0 for none.
    """
    ledger = Ledger([PublishedTable(one).joined(file.policy.threshold) for one in published])
    outcomes: dict[str, TableOutcome] = {}
    for k, table in enumerate(file.tables):
        share = _share_of(seconds_left, len(file.tables) - k)
        outcome = protect_table(table, file.policy, share)
        numbered = _numbered(table)
        if outcome.refused:
            ledger.meet(numbered)
        else:
            outcome = _beside_others(outcome, numbered, file.policy, ledger, outcomes)
        outcomes[table.id] = outcome
    printed = {
        "policy": {
            "threshold": file.policy.threshold,
            "threshold_sensitive": file.policy.threshold_sensitive,
        },
        "tables": [_printed(outcome) for outcome in outcomes.values()],
        **printed_ties(ledger),
    }
    alike = nearly_alike([_numbered(table) for table in file.tables])
    return ProtectedTables(
        tuple(outcomes.values()), printed, certificate_of(printed), ledger.unused(), alike
    )


def _beside_others(
    outcome: TableOutcome,
    numbered: NumberedTable,
    policy: PlainPolicy,
    ledger: Ledger,
    outcomes: dict[str, TableOutcome],
) -> TableOutcome:
    """Return what becomes of a table beside those before it, whose own outcomes are changed where
    more of them has to be hidden."""
    table = outcome.table
    holes = np.zeros(numbered.numbers.shape, np.bool_)
    alone = JoinedTable(numbered, holes, policy.t(table.sensitive), table.sensitive)
    for name, at in alone.cells():
        holes[at] = name in outcome.hidden
    found = ledger.add(alone)
    if found.reason:
        steps = (_ONE_TABLE, _COARSER, _WITHOUT)
        return TableOutcome(
            table, outcome.system, reason=found.reason, next_steps=steps, beside=found.with_
        )
    if found.proof is None:
        return outcome
    for id_, hidden in found.hidden.items():
        if id_ in outcomes:
            outcomes[id_] = _widened(outcomes[id_], hidden, found)
    return _widened(outcome, found.hidden[table.id], found)


def _numbered(table: PlainTable) -> NumberedTable:
    counts = with_margins(np.array(table.counts, np.int64))
    return NumberedTable(table.id, table.rows, table.columns, counts)


def _widened(outcome: TableOutcome, hidden: frozenset[str], found: JoinedOutcome) -> TableOutcome:
    """Return a table with what is hidden of it beside others."""
    best = outcome.best if hidden == outcome.hidden else None
    tables = len(found.proof.tables) if found.proof else outcome.tables
    others = {*found.hidden, *found.with_} - {outcome.table.id}
    return replace(
        outcome,
        hidden=hidden,
        best=best,
        tables=tables,
        whole=outcome.whole and hidden == outcome.hidden,
        joint=found.full,
        beside=tuple(sorted(others)),
    )


def protect_table(
    table: PlainTable, policy: PlainPolicy, seconds_left: Callable[[], float]
) -> TableOutcome:
    """Return what may be printed of one table, or why nothing may."""
    t = policy.t(table.sensitive)
    system = table_system(table, t)
    inner = len(table.rows) * len(table.columns)
    refused = _refused_outright(system, inner, t)
    if refused is not None:
        return TableOutcome(table, system, reason=refused[0], next_steps=refused[1])
    counts = np.array(table.counts, np.int64)
    made = protected(counts, t, table.sensitive, lambda net: least(net, seconds_left))
    if made.hiding is not None:
        best = made.hiding.best
        hidden = frozenset(_cell(table, i, j) for i, j in np.argwhere(best.hidden).tolist())
        if attacker.audit(system, _published(system, hidden)).passed:
            tables = len(made.hiding.shown.tables)
            return TableOutcome(table, system, hidden, best, tables, made.whole)
    return TableOutcome(
        table,
        system,
        reason=_GUESSED if made.whole else _WORKED_OUT,
        next_steps=(_COARSER, _WAIT, _WITHOUT),
    )


def table_system(table: PlainTable, t: int) -> System:
    """Return the cells of a table with their requirements for the threshold t, and its sums.

    Cells are "id/row/column" by number, "*" for a margin.
    """
    counts = with_margins(np.array(table.counts, np.int64))
    rows, columns = counts.shape
    total = _cell(table, rows - 1, columns - 1)
    draft = SystemBuilder(int(counts[-1, -1]))
    draft.put(Cell(total, draft.total, "", role="known", bounded=False))
    for i in range(rows):
        for j in range(columns):
            inside = i < rows - 1 and j < columns - 1
            groups = [(i, columns - 1), (rows - 1, j)] if inside else [(rows - 1, columns - 1)]
            rule = CellRule(t, table.sensitive, tuple(_cell(table, *at) for at in groups))
            count = int(counts[i, j])
            need = strictest(
                small_count(count, t, table.sensitive),
                *(group_attribute(count, int(counts[at]), t) for at in groups),
            )
            name = _cell(table, i, j)
            if name != total:
                draft.put(
                    Cell(
                        name,
                        count,
                        table.id,
                        "plain" if inside else "",
                        need=need,
                        role="printable",
                        rule=rule,
                    )
                )
    for i in range(rows):
        draft.adds_up(
            _cell(table, i, columns - 1), [_cell(table, i, j) for j in range(columns - 1)]
        )
    for j in range(columns):
        draft.adds_up(_cell(table, rows - 1, j), [_cell(table, i, j) for i in range(rows - 1)])
    return draft.finished()


def _refused_outright(system: System, inner: int, t: int) -> tuple[str, tuple[str, ...]] | None:
    if system.total < t:
        return f"Fewer than {t} people are in this table.", (_WAIT, _WITHOUT)
    if inner < TINY and system.required():
        reason = (
            f"The table has fewer than {TINY} cells and a small group in it: what is hidden "
            "could be guessed from the few cells left."
        )
        return reason, (_FINER, _WAIT)
    return None


def _cell(table: PlainTable, i: int, j: int) -> str:
    row = str(i) if i < len(table.rows) else "*"
    return f"{table.id}/{row}/{j if j < len(table.columns) else '*'}"


def _published(system: System, hidden: frozenset[str]) -> dict[str, attacker.Interval]:
    return {
        cell.id: (cell.count, cell.count) for cell in system.cells.values() if cell.id not in hidden
    }


def _printed(outcome: TableOutcome) -> dict[str, Any]:
    """Return a table as it is written: the form of the input, with null for what is hidden."""
    table, rows, columns = outcome.table, len(outcome.table.rows), len(outcome.table.columns)

    def shown(i: int, j: int) -> int | None:
        cell = outcome.system.cells[_cell(table, i, j)]
        return None if outcome.refused or cell.id in outcome.hidden else cell.count

    def named(names: Sequence[str]) -> list[str]:
        return names_without_numbers(names) if outcome.refused else list(names)

    refusal = {"refused": {"reason": outcome.reason, "next_steps": list(outcome.next_steps)}}
    return {
        "id": table.id,
        "rows": named(table.rows),
        "columns": named(table.columns),
        "counts": [[shown(i, j) for j in range(columns)] for i in range(rows)],
        "sensitive": table.sensitive,
        "row_totals": [shown(i, columns) for i in range(rows)],
        "column_totals": [shown(rows, j) for j in range(columns)],
        "total": shown(rows, columns),
        **(refusal if outcome.refused else {}),
    }


def _share_of(seconds_left: Callable[[], float], tables: int) -> Callable[[], float]:
    """Return a clock for one of so many tables still to be done: an even part of the time."""
    rest = seconds_left() * (1 - 1 / tables)
    return lambda: seconds_left() - rest
