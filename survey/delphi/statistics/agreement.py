"""How far the ratings of one statement in one round agree: every measure, and the verdict.

It knows ratings from 1 to 9 and the locked rule. It must not know who rated, or what is shown.
All comparisons are made in whole numbers. Sources and formulas: docs/delphi.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import sqrt
from typing import Literal

from survey.delphi.rule import METHOD, ConsensusRule
from survey.delphi.statistics.percentiles import HUNDREDTHS, hundredths, require_nine, valid
from survey.delphi.statistics.proportions import narrow, percent, wilson

AgreementVerdict = Literal[
    "consensus for", "consensus against", "disagreement", "no consensus yet", "too few to say"
]
Comet = Literal["consensus in", "consensus out", "no consensus"]
Band = Literal["good", "weak", "poor"]

LOW, HIGH = 3, 7


@dataclass(frozen=True, slots=True)
class Middle:
    """Median, quartiles and interquartile range, in points of the scale."""

    median: float
    q1: float
    q3: float
    iqr: float


@dataclass(frozen=True, slots=True)
class Ipras:
    """RAND/UCLA interpercentile range, its centre, its distance from 5, and the range adjusted for
    symmetry; `disagreement_index` is ipr / ipras. None where too few rated for a verdict."""

    p30: float
    p70: float
    ipr: float
    iprcp: float
    ai: float
    ipras: float
    disagreement_index: float | None
    ipras_disagreement: bool | None


@dataclass(frozen=True, slots=True)
class Thirds:
    """People at 1-3, 4-6 and 7-9, and what the rules that count people say.

    `classic_limit` is D(n). None where too few rated for a verdict.
    """

    low: int
    middle: int
    high: int
    classic_limit: int | None
    classic_disagreement: bool | None
    classic_agreement: bool | None
    one_third_disagreement: bool | None
    comet: Comet | None


@dataclass(frozen=True, slots=True)
class Percents:
    """Percent at 7-9 and at 1-3, each with its 95 % Wilson interval."""

    agree_percent: float | None
    agree_lower: float | None
    agree_upper: float | None
    oppose_percent: float | None
    oppose_lower: float | None
    oppose_upper: float | None


@dataclass(frozen=True, slots=True)
class Variation:
    """Mean, standard deviation (n-1) and coefficient of variation; None with fewer than two."""

    mean: float
    sd: float | None
    cv: float | None
    cv_band: Band | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Every measure of `n` ratings; `spread`, `ipras` and `variation` are None of no rating."""

    n: int
    spread: Middle | None
    ipras: Ipras | None
    thirds: Thirds
    percents: Percents
    variation: Variation | None
    iqr_rule: bool | None
    verdict: AgreementVerdict
    method: str

    def flat(self) -> dict[str, object]:
        """Return all measures under their own names in one mapping, None for what is undefined."""
        parts = (
            (Middle, self.spread),
            (Ipras, self.ipras),
            (Thirds, self.thirds),
            (Percents, self.percents),
            (Variation, self.variation),
        )
        told: dict[str, object] = {"n": self.n}
        for kind, part in parts:
            told |= {field.name: getattr(part, field.name, None) for field in fields(kind)}
        return told | {"iqr_rule": self.iqr_rule, "verdict": self.verdict, "method": self.method}


def measure(ratings: Iterable[int | None], rule: ConsensusRule, points: int = 9) -> Agreement:
    """Return all measures of the ratings (None is missing); BadInput for a scale other than 1-9."""
    require_nine(points, "The decision rule")
    given = valid(ratings)
    enough = len(given) >= rule.too_few_under
    thirds = _thirds(given, enough)
    around = _ipras(given, enough) if given else None
    return Agreement(
        n=len(given),
        spread=middle_of(given) if given else None,
        ipras=around,
        thirds=thirds,
        percents=percents_of(thirds.high, thirds.low, len(given)),
        variation=variation_of(given) if given else None,
        iqr_rule=narrow(given) if enough else None,
        verdict=_verdict(given, thirds, around, rule) if around and enough else "too few to say",
        method=METHOD,
    )


def classic_limit(n: int) -> int:
    """Return D(n) = ceil((n-1)/3): so many in each outer third are disagreement (RAND/UCLA manual,
    Fitch and others 2001, which tabulates it from n = 8 on)."""
    return (n + 1) // 3


def third(median: float) -> Literal["low", "middle", "high"]:
    """Return the third of the scale that a median lies in; 3.5 and 6.5 belong to the higher one."""
    if median < LOW + 0.5:
        return "low"
    return "middle" if median < HIGH - 0.5 else "high"


def variation_band(cv: float) -> Band:
    """Return the band of a coefficient of variation: to 0.5 good, to 0.8 weak, else poor."""
    if cv <= 0.5:
        return "good"
    return "weak" if cv <= 0.8 else "poor"


def median_of(ratings: Iterable[int | None]) -> float | None:
    """Return the median of ratings from 1 to 9; None when there is none."""
    given = valid(ratings)
    return hundredths(given, 50) / HUNDREDTHS if given else None


def middle_of(given: Sequence[int]) -> Middle:
    """Return the middle of ratings in order of size; at least one is needed."""
    q1, median, q3 = (hundredths(given, place) for place in (25, 50, 75))
    return Middle(*(value / HUNDREDTHS for value in (median, q1, q3, q3 - q1)))


def _ipras(given: Sequence[int], enough: bool) -> Ipras:
    """IPRAS = 2.35 + 1.5 |5 - IPRCP|, all in 400ths of a point so that equal stays equal."""
    p30, p70 = hundredths(given, 30), hundredths(given, 70)
    away = abs(10 * HUNDREDTHS - p30 - p70)
    width, allowed = 4 * (p70 - p30), 940 + 3 * away
    return Ipras(
        p30=p30 / HUNDREDTHS,
        p70=p70 / HUNDREDTHS,
        ipr=(p70 - p30) / HUNDREDTHS,
        iprcp=(p30 + p70) / (2 * HUNDREDTHS),
        ai=away / (2 * HUNDREDTHS),
        ipras=allowed / 400,
        disagreement_index=width / allowed if enough else None,
        ipras_disagreement=width > allowed if enough else None,
    )


def _thirds(given: Sequence[int], enough: bool) -> Thirds:
    n = len(given)
    low = sum(rating <= LOW for rating in given)
    high = sum(rating >= HIGH for rating in given)
    counts = {"low": low, "middle": n - low - high, "high": high}
    if not enough:
        return Thirds(low, n - low - high, high, None, None, None, None, None)
    limit = classic_limit(n)
    outside = n - counts[third(hundredths(given, 50) / HUNDREDTHS)]
    return Thirds(
        low=low,
        middle=n - low - high,
        high=high,
        classic_limit=limit,
        classic_disagreement=min(low, high) >= limit,
        classic_agreement=outside <= limit - 1,
        one_third_disagreement=3 * min(low, high) >= n,
        comet=_comet(low, high, n),
    )


def _comet(low: int, high: int, n: int) -> Comet:
    """At least 70 % in one outer third, and fewer than 15 % in the other."""
    if 100 * high >= 70 * n and 100 * low < 15 * n:
        return "consensus in"
    if 100 * low >= 70 * n and 100 * high < 15 * n:
        return "consensus out"
    return "no consensus"


def percents_of(high: int, low: int, n: int) -> Percents:
    """Return the percent of those who agree and of those who oppose, of n ratings."""
    agree = wilson(high, n) or (None, None)
    oppose = wilson(low, n) or (None, None)
    return Percents(
        agree_percent=percent(high, n),
        agree_lower=agree[0],
        agree_upper=agree[1],
        oppose_percent=percent(low, n),
        oppose_lower=oppose[0],
        oppose_upper=oppose[1],
    )


def variation_of(given: Sequence[int], *, relative: bool = True) -> Variation:
    """Return the variation of ratings; `relative`: their scale has no zero, so that their spread
    can be compared with their mean."""
    n, total = len(given), sum(given)
    if n < 2:
        return Variation(total / n, None, None, None)
    apart = n * sum(rating * rating for rating in given) - total * total
    sd = sqrt(apart / (n * (n - 1)))
    if not relative:
        return Variation(total / n, sd, None, None)
    cv = sqrt(n * apart / ((n - 1) * total * total))
    return Variation(total / n, sd, cv, variation_band(cv))


def _verdict(
    given: Sequence[int], thirds: Thirds, around: Ipras, rule: ConsensusRule
) -> AgreementVerdict:
    n, middle = len(given), hundredths(given, 50)
    if around.ipras_disagreement or thirds.classic_disagreement:
        return "disagreement"
    agree, oppose = 100 * thirds.high, 100 * thirds.low
    if (
        middle >= HUNDREDTHS * rule.median_from
        and agree >= rule.agree_from * n
        and oppose < rule.oppose_under * n
    ):
        return "consensus for"
    if (
        middle <= HUNDREDTHS * (10 - rule.median_from)
        and oppose >= rule.agree_from * n
        and agree < rule.oppose_under * n
    ):
        return "consensus against"
    return "no consensus yet"
