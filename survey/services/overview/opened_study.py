"""What was opened of a study, as staff see it: what was met, and which tables can be printed.

It reads a stored release, and public facts. It must not know an exact count of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from survey.disclosure.forecast.foretold import WhatPrints
from survey.disclosure.forecast.printed_now import what_is_printed
from survey.disclosure.release import Breakdown, QuestionResult, Refusal, Release, Shown
from survey.storage.instance import Instance
from survey.storage.studies import releases, study_rows


@dataclass(frozen=True, slots=True)
class TablesPrinted:
    """Tables of one sort: how many are printed, printed in part, and not printed at all."""

    title: str
    printed: int
    in_part: int
    hidden: int


@dataclass(frozen=True, slots=True)
class OpenedStudy:
    """What came of the newest opening of a study.

    `opened` and `refused` are numbers of sealed answers, `texts` of sealed words, for a door to
    round; None where it takes answers again, so that what it holds is not what was opened. `ladder`
    is the step of the rules on which the number of people stands.
    """

    id: str
    title: str
    practice: bool
    number: int
    released_on: date
    shares: int
    threshold: int
    opened: int | None
    refused: int
    texts: int | None
    tables: tuple[TablesPrinted, ...]
    ladder: str
    closed_set: str


def opened_study(instance: Instance, study_id: str) -> OpenedStudy | None:
    """Return what came of the newest opening; None where there was none. StudyUnknown."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        release = releases.newest(connection, study_id)
    if release is None:
        return None
    found, is_same = release.integrity, row.closed_digest == release.study.closed_set
    return OpenedStudy(
        id=row.id,
        title=_words(release.study.title),
        practice=row.practice,
        number=release.number,
        released_on=date.fromisoformat(release.study.released_on),
        shares=release.study.shares,
        threshold=release.study.threshold,
        opened=row.closed("numbers").count if is_same else found.envelopes,
        refused=found.damaged + found.foreign + found.copies,
        texts=row.closed("words").count if is_same else None,
        tables=tables_of(release),
        ladder=release.policy.ladder,
        closed_set=release.study.closed_set,
    )


def printed_now(instance: Instance, study_id: str) -> tuple[WhatPrints, ...]:
    """Return how much the newest release of a study prints of tables that are split, by breakdown;
    nothing where there is none. StudyUnknown."""
    with instance.engine.connect() as connection:
        study_rows.get(connection, study_id)
        release = releases.newest(connection, study_id)
    return what_is_printed(release) if release else ()


def tables_of(release: Release) -> tuple[TablesPrinted, ...]:
    """Return how many tables of a release are printed: of everybody, and by each splitter."""
    everybody = _counted(
        "Each question, everybody",
        [_alone(question) for question in release.questions if question.type != "text"],
    )
    found = [everybody]
    for by, label in _splitters(release).items():
        places = [
            *(_split(one) for one in _breakdowns(release.questions) if one.by == by),
            *("hidden" for one in _refusals(release.questions) if one.table.endswith(f" by {by}")),
        ]
        found.append(_counted(f"By “{label}”" if by != "_language" else f"By {label}", places))
    return tuple(found)


def _splitters(release: Release) -> dict[str, str]:
    """Return the words of everything that splits tables, by its id."""
    known = {question.id: _words(question.text) for question in release.questions}
    known["_language"] = "the language that people answered in"
    named = {one.by for one in _breakdowns(release.questions)}
    named |= {one.table.rpartition(" by ")[2] for one in _refusals(release.questions)}
    return {by: known[by] for by in sorted(named) if by in known}


def _breakdowns(questions: Iterable[QuestionResult]) -> list[Breakdown]:
    return [one for question in questions for one in question.breakdowns]


def _refusals(questions: Iterable[QuestionResult]) -> list[Refusal]:
    return [one for question in questions for one in question.refusals]


def _alone(question: QuestionResult) -> str:
    if question.form == "withheld":
        return "hidden"
    return _part([row.shown for row in question.rows])


def _split(breakdown: Breakdown) -> str:
    return _part([cell for row in breakdown.cells for cell in row])


def _part(cells: list[Shown]) -> str:
    hidden = sum(one.hidden for one in cells)
    if hidden == len(cells):
        return "hidden"
    return "in part" if hidden else "printed"


def _counted(title: str, places: list[str]) -> TablesPrinted:
    return TablesPrinted(
        title, places.count("printed"), places.count("in part"), places.count("hidden")
    )


def _words(of: dict[str, str]) -> str:
    return of.get("en") or of.get("") or next(iter(of.values()), "")
