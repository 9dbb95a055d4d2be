"""Share sheets that wait for their trustees: each shown once, an hour at most, in memory only."""

from __future__ import annotations

import re

import pytest

from survey.errors import SharesRefused
from survey.sealing.opening.sheet_checks import words_at
from survey.services.steps.found_keys import make_sheets
from survey.services.steps.founding_terms import Terms
from survey.services.steps.hand_out_sheets import SheetHandOut, SheetOnPaper
from tests.conftest import Clock


@pytest.fixture
def hand_out(clock: Clock) -> SheetHandOut:
    """Give three sheets that wait."""
    return SheetHandOut(*make_sheets("abcdefgh", Terms(3, 2), bytes(32)), clock)


def words_on(paper: SheetOnPaper) -> tuple[str, ...]:
    """Read the words that are asked for off the paper."""
    share = paper.sheet.share
    return words_at(share, paper.asked)


def test_each_trustee_sees_one_sheet_once_and_confirms_it_from_the_paper(
    hand_out: SheetHandOut, clock: Clock
) -> None:
    links = hand_out.links()
    assert len({*links}) == 3
    done = []
    for number, link in enumerate(links, 1):
        paper = hand_out.show(link)
        assert paper.sheet.share.number == number
        assert hand_out.show(link) == paper  # a button that was pressed twice
        clock.forward(seconds=6)
        with pytest.raises(SharesRefused, match="shown before"):
            hand_out.show(link)
        with pytest.raises(SharesRefused, match="not the words"):
            hand_out.confirm(link, ("academic", "acid", "acne"))
        assert hand_out.asked(link) == paper.asked
        said = tuple(word.upper() for word in words_on(paper))
        done.append(hand_out.confirm(link, (f" {said[0]} ", said[1][:4], f"{said[2]},")))
        assert hand_out.confirmed() == tuple(n <= number for n in (1, 2, 3))
    assert done == [False, False, True]


def test_what_was_not_shown_cannot_be_confirmed(hand_out: SheetHandOut) -> None:
    with pytest.raises(SharesRefused, match="was not shown yet"):
        hand_out.confirm(hand_out.links()[0], ())


def test_a_link_of_nobody_shows_nothing(hand_out: SheetHandOut) -> None:
    assert not hand_out.is_known("nobody")
    with pytest.raises(SharesRefused, match="no share sheet to be handed out"):
        hand_out.show("nobody")


def test_after_an_hour_every_sheet_is_forgotten(hand_out: SheetHandOut, clock: Clock) -> None:
    link = hand_out.links()[0]
    paper = hand_out.show(link)
    clock.forward(minutes=59)
    assert not hand_out.is_over
    clock.forward(minutes=1)
    with pytest.raises(SharesRefused, match="within an hour"):
        hand_out.confirm(link, words_on(paper))
    assert hand_out.is_over
    assert not hand_out.is_known(link)
    clock.jump(minutes=-30)
    with pytest.raises(SharesRefused, match="within an hour"):
        hand_out.links()


def test_what_is_printed_of_it_holds_no_word_of_a_sheet(hand_out: SheetHandOut) -> None:
    paper = hand_out.show(hand_out.links()[0])
    assert not re.search(paper.sheet.share.numbers.split()[5], repr(hand_out))
    assert repr(hand_out) == "SheetHandOut(abcdefgh)"
