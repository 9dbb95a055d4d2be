"""The end of data, read as bytes: what was erased is in no file, and what is of others stays."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from survey.errors import (
    ClockDoubted,
    ClosedSetChanged,
    InstanceUnsound,
    NotAsPinned,
    StudyStateWrong,
)
from survey.mixing.doctor import examine
from survey.services.ending.archive_study import archive_study
from survey.services.ending.confirm_destroyed import confirm_destroyed
from survey.services.ending.erase_due import EndedNow, end_data_daily, erase_due
from survey.services.steps.closed_shelves import require_as_closed
from survey.settings import Settings
from survey.storage.database import is_sqlite, writing
from survey.storage.schema import data_ends, metadata, studies
from survey.storage.staff import journal
from survey.storage.studies import certificates, end_of_data, study_rows
from survey.storage.words import words_access
from tests.conftest import at_work
from tests.storage.filled import ERASED, draft_of, fill, known, left
from tests.storage.thief import each_lies_in, traces

#: The day on which the study of these tests may be kept at the latest: results in May 2026.
LAST_DAY = date(2026, 11, 30)


def release(office: Any, study_id: str = "study", *, public: bool = True) -> None:
    """Let a study be where one is whose report is out."""
    with writing(office.instance.engine) as conn:
        conn.execute(
            update(studies)
            .where(studies.c.id == study_id)
            .values(felt_fine=17, felt_very_hard=3, withdrawn=2, lost=1, payments_left=5)
        )
        study_rows.change(conn, study_id, state="released", closed_hash=bytes(32), closed_count=40,
                          closed_on=date(2026, 3, 30))  # fmt: skip
    if public:
        (office.instance.published / study_id).mkdir(parents=True)


def end(office: Any, study_id: str = "study") -> Any:
    with office.instance.engine.connect() as conn:
        return end_of_data.end_of(conn, study_id)


def events(office: Any, study_id: str = "study") -> list[tuple[str, str]]:
    with office.instance.engine.connect() as conn:
        found = journal.entries(conn, study_id=study_id)
        return [(one.event, one.words) for one in found]


def seen(files: dict[str, bytes], watched: list[bytes]) -> int:
    """Give how many of the watched can be read in files that are not PostgreSQL's own log."""
    return traces({name: one for name, one in files.items() if name != "pg_wal"}, watched, 8)


def test_nothing_of_an_archived_study_is_in_any_file(office: Any, thief: Any) -> None:
    rng = Random(4)
    office.add_study("other")
    watched = fill(office.instance.engine, "study", rng)
    watched += draft_of(office.instance.engine, "study", rng)
    others = fill(office.instance.engine, "other", rng, 3)
    proof = known(rng, 600)
    certificates.keep(office.instance, "study", 1, proof)
    certificates.keep(office.instance, "study-1", 1, proof)
    release(office)
    before = thief.copy()
    assert each_lies_in(before, watched)
    done = archive_study(office.instance, "study", office.now)
    assert done.finished_on == office.now.date()
    files = thief.copy()
    assert seen(files, watched) == 0
    assert each_lies_in(files, others)
    assert left(office.instance.engine, ["study", "draft-study"]) == {}
    assert not certificates.path_of(office.instance, "study", 1).exists()
    assert certificates.kept(office.instance, "study-1", 1) == proof
    row = office.study()
    assert (row.stand, row.felt_fine, row.felt_very_hard, row.withdrawn, row.lost) == (
        "archived", 0, 0, 0, 0,
    )  # fmt: skip


def test_the_journal_says_what_was_erased_and_the_days(office: Any) -> None:
    release(office)
    archive_study(office.instance, "study", office.now)
    event_, words = events(office)[-1]
    assert event_ == "archived"
    assert words.endswith("Backups may hold them until 2026-04-01.")


def test_a_study_is_archived_once(office: Any) -> None:
    release(office)
    archive_study(office.instance, "study", office.now)
    with pytest.raises(StudyStateWrong, match="is archived already"):
        archive_study(office.instance, "study", office.now)


@pytest.mark.parametrize("state", ["open", "paused"])
def test_a_study_that_takes_answers_is_not_archived(office: Any, state: str) -> None:
    if state == "paused":
        with writing(office.instance.engine) as conn:
            study_rows.change(conn, "study", taking="paused")
    watched = fill(office.instance.engine, "study", Random(1), 1)
    with pytest.raises(StudyStateWrong, match=f"is {state}, so it cannot be archived"):
        archive_study(office.instance, "study", office.now)
    assert watched
    assert left(office.instance.engine, ["study"])


def test_it_waits_for_its_report_or_for_its_day(office: Any) -> None:
    release(office, public=False)
    with pytest.raises(StudyStateWrong, match="is not public yet"):
        archive_study(office.instance, "study", office.now)
    after = at_work(office.instance, office.now.replace(2026, 12, 1, 11))
    with pytest.raises(StudyStateWrong, match="is not public yet"):
        archive_study(office.instance, "study", after)
    over = at_work(office.instance, office.now.replace(2026, 12, 1, 12))
    assert archive_study(office.instance, "study", over).archived_on == over.date()


def test_a_study_that_is_not_as_pinned_is_not_archived(office: Any) -> None:
    release(office)
    with writing(office.instance.engine) as conn:
        conn.execute(update(studies).values(results_by=date(2020, 1, 1)))
    with pytest.raises(NotAsPinned):
        archive_study(office.instance, "study", office.now)
    assert end(office) is None


def test_by_a_clock_that_jumped_nothing_is_erased(office: Any) -> None:
    release(office)
    far = office.now + timedelta(days=400)
    with pytest.raises(ClockDoubted):
        archive_study(office.instance, "study", far)
    with pytest.raises(ClockDoubted):
        erase_due(office.instance, far, _refuse)
    assert end(office) is None


def _refuse(error: Exception) -> None:
    raise AssertionError(error)


def test_a_database_that_is_busy_loses_nothing_and_erases_nothing(office: Any) -> None:
    if not is_sqlite(office.instance.engine):
        pytest.skip("SQLite has one writer")
    release(office)
    fill(office.instance.engine, "study", Random(2), 2)
    event.listen(
        office.instance.engine,
        "checkout",
        lambda connection, *_: connection.execute("PRAGMA busy_timeout = 20"),
    )
    other = sqlite3.connect(office.instance.folder / "survey.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError):
        archive_study(office.instance, "study", office.now)
    other.execute("ROLLBACK")
    other.close()
    assert office.study().stand == "released"
    assert left(office.instance.engine, ["study"])
    assert archive_study(office.instance, "study", office.now).finished_on


def test_a_disk_that_is_full_leaves_it_archived_and_it_is_finished_later(
    office: Any, thief: Any
) -> None:
    """SQLite is told that its file may not grow: rows can be erased, the file not written anew."""
    if not is_sqlite(office.instance.engine):
        pytest.skip("PostgreSQL's disk is not ours to fill")
    watched = fill(office.instance.engine, "study", Random(3))
    release(office)
    with Full(office.instance.engine), pytest.raises(InstanceUnsound, match="is archived, and"):
        archive_study(office.instance, "study", office.now)
    assert end(office).finished_on is None
    bad = [one for one in examine(office.instance, office.now) if one.name == "ends of data"]
    assert [one.ok for one in bad] == [False]
    assert "cut short" in bad[0].what
    done = erase_due(office.instance, office.now, _refuse)
    assert done == (EndedNow("erasing finished", "study"),)
    assert seen(thief.copy(), watched) == 0
    assert erase_due(office.instance, office.now, _refuse) == ()


class Full:
    """Lets SQLite fail to write its file anew, as on a disk without room for a second one."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def _shut(self, connection: Any, *_: Any) -> None:
        def no(action: int, *_args: Any) -> int:
            return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK

        connection.set_authorizer(no)  # VACUUM attaches the file that it writes

    def __enter__(self) -> None:
        self.engine.dispose()
        event.listen(self.engine, "checkout", self._shut)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "checkout", self._shut)
        self.engine.dispose()


def test_what_a_backup_brought_back_is_erased_again(office: Any, thief: Any) -> None:
    """Erasing was noted as begun and not as finished, and rows are there: they go."""
    release(office)
    archive_study(office.instance, "study", office.now)
    watched = fill(office.instance.engine, "study", Random(5), 2)
    with writing(office.instance.engine) as conn:
        conn.execute(update(data_ends).values(finished_on=None))
    done = erase_due(office.instance, office.now, _refuse)
    assert done == (EndedNow("erasing finished", "study"),)
    assert left(office.instance.engine, ["study"]) == {}
    assert seen(thief.copy(), watched) == 0


def test_on_its_day_a_study_is_archived_by_itself_and_no_day_before(office: Any) -> None:
    office.add_study("other", results_by=date(2027, 5, 1))
    office.add_study("unopened")
    for one in ("study", "other"):
        release(office, one)
    with writing(office.instance.engine) as conn:
        study_rows.change(conn, "unopened", state="closed", closed_hash=bytes(32))
    early = at_work(office.instance, office.now.replace(2026, 11, 30, 23))
    assert erase_due(office.instance, early, _refuse) == ()
    day = at_work(office.instance, office.now.replace(2026, 12, 1, 12))
    assert erase_due(office.instance, day, _refuse) == (EndedNow("archived", "study"),)
    stands = {one: office.study(one).stand for one in ("study", "other", "unopened")}
    assert stands == {"study": "archived", "other": "released", "unopened": "closed"}
    late = [one for one in examine(office.instance, day) if one.name == "ends of data"]
    assert ["unopened" in one.what for one in late] == [True]


def test_one_study_that_cannot_be_erased_stops_no_other(office: Any) -> None:
    office.add_study("other")
    for one in ("study", "other"):
        release(office, one)
    with writing(office.instance.engine) as conn:
        conn.execute(update(studies).where(studies.c.id == "other").values(threshold=1))
    day = at_work(office.instance, office.now.replace(2026, 12, 2))
    told: list[Exception] = []
    assert erase_due(office.instance, day, told.append) == (EndedNow("archived", "study"),)
    assert [type(one) for one in told] == [NotAsPinned]


def test_at_most_so_much_is_done_at_once(office: Any) -> None:
    office.add_study("other")
    for one in ("study", "other"):
        release(office, one)
    day = at_work(office.instance, office.now.replace(2026, 12, 2))
    turns = [erase_due(office.instance, day, _refuse, most=1) for _ in range(3)]
    assert [[one.of for one in turn] for turn in turns] == [["other"], ["study"], []]


def test_it_is_shredded_when_the_last_backup_has_ended_and_not_before(office: Any) -> None:
    release(office)
    archive_study(office.instance, "study", office.now)
    last = at_work(office.instance, office.now + timedelta(days=30))
    assert erase_due(office.instance, last, _refuse) == ()
    assert office.study().stand == "archived"
    after = at_work(office.instance, office.now + timedelta(days=31))
    assert erase_due(office.instance, after, _refuse) == (EndedNow("shredded", "study"),)
    assert office.study().stand == "shredded"
    assert events(office)[-1] == ("shredded", "The last backup that held it ended on 2026-04-01.")


def test_backups_count_from_the_day_on_which_nothing_was_left(office: Any) -> None:
    release(office)
    archive_study(office.instance, "study", office.now)
    with writing(office.instance.engine) as conn:
        conn.execute(update(data_ends).values(finished_on=None))
    later = at_work(office.instance, office.now + timedelta(days=40))
    assert [one.what for one in erase_due(office.instance, later, _refuse)] == ["erasing finished"]
    assert end(office).backups_until == later.date() + timedelta(days=30)
    assert office.study().stand == "archived"


def test_it_is_shredded_when_too_few_sheets_are_left(office: Any) -> None:
    """Two of three open it, so two must be destroyed."""
    release(office)
    archive_study(office.instance, "study", office.now)
    day = office.now.date()
    assert not confirm_destroyed(office.instance, "study", 3, "trustee Ada", "signed in", day)
    assert office.study().stand == "archived"
    assert confirm_destroyed(office.instance, "study", 1, "law firm", "at the machine", day)
    assert office.study().stand == "shredded"
    assert not confirm_destroyed(office.instance, "study", 2, "trustee Cy", "signed in", day)
    with office.instance.engine.connect() as conn:
        assert journal.check(conn).wrong == ""
    said = [event_ for event_, _ in events(office)]
    assert said == ["archived", "sheet destroyed", "sheet destroyed", "shredded", "sheet destroyed"]


def test_comments_on_a_draft_that_nobody_went_on_with_end_after_a_year(office: Any) -> None:
    from survey.storage.schema import draft_versions, review_comments, study_drafts

    draft_of(office.instance.engine, "study", Random(7))
    with writing(office.instance.engine) as conn:
        conn.execute(update(study_drafts).values(published_as=None, state="draft"))
    for day, said in ((date(2027, 1, 1), ()), (date(2027, 1, 2), ("comments erased",))):
        then = at_work(office.instance, office.now.replace(day.year, day.month, day.day))
        assert tuple(one.what for one in erase_due(office.instance, then, _refuse)) == said
    with office.instance.engine.connect() as conn:
        assert conn.execute(select(review_comments)).first() is None
        assert conn.execute(select(draft_versions)).first() is not None


def read_words(office: Any, until: date, study_id: str = "study") -> None:
    """Let the words of a study be opened, to be read until a day."""
    with writing(office.instance.engine) as conn:
        words_access.begin(conn, study_id, until - timedelta(days=90), until)


def test_words_that_were_opened_are_gone_on_their_day_with_the_texts_they_came_from(
    office: Any, thief: Any
) -> None:
    """What ends with words and what ends with the study: only the first is gone."""
    watched = fill(office.instance.engine, "study", Random(8), 4)
    release(office)
    read_words(office, date(2026, 6, 1))
    last = at_work(office.instance, office.now.replace(2026, 6, 1))
    assert erase_due(office.instance, last, _refuse) == ()
    assert each_lies_in(thief.copy(), watched)
    after = at_work(office.instance, office.now.replace(2026, 6, 2))
    both = (EndedNow("words ended", "study"), EndedNow("sealed texts ended", "study"))
    assert erase_due(office.instance, after, _refuse) == both
    gone = {"opened_texts", "words_keys", "codings", "coding_settlements", "quote_proposals"}
    assert not gone & set(left(office.instance.engine, ["study"]))
    found = left(office.instance.engine, ["study"])
    assert "texts" not in found
    assert found["codes"] == 4
    files = thief.copy()
    with office.instance.engine.connect() as conn:
        stays = _bytes_of(conn)
    ended = [one for one in watched if one not in stays]
    assert ended
    assert seen(files, ended) == 0
    assert [one for one in events(office) if "ended" in one[0]] == [
        ("words ended", "Their last day was over."),
        ("sealed texts ended", ""),
    ]


def _bytes_of(conn: Any) -> bytes:
    """Give all that lies in the tables that are erased with a study."""
    found = b""
    for name in ERASED:
        for row in conn.execute(select(metadata.tables[name])):
            for value in row:
                found += value.encode() if isinstance(value, str) else b""
                found += bytes(value) if isinstance(value, bytes) else b""
    return found


def test_a_study_whose_words_are_read_is_not_archived_before_their_day(office: Any) -> None:
    release(office)
    read_words(office, date(2026, 4, 1))
    with pytest.raises(StudyStateWrong, match="are being read until 2026-04-01"):
        archive_study(office.instance, "study", office.now)
    after = at_work(office.instance, office.now.replace(2026, 4, 2))
    assert archive_study(office.instance, "study", after).finished_on
    with office.instance.engine.connect() as conn:
        opening = words_access.opening_of(conn, "study")
    assert opening.state == "ended"


def test_texts_that_ended_by_plan_are_not_looked_for_and_are_never_added_to(office: Any) -> None:
    fill(office.instance.engine, "study", Random(9), 2)
    release(office)
    row = office.study()
    with pytest.raises(ClosedSetChanged):
        require_as_closed(office.instance, row, "words")
    read_words(office, date(2026, 3, 1))
    told: list[Exception] = []
    done = [erase_due(office.instance, office.now, told.append) for _ in range(2)]
    assert [one.what for turn in done for one in turn] == ["words ended", "sealed texts ended"]
    require_as_closed(office.instance, row, "words")


def test_the_running_service_does_one_thing_at_a_time_and_names_nothing(office: Any) -> None:
    office.add_study("other")
    for one in ("study", "other"):
        release(office, one)
    day = at_work(office.instance, office.now.replace(2026, 12, 2))
    said: list[str] = []
    for _ in range(3):
        end_data_daily(office.instance, day, _refuse, said.append)
    assert said == ["archived", "archived"]
    elsewhere = replace(office.instance, settings=Settings(mixes_here=False))
    end_data_daily(elsewhere, day + timedelta(days=90), _refuse, said.append)
    assert len(said) == 2


def test_no_fault_ends_the_running_service(office: Any) -> None:
    told: list[Exception] = []
    end_data_daily(office.instance, office.now + timedelta(days=400), told.append, told.append)
    assert [type(one) for one in told] == [ClockDoubted]
