"""Plain tables as a JSON text: read strictly, with every problem, its place and what to write."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from survey.errors import BadInput
from survey.questionnaire.texts import seen

FLOOR = 5
DEFAULT_SENSITIVE = 10
#: Cells of one table, people in one table, tables in one file, letters in one name.
MOST_CELLS = 20_000
MOST_PEOPLE = 1_000_000_000
MOST_TABLES = 500
LONGEST = 200
_SHOWN = 30

_TABLE = {"id", "rows", "columns", "counts"}
_TOTALS = ("row_totals", "column_totals", "total")
_TOTAL_NAMES = {
    "total", "totals", "all", "sum", "n", "base", "respondents", "people asked", "everyone",
    "everybody", "overall", "answered", "ensemble", "tous", "toutes", "somme", "totale", "todos",
    "todas", "suma", "gesamt", "insgesamt", "summe", "المجموع", "الإجمالي", "الكل", "الجميع",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlainPolicy:
    """Thresholds: of plain tables, and of sensitive ones."""

    threshold: int
    threshold_sensitive: int

    def t(self, sensitive: bool) -> int:
        """Return the threshold of a table."""
        return self.threshold_sensitive if sensitive else self.threshold


@dataclass(frozen=True, slots=True)
class PlainTable:
    """One two-way table of whole people."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class PlainFile:
    """The tables of one file, and the policy for all of them."""

    policy: PlainPolicy
    tables: tuple[PlainTable, ...]


def read_tables(text: str, name: str) -> PlainFile:
    """Return the tables of a JSON text; BadInput lists every problem with its place."""
    content = _parsed(text, name)
    problems = list(_file_problems(content))
    if problems:
        found = len(problems)
        more = [f"… and {found - _SHOWN} more."] if found > _SHOWN else []
        raise BadInput(
            f"{name} cannot be used: {found} problem{'' if found == 1 else 's'}.",
            kept="Nothing was written.",
            do="\n".join([*problems[:_SHOWN], *more]),
        )
    plain = content["policy"]["threshold"]
    sensitive = content["policy"].get("threshold_sensitive", max(DEFAULT_SENSITIVE, plain))
    return PlainFile(
        PlainPolicy(plain, sensitive),
        tuple(
            PlainTable(
                table["id"],
                tuple(table["rows"]),
                tuple(table["columns"]),
                tuple(tuple(row) for row in table["counts"]),
                table.get("sensitive", False),
            )
            for table in content["tables"]
        ),
    )


class _Twice(ValueError):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        raise _Twice(next(key for key in names if names.count(key) > 1))
    return found


def _parsed(text: str, name: str) -> Any:
    do = 'Write {"policy": {"threshold": 5}, "tables": [{"id": …, "rows": […], …}]}.'
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise BadInput(f"{name} is not JSON ({where}).", do=do) from error
    except _Twice as error:
        raise BadInput(
            f"{name} has the key {_quoted(str(error))} twice in one place.", do="Write it once."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is too deep or has too long a number.", do=do) from error


def _file_problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield 'The file is not an object; write {"policy": {…}, "tables": […]}.'
        return
    yield from _keys("The file", content, {"policy", "tables"}, set())
    if "policy" in content:
        yield from _policy_problems(content["policy"])
    tables = content.get("tables", [None])
    if not isinstance(tables, list) or not tables:
        yield "tables: write a list with at least one table."
    elif len(tables) > MOST_TABLES:
        yield f"tables: there are {len(tables)}; write at most {MOST_TABLES} into one file."
    elif "tables" in content:
        first: dict[str, int] = {}
        for k, table in enumerate(tables):
            yield from _table_problems(f"tables[{k}]", table)
            id_ = table.get("id") if isinstance(table, dict) else None
            same = plain_name(id_) if isinstance(id_, str) else ""
            if same and first.setdefault(same, k) != k:
                yield f"tables[{k}].id: {_quoted(same)} is taken by tables[{first[same]}]."


def _policy_problems(policy: Any) -> Iterator[str]:
    if not isinstance(policy, dict):
        yield 'policy: write an object, such as {"threshold": 5}.'
        return
    yield from _keys("policy", policy, {"threshold"}, {"threshold_sensitive"})
    least = FLOOR
    for key in ("threshold", "threshold_sensitive"):
        value = policy.get(key, least)
        if not _whole(value) or value > MOST_PEOPLE:
            yield f"policy.{key}: write a whole number of people, {least} or more."
        elif value < least:
            yield f"policy.{key}: {value} is too weak; write {least} or more."
        else:
            least = value


def _table_problems(place: str, table: Any) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{place}: write an object with id, rows, columns and counts."
        return
    yield from _keys(place, table, _TABLE, {"sensitive", "groups_only", *_TOTALS})
    if "id" in table and not _named(table["id"]):
        yield f"{place}.id: write a name of 1 to {LONGEST} letters."
    for key in ("sensitive", "groups_only"):
        if not isinstance(table.get(key, False), bool):
            yield f"{place}.{key}: write true or false."
    before = sum(1 for key in ("rows", "columns") for _ in _label_problems(place, table, key))
    for key in ("rows", "columns"):
        yield from _label_problems(place, table, key)
    if before or not set(table) >= _TABLE:
        return
    cells = len(table["rows"]) * len(table["columns"])
    if cells > MOST_CELLS:
        yield f"{place}: the table has {cells} cells; write at most {MOST_CELLS}."
        return
    wrong = list(_count_problems(place, table))
    yield from wrong or chain(_total_problems(place, table), _totals_inside(place, table))


def _label_problems(place: str, table: dict[str, Any], key: str) -> Iterator[str]:
    labels = table.get(key, ["-"])
    if not isinstance(labels, list) or not labels:
        yield f"{place}.{key}: write a list with at least one name."
        return
    names: set[str] = set()
    for i, label in enumerate(labels):
        if not _named(label):
            yield f"{place}.{key}[{i}]: write a name of 1 to {LONGEST} letters."
        elif plain_name(label) in names:
            yield f"{place}.{key}[{i}]: {_quoted(label)} is there already; write another name."
        else:
            names.add(plain_name(label))


def _count_problems(place: str, table: dict[str, Any]) -> Iterator[str]:
    counts, rows, columns = table["counts"], len(table["rows"]), len(table["columns"])
    if not isinstance(counts, list) or len(counts) != rows:
        have = f" there are {len(counts)};" if isinstance(counts, list) else ""
        yield f"{place}.counts:{have} write {rows} lists, one for each row."
        return
    for i, row in enumerate(counts):
        if not isinstance(row, list) or len(row) != columns:
            have = f" there are {len(row)};" if isinstance(row, list) else ""
            yield f"{place}.counts[{i}]:{have} write {columns} numbers, one for each column."
            continue
        for j, count in enumerate(row):
            if not _whole(count) or not 0 <= count <= MOST_PEOPLE:
                said = _quoted(json.dumps(count)[:20])
                yield (
                    f"{place}.counts[{i}][{j}]: {said} is no number of people; write a whole "
                    f"number from 0 to {MOST_PEOPLE}."
                )


def _total_problems(place: str, table: dict[str, Any]) -> Iterator[str]:
    """Totals may be given; then they must be the sums."""
    counts = table["counts"]
    rows = [sum(row) for row in counts]
    right = {
        "row_totals": rows,
        "column_totals": [sum(column) for column in zip(*counts, strict=True)],
        "total": sum(rows),
    }
    if sum(rows) > MOST_PEOPLE:
        yield f"{place}.counts: more than {MOST_PEOPLE} people in one table; write fewer."
    for key in _TOTALS:
        if key in table and table[key] != right[key]:
            yield f"{place}.{key}: this is not the sum of the counts; write it or leave it out."


def _totals_inside(place: str, table: dict[str, Any]) -> Iterator[str]:
    """A row or column that is the sum of all others is no group of people, and tells on them.

    In a table of few people that happens by chance too, so the file can say that it is a group;
    of one that is called a total nobody would believe it.
    """
    counts = table["counts"]
    by_chance = table.get("groups_only") is True
    for key, lines in (
        ("rows", counts),
        ("columns", [list(one) for one in zip(*counts, strict=True)]),
    ):
        whole = [sum(line) for line in zip(*lines, strict=True)]
        for i, line in enumerate(lines):
            named = plain_name(table[key][i]).casefold() in _TOTAL_NAMES
            sure = named or (not by_chance and len(lines) > 2 and sum(map(bool, line)) > 1)
            if not (any(line) and len(lines) > 1 and sure):
                continue
            others = [every - count for every, count in zip(whole, line, strict=True)]
            other_name = "give it another name" if named else "write “groups_only”: true"
            if line == others:
                way_round = "" if named else f" If it is a group, {other_name}."
                yield (
                    f"{place}.{key}[{i}]: {_quoted(table[key][i])} is the sum of all others; "
                    f"leave it out, totals are worked out here.{way_round}"
                )
                break
            if leaves_some_out(line, others):
                yield (
                    f"{place}.{key}[{i}]: {_quoted(table[key][i])} is {sum(line)} in all where the "
                    f"others come to {sum(others)}: is it a total that leaves some people out? "
                    "Then give those a group of their own, and leave it out. If it is a group, "
                    f"{other_name}."
                )
                break


def leaves_some_out(line: Sequence[int], others: Sequence[int]) -> bool:
    """Say whether numbers look like totals of people of whom some are in none of the other groups:
    never below the sums of the others, and in all at most a fifth above."""
    above = [one - other for one, other in zip(line, others, strict=True)]
    return all(one >= 0 for one in above) and 0 < 5 * sum(above) <= sum(others)


def total_names() -> frozenset[str]:
    """Return words by which rows and columns are named that hold everybody."""
    return frozenset(_TOTAL_NAMES)


def plain_name(name: str) -> str:
    """Return a name as it is compared: one Unicode form, single blanks, nothing unseen."""
    composed = unicodedata.normalize("NFC", name[: 2 * LONGEST])
    return " ".join("".join(letter for letter in composed if letter == " " or seen(letter)).split())


def _keys(place: str, found: dict[str, Any], needed: set[str], allowed: set[str]) -> Iterator[str]:
    for key in sorted(needed - set(found)):
        yield f"{place}: “{key}” is missing; write it."
    for key in sorted(set(found) - needed - allowed):
        known = ", ".join(sorted(needed | allowed))
        yield f"{place}: {_quoted(key)} is not known here; write only {known}."


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _named(value: Any) -> bool:
    return (
        isinstance(value, str) and seen(value) and len(value) <= LONGEST and (value.isprintable())
    )


def _quoted(words: str) -> str:
    safe = "".join(letter if letter.isprintable() else "?" for letter in words[:60])
    return f"“{safe}”"
