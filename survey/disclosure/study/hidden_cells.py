"""What is hidden of a plan, and which of its tables can be read afterwards.

A table of which too many cells are hidden tells little and is not printed. It must not know why a
plan holds what it does, or how a refusal is worded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.reader.hiding import Hiding, fixed_cells, hide
from survey.disclosure.reader.ranges import SumArrays
from survey.disclosure.study.answer_groups import Answers, group_id
from survey.disclosure.system.building import PrintPlan, Study, TableKey
from survey.disclosure.system.cell_key import APART
from survey.disclosure.system.cells import Slice
from survey.disclosure.system.linear_system import System
from survey.disclosure.system.release_history import Past, all_faces, stated_before
from survey.questionnaire.codebook import rows


def hidden_of(
    study: Study,
    plan: PrintPlan,
    past: Past,
    system: System,
    hidden: frozenset[str],
    hands: Hands = NO_HANDS,
) -> Hiding:
    """Return what to hide of a plan, `hidden` included, and the cells that no hiding protects."""
    sums = SumArrays(system)
    step = study.policy.count_rounding
    fixed = fixed_cells(sums, {by for _, by in plan.tables})
    faces, before = all_faces(study, plan, past), stated_before(past)
    while True:
        found = hide(sums, faces, fixed, step, hidden, before, hands)
        hidden = _together(system, found.hidden)
        if found.hopeless or hidden == found.hidden:
            return replace(found, hidden=hidden)


def _together(system: System, hidden: frozenset[str]) -> frozenset[str]:
    """Hide both parts of "no answer" where one is hidden, or the whole: they are printed apart, or
    together."""
    more: set[str] = set()
    for cell in system.cells.values():
        if cell.role == "printable" and (key := cell.key).row in APART:
            parts = {str(key._replace(row=part)) for part in APART}
            if parts & hidden or str(key._replace(row="no_answer")) in hidden:
                more |= parts
    return hidden | more


def rows_of(study: Study, plan: PrintPlan, table: TableKey) -> list[str]:
    """Return the ids of the rows that a table prints: groups of answers, or the answers."""
    answers = plan.answers_of(table)
    return [group_id(group) for group in answers] or [
        row.id for row in rows(study.questions[table[0]])
    ]


def unreadable(
    study: Study, plan: PrintPlan, system: System, hidden: Collection[str]
) -> dict[TableKey, Fraction]:
    """Return the tables of which more cells are hidden than the policy has, with their share."""
    shares = {
        table: Fraction(*hidden_and_all(study, plan, system, hidden, table))
        for table in sorted(plan.tables)
    }
    most = Fraction(study.policy.most_hidden, 100)
    return {table: share for table, share in shares.items() if share > most}


def hidden_and_all(
    study: Study, plan: PrintPlan, system: System, hidden: Collection[str], table: TableKey
) -> tuple[int, int]:
    """Return how many of the numbers of a table are hidden, and how many it has."""
    question_id, by = table
    parts = [Slice("", by, group.id, group.options) for group in study.splits[by].groups]
    lines = rows_of(study, plan, table)
    cells = [part.option(question_id, line) for part in parts for line in lines]
    gone = sum(cell in hidden or system.cells[cell].role == "silent" for cell in cells)
    return gone, len(cells)


def more_readable(
    plan: PrintPlan,
    over: Mapping[TableKey, Fraction],
    coarser: Mapping[TableKey, Answers],
) -> PrintPlan:
    """Return a plan of which more can be read: `over` are tables of which too much is hidden, and
    `coarser` how answers can be put together in some of these.

    Of a question without such a table the one goes of which most is hidden; the others may be
    readable without it, as they share its numbers for everyone.
    """
    for table, answers in coarser.items():
        plan = plan.with_answers(table, answers)
    folded = {question for question, _ in coarser}
    for question in sorted({question for question, _ in over} - folded):
        worst = max(sorted(x for x in over if x[0] == question), key=lambda table: over[table])
        plan = plan.without_table(worst)
    return plan
