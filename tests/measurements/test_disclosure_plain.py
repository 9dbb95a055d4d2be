"""Tables of the sizes that are met: hidden against the least, seconds, memory: `make measure`.

Each line has the time of one `linprog` of the same table beside it, so that machines compare.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from math import log1p
from statistics import mean, median
from time import perf_counter, process_time

import numpy as np
import pytest
from scipy.optimize import linprog

from survey.disclosure.attacker import witnesses
from survey.disclosure.certificate import Proof, certify
from survey.disclosure.exact import least
from survey.disclosure.grid import hide, with_margins
from survey.disclosure.plain import protect_tables, table_system
from survey.disclosure.plain_hiding import needs, network
from survey.disclosure.plain_reading import PlainTable, read_tables
from survey.disclosure.primary import group_attribute, small_count
from survey.disclosure.suppression import suppress
from survey.disclosure.system import Cell, Draft, Rule, System, strictest
from survey.disclosure.verify import verify

pytestmark = pytest.mark.measurement

SEEDS = 5
SECONDS = 20.0


def counts_of(shape: tuple[int, ...], average: int, kind: str, seed: int) -> np.ndarray:
    """Poisson counts: all of one mean, or of means that differ (log-normal, sigma 1.25)."""
    chance = np.random.default_rng(seed)
    if kind == "even":
        return chance.poisson(average, shape)
    if kind == "rows":
        shares = [chance.dirichlet(np.full(size, 1.2)) for size in shape]
        return chance.poisson(np.outer(*shares) * average * shape[0] * shape[1])
    return chance.poisson(chance.lognormal(np.log(average) - 1.25**2 / 2, 1.25, shape))


def clock(seconds: float) -> Callable[[], float]:
    until = perf_counter() + seconds
    return lambda: until - perf_counter()


def yardstick(inner: np.ndarray) -> float:
    """Seconds of the library's own linear program: the most that one cell can be, all hidden."""
    height, width = inner.shape
    sums = np.zeros((height + width, inner.size))
    for i, j in product(range(height), range(width)):
        sums[i, i * width + j] = sums[height + j, i * width + j] = 1
    right = np.concatenate((inner.sum(axis=1), inner.sum(axis=0)))
    goal = np.zeros(inner.size)
    goal[0] = -1
    times = []
    for _ in range(5):
        start = process_time()
        linprog(goal, A_eq=sums, b_eq=right)
        times.append(process_time() - start)
    return median(times)


@pytest.mark.parametrize("kind", ["even", "rows", "mixed"])
@pytest.mark.parametrize("average", [8, 25])
@pytest.mark.parametrize("size", [5, 10, 20])
def test_two_way_tables(size: int, average: int, kind: str) -> None:
    lines, failures = [], 0
    for seed in range(SEEDS):
        inner = counts_of((size, size), average, kind, seed)
        text = json.dumps({"policy": {"threshold": 5}, "tables": [
            {"id": "t", "rows": [f"r{i}" for i in range(size)], "counts": inner.tolist(),
             "columns": [f"c{j}" for j in range(size)]}]})  # fmt: skip
        file = read_tables(text, "f")
        net = network(inner, *needs(inner, 5, False))
        start = process_time()
        greedy, _ = hide(net)
        quick = process_time() - start
        start = process_time()
        best = least(net, clock(SECONDS))
        slow = process_time() - start
        start = process_time()
        done = protect_tables(file, lambda: 0.0)
        whole = process_time() - start
        failures += bool(verify(done.protected, done.certificate))
        lines.append((net.primary.sum(), greedy.sum(), best.hidden.sum(), best.cost, best.bound,
                      float(net.weights[greedy].sum()), quick, slow, best.proven, whole,
                      done.outcomes[0].refused, yardstick(inner)))  # fmt: skip
    told = [mean(float(line[k]) for line in lines) for k in range(12)]
    dearer = told[5] / told[3] - 1 if told[3] else 0.0
    print(
        f"\n{size}x{size} mean {average} {kind}: primary {told[0]:.1f}, greedy {told[1]:.1f}, "
        f"least found {told[2]:.1f} (proven in {sum(line[8] for line in lines)} of {SEEDS}), "
        f"greedy dearer by {dearer:.1%}; greedy {told[6]:.3f} s = {told[6] / told[11]:.1f} "
        f"programs, least {told[7]:.2f} s (most {max(line[7] for line in lines):.2f}), "
        f"protected and certified without it {told[9]:.2f} s; "
        f"refused {sum(line[10] for line in lines)}, failures {failures}, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    assert failures == 0


def by_the_way_of_studies(table: PlainTable) -> tuple[float, float]:
    """The price of what the hiding of studies hides in a table, and the least price."""
    system = table_system(table, 5)
    inner = np.array(table.counts)
    net = network(inner, *needs(inner, 5, False))
    prices = dict(zip((f"t/{i}/{j}" for i in (*map(str, range(len(table.rows))), "*")
                       for j in (*map(str, range(len(table.columns))), "*")),
                      net.weights.ravel().tolist(), strict=True))  # fmt: skip
    cells = {id_: replace(cell, weight=0.0 if cell.role == "known" else prices[id_])
             for id_, cell in system.cells.items()}  # fmt: skip
    hiding = suppress(System(system.total, cells, system.lines))
    assert not hiding.hopeless
    return sum(prices[cell] for cell in hiding.hidden), least(net, clock(5.0)).cost


@pytest.mark.parametrize("kind", ["even", "rows", "mixed"])
@pytest.mark.parametrize("average", [8, 25])
@pytest.mark.parametrize("size", [5, 10])
def test_two_way_tables_by_the_way_of_studies(size: int, average: int, kind: str) -> None:
    found = []
    for seed in range(SEEDS):
        inner = counts_of((size, size), average, kind, seed)
        table = PlainTable("t", tuple(map(str, range(size))), tuple(map(str, range(size))),
                           tuple(map(tuple, inner.tolist())), False)  # fmt: skip
        found.append(by_the_way_of_studies(table))
    dear, best = (sum(part) for part in zip(*found, strict=True))
    print(f"\n{size}x{size} mean {average} {kind}: dearer than the least by "
          f"{dear / best - 1 if best else 0:.1%}")  # fmt: skip
    assert dear >= best - 1e-6


def three_way(inner: np.ndarray, t: int = 5) -> System:
    """Give a table of three variables with all its margins and sums."""
    whole = inner
    for axis in range(3):
        whole = np.concatenate((whole, whole.sum(axis=axis, keepdims=True)), axis=axis)
    draft, last = Draft(int(inner.sum())), [size - 1 for size in whole.shape]

    def sums(at: tuple[int, ...]) -> list[tuple[int, ...]]:
        return [(*at[:k], last[k], *at[k + 1 :]) for k in range(3) if at[k] != last[k]]

    for at in product(*map(range, whole.shape)):
        count, above = int(whole[at]), sum(i == end for i, end in zip(at, last, strict=True))
        groups = sums(at)
        whole_groups = [group_attribute(count, int(whole[one]), t) for one in groups]
        need = strictest(small_count(count, t, False), *whole_groups)
        if not groups:
            draft.put(Cell(str(at), count, "", role="known"))
            continue
        draft.put(Cell(str(at), count, "q", "" if above else "b", need=need, role="printable",
                       weight=(1, 3, 9)[above] * (1 + log1p(count) / 10),
                       rule=Rule(t, False, tuple(map(str, groups)))))  # fmt: skip
    for at in product(*map(range, whole.shape)):
        for k in (k for k in range(3) if at[k] == last[k]):
            draft.adds_up(str(at), [str((*at[:k], i, *at[k + 1 :])) for i in range(last[k])])
    return draft.finished()


@pytest.mark.parametrize("kind", ["even", "mixed"])
@pytest.mark.parametrize("average", [8, 25])
def test_tables_of_three_variables(average: int, kind: str) -> None:
    for seed in range(2):
        system = three_way(counts_of((10, 10, 4), average, kind, seed))
        start = process_time()
        hiding = suppress(system)
        hidden = process_time() - start
        known = {c.id: (c.count, c.count) for c in system.cells.values()
                 if c.id not in hiding.hidden}  # fmt: skip
        start = process_time()
        verdict, tables = witnesses(system, known)
        audited = process_time() - start
        made = certify([Proof(system, hiding.hidden, tables)], {"questions": []})
        print(
            f"\n10x10x4 mean {average} {kind}: primary {len(system.required())}, hidden "
            f"{len(hiding.hidden)} of {len(system.cells)} in {hidden:.1f} s, audited in "
            f"{audited:.1f} s with {len(made['tables'])} tables, failures {len(verdict.failed)}"
        )
        assert verdict.passed


def test_a_large_table() -> None:
    inner = counts_of((100, 100), 25, "mixed", 0)
    net = network(inner, *needs(inner, 5, False))
    start = process_time()
    hidden, hopeless = hide(net)
    print(f"\n100x100: primary {net.primary.sum()}, hidden {hidden.sum()} in "
          f"{process_time() - start:.1f} s, {int(with_margins(inner).size)} cells")  # fmt: skip
    assert not hopeless
