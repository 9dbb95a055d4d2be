"""Dropping letters: kept once, whatever the person or another process does meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from survey.errors import StudyUnknown
from survey.mixing.mix import mix
from survey.questionnaire.model import Text
from survey.storage.database import writing
from survey.storage.keys.batch_keys import Batch
from survey.storage.studies import study_rows
from survey.storage.studies.study_status import StudyStatus


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
        study_rows.set_state(conn, "study", "closed")
    assert office.send(person) == "already"


def test_a_closed_or_unknown_study_takes_nothing(office: Any) -> None:
    person, other = office.people(2)
    with writing(office.instance.engine) as conn:
        study_rows.set_state(conn, "study", "closed")
    assert office.send(person) == "not_open"
    assert office.send(other, "nowhere") == "not_open"
    assert office.waiting() == 0
    assert not StudyStatus(office.instance.engine).look("study", person.mark).is_spent


def test_a_full_study_takes_no_more_and_keeps_no_mark(office: Any) -> None:
    office.add_study("small", ceiling=25)
    people = office.send_many(45, study_id="small")
    mix(office.instance, now=office.now)
    assert office.study("small").counted == 25
    (late,) = office.people(1, seed=9)
    assert office.send(late, "small") == "full"
    assert office.send(people[0], "small") == "already"
    assert not StudyStatus(office.instance.engine).look("small", late.mark).is_spent
    assert office.send(late) == "kept"


def test_a_place_that_is_taken_back_is_free_again(office: Any) -> None:
    office.add_study("small", ceiling=25)
    people = office.send_many(45, study_id="small")
    mix(office.instance, now=office.now)
    shelved = set(office.shelved("small"))
    office.take_back(next(one for one in people if one.codes in shelved), study_id="small")
    mix(office.instance, now=office.now + timedelta(hours=2))
    assert office.send(office.people(1, seed=9)[0], "small") == "kept"


def test_a_full_study_that_is_closed_says_that_it_is_closed(office: Any) -> None:
    office.add_study("small", ceiling=1, counted=1, state="closed")
    assert office.send(office.people(1)[0], "small") == "not_open"


def test_a_letter_is_taken_until_its_day_is_over_everywhere(office: Any) -> None:
    early, late = office.people(2)
    last = office.study().closes_on
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1)
    before, after = replace(office, now=noon - timedelta(seconds=1)), replace(office, now=noon)
    assert before.send(early) == "kept"
    assert after.send(late) == "not_open"
    assert after.send(early) == "already"
    assert office.waiting() == 1


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
    stored = office.add_study(
        "another",
        reviewed=True,
        organisation=Text((("", "The Listening House"),)),
        safeguarding=Text((("", "We may have to tell."), ("fr", "Nous devons peut-être le dire."))),
        jurisdiction=Text((("", "Luxembourg"), ("ar", "لوكسمبورغ"))),
        payments_left=3,
    )
    with office.instance.engine.connect() as conn:
        assert study_rows.get(conn, "another") == stored
        assert [study.id for study in study_rows.all_studies(conn)] == ["another", "study"]
        with pytest.raises(StudyUnknown):
            study_rows.get(conn, "nowhere")
