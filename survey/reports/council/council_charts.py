"""Charts of one statement's rounds as marks: a dot, the middle half, the nine points."""

from __future__ import annotations

from dataclasses import dataclass

from survey.reports.drawing import Drawing, Mark, bar, dot, line, words

#: Heights in px, from the top of a lane downwards.
LABEL, COLUMNS, BAND, GAP, AXIS = 22, 44, 24, 14, 40
#: Where points 1 and 9 stand, in percent of the width; both ends leave room for a whole dot.
FIRST, LAST = 5.0, 95.0
COLUMN = 7.0  # percent of the width
THIRDS = ((2, "low: 1–3"), (5, "middle: 4–6"), (8, "high: 7–9"))


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
    said = "; ".join(_said(lane) for lane in lanes)
    return Drawing("lanes", y + AXIS, 14, f"{of}. Scale from 1 to 9. {said}.", tuple(marks))


def place(rating: float) -> float:
    """Return where a rating from 1 to 9 stands, in percent of the width."""
    return round(FIRST + (rating - 1) * (LAST - FIRST) / 8, 3)


def number(value: float) -> str:
    """Return a median or quartile as printed: "7", "6.5" or "6.25"."""
    return f"{value:g}"


def half(q1: float, q3: float) -> str:
    """Return the middle half as printed: "6 to 8", or "7" where both ends are the same."""
    return number(q1) if q1 == q3 else f"{number(q1)} to {number(q3)}"


def ends(part: tuple[int, int]) -> str:
    """Return a part of the scale as printed: "7 to 9"."""
    return f"{part[0]} to {part[1]}"


def _head(lane: RoundLane, y: float) -> list[Mark]:
    left = f"Round {lane.round}" + (f" · {lane.rated}" if lane.rated else "")
    found = [words("words", left, 0, y + 15, "start")]
    if lane.median is not None:
        found.append(words("words", f"median {number(lane.median)}", 100, y + 15, "end"))
    elif lane.part is not None:
        found.append(words("words", f"median in {ends(lane.part)}", 100, y + 15, "end"))
    return found


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
        return [part, words("small", "here", place(sum(lane.part) / 2), y + 16)]
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
    return found + [words("small", name, place(point), bottom + 33) for point, name in THIRDS]


def _said(lane: RoundLane) -> str:
    told = f"Round {lane.round}: "
    if lane.part is not None:
        return f"{told}the median lies in {ends(lane.part)}"
    if lane.median is None:
        return told + lane.why
    told += f"median {number(lane.median)}"
    if lane.q1 is not None and lane.q3 is not None:
        told += f", middle half {half(lane.q1, lane.q3)}"
    if lane.shape is not None:
        told += ", ratings at 1 to 9: " + ", ".join(str(count) for count in lane.shape)
    return told
