"""Two web nodes on one PostgreSQL, restarted one after the other while people answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock, Published
from tests.faults.answering_load import Crowd, answers_of, many_options, opened_answers
from tests.faults.served_nodes import behind_nginx, two_nodes
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("in_front", ["nginx", "nothing"])
def test_a_rolling_restart_loses_nothing(
    instance: Instance,
    clock: Clock,
    publish: Callable[..., Published],
    tmp_path: Path,
    in_front: str,
) -> None:
    if in_front == "nginx" and shutil.which("nginx") is None:
        pytest.skip("there is no nginx on this machine")
    study = publish(many_options(), practice=True)
    with two_nodes(instance, tmp_path) as nodes, ExitStack() as stack:
        ports = [node.port for node in nodes]
        if in_front == "nginx":
            ports = [stack.enter_context(behind_nginx(ports, tmp_path))]
        crowd = Crowd(ports, study.id)
        with crowd.answering(4):
            for node in nodes:
                crowd.wait_for(10)
                node.end()
                crowd.wait_for(10)  # the other one goes on
                node.begin()
            crowd.wait_for(10)
    close_study(instance, study.id, clock())
    assert set(crowd.met) == {200}
    assert opened_answers(instance, study.id, study.sheets[:2]) == answers_of(crowd.thanked)
