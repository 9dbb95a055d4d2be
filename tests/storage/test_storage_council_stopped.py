"""A council stopped while people join: whoever was told of joining is counted, nobody stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from survey.services.councils.steer_council import stop_council
from survey.storage.schema import invitations, joinings
from tests.storage.circle import Circle

PEOPLE = 24


def test_nothing_is_kept_of_those_who_join_while_a_council_is_stopped(office: Any) -> None:
    """Stopped from another thread: some have joined, some more may meanwhile, none later."""
    circle = Circle(office.instance, office.now)
    circle.create(PEOPLE)
    outcomes = [circle.join(code, seed) for seed, code in enumerate(circle.codes[:4])]
    with ThreadPoolExecutor(3) as pool:
        joined = pool.map(circle.join, circle.codes[4:], range(4, PEOPLE))
        day, why = office.now.date(), "The team went away."
        stopped = pool.submit(stop_council, circle.instance, circle.id, why, day)
        outcomes += joined
    assert set(outcomes) <= {"joined", "closed", "unknown"}
    assert stopped.result().joined == outcomes.count("joined")
    assert circle.join(circle.codes[-1], PEOPLE) == "closed"
    with circle.instance.engine.connect() as conn:
        for table in (invitations, joinings):
            assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 0
