"""The rows of a file of text whose values are separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from io import StringIO
from itertools import islice

from survey.table_files.cell_text import too_wide
from survey.table_files.table_file import MOST_COLUMNS, Sheet, TableFile, unreadable
from survey.table_files.table_text import table_text

SEPARATORS = (",", ";", "\t", "|")
#: Rows by which a separator is told.
_LOOKED_AT = 40


def separated_rows(name: str, content: bytes, columns: Collection[str] = ()) -> TableFile:
    """Return the rows of a CSV file; BadInput with the line of what cannot be read.

    `columns` are names that the first row should have: the separator by which it has most of them
    is taken, unless a first line such as `sep=;` says which it is.
    """
    read = table_text(name, content)
    text, separator, above = without_sep_line(read.text)
    separator = separator or _separator(text, columns)
    rows, lines = [], []
    for first, last, values in _records(text, name, separator, above):
        rows.append(values)
        lines.append((first, last))
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
        lines.pop()
    if not rows:
        raise unreadable(f"{name} is empty.", "Check that it is the right file.")
    sheet = Sheet("", tuple(rows), tuple(lines))
    return TableFile(name, "csv", (sheet,), read.encoding, separator, read.notes)


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
    """Return the separator that gives most of the columns, then most rows of one length."""
    wanted = set(map(_plain, columns))

    def found(separator: str) -> tuple[int, int, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        try:
            rows = list(islice((row for row in reader if any(map(str.strip, row))), _LOOKED_AT))
        except csv.Error:
            return 0, 0, 0
        if not rows:
            return 0, 0, 0
        width, often = Counter(map(len, rows)).most_common(1)[0]
        named = len(wanted & set(map(_plain, rows[0])))
        return (named, often, width) if width > 1 else (named, 0, 0)

    return max(SEPARATORS, key=found)


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())


def _records(
    text: str, name: str, separator: str, above: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Return first line, last line and values of each record; BadInput for quotes amiss."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    known: dict[str, str] = {}
    while True:
        start = above + reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable(
                f"{name} cannot be read as a CSV file: in the row that begins on line {start}, "
                f"a quote is not closed or stands where none can ({error}).",
                'Put a value that holds quotes into quotes, and double each quote in it: "".',
            ) from error
        if len(values) > MOST_COLUMNS:
            raise too_wide(name)
        if len(known) > 100_000:
            known.clear()
        yield start, above + reader.line_num, tuple(known.setdefault(one, one) for one in values)
