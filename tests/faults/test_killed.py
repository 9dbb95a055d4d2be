"""Servers that are killed while people answer: each answer that was thanked for is there once."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from survey.mixing.mix import mix
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock, Published
from tests.faults.answering_load import Crowd, answers_of, many_options, opened_answers
from tests.faults.killed_parts import killable
from tests.ports import reserved_port
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401

LONG = pytest.mark.long
KILLS = [
    ("sqlite", 3),
    pytest.param("sqlite", 100, marks=LONG),
    pytest.param("postgresql", 100, marks=LONG),
]
#: Nobody waits longer than that for a server to be killed, in answers.
MOST_BETWEEN = 6


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@pytest.mark.parametrize(("database_url", "kills"), KILLS, indirect=["database_url"])
def test_what_was_thanked_for_is_there_once_however_often_the_public_app_is_killed(
    instance: Instance, clock: Clock, publish: Callable[..., Published], tmp_path: Path, kills: int
) -> None:
    study = publish(many_options(), practice=True)
    chance, hours = random.Random(kills), cycle(range(24))
    with reserved_port() as port:
        crowd = Crowd([port], study.id)
        with killable("public", instance, tmp_path, port) as app, crowd.answering(4):
            for _ in range(kills):
                crowd.wait_for(chance.randint(1, MOST_BETWEEN))
                app.kill()
                mix(instance, now=clock().replace(hour=next(hours)))
                app.begin()
            crowd.wait_for(1)
    close_study(instance, study.id, clock())
    assert crowd.gone >= kills
    assert set(crowd.met) <= {200, 503}
    assert opened_answers(instance, study.id, study.sheets[:2]) == answers_of(crowd.thanked)
