"""Reading answers that exist already: a CSV file and a mapping from its columns to questions.

It knows columns, values and options. It sends nothing and stores nothing. See docs/loading.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, TextIO

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
)

from survey.errors import BadInput
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Question,
    Questionnaire,
    Ranking,
    Written,
)

Entries = dict[str, tuple[str, ...]]

_HELP = "See docs/loading.md."


class OneColumn(BaseModel):
    """One column holds the answer; `values` say which option a value stands for (not for texts)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: str
    values: dict[str, str] = {}


class ManyColumns(BaseModel):
    """One column for each option; a value in `chosen` means that the option was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    columns: dict[str, str] = Field(min_length=1)
    chosen: tuple[str, ...] = ("1", "1.0", "yes", "true")

    @field_validator("chosen")
    @classmethod
    def _small_letters(cls, chosen: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value.lower() for value in chosen)


class RankColumns(BaseModel):
    """One column for each option, holding its place as a number from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ranks: dict[str, str] = Field(min_length=1)


def _kind(source: Any) -> str | None:
    found = [kind for kind in ("column", "columns", "ranks") if kind in source]
    return found[0] if len(found) == 1 else None


Source = OneColumn | ManyColumns | RankColumns
_Tagged = Annotated[
    Annotated[OneColumn, Tag("column")]
    | Annotated[ManyColumns, Tag("columns")]
    | Annotated[RankColumns, Tag("ranks")],
    Discriminator(_kind),
]


class Mapping_(BaseModel):
    """How the columns of one file become answers; blank values are skipped questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    blank: tuple[str, ...] = ("", "NA")
    questions: dict[str, _Tagged] = Field(min_length=1)


class BadRow(Exception):
    """A row that cannot be taken as it is."""


class _Strings(yaml.BaseLoader):
    """YAML in which every value is a text, as in a CSV file, and no key is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Give the mapping of a node; ConstructorError for a key that stands there twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                what = f"{key.value} is written twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_mapping(text: str, file: str, questionnaire: Questionnaire) -> Mapping_:
    """Read a mapping file; BadInput with the first thing that is wrong with it."""
    try:
        mapping = Mapping_.model_validate(yaml.load(text, _Strings))  # noqa: S506 (texts only)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadInput(f"{file}{line}: {error.problem}.", do=_HELP) from error
    except yaml.YAMLError as error:
        raise BadInput(f"{file} is not YAML.", do=_HELP) from error
    except ValidationError as error:
        raise BadInput(f"{file}: {_first_problem(error)}.", do=_HELP) from error
    known = {question.id: question for question in questionnaire.questions()}
    for question_id, source in mapping.questions.items():
        if question_id not in known:
            raise BadInput(
                f"{file}: the questionnaire has no question {question_id}.",
                do=f"Its questions are: {', '.join(known)}.",
            )
        _require_fitting(file, known[question_id], source)
    return mapping


def read_rows(
    file: TextIO, name: str, mapping: Mapping_, questionnaire: Questionnaire
) -> Iterator[Entries | BadRow]:
    """Give the entries of each row in order, or what is wrong with it; BadInput for the header."""
    rows = csv.reader(file)
    known = {question.id: question for question in questionnaire.questions()}
    sources = [(known[question_id], source) for question_id, source in mapping.questions.items()]
    try:
        header = next(rows, [])
        _require_columns(header, name, mapping)
        for row in rows:
            if len(row) != len(header):
                yield BadRow(f"it has {len(row)} values and the header has {len(header)}")
                continue
            values = dict(zip(header, map(str.strip, row), strict=True))
            try:
                said = [(q.id, _chosen(q, source, values, mapping.blank)) for q, source in sources]
            except BadRow as bad:
                yield bad
            else:
                yield {question_id: chosen for question_id, chosen in said if chosen}
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInput(
            f"{name} cannot be read as a CSV file: {error}.", do="Save it as CSV in UTF-8."
        ) from error


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    kinds = ("column", "columns", "ranks")
    steps = first["loc"]
    where = [str(s) for i, s in enumerate(steps) if not (i == 2 and s in kinds)]
    said = {
        "union_tag_not_found": "write one of column, columns or ranks",
        "extra_forbidden": "there is no such key",
        "missing": "this key is missing",
        "too_short": "at least one is needed",
        "string_type": "write a text here",
        "tuple_type": "write a list here, such as [yes, true]",
        "dict_type": "write a group of keys and values here",
        "model_type": "write a group of keys and values here",
        "model_attributes_type": "write a group of keys and values here",
    }.get(first["type"], first["msg"])
    return f"{'.'.join(where)}: {said}" if where else said


def _require_fitting(file: str, question: Question, source: Source) -> None:
    if isinstance(source, RankColumns) and not isinstance(question, Ranking):
        raise BadInput(f"{file}: question {question.id} is no ranking, so it has no ranks.")
    if isinstance(question, Written):
        if not isinstance(source, OneColumn) or source.values:
            raise BadInput(
                f"{file}: question {question.id} asks for words.", do="Write only its column."
            )
        return
    options = {RATHER_NOT_SAY, *(option.id for option in question.options)}
    unknown = [option for option in _options(source) if option not in options]
    if unknown:
        raise BadInput(
            f"{file}: question {question.id} has no option {unknown[0]}.",
            do=f"Its options are: {', '.join(sorted(options - {RATHER_NOT_SAY}))}.",
        )


def _options(source: Source) -> Sequence[str]:
    if isinstance(source, OneColumn):
        return tuple(source.values.values())
    columns = source.columns if isinstance(source, ManyColumns) else source.ranks
    return tuple(columns.values())


def _columns(source: Source) -> Sequence[str]:
    if isinstance(source, OneColumn):
        return (source.column,)
    return tuple(source.columns if isinstance(source, ManyColumns) else source.ranks)


def _require_columns(header: Sequence[str], name: str, mapping: Mapping_) -> None:
    twice = {column for column in header if header.count(column) > 1}
    for question_id, source in mapping.questions.items():
        for column in _columns(source):
            if column not in header:
                raise BadInput(
                    f"{name} has no column {column}, which the mapping needs for {question_id}.",
                    do="Check the first line of the file and the names in the mapping.",
                )
            if column in twice:
                raise BadInput(
                    f"{name} has the column {column} more than once.",
                    do="Give each column a name of its own in the first line of the file.",
                )


def _chosen(
    question: Question, source: Source, values: Mapping[str, str], blank: Sequence[str]
) -> tuple[str, ...]:
    if isinstance(source, ManyColumns):
        return tuple(
            option
            for column, option in source.columns.items()
            if values[column].lower() in source.chosen
        )
    if isinstance(source, RankColumns):
        return _in_order(source, values, blank)
    value = values[source.column]
    return () if value in blank else (_from_one(question, source, value),)


def _in_order(
    source: RankColumns, values: Mapping[str, str], blank: Sequence[str]
) -> tuple[str, ...]:
    places: dict[int, str] = {}
    for column, option in source.ranks.items():
        place = values[column]
        if place in blank:
            continue
        if not (place.isascii() and place.isdigit()):
            raise BadRow(f"column {column} has {place!r} where a place such as 1 is expected")
        if int(place) in places:
            raise BadRow(f"the place {place} is given twice")
        places[int(place)] = option
    return tuple(places[place] for place in sorted(places))


def _from_one(question: Question, source: OneColumn, value: str) -> str:
    if isinstance(question, Written):
        if len(value) > TEXT_LIMIT:
            raise BadRow(f"column {source.column} has more than {TEXT_LIMIT} characters")
        return value
    option = source.values.get(value) if source.values else value
    if option is None or option not in {RATHER_NOT_SAY, *question.option_ids}:
        raise BadRow(f"column {source.column} has the value {value!r}, which the mapping lacks")
    return option
