"""Codes of a study: one response each, whatever happens at once, and nothing that says which."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from survey.errors import Refused, StudyStateWrong
from survey.mixing.doctor import examine
from survey.mixing.mix import mix
from survey.sealing.codes.card_codes import card_mark
from survey.services.studies.invite_people import (
    create_invitations,
    replace_invitation,
    see_invitations,
)
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.schema import letters, spent, study_invitations
from tests.storage.conftest import NOW
from tests.storage.test_storage_codes_kept import is_held_up

CARDS = "cards"


def codes_of(office: Any, count: int, study_id: str = CARDS) -> list[str]:
    """Make codes of a study that takes nothing without one, and give them."""
    made: list[str] = []
    create_invitations(office.instance, study_id, count, "", NOW.date(), made.extend)
    return made


def mark(office: Any, code: str, study_id: str = CARDS) -> bytes:
    """Give the mark of a code."""
    return card_mark(office.instance.site_key, study_id, code)


def rows(office: Any) -> set[bytes]:
    """Give the marks that are stored."""
    with office.instance.engine.connect() as conn:
        return set(conn.execute(select(study_invitations.c.mark)).scalars())


def count(office: Any, table: Any) -> int:
    """Give how many rows a table has."""
    with office.instance.engine.connect() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.fixture
def invited(office: Any) -> Any:
    """Give the office with a study that takes codes."""
    office.add_study(CARDS, entrance="codes", policy_json="{}")
    return office


def test_a_code_lets_one_response_in_and_its_row_does_not_go(invited: Any) -> None:
    first, second = codes_of(invited, 2)
    one, other = invited.people(2)
    assert invited.send(one, CARDS, mark(invited, first)) == "kept"
    assert invited.send(one, CARDS, mark(invited, first)) == "already"
    assert invited.send(other, CARDS, mark(invited, first)) == "no_code"
    assert count(invited, letters) == count(invited, spent) == 1
    assert len(rows(invited)) == 2
    assert mark(invited, first) not in rows(invited)
    assert mark(invited, second) in rows(invited)
    assert invited.send(other, CARDS, mark(invited, second)) == "kept"


def test_wrong_used_replaced_and_foreign_codes_are_refused_alike(invited: Any) -> None:
    invited.add_study("others", entrance="codes", policy_json="{}")
    used, old, good = codes_of(invited, 3)
    (foreign,) = codes_of(invited, 1, "others")
    assert invited.send(invited.people(1)[0], CARDS, mark(invited, used)) == "kept"
    new: list[str] = []
    replace_invitation(invited.instance, CARDS, old, NOW.date(), new.extend)
    never = "22222-22222-22222"
    for seed, code in enumerate((used, old, foreign, never, "", "not a code at all"), 20):
        (person,) = invited.people(1, seed)
        assert invited.send(person, CARDS, mark(invited, code)) == "no_code"
    for seed, code in ((7, good), (8, new[0])):
        assert invited.send(invited.people(1, seed)[0], CARDS, mark(invited, code)) == "kept"


def test_one_code_used_by_many_at_once_lets_one_in(invited: Any) -> None:
    (code,) = codes_of(invited, 1)
    people = invited.people(12)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda one: invited.send(one, CARDS, mark(invited, code)), people))
    assert sorted(found) == ["kept", *["no_code"] * 11]
    assert count(invited, letters) == 1


def test_replacing_writes_the_same_whether_it_was_used_or_not(invited: Any) -> None:
    used, unused = codes_of(invited, 2)
    assert invited.send(invited.people(1)[0], CARDS, mark(invited, used)) == "kept"
    for code in (used, unused, used, "33333-33333-33333"):
        before, new = rows(invited), []
        replace_invitation(invited.instance, CARDS, code, NOW.date(), new.extend)
        assert len(rows(invited)) == len(before) + 1
        assert mark(invited, new[0]) in rows(invited)
        assert mark(invited, code) not in rows(invited)


def test_codes_end_when_a_study_closes_or_is_withdrawn(invited: Any) -> None:
    invited.add_study("others", entrance="both", policy_json="{}")
    codes_of(invited, 5)
    kept = {mark(invited, one, "others") for one in codes_of(invited, 3, "others")}
    mix(invited.instance, now=invited.now)
    assert len(rows(invited)) == 8
    mix(invited.instance, now=invited.now, closing=CARDS)
    assert rows(invited) == kept
    withdraw_study(invited.instance, "others", "", NOW.date())
    assert not rows(invited)
    assert len(see_invitations(invited.instance, "others").made) == 1
    with pytest.raises(StudyStateWrong):
        codes_of(invited, 1, "others")


def test_a_study_that_is_open_by_its_address_takes_no_code(office: Any) -> None:
    with pytest.raises(Refused, match="open to everybody"):
        codes_of(office, 3, "study")
    assert not rows(office)


def test_the_doctor_names_a_study_that_nobody_can_answer(invited: Any) -> None:
    def said() -> list[tuple[bool, str]]:
        return [(one.ok, one.what) for one in examine(invited.instance, NOW) if one.name == "codes"]

    assert said() == [(False, "Nobody can answer cards: it takes a code, and none was made.")]
    codes_of(invited, 1)
    assert [ok for ok, _ in said()] == [True]


def test_what_was_not_handed_out_does_not_work(invited: Any) -> None:
    def fail(_codes: Any) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        create_invitations(invited.instance, CARDS, 3, "", NOW.date(), fail)
    assert not rows(invited)
    assert not see_invitations(invited.instance, CARDS).made


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_codes_made_while_a_mix_makes_their_table_anew_are_kept(invited: Any) -> None:
    """SQLite has one writer at a time; PostgreSQL reads what is there, and takes the rest away."""
    engine, before = invited.instance.engine, codes_of(invited, 6)
    mixes: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as pool:

        def begin_a_mix(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO study_invitations (study_id") and not mixes:
                later = invited.now + timedelta(hours=1)
                mixes.append(pool.submit(mix, invited.instance, now=later))
                while not (is_held_up(engine) or mixes[0].done()):
                    pass

        event.listen(engine, "after_cursor_execute", begin_a_mix)
        after = codes_of(invited, 5)
        event.remove(engine, "after_cursor_execute", begin_a_mix)
    assert mixes[0].result().mixed
    assert rows(invited) == {mark(invited, code) for code in (*before, *after)}


def test_two_copies_tell_how_many_were_used_and_not_which(invited: Any) -> None:
    """What is known of it is written down: docs/threat-model.md."""
    codes = codes_of(invited, 40)
    before = rows(invited)
    for code, person in zip(codes[::4], invited.people(10), strict=True):
        assert invited.send(person, CARDS, mark(invited, code)) == "kept"
    mix(invited.instance, now=invited.now)
    after = rows(invited)
    assert len(after) == 40
    assert len(before - after) == 10
    foreign = {card_mark(bytes(32), CARDS, code) for code in codes}  # without the site key
    assert not foreign & (before | after)
