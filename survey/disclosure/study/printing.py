"""A settled study as a release prints it: rounded, with every hidden cell looking the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from survey.disclosure.policy import printed
from survey.disclosure.release import (
    AnswerGroup,
    Breakdown,
    Category,
    QuestionResult,
    Refusal,
    ReleaseForm,
    Row,
    RowKind,
    Shown,
    Sum,
    Words,
)
from survey.disclosure.rounding import nearest, number, shares, steps_of
from survey.disclosure.study.answer_groups import Answers, group_id, group_words
from survey.disclosure.study.answer_sums import AnswerSum, sums_of
from survey.disclosure.study.plan_release import Settled
from survey.disclosure.system.building import ALL, Study
from survey.disclosure.system.cell_key import CellKey, sum_row
from survey.disclosure.system.cells import Slice, kinds_offered
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import (
    Multiple,
    Question,
    Ranking,
    Section,
    Single,
    Text,
    Written,
)
from survey.tally.counting import rule_key

HIDDEN = Shown(hidden=True)

_LABELS: Mapping[RowKind, str] = {
    "not_asked": "Not asked",
    "skipped": "Skipped",
    "rather_not_say": "I’d rather not say",
    "no_answer": "Skipped, or would rather not say",
}


def words(text: Text) -> Words:
    """Return a text as the release holds it."""
    return text.as_mapping()


def result(
    section: Section,
    question: Question,
    form: ReleaseForm,
    base: Shown,
    *,
    shown: Callable[[str], Shown] | None = None,
    missing: tuple[Row, ...] = (),
    breakdowns: tuple[Breakdown, ...] = (),
    refusals: tuple[Refusal, ...] = (),
    sums: tuple[Sum, ...] = (),
    reason: str = "",
) -> QuestionResult:
    """Return one question; `shown` gives what stands in a row of it, by the id of the row."""
    lines: tuple[Row, ...] = ()
    if shown is not None:
        lines = tuple(
            Row(id=row.id, kind="option", label=words(row.text), shown=shown(row.id))
            for row in rows(question)
        )
    return QuestionResult(
        id=question.id,
        section=section.id,
        section_title=words(section.title),
        type=question.type,
        text=words(question.text),
        help=words(question.help),
        sensitive=question.sensitive,
        splits=isinstance(question, Single) and question.breakdown,
        form=form,
        reason=reason,
        measure=_measure(question),
        base=base,
        rows=lines,
        missing=missing,
        breakdowns=breakdowns,
        refusals=refusals,
        sums=sums,
    )


class Printer:
    """Prints the questions of a settled study in numbers."""

    def __init__(self, study: Study, settled: Settled) -> None:
        self._study = study
        self._settled = settled
        self._policy = study.policy
        self._steps = steps_of(printed(study.policy, study.tally.n))

    def question(self, section: Section, question: Question) -> QuestionResult:
        """Return one question with everything that may be printed of it."""
        refusals = tuple(
            refusal for (id_, _), refusal in self._settled.refused.items() if id_ == question.id
        )
        reason = self._settled.withheld.get(question.id)
        if reason is not None:
            return result(section, question, "withheld", HIDDEN, reason=reason)
        everyone = Slice(ALL)
        base = everyone.cell(question.id, "base")
        lines = [row.id for row in rows(question)]
        cells = [everyone.option(question.id, row) for row in lines]
        column = dict(zip(lines, self._column(question, cells, base), strict=True))
        return result(
            section,
            question,
            "numbers",
            self._count(base),
            shown=column.__getitem__,
            missing=self._missing(question),
            breakdowns=tuple(
                self._breakdown(question, by)
                for by in self._study.splitters
                if (question.id, by) in self._settled.plan.tables
            ),
            refusals=refusals,
            sums=self._sums(question, base),
        )

    def _sums(self, question: Question, base: str) -> tuple[Sum, ...]:
        """Return the sums that are printed of a question, each with its share of the base."""
        found = []
        for one in sums_of(question, self._study.q.languages[0]):
            if (question.id, one.options) in self._settled.plan.sums:
                cell = Slice(ALL).option(question.id, sum_row(one.options))
                found.append(summed(one, self._share(cell, base)))
        return tuple(found)

    def _share(self, cell: str, base: str) -> Shown:
        """Return a count with its percentage of a base that is printed and large enough."""
        people, shown = self._people(base), self._count(cell)
        if people < self._policy.base_for_percentages:
            return shown
        of = nearest(people, self._policy.count_rounding)
        return shares([shown.count], of, self._steps, adds_up=False)[0]

    def _is_hidden(self, cell: str) -> bool:
        known = self._settled.system.cells[cell]
        return known.role == "silent" or cell in self._settled.hidden

    def _people(self, cell: str) -> int:
        return self._settled.system.cells[cell].count

    def _count(self, cell: str) -> Shown:
        if self._is_hidden(cell):
            return HIDDEN
        return number(self._people(cell), self._policy.count_rounding)

    def _column(self, question: Question, cells: Sequence[str], base: str) -> tuple[Shown, ...]:
        """Return the rows of a question, or of one group: counts, with percentages where the base
        is printed and large enough."""
        people = self._people(base)
        counts = [self._count(cell) for cell in cells]
        if self._is_hidden(base) or people < self._policy.base_for_percentages:
            return tuple(counts)
        of = nearest(people, self._policy.count_rounding)
        adds_up = not isinstance(question, Multiple | Written)
        return shares([shown.count for shown in counts], of, self._steps, adds_up=adds_up)

    def _missing(self, question: Question) -> tuple[Row, ...]:
        found = []
        rule = self._study.paths[question.id]
        if rule is not None:
            found.append(
                _row("not_asked", self._count(str(CellKey(row="not_asked", rule=rule_key(rule)))))
            )
        found += self._no_answer(question)
        options = () if isinstance(question, Written) else question.options
        labels = {option.kind: words(option.text) for option in options}
        for kind in kinds_offered(question):
            shown = self._count(str(CellKey(question.id, kind)))
            found.append(Row(id=kind, kind=kind, label=labels[kind], shown=shown))
        return tuple(found)

    def _no_answer(self, question: Question) -> list[Row]:
        """Return skipped and "rather not say" apart where both are large enough, else together."""
        together = self._count(str(CellKey(question.id, "no_answer")))
        if isinstance(question, Written):
            return [_row("skipped", together)]
        parts: tuple[RowKind, ...] = ("skipped", "rather_not_say")
        apart = [_row(kind, self._count(str(CellKey(question.id, kind)))) for kind in parts]
        if together.hidden or any(row.shown.hidden for row in apart):
            return [_row("no_answer", together)]
        return apart

    def _breakdown(self, question: Question, by: str) -> Breakdown:
        split = self._study.splits[by]
        printed = self._study.is_printed(question.id, by)
        groups = [group for group, yes in zip(split.groups, printed, strict=True) if yes]
        parts = [Slice("", by, group.id, group.options) for group in groups]
        bases = [part.cell(question.id, "base") for part in parts]
        answers = self._settled.plan.answers_of((question.id, by))
        lines = [group_id(group) for group in answers] or [row.id for row in rows(question)]
        columns = [
            self._column(question, [part.option(question.id, row_id) for row_id in lines], base)
            for part, base in zip(parts, bases, strict=True)
        ]
        return Breakdown(
            by=by,
            label=words(split.by.text),
            merged=split.merged,
            categories=tuple(
                Category(
                    id=group.id,
                    label=words(group.text),
                    base=self._count(base),
                    options=group.options,
                )
                for group, base in zip(groups, bases, strict=True)
            ),
            answers=self._answers(question, answers),
            row_ids=tuple(lines),
            cells=tuple(zip(*columns, strict=True)),
        )

    def _answers(self, question: Question, answers: Answers) -> tuple[AnswerGroup, ...]:
        first = self._study.q.languages[0]
        return tuple(
            AnswerGroup(
                id=group_id(group), label=group_words(question, group, first), options=group
            )
            for group in answers
        )


def summed(one: AnswerSum, shown: Shown) -> Sum:
    """Return a sum as a release prints it."""
    return Sum(id=group_id(one.options), label=dict(one.label), options=one.options, shown=shown)


def _measure(question: Question) -> Literal["chose", "ranked_first", "wrote"]:
    if isinstance(question, Ranking):
        return "ranked_first"
    return "wrote" if isinstance(question, Written) else "chose"


def _row(kind: RowKind, shown: Shown) -> Row:
    return Row(id=kind, kind=kind, label={"": _LABELS[kind]}, shown=shown)
