"""A release without some of its tables: what goes out where people did not approve everything.

It knows releases, and no tally. Less is printed than was protected, so nobody is told more; but a
reader who has less also needs a proof of their own, and what has none is left out as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.disclosure import reasons
from survey.disclosure.release import Audit, QuestionResult, Refusal, Release, Shown
from survey.disclosure.release_tables import table_name, tables_of
from survey.disclosure.system.cell_key import APART, CellKey
from survey.questionnaire.model import Questionnaire

_HIDDEN = Shown(hidden=True)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tables that a release prints and that are not to go out: questions, and questions by what
    splits them. `unproven` are those that nobody rejected. `sums`: questions of which answers that
    were put together are left out."""

    questions: frozenset[str] = frozenset()
    tables: frozenset[tuple[str, str]] = frozenset()
    unproven: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()

    def has(self, question_id: str, by: str = "") -> bool:
        """Tell whether a question, or a table of it, is left out: with a question goes what is
        split, and what is split by it."""
        gone = question_id in self.questions or by in self.questions
        return gone or (question_id, by) in self.tables


def without(
    release: Release, q: Questionnaire, earlier: Sequence[Release], rejected: frozenset[str]
) -> Release:
    """Return a release as it goes out: without the tables of these names, and without those that
    cannot be shown to be safe then, next to the `earlier` ones as they went out.

    A function of releases alone. Each round prints less than the one before, so it ends.
    """
    # imported here because it carries the solver, which is needed where tables are left out alone
    from survey.disclosure.proof.prove import prove

    left = LeftOut(
        frozenset(one.id for one in release.questions if one.id in rejected),
        frozenset(
            (one.id, split.by)
            for one in release.questions
            for split in one.breakdowns
            if table_name(one.id, split.by) in rejected
        ),
    )
    has_proof = release.audit.alternatives > 0
    while True:
        less = _less(release, q, left)
        if not has_proof or not any(one.form == "numbers" for one in less.questions):
            return less
        less = _with_known_statements(less, q, earlier)
        proof = prove((*earlier, less), q)
        if proof is not None and not proof.failed:
            found = {"alternatives": len(proof.tables), "exact": proof.exact}
            return less.model_copy(update={"audit": less.audit.model_copy(update=found)})
        left = _more(left, less, proof.failed if proof else ())


def nothing_of(release: Release, q: Questionnaire) -> Release:
    """Return a release of which no table goes out: how many people took part is all it tells."""
    return without(release, q, (), frozenset(tables_of(release)))


def _less(release: Release, q: Questionnaire, left: LeftOut) -> Release:
    questions = tuple(_question(one, left) for one in release.questions)
    less = release.model_copy(update={"questions": questions})
    kept = () if not any(one.form == "numbers" for one in questions) else release.at_least
    return less.model_copy(update={"audit": _counted(less, q), "at_least": kept})


def _question(question: QuestionResult, left: LeftOut) -> QuestionResult:
    """Return a question with what goes out of it."""
    if question.form == "withheld":
        return question
    if left.has(question.id):
        unproven = table_name(question.id) in left.unproven
        nothing = {
            "form": "withheld",
            "reason": reasons.unproven_question() if unproven else reasons.rejected_question(),
            "base": _HIDDEN,
            "rows": (),
            "missing": (),
            "breakdowns": (),
            "refusals": (),
            "sums": (),
        }
        return question.model_copy(update=nothing)
    kept = tuple(one for one in question.breakdowns if not left.has(question.id, one.by))
    gone = tuple(
        _refusal(question.id, one.by, left)
        for one in question.breakdowns
        if left.has(question.id, one.by)
    )
    changed: dict[str, object] = {"breakdowns": kept, "refusals": (*question.refusals, *gone)}
    if question.id in left.sums:
        changed["sums"] = ()
    return question.model_copy(update=changed)


def _refusal(question_id: str, by: str, left: LeftOut) -> Refusal:
    name = table_name(question_id, by)
    if by in left.questions:
        return reasons.splitter_withheld(name)
    return reasons.unproven_table(name) if name in left.unproven else reasons.rejected_table(name)


def _counted(release: Release, q: Questionnaire) -> Audit:
    """Return the figures of what is still printed; there is no proof of it yet."""
    # imported here for the same reason as above
    from survey.disclosure.system.release_history import every_cell

    told: dict[str, bool] = {}
    for question in release.questions:
        if question.form == "words":
            told |= {f"{question.id}/{row.id}": row.shown.hidden for row in question.rows}
        if question.form == "numbers":
            told |= {_whole(cell): shown.hidden for cell, shown in every_cell(question, q)}
    figures = {
        "cells": len(told),
        "hidden": sum(told.values()),
        "refused_tables": sum(len(question.refusals) for question in release.questions),
        "alternatives": 0,
        "exact": None,
    }
    return release.audit.model_copy(update=figures)


def _whole(cell: str) -> str:
    """Return a cell, or the whole of which it is a part that may be printed apart."""
    key = CellKey.parse(cell)
    return str(key._replace(row="no_answer")) if key.row in APART else cell


def _with_known_statements(
    release: Release, q: Questionnaire, earlier: Sequence[Release]
) -> Release:
    """Return a release that states something only of groups that its reader can name."""
    # imported here for the same reason as above
    from survey.disclosure.proof.printed import read

    printed = read((*earlier, release.model_copy(update={"at_least": ()})), q)
    known = printed.sums.at if printed else {}
    kept = tuple(cell for cell in release.at_least if cell in known)
    return release.model_copy(update={"at_least": kept})


def _more(left: LeftOut, release: Release, failed: Sequence[str]) -> LeftOut:
    """Leave out what cells stand in that are not shown to be safe: answers that are put together,
    the table, then the question; where nothing of it is printed all tables, at last everything."""
    named = {id_ for key in map(CellKey.parse, failed) for id_ in (key.question, key.by)}
    sums = named & {one.id for one in release.questions if one.sums}
    if sums:
        return replace(left, sums=left.sums | sums)
    split = {
        one.id: {part.by for part in one.breakdowns}
        for one in release.questions
        if one.form == "numbers"
    }
    tables, questions = set[tuple[str, str]](), set[str]()
    for key in map(CellKey.parse, failed):
        others = split.get(key.question, set())
        if key.by in others:
            tables.add((key.question, key.by))
        elif key.by and others:
            tables |= {(key.question, by) for by in others}
        elif key.question in split:
            questions.add(key.question)
    if not tables and not questions:
        tables = {(id_, by) for id_, others in split.items() for by in others}
        questions = set() if tables else set(split)
    names = {table_name(*table) for table in tables} | {table_name(one) for one in questions}
    return replace(
        left,
        questions=left.questions | questions,
        tables=left.tables | tables,
        unproven=left.unproven | names,
    )
