"""The mix: when it is due, what moves, what stays, and what closing does."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from survey.errors import InstanceUnsound, StudyStateWrong, StudyUnknown
from survey.mixing.mix import mix
from survey.mixing.repair import give_up_waiting_letters
from survey.sealing.bundles import SealedPiece, pack_bundle
from survey.sealing.codes.marks import shelf_tag
from survey.sealing.seal import seal_to_batch
from survey.storage.database import empty_log, writing
from survey.storage.keys.batch_keys import secret_path
from survey.storage.letters import letterbox
from survey.storage.schema import batch, codes, letters, texts
from survey.storage.studies import sealed_answers
from tests.conftest import at_work

ON_SQLITE = pytest.mark.parametrize("database_url", [""])


def codes_of(people: list[Any]) -> list[bytes]:
    return sorted(person.codes for person in people)


def test_nothing_moves_before_forty_wait(office: Any) -> None:
    office.send_many(39)
    report = mix(office.instance, now=office.now)
    assert (report.mixed, report.moved, report.waiting) == (True, 0, 39)
    assert office.shelved() == []
    assert office.study().counted == 0


def test_all_but_twenty_move(office: Any) -> None:
    people = office.send_many(45)
    report = mix(office.instance, now=office.now)
    assert (report.mixed, report.moved, report.waiting, report.lost) == (True, 25, 20, 0)
    assert set(office.shelved()) < {person.codes for person in people}
    assert len(set(office.shelved())) == office.study().counted == 25
    assert office.waiting() == 20


def test_those_who_stay_are_chosen_at_random(office: Any) -> None:
    people = office.send_many(60)
    mix(office.instance, now=office.now)
    shelved = set(office.shelved())
    stayed = [i for i, person in enumerate(people) if person.codes not in shelved]
    assert stayed != list(range(40, 60))
    assert stayed != list(range(20))


def test_each_text_lies_with_its_question_and_no_other_key(office: Any) -> None:
    people = office.send_many(30)
    mix(office.instance, now=office.now, closing="study")
    assert sorted(office.shelved_words("first")) == sorted(p.texts[0] for p in people)
    assert sorted(office.shelved_words("second")) == sorted(p.texts[1] for p in people)
    with office.instance.engine.connect() as conn:
        ids = [*conn.execute(select(codes.c.id)).scalars()]
        ids += conn.execute(select(texts.c.id)).scalars()
    assert len(set(ids)) == len(ids) == 90


def test_once_in_each_hour_of_the_clock(office: Any) -> None:
    office.send_many(40)
    assert mix(office.instance, now=office.now).mixed
    office.send_many(40, seed=2)
    soon = mix(office.instance, now=office.now + timedelta(minutes=29))
    assert (soon.mixed, soon.waiting) == (False, 60)
    later = mix(office.instance, now=office.now + timedelta(minutes=30))
    assert (later.mixed, later.moved) == (True, 40)


def test_the_hour_of_the_last_mix_is_all_that_is_kept_of_time(office: Any) -> None:
    office.send_many(40)
    mix(office.instance, now=office.now)
    with office.instance.engine.connect() as conn:
        hour = conn.execute(select(batch.c.mixed_hour)).scalar_one()
    assert hour == office.now.replace(hour=11, minute=0).timestamp() / 3600


def test_a_clock_that_was_once_ahead_does_not_stop_mixing(office: Any) -> None:
    office.send_many(40)
    mix(office.instance, now=at_work(office.instance, office.now + timedelta(days=4000)))
    office.send_many(40, seed=2)
    at_work(office.instance, office.now)
    assert mix(office.instance, now=office.now).mixed


def test_closing_moves_all_and_lets_no_more_in(office: Any) -> None:
    people = office.send_many(7)
    report = mix(office.instance, now=office.now, closing="study")
    assert (report.moved, report.waiting) == (7, 0)
    assert sorted(office.shelved()) == codes_of(people)
    assert office.study().state == "closed"
    assert office.send(office.people(1, seed=9)[0]) == "not_open"


def test_closing_again_changes_nothing(office: Any) -> None:
    office.send_many(7)
    mix(office.instance, now=office.now, closing="study")
    before = office.shelved()
    assert mix(office.instance, now=office.now, closing="study").moved == 0
    assert sorted(office.shelved()) == sorted(before)


def test_closing_an_unknown_study_is_refused(office: Any) -> None:
    with pytest.raises(StudyUnknown):
        mix(office.instance, now=office.now, closing="nowhere")


def test_tags_are_kept_until_closing_and_dropped_then(office: Any) -> None:
    office.send_many(40)
    mix(office.instance, now=office.now)
    with office.instance.engine.connect() as conn:
        rows = conn.execute(select(codes.c.envelope, codes.c.tag)).all()
    assert rows
    key = office.instance.site_key
    assert all(tag == shelf_tag(key, envelope[:32]) for envelope, tag in rows)
    mix(office.instance, now=office.now, closing="study")
    with office.instance.engine.connect() as conn:
        tags = [*conn.execute(select(codes.c.tag)).scalars()]
        tags += conn.execute(select(texts.c.tag)).scalars()
    assert tags == [None] * 120


def test_closing_one_study_leaves_the_letters_of_another_waiting(office: Any) -> None:
    office.add_study("other")
    office.send_many(5)
    others = office.send_many(6, seed=2, study_id="other")
    mix(office.instance, now=office.now, closing="study")
    assert (office.waiting("other"), office.shelved("other")) == (6, [])
    mix(office.instance, now=office.now, closing="other")
    assert sorted(office.shelved("other")) == codes_of(others)


def test_a_repeat_is_known_after_the_mix(office: Any) -> None:
    people = office.send_many(40)
    mix(office.instance, now=office.now)
    assert {office.send(person) for person in people} == {"already"}


def test_a_letter_sealed_before_the_mix_is_sealed_again(office: Any) -> None:
    before = office.batch()
    office.send_many(40)
    mix(office.instance, now=office.now)
    (late,) = office.people(1, seed=5)
    assert office.drop(before, late) == "stale_batch"
    assert office.send(late) == "kept"
    mix(office.instance, now=office.now, closing="study")
    assert late.codes in office.shelved()


@pytest.mark.parametrize("count", [40, 3])
def test_letters_that_do_not_open_are_counted_and_never_stop_the_mix(
    office: Any, count: int
) -> None:
    people = office.send_many(count)
    now = office.batch()
    one_text = pack_bundle(
        SealedPiece(b"c", bytes(32)), [SealedPiece(bytes(4096), bytes(32))], bytes(32)
    )
    for letter in (
        b"no letter",
        seal_to_batch(now.public, b"no bundle"),
        seal_to_batch(now.public, one_text),
    ):
        mark = secrets.token_bytes(32)
        sent = "study", now.number, letter, mark, office.now
        assert letterbox.drop(office.instance.engine, *sent, office.instance.can_open) == "kept"
    mix(office.instance, now=office.now)
    mix(office.instance, now=office.now, closing="study")
    assert sorted(office.shelved()) == codes_of(people)
    assert (office.study().counted, office.study().lost) == (count, 3)


def test_the_secret_of_the_batch_is_destroyed(office: Any) -> None:
    old = office.batch()
    office.send_many(40)
    mix(office.instance, now=office.now)
    new = office.batch()
    assert new.number == old.number + 1
    assert new.public != old.public
    assert [path.name for path in office.instance.ephemeral.glob("batch-*.key")] == [
        secret_path(office.instance.ephemeral, new.number).name
    ]


def test_without_its_secret_nothing_is_mixed_and_nothing_changed(office: Any) -> None:
    office.send_many(40)
    secret_path(office.instance.ephemeral, office.batch().number).unlink()
    with pytest.raises(InstanceUnsound, match="missing"):
        mix(office.instance, now=office.now)
    assert office.waiting() == 40


def test_with_a_foreign_secret_nothing_is_mixed_and_nothing_changed(office: Any) -> None:
    office.send_many(40)
    secret_path(office.instance.ephemeral, office.batch().number).write_bytes(bytes(32))
    with pytest.raises(InstanceUnsound, match="does not belong"):
        mix(office.instance, now=office.now)
    assert office.waiting() == 40


def test_lost_letters_can_be_given_up(office: Any) -> None:
    office.send_many(5)
    with pytest.raises(StudyStateWrong):
        give_up_waiting_letters(office.instance, secrets.token_bytes, office.now.toordinal())
    secret_path(office.instance.ephemeral, office.batch().number).unlink()
    today = office.now.toordinal()
    assert give_up_waiting_letters(office.instance, secrets.token_bytes, today) == (5, 0, 0)
    people = office.send_many(4, seed=3)
    mix(office.instance, now=office.now, closing="study")
    assert sorted(office.shelved()) == codes_of(people)
    assert office.study().lost == 5


@ON_SQLITE
def test_the_write_ahead_log_is_empty_after_a_mix(office: Any) -> None:
    office.send_many(40)
    log = office.instance.folder / "survey.db-wal"
    assert log.stat().st_size > 0
    mix(office.instance, now=office.now)
    assert log.stat().st_size == 0


@ON_SQLITE
def test_a_busy_write_ahead_log_is_said_to_be_busy(office: Any) -> None:
    with office.instance.engine.connect() as reader:
        reader.execute(select(letters.c.id)).all()
        office.send_many(1)
        assert not empty_log(office.instance.engine, 0)
    assert empty_log(office.instance.engine, 0)


def test_slices_of_a_shelf_are_the_shelf(office: Any) -> None:
    people = office.send_many(30)
    mix(office.instance, now=office.now, closing="study")
    found = []
    with office.instance.engine.connect() as conn:
        for start, end in sealed_answers.slices(7):
            for chunk in sealed_answers.envelopes(conn, "study", start, end):
                found.extend(chunk)
        assert sealed_answers.count(conn, "study") == 30
        assert len(set(sealed_answers.hashes(conn, "study", "words"))) == 60
    assert sorted(found) == codes_of(people)


def test_the_first_and_last_possible_ids_are_in_a_slice(office: Any) -> None:
    rows = [
        {"study_id": "study", "id": one, "envelope": one}
        for one in (bytes(16), b"\xff" * 16, b"\x80" + bytes(15))
    ]
    with writing(office.instance.engine) as conn:
        conn.execute(codes.insert(), rows)
        found = [
            one
            for start, end in sealed_answers.slices(2)
            for chunk in sealed_answers.envelopes(conn, "study", start, end)
            for one in chunk
        ]
    assert found == [bytes(16), b"\x80" + bytes(15), b"\xff" * 16]
