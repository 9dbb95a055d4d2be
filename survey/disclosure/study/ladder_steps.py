"""Which step of a ladder is taken: of the answers of a table, and of the groups of a breakdown.

It takes the step at which most numbers are printed in tables of which enough can be read. First all
but small numbers are taken for printed, which is the most that can be; then the steps that could be
best are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.study.answer_groups import Answers, answer_steps
from survey.disclosure.study.categories import GROUPS_LEFT, BreakdownGroups, split_steps
from survey.disclosure.study.hidden_cells import hidden_and_all, hidden_of, unreadable
from survey.disclosure.system.building import PrintPlan, Study, TableKey, build, gathered
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Single, Written


@dataclass(frozen=True, slots=True)
class TriedSplit:
    """The groups of a breakdown, and the tables that were readable with these groups when the
    breakdown was tried alone, with their answers; None where it was not tried."""

    groups: BreakdownGroups
    readable: Mapping[TableKey, Answers] | None = None


def chosen_answers(
    study: Study, tables: Iterable[TableKey], printed: Mapping[TableKey, Answers]
) -> frozenset[tuple[TableKey, Answers]]:
    """Return the tables whose answers are put together, and how: as they were `printed` before, as
    they were readable when tried, or at the step that could print most. Of steps that print as many
    the finest is taken."""
    found = set()
    for table in tables:
        known = printed.get(table, study.tried.get(table[1], {}).get(table))
        answers = _best(study, table)[1] if known is None else known
        if answers:
            found.add((table, answers))
    return frozenset(found)


def coarser_answers(study: Study, plan: PrintPlan, table: TableKey) -> Answers:
    """Return the next coarser answers of a table with which it could be readable; none where there
    are no such ones."""
    steps = answer_steps(study.questions[table[0]])
    after = steps[steps.index(plan.answers_of(table)) + 1 :]
    return next((step for step in after if numbers_printed(study, table, step)), ())


def can_be_readable(study: Study, table: TableKey, printed: Answers | None = None) -> bool:
    """Tell whether a table could be readable at some step of its answers, or at the one that was
    `printed` before, and was when it was tried. A tiny table has a rule of its own."""
    if table[1] in study.tried:
        return table in study.tried[table[1]]
    steps = answer_steps(study.questions[table[0]]) if printed is None else (printed,)
    tiny = _printed_counts(study, table, steps[0]).size < study.policy.tiny_table
    return tiny or any(numbers_printed(study, table, step) for step in steps)


def chosen_split(study: Study, by: Single) -> TriedSplit | None:
    """Return the groups of a breakdown: the step of its ladder at which most numbers are printed
    in readable tables, and of such steps the finest that leaves out fewest people. None where no
    step has two groups of enough people."""
    one_way, least = study.tally.one_way[by.id], study.policy.group_people(by.sensitive)
    row = np.concatenate((one_way.valid, one_way.missing))
    trials = [
        Study(study.q, study.tally, study.policy, {by.id: step})
        for step in split_steps(by, one_way, least)
    ]
    kept = [int(one.splits[by.id].gather(row)[:-1].sum()) for one in trials]
    most = [_most_printed(one, by.id) for one in trials]
    order = sorted(range(len(trials)), key=lambda i: (-most[i], -kept[i], i))
    if len(order) == 1:
        return TriedSplit(trials[0].splits[by.id])
    found: dict[int, tuple[int, Mapping[TableKey, Answers]]] = {}
    for i in order:
        if any(numbers > most[i] for numbers, _ in found.values()):
            break
        found[i] = _readable(trials[i], by.id)
    if not found:
        return None
    best = max(found, key=lambda i: (found[i][0], kept[i], -i))
    return TriedSplit(trials[best].splits[by.id], found[best][1])


def numbers_printed(study: Study, table: TableKey, answers: Answers) -> int:
    """Return how many numbers a table prints where only small ones are hidden: none of a tiny table
    in which any would be, and of one that cannot be read."""
    question_id, by = table
    counts = _printed_counts(study, table, answers)
    sensitive = study.questions[question_id].sensitive or study.is_sensitive(by)
    large = counts >= study.policy.t(sensitive)
    shown = large if sensitive else large | (counts == 0)
    hidden = counts.size - int(shown.sum())
    if counts.size < study.policy.tiny_table and hidden:
        return 0
    return counts.size - hidden if 100 * hidden <= study.policy.most_hidden * counts.size else 0


def _best(study: Study, table: TableKey) -> tuple[int, Answers]:
    steps = answer_steps(study.questions[table[0]])
    trials = [(numbers_printed(study, table, answers), answers) for answers in steps]
    return max(trials, key=lambda trial: trial[0])


def _printed_counts(study: Study, table: TableKey, answers: Answers) -> NDArray[np.int64]:
    """Return people by answer, or group of answers, and printed column."""
    return _merged(study, table, answers)[:, np.array(study.is_printed(*table), bool)]


def _merged(study: Study, table: TableKey, answers: Answers) -> NDArray[np.int64]:
    """Return people by answer, or group of answers, and column; not those in no column."""
    valid: NDArray[np.int64] = gathered(study, *table)[0][:, :-1]
    if not answers:
        return valid
    places = {row.id: i for i, row in enumerate(rows(study.questions[table[0]]))}
    return np.stack([valid[[places[one] for one in group]].sum(axis=0) for group in answers])


def _most_printed(study: Study, by: str) -> int:
    return sum(_best(study, table)[0] for table in _split_by(study, by))


def _readable(study: Study, by: str) -> tuple[int, Mapping[TableKey, Answers]]:
    """Return how many numbers are printed in readable tables by a breakdown, and these with their
    answers, hiding what must be hidden for tables by it alone. Each is tried with its answers as
    they are, and coarser."""
    tables = frozenset(table for table in _split_by(study, by) if _best(study, table)[0])
    answers = chosen_answers(study, sorted(tables), {})
    past = Past(waves=(Wave(study.tally, 1),))
    printed, readable = 0, dict[TableKey, Answers]()
    while tables:
        questions = frozenset({by, *(question for question, _ in tables)})
        plan = PrintPlan(questions, tables, answers)
        system = build(study, plan)
        found = hidden_of(study, plan, past, system, frozenset())
        hopeless = {(system.cells[one].question, by) for one in found.hopeless}
        over = {*unreadable(study, plan, system, found.hidden), *(hopeless & tables)}
        for table in tables - over:
            gone, every = hidden_and_all(study, plan, system, found.hidden, table)
            printed += every - gone
            readable[table] = plan.answers_of(table)
        coarser = {one: step for one in over if (step := coarser_answers(study, plan, one))}
        tables, answers = frozenset(coarser), frozenset(coarser.items())
    return printed, readable


def _split_by(study: Study, by: str) -> Iterator[TableKey]:
    """Return the tables that a breakdown may split."""
    for question_id, question in study.questions.items():
        if isinstance(question, Written) or question_id in study.splitters:
            continue
        both = question.sensitive and study.is_sensitive(by)
        enough = study.base(question_id) >= study.policy.base_for_counts
        if enough and not both and sum(study.is_printed(question_id, by)) >= GROUPS_LEFT:
            yield question_id, by
