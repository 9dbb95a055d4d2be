"""Dropping letters: kept once, whatever the person or another process does meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from survey.errors import StudyUnknown
from survey.storage import studies
from survey.storage.batch_keys import Batch
from survey.storage.database import writing
from survey.storage.lookout import Lookout


def test_a_letter_is_kept_and_waits(office: Any) -> None:
    office.send_many(3)
    assert office.waiting() == 3


def test_sending_twice_counts_once(office: Any) -> None:
    (person,) = office.send_many(1)
    assert office.send(person) == "already"
    assert office.waiting() == 1


def test_a_repeat_after_closing_still_hears_that_it_was_sent(office: Any) -> None:
    (person,) = office.send_many(1)
    with writing(office.instance.engine) as conn:
        studies.set_state(conn, "study", "closed")
    assert office.send(person) == "already"


def test_a_closed_or_unknown_study_takes_nothing(office: Any) -> None:
    person, other = office.people(2)
    with writing(office.instance.engine) as conn:
        studies.set_state(conn, "study", "closed")
    assert office.send(person) == "not_open"
    assert office.send(other, "nowhere") == "not_open"
    assert office.waiting() == 0
    assert not Lookout(office.instance.engine).look("study", person.mark).is_spent


def test_a_letter_for_another_batch_is_sent_back(office: Any) -> None:
    (person,) = office.people(1)
    now = office.batch()
    assert office.drop(Batch(now.number - 1, now.public), person) == "stale_batch"
    assert office.waiting() == 0
    assert office.drop(now, person) == "kept"


def test_pressing_send_many_times_at_once_counts_once(office: Any) -> None:
    (person,) = office.people(1)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _i: office.send(person), range(16)))
    assert sorted(outcomes) == ["already"] * 15 + ["kept"]
    assert office.waiting() == 1


def test_two_studies_do_not_see_each_other(office: Any) -> None:
    office.add_study("other")
    office.send_many(2)
    office.send_many(3, seed=2, study_id="other")
    assert (office.waiting(), office.waiting("other")) == (2, 3)


def test_studies_come_back_as_they_were_stored(office: Any) -> None:
    stored = office.add_study("another", reviewed=True)
    with office.instance.engine.connect() as conn:
        assert studies.get(conn, "another") == stored
        assert [study.id for study in studies.all_studies(conn)] == ["another", "study"]
        with pytest.raises(StudyUnknown):
            studies.get(conn, "nowhere")
