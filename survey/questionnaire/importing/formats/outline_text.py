"""Plain text, as people paste it out of a form or write it, as a foreign form."""

from __future__ import annotations

import re

from survey.questionnaire.importing.foreign_form import ForeignForm
from survey.questionnaire.importing.formats.bytes_read import not_readable, text_of
from survey.questionnaire.importing.formats.outline_form import form_of
from survey.questionnaire.importing.formats.outline_lines import (
    OutlineBlock,
    OutlineLine,
    OutlineTable,
    outline_line,
)

#: Lines of a questionnaire, and letters of one line: far more than any has.
MOST_LINES = 20_000
MOST_LETTERS = 5_000
#: Bytes of all lines: three hundred thousand words.
MOST_TEXT = 2_000_000

_RULE = re.compile(r"[=\-_*~—–]{3,}")
_TABLE_ROW = re.compile(r"\|.*\|")
_TABLE_RULE = re.compile(r"[|:\-\s]+")


def read_outline(name: str, content: bytes) -> ForeignForm:
    """Return the form of a text; BadInput where nothing in it asks anything."""
    text = text_of(name, content, MOST_TEXT)
    lines = text.text.splitlines()
    if len(lines) > MOST_LINES:
        raise not_readable(
            f"{name} has more than {MOST_LINES:,} lines.", "Check that it is the right file."
        )
    form = form_of(_blocks(lines), "text")
    return with_questions(form, name, text.notes)


def with_questions(form: ForeignForm, name: str, notes: tuple[str, ...] = ()) -> ForeignForm:
    """Return a form with what is to be said of its file; BadInput where it asks nothing."""
    if not form.sections:
        raise not_readable(
            f"No question was found in {name}.",
            "Put each question on a line of its own, with its answers on the lines below it.",
        )
    told = "Which lines are questions and which are answers was told by their looks: look it over."
    return ForeignForm(
        format=form.format,
        sections=form.sections,
        title=form.title,
        introduction=form.introduction,
        closing=form.closing,
        remarks=(told, *form.remarks, *notes),
    )


def _blocks(lines: list[str]) -> list[OutlineBlock]:
    found: list[OutlineBlock] = []
    apart = False
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate(lines, 1):
        plain = line.strip()
        if _TABLE_ROW.fullmatch(plain):
            if not _TABLE_RULE.fullmatch(plain):
                rows.append(tuple(cell.strip() for cell in plain[1:-1].split("|")))
            continue
        if rows:
            found.append(OutlineTable(f"line {number - 1}", tuple(rows)))
            rows = []
        if not plain or (_RULE.fullmatch(plain) and not plain.startswith("___")):
            apart = True
            continue
        found.append(_line(number, plain[:MOST_LETTERS], apart=apart))
        apart = False
    if rows:
        found.append(OutlineTable(f"line {len(lines)}", tuple(rows)))
    return found


def _line(number: int, text: str, *, apart: bool) -> OutlineLine:
    return outline_line(f"line {number}", text, apart=apart)
