"""`survey serve` mixes beside the public door, in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection

from survey.sealing.codes.slips import pack_withdrawal, withdrawal_of
from survey.sealing.seal import seal_to_batch
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys
from survey.storage.letters import drafts, letterbox
from survey.storage.studies import study_rows
from tests.conftest import Published, form_file
from tests.faults.served import serving
from tests.page_client import PageClient


def test_letters_that_are_due_are_mixed(
    instance: Instance, public_app: Flask, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    client = PageClient(public_app, study.id, study.questionnaire)
    for _ in range(45):
        client.answer({})
    with serving(instance.folder, tmp_path):
        counted = _counted_within_two_minutes(instance, study.id)
    assert counted == 25
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 20


def test_what_is_taken_back_and_forms_put_aside_for_too_long_are_gone_without_being_asked(
    instance: Instance, public_app: Flask, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    client = PageClient(public_app, study.id, study.questionnaire)
    receipt = client.answer({})
    slip = pack_withdrawal(withdrawal_of(receipt, study.id, ()))
    with instance.engine.connect() as connection:
        now = batch_keys.current(connection)
    sealed = seal_to_batch(now.public, slip)
    dropped = letterbox.drop_slip(instance.engine, study.id, now.number, sealed, instance.can_open)
    assert dropped == "kept"
    drafts.keep(instance.engine, study.id, b"m" * 32, b"sealed", 1)
    with serving(instance.folder, tmp_path):
        assert (
            _within_two_minutes(instance, lambda conn: study_rows.get(conn, study.id).withdrawn)
            == 1
        )
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 0
        assert drafts.overdue(connection, 2**24) == 0


def _counted_within_two_minutes(instance: Instance, study_id: str) -> int:
    """Look at the public counter until it moves; it moves only when the letterbox is mixed."""
    return _within_two_minutes(instance, lambda conn: study_rows.get(conn, study_id).counted)


def _within_two_minutes(instance: Instance, look: Callable[[Connection], int]) -> int:
    pause = threading.Event()
    for _ in range(480):
        with instance.engine.connect() as connection:
            found = look(connection)
        if found:
            return found
        pause.wait(0.25)
    return 0
