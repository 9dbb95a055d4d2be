"""Pins: what somebody changes in the database past the program is refused wherever it is read."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from survey.cli.wording_actions import what_to_do
from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import Council
from survey.delphi.life.statements import Register
from survey.errors import Action, Do, NotAsPinned
from survey.mixing.doctor import examine
from survey.mixing.founding import create_instance
from survey.mixing.mix import mix
from survey.mixing.repair import give_up_waiting_letters
from survey.questionnaire.model import Text as Words
from survey.sealing.closed_set import ClosedSet
from survey.sealing.opening.batches import batch_public
from survey.services.upkeep.instance_status import instance_status
from survey.storage.council import council_rows
from survey.storage.database import writing
from survey.storage.instance import open_instance
from survey.storage.keys import batch_keys
from survey.storage.keys.pins import PINNED
from survey.storage.schema import batch, metadata
from survey.storage.schema import councils as councils_table
from survey.storage.schema import studies as studies_table
from survey.storage.studies import sealed_answers, study_life, study_rows
from tests.storage.conftest import NOW

EMPTY_SHELVES = ClosedSet("numbers", 0, bytes(32)), ClosedSet("words", 0, bytes(32))

#: What a mix, a page or a command moves, and what proves nothing to people or trustees.
UNPINNED = {
    "studies": {
        *("state", "taking", "edition", "counted", "about", "lost", "withdrawn", "payments_left"),
        *("felt_fine", "felt_bit_hard", "felt_very_hard"),
    },
    "councils": set[str](),
    "batch": {"one", "mixed_hour"},
}
TABLES = {"studies": "study with its codes", "councils": "council", "batch": "batch"}


def other(column: Any, value: Any) -> Any:
    """Return a value that a column can hold, and does not hold."""
    kind = column.type.python_type
    if kind is bool:
        return not value
    if kind is bytes:
        return secrets.token_bytes(32)
    if kind is int:
        return (value or 0) + 7
    if kind is date:
        return date(2031, 1, 1)
    return '{"": "Something else."}' if column.name == "safeguarding" else f"{value or ''} "


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_pinned_or_known_not_to_be(table: str) -> None:
    """A column that comes anew is decided upon here: who relies on it, and is it to be pinned?"""
    columns = {column.name for column in metadata.tables[table].columns} - {"pin"}
    pinned = set(PINNED[TABLES[table]])  # type: ignore[index]
    assert pinned | UNPINNED[table] == columns
    assert not pinned & UNPINNED[table]


@pytest.mark.parametrize("name", [one for one in PINNED["study with its codes"] if one != "id"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_study_of_which_one_column_was_changed_is_refused(office: Any, name: str) -> None:
    column = studies_table.c[name]
    with office.instance.engine.begin() as conn:
        value = conn.execute(select(column)).scalar_one()
        conn.execute(update(studies_table).values({name: other(column, value)}))
        assert study_rows.unpinned(conn) == ("study",)
        with pytest.raises(NotAsPinned, match="study in the database is not what was pinned"):
            study_rows.get(conn, "study")


def a_council(office: Any) -> str:
    """Store a council and return its name."""
    file = CouncilFile.model_validate(
        {
            "title": "What should change",
            "introduction": "We ask a few people.",
            "consent": "You can stop at any time.",
            "closing": "That was all.",
        }
    )
    row = council_rows.CouncilRow(
        id="circle",
        council=Council(policy=file.policy),
        register=Register(),
        file=file,
        practice=True,
        reviewed=False,
        numbers_public=b"n" * 1216,
        words_public=b"w" * 1216,
        shares=3,
        threshold=2,
        invited=20,
        created_on=date(2026, 3, 1),
    )
    with writing(office.instance.engine) as conn:
        council_rows.add(conn, row)
    return row.id


@pytest.mark.parametrize("name", [one for one in PINNED["council"] if one != "id"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_council_of_which_one_column_was_changed_is_refused(office: Any, name: str) -> None:
    council, column = a_council(office), councils_table.c[name]
    with office.instance.engine.begin() as conn:
        value = conn.execute(select(column)).scalar_one()
        conn.execute(update(councils_table).values({name: other(column, value)}))
        assert council_rows.unpinned(conn) == (council,)
        with pytest.raises(NotAsPinned, match="council circle in the database is not"):
            council_rows.get(conn, council)


def test_pins_are_read_as_they_were_written_on_both_databases(office: Any) -> None:
    council = a_council(office)
    words = "Ein Wort, كلمة, 語, and “quotes”."
    office.add_study(
        "another", organisation=Words((("", words),)), closed_on=date(2026, 4, 1), round=3
    )
    with writing(office.instance.engine) as conn:
        council_rows.end_joining(conn, council, 17)
        study_rows.set_closed(conn, "study", date(2026, 4, 1), *EMPTY_SHELVES)
        study_rows.take_up(conn, "study", date(2026, 5, 1), date(2026, 7, 1))
    with office.instance.engine.connect() as conn:
        assert council_rows.get(conn, council).joined == 17
        assert study_rows.get(conn, "another").organisation.in_language("") == words
        assert study_rows.get(conn, "study").earlier_hash == bytes(32)
        assert batch_keys.is_pinned(conn)


def test_a_change_through_the_program_does_not_pin_what_another_changed(office: Any) -> None:
    with office.instance.engine.begin() as conn:
        conn.execute(update(studies_table).values(numbers_public=b"x" * 1216))
    with writing(office.instance.engine) as conn, pytest.raises(NotAsPinned):
        study_life.begin(conn, "study", "paused")
    with writing(office.instance.engine) as conn, pytest.raises(NotAsPinned):
        study_rows.set_closed(conn, "study", date(2026, 4, 1), *EMPTY_SHELVES)
    with office.instance.engine.connect() as conn:
        assert study_rows.unpinned(conn) == ("study",)


def test_letters_of_a_study_that_was_changed_wait_and_others_are_mixed(office: Any) -> None:
    office.add_study("another")
    sent = office.send_many(45), office.send_many(45, 2, "another")
    with office.instance.engine.begin() as conn:
        right = conn.execute(select(studies_table.c.questionnaire_json)).scalars().first()
        asked = right.replace('"first"', '"renamed"', 1)
        of_study = update(studies_table).where(studies_table.c.id == "study")
        conn.execute(of_study.values(questionnaire_json=asked))
    report = mix(office.instance, now=office.now)
    assert "Not as pinned: study." in report.why
    assert report.guidance == Action(Do.RUN_DOCTOR)
    assert (report.lost, office.waiting(), office.waiting("another")) == (0, 45, 20)
    with pytest.raises(NotAsPinned):
        mix(office.instance, now=office.now, closing="study")
    with office.instance.engine.begin() as conn:
        conn.execute(of_study.values(questionnaire_json=right))
    mix(office.instance, now=office.now + timedelta(hours=2), closing="study")
    assert set(office.shelved()) == {person.codes for person in sent[0]}


def bad_pins(office: Any, now: datetime = NOW) -> list[str]:
    """Return what the doctor says of pins."""
    return [
        f"{f.what} {what_to_do(f.guidance)}"
        for f in examine(office.instance, now)
        if f.name == "pins" and not f.ok
    ]


def test_the_doctor_names_what_was_changed_and_what_to_do(office: Any) -> None:
    council = a_council(office)
    assert bad_pins(office) == []
    with office.instance.engine.begin() as conn:
        conn.execute(update(studies_table).values(threshold=1))
        conn.execute(update(councils_table).values(pin=None))
        conn.execute(update(batch).values(public=batch_public(bytes(32))))
    study, circle, key = bad_pins(office)
    assert "Somebody, or a program, changed the database" in study
    assert "survey study pin study" in study
    assert "made before there were pins" in circle
    assert f"survey council pin {council}" in circle
    assert "survey doctor --repair" in key


def test_a_batch_key_without_a_pin_is_pinned_when_its_secret_proves_it(office: Any) -> None:
    instance = office.instance
    office.send_many(3)
    with instance.engine.begin() as conn:
        conn.execute(update(batch).values(pin=None))
    with pytest.raises(NotAsPinned):
        open_instance(instance.folder, instance.settings)
    create_instance(instance.folder, instance.settings, secrets.token_bytes).close()
    assert mix(instance, now=office.now, closing="study").moved == 3


def test_a_batch_key_of_somebody_else_is_never_pinned_and_can_be_given_up(office: Any) -> None:
    instance, day = office.instance, office.now.toordinal()
    with instance.engine.begin() as conn:
        conn.execute(update(batch).values(public=batch_public(bytes(32)), pin=None))
    with pytest.raises(NotAsPinned):
        create_instance(instance.folder, instance.settings, secrets.token_bytes)
    with pytest.raises(NotAsPinned):
        mix(instance, now=office.now)
    give_up_waiting_letters(instance, secrets.token_bytes, day)
    office.send_many(2)
    mix(instance, now=office.now, closing="study")
    with instance.engine.connect() as conn:
        assert sealed_answers.count(conn, "study") == 2


@pytest.mark.parametrize("database_url", [""])
def test_doctor_and_status_go_on_where_a_row_cannot_be_read(office: Any) -> None:
    a_council(office)
    columns = {
        "councils": ("council_json", "register_json", "file_json", "plans_json", "organisation"),
        "studies": ("questionnaire_json", "organisation", "closes_on"),
    }
    names = {one.name for one in examine(office.instance, office.now)}
    for table, column in [(table, one) for table, every in columns.items() for one in every]:
        with office.instance.engine.begin() as conn:
            before = conn.exec_driver_sql(f"SELECT {column} FROM {table}").scalar()
            conn.exec_driver_sql(f"UPDATE {table} SET {column} = ?", ("[1]",))
        said = instance_status(office.instance.folder, office.instance.settings, office.now)
        assert {"disk", "journal", "pins"} <= {one.name for one in said.checks}
        assert all(one.what and one.guidance for one in said.bad)
        assert {one.name for one in said.checks} <= names
        assert {one.name for one in said.bad} & {"pins", "codes", "ends of data"}, column
        with office.instance.engine.begin() as conn:
            conn.exec_driver_sql(f"UPDATE {table} SET {column} = ?", (before,))
