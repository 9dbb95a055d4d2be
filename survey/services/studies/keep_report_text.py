"""Writing the words of a report at the desk: versions, what is wrong with them, and which holds.

It knows texts and printed cells. It must not know forms, or make a file of a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, Refused, ReportTextProblems
from survey.reports.report_language import writing_in
from survey.reports.report_words import say
from survey.reports.study.report_document import (
    document_of_text,
    drafted_text,
    text_check,
)
from survey.reports.study.report_model import ReportDocument, ReportFinding, ReportInput
from survey.reports.study.report_text import (
    LONGEST,
    FindingText,
    ReportText,
    TextProblem,
    TextSentence,
    read_report_text,
    report_text_file,
)
from survey.services.steps.report_made_of import report_made_of
from survey.services.steps.report_versions import (
    ReportVersion,
    approve_version,
    keep_version,
    versions_of,
)
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import report_text_rows, study_rows

#: What the cell is called that says how many answered.
_BASE = "Everybody who answered"


@dataclass(frozen=True, slots=True)
class CellToCite:
    """A cell of a question for whoever writes: the words of its row, what it prints ("": it is
    hidden), its range, and the reference that is written ("": there is none)."""

    label: str
    said: str
    range_said: str
    reference: str


@dataclass(frozen=True, slots=True)
class QuestionToCite:
    """A question with its number and its cells."""

    id: str
    number: int
    text: str
    cells: tuple[CellToCite, ...]


@dataclass(frozen=True, slots=True)
class ReportEditing:
    """The words of a report as they are written on: the file, what it says, what is wrong with it,
    how it reads without what is wrong, all versions, the number of the one that is shown (0: none
    of them), and what can be cited."""

    study_id: str
    file: str
    text: ReportText
    problems: tuple[TextProblem, ...]
    reads: ReportDocument
    versions: tuple[ReportVersion, ...]
    shown: int
    questions: tuple[QuestionToCite, ...]

    @property
    def newest(self) -> int:
        """Return the number of the newest version, or 0."""
        return self.versions[-1].number if self.versions else 0

    @property
    def in_force(self) -> ReportVersion | None:
        """Return the version that the report says; None is the draft by rule."""
        return next((one for one in reversed(self.versions) if one.approved_on), None)

    def found_on(self, line: int) -> tuple[TextProblem, ...]:
        """Return what is wrong on a line of the file."""
        return tuple(one for one in self.problems if one.line == line)

    def reading_of(self, at: int) -> ReportFinding | None:
        """Return how a finding reads, by its place from 0; None where something is wrong in it."""
        held = [_holds(one, self.problems) for one in self.text.findings]
        return self.reads.findings[sum(held[:at])] if held[at] else None

    @property
    def elsewhere(self) -> tuple[TextProblem, ...]:
        """Return what is wrong on lines that hold no sentence of their own."""
        text = self.text
        sentences = [text.title, *text.acted_on, *text.since, *(why for _, why in text.cannot_say)]
        for one in text.findings:
            sentences += [one.title, one.lead, one.support, one.means]
        beside = {one.line for one in sentences} | {one.line for one in text.findings}
        return tuple(one for one in self.problems if one.line not in beside)


def _drafted(given: ReportInput, language: str) -> str:
    with writing_in(language):
        return report_text_file(drafted_text(given))


def report_editing(
    instance: Instance,
    study_id: str,
    file: str | None = None,
    version: int | None = None,
    language: str = "en",
) -> ReportEditing:
    """Return the words of a report: those of `file`, else those of a version (0: the draft by rule
    in a `language`; None, or one that there is not: the newest); raises as a report does that is
    made."""
    given = report_made_of(instance, study_id, "").given
    with instance.engine.connect() as connection:
        versions = versions_of(connection, study_id)
    shown = 0
    if file is None:
        numbers = [0, *(one.number for one in versions)]
        shown = version if version in numbers else numbers[-1]
        file = versions[shown - 1].text if shown else _drafted(given, language)
    text, malformed = read_report_text(file)
    given = replace(given, language=text.language)
    with writing_in(text.language):
        problems = tuple(sorted({*malformed, *text_check(given).problems(text)}))
        reads = document_of_text(given, _held(text, problems))
        questions = tuple(_questions(given))
    return ReportEditing(
        study_id=study_id,
        file=file,
        text=text,
        problems=problems,
        reads=reads,
        versions=versions,
        shown=shown,
        questions=questions,
    )


def _held(text: ReportText, problems: tuple[TextProblem, ...]) -> ReportText:
    """Return a text without the sentences and findings in which something is wrong."""
    lines = {one.line for one in problems}
    return replace(
        text,
        study="",
        title=TextSentence() if text.title.line in lines else text.title,
        acted_on=tuple(one for one in text.acted_on if one.line not in lines),
        findings=tuple(one for one in text.findings if _holds(one, problems)),
        cannot_say=tuple(one for one in text.cannot_say if one[1].line not in lines),
    )


def _holds(finding: FindingText, problems: tuple[TextProblem, ...]) -> bool:
    """Tell whether nothing is wrong in a finding."""
    sentences = (finding.title, finding.lead, finding.support, finding.means)
    lines = {finding.line, *(one.line for one in sentences)}
    return all(one.line not in lines for one in problems)


def save_report_text(instance: Instance, study_id: str, file: str, seen: int, today: date) -> int:
    """Keep words as the next version and return its number; they may hold problems. `seen` is the
    version that they were written on.

    Refused where somebody else saved one meanwhile, BadInput for a text that is too long.
    """
    report_made_of(instance, study_id, "")
    if len(file) > LONGEST:
        raise BadInput("This text is too long.", kept="Nothing was saved.", do="Shorten it.")
    with instance.engine.begin() as connection:
        versions = report_text_rows.text_versions(connection, study_id)
        newest = versions[-1].number if versions else 0
        if newest != seen:
            raise Refused(
                f"Somebody else saved version {newest} of these words meanwhile.",
                kept="Yours were not saved. They stand here.",
                do="Look at the newest version, and put in what you changed.",
            )
        return keep_version(connection, study_id, file, today)


def approve_report_text(instance: Instance, study_id: str, number: int, today: date) -> None:
    """Let a version be what the report says from now on.

    Refused unless it is the newest, and in a real study for whoever saved it: two people answer for
    words that readers get. ReportTextProblems where anything is wrong with it.
    """
    found = report_editing(instance, study_id)
    if found.newest == 0 or found.newest != number:
        raise Refused(
            "This is not the newest version of these words.",
            kept="The report says what it said.",
            do="Look at the newest version first.",
        )
    if found.problems:
        raise ReportTextProblems("Something is wrong with these words.", found.problems)
    with instance.engine.begin() as connection:
        _require_second_person(connection, study_id, number)
        approve_version(connection, study_id, number, today)


def _require_second_person(connection: Connection, study_id: str, number: int) -> None:
    """Refuse whoever saved a version of the words of a real study."""
    if study_rows.get(connection, study_id).practice:
        return
    mine = connection.get_execution_options().get(journal.ROLE, journal.OPERATOR)
    saved = versions_of(connection, study_id)[number - 1].saved_by
    if _name_in(saved) == _name_in(mine):
        raise Refused(
            "You saved these words yourself.",
            kept="The report says what it said.",
            do="Let a second person read and approve them: a coordinator or a trustee.",
        )


def _name_in(role: str) -> str:
    """Return who acted, without the role: “Ada” of “coordinator Ada”."""
    return role.partition(" ")[2] or role


def _questions(given: ReportInput) -> Iterator[QuestionToCite]:
    """Return every question that is printed, with what can be cited of everybody who answered."""
    check = text_check(given)
    languages = given.release.study.languages
    for number, question in enumerate(given.release.questions, 1):
        if question.form == "withheld":
            continue
        cells = tuple(
            CellToCite(
                say(cell.label, languages).text or _BASE,
                said := check.cells.value(cell),
                check.cells.value(cell, "range") if cell.counts_answers else "",
                check.written(cell) if said else "",
            )
            for cell in check.cells.of_question[question.id]
            if not cell.name.by
        )
        text = " ".join(say(question.text, languages).text.split())
        yield QuestionToCite(question.id, number, text, cells)
