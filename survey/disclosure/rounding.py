"""Printed numbers made of exact counts: rounded counts, percentages of those, and their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from survey.delphi.statistics.proportions import wilson_outwards
from survey.disclosure.release import Percent, PolicyPrinted, Shown

#: A printed base below this has no percentages in whole points: there two people, as many as the
#: rounding of one count hides, are more than four points.
WHOLE_POINTS_FROM = 50
#: A printed base of at least this has percentages with one decimal: there the rounding of a count
#: is a quarter of a point at most.
DECIMAL_FROM = 1000


@dataclass(frozen=True, slots=True)
class Steps:
    """What numbers are rounded to: counts; percentages; percentages of a base below
    WHOLE_POINTS_FROM. From `decimal_from` on they have one decimal; None: nowhere."""

    count: int
    points: int
    few_points: int
    decimal_from: int | None = None

    def has_decimal(self, base: int) -> bool:
        """Tell whether percentages of a printed base have one decimal."""
        return self.decimal_from is not None and base >= self.decimal_from

    def points_of(self, base: int) -> int:
        """Return the step of percentages of a printed base."""
        return max(self.points, self.few_points) if base < WHOLE_POINTS_FROM else self.points


def steps_of(policy: PolicyPrinted) -> Steps:
    """Return what the numbers of a release in numbers are rounded to, by its printed policy."""
    points = policy.percent_rounding or 1
    few = policy.percent_rounding_small or points
    return Steps(policy.count_rounding, points, few, policy.decimal_from)


def nearest(value: int, step: int) -> int:
    """Return the multiple of `step` nearest to a count; a half goes up."""
    return step * ((2 * value + step) // (2 * step))


def number(count: int, step: int) -> Shown:
    """Return a count rounded to `step`."""
    return Shown(count=nearest(count, step))


def shares(
    counts: Sequence[int | None], base: int, steps: Steps, *, adds_up: bool
) -> tuple[Shown, ...]:
    """Return the rows of a question, or of one column of a table, with percentages and ranges.

    `counts` are as printed, None where hidden; `base` is as printed, above 0. `adds_up`: everybody
    in the base is in one row. Where all rows are printed then, a percentage is of their sum, so
    that a column adds up; else of the base. It is rounded once, a half to the even step: so two
    rows add up to 100 in steps of 1, 5 and 10, and of a tenth. All is a function of printed counts
    alone, so it tells nothing more than those, with however many decimals.
    """
    of = _whole(counts, base, adds_up)
    return tuple(
        Shown(hidden=True) if count is None else _share(count, of, base, steps) for count in counts
    )


def _whole(counts: Sequence[int | None], base: int, adds_up: bool) -> int:
    """Return what percentages are of; where rows that add up are hidden, no less than the
    others."""
    if not adds_up:
        return base
    together = sum(count or 0 for count in counts)
    return max(base, together) if None in counts or not together else together


def _share(count: int, of: int, base: int, steps: Steps) -> Shown:
    """Return a printed count with its percentage, and the range of every exact count of every exact
    base that is printed so; the range holds the percentage itself as well."""
    tenths, slack = steps.has_decimal(base), steps.count // 2
    whole, step = (1000, 1) if tenths else (100, steps.points_of(base))
    percent = min(whole, step * round(Fraction(whole * count, of * step)))
    least, most = max(1, base - slack), base + slack
    low, _ = wilson_outwards(min(max(0, count - slack), most), most, step, whole)
    _, high = wilson_outwards(min(count + slack, least), least, step, whole)
    told: list[Percent] = [percent, min(low, percent), max(high, percent)]
    if tenths:
        told = [one / 10 for one in told]
    return Shown(count=count, percent=told[0], low=told[1], high=told[2])
