"""A table and a cell in words, for a refusal: question, option and group as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from survey.disclosure.system.building import Study
from survey.disclosure.system.cell_key import CellKey
from survey.disclosure.system.linear_system import Cell
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Text

_KINDS: Mapping[str, str] = {
    "base": "how many answered",
    "no_answer": "how many gave no answer",
    "dont_know": "“don’t know”",
    "does_not_apply": "“does not apply”",
    "asked": "how many were asked",
    "not_asked": "how many were not asked",
}


def table_in_words(study: Study, cell: Cell) -> str:
    """Return the table that a cell stands in: its question, and what splits it."""
    question = study.questions.get(cell.question)
    text = f"“{_said(question.text)}” ({question.id})" if question else "the number of people"
    return f"{text} by {_splitter(study, cell.table)}" if cell.table else text


def cell_in_words(study: Study, cell: Cell) -> str:
    """Return the row of a cell, and its group where it is one of a breakdown."""
    key = cell.key
    said = _row(study, cell.question, key)
    return f"{said} among {_group(study, cell.table, key.column)}" if cell.table else said


def _row(study: Study, question_id: str, key: CellKey) -> str:
    question = study.questions.get(question_id)
    texts = {one.id: _said(one.text) for one in rows(question)} if question else {}
    first, *others = key.options
    if others and {first, *others} <= set(texts):
        return f"“{texts[first]}” to “{texts[others[-1]]}”"
    if first in texts and not others:
        return f"those who did not choose “{texts[first]}”" if key.part else f"“{texts[first]}”"
    return _KINDS.get("" if key.part else key.row, "a group of people")


def _splitter(study: Study, by: str) -> str:
    return f"“{_said(study.splitters[by].text)}”"


def _group(study: Study, by: str, column: str) -> str:
    split = study.splits.get(by)
    for group in split.groups if split else ():
        if group.id == column:
            return f"“{_said(group.text)}”"
    for option in split.apart().groups if split else ():
        if column == f"={option.id}":
            return f"“{_said(option.text)}”"
    return "people in no group"


def _said(text: Text) -> str:
    return next(iter(text.as_mapping().values()), "")
