"""The end of data in real browsers: archived at the desk, confirmed by holders, read by people."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock, Published, form_file

pytestmark = pytest.mark.browser

#: Where pictures of each step are put, for whoever looks at them; nowhere by default.
PICTURES = os.environ.get("ERASING_PICTURES", "")


@pytest.fixture
def study(publish: Callable[..., Published], instance: Instance, clock: Clock) -> Published:
    """Give a study that was opened, and whose report is public."""
    made = publish(form_file("quotes"), practice=True)
    answer_as_invented(instance, made.id, 40, Random(5), clock)
    close_study(instance, made.id, clock())
    open_study(instance, made.id, made.sheets[:2], clock().date(), one_thread)
    (instance.published / made.id).mkdir(parents=True)
    return made


def no_fault(error: Exception) -> None:
    """Fail with an error."""
    raise AssertionError from error


def looked_at(page: Page, name: str) -> None:
    """Hold a page against what everybody must be able to use, and take its picture if wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page)
    assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate(TOO_WIDE) == [], name


def test_a_study_is_archived_its_sheets_are_confirmed_and_people_read_what_became_of_it(
    chromium: Browser,
    desk_site: str,
    site: str,
    study: Published,
    instance: Instance,
    clock: Clock,
) -> None:
    contexts = [
        chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=True,
        )
        for width, scheme in ((1280, "light"), (390, "dark"), (390, "light"))
    ]
    eve, tom, outside = (DeskBrowser(context.new_page(), desk_site, clock) for context in contexts)
    for window in (eve, tom, outside):
        window.page.set_default_timeout(PATIENCE_MS)
    eve.begin(instance, "Eve", "coordinator")
    tom.begin(instance, "Tom", "trustee")
    at = f"/studies/{study.id}/data"
    eve.open(at)
    looked_at(eve.page, "plan")
    eve.page.get_by_role("link", name="Archive it").click()
    looked_at(eve.page, "archive")
    follow(eve.page.get_by_role("button", name="Destroy the sealed answers"))
    expect(eve.page.get_by_role("alert")).to_contain_text("Tick that you have read")
    eve.page.get_by_label("I have read what can never be undone.").check()
    follow(eve.page.get_by_role("button", name="Destroy the sealed answers"))
    expect(eve.page.get_by_role("heading", name="It waits to be archived")).to_be_visible()
    looked_at(eve.page, "waits")
    assert work_on_what_waits(instance, no_fault) == 1
    eve.open(at)
    expect(eve.page.get_by_text("Ask the holders to destroy their share sheets")).to_be_visible()
    looked_at(eve.page, "archived")
    tom.open(at)
    tom.page.get_by_label("The number on your sheet").fill("2")
    tom.page.get_by_label("I have burned or shredded").check()
    follow(tom.page.get_by_role("button", name="Confirm that it is destroyed"))
    expect(tom.page.get_by_role("status")).to_contain_text("Your sheet is noted")
    looked_at(tom.page, "confirmed-phone-dark")
    eve.page.get_by_label("Which sheet they hold").select_option("3")
    follow(eve.page.get_by_role("button", name="Make a link for this holder"))
    looked_at(eve.page, "link")
    link = eve.page.locator("p.keys").inner_text()
    outside.page.goto(link)
    looked_at(outside.page, "holder-phone")
    outside.page.get_by_label("I have burned or shredded").check()
    follow(outside.page.get_by_role("button", name="Confirm that it is destroyed"))
    expect(outside.page.get_by_role("heading", name="It is noted")).to_be_visible()
    eve.open(at)
    expect(eve.page.get_by_text("nothing that can be opened is left").first).to_be_visible()
    looked_at(eve.page, "shredded")
    outside.page.goto(f"{site}/r/{study.id}/")
    outside.page.get_by_role("link", name="What was destroyed, and what stays").click()
    expect(outside.page.get_by_role("heading", name="What became of the answers")).to_be_visible()
    looked_at(outside.page, "people-phone")
    for context in contexts:
        context.close()
