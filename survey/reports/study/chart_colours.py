"""Colours of answers: they follow what an answer means, never where it stands."""

from __future__ import annotations

from typing import Literal

#: Which end of an ordered question is the better one; "" where nobody said so.
Better = Literal["", "first", "last"]

#: Brown for worse, teal for better, safe for colour-blind eyes (ColorBrewer BrBG, Harrower & Brewer
#: 2003); and one hue without a meaning. All differ in grey as well.
_BROWNS = ("#8c510a", "#a8702a", "#c08f45", "#d8b365", "#ead2a0")
_TEALS = ("#01665e", "#2f8077", "#46998f", "#5ab4ac", "#a6d8d2")
_MIDDLE = "#d5d2ca"
_NEUTRAL = ("#e3e7ee", "#c3ccd9", "#9fadc1", "#7b8ca6", "#5a6d8a", "#3d5070", "#28395a")
_DARK = {*_BROWNS[:2], *_TEALS[:3], *_NEUTRAL[3:]}


def scale_colours(points: int, better: Better, worse: int | None = None) -> tuple[str, ...]:
    """Return one colour for each point in its order: from worse to better, or of one hue.

    `worse` points are bad by the word of the authors; without it, half of them are, and the middle
    one is neither.
    """
    if not better:
        last = len(_NEUTRAL) - 1
        return tuple(_NEUTRAL[round(at * last / max(points - 1, 1))] for at in range(points))
    bad = points // 2 if worse is None else worse
    good = points // 2 if worse is None else points - worse
    rising = (
        *_shades(_BROWNS, bad),
        *((_MIDDLE,) if bad + good < points else ()),
        *reversed(_shades(_TEALS, good)),
    )
    return rising if better == "last" else rising[::-1]


def _shades(of: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return so many shades, the strongest first."""
    last = len(of) - (1 if number > 3 else 2)
    return tuple(of[min(last, round(at * last / max(number - 1, 1)))] for at in range(number))


def dark_ground(colour: str) -> bool:
    """Tell whether words on a colour have to be light."""
    return colour in _DARK
