"""The hour of one person's act, attacked: a thief reads one copy of the database three days later.

They know that somebody acted on the first day, and what the database holds when it was at any hour.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from survey.mixing.mix import mix
from survey.sealing.seal import seal_to_batch
from survey.settings import Settings
from survey.storage.council import joining
from survey.storage.database import is_sqlite
from survey.storage.letters import drafts
from survey.storage.schema import invitations, metadata
from tests.conftest import at_work
from tests.storage.conftest import Office, empty, new_office

#: Hours between two mixes, so that days pass quickly; and how many mixes there are in four days.
BETWEEN, MIXES = 6, 16
#: When somebody may have acted: before which mix of the first day.
HOURS = (1, 2, 3)


#: The tables that mixes make anew or update.
MADE_ANEW = (
    *("studies", "batch", "invitations", "slips", "letters", "joinings", "spent", "drafts"),
    *("payments", "codes", "texts", "own_ratings"),
)


def nothing(office: Office) -> None:
    """Let nobody come."""
    assert office


def feel(office: Office) -> None:
    """Say how it was."""
    office.feel("fine")


def take_back(office: Office) -> None:
    """Take back what somebody sent whose answers lie on a shelf."""
    shelved = set(office.shelved())
    office.take_back(next(one for one in office.people(45, seed=1) if one.codes in shelved))


def send(office: Office) -> None:
    """Send one response."""
    office.send(office.people(1, seed=7)[0])


def put_aside(office: Office) -> None:
    """Put a form aside."""
    drafts.keep(office.instance.engine, "study", b"m" * 32, b"sealed", 200_000)


def join(office: Office) -> None:
    """Join a council with a printed code."""
    now = office.batch()
    letter = seal_to_batch(now.public, bytes(256))
    mark = secrets.token_bytes(32)
    can_open = office.instance.can_open
    engine = office.instance.engine
    assert joining.exchange(engine, "c", now.number, letter, b"1" * 32, mark, can_open) == "kept"


def live(office: Office, act: Callable[[Office], None], hour: int) -> dict[str, object]:
    """Mix by the clock for four days, let one person act before one mix, and give what a thief has.

    The draws of the mixes are the same in every life, so that only the hour differs.
    """
    add_council(office)
    for person in office.people(45, seed=1):
        office.send(person)
    for number in range(MIXES):
        if number == hour:
            act(office)
        now = at_work(office.instance, office.now + timedelta(hours=BETWEEN * number))
        mix(office.instance, now=now, rng=Random(number))
    return read(office)


def add_council(office: Office) -> None:
    """Let two people be invited to a council."""
    filling: dict[type, object] = {int: 0, bytes: b"x"}
    values = {
        column.name: filling.get(column.type.python_type, "x")
        for column in metadata.tables["councils"].columns
    }
    values |= {"id": "c", "practice": True, "reviewed": True, "joined": None}
    values |= {"created_on": office.now.date()}
    with office.instance.engine.begin() as conn:
        conn.execute(insert(metadata.tables["councils"]), values)
        marks = [{"council_id": "c", "mark": mark * 32} for mark in (b"1", b"2")]
        conn.execute(insert(invitations), marks)


def read(office: Office) -> dict[str, object]:
    """Give all that a copy of the database tells: numbers, days, states, and how it was written."""
    found: dict[str, object] = {}
    engine = office.instance.engine
    with engine.connect() as conn:
        for name, table in metadata.tables.items():
            told = [column for column in table.columns if column.type.python_type is not bytes]
            found[name] = sorted(map(repr, conn.execute(select(*told)).all()))
        if is_sqlite(engine):
            for pragma in ("schema_version", "user_version", "data_version"):
                found[pragma] = conn.execute(text(f"PRAGMA {pragma}")).scalar_one()
            order = conn.execute(text("SELECT name FROM sqlite_master")).scalars()
            found["order"] = list(order)
        else:
            found |= written(conn)
    if is_sqlite(engine):
        header = (office.instance.folder / "survey.db").read_bytes()[:100]
        found["header"] = (header[24:28], header[92:100])
    return found


def written(conn: Any) -> dict[str, object]:
    """Give which rows were written before which, and which tables were made before which."""
    rows = {
        name: sorted(int(one) for one in conn.execute(text(f"SELECT xmin FROM {name}")).scalars())
        for name in metadata.tables
    }
    every = sorted({one for of_table in rows.values() for one in of_table})
    ranks = {name: [every.index(one) for one in of_table] for name, of_table in rows.items()}
    newest = [max(of_table, default=0) for of_table in rows.values()]
    files = {
        name: conn.execute(text(f"SELECT pg_relation_filenode('{name}')")).scalar_one()
        for name in MADE_ANEW
    }
    sizes = {
        name: conn.execute(text(f"SELECT pg_relation_size('{name}')")).scalar_one()
        for name in MADE_ANEW
    }
    return {
        "ranks": ranks,
        "age": {name: max(newest) - max(rows[name], default=0) for name in ("codes", "studies")},
        "files": sorted(files, key=lambda name: int(files[name])),
        "sizes": sizes,
    }


@pytest.mark.parametrize("act", [feel, take_back, send, put_aside, join])
def test_one_copy_three_days_later_tells_no_hour(
    act: Callable[[Office], None],
    tmp_path: Path,
    database_url: str,
    database_file: Path,
) -> None:
    settings = Settings(database_url=database_url, mix_interval_minutes=60 * BETWEEN)
    copies = []
    for hour in HOURS:
        if database_url:
            empty(database_url)
        with new_office(tmp_path / str(hour), settings, database_file) as office:
            copies.append(live(office, act, hour))
    for copy in copies[1:]:
        assert copy == copies[0], "what differs tells the hour"


@pytest.mark.parametrize("act", [nothing, feel, put_aside, join])
def test_number_and_hour_of_the_batch_do_not_tell_that_anybody_was_here(
    act: Callable[[Office], None], office: Any
) -> None:
    add_council(office)
    seen = []
    for hour in range(6):
        if hour == 2:
            act(office)
        mix(office.instance, now=office.now + timedelta(hours=hour))
        with office.instance.engine.connect() as conn:
            seen.append(tuple(conn.execute(text("SELECT number, mixed_hour FROM batch")).one()))
    first = int(office.now.timestamp()) // 3600 + 1
    assert seen == [(2 + hour, first + hour) for hour in range(6)]
