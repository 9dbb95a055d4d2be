"""Crowds: a flood by one turns away nobody who comes alone, with and without addresses."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from survey.mixing.mix import mix
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.sealed_drafts import week_of_erasing
from survey.settings import Settings, read_settings
from survey.storage.instance import Instance
from survey.storage.letters.drafts import MOST
from survey.storage.letters.letterbox import MOST_SLIPS
from survey.storage.schema import drafts, letters, slips
from tests.conftest import Clock, Published, form_file
from tests.web.test_web_codes import come_back
from tests.web.visitor import Visitor, six_words

Publish = Callable[..., Published]
pytestmark = pytest.mark.slow  # floods of hundreds of forms

FLOODER = {"REMOTE_ADDR": "9.9.9.9"}
THANKED = ["Thank you"]


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings whose limits are as low as they can be set."""
    return read_settings([], {"SURVEY_ADDRESS_HOURLY": "10", "SURVEY_STUDY_HOURLY": "100"})


@pytest.fixture
def study(publish: Publish) -> Published:
    """Give a study with one question that is answered in words."""
    return publish(form_file("text"), practice=True)


def _wrote(app: Flask, study: Published, **environ: str) -> Visitor:
    """Give somebody who wrote and stands before the button Send."""
    visitor = Visitor(app, study.id, **environ)
    visitor.begin()
    visitor.press("next", Q1="Words that must stay.")
    return visitor


def _address(number: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"8.8.{number // 250}.{1 + number % 250}"}


def _letters(instance: Instance) -> int:
    with instance.engine.connect() as conn:
        return conn.execute(select(func.count()).select_from(letters)).scalar_one()


def test_one_page_sent_again_and_again_uses_up_nothing(
    public_app: Flask, study: Published, instance: Instance
) -> None:
    flooder = _wrote(public_app, study)
    page = {**flooder.page.fields, "go": ["send"]}
    for _ in range(150):
        assert flooder.post(page).headings == ["Thank you"]
    assert _letters(instance) == 1
    for _ in range(60):
        assert _wrote(public_app, study).press("send").headings == THANKED


def test_a_page_that_cannot_be_sent_uses_up_nothing(public_app: Flask, study: Published) -> None:
    visitor = Visitor(public_app, study.id, **FLOODER)
    visitor.begin()
    visitor.press("next")
    trapped = {**visitor.page.fields, "website": ["x"], "go": ["send"]}
    for _ in range(20):
        visitor.post(trapped)
        assert visitor.response.status_code == 200
    assert visitor.press("send").headings == THANKED


def test_a_flood_from_one_network_keeps_nobody_waiting(
    public_app: Flask, study: Published, instance: Instance
) -> None:
    """Fifty /64 of two /48 and one address of the old kind, and fifty people in between."""
    thanked = 0
    for number in range(50):
        for flooder in (FLOODER, {"REMOTE_ADDR": f"2606:4700:{number % 2}:{number:x}00::1"}):
            for _ in range(2):
                _wrote(public_app, study, **flooder).press("send")
        person = _wrote(public_app, study, **_address(number))
        thanked += person.press("send").headings == THANKED
    assert thanked == 50
    assert _letters(instance) <= 50 + 10 + 2 * 4 * 10


def test_where_nobody_has_an_address_a_flood_makes_people_wait_two_minutes(
    public_app: Flask, study: Published, clock: Clock
) -> None:
    """As behind a proxy that tells none, or Tor: all fifty get through, with their words."""
    people = []
    for _ in range(50):
        for _ in range(3):
            _wrote(public_app, study).press("send")
        person = _wrote(public_app, study)
        if person.press("send").headings != THANKED:
            people.append(person)
    assert len(people) > 20
    for person in people:
        assert person.response.status_code == 429
        assert "everything you wrote is still on this page" in person.page.words
        assert "Words that must stay." in person.page.words
        assert "Wait for two minutes or longer" in person.page.words
    clock.forward(minutes=1)
    assert people[0].press("send").headings != THANKED
    clock.forward(minutes=1)
    assert [person.press("send").headings for person in people] == [THANKED] * len(people)


def test_somebody_of_a_crowd_who_waits_leaves_no_time_behind(
    public_app: Flask, study: Published, clock: Clock
) -> None:
    """What is put aside holds no minute: whoever comes back to it waits anew."""
    for _ in range(100):
        _wrote(public_app, study).press("send")
    person = _wrote(public_app, study)
    assert person.press("send").headings != THANKED
    person.press("pause")
    code = six_words(person.press("keep"))
    clock.forward(minutes=5)
    come_back(person)
    person.press("open", {"w": code})
    assert person.press("send").headings != THANKED
    clock.forward(minutes=2)
    assert person.press("send").headings == THANKED


def test_a_crowd_fills_a_study_only_up_to_its_ceiling(
    public_app: Flask, publish: Publish, instance: Instance, clock: Clock
) -> None:
    study = publish(form_file("text"), practice=True, ceiling=105)
    waiting = []
    for _ in range(110):
        visitor = _wrote(public_app, study)
        if visitor.press("send").headings != THANKED:
            waiting.append(visitor)
    clock.forward(minutes=2)
    said = [visitor.press("send").headings for visitor in waiting]
    full = ["This form has all the answers it can take."]
    assert said == [THANKED] * 5 + [full] * 5
    assert _letters(instance) == 105


def _doubts(instance: Instance) -> dict[int, int]:
    with instance.engine.connect() as conn:
        counted = select(drafts.c.doubt, func.count()).group_by(drafts.c.doubt)
        return {row.doubt: row[1] for row in conn.execute(counted)}


def _put_aside(app: Flask, study: Published, **environ: str) -> str:
    visitor = Visitor(app, study.id, **environ)
    visitor.begin()
    visitor.press("pause", Q1="Words that must stay.")
    return six_words(visitor.press("keep"))


def _fill(instance: Instance, study: Published, clock: Clock, doubt: int) -> None:
    """Put so many drafts onto the shelf that there is no room."""
    rng, week = Random(1), week_of_erasing(clock().toordinal())
    with instance.engine.begin() as conn:
        there = sum(_doubts(instance).values())
        rows = [
            {
                "study_id": study.id,
                "mark": rng.randbytes(32),
                "week": week,
                "sealed": b"x",
                "doubt": doubt,
            }
            for _ in range(MOST - there)
        ]
        conn.execute(insert(drafts), rows)


def test_drafts_of_one_who_makes_many_are_doubted(
    public_app: Flask, study: Published, instance: Instance
) -> None:
    made = [_put_aside(public_app, study, **FLOODER) for _ in range(12)]
    assert [bool(code) for code in made] == [True] * 10 + [False] * 2
    for number in range(30):
        assert _put_aside(public_app, study, **_address(number))
    assert _doubts(instance) == {0: 33, 2: 7}


def test_where_nobody_has_an_address_drafts_of_a_crowd_are_doubted(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    """Twenty an hour are not; and never so many in three weeks that they fill the shelf."""
    for _ in range(25):
        assert _put_aside(public_app, study)
    assert _doubts(instance) == {0: 20, 1: 5}
    clock.forward(hours=1)
    assert _put_aside(public_app, study)
    assert _doubts(instance) == {0: 21, 1: 5}


@pytest.mark.parametrize("doubt", [1, 2])
def test_a_flood_of_drafts_makes_room_for_those_of_people(
    public_app: Flask, study: Published, instance: Instance, clock: Clock, doubt: int
) -> None:
    """Fifty put theirs aside before and during it: every code still leads back to the words."""
    before = [_put_aside(public_app, study, **_address(number)) for number in range(25)]
    _fill(instance, study, clock, doubt)
    codes = before + [_put_aside(public_app, study, **_address(30 + n)) for n in range(25)]
    assert all(codes)
    assert _doubts(instance) == {0: 50, doubt: MOST - 50}
    for number, code in enumerate(codes):
        visitor = Visitor(public_app, study.id, **_address(number))
        come_back(visitor)
        visitor.press("open", {"w": code})
        assert visitor.page.fields["q.Q1"] == ["Words that must stay."]


def test_where_only_people_have_drafts_none_goes_for_a_new_one(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    first = _put_aside(public_app, study)
    _fill(instance, study, clock, 0)
    assert not _put_aside(public_app, study, **FLOODER)
    visitor = Visitor(public_app, study.id)
    come_back(visitor)
    visitor.press("open", {"w": first})
    visitor.press("pause")
    assert six_words(visitor.press("keep")) == first, "one that is there is replaced"
    assert _doubts(instance) == {0: MOST}


def test_wrong_words_keep_nobody_from_typing_right_ones(
    public_app: Flask, study: Published
) -> None:
    """Also where a whole shelter has one address."""
    code = _put_aside(public_app, study)
    flooder = Visitor(public_app, study.id, **FLOODER)
    come_back(flooder)
    for _ in range(12):
        flooder.press("open", {"w": "these are not six right words"})
    assert flooder.response.status_code == 429
    person = Visitor(public_app, study.id, **FLOODER)
    come_back(person)
    person.press("open", {"w": code})
    assert person.page.fields["q.Q1"] == ["Words that must stay."]


def _take_back(app: Flask, study: Published, **environ: str) -> Visitor:
    visitor = Visitor(app, study.id, **environ)
    visitor.open(f"/r/{study.id}/")
    words = phrase(range(8000, 8006)).split()
    fields = {**visitor.page.fields, "w": words, "go": ["back"]}
    visitor.post(fields, f"/r/{study.id}/")
    return visitor


def test_a_flood_of_those_who_take_back_ends_where_there_is_no_more_room(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    """So many more than may send; then nobody is told that it was taken in, until the next mix."""
    for _ in range(120):
        assert "We have your words." in _take_back(public_app, study).page.words
    with instance.engine.begin() as conn:
        row = {"study_id": study.id, "batch_number": 1, "sealed": b"x"}
        more = range(MOST_SLIPS - 120)
        conn.execute(insert(slips), [{**row, "id": secrets.token_bytes(16)} for _ in more])
    told = _take_back(public_app, study)
    assert told.response.status_code == 429
    assert "nothing has happened yet" in told.page.words
    assert " ".join(told.page.offered["w"]) == phrase(range(8000, 8006))
    mix(instance, now=clock())
    assert _take_back(public_app, study).response.status_code == 200


def test_how_it_was_leaves_room_for_those_who_take_back(
    public_app: Flask, study: Published, instance: Instance
) -> None:
    visitor = _wrote(public_app, study)
    visitor.press("send")
    with instance.engine.begin() as conn:
        row = {"study_id": study.id, "batch_number": 1, "sealed": b"x"}
        more = range(MOST_SLIPS // 2)
        conn.execute(insert(slips), [{**row, "id": secrets.token_bytes(16)} for _ in more])
    assert "could not be counted" in visitor.press("felt:fine").words
    assert _take_back(public_app, study).response.status_code == 200
