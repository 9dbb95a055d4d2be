"""A CSV file of ratings (statement, member, round, rating) read into rows, or all its problems.

It must not know where the file lies, or what ratings mean.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import pairwise

from survey.questionnaire.texts import one_form, one_value
from survey.table_files.separated_rows import without_sep_line

COLUMNS = ("statement", "member", "round", "rating")
HEADER = ",".join(COLUMNS)

#: Whole numbers as people and spreadsheets write them: 7, 7.0.
_ROUND = re.compile(r"([1-9][0-9]?)(?:\.0+)?")
_RATING = re.compile(r"([1-9])(?:\.0+)?")
#: The longest name of a statement or member, in characters.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating from 1 to 9 by a member in a round, or None where the member left it blank."""

    statement: str
    member: str
    round: int
    rating: int | None


@dataclass(slots=True)
class RatingsFile:
    """The rows of a file; `problems` are sentences with line numbers, `unused` other columns."""

    rows: list[RatingRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unused: tuple[str, ...] = ()


def read_ratings(text: str) -> RatingsFile:
    """Return the rows of a CSV text, separated by `,` or `;`, and everything that is wrong with it.

    Rows are in the order of the file. Where there are problems, no row may be used. Names that read
    the same are the same, whatever the Unicode form of their accents, and 1.0 is 1.
    """
    file = RatingsFile()
    if not text.strip():
        file.problems.append(f"The file is empty. Write the header {HEADER} and a line per rating.")
        return file
    lines = _lines(text, file)
    start, header = next(lines, (1, []))
    header = [one_form(name) for name in header]
    places = _places(start, header, file)
    if places is None:
        return file
    seen: dict[tuple[str, str, int], int] = {}
    for line, values in lines:
        if len(values) != len(header):
            file.problems.append(
                f"Line {line}: {_values(len(values))} where the header has {len(header)}. "
                "Write one value for each column, and nothing for a missing rating."
            )
        elif (row := _row(line, [values[place] for place in places], file)) is not None:
            key = (row.statement, row.member, row.round)
            if key in seen:
                file.problems.append(
                    f"Line {line}: the same statement, member and round as on line {seen[key]}. "
                    "Keep one of the two."
                )
            seen.setdefault(key, line)
            file.rows.append(row)
    if not file.rows and not file.problems:
        file.problems.append("There is no rating below the header. Write a line for each.")
    return file


def strangers(rows: Iterable[RatingRow]) -> list[str]:
    """Return a sentence for each two rounds, one after the other, that share no member or
    statement.

    Nothing can be compared then, most often because names were written in another way.
    """
    members: dict[int, set[str]] = defaultdict(set)
    statements: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        members[row.round].add(row.member)
        statements[row.round].add(row.statement)
    return [
        f"Rounds {one} and {two} have no {what} in common, so nothing of them is compared. Check "
        f"that each {what} has the same name in both."
        for what, names in (("member", members), ("statement", statements))
        for one, two in pairwise(sorted(names))
        if not names[one] & names[two]
    ]


def _lines(text: str, file: RatingsFile) -> Iterator[tuple[int, list[str]]]:
    """Return each row that is not blank with the number of the line on which it starts."""
    text, separator, above = without_sep_line(text)
    separator = separator or _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        start = above + reader.line_num + 1
        try:
            values = [value.strip() for value in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            file.problems.append(
                f"Line {start}: this cannot be read as CSV ({error}), and nothing below it was "
                'read. Put text with quotes into quotes, and write each quote inside twice: "".'
            )
            return
        if any(values):
            yield start, values


def _separator(text: str) -> str:
    """Return the separator by which the first line that is not blank has more of the columns."""
    first = text.lstrip().splitlines()[0].lower()
    found = {
        mark: len({part.strip().strip('"') for part in first.split(mark)} & set(COLUMNS))
        for mark in (",", ";")
    }
    return ";" if found[";"] > found[","] else ","


def _places(line: int, header: Sequence[str], file: RatingsFile) -> list[int] | None:
    names = [name.lower() for name in header]
    for column in COLUMNS:
        if (found := names.count(column)) != 1:
            wrong = "there is no column" if not found else "there is more than one column"
            file.problems.append(
                f"Line {line}: {wrong} {column}. The first line has to name the columns "
                f"{HEADER}, in any order, separated by , or ;."
            )
    if file.problems:
        return None
    file.unused = tuple(name for name in header if name.lower() not in COLUMNS)
    return [names.index(column) for column in COLUMNS]


def _row(line: int, values: Sequence[str], file: RatingsFile) -> RatingRow | None:
    statement, member, round_, rating = values
    statement, member = one_value(statement), one_value(member)
    wrong = [
        f"the {what} has more than {_LONGEST} characters. Write a short name."
        for what, name in (("statement", statement), ("member", member))
        if len(name) > _LONGEST
    ]
    if not statement:
        wrong.append("there is no statement. Write its number or name.")
    if not member:
        wrong.append("there is no member. Write the same made-up name in every round.")
    number, rated = _ROUND.fullmatch(round_), _RATING.fullmatch(rating)
    if number is None:
        wrong.append(f"the round is {_shown(round_)}. Write a whole number from 1 to 99.")
    if rating and rated is None:
        wrong.append(
            f"the rating is {_shown(rating)}. Write a whole number from 1 to 9, "
            "or nothing when it is missing."
        )
    file.problems += [f"Line {line}: {what}" for what in wrong]
    if wrong or number is None:
        return None
    return RatingRow(statement, member, int(number[1]), int(rated[1]) if rated else None)


def _values(count: int) -> str:
    return f"{count} value" if count == 1 else f"{count} values"


def _shown(value: str) -> str:
    words = " ".join(value.split())
    if not words:
        return "missing"
    return f"“{words[:20]}…”" if len(words) > 20 else f"“{words}”"
