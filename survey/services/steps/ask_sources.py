"""What an ask can follow from, and what of it can be cited: printed cells, and statements.

It reads stored releases and registers. It must not know a tally, or print what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.disclosure.release import QuestionResult, Release, Shown
from survey.disclosure.release_tables import table_name
from survey.errors import BadInput
from survey.follow_up.asks import Evidence
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.texts import EMPTY, Text
from survey.reports.report_words import missing_name, say, value_text
from survey.services.steps.release_standing import (
    ReleaseStanding,
    every_standing,
    release_out,
    standing_of,
)
from survey.storage.council import council_rows
from survey.storage.staff import journal
from survey.storage.studies import releases, study_rows
from survey.storage.studies.published_editions import editions_of


@dataclass(frozen=True, slots=True)
class AskSource:
    """The study or council that an ask follows from.

    `may_leave`: two people signed for what can be cited. `out_from` is the first day on which its
    report is read (None: it was not published). `title` is what it is called in its first language,
    `called` in all of them.
    """

    id: str
    title: str
    practice: bool
    is_council: bool
    may_leave: bool
    out_from: date | None
    called: Text = EMPTY


@dataclass(frozen=True, slots=True)
class CitableCell:
    """Something an ask can rest on: what it is of, its words, and what is printed ("": words)."""

    evidence: Evidence
    of: str
    words: str
    said: str


def ask_source(conn: Connection, of_id: str) -> AskSource:
    """Return the study or council of an id; StudyUnknown where there is neither."""
    if not study_rows.exists(conn, of_id):
        council = council_rows.get(conn, of_id)
        title = council.file.title.in_language(council.file.languages[0])
        out = _out_from(conn, of_id)
        named = council.file.title
        return AskSource(of_id, title, council.practice, True, out is not None, out, named)
    row = study_rows.get(conn, of_id)
    study_rows.require_survey(row)
    asked = from_json(row.questionnaire_json)
    title = asked.title.in_language(asked.languages[0])
    standing = standing_of(conn, of_id) if releases.every(conn, of_id) else None
    leaves = standing is not None and standing.may_leave
    out = _out_from(conn, of_id)
    return AskSource(of_id, title, row.practice, False, leaves, out, asked.title)


def citable_cells(conn: Connection, of_id: str) -> tuple[CitableCell, ...]:
    """Return all that an ask of a study or council can rest on, in the order of its questions:
    what the newest release prints, and statements that were rated; StudyUnknown."""
    if not study_rows.exists(conn, of_id):
        return _statements(conn, of_id)
    if not releases.every(conn, of_id):
        return ()
    return tuple(_cells(conn, standing_of(conn, of_id)))


def require_citable(conn: Connection, of_id: str, evidence: Sequence[Evidence]) -> None:
    """Refuse with BadInput what no release prints and no council rated, and what is of another
    study or council."""
    known = {cell.evidence for cell in citable_cells(conn, of_id)} if evidence else set()
    for one in evidence:
        if one.of_id not in ("", of_id):
            raise BadInput(
                "An ask rests on what its own study or council says.",
                kept="Nothing was changed.",
                do="Write an ask there for what another one says.",
            )
        if one.model_copy(update={"of_id": ""}) not in known:
            what = f"{one.question}, {one.row}" if one.question else one.statement
            raise BadInput(
                f"“{what[:80]}” is not printed, so an ask cannot rest on it.",
                kept="Nothing was changed.",
                do="Choose something that the newest release prints, or a rated statement.",
            )


def evidence_cells(
    conn: Connection, of_id: str, evidence: Sequence[Evidence]
) -> tuple[CitableCell, ...]:
    """Return what these say in the newest release, signed for or not: for those who decide about
    it. What is not printed any more is left out."""
    return _among(of_id, citable_cells(conn, of_id), evidence)


def evidence_read(
    conn: Connection, of_id: str, evidence: Sequence[Evidence], today: date
) -> tuple[CitableCell, ...]:
    """Return what these say in the newest edition that is read on a day; nothing before one is."""
    number = next((one.number for one in editions_of(conn, of_id) if one.is_read(today)), 0)
    if not number:
        return ()
    if not study_rows.exists(conn, of_id):
        return _among(of_id, _statements(conn, of_id), evidence)
    read = (one for one in every_standing(conn, of_id) if one.release.number == number)
    return _among(of_id, [cell for one in read for cell in _cells(conn, one)], evidence)


def evidence_signed(
    conn: Connection, of_id: str, evidence: Sequence[Evidence]
) -> tuple[CitableCell, ...]:
    """Return what these say in the newest release that two people signed for; of a council, what
    its report says once it is out."""
    if not study_rows.exists(conn, of_id):
        return _among(of_id, _statements(conn, of_id), evidence) if _out_from(conn, of_id) else ()
    signed = [one for one in every_standing(conn, of_id) if one.may_leave][-1:]
    return _among(of_id, [cell for one in signed for cell in _cells(conn, one)], evidence)


def _among(
    of_id: str, cells: Sequence[CitableCell], evidence: Sequence[Evidence]
) -> tuple[CitableCell, ...]:
    """Return the cells that are referred to, in the order of the references; what is of another
    study or council is left out: two people of that one decide what is shown of it."""
    own = [one for one in evidence if one.of_id in ("", of_id)]
    bare = [one.model_copy(update={"of_id": ""}) for one in own]
    return tuple(cell for one in bare for cell in cells if cell.evidence == one)


def _statements(conn: Connection, council_id: str) -> tuple[CitableCell, ...]:
    found = council_rows.get(conn, council_id).register.in_state("rated", "result")
    return tuple(
        CitableCell(Evidence(statement=one.id), "Statement", one.words, "") for one in found
    )


def _out_from(conn: Connection, of_id: str) -> date | None:
    editions = editions_of(conn, of_id)
    if editions:
        return min(one.embargo_until or one.published_on for one in editions)
    told = journal.newest_of(conn, of_id, ("report published", "council report published"))
    return told[1] if told else None


def _cells(conn: Connection, standing: ReleaseStanding) -> Iterator[CitableCell]:
    release = release_out(conn, standing)
    for question in release.questions:
        if question.form != "withheld" and table_name(question.id) not in standing.rejected:
            yield from _cells_of(release, question)


def _cells_of(release: Release, question: QuestionResult) -> Iterator[CitableCell]:
    languages = release.study.languages
    rows = [(one.id, str(say(one.label, languages)), one.shown) for one in question.rows]
    rows += [(one.id, str(say(one.label, languages)), one.shown) for one in question.sums]
    rows += [(one.id, str(missing_name(one, languages)), one.shown) for one in question.missing]
    for row, words, shown in rows:
        if is_printed(shown):
            cell = Evidence(question=question.id, row=row)
            yield CitableCell(cell, str(say(question.text, languages)), words, value_text(shown))


def is_printed(shown: Shown) -> bool:
    """Tell whether a cell says anything: a hidden one, and one of nothing, does not."""
    said = (shown.count, shown.percent, shown.words or None)
    return not shown.hidden and any(one is not None for one in said)
