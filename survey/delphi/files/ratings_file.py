"""A file of ratings read into rows, or all its problems: one rating in each line, or one person, or
one statement.

It must not know where the file lies, or what ratings mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from survey.delphi.statistics.rating_scale import NINE, RatingScale
from survey.questionnaire.texts import one_form, one_value
from survey.table_files.table_file import Sheet, TableFile

COLUMNS = ("statement", "member", "round", "rating")
HEADER = ",".join(COLUMNS)
#: Other names of the columns, in small letters.
_CALLED = {
    "item": "statement", "statements": "statement", "items": "statement",
    "panellist": "member", "panelist": "member", "participant": "member", "expert": "member",
    "wave": "round", "score": "rating", "ratings": "rating",
}  # fmt: skip
#: Every name by which a column may be called.
NAMES = (*COLUMNS, *_CALLED)

#: Whole numbers as people and spreadsheets write them: 7, 7.0.
_ROUND = re.compile(r"([1-9][0-9]?)(?:\.0+)?")
_RATING = re.compile(r"([0-9]{1,4})(?:[.,]0+)?")
_NUMBER = re.compile(r"[0-9]+")
#: What stands for a missing rating, beside nothing.
_MISSING = frozenset({"NA", "N/A", ".", "-", "–"})
#: The highest points of usual scales, and so many ratings tell that none lies above.
_USUAL = (5, 7)
_MANY = 10
#: The longest name of a statement or member, in characters.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating by a member in a round, or None where the member left it blank."""

    statement: str
    member: str
    round: int
    rating: int | None


@dataclass(slots=True)
class RatingsFile:
    """The rows of a file; `problems` are sentences with places, `unused` other columns, `said` how
    it was taken."""

    rows: list[RatingRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unused: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)


def read_ratings(given: TableFile, scale: RatingScale = NINE) -> RatingsFile:
    """Return the rows of a file, and everything that is wrong with it.

    Rows are in the order of the file. Where there are problems, no row may be used. Names that read
    the same are the same, whatever the Unicode form of their accents, and 1.0 is 1.
    """
    reader = _Reader(scale, given.format != "csv", RatingsFile())
    used = [one for one in given.sheets if not one.hidden and any(map(str.strip, _first(one)[1]))]
    for sheet in given.sheets:
        if sheet not in used:
            reader.file.said.append(f"the sheet {sheet.name} was not used")
    for sheet in used:
        reader.sheet(sheet, alone=len(used) == 1)
    file = reader.file
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


def likely_highest(rows: Iterable[RatingRow], scale: RatingScale = NINE) -> int | None:
    """Return the highest point of a usual scale above which no rating of many lies, although
    `scale` goes on; None where nothing speaks for another scale."""
    given = [row.rating for row in rows if row.rating is not None]
    if len(given) < _MANY:
        return None
    return next((high for high in _USUAL if max(given) <= high < scale.high), None)


def _first(sheet: Sheet) -> tuple[int, tuple[str, ...]]:
    """Return the first row that is not blank, and its number; an empty one where there is none."""
    rows = enumerate(sheet.rows)
    return next(((i, row) for i, row in rows if any(map(str.strip, row))), (0, ()))


@dataclass(slots=True)
class _Reader:
    """Reads one sheet after the other into one file."""

    scale: RatingScale
    is_book: bool
    file: RatingsFile
    seen: dict[tuple[str, str, int], str] = field(default_factory=dict)
    missing: int = 0

    def sheet(self, sheet: Sheet, *, alone: bool) -> None:
        """Read a sheet, in whichever of the shapes it is."""
        at, head = _first(sheet)
        header = [one_form(name).strip() for name in head]
        while header and not header[-1]:
            header.pop()
        names = [_CALLED.get(name.lower(), name.lower()) for name in header]
        known = [name for name in ("statement", "member", "rating") if name in names]
        before = len(self.file.problems)
        if len(known) > 1 or len(header) < 2:
            places = self._places(sheet, at, names)
            if places is not None:
                named = {*places.values()}
                self.file.unused += tuple(n for i, n in enumerate(header) if i not in named)
                self._long(sheet, at, places, len(header))
        else:
            self._wide(sheet, at, header, names, alone=alone)
        if self.missing and len(self.file.problems) == before:
            cells = "1 cell says" if self.missing == 1 else f"{self.missing} cells say"
            self.file.said.append(f"{cells} that a rating is missing, such as NA")
            self.missing = 0

    def _place(self, sheet: Sheet, row: int, column: str = "") -> str:
        where = f"Line {sheet.lines[row][0]}"
        if self.is_book:
            where = f"Sheet “{sheet.name}”, row {sheet.lines[row][0]}"
        return f"{where}, column “{_short(column)}”" if column else where

    def _places(self, sheet: Sheet, at: int, names: Sequence[str]) -> dict[str, int] | None:
        wrong = [name for name in COLUMNS if names.count(name) > 1]
        lost = [name for name in COLUMNS if name not in names and name != "round"]
        for column in (*wrong, *lost):
            what = "there is no column" if column in lost else "there is more than one column"
            self.file.problems.append(
                f"{self._place(sheet, at)}: {what} {column}. The first line has to name the "
                f"columns {HEADER}, in any order; or each row is a member, with a column for each "
                "statement, or the other way round."
            )
        if wrong or lost:
            return None
        if "round" not in names:
            self.file.said.append("there is no column round, so all of it was taken as round 1")
        return {name: names.index(name) for name in COLUMNS if name in names}

    def _long(self, sheet: Sheet, at: int, places: Mapping[str, int], width: int) -> None:
        """Read a sheet with one rating in each row."""
        for i in range(at + 1, len(sheet.rows)):
            values = [value.strip() for value in sheet.rows[i]]
            if not any(values):
                continue
            if len(values) < width or any(values[width:]):
                self._wrong_width(sheet, i, len(values), width)
                continue
            part = {name: values[place] for name, place in places.items()}
            self._take(
                self._place(sheet, i),
                one_value(part["statement"]),
                one_value(part["member"]),
                part.get("round", "1"),
                part["rating"],
            )

    def _wrong_width(self, sheet: Sheet, i: int, have: int, width: int) -> None:
        values = f"{have} value" if have == 1 else f"{have} values"
        self.file.problems.append(
            f"{self._place(sheet, i)}: {values} where the header has {width}. "
            "Write one value for each column, and nothing for a missing rating."
        )

    def _wide(
        self, sheet: Sheet, at: int, header: list[str], names: list[str], *, alone: bool
    ) -> None:
        """Read a sheet with one member in each row and a column for each statement, or turned."""
        place = names.index("round") if "round" in names else -1
        first = 1 if place == 0 else 0
        side = next((i for i, name in enumerate(names) if name in COLUMNS[:2]), first)
        turned = names[side] == "statement"
        number = self._round_of(sheet, alone=alone) if place < 0 else ""
        if number is None:
            return
        rest = [i for i in range(len(header)) if i not in (side, place)]
        others = [one_value(header[i]) for i in rest]
        if not self._are_names(sheet, at, others):
            return
        what = ("statement", "member") if turned else ("member", "statement")
        said = f"each row was taken as a {what[0]}, and each other column as a {what[1]}"
        if said not in self.file.said:
            self.file.said.append(said)
        for i in range(at + 1, len(sheet.rows)):
            values = [value.strip() for value in sheet.rows[i]]
            if not any(values):
                continue
            values += [""] * (len(header) - len(values))
            if any(values[len(header) :]):
                self._wrong_width(sheet, i, len(values), len(header))
                continue
            own = one_value(values[side])
            round_ = values[place] if place >= 0 else number
            for other, column in zip(others, rest, strict=True):
                pair = (own, other) if turned else (other, own)
                where = self._place(sheet, i, other)
                if not self._take(where, *pair, round_, values[column]):
                    break

    def _are_names(self, sheet: Sheet, at: int, names: Sequence[str]) -> bool:
        wrong = [name for name in names if not name or names.count(name) > 1]
        for name in dict.fromkeys(wrong):
            what = f"there are two columns “{_short(name)}”" if name else "a column has no name"
            self.file.problems.append(
                f"{self._place(sheet, at)}: {what}. Give each column a name of its own."
            )
        return not wrong

    def _round_of(self, sheet: Sheet, *, alone: bool) -> str | None:
        """Return the round of a sheet without a column for it, as text; None is a problem."""
        numbers: list[str] = _NUMBER.findall(sheet.name) if self.is_book else []
        if len(numbers) == 1 and _ROUND.fullmatch(numbers[0]):
            self.file.said.append(f"the sheet {sheet.name} was taken as round {numbers[0]}")
            return numbers[0]
        if alone:
            self.file.said.append("there is no column round, so all of it was taken as round 1")
            return "1"
        self.file.problems.append(
            f"Sheet “{sheet.name}”: it does not say which round it is. Call it “Round 1”, or write "
            "a column round."
        )
        return None

    def _take(self, where: str, statement: str, member: str, round_: str, rating: str) -> bool:
        """Put a rating in, or say what is wrong; False where that is not the rating itself."""
        wrong = [
            f"the {what} has more than {_LONGEST} characters. Write a short name."
            for what, name in (("statement", statement), ("member", member))
            if len(name) > _LONGEST
        ]
        if not statement:
            wrong.append("there is no statement. Write its number or name.")
        if not member:
            wrong.append("there is no member. Write the same made-up name in every round.")
        number = _ROUND.fullmatch(round_)
        if number is None:
            wrong.append(f"the round is {_shown(round_)}. Write a whole number from 1 to 99.")
        named, rated, is_rating = not wrong, *self._rated(rating)
        if not is_rating:
            wrong.append(
                f"the rating is {_shown(rating)}. Write {self.scale.said}, or nothing when it is "
                "missing."
            )
        self.file.problems += [f"{where}: {what}" for what in wrong]
        if wrong or number is None:
            return named
        key = (statement, member, int(number[1]))
        if key in self.seen:
            self.file.problems.append(
                f"{where}: the same statement, member and round as on {self.seen[key]}. Keep one "
                "of the two."
            )
        self.seen.setdefault(key, where[0].lower() + where[1:].split(", column")[0])
        self.file.rows.append(RatingRow(statement, member, int(number[1]), rated))
        return True

    def _rated(self, text: str) -> tuple[int | None, bool]:
        """Return a rating, None where it is missing, and whether it is either."""
        if not text:
            return None, True
        if (point := self.scale.by_label(text)) is not None:
            return point, True
        if text.upper() in _MISSING:
            self.missing += 1
            return None, True
        found = _RATING.fullmatch(text)
        rated = int(found[1]) if found else -1
        return rated, self.scale.low <= rated <= self.scale.high


def _short(words: str) -> str:
    return f"{words[:20]}…" if len(words) > 20 else words


def _shown(value: str) -> str:
    words = " ".join(value.split())
    return f"“{_short(words)}”" if words else "missing"
