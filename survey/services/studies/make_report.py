"""Making the report of a release, and writing its files into a folder; nobody else reads them yet.

It reads a stored Release only, and what was approved of it. It knows no tally and no answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from survey.disclosure.proof.certificate import FORMAT
from survey.disclosure.proof.prove import certificate, prove
from survey.disclosure.quotes import Quote, quotable
from survey.disclosure.release import Release
from survey.errors import BadInput, Refused
from survey.questionnaire.files.reading import from_json, published_json
from survey.questionnaire.model import Questionnaire
from survey.reports.report_card import ReportCard
from survey.reports.study.bundle import bundle, release_json
from survey.reports.study.card_of_report import card_of_document
from survey.reports.study.method import respondents
from survey.reports.study.report_document import drafted_text, report_document
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_text import read_report_text, report_text_file
from survey.reports.study.spoken_words import SpokenWords
from survey.reports.tables.metadata_files import metadata_files
from survey.services.steps.asks_in_public import asks_of_report
from survey.services.steps.release_standing import (
    ReleaseStanding,
    approved_themes,
    as_gone_out,
    require_may_leave,
    standing_of,
)
from survey.services.steps.report_files import StudyReport, put_report
from survey.services.steps.report_publisher import publisher_of
from survey.settings import PROGRAM_VERSION, shipped
from survey.storage.instance import Instance
from survey.storage.studies import certificates, releases
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import quote_rows


def make_report(instance: Instance, study_id: str, text: str = "") -> StudyReport:
    """Return the report of the last release: its pages for a screen and for paper, its summary, the
    questions as asked, the method, the tables and release.json, and what proves the release.

    `text` is what was written for it ("": the draft by rule). The proof is certificate.json with
    questionnaire.json and release-1.json, … for each earlier release; there is none of a release
    without a number. Where themes were counted or quotes approved, there are themes.csv and
    words.json. Tables that were rejected are in none of these files. StudyUnknown, or
    StudyStateWrong when nothing was released yet, or nobody signed for the release of a real study;
    ReportTextProblems with everything that is wrong with the text.
    """
    standing, gone, stored, given = _made_of(instance, study_id, text)
    files = bundle(given, shipped("templates")) | _proof(instance, gone, stored, standing)
    return StudyReport(
        study_id,
        standing.release.number,
        standing.digest,
        files,
        _card(given),
        metadata_files(given, files),
    )


def report_draft(instance: Instance, study_id: str) -> str:
    """Return the text of a report as it is drafted by rule, for somebody to write on; raises as
    make_report does."""
    return report_text_file(drafted_text(_made_of(instance, study_id, "")[-1]))


def study_of_text(text: str) -> str:
    """Return the study that a text of a report is about. BadInput where it does not say."""
    study = read_report_text(text)[0].study
    if not study:
        raise BadInput(
            "This text does not say which study it is about.",
            kept="Nothing was written.",
            do="Begin it with a line such as “Study: 874k7j4z”, or name the study.",
        )
    return study


def _made_of(
    instance: Instance, study_id: str, text: str
) -> tuple[ReleaseStanding, tuple[Release, ...], tuple[Release, ...], ReportInput]:
    """Return where the last release stands, all releases as they go out and as they are stored, and
    all that a report of the last is made of."""
    today = datetime.now(UTC).date()
    with instance.engine.connect() as connection:
        standing = standing_of(connection, study_id)
        require_may_leave(standing)
        practice = standing.row.practice
        asks, earlier = asks_of_report(connection, study_id, today, practice=practice)
        gone = as_gone_out(connection, standing)
        stored = releases.every(connection, study_id)
        themes = approved_themes(connection, standing, gone[-1])
        spoken = SpokenWords(themes, _quotes(connection, standing.row))
    given = ReportInput(
        gone[-1],
        from_json(standing.row.questionnaire_json),
        spoken,
        text,
        publisher=publisher_of(instance, standing.row.organisation),
        asks=asks,
        earlier_asks=earlier,
        program=PROGRAM_VERSION,
        status_on=today.isoformat(),
    )
    return standing, gone, stored, given


def write_report(report: StudyReport, out: Path) -> tuple[Path, ...]:
    """Write the files of a report into a folder and return their paths.

    Refused where the folder has the report of another study.
    """
    _require_own(out, report.study_id)
    return put_report(report, out)


def _card(given: ReportInput) -> ReportCard:
    """Return what lists and searches say of the report."""
    study = given.release.study
    return card_of_document(report_document(given), study.languages, respondents(given.release))


def _proof(
    instance: Instance,
    every: tuple[Release, ...],
    stored: tuple[Release, ...],
    standing: ReleaseStanding,
) -> dict[str, bytes]:
    """Return what shows that the last of all releases that go out gives nobody away: made anew
    where it is not kept of the very same, and nothing where there is none."""
    q = from_json(standing.row.questionnaire_json)
    kept = None
    if every == stored:
        kept = certificates.kept(instance, standing.row.id, every[-1].number)
    proof = kept if kept is not None and _is_public(kept) else _made_anew(every, q)
    if proof is None:
        return {}
    earlier = {f"release-{one.number}.json": release_json(one).encode() for one in every[:-1]}
    return {
        "certificate.json": proof,
        "questionnaire.json": (published_json(q) + "\n").encode(),
        **earlier,
    }


def _is_public(certificate_: bytes) -> bool:
    """Say whether a kept certificate is whole, and of the format that holds nothing private."""
    try:
        return bool(json.loads(certificate_)["format"] == FORMAT)
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def _made_anew(every: Sequence[Release], q: Questionnaire) -> bytes | None:
    try:
        proof = prove(every, q)
    except ValueError:
        # printed by the rules of before
        return None
    if proof is None or proof.failed:
        return None
    return certificate([one.model_dump(mode="json") for one in every], proof.tables)


def _quotes(connection: Connection, row: StudyRow) -> tuple[Quote, ...]:
    """Return the quotes that two people approved, looked through once more."""
    regions = from_json(row.questionnaire_json).audience.regions
    return tuple(
        quotable(
            one.words,
            one.language,
            may_quote=True,  # nothing else is ever proposed
            redacted_by=one.proposed_by,
            approved_by=one.approved_by,
            regions=regions,
        )
        for one in quote_rows.approved(connection, row.id)
    )


def _require_own(folder: Path, study_id: str) -> None:
    """Refuse a folder with the report of another study."""
    try:
        there = json.loads((folder / "release.json").read_bytes())["study"]["id"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    if there != study_id:
        raise Refused(
            f"{folder} holds the report of another study, {there}.",
            kept="Nothing was written.",
            do="Choose another folder.",
        )
