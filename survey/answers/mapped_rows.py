"""The rows of a table as answers, by a mapping from its columns to questions.

It sends nothing and stores nothing. What is wrong with a row makes that row a bad one, no more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey.answers.answer_table import Record, read_table
from survey.answers.read_mapping import (
    OWN_WORDS,
    SKIPPED,
    ColumnSource,
    ManyColumns,
    Mapping_,
    OneColumn,
    PlaceColumns,
    RankColumns,
    columns_of,
)
from survey.answers.screening import masked
from survey.errors import BadInput
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Question,
    Questionnaire,
    Written,
)
from survey.questionnaire.rules import Entries
from survey.questionnaire.texts import one_value, seen

_KEPT = "Nothing was sent."
_PLACE = re.compile(r"0{0,9}([1-9][0-9]{0,3})")
#: The longest value that is shown when a row is bad.
_SHOWN = 30
#: More digits than this may be a number of a telephone or an account.
_DIGITS = 5


class BadRow(Exception):
    """A row that cannot be taken as it is; `kind` says why without the value in it."""

    def __init__(self, why: str, kind: str = "") -> None:
        super().__init__(why)
        self.kind = kind or why


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: row number -> entries or what is wrong with it, and what was skipped.

    `empty` rows hold no sign; `without` hold blanks alone in the columns that the mapping names;
    `spread` go over several lines, from and to, of which one looks like a row of its own. `notes`
    say what was assumed of the file.
    """

    rows: dict[int, Entries | BadRow]
    empty: tuple[int, ...]
    without: tuple[int, ...]
    spread: tuple[tuple[int, int, int], ...]
    notes: tuple[str, ...] = ()


def read_rows(content: bytes, name: str, mapping: Mapping_, questionnaire: Questionnaire) -> Rows:
    """Return every row of a table by its number; the whole file is checked before any is given.

    BadInput for what is wrong with the whole of it: signs, quotes, the header.
    """
    known = {question.id: question for question in questionnaire.questions()}
    sources = [(known[question_id], source) for question_id, source in mapping.questions.items()]
    columns = {column for _, source in sources for column in columns_of(source)}
    table = read_table(content, name, columns, mapping.heading_rows, mapping.sheet)
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
    return Rows(rows, table.empty, tuple(without), spread, table.notes)


def _values(record: Record, header: Sequence[str]) -> dict[str, str]:
    if len(record.values) != len(header):
        raise BadRow(
            f"it has {len(record.values)} values and the header has {len(header)}",
            "it has more or fewer values than the header",
        )
    return dict(zip(header, record.values, strict=True))


def _holds_rows(record: Record, separator: str) -> bool:
    """Say whether a line inside a value has as many separators as a row: a quote may be amiss."""
    needed = len(record.values) - 1
    lines = (line for value in record.values for line in value.splitlines()[1:])
    return bool(separator) and needed > 0 and any(line.count(separator) >= needed for line in lines)


def _require_columns(header: Sequence[str], name: str, mapping: Mapping_) -> None:
    for question_id, source in mapping.questions.items():
        for column in columns_of(source):
            if f"{column} (1)" in header:
                raise BadInput(
                    f"{name} has the column {column} more than once.",
                    kept=_KEPT,
                    do="Give each column a name of its own in the first line of the file, or write "
                    f"{column} (1), {column} (2) … in the mapping, from left to right.",
                )
            if column not in header:
                raise BadInput(
                    f"{name} has no column {column}, which the mapping needs for {question_id}.",
                    kept=_KEPT,
                    do="Check the first line of the file and the names in the mapping.",
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
        found |= dict.fromkeys(_written(source.written, values, blank))
        return tuple(found)
    if isinstance(source, PlaceColumns):
        said = (
            _option(question, source.values, column, values[column], blank)
            for column in source.places
        )
        return tuple(option for option in said if option)
    if isinstance(source, RankColumns):
        return _in_order(question, source, values, blank)
    return _from_one(question, source, values, blank)


def _written(
    columns: Mapping[str, str], values: Mapping[str, str], blank: Sequence[str]
) -> Iterator[str]:
    return (option for column, option in columns.items() if not _is_blank(values[column], blank))


def _is_blank(said: str, blank: Sequence[str]) -> bool:
    return not seen(said) or one_value(said) in blank


def _is_chosen(source: ManyColumns, column: str, said: str, blank: Sequence[str]) -> bool:
    value = one_value(said)
    if value.lower() in source.chosen:
        return True
    if value.lower() in source.not_chosen or _is_blank(said, blank):
        return False
    raise BadRow(
        f"column {column} has {shown(value)}, which is neither in chosen nor in not_chosen",
        f"column {column} has values that are neither in chosen nor in not_chosen",
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
                f"column {column} has {shown(said)} where a place from 1 to {most} is expected",
                f"column {column} has values where a place from 1 to {most} is expected",
            )
        if place in places:
            raise BadRow(f"the place {place} is given twice", "a place is given twice")
        places[place] = option
    return tuple(places[place] for place in sorted(places))


def _from_one(
    question: Question, source: OneColumn, values: Mapping[str, str], blank: Sequence[str]
) -> tuple[str, ...]:
    said = values[source.column]
    if isinstance(question, Written):
        if _is_blank(said, blank):
            return ()
        if len(said) > TEXT_LIMIT:
            raise BadRow(f"column {source.column} has more than {TEXT_LIMIT} characters")
        return (said,)
    chosen: dict[str, None] = {}
    parts = parts_of(said, source.values, source.separator) if source.separator else (said,)
    for part in parts:
        if option := _option(question, source.values, source.column, part, blank):
            chosen[option] = None
    written = tuple(_written(source.written, values, blank))
    if source.separator:
        return (*chosen, *(option for option in written if option not in chosen))
    return tuple(chosen) or written[:1]


def parts_of(said: str, known: Collection[str], separator: str) -> Iterator[str]:
    """Return the options in a value; one of the known whose words hold the separator stays whole.

    A separator of blanks alone stands between words.
    """
    sign, rest = separator.strip(), one_value(said)
    longest_first = sorted(known, key=len, reverse=True)
    while rest:
        whole = (one for one in longest_first if _begins(rest, one, sign))
        part = next(whole, None) or rest.split(sign or None, 1)[0]
        if part.strip():
            yield part.strip()
        rest = rest[len(part) :].lstrip().removeprefix(sign).lstrip()


def _begins(rest: str, option: str, sign: str) -> bool:
    if not option or not rest.startswith(option):
        return False
    after = rest[len(option) :]
    return not after or (after.lstrip().startswith(sign) if sign else after.startswith(" "))


def _option(
    question: Question,
    values: Mapping[str, str],
    column: str,
    said: str,
    blank: Sequence[str],
) -> str:
    """Return the option that a value stands for, "" for a blank one."""
    value = one_value(said)
    known = set() if isinstance(question, Written) else {RATHER_NOT_SAY, *question.option_ids}
    option = values.get(value) if values else value
    if option in known:
        return str(option)
    if option == SKIPPED and values:
        return ""
    if _is_blank(said, blank):
        return ""
    if OWN_WORDS in values and values[OWN_WORDS] in known:
        return values[OWN_WORDS]
    raise BadRow(
        f"column {column} has {shown(value)}, which the mapping lacks",
        f"column {column} has values that the mapping lacks",
    )


def can_be_shown(value: str) -> bool:
    """Tell whether nothing in a value looks as if it pointed to a person."""
    digits = sum(map(str.isdigit, value))
    return masked(value) == value and "@" not in value and digits <= _DIGITS


def shown(value: str) -> str:
    """Return a value for a message, unless it may point to a person or is long."""
    if len(value) > _SHOWN:
        return f"a value of {len(value)} characters"
    if not can_be_shown(value):
        return "a value that may point to a person and is not shown"
    return f"the value {value!r}"
