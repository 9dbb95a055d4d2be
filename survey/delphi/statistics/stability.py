"""How far a statement's ratings stayed the same between two rounds, and when it is rated no more.

It knows ratings under pseudonyms, inside the tally only, and the locked rule. It gives no pair away
and nothing about fewer pairs than the rule wants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from survey.delphi.rule import METHOD, ConsensusRule
from survey.delphi.statistics.agreement import middle_of, variation_of
from survey.delphi.statistics.kappa import KappaBand, kappa_band, pair_kappa
from survey.delphi.statistics.percentiles import valid
from survey.delphi.statistics.ranks import PMethod, signed_ranks, spearman
from survey.delphi.statistics.rating_scale import NINE, RatingScale
from survey.errors import BadInput

Stable = Literal["stable", "not stable", "stable by definition", "too few to say"]
Member = TypeVar("Member", bound=Hashable)
Advice = Literal["stop: stable", "stop: last round", "rate again"]
StabilityBand = KappaBand | Literal["stable by definition"]


@dataclass(frozen=True, slots=True)
class RatingChange:
    """What happened to the pairs of ratings of the same members between two rounds.

    Percent values are 0-100. A kappa is None where all ratings are one and the same, and the band
    then says "stable by definition"; `spearman` where one round's ratings are all the same; p where
    no rating changed. CV as in `agreement.Variation`, None on scales with a zero. p of 0.05 or more
    is no proof of stability.
    """

    unchanged_percent: float
    scheibe_change: float
    scheibe_stable: bool
    median_before: float
    median_after: float
    iqr_before: float
    iqr_after: float
    cv_before: float | None
    cv_after: float | None
    cv_change: float | None
    cv_stable: bool | None
    wilcoxon_n: int
    wilcoxon_w: float
    wilcoxon_p: float | None
    wilcoxon_method: PMethod
    kappa_unweighted: float | None
    kappa_linear: float | None
    kappa_linear_band: StabilityBand
    kappa_quadratic: float | None
    kappa_quadratic_band: StabilityBand
    spearman: float | None


@dataclass(frozen=True, slots=True)
class Stability:
    """The pairs there are, whether they are stable by the rule, and the measures.

    `change` is None where there are too few pairs to say.
    """

    pairs: int
    stable: Stable
    change: RatingChange | None
    method: str


def compare(
    before: Mapping[Member, int | None],
    after: Mapping[Member, int | None],
    rule: ConsensusRule,
    scale: RatingScale = NINE,
) -> Stability:
    """Return the stability of two rounds: member's pseudonym -> rating on the scale, None is
    missing.

    Only members who rated in both rounds are compared. BadInput for ratings outside the scale.
    """
    for ratings in (before.values(), after.values()):
        valid((None if one is None else one - scale.low + 1 for one in ratings), scale.points)
    pairs = []
    for member, one in before.items():
        two = after.get(member)
        if one is not None and two is not None:
            pairs.append((int(one), int(two)))
    if len(pairs) < rule.pairs_from:
        return Stability(len(pairs), "too few to say", None, METHOD)
    change = _change(pairs, rule, scale)
    return Stability(len(pairs), _stable(change, rule), change, METHOD)


def advise(stability: Stability | None, times_rated: int, rule: ConsensusRule) -> Advice:
    """Say whether a statement is rated again: it stops when stable, or after the last round.

    `times_rated` counts the rounds in which it was rated. Consensus is no reason to stop (von der
    Gracht 2012), so the verdict is not asked for.
    """
    if times_rated < 1:
        raise BadInput("A statement that was never rated cannot be stopped by the rule.")
    if stability is not None and stability.stable in ("stable", "stable by definition"):
        return "stop: stable"
    return "stop: last round" if times_rated >= rule.rounds_most else "rate again"


def stopped(advice: Iterable[tuple[str, Advice]]) -> tuple[str, ...]:
    """Return the statements that are rated no more, by the last advice that was given on each."""
    return tuple(one for one, said in dict(advice).items() if said != "rate again")


def scheibe_change(before: Mapping[int, int], after: Mapping[int, int]) -> float | None:
    """Return Scheibe's change in percent of the ratings: scale point -> people, in both rounds.

    100 * 1/2 * sum |h2 - h1| (Scheibe, Skutsch and Schofer, in Linstone and Turoff 1975). With as
    many people in both rounds it is of people; else of shares. None where a round has nobody.
    """
    first, second = sum(before.values()), sum(after.values())
    if not first or not second:
        return None
    points = {*before, *after}
    moved = sum(abs(after.get(k, 0) * first - before.get(k, 0) * second) for k in points)
    return 100 * moved / (2 * first * second)


def _change(pairs: list[tuple[int, int]], rule: ConsensusRule, scale: RatingScale) -> RatingChange:
    one, two = (sorted(pair[side] for pair in pairs) for side in (0, 1))
    first, second = middle_of(one), middle_of(two)
    cv_before, cv_after = (variation_of(side, relative=scale.low > 0).cv for side in (one, two))
    apart = None if cv_before is None or cv_after is None else abs(cv_after - cv_before)
    moved = scheibe_change(Counter(one), Counter(two)) or 0.0
    test = signed_ranks([after - before for before, after in pairs])
    kappas = [pair_kappa(pairs, weights) for weights in ("none", "linear", "quadratic")]
    plain, linear, quadratic = (None if kappa is None else float(kappa) for kappa in kappas)
    return RatingChange(
        unchanged_percent=100 * sum(before == after for before, after in pairs) / len(pairs),
        scheibe_change=moved,
        scheibe_stable=moved < rule.stable_change_under,
        median_before=first.median,
        median_after=second.median,
        iqr_before=first.iqr,
        iqr_after=second.iqr,
        cv_before=cv_before,
        cv_after=cv_after,
        cv_change=apart,
        cv_stable=None if apart is None else apart < rule.stable_cv_change_under,
        wilcoxon_n=test.n,
        wilcoxon_w=test.w,
        wilcoxon_p=test.p,
        wilcoxon_method=test.method,
        kappa_unweighted=plain,
        kappa_linear=linear,
        kappa_linear_band=_band(linear),
        kappa_quadratic=quadratic,
        kappa_quadratic_band=_band(quadratic),
        spearman=spearman(pairs),
    )


def _band(kappa: float | None) -> StabilityBand:
    return "stable by definition" if kappa is None else kappa_band(kappa)


def _stable(change: RatingChange, rule: ConsensusRule) -> Stable:
    if change.kappa_quadratic is None:
        return "stable by definition"
    by_kappa = change.kappa_quadratic >= rule.stable_kappa_from
    return "stable" if change.scheibe_stable or by_kappa else "not stable"
