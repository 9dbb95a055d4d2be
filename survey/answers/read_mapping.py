"""Reading answers that exist already: a CSV file and a mapping from its columns to questions.

It sends nothing and stores nothing. See docs/loading.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

from survey.answers.csv_text import Record, read_table
from survey.answers.screening import masked
from survey.errors import BadInput
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Question,
    Questionnaire,
    Ranking,
    Written,
)
from survey.questionnaire.rules import Entries
from survey.questionnaire.texts import one_form, one_value, seen

_HELP = "See docs/loading.md."
_KEPT = "Nothing was sent."
_PLACE = re.compile(r"0{0,9}([1-9][0-9]{0,3})")
#: The longest value that is shown when a row is bad.
_SHOWN = 30
#: More digits than this may be a number of a telephone or an account.
_DIGITS = 5


def _each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs; ValueError where one value stands for two options."""
    found: dict[str, str] = {}
    for said, option in pairs:
        if found.setdefault(said, option) != option:
            raise ValueError(f"{said} stands for two options")
    return found


_Name = Annotated[str, AfterValidator(one_form)]


class OneColumn(BaseModel):
    """One column holds the answer; `values` say which option a value stands for (not for texts)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: _Name
    values: dict[str, str] = {}

    @field_validator("values")
    @classmethod
    def _same_values(cls, values: dict[str, str]) -> dict[str, str]:
        return _each_once((one_value(said), option) for said, option in values.items())


class ManyColumns(BaseModel):
    """One column for each option; a value in `chosen` means that the option was chosen.

    A value in `not_chosen` or a blank means that it was not; any other makes the row a bad one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    columns: dict[_Name, str] = Field(min_length=1)
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


def _kind(source: Any) -> str | None:
    if not isinstance(source, Mapping | BaseModel):
        return None
    found = [kind for kind in ("column", "columns", "ranks") if kind in source]
    return found[0] if len(found) == 1 else None


ColumnSource = OneColumn | ManyColumns | RankColumns
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

    @field_validator("blank")
    @classmethod
    def _one_form(cls, blank: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(one_value, blank))

    @model_validator(mode="after")
    def _blank_or_mapped(self) -> Mapping_:
        if "blank" in self.model_fields_set:
            for question_id, source in self.questions.items():
                for said in source.values if isinstance(source, OneColumn) else ():
                    if said in self.blank:
                        raise ValueError(
                            f"{said or 'an empty value'} is blank, and stands for an option of "
                            f"{question_id}: take it out of one of the two"
                        )
        return self


class BadRow(Exception):
    """A row that cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: row number -> entries or what is wrong with it, and what was skipped.

    `empty` rows hold no sign; `without` hold blanks alone in the columns that the mapping names;
    `spread` go over several lines, from and to, of which one looks like a row of its own.
    """

    rows: dict[int, Entries | BadRow]
    empty: tuple[int, ...]
    without: tuple[int, ...]
    spread: tuple[tuple[int, int, int], ...]


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


def read_rows(content: bytes, name: str, mapping: Mapping_, questionnaire: Questionnaire) -> Rows:
    """Return every row of a CSV file by its number; the whole file is checked before any is given.

    BadInput for what is wrong with the whole of it: signs, quotes, the header.
    """
    known = {question.id: question for question in questionnaire.questions()}
    sources = [(known[question_id], source) for question_id, source in mapping.questions.items()]
    columns = {column for _, source in sources for column in _columns(source)}
    table = read_table(content, name, columns)
    _require_columns(table.header, name, mapping)
    rows: dict[int, Entries | BadRow] = {}
    without: list[int] = []
    for record in table.records:
        try:
            values = _values(record, table.header)
            said = [(q.id, _chosen(q, source, values, mapping.blank)) for q, source in sources]
        except BadRow as bad:
            rows[record.number] = bad
            continue
        entries = {question_id: chosen for question_id, chosen in said if chosen}
        if entries or not all(_is_blank(values[column], mapping.blank) for column in columns):
            rows[record.number] = entries
        else:
            without.append(record.number)
    spread = tuple(
        (record.number, record.line, record.last_line)
        for record in table.records
        if record.last_line > record.line and _holds_rows(record, table.separator)
    )
    return Rows(rows, table.empty, tuple(without), spread)


def _values(record: Record, header: Sequence[str]) -> dict[str, str]:
    if len(record.values) != len(header):
        raise BadRow(f"it has {len(record.values)} values and the header has {len(header)}")
    return dict(zip(header, record.values, strict=True))


def _holds_rows(record: Record, separator: str) -> bool:
    """Say whether a line inside a value has as many separators as a row: a quote may be amiss."""
    needed = len(record.values) - 1
    lines = (line for value in record.values for line in value.splitlines()[1:])
    return needed > 0 and any(line.count(separator) >= needed for line in lines)


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
    }.get(first["type"], first["msg"].removeprefix("Value error, "))
    return f"{'.'.join(where)}: {said}" if where else said


def _require_fitting(file: str, question: Question, source: ColumnSource) -> None:
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


def _options(source: ColumnSource) -> Sequence[str]:
    if isinstance(source, OneColumn):
        return tuple(source.values.values())
    columns = source.columns if isinstance(source, ManyColumns) else source.ranks
    return tuple(columns.values())


def _columns(source: ColumnSource) -> Sequence[str]:
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
    question: Question, source: ColumnSource, values: Mapping[str, str], blank: Sequence[str]
) -> tuple[str, ...]:
    if isinstance(source, ManyColumns):
        found = {
            option: None
            for column, option in source.columns.items()
            if _is_chosen(source, column, values[column], blank)
        }
        return tuple(found)
    if isinstance(source, RankColumns):
        return _in_order(question, source, values, blank)
    return _from_one(question, source, values[source.column], blank)


def _is_blank(said: str, blank: Sequence[str]) -> bool:
    return not seen(said) or one_value(said) in blank


def _is_chosen(source: ManyColumns, column: str, said: str, blank: Sequence[str]) -> bool:
    value = one_value(said)
    if value.lower() in source.chosen:
        return True
    if value.lower() in source.not_chosen or _is_blank(said, blank):
        return False
    raise BadRow(
        f"column {column} has {_shown(value)}, which is neither in chosen nor in not_chosen"
    )


def _in_order(
    question: Question, source: RankColumns, values: Mapping[str, str], blank: Sequence[str]
) -> tuple[str, ...]:
    places: dict[int, str] = {}
    most = len(source.ranks) if isinstance(question, Written) else len(question.options)
    for column, option in source.ranks.items():
        said = one_value(values[column])
        if _is_blank(said, blank):
            continue
        found = _PLACE.fullmatch(said)
        place = int(found[1]) if found else 0
        if not 1 <= place <= most:
            raise BadRow(
                f"column {column} has {_shown(said)} where a place from 1 to {most} is expected"
            )
        if place in places:
            raise BadRow(f"the place {place} is given twice")
        places[place] = option
    return tuple(places[place] for place in sorted(places))


def _from_one(
    question: Question, source: OneColumn, said: str, blank: Sequence[str]
) -> tuple[str, ...]:
    value = one_value(said)
    if isinstance(question, Written):
        if _is_blank(said, blank):
            return ()
        if len(said) > TEXT_LIMIT:
            raise BadRow(f"column {source.column} has more than {TEXT_LIMIT} characters")
        return (said,)
    known = {RATHER_NOT_SAY, *question.option_ids}
    option = source.values.get(value) if source.values else value
    if option in known:
        return (option,)
    if _is_blank(said, blank):
        return ()
    raise BadRow(f"column {source.column} has {_shown(value)}, which the mapping lacks")


def _shown(value: str) -> str:
    """Return a value for a message, unless it may point to a person or is long."""
    if len(value) > _SHOWN:
        return f"a value of {len(value)} characters"
    if masked(value) != value or "@" in value or sum(map(str.isdigit, value)) > _DIGITS:
        return "a value that may point to a person and is not shown"
    return f"the value {value!r}"
