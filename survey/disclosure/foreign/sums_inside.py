"""Rows that are the sums of other rows: told by arithmetic, and by their names where that leaves a
doubt.

The same for columns, turned. It must not know a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.disclosure.arrays import Ints
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.plain_reading import leaves_some_out, plain_name, total_names

#: So many columns with people in them make a sum that is there by chance unlikely.
_SURE = 2
#: With one of these at its beginning or end a longer name is that of a sum.
_TOTAL = frozenset({"total", "totals", "totale", "subtotal"})


@dataclass(frozen=True, slots=True)
class SumDoubt:
    """A sentence about a row that is named as a sum and is none, or is nearly one; `column`: the
    first in which it is none. `unnamed`: only its numbers tell."""

    row: int
    column: int
    said: str
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class SumsInside:
    """`basic`: the rows that are groups of people. `totals`: those that are the sum of all of
    these. `parts`: others with the rows that they are the sums of."""

    basic: tuple[int, ...]
    totals: tuple[int, ...] = ()
    parts: dict[int, tuple[int, ...]] = field(default_factory=dict)
    doubts: tuple[SumDoubt, ...] = ()


def sums_inside(names: Sequence[str], lines: Ints, *, groups_only: bool = False) -> SumsInside:
    """Return which rows of a table are sums of others; HOLE stands for numbers not given.

    `groups_only`: somebody said that none is, and only names say otherwise.
    """
    named = [is_total_name(name) for name in names]
    parts = {} if groups_only else _parts(lines, named)
    found = _with_totals(names, lines, named, parts, groups_only=groups_only)
    if not (parts and found.doubts):
        return found
    other = _with_totals(names, lines, named, {}, groups_only=groups_only)
    asked = any(one.unnamed and one.row not in other.totals for one in found.doubts)
    return found if asked else other


def is_total_name(name: str) -> bool:
    """Say whether a name says that this is everybody: “Total”, “Total women”, “Women, all”."""
    plain = plain_name(name).casefold().replace(":", " ")
    words, last = plain.split(), " ".join(plain.rpartition(", ")[2].split())
    ends = {words[0], words[-1]} if words else set[str]()
    return last in total_names() or not _TOTAL.isdisjoint(ends)


def _parts(lines: Ints, named: Sequence[bool]) -> dict[int, tuple[int, ...]]:
    """Return the rows that are the sum of rows just before or after them."""
    found: dict[int, tuple[int, ...]] = {}
    for k, line in enumerate(lines):
        if (line == HOLE).any() or (np.count_nonzero(line) < _SURE and not named[k]):
            continue
        run = next(
            (run for run in _runs(k, len(lines), found, named[k]) if _is_sum(lines, run, line)), ()
        )
        if run:
            found[k] = run
    return found


def _runs(
    k: int, size: int, sums: dict[int, tuple[int, ...]], named: bool
) -> Iterator[tuple[int, ...]]:
    """Return the rows without sums just before one, then just after it, the fewest first."""
    for way in (range(k - 1, -1, -1), range(k + 1, size)):
        run: list[int] = []
        for i in way:
            if i in sums:
                break
            run.append(i)
            if len(run) > 1 or named:
                yield tuple(sorted(run))


def _is_sum(lines: Ints, run: Sequence[int], line: Ints) -> bool:
    some = lines[list(run)]
    return not (some == HOLE).any() and bool(np.array_equal(some.sum(axis=0), line))


def _with_totals(
    names: Sequence[str],
    lines: Ints,
    named: Sequence[bool],
    parts: dict[int, tuple[int, ...]],
    *,
    groups_only: bool,
) -> SumsInside:
    basic = [k for k in range(len(lines)) if k not in parts]
    totals, doubts = list[int](), list[SumDoubt]()
    for k in list(basic):
        others = [i for i in basic if i != k]
        if not others or not (named[k] or _sure(lines, k, groups_only=groups_only)):
            continue
        fits = _fits(lines, others, k)
        if fits and not any(named[i] and i != k for i in basic):
            totals.append(k)
            basic.remove(k)
        elif not fits and (named[k] or _nearly(lines, others, k)):
            doubts.append(_doubt(names[k], lines, others, k, named=named[k]))
    whole = {k for k, run in parts.items() if set(run) == set(basic)}
    return SumsInside(
        tuple(basic),
        tuple(sorted({*totals, *whole})),
        {k: run for k, run in parts.items() if k not in whole},
        tuple(doubts),
    )


def _sure(lines: Ints, k: int, *, groups_only: bool) -> bool:
    """Say whether a row with another name may be taken for a sum: two rows that are the same, and
    rows with one number in them, are that by chance. Columns with a hidden number tell nothing."""
    told = (lines[k] > 0) & ~(lines == HOLE).any(axis=0)
    return not groups_only and len(lines) > 2 and int(told.sum()) >= _SURE


def _fits(lines: Ints, others: Sequence[int], k: int) -> bool:
    """Say whether a row may be the sum of others, as far as numbers are given."""
    some = lines[list(others)]
    known = (lines[k] != HOLE) & ~(some == HOLE).any(axis=0)
    if not known.any():
        return _all_hidden(lines[k], some)
    return bool(np.array_equal(some.sum(axis=0)[known], lines[k][known]))


def _all_hidden(line: Ints, others: Ints) -> bool:
    """Say whether nothing speaks against a sum: some number is hidden in every column."""
    return bool(((line == HOLE) | (others == HOLE).any(axis=0)).all())


def _nearly(lines: Ints, others: Sequence[int], k: int) -> bool:
    """Say whether a row may be a sum that leaves some people out, as far as numbers are given."""
    some = lines[list(others)]
    known = (lines[k] != HOLE) & ~(some == HOLE).any(axis=0)
    return leaves_some_out(lines[k][known].tolist(), some.sum(axis=0)[known].tolist())


def _doubt(name: str, lines: Ints, others: Sequence[int], k: int, *, named: bool) -> SumDoubt:
    some = lines[list(others)]
    known = (lines[k] != HOLE) & ~(some == HOLE).any(axis=0)
    apart = np.flatnonzero(known & (some.sum(axis=0) != lines[k]))
    at = int(apart[0])
    numbers = f"is {int(lines[k][at])} where the others come to {int(some.sum(axis=0)[at])}"
    if named:
        said = (
            f"“{name}” is named as a sum, and {numbers}. Correct it, leave it out, or give those "
            "who are missing a group of their own. If it is a group, give it another name."
        )
    else:
        said = (
            f"“{name}” {numbers}, and is nowhere less: is it a total that leaves some people out? "
            "Then leave it out, or give those who are missing a group of their own. If it is a "
            "group, say with the option for that, that groups only are there."
        )
    return SumDoubt(k, at, said, unnamed=not named)
