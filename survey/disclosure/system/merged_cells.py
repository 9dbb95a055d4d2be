"""The cells of answers that a table prints together, beside those of the single answers.

It knows the counts of one group of people, and that a whole is the sum of its parts. It must not
know which answers are put together, or solvers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from survey.disclosure.study.answer_groups import Answers, group_id
from survey.disclosure.system.cells import Care, Counted, Slice
from survey.disclosure.system.linear_system import Cell, SystemBuilder
from survey.disclosure.system.primary import required
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Question


def put_answers(
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    care: Care,
    answers: Answers,
) -> None:
    """Add a cell for each group of answers, and the line that it is the sum of its answers.

    In a column it has the rule of an answer and is printed in place of the single ones; these stay,
    with their rules. For everyone the single ones are printed.
    """
    for group in answers:
        if len(group) > 1:
            singles = [part.option(question.id, one) for one in group]
            whole = draft.put(_cell(draft, question, part, counted, care, group))
            draft.adds_up(whole, singles)
            for single in singles if part.by else ():
                draft.cells[single] = replace(draft.cells[single], role="silent")


def _cell(
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    care: Care,
    group: tuple[str, ...],
) -> Cell:
    name = group_id(group)
    at = [i for i, row in enumerate(rows(question)) if row.id in group]
    count, everywhere = int(counted.valid[at].sum()), int(counted.rows[at].sum())
    if not part.by:
        rule = care.rule()
        need = required(count, rule, (), None)
        return Cell(part.option(question.id, name), count, question.id, need=need, rule=rule)
    base = part.cell(question.id, "base")
    rule = care.rule(base, Slice("").option(question.id, name), few=base)
    need = required(count, rule, (counted.base, everywhere), counted.base)
    weight = 1 + float(np.log1p(count)) / 10
    role = draft.cells[base].role
    return Cell(
        part.option(question.id, name),
        count,
        question.id,
        part.by,
        weight,
        need,
        role,
        rule=rule,
        cuts=care.cuts,
    )
