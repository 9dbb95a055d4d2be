"""What is shown of terms and rankings in one round: by size, by closeness, and by earlier rounds.

It must not know ratings, words that members wrote, or files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from survey.delphi.form.pseudonymous_answers import Pseudonym
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.feedback import FeedbackLevel, Sentence, step_for
from survey.delphi.statistics.proportions import PercentShare, percent_share
from survey.delphi.statistics.ranks import concordance
from survey.disclosure.council.round_changes import Back, between, given, held_back, nearly_all_same
from survey.disclosure.council.round_policy import CHOSEN_ALIKE, SAME_AGAIN, SOME_LEFT, median_from
from survey.disclosure.council.round_release import (
    Choice,
    RankedItem,
    RankShown,
    TermShown,
)

CHOICES: tuple[Choice, ...] = ("use", "care", "avoid")

TOO_FEW_CHOSE = "Too few members answered this to show how the group answered."
MOST: Mapping[str, str] = {
    "use": "More than half of the answers say that the term can be used.",
    "care": "More than half of the answers say that the term should be used with care.",
    "avoid": "More than half of the answers say that the term should be avoided.",
    "": "No answer was chosen by more than half.",
}
CHOSEN = (
    "Of the answers, %(use)s percent say use, %(care)s percent say use with care, and %(avoid)s "
    "percent say avoid."
)
ORDER = "This is the order of the group."
NO_ORDER = "The group puts no item before another."
READINGS: Mapping[str, str] = {
    "very weak": "The rankings are very different from each other.",
    "weak": "The rankings are different from each other.",
    "moderate": "The rankings are partly alike.",
    "strong": "The rankings are much alike.",
    "unusually strong": "The rankings are very much alike.",
}

Choices = Mapping[Pseudonym, str | None]
Rankings = Mapping[Pseudonym, tuple[str, ...]]


def term_shown(
    term: str, words: str, choices: Choices, earlier: Iterable[Choices], policy: CouncilPolicy
) -> TermShown:
    """Return what may be shown of a term; `earlier` are its choices in rounds that were shown.

    From `percentages_from` on the shares; below, only what more than half chose.
    """
    chosen = given(choices)
    back = held_back((between(one, choices) for one in earlier), policy)
    step = _step(len(chosen), back, policy)
    if step == "nothing":
        why = (
            SAME_AGAIN if back in ("numbers", "all") and len(chosen) >= median_from(policy) else ""
        )
        sentences = (Sentence(words=why or TOO_FEW_CHOSE),)
        return TermShown(term=term, words=words, shown=step, sentences=sentences, withheld=why)
    counts = [sum(one == choice for one in chosen.values()) for choice in CHOICES]
    most: Choice | str = next(
        (choice for choice, count in zip(CHOICES, counts, strict=True) if 2 * count > len(chosen)),
        "",
    )
    alike = step == "percentages" and nearly_all_same(counts, policy)
    shares = _shares(counts) if step == "percentages" and not alike else None
    told = [Sentence(words=MOST[most])]
    if shares:
        percents = {str(name): one.percent for name, one in zip(CHOICES, shares, strict=True)}
        told.append(Sentence(words=CHOSEN, values=percents))
    fewer = step != step_for(len(chosen), policy)
    return TermShown(
        term=term,
        words=words,
        shown="verdict" if alike else step,
        n=None if step == "median" else len(chosen),
        shares=shares,
        most=most,
        sentences=tuple(told),
        withheld=CHOSEN_ALIKE if alike else SOME_LEFT if fewer else "",
    )


def ranking_shown(
    items: Sequence[tuple[str, str]],
    rankings: Rankings,
    earlier: Iterable[Rankings],
    policy: CouncilPolicy,
) -> RankShown:
    """Return what may be shown of rankings of `items` (id, words), each ranking best first.

    Only full rankings count; others are counted apart. By their number: under `median_from`
    nothing, then the order of the group, from `verdict_from` also how many and how much alike in
    words, from `percentages_from` also median ranks and Kendall's W.
    """
    ids = [item for item, _ in items]
    full = _full(ids, rankings)
    partial = sum(bool(one) for one in rankings.values()) - len(full)
    places = [_place_of(item) for item in ids]
    back = held_back((between(_full(ids, one), full, places) for one in earlier), policy)
    step = _step(len(full), back, policy)
    if step == "nothing" or len(ids) < 2:
        why = SAME_AGAIN if back in ("numbers", "all") and len(full) >= median_from(policy) else ""
        return RankShown(
            shown="nothing",
            items=tuple(RankedItem(item=item, words=words) for item, words in items),
            sentences=(Sentence(words=why or TOO_FEW_CHOSE),),
            withheld=why,
        )
    return _ranked(items, list(full.values()), partial, step, policy)


def _ranked(
    items: Sequence[tuple[str, str]],
    full: Sequence[tuple[str, ...]],
    partial: int,
    step: FeedbackLevel,
    policy: CouncilPolicy,
) -> RankShown:
    ranks = {item: sorted(one.index(item) + 1 for one in full) for item, _ in items}
    sums = {item: sum(given) for item, given in ranks.items()}
    alike = any(nearly_all_same(list(Counter(given).values()), policy) for given in ranks.values())
    agreed = concordance([[one.index(item) + 1 for item, _ in items] for one in full])
    ordered = len(set(sums.values())) > 1
    in_words = step in ("verdict", "percentages") and not alike
    numbers = step == "percentages" and not alike
    told = [Sentence(words=ORDER if ordered else NO_ORDER)]
    if in_words and agreed.reading:
        told.append(Sentence(words=READINGS[agreed.reading]))
    return RankShown(
        shown="verdict" if alike and step == "percentages" else step,
        ordered=ordered,
        items=tuple(
            RankedItem(
                item=item,
                words=words,
                place=1 + sum(one < sums[item] for one in sums.values()) if ordered else None,
                median_rank=_median(ranks[item]) if numbers else None,
            )
            for item, words in sorted(items, key=lambda one: sums[one[0]])
        ),
        full=len(full) if step != "median" else None,
        partial=partial if step != "median" else None,
        w=round(agreed.w, 2) if numbers and agreed.w is not None else None,
        reading=agreed.reading if in_words else None,
        sentences=tuple(told),
        withheld=CHOSEN_ALIKE if alike and step != "median" else "",
    )


def _full(items: Sequence[str], rankings: Rankings) -> dict[Pseudonym, tuple[str, ...]]:
    return {who: one for who, one in rankings.items() if sorted(one) == sorted(items)}


def _place_of(item: str) -> Callable[[tuple[str, ...]], int]:
    return lambda ranking: ranking.index(item)


def _step(n: int, back: Back, policy: CouncilPolicy) -> FeedbackLevel:
    step = step_for(n, policy)
    if n < median_from(policy) or back in ("numbers", "all"):
        return "nothing"
    return "verdict" if step == "percentages" and back == "shape" else step


def _median(in_order: Sequence[int]) -> float:
    last = len(in_order) - 1
    return (in_order[last // 2] + in_order[-(-last // 2)]) / 2


def _shares(counts: Sequence[int]) -> tuple[PercentShare, PercentShare, PercentShare]:
    one, two, three = (percent_share(count, sum(counts)) for count in counts)
    return one, two, three
