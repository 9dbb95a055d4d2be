"""A CSV file as a header and records, read whole and checked before any of it is used.

And the cells of one that is written, which no spreadsheet may calculate.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import StringIO

from survey.errors import BadInput
from survey.questionnaire.texts import one_form, seen

#: The largest file that is read, in bytes, and the longest value, in characters.
LARGEST = 200_000_000
LONGEST = 100_000
SEPARATORS = (",", ";", "\t", "|")
#: Characters at the head of a cell that make a spreadsheet calculate (OWASP, CSV injection).
_CALCULATES = ("=", "+", "-", "@", "\t", "\r", "\n")
_KEPT = "Nothing was sent."
_SAVE = "Save it as CSV in UTF-8."


@dataclass(frozen=True, slots=True)
class Record:
    """One record below the header: its number from 1, its first and last line, and its values."""

    number: int
    line: int
    last_line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The names of the columns and the records; `empty` are numbers of records without a sign."""

    separator: str
    header: tuple[str, ...]
    records: tuple[Record, ...]
    empty: tuple[int, ...]


def read_table(content: bytes, name: str, columns: Collection[str]) -> CsvTable:
    """Return the whole table of a CSV file; BadInput with the line of what cannot be read.

    `columns` are names that the header should have: the separator by which it has most of them is
    taken, unless a first line such as `sep=;` says which it is. Names are given in one form.
    """
    text = _decoded(content, name)
    text, separator, above = without_sep_line(text)
    separator = separator or _separator(text, columns)
    lines = _lines(text, name, separator, above)
    header = next((values for _, _, values in lines if any(map(seen, values))), None)
    if header is None:
        raise BadInput(f"{name} is empty.", kept=_KEPT, do="Check that it is the right file.")
    records: list[Record] = []
    empty: list[int] = []
    for number, (first, last, values) in enumerate(lines, 1):
        if any(map(seen, values)):
            records.append(Record(number, first, last, values))
        else:
            empty.append(number)
    if not records:
        raise BadInput(
            f"{name} has no row below its first line.",
            kept=_KEPT,
            do="Write the names of the columns on the first line, and one person on each row.",
        )
    return CsvTable(separator, tuple(map(one_form, header)), tuple(records), tuple(empty))


def plain_cell(value: str) -> str:
    """Return a cell that no spreadsheet calculates: headed by an apostrophe where it would."""
    return "'" + value if calculates(value) else value


def calculates(value: str) -> bool:
    """Tell whether a spreadsheet would take a text for something to calculate."""
    return value.startswith(_CALCULATES)


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LARGEST:
        raise BadInput(
            f"{name} is larger than {LARGEST // 1_000_000} MB.",
            kept=_KEPT,
            do="Check that it is the right file, or divide it into several.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{name} cannot be read: line {line} holds a sign that is not UTF-8.",
            kept=_KEPT,
            do=_SAVE,
        ) from error


def without_sep_line(text: str) -> tuple[str, str, int]:
    """Return the text below a line such as `sep=;`, its separator, and how many lines that was.

    Without such a line: the whole text, "" and 0.
    """
    first, _, rest = text.partition("\n")
    said = first.strip("\r \"'")
    if said[:4].lower() == "sep=" and len(said) > 4:
        return rest, said[4], 1
    if first.strip("\r\"'").lower() == "sep=\t":
        return rest, "\t", 1
    return text, "", 0


def _separator(text: str, columns: Collection[str]) -> str:
    """Return the separator by which the first line has most of the columns, or most names."""
    wanted = set(columns)

    def found(separator: str) -> tuple[int, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        try:
            first = next((values for values in reader if any(map(seen, values))), [])
        except csv.Error:
            return 0, 0
        names = {one_form(value) for value in first}
        return len(wanted & names), len(names) if len(names) > 1 else 0

    return max(SEPARATORS, key=found)


def _lines(
    text: str, name: str, separator: str, above: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Return first line, last line and values of each record; BadInput for quotes amiss."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        start = above + reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(
                f"{name} cannot be read as a CSV file: in the row that begins on line {start}, "
                f"a quote is not closed or stands where none can ({error}).",
                kept=_KEPT,
                do='Put a value that holds quotes into quotes, and double each quote in it: "".',
            ) from error
        yield start, above + reader.line_num, tuple(map(str.strip, values))
