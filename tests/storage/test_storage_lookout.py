"""What every page asks of the database: seen at once, whoever wrote it, and in nobody's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from survey.errors import StudyUnknown
from survey.mixing.mix import mix
from survey.storage.database import AT_MOST, is_sqlite, make_engine, writing
from survey.storage.instance import database_url
from survey.storage.studies import study_rows
from survey.storage.studies.study_status import AT_ONCE, StudyStatus


@pytest.fixture
def lookout(office: Any) -> StudyStatus:
    """Give a lookout that has a connection open already."""
    one = StudyStatus(office.instance.engine)
    assert one.look("study").is_open
    return one


def test_spent_marks_are_seen_at_once(office: Any, lookout: StudyStatus) -> None:
    person, other = office.people(2)
    assert not lookout.look("study", person.mark).is_spent
    assert office.send(person) == "kept"
    assert lookout.look("study", person.mark).is_spent
    assert not lookout.look("study", other.mark).is_spent


def test_what_another_process_closed_is_seen_at_once(office: Any, lookout: StudyStatus) -> None:
    other = make_engine(database_url(office.instance.folder, office.instance.settings))
    with writing(other) as conn:
        study_rows.set_state(conn, "study", "closed")
    other.dispose()
    assert not lookout.look("study").is_open


def test_an_unknown_study_is_refused(lookout: StudyStatus) -> None:
    with pytest.raises(StudyUnknown):
        lookout.look("nowhere")


def test_marks_are_still_seen_after_a_mix_and_no_mix_waits(
    office: Any, lookout: StudyStatus
) -> None:
    people = office.send_many(60)
    for person in people[:10]:  # as often as it takes for a driver to prepare the statement
        assert lookout.look("study", person.mark).is_spent
    assert mix(office.instance, now=office.now).mixed
    assert all(lookout.look("study", person.mark).is_spent for person in people)


def test_many_may_look_at_once(office: Any, lookout: StudyStatus) -> None:
    people = office.send_many(20)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda person: lookout.look("study", person.mark).is_spent, people * 5))


def test_a_connection_that_was_cut_is_replaced(office: Any, lookout: StudyStatus) -> None:
    if is_sqlite(office.instance.engine):
        pytest.skip("nobody can cut a connection to a file")
    (person,) = office.send_many(1)
    with office.instance.engine.connect() as conn:
        cut = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert conn.execute(cut).all()
    assert lookout.look("study", person.mark).is_spent


def test_a_database_that_is_back_is_asked_again(office: Any, lookout: StudyStatus) -> None:
    engine, file = office.instance.engine, office.instance.folder / "survey.db"
    if not is_sqlite(engine):
        pytest.skip("a server is not taken away by moving a file")
    aside = file.with_suffix(".aside")
    with ExitStack() as stack:
        while engine.pool.checkedin():
            stack.enter_context(engine.connect())
        other = stack.enter_context(closing(sqlite3.connect(file)))
        other.execute("ALTER TABLE studies RENAME TO elsewhere")
        file.rename(aside)
        file.mkdir()
        for _ in range(2):
            with pytest.raises(OperationalError):
                lookout.look("study")
        file.rmdir()
        aside.rename(file)
        other.execute("ALTER TABLE elsewhere RENAME TO studies")
    assert lookout.look("study").is_open


@pytest.fixture
def shut_studies(office: Any) -> Iterator[Connection]:
    """Give a connection that keeps all others from reading studies, until it ends."""
    if is_sqlite(office.instance.engine):
        pytest.skip("on SQLite nobody waits who reads")
    other = make_engine(database_url(office.instance.folder, office.instance.settings))
    with other.connect() as conn:
        conn.execute(text("LOCK TABLE studies IN ACCESS EXCLUSIVE MODE"))
        yield conn
    other.dispose()


def waiting_on(conn: Connection, many: int) -> list[int]:
    """Wait until so many connections wait for a lock, and return their numbers."""
    asked = text(
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while len(found := list(conn.execute(asked).scalars())) < many:
        conn.execute(text("SELECT pg_stat_clear_snapshot()"))
    return found


def test_a_crowd_that_looks_at_once_leaves_the_pool_to_those_who_send(
    office: Any, lookout: StudyStatus, shut_studies: Connection
) -> None:
    engine = office.instance.engine
    with ThreadPoolExecutor(16) as pool, ExitStack() as stack:
        looks = [pool.submit(lookout.look, "study") for _ in range(16)]
        waiting_on(shut_studies, AT_ONCE)
        for _ in range(AT_MOST):
            stack.enter_context(engine.connect())
        shut_studies.rollback()
        assert all(one.result().is_open for one in looks)


def test_no_connection_that_commits_by_itself_gets_into_the_pool(
    office: Any, lookout: StudyStatus, shut_studies: Connection
) -> None:
    with ThreadPoolExecutor(1) as pool:
        look = pool.submit(lookout.look, "study")
        (waiting,) = waiting_on(shut_studies, 1)
        shut_studies.execute(text("SELECT pg_cancel_backend(:pid)"), {"pid": waiting})
        with pytest.raises(OperationalError):
            look.result()
    shut_studies.rollback()
    del look  # and with it what its error held on to
    with office.instance.engine.connect() as conn:
        conn.execute(text("CREATE TABLE taken_back (id integer)"))
        conn.rollback()
        assert conn.execute(text("SELECT to_regclass('taken_back')")).scalar() is None


def test_it_can_be_asked_again_after_the_engine_let_go(office: Any, lookout: StudyStatus) -> None:
    (person,) = office.send_many(1)
    office.instance.engine.dispose()
    assert lookout.look("study", person.mark).is_spent
