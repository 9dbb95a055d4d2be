"""Taking back: what a receipt names leaves shelf and letterbox; other receipts change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from survey.errors import StudyUnknown
from survey.mixing.mix import mix
from survey.sealing.codes.marks import shelf_tag
from survey.sealing.codes.slips import pack_feeling
from survey.storage.letters import letterbox
from survey.storage.schema import codes, letters, slips, texts
from tests.storage.thief import traces

HOURS = timedelta(hours=2)
ON_SQLITE = pytest.mark.parametrize("database_url", [""])


def tags_there(office: Any) -> set[bytes]:
    with office.instance.engine.connect() as conn:
        there = [*conn.execute(select(codes.c.tag)).scalars()]
        there += conn.execute(select(texts.c.tag)).scalars()
    return {bytes(tag) for tag in there if tag is not None}


def test_before_a_mix_the_letter_is_gone_and_no_other_moves(office: Any) -> None:
    people = office.send_many(10)
    office.take_back(people[3])
    report = mix(office.instance, now=office.now)
    assert (report.mixed, report.moved, report.waiting, report.withdrawn) == (True, 0, 9, 1)
    assert (office.study().counted, office.study().withdrawn, office.slips()) == (0, 1, 0)
    mix(office.instance, now=office.now, closing="study")
    rest = sorted(person.codes for person in people if person is not people[3])
    assert sorted(office.shelved()) == rest
    assert len(office.shelved_words("first")) == len(office.shelved_words("second")) == 9


def test_the_number_that_people_see_moves_with_many_and_never_with_one(office: Any) -> None:
    people = office.send_many(65)
    assert office.study().about == 0
    mix(office.instance, now=office.now)
    assert (office.study().counted, office.study().about) == (45, 50)
    on_shelf = set(office.shelved())
    office.take_back(next(one for one in people if one.codes in on_shelf))
    mix(office.instance, now=office.now + HOURS)
    assert (office.study().counted, office.study().about) == (44, 50)
    office.send_many(20, seed=7)
    mix(office.instance, now=office.now + 2 * HOURS)
    assert (office.study().counted, office.study().about) == (64, 60)


def test_after_a_mix_rows_and_tags_are_gone_from_both_shelves(office: Any) -> None:
    people = office.send_many(60)
    mix(office.instance, now=office.now)
    on_shelf = set(office.shelved())
    gone = [person for person in people if person.codes in on_shelf][:3]
    office.take_back(*gone)
    report = mix(office.instance, now=office.now + HOURS)
    assert (report.moved, report.withdrawn, report.waiting) == (0, 3, 20)
    assert set(office.shelved()) == on_shelf - {person.codes for person in gone}
    for number, question in enumerate(("first", "second")):
        there = set(office.shelved_words(question))
        assert len(there) == 37
        assert not there & {person.texts[number] for person in gone}
    given = {one[:32] for person in gone for one in (person.codes, *person.texts)}
    named = {shelf_tag(office.instance.site_key, one) for one in given}
    assert not tags_there(office) & (named | given)
    assert len(tags_there(office)) == 37 * 3
    assert (office.study().counted, office.study().withdrawn) == (37, 3)


def test_a_receipt_is_used_once_and_a_wrong_one_does_nothing(office: Any) -> None:
    people, (stranger,) = office.send_many(50), office.people(1, seed=9)
    for hours in range(3):
        office.take_back(people[0], stranger)
        mix(office.instance, now=office.now + hours * HOURS)
        assert (office.study().withdrawn, office.slips()) == (1, 0)
    mix(office.instance, now=office.now + 4 * HOURS, closing="study")
    assert len(office.shelved()) == office.study().counted == 49


def test_what_was_taken_back_stays_sent(office: Any) -> None:
    (person,) = office.send_many(1)
    office.take_back(person)
    mix(office.instance, now=office.now)
    assert office.send(person) == "already"
    assert office.waiting() == 0


def test_closing_first_takes_back_all_that_was_asked_for(office: Any) -> None:
    people = office.send_many(12)
    office.take_back(*people[:5])
    report = mix(office.instance, now=office.now, closing="study")
    assert (report.moved, report.withdrawn) == (7, 5)
    assert sorted(office.shelved()) == sorted(person.codes for person in people[5:])
    assert (office.study().counted, office.study().withdrawn, office.slips()) == (7, 5, 0)


def test_a_late_slip_is_kept_like_any_other_and_thrown_away(office: Any) -> None:
    people = office.send_many(6)
    mix(office.instance, now=office.now, closing="study")
    office.take_back(people[0])
    office.feel("fine")
    assert office.slips() == 2
    mix(office.instance, now=office.now + HOURS)
    assert office.slips() == 0
    assert (office.study().counted, office.study().withdrawn, office.felt()) == (6, 0, (0, 0, 0))
    assert len(office.shelved()) == 6


def test_one_study_s_receipt_takes_nothing_from_another(office: Any) -> None:
    office.add_study("other")
    people = office.send_many(4)
    office.take_back(people[0], study_id="other")
    mix(office.instance, now=office.now)
    assert (office.waiting(), office.study().withdrawn) == (4, 0)


def test_slips_are_mixed_at_most_hourly(office: Any) -> None:
    people = office.send_many(5)
    office.take_back(people[0])
    assert mix(office.instance, now=office.now).withdrawn == 1
    office.take_back(people[1])
    soon = mix(office.instance, now=office.now + timedelta(minutes=29))
    assert (soon.mixed, office.waiting()) == (False, 4)
    later = mix(office.instance, now=office.now + timedelta(minutes=30))
    assert (later.withdrawn, office.waiting()) == (1, 3)


def test_closing_within_the_hour_leaves_the_slips_of_other_studies(office: Any) -> None:
    office.add_study("other")
    office.send_many(40)
    mix(office.instance, now=office.now)
    (person, _) = office.send_many(2, seed=2)
    office.take_back(person)
    mix(office.instance, now=office.now + timedelta(minutes=5), closing="other")
    assert (office.slips(), office.study().withdrawn) == (1, 0)
    mix(office.instance, now=office.now + HOURS)
    assert (office.slips(), office.study().withdrawn) == (0, 1)


def test_those_who_take_back_do_not_help_to_reach_forty(office: Any) -> None:
    people = office.send_many(40)
    office.take_back(people[0])
    report = mix(office.instance, now=office.now)
    assert (report.moved, report.waiting) == (0, 39)


def test_feelings_are_counted_together_when_letters_move(office: Any) -> None:
    office.send_many(30)
    office.feel("fine", "fine", "bit_hard", "very_hard", "very_hard")
    mix(office.instance, now=office.now)
    assert (office.felt(), office.slips()) == ((0, 0, 0), 5)
    office.send_many(15, seed=2)
    assert mix(office.instance, now=office.now + HOURS).moved == 25
    assert (office.felt(), office.slips()) == ((2, 1, 2), 0)


def test_no_counter_moves_with_a_few_but_at_closing(office: Any) -> None:
    office.send_many(45)
    office.feel("very_hard")
    assert mix(office.instance, now=office.now).moved == 25
    assert (office.felt(), office.slips()) == ((0, 0, 0), 1)
    mix(office.instance, now=office.now + HOURS, closing="study")
    assert (office.felt(), office.slips()) == ((0, 0, 1), 0)


def test_a_slip_that_does_not_open_never_stops_the_mix(office: Any) -> None:
    people = office.send_many(3)
    now = office.batch()
    for sealed in (b"no slip", b"SEAL" + bytes(1300)):
        letterbox.drop_slip(
            office.instance.engine, "study", now.number, sealed, office.instance.can_open
        )
    office.drop_slip(b"nonsense")
    office.take_back(people[0])
    assert mix(office.instance, now=office.now).withdrawn == 1
    assert office.slips() == 0


def test_a_slip_for_another_batch_or_no_study_is_sent_back(office: Any) -> None:
    engine, number = office.instance.engine, office.batch().number
    assert (
        letterbox.drop_slip(engine, "study", number - 1, b"slip", office.instance.can_open)
        == "stale_batch"
    )
    with pytest.raises(StudyUnknown):
        letterbox.drop_slip(engine, "nowhere", number, b"slip", office.instance.can_open)
    assert office.slips() == 0


def test_rows_of_slips_look_the_same_whatever_they_say(office: Any) -> None:
    (person,) = office.send_many(1)
    mix(office.instance, now=office.now, closing="study")
    office.add_study("other")
    office.take_back(person)
    office.feel("fine")
    office.take_back(*office.people(2, seed=3), study_id="other")
    office.feel("very_hard", study_id="other")
    with office.instance.engine.connect() as conn:
        rows = conn.execute(select(slips)).all()
    assert {len(row.sealed) for row in rows} == {len(person.wish()) + 1150}
    assert len({(len(row.id), row.batch_number) for row in rows}) == 1
    assert len(rows) == 5


@pytest.fixture
def statements(office: Any) -> Iterator[list[str]]:
    """Give all statements that SQLite runs, values left out."""
    heard: list[str] = []
    engine = office.instance.engine
    engine.dispose()

    def listen(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(lambda said: heard.append(re.sub(r"[xX]'[^']*'", "?", said)))

    event.listen(engine, "connect", listen)
    yield heard
    event.remove(engine, "connect", listen)
    engine.dispose()


def shape(office: Any, slip: bytes, statements: list[str]) -> list[str]:
    """Drop a slip and give the statements that ran, numbers left out."""
    statements.clear()
    office.drop_slip(slip)
    return [re.sub(r"\b\d+\b", "n", one) for one in statements]


@ON_SQLITE
def test_right_wrong_used_and_late_receipts_run_the_same_statements(
    office: Any, statements: list[str]
) -> None:
    office.send_many(2)
    (used, closed_on) = office.send_many(2, seed=2)
    office.take_back(used)
    mix(office.instance, now=office.now)
    wanted = [office.people(1)[0].wish(), used.wish(), office.people(1, seed=8)[0].wish()]
    shapes = [shape(office, slip, statements) for slip in (*wanted, pack_feeling("fine", 2))]
    mix(office.instance, now=office.now, closing="study")
    shapes.append(shape(office, closed_on.wish(), statements))
    assert any("INSERT INTO slips" in one for one in shapes[0])
    assert all(one == shapes[0] for one in shapes)


@pytest.mark.parametrize("shelved", [False, True])
def test_nothing_of_what_was_taken_back_is_left_in_any_file(
    office: Any, thief: Any, shelved: bool
) -> None:
    people = office.send_many(45)
    if shelved:
        mix(office.instance, now=office.now)
        person = next(one for one in people if one.codes in set(office.shelved()))
        there = [person.codes, *person.texts]
    else:
        person = people[0]
        with office.instance.engine.connect() as conn:
            there = list(conn.execute(select(letters.c.sealed)).scalars())
    assert traces(thief.copy(), there, 256) > 0
    office.take_back(person)
    with office.instance.engine.connect() as conn:
        there += conn.execute(select(slips.c.sealed)).scalars()
    mix(office.instance, now=office.now + HOURS)
    files = thief.copy()
    files.pop("pg_wal", None)  # kept for as long as the server keeps it: docs/storage.md
    assert traces(files, there, 64) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_copies_nothing_into_its_statistics(office: Any) -> None:
    """ANALYZE, which runs by itself, copies values to where they would outlive their rows."""
    tables = ("letters", "slips", "drafts", "payments", "spent", "codes", "texts", "invitations",
              "joinings", "members", "own_ratings")  # fmt: skip
    copied = text("SELECT tablename, attname FROM pg_stats WHERE tablename = ANY(:tables)")
    sent = office.send_many(45)
    for _ in ("as they were founded", "as a mix made them anew", "as closing left them"):
        with office.instance.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as conn:
            conn.execute(text("ANALYZE"))
            assert conn.execute(copied, {"tables": list(tables)}).all() == []
        closing = "study" if office.waiting() < len(sent) else None
        mix(office.instance, now=office.now, closing=closing)
