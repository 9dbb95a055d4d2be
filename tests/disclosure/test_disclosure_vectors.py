"""Published examples of disclosure, with the numbers that a reader works out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from survey.delphi.statistics.proportions import wilson_outwards
from survey.disclosure.reader.attacker import audit, intervals
from survey.disclosure.reader.hiding import hide
from survey.disclosure.reader.ranges import SumArrays
from survey.disclosure.system.linear_system import Cell, CellRule, Need, System, SystemBuilder
from survey.disclosure.system.primary import disclosed_groups, primary_counts

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "disclosure.json").read_text())


def known(system: System, hidden: set[str]) -> dict[str, tuple[int, int]]:
    return {c.id: (c.count, c.count) for c in system.cells.values() if c.id not in hidden}


def published(system: System, hidden: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Give what is printed of a system, exactly."""
    return {c.id: (c.count, c.count) for c in system.cells.values()
            if c.role == "printable" and c.id not in hidden}  # fmt: skip


def hidden_in(system: System, hidden: frozenset[str] = frozenset()) -> frozenset[str]:
    """Hide what must be, where every number is printed exactly and none ties questions."""
    sums = SumArrays(system)
    found = hide(sums, (), np.zeros(len(sums.cells), np.bool_), 1, hidden)
    assert not found.hopeless
    return found.hidden


@pytest.mark.parametrize("vector", VECTORS["attacker_intervals"], ids=lambda v: v["id"])
def test_the_attacker_finds_the_published_intervals(kit, vector):
    system = kit.table_system(vector["table"])
    hidden = {f"{i},{j}" for i, j in vector["hidden"]}
    found = intervals(system, known(system, hidden), vector["intervals"])
    assert found == {cell: tuple(ends) for cell, ends in vector["intervals"].items()}


@pytest.mark.parametrize("vector", VECTORS["attacker_intervals"][:2], ids=lambda v: v["id"])
def test_two_hidden_cells_in_each_line_do_not_pass_on_that_alone(kit, vector):
    system = kit.table_system(vector["table"])
    cells = {**system.cells}
    cells["0,1"] = Cell("0,1", 47, "q", "b", need=Need(37, 57), role="printable", weight=1)
    needy = System(system.total, cells, system.lines)
    hidden = {f"{i},{j}" for i, j in vector["hidden"]}
    verdict = audit(needy, published(needy, frozenset(hidden)))
    assert verdict.failed == (("0,1",) if vector["id"] == "V1a" else ())
    ruled = {id_: replace(cell, rule=CellRule(10)) for id_, cell in system.cells.items()
             if cell.role == "printable"}  # fmt: skip
    more = hidden_in(System(system.total, {**system.cells, **ruled}, system.lines))
    small = {id_: replace(cell, need=Need(0, 10) if 0 < cell.count < 10 else None)
             for id_, cell in system.cells.items()}  # fmt: skip
    assert audit(System(system.total, small, system.lines), published(system, more)).passed


def linked(male: int, female: int, name: str, draft: SystemBuilder) -> None:
    draft.put(Cell(name, male + female, "g", role="printable", weight=3))
    draft.put(Cell(f"{name}/m", male, "g", role="printable", weight=1))
    need = Need(0, 5) if 0 < female < 5 else None
    draft.put(
        Cell(f"{name}/f", female, "g", role="printable", weight=1, need=need, rule=CellRule(5))
    )
    draft.adds_up(name, (f"{name}/m", f"{name}/f"))


def test_linked_tables_give_women_away_and_are_hidden_together():
    vector = VECTORS["linking"]
    draft = SystemBuilder(200)
    for name in ("both", "resident_only", "worker_only"):
        linked(vector["males"][name], vector["females"][name], name, draft)
    for name, only in (("residents", "resident_only"), ("workers", "worker_only")):
        draft.put(Cell(name, vector[name], "g", role="printable", weight=3))
        draft.adds_up(name, (only, "both"))
    system = draft.finished()
    women = {f"{name}/f": count for name, count in vector["females"].items()}
    printed = known(system, {*women, "resident_only", "worker_only"})
    assert intervals(system, printed, women) == {c: (n, n) for c, n in women.items()}
    assert audit(system, published(system, hidden_in(system))).passed


def test_two_codings_of_age_give_one_person_away():
    vector = VECTORS["differencing"][0]
    draft = SystemBuilder(100)
    under_20, under_25 = vector["first"]["male under 20"], vector["second"]["male under 25"]
    exact = vector["exact"]["male 20-24"]
    draft.put(Cell("under 20", under_20, "a", role="printable", weight=1))
    draft.put(Cell("under 25", under_25, "a", role="printable", weight=1))
    draft.put(Cell("20-24", exact, "a", need=Need(0, 5), rule=CellRule(5)))
    draft.adds_up("under 25", ("under 20", "20-24"))
    system = draft.finished()
    assert intervals(system, known(system, {"20-24"}), ["20-24"]) == {"20-24": (exact, exact)}
    assert audit(system, published(system, frozenset())).failed == ("20-24",)
    assert audit(system, published(system, hidden_in(system))).passed


def test_half_a_person_is_no_way_out():
    draft = SystemBuilder(1)
    draft.put(Cell("all", 1, "", role="known"))
    for name, count in (("pairs", 0), ("even", 0), ("odd", 1)):
        draft.put(Cell(name, count, "q", need=Need(0, 1) if name == "even" else None))
    draft.adds_up("all", ("even", "odd"))
    draft.tie((("even", 1), ("pairs", -2)))
    # the linear program says that one person could be there, with half a pair
    assert audit(draft.finished(), {}).failed == ("even",)


def test_counts_that_contradict_each_other_are_refused():
    draft = SystemBuilder(3)
    for name, count in (("all", 3), ("one", 1), ("two", 1)):
        draft.put(Cell(name, count, "q"))
    with pytest.raises(ValueError, match="do not add up"):
        draft.adds_up("all", ("one", "two"))


def test_a_group_of_one_answer_is_found():
    vector = VECTORS["group_attribute"]
    table = vector["table"]
    named = [vector["rows"][i] for i in disclosed_groups(table, 5)]
    assert named == vector["disclosed_groups"]
    within = [name for name, row in zip(vector["rows"], table, strict=True)
              if name not in named and sum(row) >= 5 and primary_counts(row, 5)]  # fmt: skip
    assert within == vector["disclosed_within_group"]


def test_the_founding_workshop_keeps_its_small_groups(kit, result):
    vector = VECTORS["one_way"]
    counts, t = vector["counts"], vector["threshold"]
    assert list(primary_counts(counts, t)) == vector["primary"]
    q = kit.questionnaire([{"id": "role", "type": "single", "options": kit.options(6)}])
    people = [{"role": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]
    release = kit.release_of(q, kit.tally_of(q, people))
    cells = [row.shown for row in result(release, "role").rows]
    assert [i for i, cell in enumerate(cells) if cell.hidden] == vector["primary"]
    assert [cell.count for cell in cells if not cell.hidden] == [15, 5, 20]


@pytest.mark.parametrize("vector", VECTORS["wilson_95"], ids=lambda v: f"{v['k']}/{v['n']}")
def test_wilson_intervals(vector):
    found = wilson_outwards(vector["k"], vector["n"], whole=100_000)
    for end, percent in zip(found, vector["percent"], strict=True):
        assert abs(end - 1000 * percent) <= 51  # published to a tenth; ours is rounded outwards


def test_our_numbers_are_those_of_the_reference(shared):
    reference = json.loads(shared("vectors/disclosure.json").read_text())
    same = ("attacker_intervals", "group_attribute", "differencing", "one_way", "wilson_95")
    assert {key: VECTORS[key] for key in same} == {key: reference[key] for key in same}
