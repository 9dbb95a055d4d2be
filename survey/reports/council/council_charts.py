"""Charts of one statement's rounds as marks: a dot, the middle half, the nine points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal

from survey.reports.drawing import Drawing, Mark, bar, dot, line, turned, words
from survey.reports.report_language import N_, document_direction, document_locale, say

#: Heights in px, from the top of a lane downwards.
LABEL, COLUMNS, BAND, GAP, AXIS = 22, 44, 24, 14, 40
#: Where points 1 and 9 stand, in percent of the width; both ends leave room for a whole dot.
FIRST, LAST = 5.0, 95.0
COLUMN = 7.0  # percent of the width
THIRDS = ((2, N_("low: 1–3")), (5, N_("middle: 4–6")), (8, N_("high: 7–9")))


@dataclass(frozen=True)
class RoundLane:
    """One round of a statement: what stands at its head, and what was shown of its ratings.

    `q1` and `q3` are None where the middle half was not shown; `shape` is the number of ratings at
    each of 1 to 9. Where only the part of the scale that holds the median was shown, `part` gives
    its ends. With neither `median` nor `part`, `why` says why.
    """

    round: int
    rated: str
    median: float | None
    q1: float | None = None
    q3: float | None = None
    shape: tuple[int, ...] | None = None
    part: tuple[int, int] | None = None
    why: str = ""

    @property
    def told(self) -> bool:
        """Say whether anything of the ratings was shown."""
        return self.median is not None or self.part is not None


def lane_chart(lanes: tuple[RoundLane, ...], of: str) -> Drawing | None:
    """Draw the rounds of one statement below one another; None where no round showed a number.

    `of` names the statement and aspect in the words that stand in for the picture.
    """
    if not any(lane.told for lane in lanes):
        return None
    marks: list[Mark] = []
    y = 0
    for lane in lanes:
        marks += _head(lane, y)
        y += LABEL
        marks += _between_thirds(y, y + BAND + (COLUMNS if lane.shape is not None else 0))
        if lane.shape is not None:
            marks += _columns(lane.shape, y)
            y += COLUMNS
        marks += _band(lane, y)
        y += BAND + GAP
    marks += _axis(y - GAP + 6)
    drawn = Drawing("lanes", y + AXIS, 14, in_words(of, map(_said, lanes)), tuple(marks))
    return as_read(drawn)


def in_words(of: str, lanes: Iterable[str]) -> str:
    """Return what stands in for a picture: what it is of, its scale, and each round in words."""
    said = say("; ").join(lanes)
    return say("%(of)s. Scale from 1 to 9. %(rounds)s.", of=of, rounds=said)


def as_read(drawing: Drawing) -> Drawing:
    """Return a drawing the way round in which the document is read."""
    return turned(drawing) if document_direction() == "rtl" else drawing


def place(rating: float) -> float:
    """Return where a rating from 1 to 9 stands, in percent of the width."""
    return round(FIRST + (rating - 1) * (LAST - FIRST) / 8, 3)


def number(value: float) -> str:
    """Return a median or quartile as printed: "7", "6.5" or "6.25"."""
    return format_decimal(value, "0.####", locale=document_locale())


def decimals(value: float) -> str:
    """Return a measure with two decimals: "0.62"."""
    return format_decimal(value, "0.00", locale=document_locale())


def percentage(percent: float | str) -> str:
    """Return a percentage, or a range of some, as printed: "62%"."""
    value = percent if isinstance(percent, str) else f"{percent:.0f}"
    return say("{percent}%").format(percent=value)


def half(q1: float, q3: float) -> str:
    """Return the middle half as printed: "6 to 8", or "7" where both ends are the same."""
    return number(q1) if q1 == q3 else reach(number(q1), number(q3))


def ends(part: tuple[int, int]) -> str:
    """Return a part of the scale as printed: "7 to 9"."""
    return reach(*map(str, part))


def reach(low: str, high: str) -> str:
    """Return a piece of the scale as printed, from its low to its high end."""
    return say("%(low)s to %(high)s", low=low, high=high)


def _head(lane: RoundLane, y: float) -> list[Mark]:
    left = say("Round %(n)s", n=lane.round) + (f" · {lane.rated}" if lane.rated else "")
    found = [words("words", left, 0, y + 15, "start")]
    if lane.median is not None:
        found.append(words("words", _median(lane.median), 100, y + 15, "end"))
    elif lane.part is not None:
        within = say("median in %(part)s", part=ends(lane.part))
        found.append(words("words", within, 100, y + 15, "end"))
    return found


def _median(value: float) -> str:
    return say("median %(value)s", value=number(value))


def _columns(shape: tuple[int, ...], y: float) -> list[Mark]:
    """Return a column for each point that was chosen, with its count over it."""
    most = max(shape) or 1
    found = []
    for point, count in enumerate(shape, 1):
        if count:
            tall = round((COLUMNS - 16) * count / most, 2)
            left, top = round(place(point) - COLUMN / 2, 3), round(y + COLUMNS - 2 - tall, 2)
            found.append(bar("column", left, top, COLUMN, tall))
            found.append(words("small", str(count), place(point), round(top - 4, 2)))
    return found


def _band(lane: RoundLane, y: float) -> list[Mark]:
    """Return the middle half and the median, or the part that holds it, or why there is neither."""
    if lane.part is not None:
        left, right = place(lane.part[0] - 0.4), place(lane.part[1] + 0.4)
        part = bar("part", left, y + 2, round(right - left, 3), BAND - 4)
        return [part, words("small", say("here"), place(sum(lane.part) / 2), y + 16)]
    if lane.median is None:
        nothing = bar("nothing", FIRST, y + 2, LAST - FIRST, BAND - 4)
        return [nothing, words("small", lane.why, 50, y + 16)]
    middle = place(lane.median), y + BAND / 2
    if lane.q1 is None or lane.q3 is None:
        return [dot("hollow", *middle)]
    left, right = place(lane.q1), place(lane.q3)
    width = round(right - left, 3)
    return [bar("half", left, y + 5, width, BAND - 10), dot("dot", *middle)]


def _between_thirds(top: float, bottom: float) -> list[Mark]:
    return [line("dashed", place(x), top, place(x), bottom) for x in (3.5, 6.5)]


def _axis(bottom: float) -> list[Mark]:
    found = [line("axis", FIRST, bottom, LAST, bottom)]
    for point in range(1, 10):
        found.append(line("axis", place(point), bottom, place(point), bottom + 4))
        found.append(words("small", str(point), place(point), bottom + 17))
    return found + [words("small", say(name), place(point), bottom + 33) for point, name in THIRDS]


def _said(lane: RoundLane) -> str:
    return say("Round %(n)s: %(said)s", n=lane.round, said=_shown(lane))


def _shown(lane: RoundLane) -> str:
    if lane.part is not None:
        return say("the median lies in %(part)s", part=ends(lane.part))
    if lane.median is None:
        return lane.why
    told = [_median(lane.median)]
    if lane.q1 is not None and lane.q3 is not None:
        told.append(say("middle half %(half)s", half=half(lane.q1, lane.q3)))
    if lane.shape is not None:
        counts = say(", ").join(str(count) for count in lane.shape)
        told.append(say("ratings at 1 to 9: %(counts)s", counts=counts))
    return say(", ").join(told)
