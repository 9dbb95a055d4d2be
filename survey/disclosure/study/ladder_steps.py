"""Which step of a ladder is taken: of the answers of a table, and of the groups of a breakdown.

It takes the step at which most numbers would be printed if only small ones were hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.study.answer_groups import Answers, answer_steps
from survey.disclosure.study.categories import GROUPS_LEFT, BreakdownGroups, split_steps
from survey.disclosure.system.building import Study, TableKey, gathered
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Single, Written


def chosen_answers(
    study: Study, tables: Iterable[TableKey], printed: Mapping[TableKey, Answers]
) -> frozenset[tuple[TableKey, Answers]]:
    """Return the tables whose answers are put together, and how: as they were `printed` before, or
    at the step that prints most. Of steps that print as many the finest is taken."""
    found = set()
    for table in tables:
        answers = printed[table] if table in printed else _best(study, table)[1]
        if answers:
            found.add((table, answers))
    return frozenset(found)


def chosen_split(study: Study, by: Single) -> BreakdownGroups | None:
    """Return the groups of a breakdown: the step of its ladder at which most numbers are printed
    in all tables that it splits, and of such steps the finest that leaves out fewest people. None
    where no step has two groups of enough people."""
    one_way, least = study.tally.one_way[by.id], study.policy.group_people(by.sensitive)
    row = np.concatenate((one_way.valid, one_way.missing))

    def worth(step: BreakdownGroups) -> tuple[int, int]:
        return _numbers_split_by(study, step), int(step.gather(row)[:-1].sum())

    return max(split_steps(by, one_way, least), key=worth, default=None)


def numbers_printed(study: Study, table: TableKey, answers: Answers) -> int:
    """Return how many numbers a table prints where only small ones are hidden: none of a tiny table
    in which any would be."""
    question_id, by = table
    counts = _merged(study, table, answers)[:, np.array(study.is_printed(question_id, by), bool)]
    sensitive = study.questions[question_id].sensitive or study.is_sensitive(by)
    large = counts >= study.policy.t(sensitive)
    shown = large if sensitive else large | (counts == 0)
    if counts.size < study.policy.tiny_table and not shown.all():
        return 0
    return int(shown.sum())


def _best(study: Study, table: TableKey) -> tuple[int, Answers]:
    steps = answer_steps(study.questions[table[0]])
    trials = [(numbers_printed(study, table, answers), answers) for answers in steps]
    return max(trials, key=lambda trial: trial[0])


def _merged(study: Study, table: TableKey, answers: Answers) -> NDArray[np.int64]:
    """Return people by answer, or group of answers, and column; not those in no column."""
    valid: NDArray[np.int64] = gathered(study, *table)[0][:, :-1]
    if not answers:
        return valid
    places = {row.id: i for i, row in enumerate(rows(study.questions[table[0]]))}
    return np.stack([valid[[places[one] for one in group]].sum(axis=0) for group in answers])


def _numbers_split_by(study: Study, trial: BreakdownGroups) -> int:
    by = trial.by.id
    one = Study(study.q, study.tally, study.policy, {by: trial})
    return sum(_best(one, table)[0] for table in _split_by(one, by))


def _split_by(study: Study, by: str) -> Iterator[TableKey]:
    """Return the tables that a breakdown may split."""
    for question_id, question in study.questions.items():
        if isinstance(question, Written) or question_id in study.splitters:
            continue
        both = question.sensitive and study.is_sensitive(by)
        enough = study.base(question_id) >= study.policy.base_for_counts
        if enough and not both and sum(study.is_printed(question_id, by)) >= GROUPS_LEFT:
            yield question_id, by
