"""What a release is to print: questions, tables, and answers that are put together.

It must not know counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.disclosure.study.answer_groups import Answers
from survey.disclosure.study.answer_sums import Options

#: A question, and what splits it.
TableKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """What is to be printed: questions, tables as (question, breakdown question), the answers that
    are put together in some of these, and sums of answers as (question, options)."""

    questions: frozenset[str]
    tables: frozenset[TableKey]
    answers: frozenset[tuple[TableKey, Answers]] = frozenset()
    sums: frozenset[tuple[str, Options]] = frozenset()

    def sums_of(self, question_id: str) -> tuple[Options, ...]:
        """Return the sums of a question."""
        return tuple(sorted(options for of, options in self.sums if of == question_id))

    def answers_of(self, table: TableKey) -> Answers:
        """Return how the answers of a table are put together; nothing where they are not."""
        return next(iter(self.all_answers_of(table)), ())

    def all_answers_of(self, table: TableKey) -> tuple[Answers, ...]:
        """Return the same, in every way that one of several plans has."""
        return tuple(sorted(groups for of, groups in self.answers if of == table))

    def without_question(self, question_id: str) -> PrintPlan:
        """Return the plan without a question, its tables and the tables that it splits."""
        return PrintPlan(
            self.questions - {question_id},
            frozenset(table for table in self.tables if question_id not in table),
            frozenset(one for one in self.answers if question_id not in one[0]),
            frozenset(one for one in self.sums if one[0] != question_id),
        )

    def and_also(self, other: PrintPlan) -> PrintPlan:
        """Return the plan of everything that is in one of two plans."""
        return PrintPlan(
            self.questions | other.questions,
            self.tables | other.tables,
            self.answers | other.answers,
            self.sums | other.sums,
        )

    def with_answers(self, table: TableKey, answers: Answers) -> PrintPlan:
        """Return the plan with other answers of one table put together."""
        others = frozenset(one for one in self.answers if one[0] != table)
        return replace(self, answers=others | {(table, answers)})

    def without_table(self, table: TableKey) -> PrintPlan:
        """Return the plan without one table."""
        answers = frozenset(one for one in self.answers if one[0] != table)
        return replace(self, tables=self.tables - {table}, answers=answers)
