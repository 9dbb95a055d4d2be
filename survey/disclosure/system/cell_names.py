"""A table and a cell in words, for a refusal: question, option and group as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from survey.disclosure.system.building import Study
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
    name, _, column = cell.id.partition("|")[2].partition("@") if "|" in cell.id else (
        cell.id.partition("@")
    )  # fmt: skip
    row = name.partition("[")[0] if "[" in name else name.partition("/")[2]
    said = _row(study, cell.question, row)
    if not cell.table:
        return said
    return f"{said} among {_group(study, cell.table, column.partition(':')[2])}"


def _row(study: Study, question_id: str, row: str) -> str:
    chosen, _, rest = row.removeprefix("=").partition("/")
    question = study.questions.get(question_id)
    texts = {one.id: _said(one.text) for one in rows(question)} if question else {}
    first, *others = chosen.split("+")
    if others and {first, *others} <= set(texts):
        return f"“{texts[first]}” to “{texts[others[-1]]}”"
    if chosen in texts:
        return f"those who did not choose “{texts[chosen]}”" if rest else f"“{texts[chosen]}”"
    return _KINDS.get(row, "a group of people")


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
