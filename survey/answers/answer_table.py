"""A table of answers as a header and records, read whole and checked before any of it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from survey.errors import BadInput
from survey.questionnaire.texts import one_form, plain_words, seen
from survey.table_files.table_file import Sheet, TableFile
from survey.table_files.table_rows import read_rows

_KEPT = "Nothing was sent."
#: Rows by which it is told whether two of them name the columns.
_LOOKED_AT = 200
#: What programs write under the question where it takes one answer.
_ONE_ANSWER = frozenset(("response", "open-ended response", "antwort", "réponse", "respuesta"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record below the header: its number from 1, its first and last line, and its values."""

    number: int
    line: int
    last_line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The names of the columns and the records; `empty` are numbers of records without a sign.

    `notes` say what was assumed of the file. A workbook has no `separator`.
    """

    separator: str
    header: tuple[str, ...]
    records: tuple[Record, ...]
    empty: tuple[int, ...]
    notes: tuple[str, ...] = ()


def read_table(
    content: bytes, name: str, columns: Collection[str], heading_rows: int = 1, sheet: str = ""
) -> AnswerTable:
    """Return the whole table of a CSV file or workbook; BadInput with what cannot be read.

    `columns` are names that the header should have: the separator, and the sheet where none is
    named, by which it has most of them is taken. Names are given in one form.
    """
    try:
        file = read_rows(name, content, columns)
    except BadInput as error:
        raise BadInput(error.what, kept=_KEPT, do=error.guidance) from error
    return table_of(file, _sheet(file, sheet, columns, heading_rows), heading_rows)


def table_of(file: TableFile, sheet: Sheet, heading_rows: int) -> AnswerTable:
    """Return one sheet of a file as a table; BadInput where nothing stands below its headings."""
    rows = [tuple(map(str.strip, row)) for row in sheet.rows]
    first = next((place for place, row in enumerate(rows) if any(map(seen, row))), len(rows))
    if first == len(rows):
        what = f"{file.name} is empty."
        raise BadInput(what, kept=_KEPT, do="Check that it is the right file.")
    start = first + heading_rows
    records: list[Record] = []
    empty: list[int] = []
    for number, (row, (line, last)) in enumerate(
        zip(rows[start:], sheet.lines[start:], strict=True), 1
    ):
        if any(map(seen, row)):
            records.append(Record(number, line, last, row))
        else:
            empty.append(number)
    if not records:
        below = "its first line" if heading_rows == 1 else f"its first {heading_rows} lines"
        raise BadInput(
            f"{file.name} has no row below {below}.",
            kept=_KEPT,
            do="Write the names of the columns on the first line, and one person on each row.",
        )
    header = column_names(rows[first:start])
    return AnswerTable(file.separator, header, tuple(records), tuple(empty), file.notes)


def column_names(headings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return one name for each column: what stands there, or “question [option]” of two rows.

    A question stands above its first column alone, and holds for those to the right that name none.
    Names that stand there more than once are numbered: “Other (1)”, “Other (2)”.
    """
    if len(headings) == 1:
        return _numbered([one_form(said) for said in headings[0]])
    above, below = headings[0], headings[1]
    names: list[str] = []
    question = ""
    for place in range(max(len(above), len(below))):
        said = one_form(above[place]) if place < len(above) else ""
        option = one_form(below[place]) if place < len(below) else ""
        question = said or (question if option else "")
        if not option or plain_words(option) in _ONE_ANSWER or option == question:
            names.append(question)
        else:
            names.append(f"{question} [{option}]" if question else option)
    return _numbered(names)


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which none stands twice: “Other (1)”, “Other (2)”."""
    often, taken = Counter(names), Counter[str]()
    numbered: list[str] = []
    for one in names:
        taken[one] += 1
        numbered.append(f"{one} ({taken[one]})" if one and often[one] > 1 else one)
    return tuple(numbered)


def largest_sheet(file: TableFile) -> Sheet:
    """Return the sheet with the most cells among those that are shown."""
    return max(_shown(file), key=lambda one: len(one.rows) * max(map(len, one.rows), default=0))


def heading_rows_of(sheet: Sheet) -> int:
    """Return how many rows name the columns: 2 where options stand below the questions."""
    first = sheet.rows[:_LOOKED_AT]
    filled = [tuple(map(one_form, row)) for row in first if any(map(seen, row))]
    if len(filled) < 3:
        return 1
    above, below = filled[0], filled[1]
    if sum(plain_words(one) in _ONE_ANSWER for one in below) > 1:
        return 2
    hanging = [
        option
        for place, option in enumerate(below)
        if option and place and not (place < len(above) and above[place])
    ]
    words = [one for one in hanging if not any(map(str.isdigit, one))]
    different = len(set(words)) * 5 >= 4 * len(hanging)
    return 2 if len(hanging) > 1 and different and not _recurs(below, filled[2:]) else 1


def _recurs(row: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a row holds a value that its column has again, among others: it is data."""
    for place, value in enumerate(row):
        others = {one[place] for one in rows if place < len(one)} - {""}
        if value in others and others != {value}:
            return True
    return False


def _shown(file: TableFile) -> Sequence[Sheet]:
    return [one for one in file.sheets if one.rows and not one.hidden] or file.sheets


def _sheet(file: TableFile, wanted: str, columns: Collection[str], heading_rows: int) -> Sheet:
    if wanted and file.format != "csv":
        for one in file.sheets:
            if one_form(one.name) == one_form(wanted):
                return one
        raise BadInput(
            f"{file.name} has no sheet {wanted}.",
            kept=_KEPT,
            do=f"Its sheets are: {', '.join(one.name for one in file.sheets)}.",
        )
    names = set(columns)

    def found(one: Sheet) -> int:
        return len(names & set(column_names(one.rows[:heading_rows] or ((),))))

    return max(_shown(file), key=found)
