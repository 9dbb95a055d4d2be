"""A dot and the middle half of each round as one strip, thin enough for a table of statements."""

from __future__ import annotations

from survey.reports.council.council_charts import RoundLane, as_read, ends, half, in_words, number
from survey.reports.drawing import Drawing, Mark, bar, dot, line, words
from survey.reports.report_language import document_direction, say

#: Heights in px, the size of words, and where points 1 and 9 stand in percent of the width.
LANE, PAD, HEAD, SIZE = 22, 4, 34, 12
FIRST, LAST, NAMES = 4.0, 74.0, 80.0
_HALF_POINT = (LAST - FIRST) / 16
_THICK = 10


def strip(lanes: tuple[RoundLane, ...], of: str) -> Drawing | None:
    """Draw at most the last two rounds of a statement; None where neither shows where it lies.

    `of` names the statement in the words that stand in for the picture. A dot is of the last round
    in which it was rated; where that one is not shown, all are rings.
    """
    shown = tuple(lane for lane in lanes if lane.told)[-2:]
    if not shown:
        return None
    height = PAD * 2 + LANE * len(shown)
    marks = [*_bands(height), *_points(height)]
    for at, lane in enumerate(shown):
        marks += _lane(lane, PAD + LANE * at + LANE / 2, latest=shown[at] is lanes[-1])
    return as_read(Drawing("strip", height, SIZE, in_words(of, map(_said, shown)), tuple(marks)))


def scale_head() -> Drawing:
    """Draw the numbers of the scale, to stand over strips."""
    names = [(2, say("1 to 3")), (5, say("between")), (8, say("7 to 9"))]
    if document_direction() == "rtl":
        names = [(2, "1–3"), (8, "7–9")]
    marks = [words("small", name, _place(point), 12) for point, name in names]
    marks += [words("small", str(point), _place(point), 28) for point in range(1, 10)]
    return as_read(Drawing("strip", HEAD, SIZE, say("The scale from 1 to 9"), tuple(marks)))


def key_of_strip(*, latest: bool) -> Drawing:
    """Draw one band with its dot, as the legend shows it."""
    kinds = ("latest", "middle dot") if latest else ("earlier", "ring")
    marks = (bar(kinds[0], 4, 3, 92, _THICK), dot(kinds[1], 50, 8))
    return Drawing("strip", 16, SIZE, say("Middle rating and middle half"), marks)


def _place(rating: float) -> float:
    return round(FIRST + (rating - 1) * (LAST - FIRST) / 8, 3)


def _bands(height: float) -> list[Mark]:
    """Return the ends of the scale as areas: 1 to 3, and 7 to 9."""
    wide = round(2 * (LAST - FIRST) / 8 + 2 * _HALF_POINT, 3)
    left = (round(_place(1) - _HALF_POINT, 3), round(_place(7) - _HALF_POINT, 3))
    return [bar("against", left[0], 0, wide, height), bar("for", left[1], 0, wide, height)]


def _points(height: float) -> list[Mark]:
    return [line("point", _place(at), 0, _place(at), height) for at in range(1, 10)]


def _lane(lane: RoundLane, y: float, *, latest: bool) -> list[Mark]:
    found = []
    if lane.part is not None:
        left = round(_place(lane.part[0]) - _HALF_POINT / 2, 3)
        wide = round(_place(lane.part[1]) + _HALF_POINT / 2 - left, 3)
        found = [bar("part", left, y - 7, wide, 14)]
    elif lane.median is not None:
        if lane.q1 is not None and lane.q3 is not None:
            wide = round(max(_place(lane.q3) - _place(lane.q1), 0.5), 3)
            kind = "latest" if latest else "earlier"
            found.append(bar(kind, _place(lane.q1), y - _THICK / 2, wide, _THICK))
        found.append(dot("middle dot" if latest else "ring", _place(lane.median), y))
    return [*found, words("small", _beside(lane.round), NAMES, y + 4, "start")]


def _said(lane: RoundLane) -> str:
    return say("Round %(n)s: %(said)s", n=lane.round, said=_shown(lane))


def _shown(lane: RoundLane) -> str:
    if lane.part is not None:
        return say("the middle rating lies in %(part)s", part=ends(lane.part))
    told = [say("middle rating %(value)s", value=number(lane.median or 0))]
    if lane.q1 is not None and lane.q3 is not None:
        told.append(say("middle half %(half)s", half=half(lane.q1, lane.q3)))
    return say(", ").join(told)


def _beside(round_: int) -> str:
    """Return what stands beside a strip; paper sets letters of drawings one by one from the left,
    so that words of a language that is read from the right would come apart there."""
    return str(round_) if document_direction() == "rtl" else say("round %(n)s", n=round_)
