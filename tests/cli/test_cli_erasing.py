"""`survey erase …`: from a report that is out to a study that is shredded, typed at a terminal."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from survey.cli.demonstration import invent
from survey.errors import BadInput, Refused, StudyStateWrong, StudyUnknown
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import Instance, open_instance
from survey.storage.schema import data_ends
from survey.storage.studies import study_rows
from survey.studies.data_plan import FOLDERS
from tests.cli.conftest import survey_in
from tests.conftest import papers_left_blank
from tests.storage.filled import left

FORM = Path(__file__).parents[1] / "forms" / "quotes.yaml"
Run = Callable[..., str]


def today() -> date:
    """Return the day, as the program takes it: a run of all tests may go past midnight."""
    return datetime.now(UTC).date()


@pytest.fixture(scope="module")
def reported_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give a folder with a practice study whose report is public and with its sheets, to be copied,
    and what the study is called."""
    folder = tmp_path_factory.mktemp("erasing")
    survey = survey_in(folder / "var")
    said = survey("study", "publish", FORM, "--shares", 3, "--threshold", 2,
                  "--shares-dir", folder / "sheets", "--practice")  # fmt: skip
    study_id = said.split()[1]
    instance = opened(folder)
    invent(instance, study_id, 40, 1)
    instance.close()
    survey("study", "close", study_id)
    with pytest.raises(StudyStateWrong, match="is not public yet"):
        survey("erase", "archive", study_id, "--yes")
    survey("study", "open", study_id, *sheets_in(folder), "--yes")
    with pytest.raises(StudyStateWrong, match="is not public yet"):
        survey("erase", "archive", study_id, "--yes")
    with papers_left_blank():
        survey("report", "publish", study_id)
    return folder, study_id


@pytest.fixture
def reported(reported_once: tuple[Path, str], tmp_path: Path) -> tuple[str, list[object]]:
    """Give a copy of it in this test's own folder, and the words that name two sheets."""
    folder, study_id = reported_once
    shutil.copytree(folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    return study_id, sheets_in(tmp_path)


def sheets_in(folder: Path) -> list[object]:
    return [word for n in (1, 2) for word in ("--share", folder / "sheets" / f"share-{n}.txt")]


def opened(folder: Path) -> Instance:
    return open_instance(folder / "var", Settings())


def test_a_study_is_archived_confirmed_and_shredded(
    survey: Run, tmp_path: Path, reported: tuple[str, list[object]]
) -> None:
    study_id, _ = reported
    assert "can be archived now" in survey("erase", "plan", study_id)
    with pytest.raises(StudyStateWrong, match="not archived, so its share sheets"):
        survey("erase", "confirm", study_id, "--sheet", 1, "--role", "law firm")
    with pytest.raises(StudyStateWrong, match="there is no certificate"):
        survey("erase", "certificate", study_id)
    with pytest.raises(Refused, match="cannot be undone"):
        survey("erase", "archive", study_id)
    said = survey("erase", "archive", study_id, "--yes")
    assert f"archived {study_id}" in said
    assert f"may still hold it until {today() + timedelta(days=30)}" in said
    assert "2 of 3 are enough" in said
    instance = opened(tmp_path)
    assert left(instance.engine, [study_id]) == {}
    instance.close()
    with pytest.raises(StudyStateWrong):
        survey("erase", "archive", study_id, "--yes")
    survey("erase", "confirm", study_id, "--sheet", 2, "--role", "law firm")
    for sheet, role, why in ((2, "chair", "confirmed already"), (1, "Law  Firm", "has confirmed")):
        with pytest.raises(Refused, match=why):
            survey("erase", "confirm", study_id, "--sheet", sheet, "--role", role)
    with pytest.raises(BadInput, match="no sheet 4"):
        survey("erase", "confirm", study_id, "--sheet", 4, "--role", "chair")
    with pytest.raises(BadInput, match="missing"):
        survey("erase", "confirm", study_id, "--sheet", 3, "--role", "  ")
    assert "(1 have)" in survey("erase", "plan", study_id)
    assert "shredded" in survey("erase", "confirm", study_id, "--sheet", 3, "--role", "chair")
    assert "nothing that can be opened is left" in survey("erase", "plan", study_id)
    found = json.loads(survey("erase", "certificate", study_id))
    assert found["state"] == "shredded"
    assert found["archived_on"] == today().isoformat()
    assert found["share_sheets"]["confirmed_destroyed"] == 2
    assert "sealed texts" in found["erased"]
    assert not re.search(r"\b40\b", json.dumps(found))
    said = survey("journal", "show")
    assert "sheet destroyed" in said
    assert "confirmed at the machine by law firm" in said
    assert "doctor" not in survey("erase", "due")


@pytest.mark.usefixtures("blank_papers")
def test_what_was_erased_can_be_neither_opened_nor_taken_up_again_and_the_report_stays(
    survey: Run, tmp_path: Path, reported: tuple[str, list[object]]
) -> None:
    study_id, sheets = reported
    public = tmp_path / "var" / "published" / study_id
    before = {path.name: path.read_bytes() for path in public.iterdir()}
    survey("erase", "archive", study_id, "--yes")
    assert {path.name: path.read_bytes() for path in public.iterdir()} == before
    assert "certificate.json" in before
    gone = "are destroyed: it is archived"
    for words in (
        ("open", study_id, *sheets, "--yes"),
        ("reopen", study_id, "--closes", today() + timedelta(days=9)),
        ("close", study_id),
    ):
        with pytest.raises(StudyStateWrong, match=gone):
            survey("study", *words)
    survey("report", study_id, "--out", tmp_path / "again")
    assert (tmp_path / "again" / "release.json").read_bytes() == before["release.json"]
    assert "archived" in survey("study", "list")


def test_erasing_that_was_cut_short_is_said_and_taken_up_again(
    survey: Run, tmp_path: Path, reported: tuple[str, list[object]]
) -> None:
    study_id, _ = reported
    survey("erase", "archive", study_id, "--yes")
    instance = opened(tmp_path)
    with writing(instance.engine) as conn:
        conn.execute(update(data_ends).values(finished_on=None))
    instance.close()
    assert "was cut short" in survey("erase", "plan", study_id)
    assert f"erasing finished {study_id}" in survey("erase", "due")
    assert "nothing is due" in survey("erase", "due")


def test_a_study_whose_day_has_come_is_archived_by_the_command_for_what_is_due(
    survey: Run, tmp_path: Path, reported: tuple[str, list[object]]
) -> None:
    study_id, _ = reported
    shutil.rmtree(tmp_path / "var" / "published" / study_id)
    instance = opened(tmp_path)
    with writing(instance.engine) as conn:
        study_rows.change(conn, study_id, results_by=(today() - timedelta(days=250)).replace(day=1))
    instance.close()
    assert "LATE" in survey("erase", "plan", study_id)
    assert f"archived {study_id}" in survey("erase", "due")


def test_what_is_not_here_is_refused(survey: Run, reported: tuple[str, list[object]]) -> None:
    for words in (("plan",), ("archive",), ("certificate",)):
        with pytest.raises(StudyUnknown):
            survey("erase", *words, "nobodys")


def test_every_name_in_an_instance_folder_has_an_end_or_a_reason_to_stay(
    survey: Run, tmp_path: Path, reported: tuple[str, list[object]]
) -> None:
    """After a whole life: nothing lies there that the plan of data does not name."""
    survey("erase", "archive", reported[0], "--yes")
    assert {path.name for path in (tmp_path / "var").iterdir()} <= set(FOLDERS)
    for name, kept in FOLDERS.items():
        assert kept.holds, name
        assert bool(kept.why) == (kept.ends == "stays"), name
