"""What every page asks of the database: seen at once, whoever wrote it, and in nobody's way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from survey.errors import StudyUnknown
from survey.mixing.mix import mix
from survey.storage.database import is_sqlite, make_engine, writing
from survey.storage.instance import database_url
from survey.storage.studies import study_rows
from survey.storage.studies.study_status import StudyStatus


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


def test_it_can_be_asked_again_after_the_engine_let_go(office: Any, lookout: StudyStatus) -> None:
    (person,) = office.send_many(1)
    office.instance.engine.dispose()
    assert lookout.look("study", person.mark).is_spent
