"""Does a certificate prove that a release gives nobody away? Read this once, from top to bottom.

It knows parsed JSON and whole numbers, and trusts nothing else: no solver, and not the program that
made the files. What is proven, and what is not, says docs/disclosure-tables.md.
"""

# What is demanded follows from the release and the questionnaire alone: which groups of people
# there are, their thresholds and sums (verify_sums), and what printed numbers and public rules say
# of each (verify_study). The certificate brings tables of whole people that fit all that, one
# number for each cell in the order of their ids, and nothing else. Where the rules leave a choice:
# * a cell that holds what is left over in an inequality is bounded by its sum alone;
# * among fewer people than a threshold, in a group or who gave an answer at all, it is enough that
#   a count may be all of them;
# * "printed 0" is whatever is surely 0; a question with one row has no second answer to leave;
# * everyone has a language, so nobody is in no group of languages;
# * with earlier releases, every run of waves has all cells, and each cell of it is the sum of its
#   waves; what a release prints, and the rules by which it does, are known of the run up to it.

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from survey.disclosure.proof.verify_plain import wrong_in_tables
from survey.disclosure.proof.verify_study import ReadRelease, limits, offered
from survey.disclosure.proof.verify_sums import (
    EVERYONE,
    DerivedSum,
    DerivedSums,
    PeopleGroup,
    QuestionRows,
    asked_in,
    row_name,
)

FORMAT = "survivor-survey-certificate/2"
LowAndHigh = tuple[dict[str, int], dict[str, int]]


def verify(
    release: Any, certificate: Any, questionnaire: Any = None, earlier: Sequence[Any] = ()
) -> list[str]:
    """Return what is wrong, one sentence each; an empty list means that the release is proven.

    All arguments are parsed JSON. `earlier`: all releases of the study before this one, in order.
    """
    try:
        if "tables" in release:
            return list(wrong_in_tables(release, certificate))
        return list(_wrong(release, certificate, questionnaire, earlier))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return [f"One of the files is not what it should be ({type(error).__name__}: {error})."]


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_words(part: Any) -> Any:
    """A questionnaire without its texts, which have their words under "" and may be corrected."""
    if type(part) is dict:
        return None if "" in part else {key: _without_words(one) for key, one in part.items()}
    return [_without_words(one) for one in part] if type(part) is list else part


def _wrong(release: Any, c: Any, questionnaire: Any, earlier: Sequence[Any]) -> Iterator[str]:
    """Look at the files, then at the numbers: each step needs that nothing is wrong before it."""
    every = [*earlier, release]
    asked = asked_in(questionnaire)
    read = [ReadRelease(one, asked, questionnaire["languages"]) for one in every]
    problems = [*_of_one_kind(every, c, questionnaire), *(p for one in read for p in one.wrong())]
    yield from problems
    if problems:
        return
    waves = Waves(read)
    problems = list(waves.wrong())
    yield from problems
    if problems:
        return
    (low, high), lines = waves.bounds(), list(waves.lines())
    names = sorted(low)
    if not _tighten(low, high, lines):
        yield "The printed numbers contradict each other, or the rules by which they are printed."
        return
    for k, numbers in enumerate(c["tables"]):
        table = dict(zip(names, numbers, strict=True))
        for what in _misfits(table, (low, high), lines):
            yield f"Table {k} of the certificate {what}"
    if release["audit"]["alternatives"] != len(c["tables"]):
        yield "The number of tables that prove the release is not the one that it gives."
    columns = list(zip(*c["tables"], strict=True))
    shown = (
        dict(zip(names, map(min, columns), strict=True)),
        dict(zip(names, map(max, columns), strict=True)),
    )
    yield from _told(waves, (low, high), shown)
    for run in waves.runs():
        yield from _one_answer(waves, run, (low, high))


def _of_one_kind(every: Sequence[Any], c: Any, questionnaire: Any) -> Iterator[str]:
    """The files are of one study, and of the form that this program reads."""
    *earlier, release = every
    keys = {"format", "release", "earlier", "tables"}
    if type(c) is not dict or not keys - {"earlier"} <= set(c) <= keys or c["format"] != FORMAT:
        yield "The certificate is not of the form that this program reads."
        return
    if c["release"] != _digest(release):
        yield "The certificate was made for another release than this one."
    if c.get("earlier", []) != [_digest(one) for one in earlier]:
        yield "The certificate was made next to other earlier releases than these."
    whole = all(type(n) is int for table in c["tables"] for n in table)
    if not c["tables"] or not whole or len(set(map(len, c["tables"]))) > 1:
        yield "The certificate does not hold tables of whole numbers."
    for number, one in enumerate(every, 1):
        if one["format"] != "survivor-survey-release/1" or one["number"] != number:
            yield f"Release {number} of the study is not there, or not in its place."
        if one["study"]["id"] != release["study"]["id"]:
            yield f"Release {number} is one of another study."
        if one["study"].get("questionnaire_digest") != _digest(_without_words(questionnaire)):
            yield f"Release {number} was made with another questionnaire than this one."


class Waves:
    """All releases of a study, and the people who came between them.

    `sums` are those of everything that any release printed. A run is some waves in a row, as the
    numbers of the first and the last; the last release is of all, and its cells keep their ids.
    """

    def __init__(self, read: Sequence[ReadRelease]) -> None:
        self.read, last = read, read[-1]
        self.asked = last.asked
        self.groups: dict[str, dict[str, tuple[str, ...]]] = {}
        for one in read:
            for by, groups in one.groups.items():
                self.groups.setdefault(by, {}).update(groups)
        tables: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}
        for one in read:
            for table, merged in one.tables.items():
                tables[table] = tables.get(table, frozenset()) | merged
        numbers = frozenset(id_ for one in read for id_ in one.numbers)
        told: dict[str, frozenset[tuple[str, ...]]] = {}
        for one in read:
            for id_, options in one.together.items():
                told[id_] = told.get(id_, frozenset()) | options
        self.sums = DerivedSums(self.asked, numbers, tables, self.groups, last.thresholds, told)

    def wrong(self) -> Iterator[str]:
        """Return which splitters have groups that no questionnaire offers, or others than
        before."""
        last = self.read[-1]
        for by, groups in self.groups.items():
            same = all(one.groups.get(by, {}).items() <= groups.items() for one in self.read)
            if not same or not offered(by, groups, self.asked, last.languages):
                yield f"The groups of {by} are not those that the questionnaire offers."

    def runs(self) -> list[tuple[int, int]]:
        """Return every run of waves."""
        count = len(self.read)
        return [(a, b) for a in range(1, count + 1) for b in range(a, count + 1)]

    def name(self, run: tuple[int, int]) -> str:
        """Return what the ids of the cells of a run begin with."""
        if run == (1, len(self.read)):
            return ""
        return "+".join(map(str, range(run[0], run[1] + 1))) + "|"

    def printed(self, run: tuple[int, int]) -> set[str]:
        """Return the cells that are printed of a run, by their ids within it."""
        places = self.read[run[1] - 1].places if run[0] == 1 else ()
        return {place.cell for place in places if not place.shown["hidden"]}

    def lines(self) -> Iterator[DerivedSum]:
        """Return all sums: those among the people of each wave and of the whole, and those of waves
        to runs, from which the sums of the other runs follow."""
        for run in self.runs():
            name, waves = self.name(run), range(run[0], run[1] + 1)
            for line in self.sums.lines if not name or len(waves) == 1 else ():
                yield frozenset((name + cell, factor) for cell, factor in line)
            for cell in self.sums.cells if len(waves) > 1 else ():
                parts = ((self.name((w, w)) + cell, -1) for w in waves)
                yield frozenset([(name + cell, 1), *parts])

    def bounds(self) -> LowAndHigh:
        """Return the fewest and the most people of each cell, as far as one number tells."""
        everyone = self.read[-1].people() + self.read[-1].half
        low, high = dict[str, int](), dict[str, int]()
        for run in self.runs():
            for cell in self.sums.cells:
                low[self.name(run) + cell] = 0
                times = len(self.sums.cells) if cell in self.sums.spare else 1
                high[self.name(run) + cell] = times * everyone
        for number, one in enumerate(self.read, 1):
            own = DerivedSums(
                self.asked, one.numbers, one.tables, one.groups, one.thresholds, one.together
            )
            for cell, least, most in limits(one, own):
                place = self.name((1, number)) + cell
                low[place] = max(low[place], least)
                high[place] = high[place] if most is None else min(high[place], most)
            for cell in one.release["at_least"]:
                place = cell if "|" in cell else self.name((1, number)) + cell
                rule = self.sums.cells[cell.rpartition("|")[2]]
                low[place] = max(low[place], rule[0] if rule else high[place] + 1)
        return low, high


def _tighten(low: dict[str, int], high: dict[str, int], lines: Sequence[DerivedSum]) -> bool:
    """Work out what follows for each cell from one sum after the other, until nothing more does;
    return whether any table of whole people is left."""
    of: dict[str, list[int]] = {cell: [] for cell in low}
    for k, line in enumerate(lines):
        for cell, _ in line:
            of[cell].append(k)
    waiting, is_waiting = deque(range(len(lines))), [True] * len(lines)
    while waiting:
        k = waiting.popleft()
        is_waiting[k] = False
        for cell in _tightened(lines[k], low, high):
            if low[cell] > high[cell]:
                return False
            for other in of[cell]:
                if not is_waiting[other]:
                    is_waiting[other] = True
                    waiting.append(other)
    return all(low[cell] <= high[cell] for cell in low)


def _tightened(line: DerivedSum, low: dict[str, int], high: dict[str, int]) -> list[str]:
    """Tighten the cells of one sum; return those that changed."""
    ends = {cell: sorted((factor * low[cell], factor * high[cell])) for cell, factor in line}
    least, most = (sum(end[side] for end in ends.values()) for side in (0, 1))
    changed = []
    for cell, factor in line:
        # What the others leave for this one: factor * people is between these two.
        bottom, top = ends[cell][1] - most, ends[cell][0] - least
        size = abs(factor)
        if factor < 0:
            bottom, top = -top, -bottom
        new_low, new_high = max(low[cell], -(-bottom // size)), min(high[cell], top // size)
        if (new_low, new_high) != (low[cell], high[cell]):
            low[cell], high[cell] = new_low, new_high
            changed.append(cell)
    return changed


def _misfits(
    table: Mapping[str, int], bounds: LowAndHigh, lines: Sequence[DerivedSum]
) -> Iterator[str]:
    """A table agrees with every printed number and every public rule, and adds up."""
    low, high = bounds
    for cell, people in table.items():
        if not low[cell] <= people <= high[cell]:
            yield f"has {people} for {cell}, which can only be {low[cell]} to {high[cell]}."
    for line in lines:
        if sum(factor * table[cell] for cell, factor in line):
            yield f"does not add up: {', '.join(sorted(cell for cell, _ in line))}."


def _told(waves: Waves, bounds: LowAndHigh, shown: LowAndHigh) -> Iterator[str]:
    """No cell that has a rule is told: where it is not printed, some table has nobody in it, and
    some table as many as the threshold, or all of the few people whom it is among."""
    low, high = bounds
    for run in waves.runs():
        name = waves.name(run)
        printed = waves.printed(run)
        for cell, rule in waves.sums.cells.items():
            place = name + cell
            if rule is None or cell in printed:
                continue
            t, zeros, few = rule
            if low[place] >= t or (high[place] == 0 and not zeros):
                continue
            whole, at, _ = cell.partition("@")
            among = [few or EVERYONE, *([whole] if at and whole in waves.sums.answers else [])]
            most = min(t, *(high[name + one] for one in among))
            if shown[0][place] > 0 or shown[1][place] < most:
                yield (
                    f"{place} is told: no tables show that it may be 0 and that it may be {most}; "
                    f"they have {shown[0][place]} to {shown[1][place]}."
                )


def _one_answer(waves: Waves, run: tuple[int, int], bounds: LowAndHigh) -> Iterator[str]:
    """Nobody's answer follows from who is surely in no row: whichever printed groups somebody is
    in, one of each splitter, two rows are left; and two columns are left of each row."""
    (low, high), name, sums = bounds, waves.name(run), waves.sums

    def none(q: QuestionRows, part: PeopleGroup) -> frozenset[str]:
        cells = {row: name + part.cell(q.id, row_name(row)) for row in q.rows}
        return frozenset(row for row, cell in cells.items() if high[cell] == 0)

    for q in (waves.asked[id_] for id_ in sorted(sums.numbers)):
        if q.type == "text" or len(q.rows) < 2 or not low[f"{name}{q.id}/base"]:
            continue
        whole = none(q, PeopleGroup())
        ruled_out = {whole}
        for by in sorted(by for id_, by in sums.tables if id_ == q.id):
            columns = [none(q, part) for part in sums.parts(by)]
            ruled_out |= {some | more for some in ruled_out for more in columns[:-1]}
            for row in set(q.rows) - whole:
                if sum(row not in column for column in columns) < 2:
                    yield f"Whoever answered {row} to {name}{q.id} is in one column of {by}."
        if any(len(q.rows) - len(some) < 2 for some in ruled_out):
            yield f"What is printed 0 leaves people of some groups one answer to {name}{q.id}."
