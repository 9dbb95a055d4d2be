"""Making the report of a release, and writing its files into a folder; nobody else reads them yet.

It reads a stored Release only. It knows no tally and no answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from survey.disclosure.proof.certificate import FORMAT
from survey.disclosure.proof.prove import certificate, prove
from survey.disclosure.release import Release
from survey.errors import Action, Do, Refused, StudyStateWrong
from survey.questionnaire.files.reading import from_json, published_json
from survey.questionnaire.model import Questionnaire
from survey.reports.study.bundle import bundle, release_json
from survey.services.steps.report_files import StudyReport
from survey.settings import shipped
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.studies import certificates, releases, study_rows


def make_report(instance: Instance, study_id: str) -> StudyReport:
    """Return the report of the last release: report.html, report.pdf, tables.csv and release.json,
    and what proves the release.

    The proof is certificate.json with questionnaire.json and release-1.json, … for each earlier
    release; there is none of a release without a number. StudyUnknown, or StudyStateWrong when
    nothing was released yet.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        every = releases.every(connection, study_id)
    if not every:
        raise StudyStateWrong(
            f"The study {study_id} has no published numbers yet.",
            kept="Nothing was written.",
            do=("Close it, then open it", Action(Do.OPEN_STUDY, study_id, sheets=row.threshold)),
        )
    files = bundle(every[-1], shipped("templates")) | _proof(instance, row, every)
    return StudyReport(study_id, files)


def write_report(report: StudyReport, out: Path) -> tuple[Path, ...]:
    """Write the files of a report into a folder and return their paths.

    Refused where the folder has the report of another study.
    """
    _require_own(out, report.study_id)
    return write_together(out, report.files)


def _proof(
    instance: Instance, row: study_rows.StudyRow, every: Sequence[Release]
) -> dict[str, bytes]:
    """Return what shows that the last release gives nobody away: made anew where it is not kept,
    and nothing where there is none."""
    last = every[-1]
    q = from_json(row.questionnaire_json)
    kept = certificates.kept(instance, row.id, last.number)
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
