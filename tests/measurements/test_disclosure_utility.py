"""How many of the numbers that people want are printed, beside two plain rules: `make measure`.

Each release is made in a process of its own, so that its memory is known and its time bounded.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter, process_time

import pytest

from survey.answers.codec import Layout
from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect
from survey.disclosure.release import Integrity, StudyFacts
from survey.tally.counting import LANGUAGE, count
from tests.measurements.printed_numbers import (
    Counts,
    Number,
    Table,
    by_large_cells,
    by_release,
    by_threshold,
    covered,
    wanted,
)
from tests.measurements.rounded_reader import Learnt, learnt
from tests.measurements.surveys_to_measure import (
    PRACTICE,
    PUBLIC,
    SHIPPED,
    missing_file,
    survey_of,
)

pytestmark = pytest.mark.measurement

FACTS = StudyFacts(
    id="s", title={"": "T"}, languages=("en",), practice=True, reviewed=False,
    opened_on="2024-01-01", closed_on="2024-02-01", released_on="2024-02-02",
    questionnaire_fingerprint="f", closed_set="c", shares=3, threshold=2,
)  # fmt: skip
SEED, ROUNDING = 20_261_129, 5
#: Seconds that one release may take, with all its readers.
PATIENCE = 240
RULES = ("release", "threshold", "large cells")
KINDS = ("one-way", "inner", "by language")


@dataclass
class Measured:
    """Numbers wanted and printed by kind, wanted cells that printed numbers hold, and what is
    learnt of small counts from the rounded numbers, and from exact ones.

    `unmerged`: inner numbers that would be wanted had no options been put together in groups."""

    wanted: dict[str, int]
    printed: dict[str, int]
    held: dict[str, int]
    rounded: Learnt = field(default_factory=Learnt)
    exact: Learnt = field(default_factory=Learnt)
    cost: str = ""
    unmerged: int = 0

    @classmethod
    def none(cls) -> Measured:
        """Return what nothing comes to."""
        return cls(*(dict.fromkeys(KINDS, 0) for _ in range(3)))

    def add(self, other: Measured) -> None:
        """Add what was measured of another survey."""
        for kind in KINDS:
            self.wanted[kind] += other.wanted[kind]
            self.printed[kind] += other.printed[kind]
            self.held[kind] += other.held[kind]
        self.unmerged += other.unmerged
        self.rounded += other.rounded
        self.exact += other.exact


def kind_of(by: str) -> str:
    """Return the kind of a table."""
    return {"": "one-way", LANGUAGE: "by language"}.get(by, "inner")


def measured(
    counts: Counts, tables: list[Table], numbers: list[Number], words: int, *, read: bool
) -> Measured:
    """Return what these printed numbers come to."""
    asked = {(table.question, table.by): table for table in tables}
    one = Measured.none()
    for table in tables:
        lines = len(counts.tally.one_way[table.question].valid)
        one.wanted[kind_of(table.by)] += lines * len(table.groups)
        if kind_of(table.by) == "inner":
            one.unmerged += lines * len(counts.options(table.by))
    for number in numbers:
        if number.rows:
            one.printed[kind_of(number.by)] += 1
            one.held[kind_of(number.by)] += covered(number, asked)
    one.printed["one-way"] += words
    one.held["one-way"] += words
    if read:
        one.rounded = learnt(counts, tables, numbers, ROUNDING)
        one.exact = learnt(counts, tables, numbers, 1)
    return one


def work(name: str, people: int, sending: Connection) -> None:
    """Make one release and send what was measured of it and of the plain rules."""
    q, records = survey_of(name, people, SEED)
    tally = count(q, Layout(q), records)
    before, start = process_time(), perf_counter()
    integrity = Integrity(envelopes=people, counted=people)
    release = protect(q, tally, Policy(), FACTS, integrity)
    wall, cpu = perf_counter() - start, process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = Counts(q, tally)
    tables = [*wanted(counts)]
    numbers, words = by_release(release, tables)
    ours = measured(counts, tables, numbers, words, read=not words)
    ours.cost = f"{wall:.1f} ({cpu:.1f}) | {memory}"
    rules = (by_threshold(counts, tables), by_large_cells(counts, tables))
    plain = [measured(counts, tables, rule, 0, read=True) for rule in rules]
    sending.send((release.audit.passed, [ours, *plain]))


@pytest.fixture(scope="module")
def pooled() -> Iterator[dict[tuple[str, int, str], Measured]]:
    found: dict[tuple[str, int, str], Measured] = {}
    heads = ("survey", "people", "rule", *KINDS, "too narrow, of small (known)",
             "by exact numbers", "s (processor)", "MB")  # fmt: skip
    print(f"\n\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    yield found
    for (which, people, rule), one in sorted(found.items(), key=lambda item: item[0][:2]):
        line(which, people, rule, one)


def group_of(name: str) -> str:
    """Return under what a survey is put together with others."""
    if name in PUBLIC:
        return "public surveys together"
    return "shipped, practice, together" if name in PRACTICE else "shipped together"


def line(name: str, people: int, rule: str, one: Measured) -> None:
    """Print a line of the table."""
    shares = []
    for kind in KINDS:
        of, printed, held = one.wanted[kind], one.printed[kind], one.held[kind]
        more = f", holding {held}" if held != printed else ""
        if kind == "inner" and of:
            more += f" ({100 * printed / one.unmerged:.0f} % of {one.unmerged})"
        shares.append(f"{printed} of {of} = {100 * printed / of:.0f} %{more}" if of else "none")
    told = [f"{x.narrow} of {x.small} ({x.known})" if x.small else "none"
            for x in (one.rounded, one.exact)]  # fmt: skip
    print(f"| {name} | {people:,} | {rule} | {' | '.join([*shares, *told])} | "
          f"{one.cost or ' | '} |")  # fmt: skip


@pytest.mark.parametrize("people", [24, 60, 150, 300, 1000])
@pytest.mark.parametrize("name", [*SHIPPED, *PRACTICE, *PUBLIC])
def test_how_many_numbers_are_printed(
    name: str, people: int, pooled: dict[tuple[str, int, str], Measured]
) -> None:
    if missing_file(name):
        pytest.skip(missing_file(name))
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(name, people, sending))
    worker.start()
    sending.close()
    found: list[Measured] = []
    passed = False
    try:
        if receiving.poll(PATIENCE):
            passed, found = receiving.recv()
        else:
            print(f"| {name} | {people:,} | not within {PATIENCE} s | | | | | | | |")
    finally:
        worker.terminate()
        worker.join()
        receiving.close()
    for rule, one in zip(RULES, found, strict=False):
        line(name, people, rule, one)
        pooled.setdefault((group_of(name), people, rule), Measured.none()).add(one)
    assert passed
    assert not found[0].rounded.narrow
