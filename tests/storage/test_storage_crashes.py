"""Mixing cut short, or while people send: nothing is lost and nothing counts twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from survey.mixing import batch_secrets
from survey.mixing.mix import mix
from survey.storage.letters import drafts
from tests.conftest import at_work


class Cut(Exception):
    """The power goes."""


def cut_after(step: str) -> Any:
    """Give a hook that cuts the mix off after a step."""

    def hook(done: str) -> None:
        if done == step:
            raise Cut(step)

    return hook


STEPS = ["secret written", "committed", "old secret destroyed"]


@pytest.mark.parametrize("step", STEPS)
def test_a_mix_that_is_cut_short_is_put_right_by_the_next(office: Any, step: str) -> None:
    people = office.send_many(45)
    with pytest.raises(Cut):
        mix(office.instance, now=office.now, after=cut_after(step))
    people += office.send_many(5, seed=2)
    mix(office.instance, now=at_work(office.instance, office.now), closing="study")
    assert sorted(office.shelved()) == sorted(person.codes for person in people)
    assert sorted(office.shelved_words("first")) == sorted(p.texts[0] for p in people)
    assert office.study().counted == 50
    assert office.study().lost == 0


@pytest.mark.parametrize("step", STEPS)
def test_leftover_secrets_are_destroyed_even_when_no_mix_is_due(office: Any, step: str) -> None:
    office.send_many(45)
    with pytest.raises(Cut):
        mix(office.instance, now=office.now, after=cut_after(step))
    later = office.now + timedelta(minutes=1)
    mix(office.instance, now=later)
    number = office.batch().number
    assert batch_secrets.stale(office.instance.ephemeral, number) == ()
    batch_secrets.read(office.instance.ephemeral, office.batch())


@pytest.mark.parametrize("step", STEPS)
def test_a_closing_that_is_cut_short_is_taken_up_again(office: Any, step: str) -> None:
    people = office.send_many(9)
    with pytest.raises(Cut):
        mix(office.instance, now=office.now, closing="study", after=cut_after(step))
    mix(office.instance, now=at_work(office.instance, office.now), closing="study")
    assert sorted(office.shelved()) == sorted(person.codes for person in people)
    assert office.study().state == "closed"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("closing", [None, "study"])
def test_what_was_taken_back_is_taken_back_once_whatever_is_cut_short(
    office: Any, step: str, closing: str | None
) -> None:
    people = office.send_many(60)
    mix(office.instance, now=office.now - timedelta(hours=3))
    shelved = set(office.shelved())
    back = [*[p for p in people if p.codes in shelved][:2]]
    back += [p for p in people if p.codes not in shelved][:2]
    office.take_back(*back)
    office.feel("fine", "fine", "fine", "bit_hard", "very_hard")
    with pytest.raises(Cut):
        mix(office.instance, now=office.now, closing=closing, after=cut_after(step))
    assert drafts.keep(office.instance.engine, "study", b"m" * 32, b"sealed", 200_000) == "kept"
    office.take_back(back[0])
    mix(office.instance, now=office.now + timedelta(hours=3))
    mix(office.instance, now=office.now + timedelta(hours=6), closing="study")
    rest = sorted(person.codes for person in people if person not in back)
    assert sorted(office.shelved()) == rest
    assert len(office.shelved_words("first")) == len(office.shelved_words("second")) == 56
    assert (office.study().counted, office.study().withdrawn, office.study().lost) == (56, 4, 0)
    assert (office.felt(), office.slips(), office.waiting()) == ((3, 1, 1), 0, 0)
    assert drafts.find(office.instance.engine, "study", b"m" * 32, 1) is None


def test_people_take_back_while_mixing_goes_on(office: Any) -> None:
    people = office.send_many(80)
    back = people[::2]

    def take_all(group: list[Any]) -> None:
        for person in group:
            while office.drop_slip(person.wish()) != "kept":
                pass

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(take_all, back[i::3]) for i in range(3)]
        hour = 0
        while not all(work.done() for work in asking):
            hour += 2
            mix(office.instance, now=at_work(office.instance, office.now + timedelta(hours=hour)))
        assert [work.result() for work in asking] == [None] * 3
    mix(office.instance, now=at_work(office.instance, office.now), closing="study")
    assert sorted(office.shelved()) == sorted(person.codes for person in people[1::2])
    assert (office.study().counted, office.study().withdrawn) == (40, 40)


def test_people_send_while_mixing_goes_on(office: Any) -> None:
    people = office.people(140)
    groups = [people[i::4] for i in range(4)]

    def send_all(group: list[Any]) -> set[str]:
        return {office.send(person) for person in group}

    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(send_all, group) for group in groups]
        hour = 0
        moved = 0
        while not all(work.done() for work in sending):
            hour += 2
            moved += mix(
                office.instance, now=at_work(office.instance, office.now + timedelta(hours=hour))
            ).moved
        assert [work.result() for work in sending] == [{"kept"}] * 4
    assert moved > 0
    mix(office.instance, now=at_work(office.instance, office.now), closing="study")
    assert sorted(office.shelved()) == sorted(person.codes for person in people)
    assert office.study().lost == 0
    assert {office.send(person) for person in people} == {"already"}


def test_closing_while_people_send_keeps_exactly_what_was_acknowledged(office: Any) -> None:
    people = office.people(80)
    with ThreadPoolExecutor(3) as pool:
        sending = pool.map(lambda person: (person, office.send(person)), people)
        first = next(sending)
        mix(office.instance, now=office.now, closing="study")
        outcomes = [first, *sending]
    kept = sorted(person.codes for person, outcome in outcomes if outcome == "kept")
    assert {outcome for _person, outcome in outcomes} <= {"kept", "not_open"}
    assert sorted(office.shelved()) == kept
    assert office.waiting() == 0


def test_readers_without_end_cannot_keep_a_closing_from_leaving_no_trace(office: Any) -> None:
    """Readers that overlap at every moment starved the emptying of SQLite's log."""
    people = office.send_many(50)
    ended = Event()
    slow = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
                " SELECT (SELECT count(*) FROM letters) + max(i) FROM n")  # fmt: skip

    def read() -> int:
        times = 0
        while not ended.is_set():
            with office.instance.engine.connect() as connection:
                connection.execute(slow)
            times += 1
        return times

    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(read) for _ in range(4)]
        try:
            mix(office.instance, now=office.now, closing="study")
        finally:
            ended.set()
        assert all(work.result() > 0 for work in reading)
    assert sorted(office.shelved()) == sorted(person.codes for person in people)
    log = office.instance.folder / "survey.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_two_mixers_at_once_mix_once(office: Any) -> None:
    office.send_many(40)
    with ThreadPoolExecutor(2) as pool:
        reports = [
            work.result()
            for work in [pool.submit(mix, office.instance, now=office.now) for _ in range(2)]
        ]
    assert sorted(report.moved for report in reports) == [0, 20]
    assert office.study().counted == len(office.shelved()) == 20
