"""Charts of one statement's rounds as marks: a dot, the middle half, the nine points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True)
class Box:
    """A rectangle: left and width in percent, top and height in px, and what it stands for."""

    kind: Literal["half", "column", "part", "nothing"]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Dot:
    """A median: its place in percent and px; hollow where no middle half goes with it."""

    x: float
    y: float
    hollow: bool


@dataclass(frozen=True)
class StraightLine:
    """A straight line; a dashed one parts two thirds of the scale."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool


@dataclass(frozen=True)
class ChartText:
    """Words on the sheet: the place of their anchor, and which end of them stands there."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    small: bool = False


@dataclass(frozen=True)
class LaneChart:
    """A chart that is as wide as its page and `height` px high; `alt` says all of its numbers."""

    alt: str
    height: int
    lines: tuple[StraightLine, ...]
    boxes: tuple[Box, ...]
    dots: tuple[Dot, ...]
    words: tuple[ChartText, ...]


def lane_chart(lanes: tuple[RoundLane, ...], of: str) -> LaneChart | None:
    """Draw the rounds of one statement below one another; None where no round showed a number.

    `of` names the statement and aspect in the words that stand in for the picture.
    """
    if not any(lane.told for lane in lanes):
        return None
    boxes: list[Box] = []
    dots: list[Dot] = []
    words: list[ChartText] = []
    lines: list[StraightLine] = []
    y = 0
    for lane in lanes:
        words += _head(lane, y)
        y += LABEL
        lines += _between_thirds(y, y + BAND + (COLUMNS if lane.shape is not None else 0))
        if lane.shape is not None:
            boxes += _columns(lane.shape, y)
            words += _counts(lane.shape, y)
            y += COLUMNS
        boxes += _band(lane, y)
        if lane.median is not None:
            dots.append(Dot(place(lane.median), y + BAND / 2, lane.q1 is None))
        elif lane.part is not None:
            middle = place(sum(lane.part) / 2)
            words.append(ChartText("here", middle, y + 16, "middle", small=True))
        else:
            words.append(ChartText(lane.why, 50, y + 16, "middle", small=True))
        y += BAND + GAP
    ticks, axis = _axis(y - GAP + 6)
    said = "; ".join(_said(lane) for lane in lanes)
    alt = f"{of}. Scale from 1 to 9. {said}."
    return LaneChart(alt, y + AXIS, (*lines, *ticks), tuple(boxes), tuple(dots), (*words, *axis))


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


def _head(lane: RoundLane, y: float) -> list[ChartText]:
    left = f"Round {lane.round}" + (f" · {lane.rated}" if lane.rated else "")
    found = [ChartText(left, 0, y + 15, "start")]
    if lane.median is not None:
        found.append(ChartText(f"median {number(lane.median)}", 100, y + 15, "end"))
    elif lane.part is not None:
        found.append(ChartText(f"median in {ends(lane.part)}", 100, y + 15, "end"))
    return found


def _columns(shape: tuple[int, ...], y: float) -> list[Box]:
    most = max(shape) or 1
    found = []
    for point, count in enumerate(shape, 1):
        if count:
            tall = round((COLUMNS - 16) * count / most, 2)
            left = round(place(point) - COLUMN / 2, 3)
            found.append(Box("column", left, round(y + COLUMNS - 2 - tall, 2), COLUMN, tall))
    return found


def _counts(shape: tuple[int, ...], y: float) -> list[ChartText]:
    most = max(shape) or 1
    return [
        ChartText(
            str(count),
            place(point),
            round(y + COLUMNS - 6 - (COLUMNS - 16) * count / most, 2),
            "middle",
            small=True,
        )
        for point, count in enumerate(shape, 1)
        if count
    ]


def _band(lane: RoundLane, y: float) -> list[Box]:
    if lane.part is not None:
        left, right = place(lane.part[0] - 0.4), place(lane.part[1] + 0.4)
        return [Box("part", left, y + 2, round(right - left, 3), BAND - 4)]
    if lane.median is None:
        return [Box("nothing", FIRST, y + 2, LAST - FIRST, BAND - 4)]
    if lane.q1 is None or lane.q3 is None:
        return []
    left, right = place(lane.q1), place(lane.q3)
    return [Box("half", left, y + 5, round(right - left, 3), BAND - 10)]


def _between_thirds(top: float, bottom: float) -> tuple[StraightLine, ...]:
    return tuple(StraightLine(place(x), top, place(x), bottom, dashed=True) for x in (3.5, 6.5))


def _axis(bottom: float) -> tuple[tuple[StraightLine, ...], tuple[ChartText, ...]]:
    base = StraightLine(FIRST, bottom, LAST, bottom, dashed=False)
    ticks = tuple(
        StraightLine(place(point), bottom, place(point), bottom + 4, dashed=False)
        for point in range(1, 10)
    )
    points = tuple(
        ChartText(str(point), place(point), bottom + 17, "middle", small=True)
        for point in range(1, 10)
    )
    thirds = tuple(
        ChartText(name, place(point), bottom + 33, "middle", small=True) for point, name in THIRDS
    )
    return (base, *ticks), (*points, *thirds)


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
