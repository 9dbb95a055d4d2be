"""The words for shares in studies of few people: thirds of a base."""

from __future__ import annotations

FEWER, HALF, MORE = "fewer than a third", "about half", "more than two thirds"


def in_words(count: int, base: int) -> str:
    """Return the word for a share: cut at one third and two thirds of `base`, whatever the data."""
    if 3 * count < base:
        return FEWER
    return MORE if 3 * count > 2 * base else HALF


def told(word: str, base: int) -> tuple[int, int]:
    """Return the least and most people that a word stands for."""
    third, two_thirds = -(-base // 3) - 1, 2 * base // 3 + 1
    if word == FEWER:
        return (0, third)
    return (two_thirds, base) if word == MORE else (third + 1, two_thirds - 1)
