"""Opening on another machine, led by the desk: a file goes over, another one comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.close_study import close_study
from survey.services.studies.open_sealed_file import open_sealed_file, sealed_study
from survey.storage.instance import Instance
from survey.storage.studies import releases
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish, instance: Instance, clock: Clock) -> Published:
    """Give a closed study of a few answers, two of three sheets of which open it."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 12, Random(7), clock)
    close_study(instance, made.id, clock())
    return made


@pytest.fixture
def cora(staff: Signed, study: Published) -> StaffVisitor:
    """Give the coordinator of the study."""
    return staff("Cora", ("coordinator", study.id))


@pytest.fixture
def trustees(staff: Signed, study: Published) -> Sequence[StaffVisitor]:
    """Give two trustees of the study."""
    return [staff(name, ("trustee", study.id)) for name in ("Ann", "Ben")]


def no_fault(error: Exception) -> None:
    """Fail with an error."""
    raise AssertionError from error


def sealed_by(cora: StaffVisitor, study: Published, instance: Instance, path: Path) -> bytes:
    """Let the coordinator make and save the file, and give it."""
    cora.get(f"/studies/{study.id}/offline")
    assert "/jobs/" in cora.press("Make the file").address
    assert work_on_what_waits(instance, no_fault) == 1
    cora.get(cora.page.address)
    cora.follow("Go on with the file")
    cora.follow("Save the sealed study")
    path.write_bytes(cora.response.data)
    return cora.response.data


def brought(visitor: StaffVisitor, study: Published, desk: Flask, text: str) -> DeskPage:
    """Let somebody bring a file back, and wait until it was looked at."""
    page = visitor.get(f"/studies/{study.id}/offline")
    token = next(form.fields["csrf_token"] for form in page.forms if form.action.endswith("/bring"))
    visitor.post(
        f"/studies/{study.id}/offline/bring",
        {"csrf_token": token, "file": (BytesIO(text.encode()), "opened.json")},
    )
    desk.extensions["brought back"][study.id].looking.wait()
    return visitor.get(f"/studies/{study.id}/offline")


def released(instance: Instance, study: Published) -> bool:
    """Tell whether a study has a release."""
    with instance.engine.connect() as connection:
        return releases.newest(connection, study.id) is not None


def test_a_file_goes_over_and_two_trustees_say_that_what_comes_back_is_theirs(
    cora: StaffVisitor,
    trustees: Sequence[StaffVisitor],
    study: Published,
    instance: Instance,
    desk: Flask,
    clock: Clock,
    tmp_path: Path,
) -> None:
    sealed_by(cora, study, instance, tmp_path / "sealed.bin")
    today = clock().date()
    found = sealed_study(tmp_path / "sealed.bin", today)
    opened = open_sealed_file(found, study.sheets[:2], today, one_thread)
    page = brought(cora, study, desk, opened.text)
    assert "It is release 1, of exactly what was closed here." in page.words
    assert f"{opened.digest[:4]} {opened.digest[4:8]}" in page.words
    assert "0 of 2 have compared it" in page.words
    with pytest.raises(KeyError):
        cora.button("It is ours")  # a coordinator was not there
    ann, ben = trustees
    ann.get(f"/studies/{study.id}/offline")
    page = ann.press("It is ours")
    assert "Tick that it is what you wrote down." in page.words
    page = ann.press("It is ours", same="y")
    assert "1 of 2 have compared it : Ann." in page.words.replace("it:", "it :")
    assert not released(instance, study)
    with pytest.raises(KeyError):
        ann.button("It is ours")
    ben.get(f"/studies/{study.id}/offline")
    ben.press("It is ours", same="y")
    desk.extensions["brought back"][study.id].storing.wait()
    assert released(instance, study)
    page = ben.get(f"/studies/{study.id}/offline/progress")
    assert page.address.endswith("/opened")
    assert "about 10" in page.words
    page = ben.get(f"/studies/{study.id}/offline")
    assert "It was opened" in page.words


def test_a_file_that_is_not_of_this_study_is_refused_with_words(
    cora: StaffVisitor, study: Published, instance: Instance, desk: Flask
) -> None:
    page = brought(cora, study, desk, "{}")
    assert "is not the file of an opening on another machine" in page.words
    assert "Nothing was stored" in page.words
    assert not released(instance, study)
    cora.get(f"/studies/{study.id}/offline")
    token = cora.page.forms[0].fields["csrf_token"]
    page = cora.post(f"/studies/{study.id}/offline/bring", {"csrf_token": token})
    assert cora.status == 422
    assert "Choose the file that opening has written there." in page.words


def test_what_was_brought_is_forgotten_after_an_hour_or_when_somebody_says_so(
    cora: StaffVisitor,
    trustees: Sequence[StaffVisitor],
    study: Published,
    instance: Instance,
    desk: Flask,
    clock: Clock,
    tmp_path: Path,
) -> None:
    sealed_by(cora, study, instance, tmp_path / "sealed.bin")
    today = clock().date()
    found = sealed_study(tmp_path / "sealed.bin", today)
    opened = open_sealed_file(found, study.sheets[:2], today, one_thread)
    page = brought(trustees[0], study, desk, opened.text)
    page = trustees[0].press("Forget this file")
    assert "have compared it" not in page.words
    page = brought(trustees[0], study, desk, opened.text)
    assert "0 of 2 have compared it" in page.words
    desk.extensions["brought back"][study.id].file.until = clock()
    assert "have compared it" not in trustees[0].get(f"/studies/{study.id}/offline").words
    assert not released(instance, study)


def test_a_study_that_is_open_is_not_carried_over(
    staff: Signed, publish: Publish, instance: Instance
) -> None:
    made = publish(form_file("breakdown"), practice=True)
    cora = staff("Cora", ("coordinator", made.id))
    page = cora.get(f"/studies/{made.id}/offline")
    assert "is still open for answers" in page.words
    token = cora.page.forms[0].fields["csrf_token"]
    cora.post(f"/studies/{made.id}/offline/seal", {"csrf_token": token})
    assert work_on_what_waits(instance, no_fault) == 0
