"""The whole system of a study: every question for everyone, every table of a breakdown, every tie.

It knows the tally, the policy and the plan of what is to be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, repeat

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.policy import Policy
from survey.disclosure.reader.zeros import LEFT, Face
from survey.disclosure.study.answer_groups import Answers, group_id
from survey.disclosure.study.answer_sums import Options, named_sets
from survey.disclosure.study.categories import BreakdownGroups, by_language
from survey.disclosure.system.cell_key import CellKey, row_name, sum_row
from survey.disclosure.system.cells import (
    Care,
    Counted,
    Slice,
    kinds_offered,
    put_asked,
    put_question,
)
from survey.disclosure.system.linear_system import ANYTHING, Cell, System, SystemBuilder
from survey.disclosure.system.merged_cells import put_answers
from survey.disclosure.system.nesting import alike, tie_alike
from survey.disclosure.system.print_plan import PrintPlan as PrintPlan
from survey.disclosure.system.print_plan import TableKey as TableKey
from survey.disclosure.system.routing import Paths
from survey.disclosure.system.sum_cells import put_sums
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Multiple, Question, Questionnaire, Rule, Single, Written
from survey.questionnaire.rules import leaves
from survey.tally.columns import path_rule
from survey.tally.counting import LANGUAGE, Tally, rule_key

#: The cell of all people.
ALL = str(CellKey())
REST = "_rest"


@dataclass(frozen=True)
class Study:
    """The counts of one study, its policy and the groups of each breakdown that has any."""

    q: Questionnaire
    tally: Tally
    policy: Policy
    splits: Mapping[str, BreakdownGroups]
    #: whether its groups were chosen for an earlier release
    later: bool = False
    #: for each breakdown that was tried alone the tables that were readable then, with how their
    #: answers are put together
    tried: Mapping[str, Mapping[TableKey, Answers]] = field(default_factory=dict)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return the questions by id."""
        return {question.id: question for question in self.q.questions()}

    @cached_property
    def paths(self) -> dict[str, Rule | None]:
        """Return the path rule of each question."""
        return {question_id: path_rule(self.q, question_id) for question_id in self.questions}

    @cached_property
    def splitters(self) -> dict[str, Single]:
        """Return what splits tables by id: the breakdown questions, and the language where there
        are several."""
        found = {by.id: by for by in self.q.breakdowns()}
        if LANGUAGE in self.tally.one_way:
            found[LANGUAGE] = by_language(self.q.languages)
        return found

    @cached_property
    def columns(self) -> dict[str, Columns]:
        """Return the columns of each breakdown that has groups."""
        return {by: _columns(self, by) for by in self.splits}

    @cached_property
    def parts(self) -> dict[tuple[Hashable, ...], System]:
        """Return the parts of systems of this study that were written down, by what writes each
        and of what: plans differ in which parts they have."""
        return {}

    def group_people(self, by: str) -> int:
        """Return how many people a group of a breakdown has at least."""
        if by == LANGUAGE:
            return self.policy.slice_people
        if self.later:
            return self.policy.category_people
        return self.policy.group_people(self.is_sensitive(by))

    def is_sensitive(self, by: str) -> bool:
        """Say whether a question, or what splits a table, is sensitive."""
        return by in self.questions and self.questions[by].sensitive

    def base(self, question_id: str) -> int:
        """Return the people with a valid answer; for a text, those who were asked."""
        one = self.tally.one_way[question_id]
        if isinstance(self.questions[question_id], Written):
            return self.tally.n - int(one.missing[0])
        return one.base

    def together(self, question: Question, options: Options) -> int:
        """Return the people who gave any of some answers; of a multiple choice, of a named set."""
        if isinstance(question, Multiple):
            return _chose_any(self, question)[options]
        held = self.tally.one_way[question.id].valid
        return sum(int(held[i]) for i, row in enumerate(rows(question)) if row.id in options)

    def inner_bases(self, question_id: str, by: str) -> NDArray[np.int64]:
        """Return the people with a valid answer per group, and last those in no group."""
        missing = gathered(self, question_id, by)[1]
        bases: NDArray[np.int64] = _people(self, by) - missing.sum(axis=0)
        return bases

    def is_printed(self, question_id: str, by: str) -> tuple[bool, ...]:
        """Say of each group whether it is printed: all are where enough people of each answered.

        Leaving one out would tell of it, together with the people in no group, by subtraction.
        """
        bases = self.inner_bases(question_id, by)[:-1]
        least = self.policy.slice_people if by == LANGUAGE else self.policy.category_people
        return (bool(bases.min() >= least),) * len(bases)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a breakdown, the people in no column last; `within`: the options of those that
    hold several. Readers have how many people chose one of them, and so may look at these alone."""

    split: BreakdownGroups
    parts: tuple[Slice, ...]
    within: tuple[Slice, ...]

    @property
    def sides(self) -> tuple[tuple[BreakdownGroups, tuple[Slice, ...]], ...]:
        """Return the columns, and the options of those that hold several, as they are counted."""
        return (self.split, self.parts), (self.split.apart(), self.within)

    def options(self, part: Slice) -> list[Slice]:
        """Return the single options of a column that holds several."""
        held = set(part.options or ())
        return [one for one in self.within if held.issuperset(one.options or ())]


def _columns(study: Study, by: str) -> Columns:
    split = study.splits[by]
    # how many people read each language is not printed
    apart = split.apart().groups if by != LANGUAGE else ()
    within = (Slice(_total(by, one.options), by, f"={one.id}", one.options) for one in apart)
    return Columns(split, slices(by, split), tuple(within))


def slices(by: str, split: BreakdownGroups) -> tuple[Slice, ...]:
    """Return the columns of a breakdown, the people in no column last."""
    named = [
        Slice(_total(by, group.options), by, group.id, group.options) for group in split.groups
    ]
    return (*named, Slice(str(CellKey(by, REST)), by, REST))


def build(study: Study, plan: PrintPlan) -> System:
    """Return the system of everything that the plan prints, with its requirements.

    It is put together of parts, each of which is written down once for a study.
    """
    draft = SystemBuilder(study.tally.n)
    steps = (study.policy.numbers_from, study.policy.breakdowns_from)
    draft.put(Cell(ALL, study.tally.n, "", role="known", cuts=steps))
    columns = {by: study.columns[by] for by in sorted({by for _, by in plan.tables})}
    asked = [question.id for question in study.q.questions() if question.id in plan.questions]
    for question_id in asked:
        _add(study, draft, _put_whole, question_id)
        _add(study, draft, _put_sums, question_id, plan.sums_of(question_id))
    for by in columns:
        _add(study, draft, _put_columns, by)
    for question_id, by in sorted(plan.tables):
        _add(study, draft, _put_table, question_id, by, plan.all_answers_of((question_id, by)))
        if isinstance(study.questions[question_id], Multiple):
            _add(study, draft, _put_any, question_id, by, plan.sums_of(question_id))
    _tie_paths(study, draft, asked, sorted(plan.tables), columns)
    for one, other in combinations(columns, 2):
        _tie_alike(study, draft, plan, columns[one].parts, columns[other].parts)
    return draft.finished()


def _add(study: Study, draft: SystemBuilder, write: Callable[..., None], *of: Hashable) -> None:
    """Add the part that a function writes of something; what it reads beside that is the study."""
    part = study.parts.get((write, *of))
    if part is None:
        own = SystemBuilder(study.tally.n, beside=draft.cells)
        write(study, own, *of)
        part = study.parts[write, *of] = own.finished()
    draft.add(part)


def _tie_paths(
    study: Study,
    draft: SystemBuilder,
    asked: Iterable[str],
    tables: Iterable[TableKey],
    columns: Mapping[str, Columns],
) -> None:
    """Tie those who were asked a question to what they answered before, in every slice."""
    parts = {by: one.parts for by, one in columns.items()}
    paths = Paths(draft, study.questions, _held(study, columns), parts)
    slices_ = [(id_, Slice(ALL)) for id_ in asked]
    slices_ += [(id_, part) for id_, by in tables for _, side in columns[by].sides for part in side]
    for id_, part in slices_:
        rule = study.paths[id_]
        if rule is not None:
            paths.tie(part.among(CellKey(row="asked", rule=rule_key(rule))), rule, part)


def _tie_alike(
    study: Study,
    draft: SystemBuilder,
    plan: PrintPlan,
    ones: tuple[Slice, ...],
    others: tuple[Slice, ...],
) -> None:
    """Add what ties the tables of two breakdowns, where groups of one lie within the other's."""
    one, other = ones[0].by, others[0].by
    both = [x for x in study.q.questions() if {(x.id, one), (x.id, other)} <= plan.tables]
    for pair in alike(_common(study, one, other)) if both else ():
        groups = [ones[i] for i in pair.one], [others[j] for j in pair.other]
        for question in both:
            tie_alike(draft, tuple(_keys(question)), pair, groups)


def _common(study: Study, one: str, other: str) -> NDArray[np.int64]:
    """Return people by group of one breakdown and group of another, last those in none."""
    if (one, other) not in study.tally.two_way:
        turned: NDArray[np.int64] = _common(study, other, one).T
        return turned
    across = study.splits[other].gather(study.tally.two_way[one, other])
    common: NDArray[np.int64] = study.splits[one].gather(across.T).T
    return common


def _put(
    study: Study,
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    printed: bool,
) -> None:
    care, rule = _care(study, question, part.by), study.paths[question.id]
    put_question(draft, question, part, counted, care, printed)
    put_asked(draft, question, part, counted, care, rule_key(rule) if rule else None)


def _put_whole(study: Study, draft: SystemBuilder, question_id: str) -> None:
    """Add the cells of a question among everyone."""
    question = study.questions[question_id]
    _put(study, draft, question, Slice(ALL), _whole(study, question), True)


def _put_sums(
    study: Study, draft: SystemBuilder, question_id: str, sums: tuple[Options, ...]
) -> None:
    """Add the sums of answers of a question among everyone."""
    question = study.questions[question_id]
    whole, any_ = _whole(study, question), _chose_any(study, question)
    put_sums(draft, question, Slice(ALL), whole, _care(study, question, ""), sums, any_)


def _put_columns(study: Study, draft: SystemBuilder, by: str) -> None:
    """Add how many people are in each column, and that the columns hold everyone."""
    parts = study.columns[by].parts
    least, whole = study.group_people(by), Slice(ALL)
    for part, people in zip(parts, _people(study, by), strict=True):
        inside = (least, ANYTHING) if part.options is not None else (0, ANYTHING)
        if by == LANGUAGE and part.options is None:
            inside = (0, 0)
        draft.put(Cell(part.total, int(people), by, surely=inside))
        if by != LANGUAGE and part.options is not None and len(part.options) > 1:
            draft.adds_up(part.total, map(whole.option, repeat(by), part.options))
    draft.adds_up(ALL, (part.total for part in parts))
    if by != LANGUAGE:
        # it follows from the sums above, but not from one of them at a time
        draft.adds_up(parts[-1].total, _in_no_group(study, by, parts))
    _put_left_out(study, draft, by, parts)


def _in_no_group(study: Study, by: str, parts: tuple[Slice, ...]) -> Iterator[str]:
    """Return the cells of the people in no group: no answer, another kind of it, no column."""
    question, rule = study.questions[by], study.paths[by]
    inside = {option for part in parts for option in part.options or ()}
    left = (row_name(row.id) for row in rows(question) if row.id not in inside)
    for name in ("no_answer", *kinds_offered(question), *left):
        yield str(CellKey(by, name))
    if rule is not None:
        yield str(CellKey(row="not_asked", rule=rule_key(rule)))


def faces(study: Study, plan: PrintPlan) -> tuple[Face, ...]:
    """Return the cells of the rows of each question of a plan, for everyone and in each group."""
    columns = {by: slices(by, study.splits[by]) for by in sorted({by for _, by in plan.tables})}
    found = []
    for question in study.q.questions():
        if question.id in plan.questions and len(rows(question)) >= LEFT:
            split = [by for id_, by in sorted(plan.tables) if id_ == question.id]
            groups = {by: _rows_by_group(question, columns[by]) for by in split}
            told_in = {
                part.option(question.id, one): part.option(question.id, group_id(group))
                for by in split
                for group in plan.answers_of((question.id, by))
                for part in columns[by]
                for one in group
            }
            found.append(Face(_rows(question, Slice(ALL)), groups, told_in))
    return tuple(found)


def _rows_by_group(question: Question, parts: tuple[Slice, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a question in every group, the people in none last."""
    return tuple(_rows(question, part) for part in parts)


def _rows(question: Question, part: Slice) -> tuple[str, ...]:
    return tuple(part.option(question.id, row.id) for row in rows(question))


def _put_left_out(study: Study, draft: SystemBuilder, by: str, parts: tuple[Slice, ...]) -> None:
    """Add that options without a column were chosen by fewer people than a column needs."""
    if by == LANGUAGE or study.later:
        return
    inside = {option for part in parts for option in part.options or ()}
    for row, count in zip(rows(study.questions[by]), study.tally.one_way[by].valid, strict=True):
        if row.id not in inside:
            most = (0, study.group_people(by) - 1)
            draft.put(Cell(Slice(ALL).option(by, row.id), int(count), by, surely=most))


def _put_table(
    study: Study, draft: SystemBuilder, question_id: str, by: str, answers: tuple[Answers, ...]
) -> None:
    """Add a question in each column, with the answers that the table prints together."""
    question, columns = study.questions[question_id], study.columns[by]
    printed = dict(zip(columns.parts, study.is_printed(question_id, by), strict=False))
    for part, counted in _counted(study, question, columns):
        _put(study, draft, question, part, counted, printed.get(part, False))
    rule = study.paths[question_id]
    for key in _keys(question):
        _sum_up(draft, key, columns)
    for kind in ("asked", "not_asked") if rule else ():
        _sum_up(draft, CellKey(row=kind, rule=rule_key(rule) if rule else ""), columns)
    for groups in answers:
        _put_answers(study, draft, question, columns, groups)


def _put_answers(
    study: Study, draft: SystemBuilder, question: Question, columns: Columns, answers: Answers
) -> None:
    """Add the answers that a table prints together, for everyone and in each column."""
    whole, care = _whole(study, question), _care(study, question, columns.split.by.id)
    put_answers(draft, question, Slice(ALL), whole, _care(study, question, ""), answers)
    for part, counted in _counted(study, question, columns):
        put_answers(draft, question, part, counted, care, answers)
    for group in answers:
        _sum_up(draft, CellKey(question.id, group_id(group)), columns)


def _put_any(
    study: Study, draft: SystemBuilder, question_id: str, by: str, sums: tuple[Options, ...]
) -> None:
    """Add the sums of a multiple choice in each column: single options tell of them there, too."""
    question, columns = study.questions[question_id], study.columns[by]
    care, named = _care(study, question, by), _any_by_part(study, question, columns)
    for (part, counted), any_ in zip(_counted(study, question, columns), named, strict=True):
        put_sums(draft, question, part, counted, care, sums, any_)
    for options in sums:
        for half in ("", "no"):
            _sum_up(draft, CellKey(question_id, sum_row(options), half), columns)


def _chose_any(study: Study, question: Question) -> dict[Options, int]:
    """Return of how many people each named set of a multiple choice holds."""
    if not isinstance(question, Multiple):
        return {}
    counts = map(int, study.tally.together[question.id])
    return dict(zip(named_sets(question), counts, strict=True))


def _any_by_part(
    study: Study, question: Question, columns: Columns
) -> Iterator[dict[Options, int]]:
    """Return the same for each column, and each option of one of several, as they are counted."""
    named = named_sets(question)
    counts = study.tally.together_by[question.id, columns.split.by.id]
    for split, parts in columns.sides:
        gathered_ = split.gather(counts)
        for place in range(len(parts)):
            yield dict(zip(named, map(int, gathered_[:, place]), strict=True))


def _counted(study: Study, question: Question, columns: Columns) -> Iterator[tuple[Slice, Counted]]:
    """Return the counts of a question in each column, and in each option of one of several."""
    by, everywhere = columns.split.by.id, study.tally.one_way[question.id].valid
    for split, parts in columns.sides:
        people = split.gather(_row(study, by)).tolist()
        counts = split.gather(study.tally.two_way[question.id, by]).T
        for part, inside, column in zip(parts, people, counts, strict=False):
            valid, away = np.split(column, [len(everywhere)])
            yield part, Counted(valid, away, inside - int(away.sum()), inside, everywhere)


def _sum_up(draft: SystemBuilder, key: CellKey, columns: Columns) -> None:
    """Add that a cell is the sum of its columns, and a column that of its options."""
    draft.adds_up(str(key), (part.among(key) for part in columns.parts))
    for part in columns.parts:
        options = columns.options(part)
        if options:
            draft.adds_up(part.among(key), (one.among(key) for one in options))


def _keys(question: Question) -> Iterator[CellKey]:
    """Return the cells of a question in every slice."""
    for row in rows(question):
        yield CellKey(question.id, row_name(row.id))
        if isinstance(question, Multiple):
            yield CellKey(question.id, row_name(row.id), "no")
    for name in ("base", "no_answer", *kinds_offered(question)):
        yield CellKey(question.id, name)


def _care(study: Study, question: Question, by: str) -> Care:
    sensitive = question.sensitive or bool(by and study.is_sensitive(by))
    rule = study.paths[question.id]
    before = {leaf.question for leaf in leaves(rule)} if rule else set()
    path = sensitive or any(study.questions[id_].sensitive for id_ in before)
    policy = study.policy
    least = policy.category_people if by else policy.base_for_counts
    return Care(
        t=policy.t(sensitive),
        zeros=sensitive,
        path_t=policy.t(path),
        path_zeros=path,
        least=policy.slice_people if by == LANGUAGE else least,
        percentages_from=policy.base_for_percentages,
    )


def _whole(study: Study, question: Question) -> Counted:
    one = study.tally.one_way[question.id]
    return Counted(one.valid, one.missing, one.base, study.tally.n, one.valid)


def gathered(
    study: Study, question_id: str, by: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return people by valid row, and by kind of no answer, of each group; those in none last."""
    counts = study.splits[by].gather(study.tally.two_way[question_id, by])
    valid = len(rows(study.questions[question_id]))
    return counts[:valid], counts[valid:]


def _people(study: Study, by: str) -> NDArray[np.int64]:
    return study.splits[by].gather(_row(study, by))


def _row(study: Study, by: str) -> NDArray[np.int64]:
    one = study.tally.one_way[by]
    return np.concatenate((one.valid, one.missing))


def _held(study: Study, columns: Mapping[str, Columns]) -> dict[str, int]:
    """Return of how many people a rule of several parts is true, in each slice."""
    held = {str(CellKey(row="rule", rule=key)): n for key, n in study.tally.rules.items()}
    for (key, by), counts in study.tally.rules_by.items():
        if by in columns:
            for split, parts in columns[by].sides:
                for part, people in zip(parts, split.gather(counts), strict=False):
                    held[part.among(CellKey(row="rule", rule=key))] = int(people)
    return held


def _total(by: str, options: tuple[str, ...]) -> str:
    return str(CellKey(by, "+".join(map(row_name, options))))
