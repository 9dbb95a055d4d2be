"""Reading answers that exist already: a CSV file and a mapping from its columns to questions.

It knows columns, values and options. It sends nothing and stores nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TextIO

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey.errors import BadInput
from survey.questionnaire.model import RATHER_NOT_SAY, Questionnaire, Ranking, Written

Entries = dict[str, tuple[str, ...]]


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


class RankColumns(BaseModel):
    """One column for each option, holding its rank as a number from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ranks: dict[str, str] = Field(min_length=1)


class Mapping_(BaseModel):
    """How the columns of one file become answers; blank values are skipped questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    blank: tuple[str, ...] = ("", "NA")
    questions: dict[str, Annotated[OneColumn | ManyColumns | RankColumns, Field()]]


class BadRow(Exception):
    """A row that cannot be taken as it is."""


def read_mapping(text: str, file: str, questionnaire: Questionnaire) -> Mapping_:
    """Read a mapping file; BadInput with the first thing that is wrong with it."""
    try:
        mapping = Mapping_.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise BadInput(f"{file} is not YAML: {error}", do="See docs/loading.md.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:3])
        raise BadInput(f"{file}: {where}: {first['msg']}.", do="See docs/loading.md.") from error
    known = {question.id: question for question in questionnaire.questions()}
    for question_id, source in mapping.questions.items():
        if question_id not in known:
            raise BadInput(
                f"{file}: the questionnaire has no question {question_id}.",
                do=f"Its questions are: {', '.join(known)}.",
            )
        question = known[question_id]
        if isinstance(question, Written):
            continue
        options = {RATHER_NOT_SAY, *(option.id for option in question.options)}
        unknown = [option for option in _options(source) if option not in options]
        if unknown:
            raise BadInput(
                f"{file}: question {question_id} has no option {unknown[0]}.",
                do=f"Its options are: {', '.join(sorted(options - {RATHER_NOT_SAY}))}.",
            )
    return mapping


def read_rows(
    file: TextIO, name: str, mapping: Mapping_, questionnaire: Questionnaire
) -> Iterator[Entries | BadRow]:
    """Give the entries of each row in order, or what is wrong with it; BadInput for the header."""
    rows = csv.reader(file)
    try:
        header = next(rows, [])
        _require_columns(header, name, mapping)
        places = {column: place for place, column in enumerate(header)}
        known = {question.id: question for question in questionnaire.questions()}
        for row in rows:
            if len(row) != len(header):
                yield BadRow(f"it has {len(row)} values and the header has {len(header)}")
                continue
            try:
                yield {
                    question_id: chosen
                    for question_id, source in mapping.questions.items()
                    if (
                        chosen := _chosen(
                            source,
                            row,
                            places,
                            mapping.blank,
                            isinstance(known[question_id], Ranking),
                        )
                    )
                }
            except BadRow as bad:
                yield bad
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInput(
            f"{name} cannot be read as a CSV file: {error}.", do="Save it as CSV in UTF-8."
        ) from error


def _options(source: OneColumn | ManyColumns | RankColumns) -> Sequence[str]:
    if isinstance(source, OneColumn):
        return tuple(source.values.values())
    columns = source.columns if isinstance(source, ManyColumns) else source.ranks
    return tuple(columns.values())


def _require_columns(header: Sequence[str], name: str, mapping: Mapping_) -> None:
    for question_id, source in mapping.questions.items():
        if isinstance(source, OneColumn):
            columns: Sequence[str] = (source.column,)
        else:
            columns = tuple(source.columns if isinstance(source, ManyColumns) else source.ranks)
        missing = [column for column in columns if column not in header]
        if missing:
            raise BadInput(
                f"{name} has no column {missing[0]}, which the mapping needs for {question_id}.",
                do="Check the first line of the file and the names in the mapping.",
            )


def _chosen(
    source: OneColumn | ManyColumns | RankColumns,
    row: Sequence[str],
    places: Mapping[str, int],
    blank: Sequence[str],
    ranking: bool,
) -> tuple[str, ...]:
    if isinstance(source, OneColumn):
        return _from_one(source, row[places[source.column]].strip(), blank)
    if isinstance(source, ManyColumns):
        return tuple(
            option
            for column, option in source.columns.items()
            if row[places[column]].strip().lower() in source.chosen
        )
    ranks = {
        option: row[places[column]].strip()
        for column, option in source.ranks.items()
        if row[places[column]].strip() not in blank
    }
    if not ranking or any(not rank.isdigit() for rank in ranks.values()):
        raise BadRow("a rank is not a number")
    return tuple(sorted(ranks, key=lambda option: int(ranks[option])))


def _from_one(source: OneColumn, value: str, blank: Sequence[str]) -> tuple[str, ...]:
    if value in blank:
        return ()
    if not source.values:
        return (value,)
    if value not in source.values:
        raise BadRow(f"column {source.column} has the value {value!r}, which the mapping lacks")
    return (source.values[value],)
