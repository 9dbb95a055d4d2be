"""A release as its reader has it: cells, sums and ranges that follow from it and its questionnaire.

It must not know a tally: a reader has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from survey.disclosure.proof.printed_study import printed_study
from survey.disclosure.reader.ranges import SumArrays
from survey.disclosure.reader.zeros import Face
from survey.disclosure.release import QuestionResult, Release, Shown
from survey.disclosure.system.building import ALL
from survey.disclosure.system.cells import Slice
from survey.disclosure.system.linear_system import Cell, System
from survey.disclosure.system.release_history import (
    LinkedSystems,
    Past,
    Wave,
    all_faces,
    printed_cells,
    printed_in,
    stated_before,
)
from survey.questionnaire.model import Questionnaire


@dataclass(frozen=True)
class PrintedSystem:
    """What readers of a release, and of all before it, have: sums with the printed numbers as
    counts, the rows of each question in each release, the splitters in use, and the cells that are
    stated to hold no small group."""

    sums: SumArrays
    faces: tuple[Face, ...]
    splitters: frozenset[str]
    stated: frozenset[str]


def read(releases: Sequence[Release], q: Questionnaire) -> PrintedSystem | None:
    """Return the last of some releases as its readers have it; None where it prints no number."""
    last = releases[-1]
    if not any(question.form == "numbers" for question in last.questions):
        return None
    study, plan = printed_study(releases, q), printed_in(last, q).plan
    waves = tuple(Wave(study.tally, release.number) for release in releases)
    past = Past(tuple(releases[:-1]), waves)
    system = LinkedSystems(study, past).system(plan)
    cells = dict(system.cells)
    for release in releases:
        name = past.name(past.people(release.number))
        for cell, shown in _printed(release, q):
            cells[name + cell] = replace(_as_printed(cells[name + cell], *shown), role="known")
        cells[name + ALL] = _everyone(cells[name + ALL], release)
    role = {one: "silent" for one, cell in cells.items() if cell.role == "printable"}
    cells |= {one: replace(cells[one], role="silent") for one in role}
    most = max(cells[past.name(past.people(one.number)) + ALL].count for one in releases)
    read_ = System(most, cells, system.lines)
    stated = stated_before(past) | frozenset(last.at_least)
    by = frozenset(by for _, by in plan.tables)
    return PrintedSystem(SumArrays(read_), all_faces(study, plan, past), by, stated)


def _printed(release: Release, q: Questionnaire) -> Iterator[tuple[str, tuple[int, bool | None]]]:
    """Return each printed cell with its number, and whether percentages stand beside a base."""
    for question in release.questions:
        if question.form != "numbers":
            continue
        beside = dict(_beside_bases(question))
        for cell, shown in printed_cells(question, q):
            if shown.count is not None:
                yield cell, (shown.count, beside.get(cell))


def _beside_bases(question: QuestionResult) -> Iterator[tuple[str, bool | None]]:
    rows, sums = [one.shown for one in question.rows], [one.shown for one in question.sums]
    yield Slice(ALL).cell(question.id, "base"), _has_percentages(iter((*rows, *sums)))
    for split in question.breakdowns:
        for k, category in enumerate(split.categories):
            name = Slice("", split.by, category.id).cell(question.id, "base")
            yield name, _has_percentages(line[k] for line in split.cells)


def _has_percentages(cells: Iterator[Shown]) -> bool | None:
    """Say whether percentages stand in a column; None where no number does."""
    shown = [cell for cell in cells if not cell.hidden]
    return any(cell.percent is not None for cell in shown) if shown else None


def _as_printed(cell: Cell, number: int, percentages: bool | None) -> Cell:
    """Return a cell with a count that says as much as what is printed: `number`, and on which side
    of each cut it lies."""
    if cell.rule is not None or cell.key.row != "base":
        most = max((cut for cut in cell.cuts if number), default=0)
        return replace(cell, count=max(number, most))
    if percentages is None:
        return replace(cell, count=number, cuts=())
    cut = cell.cuts[0] if cell.cuts else 0
    return replace(cell, count=max(number, cut) if percentages else min(number, cut - 1))


def _everyone(cell: Cell, release: Release) -> Cell:
    policy, told = release.policy, release.integrity
    number, slack = release.respondents.count or 0, release.policy.count_rounding // 2
    if told.envelopes is not None:
        people = told.envelopes - told.damaged - told.foreign - told.copies
        cell = replace(cell, surely=(max(people - slack, 0), people + slack))
    if release.respondents.count is None:
        return replace(cell, role="silent", surely=(0, policy.numbers_from - 1))
    if policy.ladder == "30-99":
        number = min(max(number, policy.numbers_from), policy.breakdowns_from - 1)
    else:
        number = max(number, policy.breakdowns_from)
    return replace(cell, count=number, role="known")
