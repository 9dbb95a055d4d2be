"""Mixing and closing come to their end while others read and write without a pause (SQLite)."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from survey.mixing.mix import mix
from survey.storage import gate
from survey.storage.database import is_sqlite, make_engine, writing
from survey.storage.keys import batch_keys
from survey.storage.letters import letterbox
from survey.storage.schema import letters, slips

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def ceaselessly(*works: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do works in threads of their own until the end of the block; what they raise comes out."""
    over = threading.Event()
    with ThreadPoolExecutor(len(works)) as pool:
        doing = [pool.submit(work, over) for work in works]
        try:
            yield
        finally:
            over.set()
        assert [one.result() for one in doing] == [None] * len(works)


def reading(engine: Engine) -> Callable[[threading.Event], None]:
    """Give a work that reads; each transaction begins before the one before it ends."""

    def work(over: threading.Event) -> None:
        held = engine.connect()
        held.execute(select(func.count()).select_from(letters)).scalar_one()
        while not over.is_set():
            following = engine.connect()
            following.execute(select(func.count()).select_from(letters)).scalar_one()
            held.close()
            held = following
        held.close()

    return work


def dropping(engine: Engine) -> Callable[[threading.Event], None]:
    """Give a work that drops slips, one after the other."""

    def work(over: threading.Event) -> None:
        while not over.is_set():
            drop_one(engine)

    return work


def drop_one(engine: Engine) -> None:
    """Drop a slip that nobody can open, so large that SQLite at times moves the log of itself."""
    with engine.connect() as conn:
        number = batch_keys.unchecked(conn).number
    letterbox.drop_slip(engine, "study", number, bytes(200_000), lambda _batch: True)


def drop_for_ever(url: str, begun: Any) -> None:
    """Drop slips in a process of its own until it is killed."""
    engine = make_engine(url)
    while True:
        drop_one(engine)
        begun.set()


def shut_for_ever(folder: Path, begun: Any) -> None:
    """Keep the gate shut in a process of its own until it is killed."""
    with gate.shut(folder, 1):
        begun.set()
        signal.pause()


@contextmanager
def beside(what: Callable[..., None], first: Any) -> Iterator[None]:
    """Do something in another process, which has begun when the block does, then kill it."""
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    process = spawn.Process(target=what, args=(first, begun))
    process.start()
    try:
        assert begun.wait(120)
        yield
    finally:
        process.kill()
        process.join()


def mix_and_close(office: Any) -> None:
    """Mix twelve times, each time with something that must leave no trace, and close."""
    for hour in range(0, 24, 2):
        drop_one(office.instance.engine)
        assert mix(office.instance, now=office.now + timedelta(hours=hour)).mixed
    assert mix(office.instance, now=office.now, closing="study").mixed


def test_mixing_and_closing_end_while_threads_read_and_write(office: Any) -> None:
    office.send_many(45)
    engine = office.instance.engine
    works = [*[reading(engine)] * 2, *[dropping(engine)] * 3]
    with ceaselessly(*works):
        mix_and_close(office)
    assert office.study().counted == 45


def test_mixing_and_closing_end_while_another_process_writes(office: Any) -> None:
    office.send_many(45)
    engine = office.instance.engine
    with beside(drop_for_ever, engine.url.render_as_string()), ceaselessly(reading(engine)):
        mix_and_close(office)
    assert office.study().counted == 45


def test_a_process_that_is_killed_leaves_the_gate_open(office: Any) -> None:
    folder = office.instance.folder
    with beside(shut_for_ever, folder):
        assert not gate.go_through(folder, 0)
    assert gate.go_through(folder, 0)
    with gate.shut(folder, 0) as alone:
        assert alone


def test_who_shuts_the_gate_is_alone_and_who_goes_through_stays_out_of_the_way(
    office: Any,
) -> None:
    folder = office.instance.folder
    with gate.shut(folder, 0) as first:
        with gate.shut(folder, 0) as second:
            assert (first, second) == (True, False)
        assert not gate.go_through(folder, 0)
    with writing(office.instance.engine) as conn:
        assert is_sqlite(conn)
        assert conn.execute(select(func.count()).select_from(slips)).scalar_one() == 0
        assert gate.go_through(folder, 0)
        with gate.shut(folder, 0) as alone:
            assert alone
