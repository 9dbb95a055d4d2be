"""The file that says how the columns of a table become answers to questions.

It knows no rows and sends nothing. See docs/loading.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from survey.errors import BadInput
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    Question,
    Questionnaire,
    Ranking,
    Written,
)
from survey.questionnaire.texts import one_form, one_value

#: What stands for no answer under `values`, for one question alone.
SKIPPED = "_skipped"
#: What stands for all words that no other value names under `values`, where an option is for them.
OWN_WORDS = "_other"

_HELP = "See docs/loading.md."


def _each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs; ValueError where one value stands for two options."""
    found: dict[str, str] = {}
    for said, option in pairs:
        if found.setdefault(said, option) != option:
            raise ValueError(f"{said} stands for two options")
    return found


_Name = Annotated[str, AfterValidator(one_form)]


class OneColumn(BaseModel):
    """One column holds the answer; `values` say which option a value stands for (not for texts).

    `separator` stands between several options in one value. Columns in `written` are for words of
    one's own: any words in one mean that its option was chosen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: _Name
    values: dict[str, str] = {}
    separator: str = Field(default="", max_length=3)
    written: dict[_Name, str] = {}

    @field_validator("values")
    @classmethod
    def _same_values(cls, values: dict[str, str]) -> dict[str, str]:
        return _each_once((one_value(said), option) for said, option in values.items())


class ManyColumns(BaseModel):
    """One column for each option; a value in `chosen` means that the option was chosen.

    A value in `not_chosen` or a blank means that it was not; any other makes the row a bad one.
    Columns in `written` are for words of one's own: any words in one mean that it was chosen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    columns: dict[_Name, str] = Field(min_length=1)
    written: dict[_Name, str] = {}
    chosen: tuple[str, ...] = ("1", "yes", "true")
    not_chosen: tuple[str, ...] = ("0", "no", "false")

    @field_validator("chosen", "not_chosen")
    @classmethod
    def _small_letters(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one_value(value).lower() for value in said)

    @model_validator(mode="after")
    def _not_both(self) -> ManyColumns:
        both = sorted(set(self.chosen) & set(self.not_chosen))
        if both and "not_chosen" in self.model_fields_set:
            raise ValueError(f"{both[0]} stands under chosen and under not_chosen")
        return self


class RankColumns(BaseModel):
    """One column for each option, holding its place as a number from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ranks: dict[_Name, str] = Field(min_length=1)

    @field_validator("ranks")
    @classmethod
    def _one_column_each(cls, ranks: dict[str, str]) -> dict[str, str]:
        for option in ranks.values():
            if list(ranks.values()).count(option) > 1:
                raise ValueError(f"the option {option} has two columns")
        return ranks


class PlaceColumns(BaseModel):
    """One column for each place of a ranking, the first place first, holding an option."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    places: tuple[_Name, ...] = Field(min_length=1)
    values: dict[str, str] = {}

    @field_validator("values")
    @classmethod
    def _same_values(cls, values: dict[str, str]) -> dict[str, str]:
        return _each_once((one_value(said), option) for said, option in values.items())


_KINDS = ("column", "columns", "ranks", "places")


def _kind(source: Any) -> str | None:
    if not isinstance(source, Mapping | BaseModel):
        return None
    found = [kind for kind in _KINDS if kind in source]
    return found[0] if len(found) == 1 else None


ColumnSource = OneColumn | ManyColumns | RankColumns | PlaceColumns
_Tagged = Annotated[
    Annotated[OneColumn, Tag("column")]
    | Annotated[ManyColumns, Tag("columns")]
    | Annotated[RankColumns, Tag("ranks")]
    | Annotated[PlaceColumns, Tag("places")],
    Discriminator(_kind),
]


class Mapping_(BaseModel):
    """How the columns of one file become answers; blank values are skipped questions.

    `sheet` is that of a workbook, `heading_rows` the number of rows that name its columns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    sheet: str = ""
    heading_rows: Annotated[int, Field(ge=1, le=2)] = 1
    blank: tuple[str, ...] = ("", "NA")
    questions: dict[str, _Tagged] = Field(min_length=1)

    @field_validator("blank")
    @classmethod
    def _one_form(cls, blank: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(one_value, blank))

    @model_validator(mode="after")
    def _blank_or_mapped(self) -> Mapping_:
        if "blank" in self.model_fields_set:
            for question_id, source in self.questions.items():
                for said, option in getattr(source, "values", {}).items():
                    if said in self.blank and option != SKIPPED:
                        raise ValueError(
                            f"{said or 'an empty value'} is blank, and stands for an option of "
                            f"{question_id}: take it out of one of the two"
                        )
        return self


class _Strings(yaml.BaseLoader):
    """YAML in which every value is a text, as in a CSV file, and no key is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping of a node; ConstructorError for a key that stands there twice."""
        found: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                what = "a list or group stands where a key is expected"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            name = one_form(key.value)
            if name in found:
                what = f"{key.value} is written twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            found.add(name)
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
    except RecursionError as error:
        raise BadInput(f"{file}: lists lie too deep inside each other.", do=_HELP) from error
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


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    steps = first["loc"]
    where = [str(s) for i, s in enumerate(steps) if not (i == 2 and s in _KINDS)]
    said = {
        "union_tag_not_found": "write one of column, columns, ranks or places",
        "extra_forbidden": "there is no such key",
        "less_than_equal": "write 1 or 2 here",
        "greater_than_equal": "write 1 or 2 here",
        "int_parsing": "write 1 or 2 here",
        "missing": "this key is missing",
        "too_short": "at least one is needed",
        "string_type": "write a text here",
        "tuple_type": "write a list here, such as [yes, true]",
        "dict_type": "write a group of keys and values here",
        "model_type": "write a group of keys and values here",
        "model_attributes_type": "write a group of keys and values here",
    }.get(first["type"], first["msg"].removeprefix("Value error, "))
    return f"{'.'.join(where)}: {said}" if where else said


def _require_fitting(file: str, question: Question, source: ColumnSource) -> None:
    if isinstance(source, RankColumns | PlaceColumns) and not isinstance(question, Ranking):
        raise BadInput(f"{file}: question {question.id} is no ranking, so it has no ranks.")
    if isinstance(question, Written):
        if not isinstance(source, OneColumn) or source.model_dump(exclude_defaults=True) != {
            "column": source.column
        }:
            raise BadInput(
                f"{file}: question {question.id} asks for words.", do="Write only its column."
            )
        return
    options = {RATHER_NOT_SAY, *(option.id for option in question.options)}
    known = options | ({SKIPPED} if isinstance(source, OneColumn | PlaceColumns) else set())
    unknown = [option for option in _options(source) if option not in known]
    if unknown:
        raise BadInput(
            f"{file}: question {question.id} has no option {unknown[0]}.",
            do=f"Its options are: {', '.join(sorted(options - {RATHER_NOT_SAY}))}.",
        )


def _options(source: ColumnSource) -> Sequence[str]:
    if isinstance(source, PlaceColumns):
        return tuple(source.values.values())
    if isinstance(source, RankColumns):
        return tuple(source.ranks.values())
    named = source.values if isinstance(source, OneColumn) else source.columns
    return (*named.values(), *source.written.values())


def columns_of(source: ColumnSource) -> tuple[str, ...]:
    """Return the names of all columns that an answer is read from."""
    if isinstance(source, PlaceColumns):
        return source.places
    if isinstance(source, RankColumns):
        return tuple(source.ranks)
    named = (source.column,) if isinstance(source, OneColumn) else source.columns
    return (*named, *source.written)
