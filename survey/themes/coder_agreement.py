"""Krippendorff's alpha: how far coders who worked alone agree beyond chance, and how sure that is.

Formulas and sources: docs/measurements/0025-agreement-of-coders.md. It must not know texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from typing import Literal

#: Of the standard normal distribution, for 95 %.
_Z = 1.959963984540054

#: Where reliance begins, and where tentative conclusions do (Krippendorff 2019, section 12.4).
RELIED_ON, TENTATIVE = 0.8, 2 / 3

#: Texts by which the interval alone is taken to have more: half a text of two coders, of which
#: they differed on half. Without it coders who never differed would seem certain never to.
_MORE = {(2, 2): 1 / 8, (2, 1): 1 / 4, (2, 0): 1 / 8}

AgreementBand = Literal["reliable", "tentative", "low", "unknown"]


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """Alpha of one theme over texts that two or more people coded, with its 95 % interval.

    All three are None where it cannot be worked out: every coder found the theme in every text, or
    nobody found it anywhere, so that agreeing says nothing.
    """

    texts: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def band(self) -> AgreementBand:
        """Return what may be built on it, by alpha itself."""
        if self.alpha is None:
            return "unknown"
        if self.alpha >= RELIED_ON:
            return "reliable"
        return "tentative" if self.alpha >= TENTATIVE else "low"


def nominal_alpha(units: Iterable[Sequence[Hashable]]) -> Fraction | None:
    """Return alpha of named values, exactly (Krippendorff 2011); None where all are the same.

    A unit is the values that coders gave it; a unit with one value is left out. Alpha is
    1 - (n-1) sum of n_uc (m_u - n_uc) / (m_u-1)  /  sum of n_c (n - n_c).
    """
    paired = [Counter(unit) for unit in units if len(unit) > 1]
    together: Counter[Hashable] = Counter()
    observed = Fraction(0)
    for unit in paired:
        coders = unit.total()
        apart = sum(count * (coders - count) for count in unit.values())
        observed += Fraction(apart, coders - 1)
        together += unit
    n = together.total()
    expected = sum(count * (n - count) for count in together.values())
    return 1 - (n - 1) * observed / expected if expected else None


def theme_agreement(found: Mapping[tuple[int, int], int]) -> CoderAgreement:
    """Return the agreement on one theme.

    `found` is how many texts were coded by so many people, two at least, and given the theme by so
    many of them.
    """
    texts = sum(found.values())
    n = sum(count * coders for (coders, _), count in found.items())
    yes = sum(count * have for (_, have), count in found.items())
    if not 0 < yes < n:
        return CoderAgreement(texts)
    apart = sum(count * _apart(*key) for key, count in found.items())
    alpha = float(1 - (n - 1) * apart / (2 * yes * (n - yes)))
    low, high = _interval(found)
    return CoderAgreement(texts, alpha, min(low, alpha), max(high, alpha))


def _interval(found: Mapping[tuple[int, int], int]) -> tuple[float, float]:
    """Return where alpha lies with 95 %: the infinitesimal jackknife over texts of the logarithm
    of 1 - alpha, which is a ratio (Efron 1982, chapter 6)."""
    rows = {key: found.get(key, 0) + _MORE.get(key, 0.0) for key in {*found, *_MORE}}
    n = sum(weight * coders for (coders, _), weight in rows.items())
    yes = sum(weight * have for (_, have), weight in rows.items())
    apart = sum(weight * float(_apart(*key)) for key, weight in rows.items())
    ratio = log((n - 1) * apart / (2 * yes * (n - yes)))
    variance = sum(
        weight
        * (
            coders / (n - 1)
            + float(_apart(coders, have)) / apart
            - have / yes
            - (coders - have) / (n - yes)
        )
        ** 2
        for (coders, have), weight in rows.items()
    )
    wide = _Z * sqrt(variance)
    return max(-1.0, 1 - exp(ratio + wide)), 1 - exp(ratio - wide)


def _apart(coders: int, have: int) -> Fraction:
    """Return by how much coders differ on one text."""
    return Fraction(2 * have * (coders - have), coders - 1)
