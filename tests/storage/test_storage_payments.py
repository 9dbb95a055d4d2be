"""Payments: one code for each submission that was sent, at random, and no way back to either."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from survey.mixing.mix import mix
from survey.sealing.codes.marks import blank_mark, spent_mark
from survey.sealing.seal import seal_to_batch
from survey.services.answering.thank_person import Thanks, claim, foresee
from survey.storage.database import writing
from survey.storage.letters import letterbox
from survey.storage.schema import metadata, spent
from survey.storage.schema import payments as table
from survey.storage.studies import payments
from tests.storage.thief import PEOPLE, assert_only_luck

CODES = [f"GIFT-{number:04d}-WORTH" for number in range(200)]


def load(office: Any, count: int = 200, study_id: str = "study") -> None:
    with writing(office.instance.engine) as conn:
        assert payments.add(conn, study_id, CODES[:count]) == count


def submit(office: Any, number: int) -> bytes:
    """Send a submission and give its id, as the page in hand knows it."""
    submission_id = number.to_bytes(16, "big")
    (person,) = office.people(1, seed=5000 + number)
    mark = spent_mark(office.instance.site_key, submission_id)
    assert office.send(replace(person, mark=mark)) == "kept"
    return submission_id


def thank(office: Any, submission_id: bytes, study_id: str = "study") -> Thanks:
    """Take a thank-you code where there is one to be had, as the public app does."""
    foreseen = foresee(office.instance, study_id, submission_id)
    if foreseen != "given":
        return Thanks(foreseen)
    return claim(office.instance, study_id, submission_id)


def left(office: Any) -> int:
    with office.instance.engine.connect() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def marks(office: Any) -> int:
    with office.instance.engine.connect() as conn:
        return int(conn.execute(select(func.count()).select_from(spent)).scalar_one())


def test_a_submission_is_thanked_once(office: Any) -> None:
    load(office)
    submission_id = submit(office, 1)
    outcome, code = thank(office, submission_id)
    assert outcome == "given"
    assert code in CODES
    assert thank(office, submission_id) == ("given before", "")
    assert left(office) == 199


def test_only_what_was_sent_is_thanked(office: Any) -> None:
    load(office)
    assert thank(office, bytes(16)) == ("not sent", "")
    office.add_study("other")
    load(office, 3, "other")
    assert thank(office, submit(office, 1), "other") == ("not sent", "")
    assert left(office) == 203


def test_when_none_is_left_no_mark_is_left_and_it_can_be_tried_again(office: Any) -> None:
    submission_id = submit(office, 1)
    assert thank(office, submission_id) == ("none left", "")
    assert marks(office) == 1
    load(office, 1)
    assert thank(office, submission_id) == ("given", CODES[0])
    assert thank(office, submit(office, 2)) == ("none left", "")


def test_pressing_many_times_at_once_gives_one(office: Any) -> None:
    load(office)
    submission_id = submit(office, 1)
    with ThreadPoolExecutor(8) as pool:
        outcomes = [
            one.outcome for one in pool.map(lambda _i: thank(office, submission_id), range(16))
        ]
    assert sorted(outcomes) == ["given", *["given before"] * 15]


def test_people_at_once_get_different_codes(office: Any) -> None:
    load(office)
    ids = [submit(office, number) for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        given = [one.code for one in pool.map(lambda one: thank(office, one), ids)]
    assert len(set(given)) == 24
    assert set(given) <= set(CODES)


def test_it_is_still_known_after_a_mix_and_after_closing(office: Any) -> None:
    load(office)
    ids = [submit(office, number) for number in range(45)]
    assert thank(office, ids[0]).outcome == "given"
    mix(office.instance, now=office.now)
    assert thank(office, ids[0]).outcome == "given before"
    assert thank(office, ids[1]).outcome == "given"
    mix(office.instance, now=office.now, closing="study")
    assert thank(office, ids[2]).outcome == "given"
    assert thank(office, ids[1]).outcome == "given before"


def test_the_number_left_is_told_only_when_letters_move(office: Any) -> None:
    load(office)
    ids = [submit(office, number) for number in range(30)]
    for one in ids[:7]:
        thank(office, one)
    office.take_back(office.people(1)[0])
    mix(office.instance, now=office.now)
    assert office.study().payments_left == 200
    for number in range(30, 40):
        submit(office, number)
    mix(office.instance, now=office.now + timedelta(hours=2))
    assert office.study().payments_left == 193
    office.add_study("other")
    assert office.study("other").payments_left is None


def test_codes_lie_and_leave_in_no_order(office: Any, thief: Any) -> None:
    load(office)
    with office.instance.engine.connect() as conn:
        order = list(conn.execute(select(table.c.code)).scalars())
    assert_only_luck([order[:PEOPLE]], CODES)
    given = [thank(office, submit(office, number)).code for number in range(PEOPLE)]
    assert_only_luck([given], CODES)
    assert_only_luck([given], order)


def test_nothing_of_a_code_that_was_given_is_left_after_a_mix(office: Any, thief: Any) -> None:
    load(office)
    given = [thank(office, submit(office, number)).code for number in range(45)]
    mix(office.instance, now=office.now)
    files = thief.copy()
    files.pop("pg_wal", None)
    assert not [code for code in given for content in files.values() if code.encode() in content]
    kept = set(CODES) - set(given)
    assert all(any(code.encode() in content for content in files.values()) for code in kept)
    if thief.server_folder is not None:
        assert thief.transactions("payments") == thief.transactions("spent") == 1


def test_the_schema_has_no_path_from_a_code_to_a_response() -> None:
    """PY-02: no foreign key, no time, no state, and no column that a response has as well."""
    columns = {column.name: column.type.python_type for column in table.columns}
    assert columns == {"study_id": str, "id": bytes, "code": str}
    assert not table.foreign_keys
    for other in metadata.tables.values():
        assert not [key for key in other.foreign_keys if key.column.table is table]
        assert other is table or "code" not in other.columns
    assert {column.name for column in spent.columns} == {"mark", "study_id"}


@pytest.mark.parametrize("kind", ["codes", "texts", "letters", "spent", "slips", "drafts"])
def test_no_row_of_another_table_shares_a_value_with_a_code(office: Any, kind: str) -> None:
    load(office, 60)
    for number in range(45):
        thank(office, submit(office, number))
    with office.instance.engine.connect() as conn:
        mine = {value for row in conn.execute(select(table)) for value in row}
        other = conn.execute(select(metadata.tables[kind])).all()
    assert {value for row in other for value in row} & mine <= {"study"}


def test_a_submission_without_any_answer_is_not_thanked(office: Any) -> None:
    """Its mark lies with the others, and which is which nobody can tell without the site key."""
    load(office)
    site_key, submission_id = office.instance.site_key, bytes(16)
    mark, blank = spent_mark(site_key, submission_id), blank_mark(site_key, submission_id)
    (person,) = office.people(1)
    batch = office.batch()
    letter = seal_to_batch(batch.public, person.bundle())
    sent = office.instance.engine, "study", batch.number, letter, mark
    assert letterbox.drop(*sent, office.now, office.instance.can_open, blank) == "kept"
    assert letterbox.drop(*sent, office.now, office.instance.can_open) == "already"
    assert thank(office, submission_id) == ("blank", "")
    mix(office.instance, now=office.now, closing="study")
    assert thank(office, submission_id) == ("blank", "")
    assert (left(office), marks(office)) == (200, 2)


def test_to_foresee_a_code_marks_nothing(office: Any) -> None:
    load(office)
    submission_id = submit(office, 1)
    assert foresee(office.instance, "study", submission_id) == "given"
    assert (marks(office), left(office)) == (1, 200)
    assert thank(office, submission_id).outcome == "given"
