"""What is printed of a study and what is hidden: planned, hidden, audited, until it passes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from survey.disclosure import reasons
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.release import Refusal
from survey.disclosure.study.categories import GROUPS_LEFT
from survey.disclosure.study.chosen_sums import WithSums, with_sums
from survey.disclosure.study.hidden_cells import hidden_of, more_readable, rows_of, unreadable
from survey.disclosure.study.ladder_steps import (
    can_be_readable,
    chosen_answers,
    coarser_answers,
)
from survey.disclosure.system.building import PrintPlan, Study, TableKey
from survey.disclosure.system.cell_key import row_name
from survey.disclosure.system.cell_names import cell_in_words, table_in_words
from survey.disclosure.system.linear_system import Cell, System
from survey.disclosure.system.release_history import (
    LinkedSystems,
    Past,
    fixed_answers,
)
from survey.questionnaire.model import Written
from survey.tally.counting import LANGUAGE


@dataclass(frozen=True, slots=True)
class Settled:
    """A plan that passed the audit: its system, what is hidden, and what was refused and why."""

    plan: PrintPlan
    system: System
    hidden: frozenset[str]
    stated: frozenset[str]
    withheld: dict[str, str]
    refused: dict[TableKey, Refusal]


def settle(
    systems: LinkedSystems,
    given_up: Sequence[Sequence[str]] = (),
    without_sums: Collection[str] | None = None,
    hands: Hands = NO_HANDS,
) -> Settled:
    """Return what may be printed next to all that was published in the past.

    `given_up`: cells that could not be proven safe, one try after the other. `without_sums`:
    questions of which no sums are printed; None: of none are they.

    Each round prints less than the one before, so it ends. DisclosureRefused where nothing new
    can be printed.
    """
    study, past = systems.study, systems.past
    withheld = _without_base(study)
    plan, refused, system = _first_plan(systems, frozenset(study.questions) - set(withheld))
    for cells in given_up:
        smaller = _smaller(plan, [system.cells[cell] for cell in cells])
        refused |= _unproven(plan, smaller, withheld, again=bool(past.releases))
        plan, system = smaller, systems.system(smaller)
    hidden: frozenset[str] = frozenset()
    while True:
        found = hidden_of(study, plan, past, system, hidden, hands)
        hidden = found.hidden
        if not found.hopeless:
            readable = _readable(study, plan, past, system, hidden)
            if readable != plan:
                refused |= _too_hidden(study, plan, readable)
                plan, system = readable, systems.system(readable)
                hidden = frozenset()
                continue
            named = {table: why for table, why in refused.items() if table[0] in plan.questions}
            if without_sums is None:
                return Settled(plan, system, hidden, found.stated, withheld, named)
            all_ = with_sums(systems, WithSums(plan, system, found.stated), hidden, without_sums)
            return Settled(all_.plan, all_.system, hidden, all_.stated, withheld, named)
        failed = [system.cells[cell_id] for cell_id in found.hopeless]
        smaller = _smaller(plan, failed)
        if not smaller.questions and past.releases:
            raise reasons.nothing_new(in_words(study, failed[0]))
        refused |= _unproven(plan, smaller, withheld, again=bool(past.releases))
        plan, system = smaller, systems.system(smaller)
        refused |= _split_by_withheld(study, plan, refused)


def _unproven(
    plan: PrintPlan, smaller: PrintPlan, withheld: dict[str, str], *, again: bool
) -> dict[TableKey, Refusal]:
    """Return why tables of a plan are not in a smaller one, and say of its questions in `withheld`
    why they are not."""
    why = reasons.no_longer_safe() if again else reasons.unsafe_question()
    gone = sorted(plan.questions - smaller.questions)
    withheld |= dict.fromkeys(gone, why)
    return {
        table: reasons.unsafe_table(name(table), again=again)
        for table in sorted(plan.tables - smaller.tables)
        if not set(table) & set(gone)
    }


def _readable(
    study: Study, plan: PrintPlan, past: Past, system: System, hidden: frozenset[str]
) -> PrintPlan:
    """Return a plan without some of what cannot be read, or the plan where all of it can be.

    Answers that a table put together before, or did not, stay as they are.
    """
    over, before = unreadable(study, plan, system, hidden), fixed_answers(past)
    coarser = {
        table: answers
        for table in over
        if table not in before and (answers := coarser_answers(study, plan, table))
    }
    return more_readable(plan, over, coarser) if over else plan


def _too_hidden(study: Study, plan: PrintPlan, readable: PrintPlan) -> dict[TableKey, Refusal]:
    """Return why tables of a plan are not in one of which more can be read."""
    return {
        table: reasons.too_much_hidden(name(table), study.policy)
        for table in sorted(plan.tables - readable.tables)
    }


def _smaller(plan: PrintPlan, failed: list[Cell]) -> PrintPlan:
    """Return a plan without what the failed cells stand in; where none of it is in the plan,
    without all tables, and at last without anything."""
    less = plan
    for cell in failed:
        table = (cell.question, cell.table)
        others = [one for one in plan.tables if one[0] == cell.question]
        if table in plan.tables:
            less = less.without_table(table)
        elif cell.table and others:
            less = reduce(PrintPlan.without_table, others, less)
        elif cell.question in less.questions:
            less = less.without_question(cell.question)
    if less != plan:
        return less
    nothing: frozenset[str] = frozenset()
    return PrintPlan(plan.questions if plan.tables else nothing, frozenset())


def in_words(study: Study, cell: Cell) -> tuple[str, str]:
    """Return a table and a cell as a refusal names them."""
    return table_in_words(study, cell), cell_in_words(study, cell)


def name(table: TableKey) -> str:
    """Return the name of a table as refusals print it."""
    return f"{table[0]} by {table[1]}"


def _without_base(study: Study) -> dict[str, str]:
    least = study.policy.base_for_counts
    return {
        question_id: reasons.too_few_answers(study.policy, study.tally.n)
        for question_id in study.questions
        if study.base(question_id) < least
    }


def _first_plan(
    systems: LinkedSystems, questions: frozenset[str]
) -> tuple[PrintPlan, dict[TableKey, Refusal], System]:
    """Return everything that the policy allows to be tried, what it refuses outright, and the
    system of the former."""
    study, refused = systems.study, dict[TableKey, Refusal]()
    plan = PrintPlan(questions, frozenset())
    if study.policy.step(study.tally.n) != "100 and more":
        return plan, refused, systems.system(plan)
    tables, before = set(), fixed_answers(systems.past)
    for table in _tables(study):
        refusal = _refusal(study, table, questions)
        if refusal is None and not can_be_readable(study, table, before.get(table)):
            refusal = reasons.too_much_hidden(name(table), study.policy)
        if refusal is None:
            tables.add(table)
        elif table[0] in questions:
            refused[table] = refusal
    answers = chosen_answers(study, sorted(tables), before)
    plan = PrintPlan(questions, frozenset(tables), answers)
    system = systems.system(plan)
    tiny = sorted(_tiny_with_primary(study, system, plan))
    for table in tiny:
        plan = plan.without_table(table)
        refused[table] = reasons.too_tiny(name(table), study.policy)
    return plan, refused, systems.system(plan) if tiny else system


def _tables(study: Study) -> Iterator[TableKey]:
    for question_id, question in study.questions.items():
        if not isinstance(question, Written):
            for by in study.splitters:
                if by != question_id and (by != LANGUAGE or by in study.splits):
                    yield question_id, by


def _refusal(study: Study, table: TableKey, questions: frozenset[str]) -> Refusal | None:
    question_id, by = table
    if question_id in study.splitters:
        return reasons.both_split(name(table))
    if question_id not in questions or (by != LANGUAGE and by not in questions):
        return reasons.splitter_withheld(name(table))
    if study.is_sensitive(by) and study.is_sensitive(question_id):
        return reasons.both_sensitive(name(table))
    if by not in study.splits or sum(study.is_printed(question_id, by)) < GROUPS_LEFT:
        if by == LANGUAGE:
            return reasons.too_few_languages(name(table), study.policy)
        sensitive = study.is_sensitive(by)
        return reasons.too_few_groups(name(table), study.policy, sensitive=sensitive)
    return None


def _tiny_with_primary(study: Study, system: System, plan: PrintPlan) -> set[TableKey]:
    options = {table: set(map(row_name, rows_of(study, plan, table))) for table in plan.tables}
    primary = {
        (cell.question, cell.table)
        for cell in system.required()
        if cell.role == "printable"
        and _printed_as(cell) in options.get((cell.question, cell.table), ())
    }
    return {
        table
        for table in plan.tables & primary
        if len(options[table]) * sum(study.is_printed(*table)) < study.policy.tiny_table
    }


def _printed_as(cell: Cell) -> str:
    """Return the row that a cell is printed in; nothing for one that counts no answer."""
    key = cell.key
    return "" if key.part or key.rule else key.row


def _split_by_withheld(
    study: Study, plan: PrintPlan, refused: dict[TableKey, Refusal]
) -> dict[TableKey, Refusal]:
    return {
        table: reasons.splitter_withheld(name(table))
        for table in _tables(study)
        if table[0] in plan.questions
        and table not in refused
        and table not in plan.tables
        and study.policy.step(study.tally.n) == "100 and more"
    }
