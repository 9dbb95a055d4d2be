"""Charts of a report: bars with range lines, stacked bars of scales, and groups side by side.

A hidden cell is a hatched lane of full length, so that no length gives it away. Colours follow what
an answer means, where the questionnaire says which end is better; else all are of one hue. It
measures no words: they stand beside the marks as text of the page, which lays them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from survey.disclosure.release import Breakdown, QuestionResult, Row, Shown, Sum
from survey.reports.drawing import Drawing, Mark, bar, dot, line, turned, words
from survey.reports.report_language import document_direction
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    category_base,
    category_said,
    count_text,
    percent_sign,
    put_in,
    range_text,
    rows_said,
    say,
    tell,
    told_list,
    value_text,
)
from survey.reports.study.chart_colours import Better, dark_ground, scale_colours

#: A piece of a stacked bar has its number on it where it is at least so wide (percent of the
#: width): digits are measured at their widest, on the narrowest telephone.
ROOM, ROOM_FOR_EACH = 4.0, 2.6
#: Bars that stand out, answers in one chart and answers that are drawn for groups, at most.
MOST_STRONG, MOST_BARS, MOST_PANELS = 3, 9, 4
#: So many panels beside each other leave room for three numbers on each axis.
_BROAD_PANELS = 3
#: Answers that stand last whatever their size.
_ELSE = re.compile(
    r"(some(thing|where|one|body|thing) else|other\b|another\b|none of|autre|quelque chose d.autre|"
    r"ailleurs|otr[oa]s?\b|algo (más|distinto)|en otro|شيء آخر|مكان آخر|غير ذلك)",
    re.IGNORECASE,
)
_TALL, _TALL_STACK, _TALL_LANE, _SIZE = 25, 34, 24, 12


@dataclass(frozen=True)
class ChartRow:
    """One answer: its words, its cells as printed, and what is drawn; `strong` where it leads.

    `colour` is that of its piece in a stacked bar, "" for none; `ranged` is then its bar with its
    range, for paper. `together`: several answers, which have rows of their own as well.
    """

    label: WordsInLanguage
    shown: Shown
    percent: str
    range: str
    people: str
    strong: bool = False
    drawing: Drawing | None = None
    colour: str = ""
    together: bool = False
    ranged: Drawing | None = None


@dataclass(frozen=True)
class AnswerChart:
    """One question as bars: a table of its answers, with a stacked bar over it for a scale.

    `axis` is None where there is no bar in the rows, and `ranged_axis` stands over bars that only
    paper has. `left_out` answers have no row here.
    """

    alt: ReportSentence
    rows: tuple[ChartRow, ...]
    axis: Drawing | None = None
    stack: Drawing | None = None
    left_out: int = 0
    ranged_axis: Drawing | None = None


@dataclass(frozen=True)
class GroupLane:
    """One group: its name, its base, the number beside it ("hidden" where it is), its drawing."""

    label: WordsInLanguage
    base: str
    beside: str
    hidden: bool
    drawing: Drawing


@dataclass(frozen=True)
class GroupPanel:
    """One answer in every group."""

    label: WordsInLanguage
    alt: ReportSentence
    lanes: tuple[GroupLane, ...]


@dataclass(frozen=True)
class GroupChart:
    """Groups beside each other: one panel for each answer, all of one axis from 0 to 100 percent.

    `hidden` names each group with a hidden number, and in how many panels. `not_drawn` answers have
    too many hidden groups.
    """

    panels: tuple[GroupPanel, ...]
    axis: Drawing
    hidden: tuple[tuple[WordsInLanguage, int], ...]
    bases: tuple[tuple[WordsInLanguage, str], ...]
    not_drawn: int = 0


def question_chart(
    question: QuestionResult,
    languages: tuple[str, ...],
    better: Better = "",
    lead: str = "",
    worse: int | None = None,
) -> AnswerChart | None:
    """Draw one question, or give None where there is no number to draw (texts, words, withheld).

    `better` says which end of it is the better one and `worse` how many answers are at the other,
    `lead` is the row that a finding speaks of; a sum has a line below the others. A scale, or
    choices with a better end, keeps its order and is stacked; choices are sorted by size.
    """
    if question.type == "text" or question.form != "numbers" or not _sized(question.rows):
        return None
    ordered = question.type == "scale" or bool(better)
    sums = tuple(one for one in question.sums if one.id == lead)
    if ordered and _complete(tuple(row.shown for row in question.rows)):
        chart = _scale(question, languages, scale_colours(len(question.rows), better, worse), lead)
    else:
        rows = question.rows if ordered else _by_size(question.rows)
        chart = _bars(rows, languages, lead, sums)
    return replace(chart, rows=(*chart.rows, *(_together(one, languages, chart) for one in sums)))


def group_chart(
    question: QuestionResult,
    split: Breakdown,
    languages: tuple[str, ...],
    better: Better = "",
) -> GroupChart | None:
    """Draw one question split by groups, or give None where fewer than half can be drawn.

    Answers of a scale, or with a better end, keep their order; others stand by size.
    """
    if not split.categories:
        return None
    ordered = question.type == "scale" or bool(better)
    return _panels(question, split, languages, ordered=ordered)


def _scale(
    question: QuestionResult, languages: tuple[str, ...], colours: tuple[str, ...], lead: str
) -> AnswerChart:
    cells = tuple(row.shown for row in question.rows)
    labels = tuple(say(row.label, languages) for row in question.rows)
    strong = {lead} & {row.id for row in question.rows}
    top = _top((*cells, *(one.shown for one in question.sums if one.id == lead)))
    rows = tuple(
        replace(
            _row(row, label, row.id in strong, colour=colour),
            ranged=_lane(row, top, row.id in strong),
        )
        for row, label, colour in zip(question.rows, labels, colours, strict=True)
    )
    whole = sum(cell.percent or 0 for cell in cells)
    marks = tuple(_pieces(cells, colours, 0.0, 100 / (whole or 1)))
    alt = put_in(_("One bar of all answers, in order: {answers}."), answers=_values(labels, cells))
    stack = _drawn("lane", _TALL_STACK, _SIZE, alt, marks)
    return AnswerChart(alt, rows, stack=stack, ranged_axis=_axis(top))


def _bars(
    rows: tuple[Row, ...], languages: tuple[str, ...], lead: str, sums: tuple[Sum, ...]
) -> AnswerChart:
    kept = rows[:MOST_BARS] if len(rows) > MOST_BARS + 1 else rows
    top = _top((*(row.shown for row in kept), *(one.shown for one in sums)))
    strong = _strong(kept, lead)
    drawn = tuple(
        _row(row, say(row.label, languages), row.id in strong, _lane(row, top, row.id in strong))
        for row in kept
    )
    return AnswerChart(_alt(drawn), drawn, _axis(top), left_out=len(rows) - len(kept))


def _together(one: Sum, languages: tuple[str, ...], chart: AnswerChart) -> ChartRow:
    """Return the line of answers that are put together, with a bar where the others have one."""
    every = (*(row.shown for row in chart.rows), one.shown)
    drawn = _lane(one, _top(every), strong=True)
    row = _row(one, say(one.label, languages), strong=True)
    if chart.axis:
        return replace(row, together=True, drawing=drawn)
    return replace(row, together=True, ranged=drawn)


def _row(
    row: Row | Sum,
    label: WordsInLanguage,
    strong: bool,
    drawing: Drawing | None = None,
    colour: str = "",
) -> ChartRow:
    shown = row.shown
    percent = "" if shown.percent is None and not shown.hidden else value_text(shown)
    return ChartRow(
        label, shown, percent, range_text(shown), count_text(shown), strong, drawing, colour
    )


def _lane(row: Row | Sum, top: float, strong: bool) -> Drawing:
    shown = row.shown
    if shown.hidden:
        return _drawn("lane", _TALL, _SIZE, _("Hidden"), (*_grid(_TALL), *_hatched(2, 14)))
    full = bar("strong" if strong else "plain", 0, 2, _at(_size(shown), top), 14)
    return _drawn(
        "lane", _TALL, _SIZE, _cell_said(shown), (*_grid(_TALL), full, *_reach(shown, 20, top))
    )


def _reach(shown: Shown, y: float, top: float) -> Iterator[Mark]:
    """Give the line of a range, with a short stroke at both ends."""
    if shown.low is None or shown.high is None:
        return
    low, high = _at(shown.low, top), _at(shown.high, top)
    yield line("reach", low, y, high, y)
    for end in (low, high):
        yield line("reach", end, y - 2.5, end, y + 2.5)


def _hatched(top: float, tall: float) -> Iterator[Mark]:
    yield bar("hidden", 0.3, top, 99.4, tall)
    for at in range(1, 99, 3):
        yield line("hatch", at, top + tall - 1, at + 1.4, top + 1)


def _grid(tall: float) -> Iterator[Mark]:
    for at in (0, 50, 100):
        yield line("grid", at, -4, at, tall + 4)


def _axis(top: float, *, narrow: bool = False) -> Drawing:
    """Return the numbers of an axis; the middle one has no room where it is `narrow`."""
    full = f"{top:g}{percent_sign()}"
    said = (("start", 0, "0"), ("middle", 50, f"{top / 2:g}"), ("end", 100, full))
    marks = tuple(
        words("small", text, x, 12, anchor) for anchor, x, text in said if x != 50 or not narrow
    )
    alt = _("From nought to %(top)s percent", top=f"{top:g}")
    return _drawn("axis", 15, 10.7, alt, marks)


def _drawn(
    kind: str, height: float, size: float, alt: ReportSentence | str, marks: tuple[Mark, ...]
) -> Drawing:
    """Return a drawing that runs as the document is read: from right to left in Arabic."""
    drawing = Drawing(kind, height, size, alt, marks)
    return turned(drawing) if document_direction() == "rtl" else drawing


def _pieces(
    cells: tuple[Shown, ...], colours: tuple[str, ...], start: float, scale: float
) -> Iterator[Mark]:
    """Give the pieces of a stacked bar from left to right, then the numbers that have room."""
    x, numbers = start, []
    for cell, colour in zip(cells, colours, strict=True):
        wide, said = (cell.percent or 0) * scale, value_text(cell)
        yield bar("piece", round(x, 3), 2, round(wide, 3), 28, fill=colour)
        if wide > ROOM + ROOM_FOR_EACH * len(said):
            kind = "on dark" if dark_ground(colour) else "on light"
            numbers.append(words(kind, said, round(x + wide / 2, 3), 21))
        x += wide
    yield from numbers


def _panels(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...], *, ordered: bool
) -> GroupChart | None:
    """Draw each answer as a panel: a dot and its range for each group, everybody behind them."""
    labels = rows_said(question, split, languages)
    whole = {row.id: row.shown for row in question.rows}
    whole |= {one.id: one.shown for one in question.sums}
    options = {row.id for row in question.rows} | {group.id for group in split.answers}
    every = [
        (label, cells, whole.get(row_id))
        for row_id, label, cells in zip(split.row_ids, labels, split.cells, strict=True)
        if row_id in options
    ]
    fit = [one for one in every if 2 * sum(not _bare(cell) for cell in one[1]) >= len(one[1])]
    largest = sorted(fit, key=lambda one: -max(_size(cell) for cell in one[1]))[:MOST_PANELS]
    drawn = [one for one in fit if one in largest] if ordered else largest
    if not drawn:
        return None
    panels = tuple(_panel(split, one, _WHOLE, languages) for one in drawn)
    hidden = [
        (lane.label, sum(panel.lanes[at].hidden for panel in panels))
        for at, lane in enumerate(panels[0].lanes)
    ]
    return GroupChart(
        panels,
        _axis(_WHOLE, narrow=len(drawn) > _BROAD_PANELS),
        tuple((label, times) for label, times in hidden if times),
        _bases(split, languages),
        len(every) - len(drawn),
    )


#: What a full lane of a group stands for, in percent: the same in every chart.
_WHOLE = 100.0


def _panel(
    split: Breakdown,
    one: tuple[WordsInLanguage, tuple[Shown, ...], Shown | None],
    top: float,
    languages: tuple[str, ...],
) -> GroupPanel:
    label, cells, everybody = one
    names = tuple(category_said(split, category, languages) for category in split.categories)
    lanes = tuple(
        GroupLane(
            name,
            category_base(category),
            value_text(cell),
            _bare(cell),
            _group_lane(cell, everybody, top),
        )
        for name, category, cell in zip(names, split.categories, cells, strict=True)
    )
    said = _values(names, cells)
    alt = put_in(_("“{answer}” in each group: {groups}."), answer=label, groups=said)
    return GroupPanel(label, alt, lanes)


def _group_lane(cell: Shown, everybody: Shown | None, top: float) -> Drawing:
    behind = tuple(_everybody(everybody, top)) if everybody is not None else ()
    marks: tuple[Mark, ...]
    if _bare(cell):
        marks = (*_grid(_TALL_LANE), *behind, *_hatched(4, 16))
        return _drawn("lane", _TALL_LANE, 10, _("Hidden"), marks)
    middle = dot("share", _at(_size(cell), top), _TALL_LANE / 2)
    spread: tuple[Mark, ...] = ()
    if cell.low is not None and cell.high is not None:
        y = _TALL_LANE / 2
        spread = (line("reach", _at(cell.low, top), y, _at(cell.high, top), y),)
    marks = (*_grid(_TALL_LANE), *behind, *spread, middle)
    return _drawn("lane", _TALL_LANE, 10, _cell_said(cell), marks)


def _everybody(shown: Shown, top: float) -> Iterator[Mark]:
    if shown.hidden or shown.percent is None:
        return
    if shown.low is not None and shown.high is not None:
        low, high = _at(shown.low, top), _at(shown.high, top)
        yield bar("everybody", low, -4, round(high - low, 3), _TALL_LANE + 8)
    at = _at(shown.percent, top)
    yield line("everybody line", at, -4, at, _TALL_LANE + 4)


def _bases(split: Breakdown, languages: tuple[str, ...]) -> tuple[tuple[WordsInLanguage, str], ...]:
    return tuple(
        (category_said(split, category, languages), count_text(category.base))
        for category in split.categories
    )


def _by_size(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows by size; then the hidden ones as asked, so that no place tells; else last."""
    last = [row for row in rows if _is_else(row)]
    printed = [row for row in rows if row not in last and not row.shown.hidden]
    hidden = [row for row in rows if row not in last and row.shown.hidden]
    return (*sorted(printed, key=lambda row: -_size(row.shown)), *hidden, *last)


def _is_else(row: Row) -> bool:
    return any(_ELSE.match(text.strip()) for text in row.label.values())


def _strong(rows: tuple[Row, ...], lead: str) -> set[str]:
    """Return the bars that stand out: what a finding speaks of, or else the largest, at most
    three."""
    parts = {lead, *lead.split("+")} & {row.id for row in rows if not row.shown.hidden}
    if parts:
        return parts if len(parts) <= MOST_STRONG else set()
    largest = max(_size(row.shown) for row in rows)
    found = [row.id for row in rows if _size(row.shown) == largest and not row.shown.hidden]
    return set(found) if len(found) <= MOST_STRONG else set()


def _alt(rows: tuple[ChartRow, ...]) -> ReportSentence:
    """Say what the picture of bars shows: the longest, the shortest, and how many are hidden."""
    printed = [row for row in rows if not row.shown.hidden]
    longest = max(printed, key=lambda row: _size(row.shown))
    shortest = min(printed, key=lambda row: _size(row.shown))
    hidden = len(rows) - len(printed)
    more = (
        " " + _("%(hidden)s of %(all)s bars are hidden.", hidden=hidden, all=len(rows))
        if hidden
        else ""
    )
    if longest is shortest:
        one = _("One bar: “{answer}” {share}.")
        return tell(put_in(one, answer=longest.label, share=value_text(longest.shown)), more)
    said = put_in(
        _("Bars: the longest is “{longest}” with {most}, the shortest “{shortest}” with {least}."),
        longest=longest.label,
        most=value_text(longest.shown),
        shortest=shortest.label,
        least=value_text(shortest.shown),
    )
    return tell(said, more)


def _top(cells: tuple[Shown, ...]) -> float:
    """Return what a full lane stands for: the next round percentage, or more than the largest
    count."""
    reach = max((max(_size(cell), cell.high or 0) for cell in cells if not cell.hidden), default=0)
    if any(cell.percent is not None for cell in cells):
        return next((top for top in (20, 40, 60, 80) if reach <= top), 100)
    return max(reach, 1) * 1.25


def _cell_said(shown: Shown) -> str:
    reach = range_text(shown)
    share = value_text(shown)
    return _("%(share)s, range %(range)s", share=share, range=reach) if reach else share


def _at(value: float, top: float) -> float:
    return round(100 * min(1.0, value / top), 3)


def _bare(cell: Shown) -> bool:
    return cell.hidden or cell.percent is None


def _complete(cells: tuple[Shown, ...]) -> bool:
    return all(not _bare(cell) for cell in cells) and any(cell.percent for cell in cells)


def _sized(rows: tuple[Row, ...]) -> bool:
    return any(_size(row.shown) for row in rows)


def _size(shown: Shown) -> float:
    if shown.hidden:
        return 0
    return shown.percent if shown.percent is not None else shown.count or 0


def _values(labels: tuple[WordsInLanguage, ...], cells: tuple[Shown, ...]) -> ReportSentence:
    pairs = zip(labels, cells, strict=True)
    one = _("“{answer}” {share}")
    return told_list(
        tuple(put_in(one, answer=label, share=value_text(cell)) for label, cell in pairs)
    )
