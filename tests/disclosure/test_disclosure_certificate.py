"""What the audit of exact numbers shows, and what a certificate is made for."""

from __future__ import annotations

import json

from survey.disclosure.proof.certificate import digest
from survey.disclosure.proof.verify import verify
from survey.disclosure.reader.attacker import audit, witnesses
from survey.disclosure.system.linear_system import Cell, CellRule, Need, System, SystemBuilder
from survey.disclosure.tables.plain import protect_tables, table_system
from survey.disclosure.tables.plain_reading import PlainTable, read_tables

COUNTS = ((30, 47, 64, 89), (90, 124, 3, 31), (92, 100, 59, 85), (80, 91, 65, 68))
TABLE = PlainTable("t", ("a", "b", "c", "d"), ("w", "x", "y", "z"), COUNTS, False)
HIDDEN = frozenset({"t/1/2", "t/1/3", "t/3/2", "t/3/3"})


def published(system: System, hidden: frozenset[str]) -> dict[str, tuple[int, int]]:
    return {c.id: (c.count, c.count) for c in system.cells.values() if c.id not in hidden}


def test_the_audit_gives_tables_that_show_both_ends_of_every_need():
    system = table_system(TABLE, 5)
    verdict, tables = witnesses(system, published(system, HIDDEN))
    assert verdict == audit(system, published(system, HIDDEN))
    assert verdict.passed
    cells = list(system.cells)
    assert tables[0] == tuple(cell.count for cell in system.cells.values())
    for table in tables:
        people = dict(zip(cells, table, strict=True))
        assert min(table) >= 0
        assert all(sum(factor * people[c] for c, factor in line) == 0 for line in system.lines)
        assert all(people[c] == n for c, (n, _) in published(system, HIDDEN).items())
    place = cells.index("t/1/2")
    assert min(table[place] for table in tables) <= 0
    assert max(table[place] for table in tables) >= 5


def test_an_audit_that_fails_has_no_table_for_what_failed():
    system = table_system(TABLE, 5)
    verdict, tables = witnesses(system, published(system, frozenset({"t/1/2"})))
    assert verdict.failed == ("t/1/2",)
    assert len({table[list(system.cells).index("t/1/2")] for table in tables}) == 1


def test_tables_without_ties_stand_side_by_side():
    chance = [[9, 1, 30, 12], [8, 40, 2, 22], [17, 3, 28, 31], [25, 33, 19, 44]]
    file = {"policy": {"threshold": 5}, "tables": [
        {"id": id_, "rows": list("abcd"), "columns": list("wxyz"), "counts": rows}
        for id_, rows in (("one", chance), ("two", chance[::-1]))
    ]}  # fmt: skip
    done = protect_tables(read_tables(json.dumps(file), "f"), lambda: 0.0)
    found = [outcome.tables for outcome in done.outcomes]
    assert len(done.certificate["tables"]) == max(found)
    assert verify(done.protected, done.certificate) == []


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_laid_out():
    assert digest({"a": 1, "b": [2]}) == digest(json.loads('{ "b":[ 2 ],\n"a":1}'))
    assert digest({"a": 1}) != digest({"a": 2})


def test_a_cell_put_twice_keeps_the_stricter_rule():
    draft = SystemBuilder(50)
    draft.put(Cell("a", 3, "q", rule=CellRule(5, groups=("g",)), need=Need(0, 5)))
    draft.put(Cell("a", 3, "q", rule=CellRule(10, zeros=True, groups=("h",)), need=Need(0, 10)))
    draft.put(Cell("a", 3, "q"))
    assert draft.cells["a"].rule == CellRule(10, True, ("g", "h"))
    assert draft.cells["a"].need == Need(0, 10)
