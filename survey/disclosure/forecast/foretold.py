"""A forecast as doors show it: rows, columns and advice, in words.

It must not know how it was worked out, so that whoever shows one need not load the solver.
"""

from __future__ import annotations

from typing import Literal

from survey.questionnaire.texts import Frozen

#: The options of each group of a breakdown.
Groups = tuple[tuple[str, ...], ...]
CellKind = Literal["percent", "counts", "words", "groups", "part", "hidden"]
WayToMerge = Literal["merge two", "merge list", "two bands"]


class ForecastCell(Frozen):
    """What a report could print in one place: in short (empty where it is hidden), and the rest of
    the sentence. `often` of `tries` tries it was so."""

    kind: CellKind
    short: str = ""
    rest: str = ""
    often: int
    tries: int


class ForecastRow(Frozen):
    """The tables by one question (`by` is its id, or "" for each question for everybody), a cell
    for each number of people, `expected` the one for those expected. `possible`: with them, some of
    it was printed in some try."""

    by: str
    title: str
    note: str = ""
    smallest: str = ""
    possible: bool = True
    cells: tuple[ForecastCell, ...]
    expected: ForecastCell

    @property
    def is_chosen(self) -> bool:
        """Tell whether whoever wrote the questionnaire chose to split tables so."""
        return bool(self.by) and not self.by.startswith("_")


class ForecastAdvice(Frozen):
    """Something to change before anybody is asked, tried out: `groups` are the options of each
    answer that would be left; none where the advice is to leave the breakdown out."""

    by: str
    kind: WayToMerge | Literal["leave out"]
    title: str
    words: str
    groups: Groups = ()


class WhatPrints(Frozen):
    """What is printed of the tables by one breakdown in one case, or would be: tables, numbers in
    them, and how much of these tables is hidden, each in words."""

    by: str
    title: str
    tables: str
    numbers: str
    hidden: str


class Forecast(Frozen):
    """What a report could print, before anybody is asked: a row for each kind of table, a column
    for each number of `people`. `impossible` are the breakdowns of which nothing was printed in any
    try with the people expected. `what_if` is what would be printed with the people expected as
    groups are, and with coarser ones. `said` is how it was worked out."""

    expected: int
    people: tuple[int, ...]
    rows: tuple[ForecastRow, ...]
    advice: tuple[ForecastAdvice, ...] = ()
    impossible: tuple[str, ...] = ()
    what_if: tuple[WhatPrints, ...] = ()
    said: tuple[str, ...] = ()
