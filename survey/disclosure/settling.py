"""What is printed of a study, and what is hidden in it: planned, hidden, audited, until it passes.

It knows plan, hiding and attacker. It must not know rounding, words or pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.disclosure import reasons
from survey.disclosure.attacker import Interval, Verdict, audit
from survey.disclosure.building import Plan, Study, build
from survey.disclosure.categories import GROUPS_LEFT
from survey.disclosure.cells import APART
from survey.disclosure.release import Refusal
from survey.disclosure.suppression import suppress
from survey.disclosure.system import System
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Written

Table = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """A plan that passed the audit: its system, what is hidden, and what was refused and why."""

    plan: Plan
    system: System
    hidden: frozenset[str]
    verdict: Verdict
    withheld: dict[str, str]
    refused: dict[Table, Refusal]


def settle(study: Study) -> Settled:
    """Give what may be printed. Each round prints less than the one before, so it ends."""
    withheld = _without_base(study)
    plan, refused = _first_plan(study, frozenset(study.questions) - set(withheld))
    hidden: frozenset[str] = frozenset()
    while True:
        system = build(study, plan)
        hidden = _together(system, suppress(system, hidden).hidden)
        verdict = audit(system, published(system, hidden))
        if verdict.passed:
            named = {table: why for table, why in refused.items() if table[0] in plan.questions}
            return Settled(plan, system, hidden, verdict, withheld, named)
        for cell_id in verdict.failed:
            cell = system.cells[cell_id]
            if cell.table:
                table = (cell.question, cell.table)
                plan = plan.without_table(table)
                refused[table] = reasons.unsafe_table(name(table))
            elif cell.question in plan.questions:
                plan = plan.without_question(cell.question)
                withheld[cell.question] = reasons.unsafe_question()
        refused |= _split_by_withheld(study, plan, refused)


def published(system: System, hidden: frozenset[str]) -> dict[str, Interval]:
    """Give the exact count of every cell that is printed: what the audit takes as known."""
    return {
        cell.id: (cell.count, cell.count)
        for cell in system.cells.values()
        if cell.role == "printable" and cell.id not in hidden
    }


def _together(system: System, hidden: frozenset[str]) -> frozenset[str]:
    """Hide both parts of "no answer" where one is hidden, or the whole: they are printed apart, or
    together."""
    more: set[str] = set()
    for cell in system.cells.values():
        whole, _, name = cell.id.rpartition("/")
        if name in APART and cell.role == "printable":
            parts = {f"{whole}/{part}" for part in APART}
            if parts & hidden or f"{whole}/no_answer" in hidden:
                more |= parts
    return hidden | more


def name(table: Table) -> str:
    """Give the name of a table as refusals print it."""
    return f"{table[0]} by {table[1]}"


def _without_base(study: Study) -> dict[str, str]:
    least = study.policy.base_for_counts
    return {
        question_id: reasons.too_few_answers(study.policy)
        for question_id in study.questions
        if study.base(question_id) < least
    }


def _first_plan(study: Study, questions: frozenset[str]) -> tuple[Plan, dict[Table, Refusal]]:
    """Give everything that the policy allows to be tried, and what it refuses outright."""
    refused: dict[Table, Refusal] = {}
    plan = Plan(questions, frozenset())
    if study.policy.step(study.tally.n) != "100 and more":
        return plan, refused
    tables = set()
    for table in _tables(study):
        refusal = _refusal(study, table, questions)
        if refusal is None:
            tables.add(table)
        elif table[0] in questions:
            refused[table] = refusal
    plan = Plan(questions, frozenset(tables))
    for table in _tiny_with_primary(study, build(study, plan), tables):
        plan = plan.without_table(table)
        refused[table] = reasons.too_tiny(name(table), study.policy)
    return plan, refused


def _tables(study: Study) -> Iterator[Table]:
    for question_id, question in study.questions.items():
        if not isinstance(question, Written):
            for by in study.q.breakdowns():
                if by.id != question_id:
                    yield question_id, by.id


def _refusal(study: Study, table: Table, questions: frozenset[str]) -> Refusal | None:
    question_id, by = table
    if question_id not in questions or by not in questions:
        return reasons.splitter_withheld(name(table))
    if study.questions[question_id].sensitive and study.questions[by].sensitive:
        return reasons.both_sensitive(name(table))
    if by not in study.splits or sum(study.is_printed(question_id, by)) < GROUPS_LEFT:
        return reasons.too_few_groups(name(table), study.policy)
    return None


def _tiny_with_primary(study: Study, system: System, tables: set[Table]) -> set[Table]:
    options = {question_id: {row.id for row in rows(question)}
               for question_id, question in study.questions.items()}  # fmt: skip
    primary = {
        (cell.question, cell.table)
        for cell in system.required()
        if cell.table and cell.id.split("/", 1)[-1].split("@")[0] in options[cell.question]
    }
    return {
        table
        for table in tables & primary
        if len(options[table[0]]) * sum(study.is_printed(*table)) < study.policy.tiny_table
    }


def _split_by_withheld(
    study: Study, plan: Plan, refused: dict[Table, Refusal]
) -> dict[Table, Refusal]:
    return {
        table: reasons.splitter_withheld(name(table))
        for table in _tables(study)
        if table[0] in plan.questions and table not in refused and table not in plan.tables
        and study.policy.step(study.tally.n) == "100 and more"
    }  # fmt: skip
