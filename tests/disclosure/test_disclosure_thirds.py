"""Thirds in words, for every number of people from 10 to 29 and every count there can be."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations, pairwise

import pytest

from survey.disclosure.thirds import FEWER, HALF, MORE, in_words, told

SIZES = range(10, 30)


def word(count, base):
    """The word of a share, by fractions."""
    share = Fraction(count, base)
    return FEWER if share < Fraction(1, 3) else MORE if share > Fraction(2, 3) else HALF


@pytest.mark.parametrize("base", SIZES)
def test_a_word_stands_for_all_counts_between_its_ends(base):
    for count in range(base + 1):
        assert in_words(count, base) == word(count, base)
        low, high = told(in_words(count, base), base)
        assert [k for k in range(base + 1) if word(k, base) == word(count, base)] == list(
            range(low, high + 1)
        )
    widths = {name: told(name, base)[1] - told(name, base)[0] + 1 for name in (FEWER, HALF, MORE)}
    # nobody and everybody share their word with at least three other counts
    assert widths[FEWER] >= 4
    assert widths[MORE] >= 4
    assert widths[HALF] >= 3


@pytest.mark.parametrize("base", SIZES)
def test_who_knows_all_answers_but_one_learns_it_at_two_counts_only(base):
    learnt = [known for known in range(base) if word(known, base) != word(known + 1, base)]
    assert learnt == [told(FEWER, base)[1], told(HALF, base)[1]]
    # counts rounded to 5 would tell it at least as often
    rounded = [known for known in range(base) if (known + 2) // 5 != (known + 3) // 5]
    assert len(rounded) >= len(learnt)


@pytest.mark.parametrize("base", SIZES)
@pytest.mark.parametrize("friends", [1, 2, 3, 4])
def test_who_knows_all_but_a_few_learns_all_of_those_at_the_cuts_only(base, friends):
    """All of a few unknown people are told where a word leaves one way only."""
    certain = 0
    for known in range(base - friends + 1):
        for yes in range(friends + 1):
            fits = [
                k for k in range(friends + 1) if word(known + k, base) == word(known + yes, base)
            ]
            certain += fits in ([0], [friends])
    # one cut on each side of "about half", each with one way in from below and one from above
    assert certain == 4


def compositions(total, parts):
    for cuts in combinations(range(total + parts - 1), parts - 1):
        ends = (-1, *cuts, total + parts - 1)
        yield tuple(b - a - 1 for a, b in pairwise(ends))


def spoken(kit, q, counts):
    people = [{"one": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]
    (one,) = kit.release_of(q, kit.tally_of(q, people)).questions
    return tuple(row.shown.words for row in one.rows)


@pytest.mark.parametrize(("base", "options"), [(10, 3), (11, 2), (13, 2), (12, 3)])
def test_no_count_is_narrowed_below_its_own_word(kit, base, options):
    """By trying every way in which people may have answered; and what the method itself tells."""
    q = kit.questionnaire([{"id": "one", "type": "single", "options": kit.options(options)}])
    every = {counts: spoken(kit, q, counts) for counts in compositions(base, options)}
    alike = defaultdict(list)
    for counts, words in every.items():
        alike[words].append(counts)
    for counts, words in every.items():
        fits = [other for other in every
                if all(not said or word(n, base) == said
                       for n, said in zip(other, words, strict=True))]  # fmt: skip
        for i, count in enumerate(counts):
            if 0 < count < 5:
                low, high = told(word(count, base), base)
                values = {other[i] for other in fits}
                assert min(values) <= max(low, 0)
                assert max(values) >= min(high, 5)
                # a reader who knows the method, and tries it on every table, is not sure either
                assert len({other[i] for other in alike[words]}) > 1, (counts, words)
