"""What pages of writing cost the desk, of the longest questionnaire that is shipped."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

import pytest
from flask import Flask

from survey.services.accounts.create_account import create_account
from survey.services.overview.ready_made import ready_made_text
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld
from survey.web.desk.desk_app import create_desk
from tests.conftest import Clock
from tests.desk.conftest import HOST, StaffVisitor

PAGES = (
    "/questions", "/questions/1", "/questions/4/1", "/questions/5/1", "/seen/4?only=1", "/file",
    "/versions", "/translations", "/look",
)  # fmt: skip


def milliseconds(action: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Give the median and the largest time of the processor that an action takes."""
    action()
    times = []
    for _ in range(rounds):
        start = process_time()
        action()
        times.append((process_time() - start) * 1000)
    return median(times), max(times)


@pytest.mark.measurement
def test_what_pages_of_writing_cost(instance: Instance, clock: Clock) -> None:
    """Looking at each page, and saving a question."""
    app: Flask = create_desk(instance, clock)
    ann = StaffVisitor(app, clock)
    ann.begin(f"/begin/{create_account(instance, 'ann', [RoleHeld('coordinator')], clock())}")
    text = ready_made_text("questionnaires", "reporting-and-removal")
    draft = begin_draft(instance, text, DraftTerms(), clock().date()).study_id
    print()
    for page in PAGES:
        address = f"/studies/{draft}{page}"
        middle, most = milliseconds(lambda at=address: ann.client.get(at, base_url=HOST), 25)  # type: ignore[misc]
        print(f"{page:40} {middle:6.1f} {most:6.1f}")
    ann.get(f"/studies/{draft}/questions/4/1")
    form, _ = ann.button("Save question 12")
    number = [0]

    def save() -> None:
        number[0] += 1
        fields = {**form.fields, "text": f"Other words {number[0]}?", "go": "save"}
        fields["base"] = str(number[0])
        sent = ann.client.post(form.action, data=fields, base_url=HOST, headers={"Origin": HOST})
        assert sent.status_code == 303

    middle, most = milliseconds(save, 12)
    print(f"{'saving a question':40} {middle:6.1f} {most:6.1f}")
