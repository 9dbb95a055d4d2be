"""PostgreSQL on a disk that is really full: some megabytes of memory hold its one database."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from survey.mixing.doctor import examine
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.faults.filled_disk import filled_disk
from tests.storage.conftest import Server, postgresql  # noqa: F401
from tests.web.test_web_not_now import WORDS, at_review, came_back
from tests.web.visitor import Visitor, six_words

pytestmark = pytest.mark.long
MEGABYTES = 64
#: Nobody else sends: the disk is full long before.
MOST = 200


class DiskOfDatabase(NamedTuple):
    """A disk of a few megabytes, and the address of the database on it."""

    place: Path
    address: str


@pytest.fixture
def disk(postgresql: Server) -> Iterator[DiskOfDatabase]:  # noqa: F811
    """Give a disk of its own to a database of the server that all tests share."""
    place = Path(tempfile.mkdtemp(prefix="survey-pg-full-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "none", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        place.rmdir()
        pytest.skip("only root can mount a disk, and not in every container")
    name = f"full_{secrets.token_hex(4)}"
    try:
        owner = postgresql.folder.stat()
        data = place / "data"
        data.mkdir(mode=0o700)
        place.chmod(0o755)
        os.chown(data, owner.st_uid, owner.st_gid)
        with psycopg.connect(postgresql.address, autocommit=True) as server:
            server.execute(f"CREATE TABLESPACE {name} LOCATION '{data}'")
            server.execute(f"CREATE DATABASE {name} TABLESPACE {name}")
            yield DiskOfDatabase(place, _address_of(postgresql, name))
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        shutil.rmtree(place)


def _address_of(server: Server, name: str) -> str:
    url = make_url(server.address).set(database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def instance_settings(disk: DiskOfDatabase) -> Settings:
    """Give settings for the database on that disk."""
    return Settings(database_url=disk.address)


def test_what_is_sent_while_it_is_full_stays_on_the_page_until_there_is_room(
    instance: Instance,
    public_app: Flask,
    clock: Clock,
    publish: Callable[..., Published],
    disk: DiskOfDatabase,
) -> None:
    """Its files have a little room of their own: so people send until nothing is kept."""
    study = publish(form_file("text"), practice=True)
    stops, waits = at_review(public_app, study), at_review(public_app, study)
    stops.press("pause")
    thanked = 0
    with filled_disk(disk.place):
        sends = at_review(public_app, study)
        while six_words(sends.press("send", {"r": "yes"})) and thanked < MOST:
            thanked += 1
            sends = at_review(public_app, study)
        for visitor in (sends, waits):
            page = visitor.page if visitor is sends else visitor.press("send")
            assert visitor.response.status_code == 503
            assert "Nothing could be delivered just now." in page.words
            assert WORDS in page.html
        _keeps_until_full(public_app, study, stops)
        bad = [one for one in examine(instance, clock()) if one.name == "writing"]
        assert [one.what.partition(":")[0] for one in bad if not one.ok] == [
            "There is no room left for the database"
        ]
    assert six_words(sends.press("send")), sends.page.words
    assert waits.press("send").headings == ["Thank you"]
    code = six_words(stops.press("keep"))
    assert WORDS in came_back(Visitor(public_app, study.id), code).html
    assert [one.ok for one in examine(instance, clock()) if one.name == "writing"] == [True]
    close_study(instance, study.id, clock())
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    assert (row.counted, row.lost) == (thanked + 2, 0)


def _keeps_until_full(app: Flask, study: Published, stops: Visitor) -> None:
    """Let others put their pages aside until there is no room, and then one who has to wait."""
    for _ in range(MOST):
        other = at_review(app, study)
        other.press("pause")
        if not six_words(other.press("keep")):
            break
    page = stops.press("keep")
    assert stops.response.status_code == 503
    assert "Nothing could be delivered just now." in page.words
