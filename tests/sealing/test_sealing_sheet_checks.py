"""Three words show that a sheet is there, and what is kept to check them opens nothing."""

from __future__ import annotations

import hmac
import re
from itertools import chain
from random import Random

import pytest

from survey.errors import SharesRefused
from survey.sealing.opening.shares import split
from survey.sealing.opening.sheet_checks import (
    AskedWord,
    checks_of,
    draw_sets,
    mark_of,
    read_asked,
    words_at,
)
from survey.sealing.opening.sheet_loss import (
    as_percent,
    chance_never_opened,
    suggested_threshold,
)

SHARES = split(bytes(range(32)), bytes(range(32, 64)), shares=5, threshold=3)
#: SLIP-39: 40 bits before the share of the secret, and 4 bits of nothing before its 256.
BITS_BEFORE, BITS_OF_A_WORD = 40 + 4, 10


def bytes_touched(number: int) -> set[int]:
    """Give the bytes of the share of which word `number` of a list holds bits."""
    first = (number - 1) * BITS_OF_A_WORD - BITS_BEFORE
    return {bit // 8 for bit in range(first, first + BITS_OF_A_WORD) if 0 <= bit < 256}


@pytest.mark.parametrize("seed", range(200))
def test_what_is_asked_for_leaves_160_bits_of_each_secret_whatever_the_number_of_sheets(
    seed: int,
) -> None:
    asked = [*chain(*draw_sets(Random(seed).sample))]
    assert len(asked) == len(set(asked)) == 12
    for name in ("numbers", "words"):
        places = [one.number for one in asked if one.of == name]
        assert len(places) == 6
        touched = set().union(*map(bytes_touched, places))
        assert len(touched) <= 12
        assert not touched & {0, 1, 2, 3}, "the digest of the secret is shared in these"
        assert 256 - 8 * len(touched) >= 160
        assert all(1 <= place <= 30 for place in places), "the checksum is asked of nobody"


def test_every_sheet_is_asked_for_the_same_words_and_has_marks_of_its_own() -> None:
    kept = checks_of(bytes(32), "abc", SHARES, Random(1).sample)
    assert [one.number for one in kept] == [1, 2, 3, 4, 5]
    assert {one.asked for one in kept} == {kept[0].asked}
    assert len({mark for one in kept for mark in one.marks}) == 20
    assert {len(one.asked) for one in kept} == {4}
    for one, share in zip(kept, SHARES, strict=True):
        for asked, mark in zip(one.asked, one.marks, strict=True):
            assert mark == mark_of(bytes(32), "abc", one.number, asked, words_at(share, asked))
    assert not {*SHARES[0].numbers.split()} & {*re.findall("[a-z]+", repr(kept))}


def test_a_mark_is_of_one_sheet_of_one_study_and_of_these_words() -> None:
    asked = draw_sets(Random(2).sample)[0]
    words = words_at(SHARES[0], asked)
    another = next(one for one in words_at(SHARES[1], asked) if one not in words)
    right = mark_of(bytes(32), "abc", 1, asked, words)
    for other in (
        mark_of(b"1" * 32, "abc", 1, asked, words),
        mark_of(bytes(32), "abd", 1, asked, words),
        mark_of(bytes(32), "abc", 2, asked, words),
        mark_of(bytes(32), "abc", 1, asked, (*words[:-1], another)),
    ):
        assert not hmac.compare_digest(right, other)


def test_typed_words_are_read_and_each_that_is_none_is_named() -> None:
    asked = AskedWord("numbers", 7), AskedWord("numbers", 12), AskedWord("words", 20)
    assert read_asked(asked, ("HARV", " acid. ", "academic")) == ("harvest", "acid", "academic")
    with pytest.raises(SharesRefused) as caught:
        read_asked(asked, ("harvezt", "acid"))
    said = str(caught.value)
    assert "Numbers list, word 7: “harvezt” is not on the word list. Did you mean harvest?" in said
    assert "Words list, word 20: nothing was typed." in said
    assert "word 12" not in said


def test_how_often_too_many_sheets_are_lost_is_the_sum_of_a_binomial() -> None:
    assert chance_never_opened(3, 3, 0.05) == pytest.approx(0.142625)  # 1 - 0.95 ** 3
    assert chance_never_opened(3, 2, 0.05) == pytest.approx(0.00725)
    assert chance_never_opened(5, 3, 0.05) == pytest.approx(0.0011581, abs=1e-7)
    assert chance_never_opened(1, 1, 0.5) == 0.5
    said = [as_percent(chance_never_opened(*one)) for one in ((3, 3), (5, 3), (3, 2), (7, 2))]
    assert said == ["14 %", "0.12 %", "0.73 %", "less than 0.01 %"]
    assert as_percent(0.025) == "2.5 %"
    assert [suggested_threshold(shares) for shares in (3, 4, 5, 7)] == [2, 3, 3, 4]
