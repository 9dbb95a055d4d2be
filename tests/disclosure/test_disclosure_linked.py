"""Tables about the same people, attacked by a reader who knows all of them and every sum."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.optimize import linprog

from survey.disclosure.proof.certificate import digest
from survey.disclosure.proof.verify import verify
from survey.disclosure.tables.plain import ProtectedTables, protect_tables
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.plain_reading import PlainFile, PlainPolicy, PlainTable
from survey.disclosure.tables.table_links import NumberedTable, shared_axes

T = 5
POLICY = PlainPolicy(T, 10)


def table(id_: str, counts: Any, names: tuple[str, str] = ("r", "c")) -> PlainTable:
    rows, columns = (
        [f"{a}{i}" for i in range(n)] for a, n in zip(names, counts.shape, strict=True)
    )
    lines = tuple(tuple(map(int, line)) for line in counts)
    return PlainTable(id_, tuple(rows), tuple(columns), lines, False)


def numbers(printed: Any) -> Any:
    """Give a printed table with its margins, HOLE where a number is hidden."""
    lines = [*printed["counts"], printed["column_totals"]]
    ends = [*printed["row_totals"], printed["total"]]
    whole = [[*line, end] for line, end in zip(lines, ends, strict=True)]
    return np.array([[HOLE if n is None else n for n in line] for line in whole])


def protected(*tables: PlainTable, published: tuple[NumberedTable, ...] = ()) -> ProtectedTables:
    done = protect_tables(PlainFile(POLICY, tables), lambda: 0.0, published)
    assert verify(done.protected, json.loads(json.dumps(done.certificate))) == []
    return done


class Reader:
    """Knows sums of people of whom nobody knows how many there are: one unknown for each."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.known: list[tuple[Any, int]] = []

    def told(self, sums: Any, shown: Any) -> None:
        """Take in what is printed of some sums, each a 0 or 1 for every unknown."""
        for place in np.ndindex(shown.shape):
            if shown[place] != HOLE:
                self.known.append((sums[place], int(shown[place])))

    def ends(self, what: Any) -> tuple[float, float]:
        """Work out the least and most that something can be."""
        left = np.array([one for one, _ in self.known], dtype=float)
        right = np.array([n for _, n in self.known], dtype=float)
        found = [linprog(sign * what, A_eq=left, b_eq=right) for sign in (1, -1)]
        assert all(one.status == 0 for one in found)
        return round(found[0].fun, 6), round(-found[1].fun, 6)


def margins(sums: Any) -> Any:
    """Give sums of people with those of each row, each column, and all."""
    rows = np.concatenate((sums, sums.sum(axis=1, keepdims=True)), axis=1)
    return np.concatenate((rows, rows.sum(axis=0, keepdims=True)), axis=0)


def cannot_tell(reader: Reader, sums: Any, shown: Any, what: str) -> int:
    """Assert of every hidden cell that it may be nobody and may be enough; give how many."""
    holes = np.argwhere(shown == HOLE)
    for i, j in holes:
        low, high = reader.ends(sums[i, j])
        assert low >= T or (low <= 0 and high >= T) or high == 0, (what, i, j, low, high)
    return len(holes)


def test_three_tables_of_the_same_people_hide_together() -> None:
    """Regions by help, by age, and by help that is told more coarsely: one unknown for each region,
    help and age, so that the reader knows more than the sums of tables."""
    chance = np.random.default_rng(26)
    shares = chance.dirichlet(np.full(6, 4.0))[:, None, None]
    shares = shares * chance.dirichlet(np.full(8, 2.0))[None, :, None]
    shares = shares * chance.dirichlet(np.full(4, 2.0))
    people = chance.multinomial(1200, shares.ravel()).reshape(6, 8, 4)
    groups = [[0, 1], [2, 3, 4], [5], [6, 7]]
    fine, ages = people.sum(axis=2), people.sum(axis=1)
    coarse = np.stack([fine[:, group].sum(axis=1) for group in groups], axis=1)
    done = protected(
        table("fine", fine), table("ages", ages, ("r", "age")), table("coarse", coarse, ("r", "x"))
    )
    printed = {one["id"]: one for one in done.protected["tables"]}
    assert not any("refused" in one for one in printed.values())
    unknown = np.eye(people.size).reshape(*people.shape, people.size)
    parts = {"fine": unknown.sum(axis=2), "ages": unknown.sum(axis=1)}
    parts["coarse"] = np.stack([parts["fine"][:, g].sum(axis=1) for g in groups], axis=1)
    reader = Reader(people.size)
    for name, sums in parts.items():
        reader.told(margins(sums), numbers(printed[name]))
    hidden = [cannot_tell(reader, margins(parts[n]), numbers(printed[n]), n) for n in parts]
    assert min(hidden) > 0
    assert "links" in done.protected


class Waves(NamedTuple):
    """Old and new people, the table of the old ones, and that of all of them beside it."""

    old: Any
    new: Any
    published: NumberedTable
    done: ProtectedTables


@pytest.fixture(scope="module")
def waves() -> Waves:
    chance = np.random.default_rng(1)
    rows, columns = chance.dirichlet(np.full(6, 4.0)), chance.dirichlet(np.full(6, 2.0))
    shares = (rows[:, None] * columns).ravel()
    old, new = (chance.multinomial(people, shares).reshape(6, 6) for people in (720, 180))
    first = protected(table("t", old)).protected["tables"][0]
    before = NumberedTable("before", tuple(first["rows"]), tuple(first["columns"]), numbers(first))
    return Waves(old, new, before, protected(table("t", old + new), published=(before,)))


def test_those_who_came_since_cannot_be_told_by_subtraction(waves: Waves) -> None:
    old, new, published, done = waves
    shown = numbers(done.protected["tables"][0])
    alone = numbers(protected(table("t", old + new)).protected["tables"][0])
    unknown = np.eye(72).reshape(2, 6, 6, 72)
    first, later = margins(unknown[0]), margins(unknown[1])

    def reading(print_: Any) -> Reader:
        reader = Reader(72)
        reader.told(first, published.numbers)
        reader.told(first + later, print_)
        return reader

    small = [(i, j) for i in range(6) for j in range(6) if 0 < new[i, j] < T]
    told = [reading(alone).ends(later[at]) for at in small]
    assert any(low == high for low, high in told)
    for i, j in small:
        low, high = reading(shown).ends(later[i, j])
        assert (low, high >= T) == (0, True)
    assert cannot_tell(reading(shown), first, published.numbers, "before") > 0
    assert cannot_tell(reading(shown), first + later, shown, "now") > 0


def test_a_link_that_is_changed_is_no_longer_proven(waves: Waves) -> None:
    """The verifier takes what tables share from the file: whatever is changed there is of another
    file than the certificate, and a table of it that does not fit is named."""
    done = waves.done
    for change in ("links", "published"):
        less = {key: value for key, value in done.protected.items() if key != change}
        assert verify(less, done.certificate)
    wrong = json.loads(json.dumps(done.certificate))
    wrong["tables"][0][0] += 1
    assert verify(done.protected, wrong)
    far = json.loads(json.dumps(done.protected))
    far["links"][0]["cells"] = ["nowhere/0/0"]
    anew = {**done.certificate, "release": digest(far)}
    assert verify(far, anew) == ["A link between tables names a cell that is not there."]
    told = json.loads(json.dumps(done.protected))
    link = next(one for one in told["links"] if "at_least" in one)
    link["cells"], link["at_least"] = link["at_least"], link["cells"]
    anew = {**done.certificate, "release": digest(told)}
    assert any("fewer people than were there before" in one for one in verify(told, anew))


def test_three_groupings_crossed_with_each_other_are_a_circle() -> None:
    """What is hidden in one of three such tables can follow from all three where the sums of each
    two leave it open, so the last one is not printed."""
    chance = np.random.default_rng(5)
    people = chance.multinomial(3000, chance.dirichlet(np.full(5 * 6 * 6, 0.6))).reshape(5, 6, 6)
    done = protected(
        table("one", people.sum(axis=2), ("a", "b")), table("two", people.sum(axis=1), ("a", "c")),
        table("three", people.sum(axis=0), ("b", "c")),
    )  # fmt: skip
    last = done.protected["tables"][2]
    hides = any(n is None for one in done.protected["tables"] for row in one["counts"] for n in row)
    assert ("circle" in last.get("refused", {}).get("reason", "")) is hides


def test_what_two_tables_share_is_found_by_names_and_by_numbers() -> None:
    counts = np.array([[3, 14, 15], [92, 65, 35], [89, 79, 32]])
    one = NumberedTable("one", ("a", "b", "c"), ("x", "y", "z"), margins(counts))
    turned = NumberedTable("two", ("X ", "z", "y"), ("c", "b", "a"),
                           margins(counts[::-1, [0, 2, 1]].T))  # fmt: skip
    found = shared_axes(one, turned)
    assert (found.turned, len(found.rows), len(found.columns)) == (True, 3, 3)
    assert len(found.links) == 15
    other = NumberedTable("three", ("a", "b", "c"), ("x", "y", "z"), margins(counts + 1))
    assert shared_axes(one, other).links == ()
    half = np.where(margins(counts) < 20, HOLE, margins(counts))
    hidden = NumberedTable("four", ("a", "b", "c"), ("x", "y", "z"), half)
    assert len(shared_axes(one, hidden).links) == 15
