"""A database that is locked, full or read-only: kind pages, nothing lost, the doctor says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from survey.mixing.doctor import examine
from survey.services.overview.list_drafts import read_draft
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.database import is_sqlite
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor, staff  # noqa: F401
from tests.desk.ready_draft import draft_of
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.test_web_not_now import WORDS, at_review
from tests.web.visitor import six_words

Fault = Callable[[Instance], Any]


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@contextmanager
def said_first(instance: Instance, words: Callable[[Any], str]) -> Iterator[None]:
    """Have each connection told something before it is used."""

    def tell(connection: Any, *_more: object) -> None:
        connection.execute(words(connection))

    event.listen(instance.engine, "checkout", tell)
    yield
    event.remove(instance.engine, "checkout", tell)
    instance.engine.dispose()


@contextmanager
def locked(instance: Instance) -> Iterator[None]:
    """Let another program hold the write lock, and nobody wait for long."""
    other = sqlite3.connect(instance.folder / DATABASE_FILE, isolation_level=None)
    hurry = said_first(instance, lambda _: "PRAGMA busy_timeout = 20")
    with closing(other), hurry:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def full(instance: Instance) -> Iterator[None]:
    """Let the database not grow by a single page."""

    def no_more(connection: Any) -> str:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        return f"PRAGMA max_page_count = {pages}"

    with said_first(instance, no_more):
        yield


@contextmanager
def read_only(instance: Instance) -> Iterator[None]:
    """Let SQLite only read."""
    with said_first(instance, lambda _: "PRAGMA query_only = ON"):
        yield


@contextmanager
def shut(instance: Instance) -> Iterator[None]:
    """Let PostgreSQL only read."""
    only = "ALTER DATABASE postgres SET default_transaction_read_only = on"
    with psycopg.connect(instance.settings.database_url, autocommit=True) as server:
        server.execute(only)
        instance.engine.dispose()
        yield
        server.execute("ALTER DATABASE postgres RESET default_transaction_read_only")
    instance.engine.dispose()


#: By the kind of database: each fault, and how the doctor's words for it begin.
FAULTS: dict[bool, tuple[tuple[Fault, str], ...]] = {
    True: (
        (locked, "Another program keeps the database locked"),
        (full, "There is no room left for the database"),
        (read_only, "The database can only be read"),
    ),
    False: ((shut, "The database can only be read"),),
}


def test_nothing_is_lost_and_the_doctor_says_what_happened(
    instance: Instance, public_app: Flask, clock: Clock, publish: Callable[..., Published]
) -> None:
    """One after the other of all faults meets the same two people."""
    study = publish(form_file("text"), practice=True)
    sends, stops = at_review(public_app, study), at_review(public_app, study)
    stops.press("pause")
    for fault, said in FAULTS[is_sqlite(instance.engine)]:
        with fault(instance):
            page = sends.press("send")
            assert "Nothing could be delivered just now." in page.words, said
            assert WORDS in page.html, said
            assert "Nothing could be delivered just now." in stops.press("keep").words, said
            assert stops.response.status_code == 503
            bad = [one for one in examine(instance, clock()) if one.name == "writing"]
        assert [(one.ok, one.what.startswith(said)) for one in bad] == [(False, True)], bad
    assert sends.press("send").headings == ["Thank you"]
    assert six_words(stops.press("keep"))
    close_study(instance, study.id, clock())
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    assert (row.counted, row.lost) == (1, 0)
    assert [one.ok for one in examine(instance, clock()) if one.name == "writing"] == [True]


@pytest.mark.parametrize(
    ("database_url", "fault"),
    [("sqlite", read_only), pytest.param("postgresql", shut, marks=pytest.mark.long)],
    indirect=["database_url"],
)
def test_the_desk_keeps_what_was_typed(
    instance: Instance,
    clock: Clock,
    staff: Callable[..., StaffVisitor],  # noqa: F811
    fault: Fault,
) -> None:
    visitor, draft = staff("Ada", "coordinator"), draft_of(instance, clock().date())
    page = visitor.get(f"/studies/{draft}/questions/1/1")
    form = next(one for one in page.forms if "text" in one.fields)
    with ExitStack() as broken:
        broken.enter_context(fault(instance))
        page = visitor.post(form.action, {**form.fields, "text": WORDS, "go": "save"})
        assert visitor.status == 503
        assert "Nothing can be kept just now." in page.words
    visitor.press("Try again with what you wrote")
    assert visitor.status == 200
    assert WORDS in read_draft(instance, draft).version.file
