"""The ledger of noise on both databases: what is written stays, and two do not spend at once."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from survey.disclosure.noise.noise_mechanism import NoisyCount
from survey.storage.database import writing
from survey.storage.studies import noise_ledger


def test_what_was_given_out_comes_back_by_study(office: Any) -> None:
    office.add_study("other")
    lines = [
        NoisyCount(1, "colour/a", 500, 412),
        NoisyCount(1, "colour/b", 250, -3),
        NoisyCount(2, "colour/a", 1, 9),
    ]
    with writing(office.instance.engine) as conn:
        for line in reversed(lines):
            noise_ledger.put(conn, "study", line)
        noise_ledger.put(conn, "other", lines[0])
    with office.instance.engine.connect() as conn:
        assert noise_ledger.every(conn, "study") == tuple(lines)
        assert noise_ledger.every(conn, "other") == (lines[0],)
        assert noise_ledger.every(conn, "none") == ()


@pytest.mark.parametrize(
    ("study_id", "line"),
    [
        ("study", NoisyCount(1, "colour/a", 100, 410)),
        ("study", NoisyCount(1, "colour/b", 0, 410)),
        ("none", NoisyCount(1, "colour/a", 500, 412)),
    ],
)
def test_a_second_number_for_the_same_nothing_spent_and_no_study_are_refused(
    office: Any, study_id: str, line: NoisyCount
) -> None:
    first = NoisyCount(1, "colour/a", 500, 412)
    with writing(office.instance.engine) as conn:
        noise_ledger.put(conn, "study", first)
    with pytest.raises(IntegrityError), writing(office.instance.engine) as conn:
        noise_ledger.put(conn, study_id, line)
    with office.instance.engine.connect() as conn:
        assert noise_ledger.every(conn, "study") == (first,)


def test_two_who_spend_at_once_see_each_other(office: Any) -> None:
    """The second waits until the first has written, and then finds what was spent."""
    held, seen = Event(), list[int]()

    def second() -> None:
        assert held.wait(120)
        with writing(office.instance.engine) as conn:
            noise_ledger.hold(conn, "study")
            seen.append(len(noise_ledger.every(conn, "study")))

    thread = Thread(target=second)
    thread.start()
    with writing(office.instance.engine) as conn:
        noise_ledger.hold(conn, "study")
        held.set()
        thread.join(0.3)  # if it did not wait for us, it would be over by then
        assert seen == []
        noise_ledger.put(conn, "study", NoisyCount(1, "colour/a", 500, 412))
    thread.join(120)
    assert seen == [1]
