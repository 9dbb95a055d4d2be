"""The tables of a release as worksheets: one for each question, and one for each split of it.

It takes printed cells as they are, and works out no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.disclosure.reasons import why_hidden
from survey.disclosure.release import Breakdown, QuestionResult, Release, Shown
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    BY_LANGUAGE,
    category_said,
    missing_name,
    rows_said,
    say,
    who,
)
from survey.reports.tables import sheet_wording as w
from survey.reports.tables.sheet_model import CellValue, SheetLink, WorkbookSheet

_LONGEST_HEAD = 200


@dataclass(frozen=True, slots=True)
class HiddenNumber:
    """A hidden number by its place: the worksheet, the question, the row and the group."""

    sheet: str
    question: str
    row: str
    group: str


def study_sheets(release: Release) -> Iterator[WorkbookSheet]:
    """Give a worksheet for each printed question and for each of its splits, in order."""
    for number, question in enumerate(release.questions, 1):
        if question.form == "withheld":
            continue
        yield _one_way(question, number, release)
        for at, split in enumerate(question.breakdowns, 1):
            yield _split(question, split, f"{number}_{at}", release)


def hidden_numbers(release: Release) -> Iterator[HiddenNumber]:
    """Give every hidden number of the worksheets, in their order."""
    languages, everybody = release.study.languages, _(w.EVERYBODY)
    for number, question in enumerate(release.questions, 1):
        if question.form == "withheld":
            continue
        sheet, text = _sheet(str(number)), say(question.text, languages).text
        if question.base.hidden:
            yield HiddenNumber(sheet, text, _(w.BASE_ROW), everybody)
        for row in question.rows:
            if row.shown.hidden:
                yield HiddenNumber(sheet, text, say(row.label, languages).text, everybody)
        for one in question.sums:
            if one.shown.hidden:
                yield HiddenNumber(sheet, text, say(one.label, languages).text, everybody)
        for row in question.missing:
            if row.shown.hidden:
                yield HiddenNumber(sheet, text, missing_name(row, languages).text, everybody)
        for at, split in enumerate(question.breakdowns, 1):
            yield from _hidden_of(question, split, _sheet(f"{number}_{at}"), languages)


def hidden_sheet(release: Release) -> WorkbookSheet:
    """Return the list of all hidden numbers with the reason, which is the same for all."""
    reason = release_said(why_hidden())
    rows = tuple(
        (SheetLink(one.sheet, one.sheet), one.question, one.row, one.group, reason)
        for one in hidden_numbers(release)
    )
    lines = (_(w.ONE_TABLE),) if rows else (_(w.NONE_HERE),)
    return WorkbookSheet(
        _(w.HIDDEN_LIST), _("Hidden numbers"), lines, said_all(w.HIDDEN_HEADS), rows
    )


def not_printed_sheet(release: Release) -> WorkbookSheet:
    """Return the list of questions and tables that are not printed, why, and what would help."""
    rows: list[tuple[CellValue, ...]] = []
    for question in release.questions:
        if question.form == "withheld":
            text = say(question.text, release.study.languages).text
            rows.append(
                (
                    f"{text} ({_(w.WHOLE_QUESTION)})",
                    release_said(question.reason),
                    w.NEVER_SHORTHAND,
                )
            )
        rows += [
            (
                refusal.table,
                release_said(refusal.reason),
                " ".join(map(release_said, refusal.next_steps)) or w.NEVER_SHORTHAND,
            )
            for refusal in question.refusals
        ]
    lines = (_(w.ONE_TABLE),) if rows else (_(w.NONE_HERE),)
    title = _("Questions and tables that are not printed")
    return WorkbookSheet(_(w.NOT_PRINTED), title, lines, said_all(w.NOT_PRINTED_HEADS), tuple(rows))


def said_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts in the language of the document."""
    return tuple(map(_, texts))


def _sheet(number: str) -> str:
    """Return the name of the worksheet of a table: "Table_3", or "Table_3_1" for a split."""
    return _("Table_%(number)s", number=number)


def numbers_of(shown: Shown) -> tuple[CellValue, CellValue, CellValue, CellValue]:
    """Return count, percentage and both ends of the range of a cell, or what stands for them."""
    if shown.hidden:
        return (w.HIDDEN_SHORTHAND,) * 4
    values = (shown.count, shown.percent, shown.low, shown.high)
    count, percent, low, high = (w.UNPRINTED_SHORTHAND if one is None else one for one in values)
    return count, percent, low, high


def words_of(shown: Shown) -> str:
    """Return the words that stand for a cell, or what stands for them."""
    if shown.hidden:
        return w.HIDDEN_SHORTHAND
    return release_said(shown.words) or (
        w.UNPRINTED_SHORTHAND if shown.count is None else str(shown.count)
    )


def _one_way(question: QuestionResult, number: int, release: Release) -> WorkbookSheet:
    languages, in_words = release.study.languages, question.form == "words"
    found = [
        (_(w.BASE_ROW), "base", question.base),
        *((say(one.label, languages).text, "option", one.shown) for one in question.rows),
        *((say(one.label, languages).text, "sum", one.shown) for one in question.sums),
        *((missing_name(one, languages).text, one.kind, one.shown) for one in question.missing),
    ]
    rows = tuple(
        (text, _(w.KINDS[kind]), words_of(shown))
        if in_words
        else (text, _(w.KINDS[kind]), *_with_percent(shown, kind in ("option", "sum")))
        for text, kind, shown in found
    )
    return WorkbookSheet(
        _sheet(str(number)),
        _(w.TABLE_TITLE).format(number=number, question=say(question.text, languages).text),
        _lines(question, release, _(w.SUMS_HERE) if question.sums else ""),
        said_all(w.ONE_WAY_WORDS_HEADS) if in_words else said_all(w.ONE_WAY_HEADS),
        rows,
    )


def _with_percent(shown: Shown, has: bool) -> tuple[CellValue, ...]:
    """Return the numbers of a cell; "not applicable" where its kind has no percentage."""
    numbers = numbers_of(shown)
    printed = not shown.hidden and shown.percent is not None
    return numbers if has or printed else (numbers[0], *[w.NEVER_SHORTHAND] * 3)


def _split(
    question: QuestionResult, split: Breakdown, number: str, release: Release
) -> WorkbookSheet:
    languages = release.study.languages
    groups = _named_apart([category_said(split, one, languages).text for one in split.categories])
    base: tuple[CellValue, ...] = (_(w.BASE_ROW),)
    for category in split.categories:
        base += _with_percent(category.base, False)
    rows = [base]
    for label, cells in zip(rows_said(question, split, languages), split.cells, strict=True):
        row: tuple[CellValue, ...] = (label.text,)
        for shown in cells:
            row += numbers_of(shown)
        rows.append(row)
    by = _("the language that people answered in")
    title = _(w.SPLIT_TITLE).format(
        number=number.replace("_", "."),
        question=say(question.text, languages).text,
        by=by if split.by == BY_LANGUAGE else say(split.label, languages).text,
    )
    heads = (head.format(group=group) for group in groups for head in said_all(w.GROUP_HEADS))
    joined = _(w.JOINED_HERE) if any(len(one.options) > 1 for one in split.answers) else ""
    merged = _(w.MERGED_HERE) if split.merged else ""
    lines = _lines(question, release, joined, merged)
    return WorkbookSheet(_sheet(number), title, lines, (_("Answer"), *heads), tuple(rows))


def _named_apart(names: list[str]) -> list[str]:
    """Return names of which no two are alike: a marked-up table needs another head a column."""
    found: list[str] = []
    for name in names:
        short, at = name.replace("{", "(").replace("}", ")")[:_LONGEST_HEAD], 1
        told = short
        while told.casefold() in {one.casefold() for one in found}:
            at += 1
            told = f"{short} ({at})"
        found.append(told)
    return found


def _lines(question: QuestionResult, release: Release, *more: str) -> tuple[str, ...]:
    base = who(question.base, release.policy.count_rounding)
    return (
        _(w.ONE_TABLE),
        _(w.MEASURES[question.type]),
        _("Base: %(base)s who answered this question.", base=base),
        *([_(w.SENSITIVE)] if question.sensitive else []),
        *(line for line in more if line),
        _(w.SHORTHAND_HERE),
    )


def _hidden_of(
    question: QuestionResult, split: Breakdown, sheet: str, languages: tuple[str, ...]
) -> Iterator[HiddenNumber]:
    text = say(question.text, languages).text
    groups = [category_said(split, one, languages).text for one in split.categories]
    for category, group in zip(split.categories, groups, strict=True):
        if category.base.hidden:
            yield HiddenNumber(sheet, text, _(w.BASE_ROW), group)
    for label, cells in zip(rows_said(question, split, languages), split.cells, strict=True):
        for group, shown in zip(groups, cells, strict=True):
            if shown.hidden:
                yield HiddenNumber(sheet, text, label.text, group)
