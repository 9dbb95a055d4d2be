"""Agreement on scales other than 1 to 9: the measures that hold there, and None for all others.

The constants of IPRAS, of D(n) and of the verdict hold for ratings from 1 to 9 only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from survey.delphi.rule import METHOD, ConsensusRule
from survey.delphi.statistics.agreement import (
    Ipras,
    Middle,
    Percents,
    Thirds,
    Variation,
    middle_of,
    percents_of,
    variation_of,
)
from survey.delphi.statistics.percentiles import HUNDREDTHS, hundredths
from survey.delphi.statistics.proportions import ENDS, WIDEST_MIDDLE_HALF
from survey.delphi.statistics.rating_scale import RatingScale


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """What can be said of `n` ratings on another scale; `ends` are the people who agree and who
    oppose, None where no convention says who does."""

    n: int
    spread: Middle | None
    variation: Variation | None
    percents: Percents | None
    ends: tuple[int, int] | None
    iqr_rule: bool | None

    def flat(self) -> dict[str, object]:
        """Return all measures under their own names, as `Agreement` does, None for those that are
        not defined on this scale."""
        parts = (
            (Middle, self.spread),
            (Ipras, None),
            (Thirds, None),
            (Percents, self.percents),
            (Variation, self.variation),
        )
        told: dict[str, object] = {"n": self.n}
        for kind, part in parts:
            told |= {field.name: getattr(part, field.name, None) for field in fields(kind)}
        if self.ends is not None:
            high, low = self.ends
            told |= {"low": low, "middle": self.n - low - high, "high": high}
        return told | {"iqr_rule": self.iqr_rule, "verdict": None, "method": METHOD}


def measure_on(
    ratings: Iterable[int | None], rule: ConsensusRule, scale: RatingScale
) -> ScaleAgreement:
    """Return the measures of ratings on a scale; None is a missing rating."""
    given = sorted(rating for rating in ratings if rating is not None)
    n, below = len(given), scale.low - 1
    ends, percents = None, None
    if scale.points in ENDS:
        highest, lowest = (below + end for end in ENDS[scale.points])
        high, low = sum(one >= lowest for one in given), sum(one <= highest for one in given)
        ends, percents = (high, low), percents_of(high, low, n)
    narrow = None
    if scale.points in WIDEST_MIDDLE_HALF and n >= rule.too_few_under:
        width = hundredths(given, 75) - hundredths(given, 25)
        narrow = width <= HUNDREDTHS * WIDEST_MIDDLE_HALF[scale.points]
    return ScaleAgreement(
        n=n,
        spread=middle_of(given) if given else None,
        variation=variation_of(given, relative=scale.low > 0) if given else None,
        percents=percents,
        ends=ends,
        iqr_rule=narrow,
    )
