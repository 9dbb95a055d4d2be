"""Making the report of a published release: files for readers, and a copy for the reading room.

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
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.studies import certificates, releases, study_rows


def make_report(instance: Instance, study_id: str, out: Path | None) -> tuple[Path, ...]:
    """Write report.html, report.pdf, tables.csv and release.json, and what proves the release, and
    return their paths.

    The proof is certificate.json with questionnaire.json and release-1.json, … for each earlier
    release; there is none of a release without a number. They go to `out` if it is given, and to
    the reading room in any case. StudyUnknown, or StudyStateWrong when nothing was released yet;
    Refused where `out` has another study's.
    """
    with instance.engine.connect() as connection:
        study_rows.require_survey(study_rows.get(connection, study_id))
        every = releases.every(connection, study_id)
        row = study_rows.get(connection, study_id)
    if not every:
        raise StudyStateWrong(
            f"The study {study_id} has no published numbers yet.",
            kept="Nothing was written.",
            do=("Close it, then open it", Action(Do.OPEN_STUDY, study_id)),
        )
    if out:
        _require_own(out, study_id)
    files = bundle(every[-1], shipped("templates")) | _proof(instance, row, every)
    _write(instance.published / study_id, files)
    return _write(out, files) if out else ()


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


def _write(folder: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = folder / name
        half = folder / (name + ".new")
        half.write_bytes(content)
        half.replace(path)
        paths.append(path)
    return tuple(paths)
