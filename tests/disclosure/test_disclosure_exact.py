"""The least that can be hidden: against every hiding there is, on tables small enough to try."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, count

import numpy as np
import pytest

from survey.disclosure.tables.optimal_suppression import least
from survey.disclosure.tables.table_network import (
    TableNetwork,
    as_network,
    cheapest,
    hide,
    with_margins,
)


def network(counts, t: int = 5, zeros: bool = False) -> TableNetwork:
    """Give a table as a network, small cells from 0 to t; margins are three times as dear."""
    inner = np.array(counts, np.int64)
    every = with_margins(inner)
    small = (every < t) & ((every > 0) | zeros)
    small[-1, -1] = False
    weights = 1 + np.log1p(every) / 10
    weights[-1, :] *= 3
    weights[:-1, -1] *= 3
    weights[-1, -1] = np.inf
    return as_network(inner, np.where(small, 0, every), np.where(small, t, every), weights)


class Network:
    """How far a cell can be moved, by looking for ways on which one person goes round."""

    def __init__(self, counts, hidden) -> None:
        self.counts = with_margins(np.array(counts, np.int64))
        self.cells = {(int(i), int(j)) for i, j in np.argwhere(hidden)}

    def reaches(self, at: tuple[int, int], people: int, up: bool) -> bool:
        """Say whether the count at `at` can change by so many people."""
        height, width = self.counts.shape
        if at not in self.cells or (not up and self.counts[at] < people):
            return False
        table = self.counts.copy()
        # a margin goes the other way round than the cells that it is the sum of
        sign = -1 if (at[0] == height - 1) != (at[1] == width - 1) else 1
        rising = up == (sign == 1)
        return all(self._one_round(table, at, rising) for _ in range(people))

    def _one_round(self, table, at: tuple[int, int], rising: bool) -> bool:
        """Move one person from the row of a cell to its column, through other cells."""
        height, width = table.shape
        before: dict[tuple[str, int], tuple[str, int]] = {}
        start, end = ("row", at[0]), ("column", at[1])
        waiting, seen = [start], {start}
        while waiting and end not in seen:
            kind, n = waiting.pop(0)
            for k in range(width if kind == "row" else height):
                cell = (n, k) if kind == "row" else (k, n)
                after = ("column" if kind == "row" else "row", k)
                if after in seen or cell == at or cell not in self.cells:
                    continue
                more = (kind == "column") == rising
                margin = (cell[0] == height - 1) != (cell[1] == width - 1)
                if more != margin or table[cell] > 0:
                    seen.add(after)
                    before[after] = (kind, n)
                    waiting.append(after)
        if end not in seen:
            return False
        node = end
        while node != start:
            kind, n = before[node]
            cell = (n, node[1]) if kind == "row" else (node[1], n)
            more = (kind == "column") == rising
            margin = (cell[0] == height - 1) != (cell[1] == width - 1)
            table[cell] += 1 if more != margin else -1
            node = (kind, n)
        return True

    def is_safe(self, t: int) -> bool:
        small = [at for at in self.cells if 0 < self.counts[at] < t]
        return all(
            self.reaches(at, t - int(self.counts[at]), True)
            and self.reaches(at, int(self.counts[at]), False)
            for at in small
        )


def hidings(net: TableNetwork) -> Iterator[tuple[float, np.ndarray]]:
    """Give every hiding, those with few more cells first, that leaves none alone in its line."""
    free = [tuple(map(int, at)) for at in np.argwhere(~net.primary & np.isfinite(net.weights))]
    for more in count():
        for cells in combinations(free, more):
            hidden = net.primary.copy()
            for at in cells:
                hidden[at] = True
            if 1 not in hidden.sum(axis=0) and 1 not in hidden.sum(axis=1):
                yield more, hidden
        if more == len(free):
            return


def least_by_trying(counts, net: TableNetwork, t: int = 5) -> float:
    """Give the price of the cheapest safe hiding."""
    best, cheapest_cell = np.inf, float(net.weights[~net.primary].min())
    must = float(net.weights[net.primary].sum())
    for more, hidden in hidings(net):
        if must + more * cheapest_cell > best:
            break
        price = float(net.weights[hidden].sum())
        if price < best and Network(counts, hidden).is_safe(t):
            best = price
    return best


@pytest.mark.parametrize(
    "seed", [*range(11), 12, 14, 15, 16, 17]
)  # the others have nothing to hide
def test_the_least_is_the_least_of_all_hidings(seed):
    chance = np.random.default_rng(seed)
    height, width = chance.integers(2, 5), chance.integers(3, 5)
    counts = chance.poisson(chance.lognormal(2.3, 0.8, (height, width)))
    net = network(counts)
    greedy, hopeless = hide(net)
    best = least(net, lambda: 60.0)
    assert net.primary.any()
    assert not hopeless
    assert not best.hopeless
    assert best.proven
    assert Network(counts, best.hidden).is_safe(5)
    assert Network(counts, greedy).is_safe(5)
    assert best.cost <= float(net.weights[greedy].sum()) + 1e-9
    assert best.cost == pytest.approx(least_by_trying(counts, net))


def test_what_nothing_can_protect_is_named():
    net = network([[1, 2], [0, 1]])
    best = least(net, lambda: 60.0)
    assert {(demand.row, demand.column) for demand in best.hopeless} >= {(0, 1)}
    assert not best.proven


@pytest.mark.parametrize("seed", range(3))
def test_larger_tables_are_proven_and_no_worse_than_greedy(seed):
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.lognormal(2.7, 1.0, (8, 8)))
    net = network(counts)
    greedy = float(net.weights[hide(net)[0]].sum())
    best = least(net, lambda: 60.0)
    assert best.proven
    assert best.bound <= best.cost + 1e-9 <= greedy + 2e-9
    assert Network(counts, best.hidden).is_safe(5)


def test_without_time_the_greedy_answer_stands_with_what_is_proven_of_it():
    counts = np.random.default_rng(5).poisson(np.random.default_rng(6).lognormal(2.5, 1, (9, 9)))
    net = network(counts)
    quick, slow = least(net, lambda: 0.0), least(net, lambda: 60.0)
    assert (quick.hidden == hide(net)[0]).all()
    assert quick.bound <= slow.cost <= quick.cost
    assert 0 <= slow.gap <= quick.gap < 1
    few = least(net, lambda: 60.0, rounds=1)
    assert few.rounds <= 1
    assert few.bound <= slow.cost <= few.cost


def test_time_that_runs_out_half_way_leaves_a_safe_hiding():
    counts = np.random.default_rng(7).poisson(np.random.default_rng(8).lognormal(2.5, 1, (9, 9)))
    net = network(counts)
    for turns in (1, 3, 10, 40):
        left = iter([*([5.0] * turns), *([0.0] * 10_000)])
        best = least(net, lambda left=left: next(left))
        assert Network(counts, best.hidden).is_safe(5)
        assert best.bound <= best.cost


def test_a_change_adds_up_and_meets_its_demand():
    counts = np.random.default_rng(9).poisson(np.random.default_rng(3).lognormal(2.5, 1, (7, 6)))
    net = network(counts)
    for demand in net.demands:
        change = cheapest(net, demand, np.where(net.primary, 0.0, net.weights))
        assert change is not None
        assert change[demand.row, demand.column] == demand.people
        assert not change.sum(axis=0).any()
        assert not change.sum(axis=1).any()
        assert change[-1, -1] == 0
        change[:-1, -1] *= -1
        change[-1, :-1] *= -1
        assert (net.counts + change).min() >= 0
