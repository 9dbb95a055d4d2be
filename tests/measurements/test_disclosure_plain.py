"""Tables of the sizes that are met: hidden against the least, seconds, memory: `make measure`.

Each line has the time of one `linprog` of the same table beside it, so that machines compare.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from itertools import product
from statistics import mean, median
from time import perf_counter, process_time

import numpy as np
import pytest
from scipy.optimize import linprog

from survey.disclosure.proof.verify import verify
from survey.disclosure.tables.optimal_suppression import least
from survey.disclosure.tables.plain import protect_tables
from survey.disclosure.tables.plain_hiding import needs, network
from survey.disclosure.tables.plain_reading import read_tables
from survey.disclosure.tables.table_network import hide, with_margins

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


def test_a_large_table() -> None:
    inner = counts_of((100, 100), 25, "mixed", 0)
    net = network(inner, *needs(inner, 5, False))
    start = process_time()
    hidden, hopeless = hide(net)
    print(f"\n100x100: primary {net.primary.sum()}, hidden {hidden.sum()} in "
          f"{process_time() - start:.1f} s, {int(with_margins(inner).size)} cells")  # fmt: skip
    assert not hopeless
