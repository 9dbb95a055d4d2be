"""The certificate of a release: tables that fit what is printed, made from what is printed alone.

It must not know a tally: whoever has the release makes the same certificate, so it tells nobody
more. `verify.py` judges it, and shares nothing with this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey.disclosure.arrays import Floats, Ints
from survey.disclosure.proof.certificate import FORMAT, digest
from survey.disclosure.proof.printed import PrintedSystem, read
from survey.disclosure.reader.attacker import audit
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.reader.hiding import fixed_cells
from survey.disclosure.reader.ranges import Demand, SumArrays, demanded, propagated
from survey.disclosure.reader.whole_tables import Pieces, Search, needed, whole
from survey.disclosure.reader.zeros import given_away
from survey.disclosure.release import Release
from survey.disclosure.system.linear_system import Need, is_within
from survey.questionnaire.model import Questionnaire

_FRAMES = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """Whole tables by cell in order of `cells`, the ids; `failed`: cells that no table protects.

    `exact`: what share of the cells that must be protected would be safe even if each printed count
    were known exactly, in percent; tried on the first table, since a reader has no other.
    """

    cells: tuple[str, ...]
    tables: tuple[Ints, ...]
    failed: tuple[str, ...]
    exact: int | None = None


def prove(releases: Sequence[Release], q: Questionnaire, hands: Hands = NO_HANDS) -> Proof | None:
    """Return the proof of the last release beside all before it; None where it prints no number.

    A function of the releases as they are published and of the questionnaire, whichever `hands`
    share the work. ValueError where the
    numbers contradict the rules by which they are printed now, as those of a program of before may.
    """
    printed = read(releases, q)
    return None if printed is None else _proof(printed, releases[-1], hands)


def _proof(printed: PrintedSystem, release: Release, hands: Hands) -> Proof:
    sums = printed.sums
    order = np.argsort(np.array([cell.id for cell in sums.cells]), kind="stable")
    names = tuple(sums.cells[i].id for i in order)
    low, high = sums.ranges((), printed.stated, release.policy.count_rounding)
    narrow = propagated(sums.matrix, low, high)
    demand = demanded(sums, (), *narrow)
    pieces = Pieces(sums.matrix, fixed_cells(sums, printed.splitters), hands)
    pieces.share(len(demand.places))
    start = whole(pieces, _half_and_half(len(low), demand), *narrow, thorough=True)
    if start is None:
        return Proof(names, (), names)
    search = Search(pieces, start)
    search.around(start, demand, *narrow)
    search.everywhere(demand, *narrow, most=_FRAMES, thorough=True)
    failed = {sums.cells[place].id for place, _ in search.waiting(demand)}
    failed |= _telling_zeros(printed, narrow[1])
    tables = needed(search.joined(), demand)
    exact = _if_exact(sums, start, demand, hands)
    return Proof(names, tuple(table[order] for table in tables), tuple(sorted(failed)), exact)


def _half_and_half(size: int, demand: Demand) -> Floats:
    """Return the cost of a table to start from: every second cell of which anything is demanded is
    pushed down, the others up. Without any cost the solver takes many times as long."""
    cost = np.zeros(size)
    cost[demand.places[::2]], cost[demand.places[1::2]] = 1, -1
    return cost


def _telling_zeros(printed: PrintedSystem, high: Ints) -> set[str]:
    """Return the cells of groups of people whose answer the zeros tell."""
    at = printed.sums.at
    return {
        cell
        for face in printed.faces
        for groups in given_away(face, lambda cell: bool(high[at[cell]] == 0))
        for group in groups
        for cell in group
    }


def _if_exact(sums: SumArrays, table: Ints, demand: Demand, hands: Hands) -> int:
    """Return the share of cells, in percent to tens, that would be safe if the printed counts were
    known to be those of a table. Single options within a group are left out of it."""
    goals = dict(zip(demand.places.tolist(), demand.high.tolist(), strict=True))
    cells = {
        cell.id: replace(cell, count=int(table[i]), need=Need(0, goals[i]) if i in goals else None)
        for i, cell in enumerate(sums.cells)
        if not is_within(cell)
    }
    if not any(cell.need for cell in cells.values()):
        return 100
    lines = (line for line in sums.system.lines if all(cell in cells for cell, _ in line))
    system = replace(sums.system, cells=cells, lines=tuple(lines), total=int(table.max()))
    verdict = audit(system, {}, hands)
    return 100 * (verdict.checked - len(verdict.failed)) // verdict.checked // 10 * 10


def certificate(releases: Sequence[dict[str, Any]], tables: Sequence[Ints]) -> bytes:
    """Return the certificate of the last of some releases, each parsed JSON, as it is published."""
    content = {
        "format": FORMAT,
        "release": digest(releases[-1]),
        "earlier": [digest(release) for release in releases[:-1]],
        "tables": [table.tolist() for table in tables],
    }
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"
