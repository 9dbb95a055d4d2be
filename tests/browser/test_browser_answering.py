"""Answering in a real browser: without script, on a small phone, by keyboard, in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from survey.questionnaire.reading import read_questionnaire
from survey.settings import shipped
from tests.conftest import Published, form_file

pytestmark = pytest.mark.browser
Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a ready-made questionnaire for practice."""
    path: Path = shipped("config") / "questionnaires" / "the-words-we-use.yaml"
    return publish(read_questionnaire(path.read_text(encoding="utf-8"), path.name), practice=True)


def test_a_form_is_sent_from_a_small_phone_without_script(
    chromium: Browser, site: str, study: Published
) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, color_scheme="dark"
    )
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.goto(f"{site}/f/{study.id}")
    assert _fits(chromium, page)
    page.click("button[value=begin]")
    for _ in study.questionnaire.sections:
        for choice in page.locator(".choice:first-of-type label").all()[:1]:
            choice.click()
            assert page.locator(".choice input:checked").count() == 1
        assert _fits(chromium, page)
        page.locator("button.main[value=next]").click()
    assert page.locator("h1").inner_text() == "Look over what you wrote"
    page.click("button[value=send]")
    assert page.locator("h1").inner_text() == "Thank you"
    assert context.cookies() == []
    assert {url.split("/")[2] for url in requests} == {site.split("/")[2]}
    context.close()


def test_the_exit_comes_first_by_keyboard_and_is_large_enough(
    chromium: Browser, site: str, study: Published
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 700})
    page = context.new_page()
    page.goto(f"{site}/f/{study.id}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "/leave"
    box = page.locator("a.exit").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    context.close()


def test_a_form_can_be_filled_in_by_keyboard_alone(
    chromium: Browser, site: str, publish: Publish
) -> None:
    study = publish(form_file("single"), practice=True)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/f/{study.id}")
    _tab_to(page, "begin")
    _enter(page)
    page.locator(".choice input").first.focus()
    page.keyboard.press("Space")
    _tab_to(page, "next")
    _enter(page)
    _tab_to(page, "send")
    _enter(page)
    page.wait_for_selector(".receipt")
    context.close()


def test_a_page_in_arabic_runs_from_right_to_left(
    chromium: Browser, site: str, publish: Publish
) -> None:
    study = publish(form_file("languages"), practice=True)
    context = chromium.new_context(viewport={"width": 390, "height": 700})
    page = context.new_page()
    page.goto(f"{site}/f/{study.id}")
    page.click("button[value='language:ar']")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    box = page.locator("a.exit").bounding_box()
    assert box is not None
    assert box["x"] < 100
    context.close()


def _fits(chromium: Browser, page: Page) -> bool:
    """Tell whether nothing of a page runs out of a window of its width."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    twin = context.new_page()
    sheet = page.locator("link[rel=stylesheet]").get_attribute("href") or ""
    base = "/".join(page.url.split("/")[:3])
    twin.set_content(page.content().replace(sheet, base + sheet), wait_until="load")
    fits = bool(twin.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
    context.close()
    return fits


def _enter(page: Page) -> None:
    """Press Enter and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tab_to(page: Page, value: str) -> None:
    """Press Tab until the button of that value has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == value:
            return
    raise AssertionError(f"the keyboard never reaches {value}")
