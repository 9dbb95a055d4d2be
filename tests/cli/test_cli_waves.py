"""`survey study reopen`: a study that is published twice, from words typed at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from survey.cli.demonstration import invent
from survey.errors import BadInput, DisclosureRefused, Refused, StudyStateWrong
from survey.settings import Settings
from survey.storage.instance import open_instance

FORM = Path(__file__).parents[1] / "forms" / "breakdown.yaml"
LATER = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()
Run = Callable[..., str]


def answered(folder: Path, study_id: str, people: int, seed: int) -> None:
    instance = open_instance(folder / "var", Settings())
    invent(instance, study_id, people, seed)
    instance.engine.dispose()


def test_a_study_is_taken_up_again_and_published_twice(survey: Run, tmp_path: Path) -> None:
    said = survey("study", "publish", FORM, "--shares", 3, "--threshold", 2,
                  "--shares-dir", tmp_path / "sheets", "--practice")  # fmt: skip
    study_id = said.split()[1]
    sheets = [word for n in (1, 2) for word in ("--share", tmp_path / "sheets" / f"share-{n}.txt")]
    with pytest.raises(StudyStateWrong):
        survey("study", "reopen", study_id, "--closes", LATER)
    answered(tmp_path, study_id, 60, 1)
    survey("study", "close", study_id)
    first = survey("study", "open", study_id, *sheets, "--yes")
    assert "release 1" in first
    with pytest.raises(StudyStateWrong, match="opened before"):
        survey("study", "open", study_id, *sheets, "--yes")
    with pytest.raises(Refused, match="is past"):
        survey("study", "reopen", study_id, "--closes", "2020-01-01")
    again = survey("study", "reopen", study_id, "--closes", LATER)
    assert f"open {study_id} until {LATER}" in again
    assert "no longer be taken back" in again
    answered(tmp_path, study_id, 4, 2)
    survey("study", "close", study_id)
    with pytest.raises(DisclosureRefused, match="Only 4 of 64 people"):
        survey("study", "open", study_id, *sheets, "--yes")
    survey("study", "reopen", study_id, "--closes", LATER)
    answered(tmp_path, study_id, 40, 3)
    survey("study", "close", study_id)
    assert "release 2" in survey("study", "open", study_id, *sheets, "--yes")
    survey("report", study_id, "--out", tmp_path / "report")
    release = json.loads((tmp_path / "report" / "release.json").read_text())
    assert release["number"] == 2
    bundle = tmp_path / "report"
    files = (bundle / "release.json", "--certificate", bundle / "certificate.json")
    with pytest.raises(BadInput, match="0 of the 1 before it"):
        survey("verify", *files)
    told = survey("verify", *files, "--earlier", bundle / "release-1.json")
    assert told.startswith("Proven: ")
