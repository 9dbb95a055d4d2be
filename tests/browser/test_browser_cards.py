"""Cards in a real browser: 150 made at the desk, three used, one replaced; axe, small and dark."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from survey.services.accounts.create_account import create_account
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld
from tests.browser.axe import TOO_WIDE, violations_in_both_colours
from tests.browser.conftest import _running
from tests.conftest import PATIENCE_MS, Clock, Published
from tests.desk.conftest import StaffVisitor
from tests.web.test_web_care import plan

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390, 320)
Open = Callable[..., Page]


@pytest.fixture
def study(publish: Callable[..., Published]) -> Published:
    """A study that can be answered with a card or without one."""
    return publish(plan(), entrance="both", practice=True)


@pytest.fixture
def desk_window(desk: Flask, instance: Instance, clock: Clock, chromium: Browser) -> Iterator[Open]:
    """Open windows of a coordinator who is signed in at the desk."""
    link = create_account(instance, "Bea", [RoleHeld("coordinator")], clock())
    bea = StaffVisitor(desk, clock)
    bea.begin(f"/begin/{link}")
    cookie = bea.client.get_cookie("desk", domain="127.0.0.1")
    assert cookie is not None
    with _running(desk) as port:
        address = f"http://127.0.0.1:{port}"

        def go(path: str, **how: object) -> Page:
            context = chromium.new_context(**how)  # type: ignore[arg-type]
            context.set_default_timeout(PATIENCE_MS)
            context.add_cookies([{"name": "desk", "value": cookie.value, "url": address}])
            page = context.new_page()
            page.goto(address + path)
            return page

        yield go


def found_by_axe(page: Page) -> list[str]:
    """Give what axe finds on a page."""
    return [one["id"] for one in violations_in_both_colours(page)]


def to_last_page(page: Page, site: str, study: Published) -> None:
    """Go through the form without an answer, to the page before sending."""
    page.goto(f"{site}/f/{study.id}")
    page.locator("button[value=next]").click()
    page.locator("button[value=begin]").click()
    while not page.locator("button[value=send]").count():
        page.locator("button.main[value=next]").click()


def test_pages_about_cards_are_sound_at_every_width(
    desk_window: Open, chromium: Browser, site: str, study: Published
) -> None:
    for path in ("invitations", "invitations/texts"):
        page = desk_window(f"/studies/{study.id}/{path}")
        _sound(page)
        page.context.close()
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{site}/f/{study.id}")
    page.locator("button[value=next]").click()
    page.locator("details", has=page.locator("#card")).locator("summary").click()
    page.fill("#card", "22222-22222-22222")
    page.locator("#card").press("Enter")
    page.get_by_text("This code does not work here.").wait_for()
    assert page.locator("#look").evaluate("one => one === document.activeElement")
    _sound(page)
    to_last_page(page, site, study)
    page.fill("#card", "22222-22222-22222")
    page.locator("button[value=send]").click()
    page.get_by_text("You can also leave the field empty").wait_for()
    _sound(page)
    context.close()


def _sound(page: Page) -> None:
    """Require that nothing runs out of a page at any width, and that axe finds nothing."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE) == [], (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert found_by_axe(page) == [], (page.url, width)


def test_cards_are_made_used_and_replaced_without_script(
    desk_window: Open, chromium: Browser, site: str, study: Published
) -> None:
    page = desk_window(f"/studies/{study.id}/invitations", java_script_enabled=False)
    page.get_by_label("How many new cards?").fill("150")
    page.get_by_label("For whom").fill("Example Hotline")
    with page.expect_download() as sheets:
        page.get_by_role("button", name="Make these cards").click()
    assert sheets.value.suggested_filename == "cards.pdf"
    assert sheets.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as listed:
        page.get_by_role("button", name="Make a list for mail merge").click()
    lines = listed.value.path().read_text(encoding="utf-8").splitlines()
    codes = [line["code"] for line in csv.DictReader(lines)]
    assert len(codes) == 150
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    person = context.new_page()
    for code in codes[:3]:
        to_last_page(person, site, study)
        person.fill("#card", code)
        person.locator("button[value=send]").click()
        person.get_by_role("heading", name="Thank you").wait_for()
    page.reload()
    assert page.get_by_text("150 cards").count() == 2
    page.get_by_label("The code on the old card").fill(codes[0])
    with page.expect_download() as card:
        page.get_by_role("button", name="Replace this card").click()
    assert card.value.suggested_filename == "card.pdf"
    to_last_page(person, site, study)
    person.fill("#card", codes[0])
    person.locator("button[value=send]").click()
    person.get_by_text("This code does not work here.").wait_for()
    context.close()
