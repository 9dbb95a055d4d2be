"""What stands on the worksheets of a workbook: titles, lines, one table a sheet.

It must not know how a workbook is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.reports.report_language import document_language


@dataclass(frozen=True, slots=True)
class SheetLink:
    """Words that lead to another worksheet of the same workbook."""

    text: str
    sheet: str


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A line that heads the lines below it."""

    text: str


CellValue = str | int | float | SheetLink


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One worksheet: `title` in its first cell, `lines` below it, then one table or none.

    `heads` are the heads of the columns, each another one. `leftward` are columns, from 0, whose
    words run from right to left.
    """

    name: str
    title: str
    lines: tuple[str | SheetHead, ...]
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[CellValue, ...], ...] = ()
    leftward: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What a workbook says of itself; `day` is the ISO day that stands for when it was made."""

    title: str
    by: str
    day: str
    language: str = field(default_factory=document_language)
