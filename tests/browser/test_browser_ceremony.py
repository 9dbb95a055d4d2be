"""A key ceremony of three in three browsers: practised, then held, then looked after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from survey.services.reviewing.confirm_tasks import name_trustees
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations_in_both_colours
from tests.browser.desk_browser import DeskBrowser
from tests.browser.sheet_holders import links_to_hand_over, print_sheet, type_words
from tests.conftest import PATIENCE_MS, Clock
from tests.desk.ready_draft import all_but_reviews, draft_of

pytestmark = pytest.mark.browser

NewWindow = Callable[..., Page]


@pytest.fixture
def study_id(instance: Instance, clock: Clock) -> str:
    """Give a practice draft that nothing blocks."""
    today: date = clock().date()
    made = draft_of(instance, today, practice=True)
    all_but_reviews(instance, made, today)
    name_trustees(instance, made, ("Board", "University", "Outside"), 2, today)
    return made


@pytest.fixture
def window(chromium: Browser) -> Iterator[NewWindow]:
    """Open windows, each in a browser of its own: of somebody else, on another device."""
    opened: list[BrowserContext] = []

    def new(width: int = 1280) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


def looks_right(page: Page) -> None:
    """Require that nothing runs out of the page at any width, and that axe finds nothing."""
    for width in (390, 1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE) == [], (page.url, width)
    found = violations_in_both_colours(page)
    assert not found, (page.url, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_three_people_on_three_devices_practise_and_then_hold_a_ceremony(
    at_desk: DeskBrowser, instance: Instance, study_id: str, window: NewWindow
) -> None:
    coordinator = at_desk.page
    at_desk.begin(instance, "Cora", "coordinator")
    at_desk.open(f"/studies/{study_id}/trustees")
    follow(coordinator.get_by_role("button", name="Practise the ceremony"))
    expect(coordinator.get_by_text("Practice: these keys are invented")).to_be_visible()
    for link in links_to_hand_over(coordinator):
        holder = window(390)
        lists = print_sheet(holder, link)
        expect(holder.get_by_text("PRACTICE: this sheet opens nothing.")).to_be_visible()
        holder.get_by_role("link", name="I have it on paper").click()
        type_words(holder, lists)
        holder.get_by_role("heading", level=1).wait_for()
    expect(holder.get_by_role("heading", name="Everybody has practised")).to_be_visible()

    at_desk.open(f"/studies/{study_id}/publish")
    follow(coordinator.get_by_role("button", name="Make 3 share sheets"))
    expect(coordinator.get_by_text("0 of 3 confirmed")).to_be_visible()
    holders = []
    for number, link in enumerate(links_to_hand_over(coordinator), 1):
        holder = window((390, 1280, 320)[number - 1])
        holders.append((holder, print_sheet(holder, link)))
    coordinator.get_by_role("link", name="See who has confirmed").click()
    expect(coordinator.get_by_text("Shown", exact=True)).to_have_count(3)
    for number, (holder, lists) in enumerate(holders, 1):
        holder.get_by_role("link", name="I have it on paper").click()
        expect(holder.locator("ol.wl")).to_have_count(0)
        if number == 2:
            type_words(holder, holders[0][1])
            expect(holder.get_by_role("alert")).to_contain_text("Share sheet 2")
        type_words(holder, lists)
        done = "You have your sheet" if number < 3 else "is open now"
        expect(holder.get_by_role("heading", name=done)).to_be_visible()
    holders[0][0].get_by_role("link", name="Look again").click()
    expect(holders[0][0].get_by_role("heading", name="is open now")).to_be_visible()
    at_desk.open(f"/studies/{study_id}")
    expect(coordinator.get_by_text("3 of 3 sheets were found in the last 30 days.")).to_be_visible()


def test_the_last_one_confirms_after_closing_the_tab_and_is_asked_again_in_a_month(
    at_desk: DeskBrowser, instance: Instance, study_id: str, window: NewWindow, clock: Clock
) -> None:
    coordinator = at_desk.page
    at_desk.begin(instance, "Cora", "coordinator")
    at_desk.open(f"/studies/{study_id}/publish")
    follow(coordinator.get_by_role("button", name="Make 3 share sheets"))
    papers = []
    for link in links_to_hand_over(coordinator):
        holder = window()
        papers.append(print_sheet(holder, link))
        holder.close()
        again = window(390)
        again.goto(link)
        type_words(again, papers[-1])
        again.get_by_role("heading", level=1).wait_for()
    expect(again.get_by_role("heading", name="is open now")).to_be_visible()

    clock.forward(days=31)
    at_desk.sign_in("Cora")
    at_desk.open(f"/studies/{study_id}/sheets")
    expect(coordinator.get_by_text("0 of 3 sheets were found in the last 30 days.")).to_be_visible()
    follow(coordinator.get_by_role("button", name="Make a link for Outside"))
    link = coordinator.locator("p.keys").inner_text().strip()
    outside = window(390)
    outside.goto(link)
    type_words(outside, papers[2], "My sheet is there")
    expect(outside.get_by_role("heading", name="Your sheet is there")).to_be_visible()
    at_desk.open(f"/studies/{study_id}")
    expect(coordinator.get_by_text("1 of 3 sheets were found in the last 30 days.")).to_be_visible()


def test_only_the_sheet_is_on_the_paper(
    at_desk: DeskBrowser, instance: Instance, study_id: str, window: NewWindow
) -> None:
    at_desk.begin(instance, "Cora", "coordinator")
    at_desk.open(f"/studies/{study_id}/publish")
    follow(at_desk.page.get_by_role("button", name="Make 3 share sheets"))
    holder = window()
    print_sheet(holder, links_to_hand_over(at_desk.page)[0])
    holder.emulate_media(media="print")
    expect(holder.locator("ol.wl li")).to_have_count(66)
    expect(holder.get_by_text("Share sheet 1 of 3")).to_be_visible()
    for words in ("Print this sheet", "I have it on paper", "Not confirmed yet"):
        expect(holder.get_by_text(words)).to_be_hidden()
    at_desk.open(f"/studies/{study_id}/keys/script")
    at_desk.page.emulate_media(media="print")
    expect(at_desk.page.get_by_text("Three words.", exact=True)).to_be_visible()
    for paper in (holder, at_desk.page):
        assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(format="A4"))) == 1, paper.url


def test_every_page_of_a_ceremony_fits_and_axe_finds_nothing(
    at_desk: DeskBrowser, instance: Instance, study_id: str, window: NewWindow, clock: Clock,
    desk_site: str,
) -> None:  # fmt: skip
    page = window(320)
    desk = DeskBrowser(page, desk_site, clock)
    desk.begin(instance, "Cora", "coordinator", "trustee")
    desk.open(f"/studies/{study_id}/trustees")
    looks_right(page)
    desk.open(f"/studies/{study_id}/keys")
    looks_right(page)
    desk.open(f"/studies/{study_id}/publish")
    follow(page.get_by_role("button", name="Make 3 share sheets"))
    looks_right(page)
    links = links_to_hand_over(page)
    desk.open(f"/studies/{study_id}/keys/script")
    looks_right(page)
    desk.open(f"/studies/{study_id}/sheet")
    looks_right(page)
    for link in links:
        holder = window(320)
        lists = print_sheet(holder, link)
        looks_right(holder)
        holder.get_by_role("link", name="I have it on paper").click()
        looks_right(holder)
        follow(holder.get_by_role("button", name="I have my sheet"))
        looks_right(holder)
        type_words(holder, lists)
        looks_right(holder)
    for end in ("", "/sheets", "/sheets/2"):
        desk.open(f"/studies/{study_id}{end}")
        looks_right(page)
    follow(page.get_by_role("button", name="I cannot find my sheet"))
    looks_right(page)
    follow(page.get_by_role("button", name="Make a link for Board"))
    looks_right(page)
