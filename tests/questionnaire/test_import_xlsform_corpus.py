"""Real XLSForms of others, where they are at hand: nothing breaks, and questions come through."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem
from survey.questionnaire.importing.formats.xlsform import read_xlsform

#: Larger files are read by `make test-long` only.
QUICK = 40_000
CLOSED = frozenset({AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.RANKING, AskedFor.SCALE})
#: What the index counts as closed and a reader of ours does not: a box to tick.
TICKED = AskedFor.ACKNOWLEDGE
NOT_ASKED = frozenset({AskedFor.NOTE, AskedFor.CALCULATED, AskedFor.HIDDEN, AskedFor.METADATA})


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of the index: a file, how many questions and closed questions it has."""

    path: Path
    questions: int
    closed: int


@dataclass(frozen=True, slots=True)
class Found:
    """What came through of a file."""

    expected: Expected
    items: tuple[ForeignItem, ...]

    def closed(self) -> list[ForeignItem]:
        return [item for item in self.items if item.kind in CLOSED]


def expected(index: Path) -> list[Expected]:
    with index.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "xlsform"]
    return [
        Expected(index.parent / row["file"], _count(row["questions"]), _count(row["closed"]))
        for row in rows
    ]


def _count(written: str) -> int:
    return int(written) if written.isdigit() else 0


def came_through(files: list[Expected]) -> list[Found]:
    """Read every file; one that a reader refuses has nothing in it."""
    found = []
    for one in files:
        try:
            form = read_xlsform(one.path.name, one.path.read_bytes())
        except BadInput:
            found.append(Found(one, ()))
        else:
            items = tuple(item for section in form.sections for item in section.items)
            found.append(Found(one, items))
    return found


def lacking(found: list[Found]) -> dict[str, tuple[int, int]]:
    """Return the files of which fewer closed questions came than they have, with both numbers."""
    counted = {
        one.expected.path.name: (
            len([item for item in one.items if item.kind in CLOSED or item.kind is TICKED]),
            one.expected.closed,
        )
        for one in found
    }
    return {name: both for name, both in counted.items() if both[0] < both[1]}


def without_options(found: list[Found]) -> list[str]:
    return [
        f"{one.expected.path.name}: {item.name}"
        for one in found
        for item in one.closed()
        if not item.left_out and (len(item.options) < 1 or not all(o.words for o in item.options))
    ]


def require_whole(found: list[Found]) -> None:
    """Every closed question is there with its options and words, or says why not."""
    assert lacking(found) == {}
    assert without_options(found) == []
    lost = [item for one in found for item in one.closed() if item.left_out]
    assert all(item.where and item.left_out.endswith(".") for item in lost)
    asked = sum(item.kind not in NOT_ASKED for one in found for item in one.items)
    assert asked >= sum(one.expected.questions for one in found) * 0.95


def test_small_files_come_through(shared: Callable[[str], Path]) -> None:
    files = expected(shared("data/forms/index.tsv"))
    found = came_through([one for one in files if one.path.stat().st_size < QUICK])
    assert len(found) > 40
    require_whole(found)


@pytest.mark.long
def test_all_files_come_through(shared: Callable[[str], Path]) -> None:
    found = came_through(expected(shared("data/forms/index.tsv")))
    require_whole(found)
    closed = [item for one in found for item in one.closed()]
    assert len(closed) > 1_000
    assert sum(bool(item.left_out) for item in closed) <= len(closed) * 0.05
