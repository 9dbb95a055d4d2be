"""Which cells must be protected, and how far: the requirements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey.disclosure.system.linear_system import CellRule, Need, strictest


def small_count(count: int, t: int, zeros: bool, most: int | None = None) -> Need | None:
    """Return the requirement of a count of people, or None where it may be known.

    A count from 1 to t - 1, and 0 where `zeros` says so, must look like anything from 0 to t. In
    a group of `most` < t people it must look like anything from 0 to `most`.
    """
    if count >= t or (count == 0 and not zeros):
        return None
    high = t if most is None else min(t, most)
    return Need(0, high) if high else None


def group_attribute(count: int, group: int, t: int) -> Need | None:
    """Return the requirement where all of a `group` of at least t people gave one answer.

    Then a reader could tell the answer of anybody in it: the lower bound must fall to group - t.
    """
    if count == group and group >= t:
        return Need(group - t, group)
    return None


def required(count: int, rule: CellRule, groups: Iterable[int], few: int | None) -> Need | None:
    """Return what a rule requires of a count: `groups` are the people in the cells that it names,
    and `few` those among whom it counts, where it names them."""
    if not rule.threshold:
        return None
    alone = small_count(count, rule.threshold, rule.zeros, few)
    return strictest(alone, *(group_attribute(count, n, rule.threshold) for n in groups))


def primary_counts(counts: Sequence[int], t: int, zeros: bool = False) -> tuple[int, ...]:
    """Return the places of the counts that may not be printed on their own."""
    return tuple(i for i, count in enumerate(counts) if small_count(count, t, zeros) is not None)


def disclosed_groups(table: Sequence[Sequence[int]], t: int) -> tuple[int, ...]:
    """Return the places of the rows (groups) in which everyone gave one answer."""
    return tuple(
        i for i, row in enumerate(table) if group_attribute(max(row), sum(row), t) is not None
    )
