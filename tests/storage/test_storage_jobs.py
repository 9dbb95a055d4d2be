"""The table of jobs, on SQLite and on PostgreSQL: taken once, in order, and without secrets."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from survey.errors import Refused
from survey.services.jobs.ask_for_work import ask_for_work
from survey.storage.database import writing
from survey.storage.schema import jobs
from survey.storage.staff import job_rows
from tests.storage.conftest import Office

ASKED = {"expected": 150, "version": 0}


def test_work_is_taken_once_and_in_order(office: Office) -> None:
    engine = office.instance.engine
    with writing(engine) as connection:
        first = job_rows.add(connection, "forecast", "study", "coordinator", ASKED)
        second = job_rows.add(connection, "forecast", "other", "coordinator", ASKED)
    taken = []
    for _ in range(3):
        with writing(engine) as connection:
            row = job_rows.take(connection)
            taken.append(row and row.id)
    assert taken == [first.id, second.id, None]
    with writing(engine) as connection:
        job_rows.progress(connection, first.id, 3, 12)
        job_rows.end(connection, second.id, "done", "It is done.", "{}")
        job_rows.end(connection, second.id, "failed", "too late")
    with engine.connect() as connection:
        assert job_rows.get(connection, first.id).done == 3
        assert job_rows.get(connection, second.id).stage == "done"
        assert [row.id for row in job_rows.every(connection)] == [second.id, first.id]
        with pytest.raises(Refused, match="no such work"):
            job_rows.get(connection, "nothing")


def test_only_the_newest_that_are_over_are_kept(office: Office) -> None:
    with writing(office.instance.engine) as connection:
        for _ in range(8):
            job_rows.add(connection, "forecast", "study", "coordinator", ASKED)
            row = job_rows.take(connection)
            assert row is not None
            job_rows.end(connection, row.id, "done", "", "{}")
        assert len(job_rows.every(connection, "study")) == 5


def test_the_queue_holds_whole_numbers_and_nothing_else(office: Office) -> None:
    instance = office.instance
    bad: tuple[Any, ...] = (
        {"expected": "a word", "version": 0},
        {"expected": 10**7, "version": 0},
        {"expected": 1, "version": 0, "share": 5},
        {"expected": True, "version": 0},
        {},
    )
    for asked in bad:
        with pytest.raises(Refused, match="cannot be asked for like that"):
            ask_for_work(instance, "forecast", "study", "coordinator", asked)
    with pytest.raises(Refused, match="no such kind"):
        ask_for_work(instance, "opening", "study", "coordinator", ASKED)
    ask_for_work(instance, "forecast", "study", "coordinator", ASKED)
    with instance.engine.connect() as connection:
        (row,) = connection.execute(select(jobs)).mappings()
    assert dict(row) | {"id": ""} == {
        "id": "",
        "turn": 1,
        "kind": "forecast",
        "study_id": "study",
        "role": "coordinator",
        "asked": '{"expected":150,"version":0}',
        "stage": "waiting",
        "done": 0,
        "of": 0,
        "words": "",
        "result": None,
    }
    dumped = repr(dict(row)).encode()
    study = office.study()
    for secret in (instance.site_key, study.numbers_public, study.words_public):
        assert secret not in dumped
        assert secret.hex().encode() not in dumped
