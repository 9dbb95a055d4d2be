"""What could be changed in a breakdown before anybody is asked: fewer groups, tried out.

The same invented people are counted once more, as if they had been asked for those groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.disclosure.forecast.foretold import ForecastAdvice, ForecastRow, Groups, WayToMerge
from survey.disclosure.forecast.matrix import in_a_row, labels_of, title_of_breakdown
from survey.disclosure.forecast.one_try import BreakdownSeen
from survey.disclosure.policy import Policy
from survey.questionnaire.model import Questionnaire, Single, valid_options

#: Fewer groups cannot be put together and leave a breakdown.
_FEWEST = 3
#: What share of all tables more must be printed for a change to be advised.
_WORTH = 0.1


@dataclass(frozen=True, slots=True)
class CoarserGroups:
    """One way to put the options of a breakdown together."""

    by: str
    kind: WayToMerge
    title: str
    groups: Groups


def ways_to_merge(
    asked: Questionnaire, by: str, seen: Sequence[BreakdownSeen], policy: Policy
) -> Iterator[CoarserGroups]:
    """Return the ways that are worth a try for a breakdown, those that keep most groups first.

    Two neighbours together, those with which most people are in large groups; the last step of its
    merge ladder; and two bands in all, where its options are numbered in some order.
    """
    question = asked.question(by)
    assert isinstance(question, Single)
    options = tuple(option.id for option in valid_options(question))
    words = labels_of(asked, by)
    if len(options) < _FEWEST:
        return
    least = policy.group_people(question.sensitive)

    def people_in(pair: tuple[str, str]) -> int:
        sizes = [dict(zip(options, one.sizes, strict=True)) for one in seen]
        alone = sum(
            many
            for size in sizes
            for one, many in size.items()
            if many >= least and one not in pair
        )
        both = (size[pair[0]] + size[pair[1]] for size in sizes)
        return alone + sum(many for many in both if many >= least)

    pair = max(reversed([*pairwise(options)]), key=people_in)
    title = f"Merge {in_a_row([words[one] for one in pair])} now"
    yield CoarserGroups(by, "merge two", title, _with_pair(options, pair))
    if question.merge:
        last = question.merge[-1]
        names = in_a_row([one.text.in_language(asked.languages[0]) for one in last])
        title = f"Ask for the coarser groups now: {names}"
        yield CoarserGroups(by, "merge list", title, tuple(one.options for one in last))
    if len(options) > _FEWEST and _are_bands([*words.values()]):
        half = (len(options) + 1) // 2
        two = options[:half], options[half:]
        first, second = (f"“{words[one[0]]}” to “{words[one[-1]]}”" for one in two)
        yield CoarserGroups(by, "two bands", f"Use two bands: {first}, and {second}", two)


def advice_of(
    asked: Questionnaire,
    way: CoarserGroups,
    before: Sequence[BreakdownSeen],
    after: Sequence[BreakdownSeen],
) -> tuple[float, ForecastAdvice] | None:
    """Return what a way gains, as a share of all tables, and the advice; None where that is too
    little to be advised."""
    tables = sum(one.tables for one in before) or 1
    then, now = (sum(one.printed for one in seen) / tables for seen in (after, before))
    if then - now < _WORTH:
        return None
    words = (
        f"{title_of_breakdown(asked, way.by)}, {_in_ten(then)} tables would be printed then, and "
        f"{_in_ten(now)} as it is."
    )
    advice = ForecastAdvice(
        by=way.by, kind=way.kind, title=way.title, words=words, groups=way.groups
    )
    return then - now, advice


def _in_ten(share: float) -> str:
    many = round(10 * share)
    return {0: "hardly any", 10: "nearly all"}.get(many, f"about {many} in 10")


#: What is said where no way, one way and several ways to merge the groups were tried.
_NONE_HELPS = (
    "There is no way to merge its groups: fewer than two would be left.",
    "One way to merge its groups was tried. It does not print a tenth more of its tables.",
    "{tried} ways to merge its groups were tried. None of them prints a tenth more of its tables.",
)


def leave_out(asked: Questionnaire, row: ForecastRow, tried: int) -> ForecastAdvice:
    """Return the advice for a breakdown that `tried` ways to merge its groups do not help."""
    title = f"{title_of_breakdown(asked, row.by)}: leave it out, or ask more people"
    if not row.possible:
        words = "Nothing of it was printed in any try, so it is not offered."
    else:
        words = _NONE_HELPS[min(tried, 2)].format(tried=tried)
    return ForecastAdvice(by=row.by, kind="leave out", title=title, words=words)


def _are_bands(words: Sequence[str]) -> bool:
    """Say whether options look like parts of a scale of numbers, such as ages."""
    return 2 * sum(any(sign.isdigit() for sign in one) for one in words) > len(words)


def _with_pair(options: tuple[str, ...], pair: tuple[str, str]) -> Groups:
    return tuple(
        pair if option == pair[0] else (option,) for option in options if option != pair[1]
    )
