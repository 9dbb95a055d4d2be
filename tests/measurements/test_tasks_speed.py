"""What the pages before publishing cost of a processor: the task list, reviews and services."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.services.overview.ready_made import ready_made_text
from survey.services.reviewing.invite_reviewers import invite_reviewer
from survey.services.reviewing.review_draft import press_link
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import HOST, StaffVisitor, staff

__all__ = ["staff"]
#: Milliseconds of a processor that a page of the desk may cost.
MOST = 15.0
TIMES, LOTS = 5, 9
PAGES = ("tasks", "reviewers", "safeguarding", "support", "trustees", "publish")


class Spent(NamedTuple):
    """Milliseconds of the processor for one page: the median of nine lots, and their spread."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:5.1f} ms ({self.least:.1f} to {self.most:.1f})"


def cost(ask: Callable[[], object]) -> Spent:
    """Measure a page that was asked for before."""
    ask()
    lots = []
    for _ in range(LOTS):
        began = time.process_time()
        for _ in range(TIMES):
            ask()
        lots.append((time.process_time() - began) / TIMES * 1_000)
    return Spent(median(lots), min(lots), max(lots))


@pytest.mark.measurement
def test_what_pages_before_publishing_cost(
    desk: Flask,
    clock: Clock,
    instance: Instance,
    staff: Callable[..., StaffVisitor],  # the fixture of the desk's tests
    capsys: pytest.CaptureFixture[str],
) -> None:
    today = clock().date()
    text = ready_made_text("questionnaires", "reporting-and-removal")
    study_id = begin_draft(instance, text, DraftTerms(), today).study_id
    device = press_link(instance, invite_reviewer(instance, study_id, today).secret)
    assert device
    cora, reader = staff("Cora", "coordinator"), Client(desk)
    reader.set_cookie("desk-review", device, domain="127.0.0.1", path="/review")
    found = {
        f"/studies/…/{page}": cost(
            lambda page=page: cora.client.get(f"/studies/{study_id}/{page}", base_url=HOST)
        )
        for page in PAGES
    }
    found |= {
        f"/review/page/{number}": cost(
            lambda number=number: reader.get(f"/review/page/{number}", base_url=HOST)
        )
        for number in (0, 2, 9)
    }
    yardstick = cost(lambda: cora.client.get("/words", base_url=HOST))
    fresh = after_a_save(instance, study_id, text, today, cora)
    with capsys.disabled():
        print()
        for name, spent in found.items():
            print(f"{name:32} {spent}, {spent.median / yardstick.median:.1f} plain pages")
        print(f"{'a plain page of the desk':32} {yardstick}")
        print(f"{'the first look after a save':32} {fresh}")
    assert max(spent.median for spent in found.values()) <= MOST


def after_a_save(
    instance: Instance, study_id: str, text: str, today: date, cora: StaffVisitor
) -> Spent:
    """Measure the task list when its version was never looked at."""
    spent = []
    for number in range(1, LOTS + 1):
        save_draft(instance, study_id, number, f"{text}\n# {number}\n", today)
        began = time.process_time()
        cora.client.get(f"/studies/{study_id}/tasks", base_url=HOST)
        spent.append((time.process_time() - began) * 1_000)
    return Spent(median(spent), min(spent), max(spent))
