"""The only way out for numbers: a raw tally goes in, a Release comes out.

It knows the order of the steps. It must not know a file, a clock, chance, or a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.disclosure import reasons
from survey.disclosure.building import Plan, Study, build
from survey.disclosure.categories import Split, split
from survey.disclosure.cells import APART
from survey.disclosure.policy import Policy, Step, printed
from survey.disclosure.printing import HIDDEN, Printer, result
from survey.disclosure.release import (
    Audit,
    Integrity,
    QuestionResult,
    Release,
    Shown,
    StudyFacts,
)
from survey.disclosure.rounding import nearest, number
from survey.disclosure.settling import Settled, settle
from survey.disclosure.thirds import choose_words, in_words
from survey.errors import DisclosureRefused
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Question, Questionnaire, Section
from survey.tally.counting import Tally


def protect(
    q: Questionnaire, tally: Tally, policy: Policy, facts: StudyFacts, integrity: Integrity
) -> Release:
    """Give everything about one study that may be printed.

    The same input gives the same release. DisclosureRefused when even the smallest release would
    not pass its audit, or the tally contradicts itself. Method: docs/disclosure.md.
    """
    step = policy.step(tally.n)
    study = Study(q, tally, policy, _splits(q, tally, policy) if step == "100 and more" else {})
    try:
        if step == "under 10":
            questions, audit, people = _nothing(study)
        elif step == "10-29":
            questions, audit, people = _in_words(study)
        else:
            questions, audit, people = _in_numbers(study)
    except ValueError as error:
        raise DisclosureRefused(
            "The counts of this study could not be checked, so nothing is printed.",
            kept="The sealed answers are untouched.",
            do="Open the study again; if it happens twice, report it as a fault of the program.",
        ) from error
    if not audit.passed:
        raise DisclosureRefused(
            "This release did not pass its own audit, so nothing is printed.",
            kept="The sealed answers are untouched.",
            do="Use stricter rules, or fewer breakdowns.",
        )
    return Release(
        study=facts,
        integrity=_printed(integrity, step, policy),
        policy=printed(policy, tally.n),
        respondents=people,
        questions=questions,
        audit=audit,
    )


_Part = tuple[tuple[QuestionResult, ...], Audit, Shown]


def _nothing(study: Study) -> _Part:
    reason = reasons.too_few_people(study.policy)
    questions = tuple(
        result(section, question, "withheld", HIDDEN, reason=reason)
        for section, question in _questions(study.q)
    )
    audit = Audit(passed=True, cells=0, hidden=0, refused_tables=0)
    return questions, audit, Shown(words=f"fewer than {study.policy.words_from} people")


def _in_words(study: Study) -> _Part:
    policy = study.policy
    spoken = [question for _, question in _questions(study.q)
              if study.base(question.id) >= policy.base_for_counts]  # fmt: skip
    options = [f"{question.id}/{row.id}" for question in spoken for row in rows(question)]
    plan = Plan(frozenset(question.id for question in spoken), frozenset())
    hidden, system, verdict = choose_words(build(study, plan), options)
    few = Shown(words=f"{policy.words_from} to {policy.numbers_from - 1} people")

    def one(section: Section, question: Question) -> QuestionResult:
        def shown(row: str) -> Shown:
            cell = f"{question.id}/{row}"
            if cell in hidden:
                return HIDDEN
            return Shown(words=in_words(system.cells[cell].count, study.base(question.id)))

        if question in spoken:
            return result(section, question, "words", few, shown=shown)
        return result(section, question, "withheld", HIDDEN, reason=reasons.too_few_answers(policy))

    questions = tuple(one(section, question) for section, question in _questions(study.q))
    audit = Audit(passed=verdict.passed, cells=len(options), hidden=len(hidden), refused_tables=0)
    return questions, audit, few


def _in_numbers(study: Study) -> _Part:
    settled = settle(study)
    printer = Printer(study, settled)
    questions = tuple(
        printer.question(section, question) for section, question in _questions(study.q)
    )
    people = number(study.tally.n, study.policy.count_rounding)
    return questions, _audit(settled), people


def _printed(integrity: Integrity, step: Step, policy: Policy) -> Integrity:
    """Give the numbers of envelopes as they may be printed: no finer than that of the people."""
    if step in ("under 10", "10-29"):
        return integrity.model_copy(update={"envelopes": None, "counted": None})
    rounded = {
        "envelopes": nearest(integrity.envelopes or 0, policy.count_rounding),
        "counted": nearest(integrity.counted or 0, policy.count_rounding),
    }
    return integrity.model_copy(update=rounded)


def _audit(settled: Settled) -> Audit:
    printable = [cell.id for cell in settled.system.cells.values() if cell.role == "printable"]
    # whether "no answer" may be printed in two parts depends on their size, which is not told here
    told = [cell for cell in printable if cell.rpartition("/")[2] not in APART]
    return Audit(
        passed=settled.verdict.passed,
        cells=len(told),
        hidden=len(settled.hidden.intersection(told)),
        refused_tables=len(settled.refused),
    )


def _splits(q: Questionnaire, tally: Tally, policy: Policy) -> dict[str, Split]:
    found = {by.id: split(by, tally.one_way[by.id], policy.category_people)
             for by in q.breakdowns()}  # fmt: skip
    return {by: one for by, one in found.items() if one is not None}


def _questions(q: Questionnaire) -> Iterator[tuple[Section, Question]]:
    for section in q.sections:
        for question in section.questions:
            yield section, question
