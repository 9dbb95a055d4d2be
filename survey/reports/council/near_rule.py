"""How far a statement is from what the rule asks: near misses, and small groups in their numbers.

It knows what a release shows of a statement, and the locked rule.
"""

from __future__ import annotations

from survey.delphi.rule import ConsensusRule
from survey.disclosure.council.round_release import StatementShown
from survey.reports.council import council_part_wording as wording
from survey.reports.council.council_charts import number, percentage, reach
from survey.reports.council.council_part_wording import PERCENT_FROM, share_in_words
from survey.reports.report_language import say

#: So many points under what the rule asks for still count as near.
NEAR_POINTS = 5
_SIDES = ((7, 9), (1, 3))
_Side = tuple[int, int]


def share_said(percent: int, n: int | None) -> str:
    """Return a share of `n` ratings as printed: a percentage from 30 on, else words."""
    return percentage(percent) if n is not None and n >= PERCENT_FROM else share_in_words(percent)


def needed(n: int, rule: ConsensusRule) -> tuple[int, int]:
    """Return how many of `n` ratings the rule asks for at one end, and how many it bears at the
    other."""
    return -(-rule.agree_from * n // 100), (rule.oppose_under * n - 1) // 100


def near_miss(shown: StatementShown, rule: ConsensusRule) -> str:
    """Return what the rule asks for and how near a statement comes; "" where it is not near.

    Only of what has no verdict for or against and shows its shares; nothing is said that a printed
    share leaves open.
    """
    if shown.verdict != "no consensus yet" or shown.shares is None or not shown.n:
        return ""
    low, high = shown.shares[0].percent, shown.shares[2].percent
    ahead, behind = max(low, high), min(low, high)
    side, other = _SIDES if high >= low else _SIDES[::-1]
    least, most = _counts(ahead, shown.n)
    if 100 * most < rule.agree_from * shown.n:
        return _too_small(ahead, most, shown.n, rule, side)
    if 100 * least < rule.agree_from * shown.n:
        only = _only_the_share(shown, rule, _counts(behind, shown.n)[1], high=high >= low)
        template = say(wording.NEAR_ROUNDED)
        return template.format(asked=rule.agree_from, side=_said(side)) if only else ""
    said = share_said(ahead, shown.n)
    if 100 * _counts(behind, shown.n)[0] >= rule.oppose_under * shown.n:
        opposed, limit = share_said(behind, shown.n), rule.oppose_under
        return say(wording.NEAR_OTHER_END).format(
            share=said, side=_said(side), opposed=opposed, other=_said(other), limit=limit
        )
    return _by_median(shown.median, rule, said, side)


def _said(side: _Side) -> str:
    return reach(*map(str, side))


def _only_the_share(shown: StatementShown, rule: ConsensusRule, behind: int, *, high: bool) -> bool:
    """Tell whether all else that the rule asks for holds, so that the share alone is too small."""
    median, few = shown.median, 100 * behind < rule.oppose_under * (shown.n or 0)
    if median is None or not few:
        return False
    return median >= rule.median_from if high else median <= rule.scale + 1 - rule.median_from


def _counts(percent: int, n: int) -> tuple[int, int]:
    """Return the least and the largest number of `n` that is printed as this percentage."""
    least = max(0, -(-(2 * percent - 1) * n // 200))
    most = min(n, ((2 * percent + 1) * n - 1) // 200)
    return least, most


def _too_small(percent: int, most: int, n: int, rule: ConsensusRule, side: _Side) -> str:
    asked, (need, _) = rule.agree_from, needed(n, rule)
    if n < PERCENT_FROM:
        said = share_in_words(percent)
        template = say(wording.NEAR_IN_WORDS)
        near = template.format(share=said, side=_said(side), n=n, need=need)
        return near if most >= need - 1 else ""
    if percent < asked - NEAR_POINTS:
        return ""
    template = wording.NEAR if percent < asked else wording.NEAR_ROUNDED
    return say(template).format(share=percentage(percent), side=_said(side), asked=asked)


def _by_median(median: float | None, rule: ConsensusRule, said: str, side: _Side) -> str:
    """Return that the middle rating alone is not where the rule asks for it, where that is so."""
    high = side == _SIDES[0]
    asked = rule.median_from if high else rule.scale + 1 - rule.median_from
    if median is None or not (median < asked if high else median > asked):
        return ""
    bound = say("%(n)s or more", n=asked) if high else say("%(n)s or less", n=asked)
    return say(wording.NEAR_MEDIAN).format(
        share=said, side=_said(side), median=number(median), asked=bound
    )


def rule_in_numbers(shown: StatementShown, rule: ConsensusRule) -> str:
    """Return what the rule asks of so few ratings, as numbers of ratings; "" from 30 on.

    It says what the rule is, not how anybody rated.
    """
    if shown.n is None or shown.verdict is None or not rule.too_few_under <= shown.n < PERCENT_FROM:
        return ""
    need, most = needed(shown.n, rule)
    low = shown.verdict == "consensus against"
    side, other = _SIDES[::-1] if low else _SIDES
    return say(wording.RULE_WITH_COUNTS).format(
        n=shown.n, need=need, side=_said(side), most=most, other=_said(other)
    )
