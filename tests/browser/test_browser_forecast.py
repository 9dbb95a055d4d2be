"""The forecast and slow work in a real browser: readable by all, and nothing runs out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import job_rows
from tests.browser.axe import TOO_WIDE, violations_in_both_colours
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock, Published, form_file
from tests.house.source import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = ROOT / "tests" / "forms" / "breakdown.yaml"


def no_fault(error: Exception) -> None:
    raise AssertionError from error


def test_axe_finds_nothing_in_a_forecast_and_its_jobs(
    chromium: Browser,
    desk_site: str,
    clock: Clock,
    instance: Instance,
    publish: Callable[..., Published],
) -> None:
    draft = begin_draft(instance, FORM.read_bytes(), DraftTerms(), clock().date()).study_id
    study = publish(form_file("worked-example"), practice=True).id
    asked = {"expected": 150, "version": 1}
    jobs = [ask_for_work(instance, "forecast", draft, "coordinator", asked)]
    assert work_on_what_waits(instance, no_fault) == 1
    jobs.append(ask_for_work(instance, "forecast", study, "coordinator", asked | {"version": 0}))
    with writing(instance.engine) as connection:
        job_rows.take(connection)  # by a program that is gone
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    window = DeskBrowser(context.new_page(), desk_site, clock)
    window.begin(instance, "Ada", "coordinator")
    jobs_page = [f"/jobs/{one}" for one in jobs]
    for address in (
        f"/studies/{draft}/forecast",
        f"/studies/{study}/forecast",
        "/jobs",
        *jobs_page,
    ):
        window.open(address)
        for width in (320, 1280):
            window.page.set_viewport_size({"width": width, "height": 800})
            found = violations_in_both_colours(window.page)
            assert not found, (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert window.page.evaluate(TOO_WIDE) == [], address
    context.close()
