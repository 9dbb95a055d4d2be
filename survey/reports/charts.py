"""Charts of one question or one breakdown, as SVG text with a sentence that says the same.

It knows printed cells only. A hidden cell is drawn as a hatched lane of full length, so that no
length gives it away, and any hidden point of a scale turns the stacked bar into single bars.
"""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass, field
from typing import Any

import altair
import vl_convert

from survey.disclosure.release import Breakdown, QuestionResult, Row, Shown
from survey.reports.wording import Said, category_base, category_said, say, value_text

#: Size of the drawing area in px; labels stand above their bars, so that long ones fit a telephone.
WIDTH = 460
FONT = "Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, sans-serif"
LETTER = 7.4  # px, mean width of a letter at 14 px
LINE, BAR, GAP = 19, 22, 14
INK, SOFT, PAPER, TRACK, TEAL = "#16302f", "#4d5f5d", "#fffdf8", "#f1ebdf", "#2a6f6b"
HATCH = "#a3978a"
#: Brown to grey to teal, safe for colour-blind eyes (ColorBrewer BrBG, Harrower & Brewer 2003).
BROWNS = ("#7f4a0b", "#a8702a", "#c99d55", "#dfc48e", "#efdfbc")
TEALS = ("#0a5a52", "#2f8077", "#5fa89e", "#93cac1", "#c3e2dc")
GREY = "#dddad3"


@dataclass(frozen=True)
class Chart:
    """One picture: SVG text, its size in px, and the sentence that stands in for it."""

    svg: str
    alt: str
    width: int
    height: int

    @property
    def uri(self) -> str:
        """Give the picture as a data address for an image element."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


@dataclass
class _Sheet:
    """Marks collected from the top of the sheet downwards; `y` is where the next one goes."""

    y: float = 0
    bars: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    strokes: list[dict[str, Any]] = field(default_factory=list)

    def bar(self, left: float, right: float, colour: str, height: float = BAR) -> None:
        """Put a bar from `left` to `right` (px) at the present height."""
        self.bars.append(
            {"x": left, "x2": right, "y": self.y, "y2": self.y + height, "colour": colour}
        )

    def text(self, words: str, x: float, *, colour: str = INK, align: str = "left") -> None:
        """Put words on the line that ends 15 px below the present height."""
        mark = {"x": x, "y": self.y + 15, "words": words, "colour": colour, "align": align}
        self.texts.append(mark)

    def label(self, words: Said, small: str = "") -> None:
        """Put a label over the whole width, in as many lines as it needs, from its own side."""
        ends = (0, WIDTH) if words.dir == "ltr" else (WIDTH, 0)
        sides = ("left", "right") if words.dir == "ltr" else ("right", "left")
        room = int(WIDTH / LETTER) - len(small) - 2
        for at, line in enumerate(textwrap.wrap(words.text, room) or [""]):
            self.text(line, ends[0], align=sides[0])
            if small and at == 0:
                self.text(small, ends[1], colour=SOFT, align=sides[1])
            self.y += LINE
        self.y += 2

    def hatched(self, words: str) -> None:
        """Put a hatched lane over the whole width, with words on it."""
        self.bar(0, WIDTH, TRACK)
        start = 16 + LETTER * len(words)
        for x in range(int(start) + 4, WIDTH - 4, 11):
            self.strokes.append({"x": x, "y": self.y + BAR / 2})
        self.y += 1
        self.text(words, 8, colour=SOFT)
        self.y -= 1


def question_chart(question: QuestionResult, languages: tuple[str, ...]) -> Chart | None:
    """Draw one question, or give None where there is no number to draw (texts, words, withheld)."""
    rows = question.rows
    if question.type == "text" or question.form != "numbers":
        return None
    if not any(_size(row.shown) for row in rows):
        return None
    labels = tuple(say(row.label, languages) for row in rows)
    if question.type == "scale" and _complete(tuple(row.shown for row in rows)):
        sheet = _Sheet()
        sheet.y += 4
        _stacks(sheet, ((Said(""), "", tuple(row.shown for row in rows)),))
        _legend(sheet, labels, tuple(row.shown for row in rows))
        return _drawn(sheet, _question_alt("Stacked bar chart", question, labels))
    sheet = _Sheet()
    whole = _whole(rows)
    for row, label in zip(rows, labels, strict=True):
        sheet.label(label)
        _lane(sheet, row.shown, whole)
        sheet.y += BAR + GAP
    return _drawn(sheet, _question_alt("Bar chart", question, labels))


def breakdown_chart(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> Chart | None:
    """Draw a scale question split by groups, or give None where the table says it better.

    A group with a hidden cell is a hatched lane; at least two groups must be complete.
    """
    if question.type != "scale":
        return None
    by_id = dict(zip(split.row_ids, split.cells, strict=True))
    if any(row.id not in by_id for row in question.rows):
        return None
    groups = [
        tuple(by_id[row.id][at] for row in question.rows) for at in range(len(split.categories))
    ]
    if sum(1 for cells in groups if _complete(cells)) < 2:
        return None
    labels = tuple(say(row.label, languages) for row in question.rows)
    names = tuple(category_said(split, category, languages) for category in split.categories)
    bases = tuple(category_base(category) for category in split.categories)
    sheet = _Sheet()
    _stacks(sheet, tuple(zip(names, bases, groups, strict=True)))
    _legend(sheet, labels, None)
    said = "; ".join(
        f"{name}: {_values(labels, cells) if _complete(cells) else 'some numbers hidden'}"
        for name, cells in zip(names, groups, strict=True)
    )
    by = say(split.label, languages).text
    return _drawn(sheet, f"Stacked bars, split by “{by}”. {said}.")


def _lane(sheet: _Sheet, shown: Shown, whole: float) -> None:
    if shown.hidden:
        sheet.hatched("hidden")
        return
    end = WIDTH * min(1.0, _size(shown) / whole)
    words = value_text(shown)
    sheet.bar(0, WIDTH, TRACK)
    sheet.bar(0, end, TEAL)
    inside = end > WIDTH - 52
    sheet.y += 1
    sheet.text(
        words,
        end - 7 if inside else end + 7,
        colour=PAPER if inside else INK,
        align="right" if inside else "left",
    )
    sheet.y -= 1


def _reach(group: tuple[Shown, ...]) -> tuple[float, float]:
    """Give how far a stacked bar reaches to both sides of its middle point, in percent."""
    percents = [cell.percent or 0 for cell in group]
    half = len(percents) // 2
    before = sum(percents[:half]) + (percents[half] / 2 if len(percents) % 2 else 0)
    return before, sum(percents) - before


def _stacks(sheet: _Sheet, groups: tuple[tuple[Said, str, tuple[Shown, ...]], ...]) -> None:
    """Put one stacked bar for each (name, base, cells), their middle points under one another."""
    reaches = [_reach(cells) for _, _, cells in groups if _complete(cells)]
    before, after = max(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    scale = WIDTH / (before + after)
    for name, base, cells in groups:
        if name.text:
            sheet.label(name, base)
        if _complete(cells):
            _stack(sheet, cells, before * scale, scale)
        else:
            sheet.hatched("some numbers hidden: see the table")
        sheet.y += BAR + GAP


def _stack(sheet: _Sheet, cells: tuple[Shown, ...], middle: float, scale: float) -> None:
    x = middle - _reach(cells)[0] * scale
    for cell, colour in zip(cells, _colours(len(cells)), strict=True):
        wide = (cell.percent or 0) * scale
        words = value_text(cell)
        sheet.bar(x, x + wide, colour)
        if wide > LETTER * len(words) + 6:
            sheet.y += 1
            sheet.text(words, x + wide / 2, colour=_on(colour), align="center")
            sheet.y -= 1
        x += wide
    for edge in (-4, BAR):
        sheet.y += edge
        sheet.bar(middle - 1.25, middle + 1.25, SOFT, 4)
        sheet.y -= edge


def _legend(sheet: _Sheet, labels: tuple[Said, ...], cells: tuple[Shown, ...] | None) -> None:
    """Put a swatch and a label for each point, flowing over as many lines as needed."""
    x = 0.0
    for at, (label, colour) in enumerate(zip(labels, _colours(len(labels)), strict=True)):
        words = label.text if cells is None else f"{label}: {value_text(cells[at])}"
        words = textwrap.shorten(words, 68, placeholder="…")
        wide = 20 + LETTER * len(words) + 18
        if x and x + wide > WIDTH + 18:
            x, sheet.y = 0.0, sheet.y + LINE + 4
        sheet.y += 3
        sheet.bar(x, x + 14, colour, 14)
        sheet.y -= 3
        sheet.text(words, x + 20, colour=SOFT)
        x += wide
    sheet.y += LINE + 4


def _drawn(sheet: _Sheet, alt: str) -> Chart:
    height = round(sheet.y)
    across = altair.Scale(domain=[0, WIDTH], nice=False)
    down = altair.Scale(domain=[height, 0], nice=False)
    x = altair.X("x:Q", scale=across, axis=None)
    y = altair.Y("y:Q", scale=down, axis=None)
    colour = altair.Color("colour:N", scale=None, legend=None)
    layers = [
        _over(sheet.bars)
        .mark_rect(aria=False, stroke=PAPER, strokeWidth=1)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=colour),
    ]
    if sheet.strokes:
        stripe = {"shape": "M-1,1L1,-1", "size": 60, "stroke": HATCH, "strokeWidth": 1.2}
        layers.append(_over(sheet.strokes).mark_point(aria=False, **stripe).encode(x=x, y=y))
    for align in ("left", "center", "right"):
        texts = [mark for mark in sheet.texts if mark["align"] == align]
        if texts:
            marks = _over(texts).mark_text(
                aria=False, align=align, baseline="alphabetic", font=FONT, fontSize=14
            )
            layers.append(marks.encode(x=x, y=y, text="words:N", color=colour))
    drawing = altair.layer(*layers, width=WIDTH, height=height, background=PAPER)
    spec = drawing.configure_view(stroke=None).properties(padding=8).to_dict(validate=False)
    return Chart(vl_convert.vegalite_to_svg(spec), alt, WIDTH + 16, height + 16)


def _over(marks: list[dict[str, Any]]) -> Any:
    return altair.Chart(altair.InlineData(values=marks))


def _colours(points: int) -> tuple[str, ...]:
    """Give one colour for each point, brown for the first and teal for the last."""
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
    dark = (*BROWNS[:2], *TEALS[:2])
    return PAPER if colour in dark else INK


def _complete(cells: tuple[Shown, ...]) -> bool:
    return all(not cell.hidden and cell.percent is not None for cell in cells)


def _size(shown: Shown) -> float:
    if shown.hidden:
        return 0
    return shown.percent if shown.percent is not None else shown.count or 0


def _whole(rows: tuple[Row, ...]) -> float:
    """Give what a full lane stands for: 100 percent, or the largest count where none is printed."""
    if any(row.shown.percent is not None for row in rows):
        return 100
    return max(_size(row.shown) for row in rows) * 1.25


def _values(labels: tuple[Said, ...], cells: tuple[Shown, ...]) -> str:
    pairs = zip(labels, cells, strict=True)
    return ", ".join(f"“{label}” {value_text(cell)}" for label, cell in pairs)


def _question_alt(form: str, question: QuestionResult, labels: tuple[Said, ...]) -> str:
    cells = tuple(row.shown for row in question.rows)
    verb = "What was put first" if question.measure == "ranked_first" else "What was chosen"
    return f"{form}. {verb}: {_values(labels, cells)}."
