"""What people who answered can look up about the end of their answers, before it and after."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from survey.services.ending.archive_study import archive_study
from survey.services.ending.confirm_destroyed import confirm_destroyed
from survey.services.ending.erase_due import erase_due
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import data_ends
from survey.storage.studies import study_rows
from survey.web.rendering.localisation import long_date
from tests.conftest import Clock, Published, form_file
from tests.web.visitor import Visitor

Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a study in two languages whose results are promised for May 2031."""
    return publish(
        form_file("languages"), practice=True, closes_on=date(2031, 3, 1),
        results_by=date(2031, 5, 1),
    )  # fmt: skip


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give somebody who looks that study up."""
    return Visitor(public_app, study.id)


def end(instance: Instance, study: Published, clock: Clock) -> None:
    """Let a study be closed with answers, opened, reported and archived."""
    with writing(instance.engine) as conn:
        study_rows.change(conn, study.id, state="released", closed_hash=b"h" * 32, closed_count=37,
                          closed_words_count=0, closed_words_hash=b"w" * 32)  # fmt: skip
    (instance.published / study.id).mkdir(parents=True)
    archive_study(instance, study.id, clock())


def test_before_it_ends_people_are_told_the_month_that_is_planned(
    visitor: Visitor, study: Published
) -> None:
    """Six months after the month in which results are promised: told twice, and the same."""
    visitor.open()
    consent = visitor.press("next").words
    assert "by the end of November 2031 at the latest" in consent
    assert "kept for 90 days at most" in consent
    assert "destroyed by the end of November 2031" in visitor.open(f"/r/{study.id}/").words


def test_afterwards_every_page_leads_to_what_was_destroyed_and_what_stays(
    visitor: Visitor, study: Published, instance: Instance, clock: Clock, public_app: Flask
) -> None:
    visitor.open()
    end(instance, study, clock)
    day = long_date(clock().date(), "en")
    page = visitor.open(f"/f/{study.id}")
    assert f"/r/{study.id}/erased" in page.html
    words = visitor.open(f"/r/{study.id}/").words
    assert f"The locked answers were destroyed on {day}." in words
    assert "nothing is left to take out" in words
    page = visitor.open(f"/r/{study.id}/erased")
    assert page.headings[0] == "What became of the answers"
    assert f"were destroyed on {day}." in page.words
    held = long_date(clock().date() + timedelta(days=30), "en")
    assert f"may still hold a locked copy until {held}" in page.words
    assert not re.search(r"\b37\b", page.words)
    said = public_app.test_client().get(f"/r/{study.id}/erased.json")
    found = json.loads(said.text)
    assert (found["id"], found["state"]) == (study.id, "archived")
    assert not re.search(r"\b37\b", said.text)
    assert said.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fr", "Ce que sont devenues les réponses"),
        ("es", "Qué fue de las respuestas"),
        ("ar", "ما الذي حدث للإجابات"),
    ],
)
def test_it_is_said_in_each_language(
    public_app: Flask,
    publish: Publish,
    instance: Instance,
    clock: Clock,
    language: str,
    heading: str,
) -> None:
    asked = form_file("single").model_copy(update={"languages": ("en", language)})
    study = publish(asked, practice=True)
    end(instance, study, clock)
    client = public_app.test_client()
    at = f"/r/{study.id}/erased"
    assert heading in client.get(at, headers={"Accept-Language": language}).text
    assert heading in client.post(at, data={"go": f"language:{language}", "l": "en"}).text


def test_it_says_by_whom_nothing_can_be_opened_any_more(
    visitor: Visitor, study: Published, instance: Instance, clock: Clock
) -> None:
    visitor.open()
    end(instance, study, clock)
    for sheet in (1, 3):
        confirm_destroyed(instance, study.id, sheet, f"h{sheet}", "by link", clock().date())
    words = visitor.open(f"/r/{study.id}/erased").words
    assert "so many of the people who hold a key have destroyed it" in words
    assert "Backups" not in words


def test_it_says_when_the_last_backup_ended(
    visitor: Visitor, study: Published, instance: Instance, clock: Clock
) -> None:
    visitor.open()
    end(instance, study, clock)
    last = long_date(clock().date() + timedelta(days=30), "en")
    clock.forward(days=31)
    erase_due(instance, clock(), _refuse)
    words = visitor.open(f"/r/{study.id}/erased").words
    assert f"The last backup that could hold them ended on {last}." in words


def _refuse(error: Exception) -> None:
    raise AssertionError(error)


def test_what_is_not_finished_is_not_said_to_be(
    visitor: Visitor, study: Published, instance: Instance, clock: Clock
) -> None:
    visitor.open()
    end(instance, study, clock)
    with writing(instance.engine) as conn:
        conn.execute(update(data_ends).values(finished_on=None))
    assert "is not finished yet" in visitor.open(f"/r/{study.id}/erased").words
    assert "are being destroyed since" in visitor.open(f"/r/{study.id}/").words


def test_there_is_no_such_page_before_or_of_what_was_withdrawn(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    client = public_app.test_client()
    for at in (f"/r/{study.id}/erased", f"/r/{study.id}/erased.json", "/r/nobodys/erased"):
        assert client.get(at).status_code == 404
    withdraw_study(instance, study.id, "", clock().date())
    assert client.get(f"/r/{study.id}/erased").status_code == 404
    assert "What becomes of the answers" not in client.get(f"/r/{study.id}/").text


def test_a_page_in_hand_that_is_sent_then_is_told_that_the_form_is_closed(
    public_app: Flask, study: Published, instance: Instance, clock: Clock
) -> None:
    visitor = Visitor(public_app, study.id)
    visitor.open()
    visitor.press("next")
    end(instance, study, clock)
    page = visitor.press("begin")
    assert "This form is closed." in page.words
    assert f"/r/{study.id}/erased" in page.html
