"""`survey serve` mixes beside the public door, in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from survey.cli.page_client import PageClient
from survey.storage import letterbox, studies
from survey.storage.instance import Instance
from tests.conftest import Published, form_file
from tests.faults.served import serving


def test_letters_that_are_due_are_mixed(
    instance: Instance, public_app: Flask, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    client = PageClient(public_app, study.id, study.questionnaire)
    for _ in range(45):
        client.answer({})
    with serving(instance.folder, tmp_path):
        counted = _counted_within_a_minute(instance, study.id)
    assert counted == 25
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 20


def _counted_within_a_minute(instance: Instance, study_id: str) -> int:
    """Look at the public counter until it moves; it moves only when the letterbox is mixed."""
    pause = threading.Event()
    for _ in range(240):
        with instance.engine.connect() as connection:
            counted = studies.get(connection, study_id).counted
        if counted:
            return counted
        pause.wait(0.25)
    return 0
