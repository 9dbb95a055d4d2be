"""Closing a study at the desk: what cannot be undone is read first, and a notice follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.practice.invent_answers import answer_as_invented
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish, instance: Instance, clock: Clock) -> Published:
    """Give a practice study of a few answers, which can be closed at any time."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 4, Random(3), clock)
    return made


def no_fault(error: Exception) -> None:
    """Fail with an error."""
    raise AssertionError from error


def row_of(instance: Instance, study: Published) -> study_rows.StudyRow:
    """Give a study as it is stored."""
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study.id)


def test_a_study_is_closed_by_a_button_and_its_notice_has_the_fingerprint(
    staff: Signed, study: Published, instance: Instance
) -> None:
    cora = staff("Cora", ("coordinator", study.id))
    cora.get(f"/studies/{study.id}")
    page = cora.follow("Close the study")
    assert "That answers can no longer be taken back. Which answers it has." in page.words
    page = cora.press("Close the study")
    assert cora.status == 422
    assert "Tick that you have read" in page.words
    page = cora.press("Close the study", sure="y")
    assert page.address.startswith("/jobs/")
    assert row_of(instance, study).stand == "open"
    assert "It is being closed" in cora.get(f"/studies/{study.id}/close").words
    assert work_on_what_waits(instance, no_fault) == 1
    row = row_of(instance, study)
    assert row.stand == "closed"
    cora.get(page.address)
    page = cora.follow("See the closing notice")
    first, second = row.closed_digest[:4], row.closed_digest[4:8]
    assert f"{first} {second}" in page.words
    assert row.closed_digest in page.words
    assert "below ten answers" in page.words
    assert "Go to the opening" in cora.get(f"/studies/{study.id}").words


def test_a_study_is_not_closed_while_people_were_told_that_they_can_answer(
    staff: Signed, publish: Publish, instance: Instance, clock: Clock
) -> None:
    real = publish(form_file("breakdown"), closes_on=clock().date() + timedelta(days=2))
    cora = staff("Cora", ("coordinator", real.id))
    page = cora.get(f"/studies/{real.id}/close")
    assert "People were told that they can answer" in page.words
    with pytest.raises(KeyError):
        cora.button("Close the study")
    token = cora.get("/").forms[0].fields["csrf_token"]
    page = cora.post(f"/studies/{real.id}/close", {"csrf_token": token, "sure": "y"})
    assert "People were told that they can answer" in page.words
    assert work_on_what_waits(instance, no_fault) == 0
    assert row_of(instance, real).stand == "open"


def test_what_is_closed_is_not_closed_again(
    staff: Signed, study: Published, instance: Instance
) -> None:
    cora = staff("Cora", ("coordinator", study.id))
    cora.get(f"/studies/{study.id}/close")
    cora.press("Close the study", sure="y")
    work_on_what_waits(instance, no_fault)
    page = cora.get(f"/studies/{study.id}/close")
    assert "is closed already. Its answers stay as they were closed." in page.words
    assert "There is no fingerprint" not in cora.get(f"/studies/{study.id}/closed").words


def test_others_see_the_notice_and_close_nothing(staff: Signed, study: Published) -> None:
    for role in ("trustee", "viewer"):
        somebody = staff(role, (role, study.id))
        assert somebody.get(f"/studies/{study.id}/close").title == "This page is not here."
        assert "It is not closed yet" in somebody.get(f"/studies/{study.id}/closed").words
