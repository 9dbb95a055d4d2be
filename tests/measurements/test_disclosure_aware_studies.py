"""A reader who knows how studies are printed, and prints every table that fits: what is learnt?

For each invented study of one question and one that splits it, tables of people that fit all that
is printed are looked for and published in the same way; those of which the whole release is the
same are *alike*. A small number is told where all that are alike agree on it. `make measure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from time import process_time

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect
from survey.disclosure.release import Integrity, QuestionResult, Release, Shown, StudyFacts
from survey.errors import DisclosureRefused
from survey.questionnaire.codebook import MISSING
from survey.questionnaire.model import Questionnaire
from survey.tally.counting import OneWay, Tally

pytestmark = pytest.mark.measurement

SEED = 20_261_129
#: Tables that are looked for at most: for nobody and for t in one place, for each value between,
#: and in one study where no other value was found.
ENDS, BETWEEN, MORE = 30, 12, 400
#: Steps of a walk from one table that fits to another.
STEPS = 400
SHAPES = ((2, 2), (2, 3), (3, 2), (2, 4), (2, 5), (3, 3), (3, 4), (4, 4))
#: Studies of each shape of which something is printed and a small number is not.
STUDIES = 6
#: Everything as it is shipped, but that tables of few numbers are printed.
POLICY = Policy.model_construct(tiny_table=0)
FACTS = StudyFacts(
    id="s", title={"": "T"}, languages=("en",), practice=True, reviewed=False,
    opened_on="2024-01-01", closed_on="2024-02-01", released_on="2024-02-02",
    questionnaire_fingerprint="f", closed_set="c", shares=3, threshold=2,
)  # fmt: skip

#: People by answer, last those who skipped it, and by group, last those who skipped that.
People = np.ndarray
Place = int | slice


@dataclass(frozen=True)
class Asked:
    """A question of `height` answers, and one of `width` that splits it."""

    height: int
    width: int
    sensitive: bool = False

    @property
    def t(self) -> int:
        """The least people of a printed number."""
        return POLICY.t(self.sensitive)

    @cached_property
    def q(self) -> Questionnaire:
        """The questionnaire."""

        def question(id_: str, options: int, **more: object) -> dict[str, object]:
            named = [{"id": f"o{k}", "text": f"Option {k}"} for k in range(options)]
            return {"id": id_, "type": "single", "text": "?", "options": named, **more}

        questions = [question("by", self.width, breakdown=True),
                     question("main", self.height, sensitive=self.sensitive)]  # fmt: skip
        words = dict.fromkeys(("title", "introduction", "consent", "closing"), "A few words.")
        sections = [{"id": "s", "title": "S", "questions": questions}]
        return Questionnaire.model_validate({"id": "t", "sections": sections} | words)

    def tally(self, people: People) -> Tally:
        """Return the counts of these people."""

        def longer(line: np.ndarray) -> np.ndarray:
            missing = np.zeros((len(MISSING), *line.shape[1:]), np.int64)
            missing[MISSING.index("skipped")] = line[-1]
            return np.concatenate((line[:-1], missing))

        whole = longer(longer(people).T).T
        ways = {}
        for id_, axis, size in (("main", 1, self.height), ("by", 0, self.width)):
            line = whole.sum(axis=axis)
            ways[id_] = OneWay(line[:size], line[size:], int(line[:size].sum()))
        return Tally(int(people.sum()), ways, {("main", "by"): whole}, {}, {})

    def release(self, people: People) -> Release | None:
        """Return what is published of them; None where nothing can be."""
        n = int(people.sum())
        try:
            return protect(self.q, self.tally(people), POLICY, FACTS,
                           Integrity(envelopes=n, counted=n))  # fmt: skip
        except DisclosureRefused:
            return None

    def drawn(self) -> Iterator[People]:
        """Draw studies of 100 to 400 people, whose shares are Dirichlet(1); all answer both."""
        chance = np.random.default_rng([SEED, self.height, self.width, self.sensitive])
        while True:
            n = int(chance.integers(100, 401))
            shares = chance.dirichlet(np.ones(self.height * self.width))
            people = np.zeros((self.height + 1, self.width + 1), np.int64)
            people[:-1, :-1] = chance.multinomial(n, shares).reshape(self.height, self.width)
            yield people

    def small(self, people: People, release: Release) -> list[tuple[int, int]]:
        """Return the small numbers in the printed groups of the table."""
        found = _of(release, "main").breakdowns
        if not found or all(one.hidden for line in found[0].cells for one in line):
            return []
        groups = [int(category.id[1:]) for category in found[0].categories]
        return [(i, j) for i in range(self.height) for j in groups
                if people[i, j] < self.t and (people[i, j] or self.sensitive)]  # fmt: skip


def _of(release: Release, id_: str) -> QuestionResult:
    return next(question for question in release.questions if question.id == id_)


def _answered(people: People) -> np.ndarray:
    """Return which places are of people who answered both questions."""
    answered = np.ones(people.shape, bool)
    answered[-1] = answered[:, -1] = False
    return answered.ravel()


@dataclass
class Reader:
    """All that is printed as lines: people in some places of a table are between two numbers."""

    asked: Asked
    release: Release
    lines: list[tuple[np.ndarray, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        main, by = _of(self.release, "main"), _of(self.release, "by")
        self._put(self.release.respondents, (slice(None), slice(None)), 100)
        for question, care in ((main, self.asked.t), (by, POLICY.t(False))):
            for k, row in enumerate((*question.rows, *question.missing)):
                # the last row is of those who gave no answer, at any size
                least = care if k < len(question.rows) else 0
                own = k if k < len(question.rows) else -1
                self._put(row.shown, self._line(question, own), least)
            self._put(question.base, self._line(question, slice(-1)), POLICY.base_for_counts)
        for split in main.breakdowns:
            for k, category in enumerate(split.categories):
                j = int(category.id[1:])
                self._put(category.base, (slice(-1), j), POLICY.category_people)
                for i, line in enumerate(split.cells):
                    self._put(line[k], (i, j), self.asked.t)

    def _line(self, question: QuestionResult, own: Place) -> tuple[Place, Place]:
        return (own, slice(None)) if question.id == "main" else (slice(None), own)

    def _put(self, shown: Shown, at: tuple[Place, Place], least: int) -> None:
        mask = np.zeros((self.asked.height + 1, self.asked.width + 1), np.int64)
        mask[at] = 1
        if shown.count is not None:
            slack = POLICY.count_rounding // 2
            low = max(shown.count - slack, 0)
            high = 0 if least and not shown.count else shown.count + slack
            self.lines.append((mask.ravel(), max(low, least) if high else 0, high))

    @cached_property
    def _told(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Lines, and the least and most people of each."""
        masks, low, high = zip(*self.lines, strict=True)
        return np.array(masks), np.array(low), np.array(high)

    def nearest(
        self, near: People, at: tuple[int, int], least: int, most: int, skipped: bool
    ) -> People | None:
        """Return the nearest table that fits, with a number between two ends; or None.

        `skipped`: others may have skipped a question, too.
        """
        size, everyone = near.size, int(near.sum()) + POLICY.count_rounding
        low, high = np.zeros(3 * size), np.full(3 * size, float(everyone))
        if not skipped:
            high[:size] = np.where(_answered(near), everyone, near.ravel())
        place = int(np.ravel_multi_index(at, near.shape))
        low[place], high[place] = least, min(most, everyone)
        masks, least_, most_ = self._told
        eye, nothing = np.eye(size), np.zeros((len(masks), 2 * size))
        # a table is `near`, and more here, less there
        found = milp(
            np.concatenate((np.zeros(size), np.ones(2 * size))),
            integrality=np.concatenate((np.ones(size), np.zeros(2 * size))),
            bounds=Bounds(low, high),
            constraints=[
                LinearConstraint(np.hstack((masks, nothing)), least_, most_),
                LinearConstraint(np.hstack((eye, -eye, eye)), near.ravel(), near.ravel()),
            ],
        )  # fmt: skip
        return None if found.x is None else np.rint(found.x[:size]).astype(int).reshape(near.shape)

    def walked(
        self,
        table: People,
        at: tuple[int, int],
        least: int,
        most: int,
        chance: np.random.Generator,
        skipped: bool,
    ) -> People:
        """Return a table that fits, many random steps away; a number stays between two ends.

        `skipped`: as many may have skipped a question as fit, too.
        """
        masks, low, high = self._told
        cells, place = table.ravel().copy(), int(np.ravel_multi_index(at, table.shape))
        sums = masks @ cells
        free = np.flatnonzero(_answered(table) | skipped)
        moves = chance.choice(free, (STEPS, 2))
        signs = chance.integers(-1, 2, (STEPS, 2))
        for (i, j), (up, down) in zip(moves.tolist(), signs.tolist(), strict=True):
            trial = sums + up * masks[:, i] + down * masks[:, j]
            if (trial < low).any() or (trial > high).any():
                continue
            cells[i] += up
            cells[j] += down
            if min(cells[i], cells[j]) < 0 or not least <= cells[place] <= most:
                cells[i] -= up
                cells[j] -= down
                continue
            sums = trial
        return cells.reshape(table.shape)


@dataclass
class Attack:
    """Tables that are published alike, and what values they have where a number is small."""

    asked: Asked
    true: People
    release: Release

    def __post_init__(self) -> None:
        self.small = self.asked.small(self.true, self.release)
        self.values = {at: {int(self.true[at])} for at in self.small}
        self.alike = [self.true]
        self.seen = {self.true.tobytes()}
        self.runs = 0
        self._last: dict[tuple[tuple[int, int], int, bool], People | None] = {}
        self._text = self.release.model_dump_json()
        self._reader = Reader(self.asked, self.release)
        self._chance = np.random.default_rng([SEED, *self.true.ravel()])

    def has(self, at: tuple[int, int], value: int) -> bool:
        """Say whether a table that is alike has this value (t: or more) in a place."""
        return any(min(one, self.asked.t) == value for one in self.values[at])

    def run(self) -> None:
        """Look for nobody, for t, and for every value between, nearest first; then, for what no
        other value was found of, for any."""
        for at in self.small:
            for value in range(self.asked.t + 1):
                tries = ENDS if value in (0, self.asked.t) else BETWEEN
                for k in range(tries):
                    if self.has(at, value):
                        break
                    self._try(at, value, k)
        for k in range(MORE):
            alone = [at for at in self.small if len(self.values[at]) == 1]
            if not alone:
                return
            self._try(alone[k % len(alone)], int(self._chance.integers(self.asked.t + 3)), k)

    def _try(self, at: tuple[int, int], value: int, k: int) -> None:
        """Publish a table with a value in a place (t: or more): the nearest, then any other."""
        ends = (value, value if value < self.asked.t else 10**6)
        skipped = k % 4 == 3
        key = (at, value, skipped)
        if key not in self._last:
            self._last[key] = self._reader.nearest(self.true, at, *ends, skipped)
        table = self._last[key]
        if table is not None and k:
            table = self._reader.walked(table, at, *ends, self._chance, skipped)
            self._last[key] = table
        if table is not None and table.tobytes() not in self.seen:
            self._publish(table)

    def _publish(self, table: People) -> None:
        self.seen.add(table.tobytes())
        self.runs += 1
        again = self.asked.release(table)
        if again is not None and again.model_dump_json() == self._text:
            self.alike.append(table)
            for at in self.small:
                self.values[at].add(int(table[at]))


@dataclass
class Found:
    """What was found of the small numbers of some studies.

    `both`: nobody, and t or more, in tables that are alike; `empty`, `large`: only one of them;
    `other`: only other values; `alone`: no other value; `least`: the fewest values of one of them.
    """

    tables: int = 0
    small: int = 0
    both: int = 0
    empty: int = 0
    large: int = 0
    other: int = 0
    alone: int = 0
    least: int = 10**6
    runs: int = 0
    alike: int = 0

    def add(self, one: Attack) -> None:
        """Add one study."""
        self.tables += 1
        self.runs += one.runs
        self.alike += len(one.alike) - 1
        for at in one.small:
            empty, large = one.has(at, 0), one.has(at, one.asked.t)
            values = len(one.values[at])
            self.small += 1
            self.both += empty and large
            self.empty += empty and not large
            self.large += large and not empty
            self.other += not empty and not large and values > 1
            self.alone += values == 1
            self.least = min(self.least, values)


@pytest.fixture(scope="module")
def lines() -> Iterator[list[str]]:
    heads = ("table", "sensitive", "tables", "small", "nobody and t", "nobody, not t",
             "t, not nobody", "others only", "no other", "fewest values", "published", "alike",
             "s")  # fmt: skip
    found = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    yield found
    print("\n\n" + "\n".join(found))


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_who_knows_how_studies_are_printed(
    lines: list[str], shape: tuple[int, int], sensitive: bool
) -> None:
    start, found, asked = process_time(), Found(), Asked(*shape, sensitive)
    for people in asked.drawn():
        release = asked.release(people)
        if release is None or not asked.small(people, release):
            continue
        attack = Attack(asked, people, release)
        attack.run()
        found.add(attack)
        if found.tables == STUDIES:
            break
    numbers = " | ".join(str(getattr(found, one.name)) for one in fields(found))
    care = "yes" if sensitive else "no"
    spent = process_time() - start
    lines.append(f"| {shape[0]}x{shape[1]} | {care} | {numbers} | {spent:.0f} |")
    if shape != (2, 2):
        assert not found.alone
