"""Pages behind a link in a real browser: reviews on a phone, without script or connection."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from survey.services.overview.draft_tasks import tasks_of_draft
from survey.services.reviewing.confirm_tasks import name_trustees
from survey.services.reviewing.invite_reviewers import invite_reviewer
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations_in_both_colours
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock
from tests.desk.ready_draft import draft_of

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 568}


@pytest.fixture
def today(clock: Clock) -> date:
    """Give the day of the clock."""
    return clock().date()


@pytest.fixture
def study_id(instance: Instance, today: date) -> str:
    """Give a practice draft with its trustees."""
    made = draft_of(instance, today, practice=True)
    name_trustees(instance, made, ("Board", "University", "Outside"), 2, today)
    return made


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Say whether script runs."""
    return bool(request.param)


@pytest.fixture
def phone(chromium: Browser, scripted: bool) -> Iterator[BrowserContext]:
    """Give a phone, with and without script."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=scripted)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def begun(
    phone: BrowserContext, desk_site: str, instance: Instance, study_id: str, today: date
) -> Page:
    """Press the link of a new reviewer, and go to the page with questions."""
    page = phone.new_page()
    page.goto(f"{desk_site}/review/{invite_reviewer(instance, study_id, today).secret}")
    follow(page.get_by_role("button", name="Begin"))
    follow(page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", name="How often?")).to_be_visible()
    return page


def written(instance: Instance, study_id: str, today: date) -> list[str]:
    return [
        one.words
        for each in tasks_of_draft(instance, study_id, today).reviewers
        for one in each.comments
    ]


def test_a_review_from_link_to_signature(
    phone: BrowserContext, desk_site: str, instance: Instance, study_id: str, today: date
) -> None:
    page = begun(phone, desk_site, instance, study_id, today)
    page.get_by_label("Your words on question 1").fill("Too many. مرحبا")
    follow(page.get_by_role("button", name="Go on"))
    follow(page.get_by_role("button", name="I sign off these words"))
    expect(page.get_by_role("heading", name="You signed off these words")).to_be_visible()
    assert written(instance, study_id, today) == ["Too many. مرحبا"]


def test_a_connection_that_is_lost_while_writing_loses_nothing(
    phone: BrowserContext,
    scripted: bool,
    desk_site: str,
    instance: Instance,
    study_id: str,
    today: date,
) -> None:
    """With script the page says so; without, loading the page of the error again sends it."""
    page = begun(phone, desk_site, instance, study_id, today)
    page.get_by_label("Your words on question 1").fill("Too many.")
    phone.set_offline(True)
    page.get_by_role("button", name="Go on").click(no_wait_after=True)
    if scripted:
        expect(page.locator("[data-said]")).to_contain_text("There is no connection.")
        expect(page.get_by_label("Your words on question 1")).to_have_value("Too many.")
        phone.set_offline(False)
        follow(page.get_by_role("button", name="Go on"))
    else:
        expect(page.get_by_role("heading", name="How often?")).to_have_count(0)
        assert written(instance, study_id, today) == []
        phone.set_offline(False)
        try:
            page.reload()
        except Error:
            page.reload()
    expect(page.get_by_role("heading", name="The last page")).to_be_visible()
    assert written(instance, study_id, today) == ["Too many."]


def test_pages_behind_a_link_are_for_everybody_and_fit_small_phones(
    chromium: Browser, desk_site: str, clock: Clock, instance: Instance, study_id: str
) -> None:
    context = chromium.new_context(viewport=PHONE, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()

    def look() -> None:
        found = violations_in_both_colours(page)
        assert not found, (page.url, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.evaluate(TOO_WIDE) == [], page.url

    page.goto(f"{desk_site}/review/{secrets.token_urlsafe(24)}")
    look()
    page.goto(f"{desk_site}/review/{invite_reviewer(instance, study_id, clock().date()).secret}")
    look()
    follow(page.get_by_role("button", name="Begin"))
    for _ in range(2):
        look()
        follow(page.get_by_role("button", name="Go on"))
    look()
    follow(page.get_by_role("button", name="Not yet"))
    look()
    page.get_by_label("Not yet, because").fill("It hurries.")
    follow(page.get_by_role("button", name="Not yet"))
    look()
    window = DeskBrowser(page, desk_site, clock)
    window.begin(instance, "Ada", "coordinator")
    window.open(f"/studies/{study_id}/publish")
    follow(page.get_by_role("button", name="Make 3 share sheets"))
    look()
    page.goto(page.locator("p.keys, span.keys").first.inner_text().strip())
    look()
    page.get_by_role("button", name="Show my sheet").click()
    look()
    page.get_by_role("link", name="I have it on paper").click()
    look()
    follow(page.get_by_role("button", name="I have my sheet"))
    look()
    context.close()
