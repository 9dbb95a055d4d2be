"""Tables of written questionnaires: rows to be rated, answers with codes, fields to fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from survey.questionnaire.importing.formats.outline_lines import (
    ROUND,
    SQUARE,
    OutlineTable,
    without_field,
)

_TICKS = re.compile(rf"[{ROUND}{SQUARE}]|\[\s*\]|[(（]\s*[)）]")
#: A cell to tick: a box and perhaps its code, or a code alone, or nothing.
_CELL = re.compile(rf"\s*(?:(?:[{ROUND}{SQUARE}]|\[\s*\]|\(\s*\))\s*(\d{{0,3}})|(\d{{0,3}}))\s*")
#: The head of a column with a code: “1 Strongly agree”, “9 / do not know”, “10”.
_HEAD = re.compile(r"\s*(?:(\d{1,2})(?:\s*[.)=:/–-]*\s+|\s*[.)=:]\s*|$))?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a column to tick, with its code where it has one."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table asks: heads and rows to rate, or answers, or fields, or only its text.

    `corner` is what stands above the rows. With heads and no rows, the heads are the answers of the
    question before the table.
    """

    heads: tuple[TableHead, ...] = ()
    corner: str = ""
    rows: tuple[str, ...] = ()
    options: tuple[TableHead, ...] = ()
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = field(default=())


def content_of(table: OutlineTable) -> TableContent:
    """Return what a table asks."""
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    if not rows:
        return TableContent()
    return _answers(rows) or _rated(rows) or _fields(rows) or TableContent(texts=_texts(rows))


def _is_to_tick(cell: str) -> bool:
    return _ticked(cell) is not None


def _ticked(cell: str) -> re.Match[str] | None:
    return _CELL.fullmatch(" ".join(cell.split()))


def _answers(rows: list[tuple[str, ...]]) -> TableContent | None:
    """Return answers where each row has one, and a box beside it."""
    if not all(len(row) == 2 for row in rows) or not any(_TICKS.search("".join(r)) for r in rows):
        return None
    found = []
    for left, right in rows:
        words, cell = (left, right) if _is_to_tick(right) else (right, left)
        ticked = _ticked(cell)
        if not ticked or (not _TICKS.search(cell) and without_field(words) == words):
            return None
        if words.strip() and _TICKS.search(cell):
            found.append(TableHead(ticked[1] or ticked[2] or "", words))
    return TableContent(options=tuple(found)) if found else None


def _rated(rows: list[tuple[str, ...]]) -> TableContent | None:
    """Return heads and rows where all cells but the first of each row are to be ticked."""
    heads, body = rows[0], rows[1:]
    if len(heads) < 2 or not body or not _TICKS.search("".join(map("".join, body))):
        return None
    if all(_is_to_tick(cell) and _TICKS.search(cell) for row in body for cell in row):
        return TableContent(heads=tuple(_head(one) for one in heads if one.strip()))
    labels = []
    for row in body:
        if not all(_is_to_tick(cell) for cell in row[1:]):
            return None
        if row[0].strip() and not _is_to_tick(row[0]):
            labels.append(row[0])
    named = tuple(_head(one) for one in heads[1:] if one.strip())
    return (
        TableContent(named, heads[0].strip(), tuple(labels)) if len(named) > 1 and labels else None
    )


def _head(cell: str) -> TableHead:
    found = _HEAD.fullmatch(" ".join(cell.split()))
    if not found:
        return TableHead("", cell.strip())
    code, words = found[1] or "", found[2].strip(" /")
    return TableHead(code, words or code)


def _fields(rows: list[tuple[str, ...]]) -> TableContent | None:
    """Return what is to be filled in where each row has words and an empty cell after them."""
    if not all(len(row) == 2 and row[0].strip() and not row[1].strip() for row in rows):
        return None
    return TableContent(fields=tuple(row[0] for row in rows))


def _texts(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    lines = (text for row in rows for cell in row for text in cell.split("\n"))
    return tuple(text for text in lines if text.strip())
