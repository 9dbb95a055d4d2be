"""Everything that was ever published of a study, as part of what readers know in the next release.

It knows releases as they were printed, and counts of people by when they came. It must not know
solvers, words for readers, or files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from survey.disclosure.proof.printed_study import printed_groups, printed_study
from survey.disclosure.reader.zeros import Face
from survey.disclosure.release import QuestionResult, Release, Row, Shown
from survey.disclosure.rounding import nearest
from survey.disclosure.study.answer_groups import Answers
from survey.disclosure.system.building import ALL, PrintPlan, Study, TableKey, build, faces
from survey.disclosure.system.cell_key import CellKey, sum_row
from survey.disclosure.system.cells import Slice
from survey.disclosure.system.linear_system import ANYTHING, Cell, CellRule, Role, System, ZeroSum
from survey.disclosure.system.primary import required
from survey.questionnaire.model import Questionnaire
from survey.tally.columns import path_rule
from survey.tally.counting import Tally, rule_key

#: Some waves together, by their places: a group of people that a reader can tell from others.
People = frozenset[int]


@dataclass(frozen=True, slots=True)
class Wave:
    """The counts of people who came together: in every release from number `since` on, and no more
    from number `until` on, where they were taken back."""

    tally: Tally
    since: int
    until: int | None = None

    def is_in(self, number: int) -> bool:
        """Say whether a release of that number counts these people."""
        return self.since <= number and (self.until is None or number < self.until)

    @property
    def name(self) -> str:
        """Return what cell ids of these people begin with."""
        return f"{self.since}" if self.until is None else f"{self.since}to{self.until}"


@dataclass(frozen=True, slots=True)
class Past:
    """What was published before, in order, and all waves that hold anybody: those of before and the
    new one.

    Exact counts of earlier releases are never stored: they are the sums of their waves.
    """

    releases: tuple[Release, ...] = ()
    waves: tuple[Wave, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the release to come."""
        return max((release.number for release in self.releases), default=0) + 1

    def people(self, number: int) -> People:
        """Return the waves that a release counts."""
        return frozenset(i for i, wave in enumerate(self.waves) if wave.is_in(number))

    def tally(self, people: People) -> Tally:
        """Return the counts of some waves together."""
        return reduce(Tally.__add__, (self.waves[i].tally for i in sorted(people)))

    def name(self, people: People) -> str:
        """Return what the ids of the cells of some waves begin with; nothing for those of the
        release to come."""
        if people == self.people(self.number):
            return ""
        return "+".join(self.waves[i].name for i in sorted(people)) + "|"

    def changed(self) -> int:
        """Return how many people came or were taken back since the last release."""
        now = self.number
        return sum(wave.tally.n for wave in self.waves if now in (wave.since, wave.until))


@dataclass(frozen=True, slots=True)
class PrintedBefore:
    """What one release printed in numbers: its plan, and the cells that are not hidden in it."""

    number: int
    plan: PrintPlan
    cells: frozenset[str]


def printed_in(release: Release, q: Questionnaire) -> PrintedBefore:
    """Return what a stored release printed of a questionnaire."""
    told = [question for question in release.questions if question.form == "numbers"]
    tables = frozenset((question.id, one.by) for question in told for one in question.breakdowns)
    answers = frozenset(
        ((question.id, one.by), tuple(group.options for group in one.answers))
        for question in told
        for one in question.breakdowns
        if one.answers
    )
    sums = frozenset((question.id, one.options) for question in told for one in question.sums)
    cells = frozenset(cell for question in told for cell, _ in printed_cells(question, q))
    return PrintedBefore(
        release.number, PrintPlan(frozenset(x.id for x in told), tables, answers, sums), cells
    )


def fixed_groups(past: Past) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return for each breakdown that was ever printed its groups, by id, with their options."""
    return printed_groups(past.releases)


def stated_before(past: Past) -> frozenset[str]:
    """Return the cells of a linked system of which an earlier release states that they hold no
    small group."""
    found: set[str] = set()
    for release in past.releases:
        name = past.name(past.people(release.number))
        found |= {one if CellKey.parse(one).waves else name + one for one in release.at_least}
    return frozenset(found)


def fixed_answers(past: Past) -> dict[TableKey, Answers]:
    """Return for each table that was ever printed how its answers were put together first."""
    found: dict[TableKey, Answers] = {}
    for release in past.releases:
        for question in release.questions:
            for one in question.breakdowns:
                found.setdefault((question.id, one.by), tuple(x.options for x in one.answers))
    return found


def all_faces(study: Study, plan: PrintPlan, past: Past) -> tuple[Face, ...]:
    """Return the rows whose zeros are looked at: of this release, and of all before it."""
    found = list(faces(study, plan))
    for release in past.releases:
        name = past.name(past.people(release.number))
        earlier = faces(study, printed_in(release, study.q).plan)
        found += (face.before(name) for face in earlier)
    return tuple(found)


class LinkedSystems:
    """The systems of a release and of everything published before it, plan by plan.

    `study` has the counts of everyone whom the new release counts; its cells keep their ids. For
    each wave, each earlier release and what came or went between two of them there are the same
    cells over again: printed ones are known, and small ones have their requirement. What does not
    depend on the plan is written down once.
    """

    def __init__(self, study: Study, past: Past) -> None:
        self.study, self.past = study, past

    def system(self, plan: PrintPlan) -> System:
        """Return the system in which a plan is printed."""
        return _Linking(self, plan).system() if self.past.releases else build(self.study, plan)

    @cached_property
    def waves(self) -> tuple[Study, ...]:
        """Return the study as the people of each wave alone would be one; itself where these are
        the same: whoever has releases alone counts nobody in any wave."""
        study = self.study
        return tuple(
            study if wave.tally is study.tally else replace(study, tally=wave.tally)
            for wave in self.past.waves
        )

    @cached_property
    def before(self) -> tuple[PrintedBefore, ...]:
        """Return what each earlier release printed."""
        return tuple(printed_in(release, self.study.q) for release in self.past.releases)

    @cached_property
    def known(self) -> dict[People, frozenset[str]]:
        """Return the cells of some people that were printed of them before."""
        found: dict[People, frozenset[str]] = {}
        for one in self.before:
            people = self.past.people(one.number)
            found[people] = found.get(people, frozenset()) | one.cells
        return found

    @cached_property
    def floors(self) -> dict[People, dict[str, tuple[int, int]]]:
        """Return what the public rules tell of the cells of each earlier release, printed or
        not."""
        return {
            self.past.people(one.number): self._floors_of(self.past.releases[: k + 1], one.plan)
            for k, one in enumerate(self.before)
        }

    def _floors_of(
        self, releases: Sequence[Release], plan: PrintPlan
    ) -> dict[str, tuple[int, int]]:
        if not plan.questions or releases[-1].of_before:
            return {}
        cells = build(printed_study(releases, self.study.q), plan).cells.values()
        return {cell.id: cell.surely for cell in cells}

    def widened(self, *plans: PrintPlan) -> PrintPlan:
        """Return the plan of everything that one of some plans prints, or was printed before."""
        return reduce(PrintPlan.and_also, (*(one.plan for one in self.before), *plans))

    def contradiction(self) -> str:
        """Return the first cell whose count, by the waves, is not what an earlier release printed;
        "" where all agree."""
        waves = [build(study, self.widened()).cells for study in self.waves]
        for release in self.past.releases:
            printed = (
                pair
                for x in release.questions
                if x.form == "numbers"
                for pair in printed_cells(x, self.study.q)
            )
            counted = [waves[i] for i in self.past.people(release.number)]
            for cell, shown in printed if counted else ():
                count = sum(wave[cell].count for wave in counted)
                step = release.policy.count_rounding
                if shown.count is not None and nearest(count, step) != shown.count:
                    return cell
        return ""


def is_of(cell: Cell, people: People, past: Past) -> bool:
    """Say whether a cell of a linked system counts people of these waves, and no others."""
    return bool(cell.key.waves) and past.name(people) in ("", f"{cell.key.waves}|")


def _together(waves: list[System]) -> dict[str, Cell]:
    """Return the cells of several waves together, with what their rules require."""
    counts = {
        cell: sum(wave.cells[cell].count for wave in waves) for cell in _in_all(waves[0], waves)
    }
    found = {}
    for cell_id, count in counts.items():
        cell = waves[0].cells[cell_id]
        rule = cell.rule or CellRule()
        few = counts[rule.few] if rule.few else None
        need = required(count, rule, (counts[group] for group in rule.groups), few)
        found[cell_id] = replace(cell, count=count, need=need)
    return found


def _in_all(system: System, waves: list[System]) -> Iterator[str]:
    """Return the cells of a system that each wave has: whose groups lie within each other depends
    on who came."""
    return (cell for cell in system.cells if all(cell in wave.cells for wave in waves))


class _Linking:
    """One linked system in the making."""

    def __init__(self, systems: LinkedSystems, plan: PrintPlan) -> None:
        self._systems, self._past = systems, systems.past
        self._now = self._past.people(self._past.number)
        wide = systems.widened(plan)
        self._waves = [build(study, wide) for study in systems.waves]
        self._every = build(systems.study, wide)
        planned = self._every if plan == wide else build(systems.study, plan)
        #: the cells of the plan, and those that it prints: the wider one may have more
        self._planned = planned.cells.keys()
        self._shown = {cell.id for cell in planned.cells.values() if cell.role == "printable"}
        self._cells: dict[str, Cell] = {}
        self._lines: dict[ZeroSum, None] = {}
        self._private: set[ZeroSum] = set()

    def system(self) -> System:
        """Return the whole."""
        for people in self._groups():
            self._put(people)
        everyone = sum(wave.tally.n for wave in self._past.waves)
        return System(everyone, self._cells, tuple(self._lines), frozenset(self._private))

    def _groups(self) -> Iterator[People]:
        """Return what is printed now, single waves, earlier releases, and what lies between two."""
        past = self._past
        numbers = [*(release.number for release in past.releases), past.number]
        counted = [past.people(number) for number in numbers]
        singles = [frozenset({i}) for i in range(len(past.waves))]
        between = [one - other for one in counted for other in counted]
        return (one for one in dict.fromkeys((self._now, *singles, *counted, *between)) if one)

    def _put(self, people: People) -> None:
        """Add the cells of some waves; those of several waves are the sums of theirs."""
        name, places = self._past.name(people), sorted(people)
        waves, part = [self._waves[i] for i in places], self._part(people)
        cells = part.cells if part else _together(waves)
        self._put_cells(people, name, cells.values())
        names = [self._past.name(frozenset({i})) for i in places]
        for cell in _in_all(part or waves[0], waves) if len(waves) > 1 else ():
            line = ((name + cell, 1), *((one + cell, -1) for one in names))
            self._lines[line] = None
        if part:
            self._put_lines(part, name)

    def _put_lines(self, part: System, name: str) -> None:
        for terms in part.lines:
            line = tuple((name + cell, factor) for cell, factor in terms)
            self._lines[line] = None
            if terms in part.private:
                self._private.add(line)

    def _part(self, people: People) -> System | None:
        """Return the system of some people that is written down as such."""
        if len(people) == 1:
            return self._waves[next(iter(people))]
        return self._every if people == self._now else None

    def _put_cells(self, people: People, name: str, cells: Iterable[Cell]) -> None:
        systems = self._systems
        known, floors = systems.known.get(people, frozenset()), systems.floors.get(people, {})
        for cell in cells:
            role = self._role(cell, people, known)
            if name:
                renamed = _renamed(cell, name, role, floors.get(cell.id, (0, ANYTHING)))
            else:
                surely = cell.surely if cell.id in self._planned else (0, ANYTHING)
                renamed = _renamed(cell, name, role, surely)
            self._cells[renamed.id] = renamed

    def _role(self, cell: Cell, people: People, known: frozenset[str]) -> Role:
        if cell.id in known or (cell.id == ALL and people in (self._now, *self._systems.known)):
            return "known"
        if people != self._now or cell.role == "silent":
            return "silent"
        return "printable" if cell.id in self._shown else "silent"


def _renamed(cell: Cell, name: str, role: Role, surely: tuple[int, int]) -> Cell:
    """Return a cell of other people, whom `name` tells from those of the release to come.

    Of what is known already nothing is demanded; of people who are fewer than the threshold only
    that nothing is learnt but how many they are. The floors of printing are those of one release.
    """
    need, rule = (None, None) if role == "known" else (cell.need, cell.rule)
    if rule is not None and name:
        groups = tuple(name + one for one in rule.groups)
        rule = CellRule(rule.threshold, rule.zeros, groups, name + (rule.few or ALL))
    cuts = cell.cuts if role == "known" or not name else ()
    return replace(
        cell, id=name + cell.id, need=need, role=role, rule=rule, cuts=cuts, surely=surely
    )


def printed_cells(question: QuestionResult, q: Questionnaire) -> Iterator[tuple[str, Shown]]:
    """Return the cells that a question shows: their ids, and what stands there."""
    return ((cell, shown) for cell, shown in every_cell(question, q) if not shown.hidden)


def every_cell(question: QuestionResult, q: Questionnaire) -> list[tuple[str, Shown]]:
    """Return the cells of a question, hidden ones too: their ids, and what stands there."""
    whole = Slice(ALL)
    every = [(whole.cell(question.id, "base"), question.base)]
    every += [(whole.option(question.id, row.id), row.shown) for row in question.rows]
    every += [(whole.option(question.id, sum_row(one.options)), one.shown) for one in question.sums]
    every += [(_missing_cell(question, row, q), row.shown) for row in question.missing]
    for split in question.breakdowns:
        parts = [Slice("", split.by, category.id) for category in split.categories]
        for part, category in zip(parts, split.categories, strict=True):
            every.append((part.cell(question.id, "base"), category.base))
        for row_id, cells in zip(split.row_ids, split.cells, strict=True):
            every += [
                (part.option(question.id, row_id), shown)
                for part, shown in zip(parts, cells, strict=True)
            ]
    return every


def _missing_cell(question: QuestionResult, row: Row, q: Questionnaire) -> str:
    if row.kind == "not_asked":
        rule = path_rule(q, question.id)
        return str(CellKey(row="not_asked", rule=rule_key(rule) if rule else ""))
    together = row.kind == "skipped" and question.type == "text"
    return str(CellKey(question.id, "no_answer" if together else row.kind))
