"""Every printed number as tidy CSV, one number to a line.

A hidden cell has a line that says so, and no number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from survey.answers.csv_text import plain_cell
from survey.disclosure.release import Breakdown, Percent, QuestionResult, Release, Row, Shown
from survey.reports.release_wording import release_said
from survey.reports.report_language import document_language
from survey.reports.report_words import MISSING_NAMES, category_said, missing_name, rows_said, say

#: The first eight columns are a contract; ids stand in them. The rest helps people to read.
COLUMNS = (
    "question",
    "breakdown",
    "category",
    "option",
    "count",
    "percent",
    "base",
    "hidden",
    "low",
    "high",
    "words",
    "kind",
    "form",
    "question_text",
    "category_text",
    "option_text",
)


def tables_csv(release: Release) -> str:
    """Return all tables of a release as CSV text (RFC 4180, lines end in CR LF), with a header.

    A question without breakdown has an empty `breakdown` and `category`; a question that is not
    printed has one line with `hidden` true. Answers that are put together for everyone have the
    kind "sum", and as their id those of all of them with "+" between. A cell that a spreadsheet
    would calculate is headed by an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for question in release.questions:
        for line in _question_lines(question, release.study.languages):
            writer.writerow({name: plain_cell(value) for name, value in line.items()})
    return text.getvalue()


def _question_lines(
    question: QuestionResult, languages: tuple[str, ...]
) -> Iterator[dict[str, str]]:
    asked = {
        "question": question.id,
        "form": question.form,
        "question_text": say(question.text, languages).text,
    }
    if question.form == "withheld":
        yield {**asked, "hidden": "true"}
        return
    for row in (*question.rows, *question.missing):
        text = _row_text(row, languages)
        option = {"option": row.id, "kind": row.kind, "option_text": text}
        yield {**asked, **option, **_numbers(row.shown), "base": _base(question.base)}
    for one in question.sums:
        text = say(one.label, languages).text
        option = {"option": one.id, "kind": "sum", "option_text": text}
        yield {**asked, **option, **_numbers(one.shown), "base": _base(question.base)}
    for split in question.breakdowns:
        for line in _split_lines(question, split, languages):
            yield {**asked, **line}


def _row_text(row: Row, languages: tuple[str, ...]) -> str:
    """Return the words of a row; the release names kinds of no answer in English alone."""
    if row.kind in MISSING_NAMES and document_language() != "en":
        return missing_name(row, languages).text
    return say(row.label, languages).text


def _split_lines(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> Iterator[dict[str, str]]:
    kinds: dict[str, str] = {row.id: row.kind for row in (*question.rows, *question.missing)}
    kinds |= {group.id: "option" for group in split.answers}
    said = rows_said(question, split, languages)
    for row_id, label, cells in zip(split.row_ids, said, split.cells, strict=True):
        option = {"option": row_id, "kind": kinds.get(row_id, ""), "option_text": label.text}
        for category, shown in zip(split.categories, cells, strict=True):
            yield {
                **option,
                **_numbers(shown),
                "breakdown": split.by,
                "category": category.id,
                "category_text": category_said(split, category, languages).text,
                "base": _base(category.base),
            }


def _numbers(shown: Shown) -> dict[str, str]:
    if shown.hidden:
        return {"hidden": "true"}
    return {
        "hidden": "false",
        "count": _number(shown.count),
        "percent": _number(shown.percent),
        "low": _number(shown.low),
        "high": _number(shown.high),
        "words": release_said(shown.words),
    }


def _base(shown: Shown) -> str:
    return "" if shown.hidden else _number(shown.count)


def _number(value: Percent | None) -> str:
    return "" if value is None else str(value)
