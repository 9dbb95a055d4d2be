"""Making the report of a release, and writing its files into a folder; nobody else reads them yet.

It reads a stored Release only, and what was approved of it. It knows no tally and no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from survey.disclosure.proof.prove import certificate, prove
from survey.disclosure.release import Release
from survey.errors import BadInput, Refused
from survey.questionnaire.files.reading import from_json, published_json
from survey.questionnaire.model import Questionnaire
from survey.reports.report_card import ReportCard
from survey.reports.report_language import writing_in
from survey.reports.study.bundle import bundle, release_json
from survey.reports.study.card_of_report import card_of_document
from survey.reports.study.method import respondents
from survey.reports.study.report_document import drafted_text, report_document
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_text import read_report_text, report_text_file
from survey.reports.tables.metadata_files import metadata_files
from survey.services.steps.council_report import digest_of
from survey.services.steps.release_standing import ReleaseStanding
from survey.services.steps.report_files import StudyReport, put_report
from survey.services.steps.report_made_of import report_made_of
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.studies import certificates


def make_report(
    instance: Instance, study_id: str, text: str | None = None, language: str | None = None
) -> StudyReport:
    """Return the report of the last release: its pages for a screen and for paper, its summary, the
    questions as asked, the method, the tables and release.json, and what proves the release.

    `text` is what was written for it ("": the draft by rule, None: what was approved last), and
    `language` what it is written in (None: the language of its words, or English). The proof is
    certificate.json with questionnaire.json and release-1.json, … for each earlier release; there
    is none of a release without a number. Where themes were counted or quotes approved, there are
    themes.csv and words.json. Tables that were rejected are in none of these files. StudyUnknown,
    or StudyStateWrong when nothing was released yet, or nobody signed for the release of a real
    study; ReportTextProblems with everything that is wrong with the text.
    """
    made_of = report_made_of(instance, study_id, text, language)
    standing, given = made_of.standing, made_of.given
    with writing_in(given.language):
        files = bundle(given, shipped("templates"))
        files |= _proof(instance, made_of.gone, made_of.stored, standing)
        card, beside, written = _card(given), metadata_files(given, files), _written(given)
    return StudyReport(
        study_id,
        standing.release.number,
        standing.digest,
        files,
        card,
        beside,
        None if text is None else written,
        given.spoken.quotes,
    )


def _written(given: ReportInput) -> str:
    """Return the words that a report is made with, as a file."""
    return given.text if given.text.strip() else report_text_file(drafted_text(given))


def report_draft(instance: Instance, study_id: str, language: str | None = None) -> str:
    """Return the text of a report as it is drafted by rule, for somebody to write on; raises as
    make_report does."""
    given = report_made_of(instance, study_id, "", language).given
    with writing_in(given.language):
        return report_text_file(drafted_text(given))


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


def write_report(report: StudyReport, out: Path) -> tuple[Path, ...]:
    """Write the files of a report into a folder and return their paths.

    Refused where the folder has the report of another study.
    """
    _require_own(out, report.study_id)
    return put_report(report, out)


def _card(given: ReportInput) -> ReportCard:
    """Return what lists and searches say of the report."""
    study = given.release.study
    card = card_of_document(report_document(given), study.languages, respondents(given.release))
    return card.model_copy(update={"words": _words_mark(given)})


def _words_mark(given: ReportInput) -> str:
    """Return what stands for the words of a report: those written, quotes, and the council in it;
    not what is asked, which has a life of its own."""
    quotes = (f"{one.language}: {one.words}" for one in given.spoken.quotes)
    council = digest_of(given.council).hex() if given.council else ""
    said = "\0".join((_written(given), *sorted(quotes), council))
    return hashlib.sha256(said.encode()).hexdigest()


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
    proof = kept if kept is not None and certificates.is_public(kept) else _made_anew(every, q)
    if proof is None:
        return {}
    earlier = {f"release-{one.number}.json": release_json(one).encode() for one in every[:-1]}
    return {
        "certificate.json": proof,
        "questionnaire.json": (published_json(q) + "\n").encode(),
        **earlier,
    }


def _made_anew(every: Sequence[Release], q: Questionnaire) -> bytes | None:
    try:
        proof = prove(every, q)
    except ValueError:
        # printed by the rules of before
        return None
    if proof is None or proof.failed:
        return None
    return certificate([one.model_dump(mode="json") for one in every], proof.tables)


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
