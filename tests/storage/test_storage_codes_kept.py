"""Printed codes handed out while a mix makes their table anew: each of them is good afterwards."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from survey.mixing.mix import mix
from survey.services.councils.create_council import invite_more
from survey.storage.schema import invitations
from tests.storage.circle import Circle

BEFORE, MORE = 12, 10


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_codes_are_kept_while_a_mix_makes_their_table_anew(office: Any) -> None:
    """SQLite has one writer at a time; PostgreSQL reads what is there, and takes the rest away."""
    circle, engine = Circle(office.instance, office.now), office.instance.engine
    circle.create(BEFORE)
    mixes: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as pool:

        def begin_a_mix(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO invitations (council_id") and not mixes:
                later = office.now + timedelta(hours=1)
                mixes.append(pool.submit(mix, office.instance, now=later))
                while not (is_held_up(engine) or mixes[0].done()):
                    pass

        event.listen(engine, "after_cursor_execute", begin_a_mix)
        invite_more(office.instance, circle.id, MORE, circle.codes.extend, office.now.date())
        event.remove(engine, "after_cursor_execute", begin_a_mix)
    assert mixes[0].result().mixed
    with engine.connect() as conn:
        left = conn.execute(select(func.count()).select_from(invitations)).scalar_one()
    assert left == BEFORE + MORE
    circle.everyone_joins()


def is_held_up(engine: Any) -> bool:
    """Return whether a transaction waits for another one."""
    with engine.connect() as conn:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(conn.execute(waiting).scalar_one())
