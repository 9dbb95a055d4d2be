"""The journal of what staff did: it only grows, and whatever is changed or cut off is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from survey.errors import BadInput
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.pause_study import pause_study, resume_study
from survey.storage.database import writing
from survey.storage.staff import journal

DAY = date(2026, 3, 2)


def notes(office: Any, *events: str) -> None:
    """Write an entry for each event."""
    for event in events:
        with writing(office.instance.engine) as conn:
            journal.note(conn, day=DAY, study_id="study", event=event)


def wrong(office: Any) -> str:
    """Give what is wrong with the journal."""
    with office.instance.engine.connect() as conn:
        return journal.check(conn).wrong


def past_the_program(office: Any, statement: str, **values: Any) -> None:
    """Change the journal as somebody does who may do everything in the database."""
    with writing(office.instance.engine) as conn:
        _take_guards_away(conn)
        conn.execute(text(statement), values)


def _take_guards_away(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in ("journal_keeps", "journal_stays", "journal_grows"):
        conn.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def test_entries_follow_from_each_other_and_are_found_again(office: Any) -> None:
    assert wrong(office) == ""
    notes(office, "paused", "resumed")
    with writing(office.instance.engine) as conn:
        journal.note(conn, day=DAY, study_id="other", event="Extended", words="Until MAY.")
        journal.note(conn, day=DAY, study_id="", event="x", role="administrator")
    with office.instance.engine.connect() as conn:
        every = list(journal.entries(conn))
        of_one = [one.event for one in journal.entries(conn, study_id="study")]
        of_none = [one.number for one in journal.entries(conn, study_id="")]
        found = [one.number for one in journal.entries(conn, search="until may")]
        back = [one.number for one in journal.entries(conn, back_from=0)]
        further = [one.number for one in journal.entries(conn, study_id="study", back_from=2)]
        count = journal.count_of(conn, "study")
        at_all = [one.number for one in journal.entries(conn, search="OPERATOR")]
        assert journal.head(conn) == (4, every[-1].hash)
        assert journal.check(conn) == (4, every[-1].hash, "")
    assert [one.number for one in every] == [1, 2, 3, 4]
    assert (back, further, count) == ([4, 3, 2, 1], [1], 2)
    assert [one.role for one in every] == ["operator"] * 3 + ["administrator"]
    assert (of_one, of_none, found, at_all) == (["paused", "resumed"], [4], [3], [1, 2, 3])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET words = 'x' WHERE number = 1",
     "UPDATE journal SET number = 9 WHERE number = 2",
     "DELETE FROM journal WHERE number = 2",
     "DELETE FROM journal"],
)  # fmt: skip
def test_the_database_refuses_to_change_or_remove_an_entry(office: Any, statement: str) -> None:
    notes(office, "paused", "resumed")
    with pytest.raises(DBAPIError, match="only added to"), writing(office.instance.engine) as conn:
        conn.execute(text(statement))
    assert wrong(office) == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_refuses_to_replace_an_entry(office: Any) -> None:
    notes(office, "paused", "resumed")
    replace = text("INSERT OR REPLACE INTO journal SELECT number, day, study_id, role, 'x', words,"
                   " previous, hash FROM journal WHERE number = 1")  # fmt: skip
    with pytest.raises(DBAPIError, match="only added to"), writing(office.instance.engine) as conn:
        conn.execute(replace)
    assert wrong(office) == ""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_table(office: Any) -> None:
    notes(office, "paused")
    with pytest.raises(DBAPIError, match="only added to"), writing(office.instance.engine) as conn:
        conn.execute(text("TRUNCATE journal"))
    assert wrong(office) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [("UPDATE journal SET words = 'x' WHERE number = 2",
      "entry 2 does not say what was written down"),
     ("DELETE FROM journal WHERE number = 1", "entry 1 is not there"),
     ("DELETE FROM journal WHERE number = 3", "it was pinned with 3 entries"),
     ("DELETE FROM journal", "it was pinned with 3 entries"),
     ("DELETE FROM journal_head", "its end was not pinned"),
     ("UPDATE journal_head SET number = 2", "the pin of its end does not hold")],
)  # fmt: skip
def test_what_is_changed_past_the_program_is_found(office: Any, statement: str, said: str) -> None:
    notes(office, "paused", "resumed", "ended")
    past_the_program(office, statement)
    assert wrong(office) == said


def test_what_was_found_stays_to_be_seen_when_more_is_written(office: Any) -> None:
    notes(office, "paused", "resumed")
    past_the_program(office, "DELETE FROM journal WHERE number = 2")
    notes(office, "ended", "paused")
    assert wrong(office) == "entry 2 is not the newest as it was pinned"


def test_an_entry_that_somebody_chained_on_is_found(office: Any) -> None:
    notes(office, "paused")
    with writing(office.instance.engine) as conn:
        newest = journal.entries(conn)
        one = next(newest)
        more = journal.chained(2, DAY, "study", "trustee", "closed", "", one.hash)
        conn.execute(journal.insert(journal.journal).values(more._asdict()))
    assert wrong(office) == "entry 1 is not the newest as it was pinned"


def test_many_who_write_at_once_make_one_chain(office: Any) -> None:
    events = [f"event {number}" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda event: notes(office, event), events))
    with office.instance.engine.connect() as conn:
        assert journal.check(conn)[::2] == (24, "")
        assert sorted(one.event for one in journal.entries(conn)) == sorted(events)


def test_an_act_and_its_entry_are_stored_together_or_not_at_all(office: Any) -> None:
    acting = office.instance.acting_as("coordinator")
    pause_study(acting, "study", "A mistake was found.", DAY)
    with pytest.raises(BadInput, match="characters"):
        resume_study(acting, "study", "x" * 5_000, DAY)
    assert office.study().stand == "paused"
    end_study_early(office.instance, "study", "We stop.", DAY)
    with office.instance.engine.connect() as conn:
        said = [(one.role, one.event, one.words) for one in journal.entries(conn)]
    assert said == [
        ("coordinator", "paused", "A mistake was found."),
        ("operator", "ended", "We stop."),
    ]


def test_nothing_that_people_do_is_written_down(office: Any) -> None:
    sent = office.send_many(3)
    office.take_back(sent[0])
    office.feel("fine")
    with office.instance.engine.connect() as conn:
        assert list(journal.entries(conn)) == []
