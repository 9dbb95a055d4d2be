"""Charts of one question or one breakdown: bars to be drawn, with the words that stand beside them.

A hidden cell is a hatched lane of full length, so that no length gives it away, and any hidden
point of a scale turns the stacked bar into single bars. It measures no words: they stand beside the
bars as text of the page, which lays them out and turns them round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.disclosure.release import Breakdown, QuestionResult, Row, Shown
from survey.reports.drawing import Drawing, Mark, bar, line, words
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    category_base,
    category_said,
    rows_said,
    say,
    tell,
    told_list,
    value_text,
)

#: A piece of a stacked bar has its number on it where it is at least so wide (percent of the
#: width): digits are measured at their widest, on the narrowest telephone.
ROOM, ROOM_FOR_EACH = 4.0, 2.6
#: Brown to grey to teal, safe for colour-blind eyes (ColorBrewer BrBG, Harrower & Brewer 2003).
BROWNS = ("#7f4a0b", "#a8702a", "#c99d55", "#dfc48e", "#efdfbc")
TEALS = ("#0a5a52", "#2f8077", "#5fa89e", "#93cac1", "#c3e2dc")
GREY = "#dddad3"
NO_BREAK = "\u00a0"
#: Heights of a bar and of a stacked one, and the size of words on it, in px.
_TALL, _TALL_STACK, _SIZE = 22, 30, 12
_TRACK = bar("track", 0, 0, 100, _TALL)


@dataclass(frozen=True)
class BarLane:
    """One bar: the words over it, the number beside them, and what is drawn."""

    label: WordsInLanguage
    beside: str
    drawing: Drawing


@dataclass(frozen=True)
class LegendKey:
    """What one colour of a stacked bar stands for, with its number where there is one bar."""

    colour: str
    label: WordsInLanguage
    number: str


@dataclass(frozen=True)
class Chart:
    """A chart that is as wide as its page: lanes below one another, and what colours stand for."""

    kind: Literal["Bar chart", "Stacked bar chart"]
    lanes: tuple[BarLane, ...]
    keys: tuple[LegendKey, ...] = ()


def question_chart(question: QuestionResult, languages: tuple[str, ...]) -> Chart | None:
    """Draw one question, or give None where there is no number to draw (texts, words, withheld)."""
    rows = question.rows
    if question.type == "text" or question.form != "numbers":
        return None
    if not any(_size(row.shown) for row in rows):
        return None
    cells = tuple(row.shown for row in rows)
    labels = tuple(say(row.label, languages) for row in rows)
    if question.type == "scale" and _complete(cells):
        lanes = _stacks(((WordsInLanguage(""), "", cells),), tuple(map(_quoted, labels)))
        return Chart("Stacked bar chart", lanes, _keys(labels, cells))
    whole = _whole(rows)
    return Chart(
        "Bar chart",
        tuple(_lane(label, shown, whole) for label, shown in zip(labels, cells, strict=True)),
    )


def breakdown_chart(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> Chart | None:
    """Draw a scale question split by groups, or give None where the table says it better.

    A group with a hidden cell is a hatched lane; at least two groups must be complete. Answers that
    the table puts together are one piece.
    """
    if question.type != "scale":
        return None
    groups = tuple(zip(*split.cells, strict=True))
    if sum(1 for cells in groups if _complete(cells)) < 2:
        return None
    labels = rows_said(question, split, languages)
    names = tuple(category_said(split, category, languages) for category in split.categories)
    bases = tuple(category_base(one).replace(" ", NO_BREAK) for one in split.categories)
    quoted = tuple(tell(label) if _has_marks(label) else _quoted(label) for label in labels)
    lanes = _stacks(tuple(zip(names, bases, groups, strict=True)), quoted)
    return Chart("Stacked bar chart", lanes, _keys(labels, None))


def _lane(label: WordsInLanguage, shown: Shown, whole: float) -> BarLane:
    said = value_text(shown)
    if shown.hidden:
        return BarLane(label, said, _hatched("Hidden"))
    full = bar("full", 0, 0, round(100 * min(1.0, _size(shown) / whole), 3), _TALL)
    return BarLane(label, said, Drawing("lane", _TALL, _SIZE, said, (_TRACK, full)))


def _hatched(alt: str) -> Drawing:
    hatch = (line("hatch", at, 17, at + 1, 5) for at in range(1, 100, 3))
    return Drawing("lane", _TALL, _SIZE, alt, (_TRACK, *hatch))


def _reach(group: tuple[Shown, ...]) -> tuple[float, float]:
    """Return how far a stacked bar reaches to both sides of its middle point, in percent."""
    percents = [cell.percent or 0 for cell in group]
    half = len(percents) // 2
    before = sum(percents[:half]) + (percents[half] / 2 if len(percents) % 2 else 0)
    return before, sum(percents) - before


def _stacks(
    groups: tuple[tuple[WordsInLanguage, str, tuple[Shown, ...]], ...],
    labels: tuple[ReportSentence, ...],
) -> tuple[BarLane, ...]:
    """Return one stacked bar for each (name, base, cells), their middle points under one
    another."""
    reaches = [_reach(cells) for _, _, cells in groups if _complete(cells)]
    before, after = max(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    scale = 100 / (before + after)
    axis = round(before * scale, 3)
    lanes = []
    for name, base, cells in groups:
        if _complete(cells):
            ends = tuple(bar("middle", axis, edge, 0, 4) for edge in (0, 26))
            marks = (*_pieces(cells, before * scale, scale), *ends)
            drawn = Drawing("lane", _TALL_STACK, _SIZE, _values(labels, cells), marks)
            lanes.append(BarLane(name, base, drawn))
        else:
            said = "some numbers hidden: see the table"
            lanes.append(BarLane(name, f"{base} · {said}", _hatched("Some numbers hidden")))
    return tuple(lanes)


def _pieces(cells: tuple[Shown, ...], middle: float, scale: float) -> tuple[Mark, ...]:
    """Return the pieces of a stacked bar from left to right, then the numbers that have room."""
    x = middle - _reach(cells)[0] * scale
    pieces, numbers = [], []
    for cell, colour in zip(cells, _colours(len(cells)), strict=True):
        wide, said = (cell.percent or 0) * scale, value_text(cell)
        pieces.append(bar("piece", round(x, 3), 4, round(wide, 3), 22, fill=colour))
        if wide > ROOM + ROOM_FOR_EACH * len(said):
            numbers.append(words(_on(colour), said, round(x + wide / 2, 3), 19))
        x += wide
    return (*pieces, *numbers)


def _keys(
    labels: tuple[WordsInLanguage, ...], cells: tuple[Shown, ...] | None
) -> tuple[LegendKey, ...]:
    return tuple(
        LegendKey(colour, label, "" if cells is None else value_text(cells[at]))
        for at, (label, colour) in enumerate(zip(labels, _colours(len(labels)), strict=True))
    )


def _colours(points: int) -> tuple[str, ...]:
    """Return one colour for each point, brown for the first and teal for the last."""
    half = points // 2
    step = max(1, len(BROWNS) // max(half, 1))
    chosen = [min(at * step, len(BROWNS) - 1) for at in range(half)]
    middle = (GREY,) if points % 2 else ()
    return (
        *(BROWNS[at] for at in chosen),
        *middle,
        *(TEALS[at] for at in reversed(chosen)),
    )


def _on(colour: str) -> str:
    return "on dark" if colour in (*BROWNS[:2], *TEALS[:2]) else "on light"


def _complete(cells: tuple[Shown, ...]) -> bool:
    return all(not cell.hidden and cell.percent is not None for cell in cells)


def _size(shown: Shown) -> float:
    if shown.hidden:
        return 0
    return shown.percent if shown.percent is not None else shown.count or 0


def _whole(rows: tuple[Row, ...]) -> float:
    """Return what a full lane stands for: 100 percent, or the largest count where none is
    printed."""
    if any(row.shown.percent is not None for row in rows):
        return 100
    return max(_size(row.shown) for row in rows) * 1.25


def _has_marks(label: WordsInLanguage) -> bool:
    """Say whether words stand in quotation marks: joined answers are named by two of them."""
    return any(mark in label.text for mark in "“«")


def _quoted(label: WordsInLanguage) -> ReportSentence:
    return tell("“", label, "”")


def _values(labels: tuple[ReportSentence, ...], cells: tuple[Shown, ...]) -> ReportSentence:
    pairs = zip(labels, cells, strict=True)
    return told_list(tuple(tell(label, f" {value_text(cell)}") for label, cell in pairs))
