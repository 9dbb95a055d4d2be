"""The tables of one question as they are printed, in words and cells, from a Release only."""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import Breakdown, QuestionResult, Release, Row, Shown, Sum
from survey.reports.release_wording import release_said
from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    HIDDEN,
    ReportSentence,
    WordsInLanguage,
    category_base,
    category_said,
    count_text,
    missing_name,
    percent_text,
    put_in,
    range_text,
    rows_said,
    say,
    sentence,
    tell,
    value_text,
    who,
)
from survey.reports.study.findings import anchor, lead

#: A table has at most so many columns of numbers: more do not fit a page or a telephone.
MOST_COLUMNS = 5


@dataclass(frozen=True)
class TableCell:
    """One printed cell: its text, smaller text beside it, and whether it is hidden."""

    text: str
    small: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class TableLine:
    """One row of a table."""

    label: WordsInLanguage
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class ReportBreakdown:
    """A breakdown as printed: one table, or several where one would be too wide. `merged`: groups
    are put together; `joined`: answers are."""

    anchor: str
    by: WordsInLanguage
    merged: bool
    joined: bool
    tables: tuple[ReportTable, ...]


@dataclass(frozen=True)
class ReportTable:
    """One table: heads with the base under each, and lines."""

    heads: tuple[tuple[WordsInLanguage, str], ...]
    lines: tuple[TableLine, ...]


@dataclass(frozen=True)
class NotPrinted:
    """What is not printed: which question, which part of it, why, and what would help."""

    anchor: str
    number: int
    text: WordsInLanguage
    part: ReportSentence
    reason: str
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionFinding:
    """One question: the sentence, the table with its columns, base, missing kinds, breakdowns."""

    anchor: str
    number: int
    text: WordsInLanguage
    help: WordsInLanguage
    kind: str
    sensitive: bool
    lead: ReportSentence
    withheld: str
    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]
    base: str
    missing: tuple[tuple[WordsInLanguage, TableCell], ...]
    has_hidden: bool
    splits: tuple[ReportBreakdown, ...]
    refused: tuple[NotPrinted, ...]


KINDS = {
    "single": N_("One answer could be chosen."),
    "multiple": N_("Several answers could be chosen."),
    "scale": N_("One point of a scale could be chosen."),
    "ranking": N_("Answers could be put in order; the table shows what was put first."),
    "text": N_(
        "People could write in their own words. What each of them wrote is not listed here."
    ),
}


def left_out(finding: QuestionFinding) -> tuple[NotPrinted, ...]:
    """Return what is not printed of a question: itself, or tables of it."""
    if not finding.withheld:
        return finding.refused
    whole = NotPrinted(finding.anchor, finding.number, finding.text, tell(), finding.withheld)
    return (whole, *finding.refused)


def finding_of(number: int, question: QuestionResult, release: Release) -> QuestionFinding:
    """Return what a report says of a question, which is the `number`-th of its release (from 1)."""
    languages = release.study.languages
    text = say(question.text, languages)
    withheld = ""
    if question.form == "withheld":
        withheld = sentence(release_said(question.reason)) or _(
            "Too few people answered this question."
        )
    columns = _columns(question)
    lines: tuple[Row | Sum, ...] = (*question.rows, *question.sums)
    shown = [row.shown for row in (*question.rows, *question.missing)]
    shown += [cell for split in question.breakdowns for line in split.cells for cell in line]
    return QuestionFinding(
        anchor=anchor(question),
        number=number,
        text=text,
        help=say(question.help, languages),
        kind=_(KINDS[question.type]),
        sensitive=question.sensitive,
        lead=lead(question, release),
        withheld=withheld,
        columns=tuple(map(_, columns)),
        lines=() if withheld else tuple(_line(row, columns, languages) for row in lines),
        base=who(question.base, release.policy.count_rounding),
        missing=tuple((missing_name(r, languages), _count(r.shown)) for r in question.missing),
        has_hidden=any(cell.hidden for cell in shown),
        splits=tuple(_split(question, split, languages) for split in question.breakdowns),
        refused=tuple(
            NotPrinted(
                anchor(question),
                number,
                text,
                _table_name(item.table, question, release),
                release_said(item.reason),
                tuple(map(release_said, item.next_steps)),
            )
            for item in question.refusals
        ),
    )


def _table_name(table: str, question: QuestionResult, release: Release) -> ReportSentence:
    """Return "split by “…”" for a table named "question by question", else its name as it is."""
    for other in release.questions:
        if table == f"{question.id} by {other.id}":
            asked = say(other.text, release.study.languages)
            return put_in(_("split by “{question}”"), question=asked)
    return tell(table)


def _columns(question: QuestionResult) -> tuple[str, ...]:
    shown = [row.shown for row in question.rows if not row.shown.hidden]
    if not any(cell.percent is not None for cell in shown):
        return (N_("Share"),) if any(cell.words for cell in shown) else (N_("People"),)
    ranged = any(range_text(cell) for cell in shown)
    return (N_("Percent"), N_("Range"), "People") if ranged else ("Percent", "People")


def _line(row: Row | Sum, columns: tuple[str, ...], languages: tuple[str, ...]) -> TableLine:
    readers = {"Percent": percent_text, "People": count_text, "Share": count_text}
    if row.shown.hidden:
        cells = tuple(TableCell(_(HIDDEN), hidden=True) for _column in columns)
    else:
        cells = tuple(TableCell(readers.get(name, range_text)(row.shown)) for name in columns)
    return TableLine(say(row.label, languages), cells)


def _count(shown: Shown) -> TableCell:
    return TableCell(count_text(shown), hidden=shown.hidden)


def _split(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> ReportBreakdown:
    labels = rows_said(question, split, languages)
    total = len(split.categories)
    blocks = -(-total // MOST_COLUMNS)
    width = -(-total // blocks) if blocks else 0
    tables = tuple(
        _grid(split, range(at, min(at + width, total)), labels, languages)
        for at in range(0, total, width or 1)
    )
    address = f"{anchor(question)}-by-{split.by}"
    joined = bool(split.answers)
    return ReportBreakdown(address, say(split.label, languages), split.merged, joined, tables)


def _grid(
    split: Breakdown,
    columns: range,
    labels: tuple[WordsInLanguage, ...],
    languages: tuple[str, ...],
) -> ReportTable:
    chosen = [split.categories[at] for at in columns]
    heads = tuple(
        (category_said(split, category, languages), category_base(category)) for category in chosen
    )
    lines = tuple(
        TableLine(label, tuple(_pair(line[at]) for at in columns))
        for label, line in zip(labels, split.cells, strict=True)
    )
    return ReportTable(heads, lines)


def _pair(shown: Shown) -> TableCell:
    if shown.hidden:
        return TableCell(_(HIDDEN), hidden=True)
    if shown.percent is None and shown.count is not None:
        return TableCell("–", small=count_text(shown))
    small = "" if shown.count is None else count_text(shown)
    return TableCell(value_text(shown), small=small)
