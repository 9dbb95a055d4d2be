"""What the names in LimeSurvey’s conditions stand for: Q1, Q1_SQ001, 12345X6X789SQ001."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from survey.questionnaire.importing.expressions.expression_script import Variable
from survey.questionnaire.importing.formats.limesurvey_kinds import (
    BY_ROWS,
    LISTS,
    OTHER_AMONG,
    OTHER_IN_LIST,
    PLAIN,
    SEVERAL,
    number_points,
    option_codes,
)
from survey.questionnaire.importing.formats.limesurvey_rows import LimeQuestion, LimeSurvey


@dataclass(slots=True)
class LimeNames:
    """All names of a survey; `families` are the names of the parts of each question."""

    variables: dict[str, Variable] = field(default_factory=dict)
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)


def part_name(question: LimeQuestion, *codes: str) -> str:
    """Return the name of a row or a cell of a question."""
    return "_".join((question.code or f"q{question.qid}", *codes))


def names_of(survey: LimeSurvey) -> LimeNames:
    """Return the names that conditions may use; of two questions of one name, the first has it."""
    names = LimeNames()
    sid = survey.settings.get("sid", "").strip()
    for question in survey.questions():
        code = part_name(question)
        field_name = f"{sid}X{question.gid}X{question.qid}"
        parts: list[str] = []
        for endings, variable in _parts(question):
            name = "_".join((code, *endings))
            if endings and name not in names.variables:
                parts.append(name)
            names.variables.setdefault(name, variable)
            for joined in _field_endings(question, endings):
                names.variables.setdefault(field_name + joined, variable)
        names.families.setdefault(code, tuple(parts))
    return names


def _field_endings(question: LimeQuestion, endings: tuple[str, ...]) -> tuple[str, ...]:
    """Return how a field of the answers ends: the codes of its row, column or scale."""
    if question.letter == "1":
        return ("#".join(endings),)
    if question.letter in ":;":
        return ("_".join(endings),)
    return ("".join(endings),)


def _parts(question: LimeQuestion) -> Iterator[tuple[tuple[str, ...], Variable]]:
    """Yield the end of each name of a question with what it stands for."""
    name, letter = part_name(question), question.letter
    rows = question.subquestions_of("0")
    if letter in SEVERAL:
        codes = option_codes(question)
        yield (), Variable(name, codes=frozenset(codes))
        for code in codes:
            yield (code,), Variable(name, option=code)
    elif letter in BY_ROWS:
        codes = option_codes(question)
        for row in rows:
            yield (
                (row.code,),
                Variable(
                    part_name(question, row.code), codes=frozenset(codes), number=letter == "K"
                ),
            )
    elif letter == "1":
        for scale in ("0", "1"):
            codes = option_codes(question, scale)
            for row in rows:
                whole = part_name(question, row.code, scale)
                yield (row.code, scale), Variable(whole, codes=frozenset(codes))
    elif letter in (":", ";"):
        yield from _cells(question, rows)
    elif letter == "R":
        yield (), Variable(name)
        for at in range(1, len(question.answers) + 1):
            yield (str(at),), Variable(name)
    elif letter in PLAIN:
        codes = option_codes(question)
        yield (), Variable(name, codes=frozenset(codes), number=letter == "N")
        if letter in LISTS and question.other:
            yield (OTHER_AMONG,), Variable(name, option=OTHER_IN_LIST)


def _cells(
    question: LimeQuestion, rows: list[LimeQuestion]
) -> Iterator[tuple[tuple[str, ...], Variable]]:
    columns = question.subquestions_of("1")
    boxes = question.letter == ":" and question.is_set("multiflexible_checkbox")
    points = frozenset(number_points(question))
    for row in rows:
        for column in columns:
            if boxes:
                found = Variable(part_name(question, row.code), option=column.code, mark="1")
            else:
                cell = part_name(question, row.code, column.code)
                found = Variable(cell, codes=points, number=question.letter == ":")
            yield (row.code, column.code), found
