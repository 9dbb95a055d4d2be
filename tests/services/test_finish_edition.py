"""Files of an edition take the place of those before all at once, or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from survey.services.steps.finish_edition import finish_editions
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.steps.reading_shelf import shelved
from survey.services.upkeep.mix_when_due import mix_when_due
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.files import put_folder_in_place, write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.published_editions import NO_FACTS, keep_facts
from tests.conftest import Clock

DAY = date(2026, 3, 2)
Tell = Callable[[Exception], None]


def written(**files: str) -> Callable[[Path], None]:
    """Give what writes files into a folder."""

    def put(folder: Path) -> None:
        write_together(folder, {name: text.encode() for name, text in files.items()})

    return put


def publish(instance: Instance, number: int, put: Callable[[Path], None], of: str = "it") -> None:
    """Publish an edition of something called “it”."""
    with putting_edition(instance, NewEdition(of, number, "", put), DAY) as (conn, _held):
        journal.note(conn, day=DAY, study_id=of, event="report published")


def there(instance: Instance) -> dict[str, str]:
    """Give every file that was published, with what it says."""
    found = (one for one in instance.published.rglob("*") if one.is_file())
    return {str(one.relative_to(instance.published)): one.read_text() for one in found}


def must_not_fail(error: Exception) -> None:
    """Raise what is told."""
    raise error


def left_behind(instance: Instance, of: str, *, noted: bool = True, whole: bool = True) -> Path:
    """Leave what a program leaves that is killed as soon as its edition is noted in the journal."""
    with writing(instance.engine) as conn:
        if noted:
            journal.note(conn, day=DAY, study_id=of, event="report published")
        newest = journal.newest_of(conn, of, ("report published",))
    entry = (newest[0] if newest else 0) + (not noted)
    folder = instance.published / f".{of}.{entry}"
    written(both="second")(folder)
    if whole:
        (folder / f".{entry}").touch()
    return folder


def test_the_edition_before_stays_below(instance: Instance) -> None:
    publish(instance, 1, written(one="first", both="first"))
    publish(instance, 2, written(both="second"))
    assert there(instance) == {
        "it/both": "second",
        "it/one": "first",
        "it/editions/1/both": "first",
        "it/editions/1/one": "first",
    }


def test_files_of_editions_before_are_not_written_again(instance: Instance) -> None:
    publish(instance, 1, written(both="first"))
    first = (instance.published / "it/both").stat().st_ino
    for number in (2, 3):
        publish(instance, number, written(both=str(number)))
    assert (instance.published / "it/editions/1/both").stat().st_ino == first
    assert (instance.published / "it/editions/2/both").read_text() == "2"


def test_what_cannot_be_written_leaves_what_readers_had(instance: Instance) -> None:
    def breaks(folder: Path) -> None:
        written(both="second")(folder)
        raise OSError("the disk is full")

    publish(instance, 1, written(both="first"))
    with pytest.raises(OSError, match="the disk is full"):
        publish(instance, 2, breaks)
    assert there(instance) == {"it/both": "first"}


def test_the_edition_before_lies_under_its_number_as_soon_as_there_is_a_newer_one(
    instance: Instance,
) -> None:
    seen: list[dict[str, str]] = []

    def look(_conn: Connection) -> None:
        seen.append(there(instance))

    publish(instance, 1, written(both="first"))
    event.listen(Engine, "commit", look)
    try:
        publish(instance, 2, written(both="second"))
    finally:
        event.remove(Engine, "commit", look)
    assert [one.get("it/editions/1/both") for one in seen] == ["first"]


def test_words_that_were_taken_back_are_gone_as_soon_as_a_newer_edition_is_there(
    instance: Instance,
) -> None:
    seen: list[dict[str, str]] = []

    def look(_conn: Connection) -> None:
        seen.append(there(instance))

    two_with_words_taken_back(instance)
    event.listen(Engine, "commit", look)
    try:
        publish(instance, 3, written(both="3"))
    finally:
        event.remove(Engine, "commit", look)
    assert ["it/editions/1/both" in one for one in seen] == [False]
    assert there(instance) == {"it/both": "3"}


def test_no_edition_with_words_taken_back_is_offered_until_the_next_one_is_read(
    instance: Instance,
) -> None:
    day = DAY + timedelta(days=30)
    two_with_words_taken_back(instance)
    with writing(instance.engine) as conn:
        keep_facts(conn, "it", NO_FACTS._replace(embargo_until=day))
    publish(instance, 3, written(both="3"))
    with instance.engine.connect() as conn:
        now, then = (shelved(conn, "it", one) for one in (DAY, day))
    assert (now.is_read, now.comes_on, now.newest) == (False, day, 3)
    assert then.folder(instance) == instance.published / "it"


def two_with_words_taken_back(instance: Instance) -> None:
    """Publish two editions, and let words of the first be taken back."""
    for number in (1, 2):
        publish(instance, number, written(both=str(number)))
    with writing(instance.engine) as conn:
        journal.note(conn, day=DAY, study_id="it", event="quote taken back")


def test_editions_of_before_are_there_still_where_the_newer_one_could_not_be_noted(
    instance: Instance,
) -> None:
    def breaks(_conn: Connection) -> None:
        seen.append(there(instance))
        raise OSError("the disk is full")

    seen: list[dict[str, str]] = []
    two_with_words_taken_back(instance)
    event.listen(Engine, "commit", breaks)
    try:
        with pytest.raises(OSError, match="the disk is full"):
            publish(instance, 3, written(both="3"))
    finally:
        event.remove(Engine, "commit", breaks)
    assert ["it/editions/1/both" in one for one in seen] == [False]
    assert there(instance) == {"it/both": "2", "it/editions/1/both": "1"}
    publish(instance, 3, written(both="3"))
    assert there(instance) == {"it/both": "3"}


@pytest.mark.parametrize("stands", [True, False])
def test_editions_that_a_killed_program_withheld_go_or_come_back(
    instance: Instance, stands: bool
) -> None:
    two_with_words_taken_back(instance)
    entry = left_behind(instance, "it", noted=stands).name.rpartition(".")[2]
    withheld = instance.published / f".it.{entry}-below"
    (instance.published / "it" / "editions").rename(withheld)
    finish_editions(instance, must_not_fail)
    before = {"it/both": "2", "it/editions/1/both": "1"}
    assert there(instance) == ({"it/both": "second"} if stands else before)
    assert [one.name for one in instance.published.iterdir()] == ["it"]


def test_words_taken_back_that_could_not_be_deleted_never_come_back(instance: Instance) -> None:
    """What was withheld for an edition that stands lies there still when another one comes."""
    two_with_words_taken_back(instance)
    publish(instance, 3, written(both="3"))
    folder = left_behind(instance, "it")
    with writing(instance.engine) as conn:
        earlier = journal.newest_of(conn, "it", ("quote taken back",))
    assert earlier is not None
    written(both="1")(instance.published / f".it.{earlier[0] + 1}-below" / "1")
    finish_editions(instance, must_not_fail)
    assert there(instance) == {"it/both": "second"}
    assert not folder.exists()


@pytest.mark.parametrize("by", ["worker", "mixing"])
@pytest.mark.parametrize("stands", [True, False])
def test_what_a_killed_program_left_is_put_in_place_where_it_was_published(
    instance: Instance, clock: Clock, by: str, stands: bool
) -> None:
    publish(instance, 1, written(both="first"))
    left_behind(instance, "it", noted=stands)
    if by == "worker":
        finish_editions(instance, must_not_fail)
    else:
        mix_when_due(instance, clock(), must_not_fail)
    assert there(instance) == {"it/both": "second" if stands else "first"}
    assert [one.name for one in instance.published.iterdir()] == ["it"]


def test_what_was_not_whole_is_never_put_in_place(instance: Instance) -> None:
    publish(instance, 1, written(both="first"))
    left_behind(instance, "it", whole=False)
    finish_editions(instance, must_not_fail)
    assert there(instance) == {"it/both": "first"}


def test_a_further_node_touches_nothing_that_was_copied_to_it(instance: Instance) -> None:
    publish(instance, 1, written(both="first"))
    folder = left_behind(instance, "it")
    elsewhere = dataclasses.replace(instance, settings=Settings(mixes_here=False))
    finish_editions(elsewhere, must_not_fail)
    assert folder.is_dir()
    assert (instance.published / "it/both").read_text() == "first"


@pytest.mark.parametrize("entry", ["before", "2", "new"])
def test_a_file_in_place_of_a_folder_is_let_go(instance: Instance, entry: str) -> None:
    publish(instance, 1, written(both="first"))
    (instance.published / f".it.{entry}").write_text("x")
    finish_editions(instance, must_not_fail)
    assert there(instance) == {"it/both": "first"}


def test_marks_go_with_what_lies_aside(instance: Instance) -> None:
    publish(instance, 1, written(both="second"))
    written(both="first")(instance.published / ".it.before")
    (instance.published / "it/.1").touch()
    finish_editions(instance, must_not_fail)
    assert there(instance) == {"it/both": "second"}


def test_what_lies_aside_comes_back_where_nothing_took_its_place(instance: Instance) -> None:
    publish(instance, 1, written(both="first"))
    (instance.published / "it").rename(instance.published / ".it.before")
    finish_editions(instance, must_not_fail)
    assert there(instance) == {"it/both": "first"}


def test_one_bad_folder_keeps_neither_a_mix_nor_other_reports_waiting(
    instance: Instance, clock: Clock
) -> None:
    """A file where readers have a folder is in the way of one study alone."""
    told: list[Exception] = []
    publish(instance, 1, written(both="first"), "other")
    left_behind(instance, "other")
    (instance.published / "it").write_text("no folder")
    left_behind(instance, "it")
    assert mix_when_due(instance, clock(), told.append) is not None
    assert [type(one) for one in told] == [NotADirectoryError]
    assert (instance.published / "other/both").read_text() == "second"


def test_a_fault_of_the_disk_leaves_both_folders_where_they_were(tmp_path: Path) -> None:
    place = tmp_path / "place"
    written(both="first")(place)
    with pytest.raises(FileNotFoundError):
        put_folder_in_place(tmp_path / "none", place, tmp_path / "aside")
    assert [one.name for one in tmp_path.iterdir()] == ["place"]
