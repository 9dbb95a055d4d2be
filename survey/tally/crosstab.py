"""Counts of one question, alone or by the columns of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from survey.answers.codec import GIVEN
from survey.questionnaire.model import Multiple
from survey.tally.columns import CodesTable, Truth

Counts = NDArray[np.int64]


def place(table: CodesTable, question_id: str) -> NDArray[np.intp]:
    """Return everyone's row of a single choice or scale: its valid options, then MISSING."""
    state = table.state(question_id).astype(np.intp)
    options = len(table.layout[question_id].options)
    return np.where(state >= GIVEN, state - GIVEN, options + state)


def cross(table: CodesTable, question_id: str, columns: NDArray[np.intp], width: int) -> Counts:
    """Return people per row (valid options, then MISSING) and column (0 <= columns < width)."""
    column = table.layout[question_id]
    if column.kind == "choice":
        rows = place(table, question_id)
        height = len(column.options) + GIVEN
        cells = np.bincount(rows * width + columns, minlength=height * width)
        return cells.reshape(height, width).astype(np.int64)
    state = table.state(question_id)
    if column.kind == "text":
        marks = (state == GIVEN)[:, None]
    elif column.kind == "ranking":
        marks = table.chosen(question_id) == 1
    else:
        marks = table.chosen(question_id) > 0
    valid = [np.bincount(columns[mark], minlength=width) for mark in marks.T]
    missing = [np.bincount(columns[state == code], minlength=width) for code in range(GIVEN)]
    return np.array(valid + missing, np.int64).reshape(-1, width)


def row_counts(table: CodesTable, question_id: str) -> tuple[Counts, Counts]:
    """Return people per valid row and people per kind of missing answer of one question."""
    everyone = np.zeros(table.n, np.intp)
    counts = cross(table, question_id, everyone, 1)[:, 0]
    return counts[:-GIVEN], counts[-GIVEN:]


def any_of(table: CodesTable, question: Multiple) -> Truth:
    """Say of each named set of a multiple choice, and of everyone, whether any of it was chosen."""
    chosen = table.chosen(question.id) > 0
    places = {option: i for i, option in enumerate(table.layout[question.id].options)}
    marks = [
        chosen[:, [places[option] for option in one.options]].any(axis=1)
        for one in question.together
    ]
    return np.array(marks, np.bool_).reshape(len(marks), table.n)
