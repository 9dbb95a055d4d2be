"""Coding texts at the desk in a real browser: by keys, on a phone, and read by a screen reader."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.services.words.code_texts import give_codes, waits_for_coder
from survey.services.words.keep_code_book import add_code, merge_code
from survey.services.words.own_reading_key import account_named, make_reading_key
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words import words_access
from tests.browser.axe import TOO_WIDE, follow, violations
from tests.browser.desk_browser import DeskBrowser
from tests.coded_words import DAY, lay_texts
from tests.conftest import Published, form_file

pytestmark = pytest.mark.browser

TEXT = "I sent the form three times. Then somebody sat down with me, and we filled it in together."


@pytest.fixture
def at_words(at_desk: DeskBrowser, instance: Instance, publish: Callable[..., Published]) -> str:
    """Begin a sitting as a moderator with texts to code, and give the address of the words."""
    study = publish(form_file("text"), practice=True).id
    add = partial(add_code, instance, study, DAY)
    add(name="Somebody did it with me", rule="Help to report, side by side.")
    add(name="Blamed", rule="Told or shown that it was their own doing.")
    add(
        name="No answer came", rule="Silence, or a message of a machine.", example="I got a number."
    )
    add(name="Asked again", rule="The same form, more than once.", under=3)
    add(name="Silence", rule="Nobody wrote.")
    merge_code(instance, study, 5, 3, "One could not be told from the other.", DAY)
    at_desk.begin(instance, "Eve", "moderator")
    account = account_named(instance, "Eve")
    words = make_reading_key(instance, account, DAY)
    key = lay_texts(instance, study, "Q1", [TEXT] * 14)
    with writing(instance.engine) as connection:
        public = words_access.public_of(connection, account)
        assert public is not None
        words_access.let_in(connection, study, account, key.wrap_for(public))
    with instance.engine.connect() as connection:
        waiting = sorted(waits_for_coder(study, "bea")(connection))
    for place, text in enumerate(waiting[:12]):
        give_codes(instance, key, text, "bea", [1, 2] if place % 3 else [4], DAY)
    at_desk.open(f"/studies/{study}/words")
    at_desk.page.get_by_label("Your six words").fill(words)
    follow(at_desk.page.get_by_role("button", name="Begin a sitting"))
    return f"/studies/{study}/words"


def code_one(page: Page, site: str, at: str) -> None:
    """Open a text to code, and unfold it."""
    page.goto(f"{site}{at}/themes")
    follow(page.get_by_role("button", name="Code a text"))
    page.get_by_text("Unfold the text").click()


def test_digits_tick_themes_and_a_text_is_kept_with_the_keyboard_alone(
    at_desk: DeskBrowser, at_words: str
) -> None:
    page = at_desk.page
    code_one(page, at_desk.site, at_words)
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("3")
    expect(page.get_by_role("checkbox", name="Somebody did it with me")).to_be_checked()
    expect(page.get_by_role("checkbox", name="No answer came")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="No answer came")).to_be_focused()
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Keep these themes":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your codes are kept")


def test_pages_of_themes_fit_a_phone_and_have_no_barrier(
    at_desk: DeskBrowser, at_words: str
) -> None:
    page = at_desk.page
    for at in ("coding", "comparing", "themes", "codebook", "codebook/3"):
        if at == "coding":
            code_one(page, at_desk.site, at_words)
        elif at == "comparing":
            for number in "12", "4", "2":
                while page.get_by_role("button", name="Keep these themes").count():
                    for digit in number:
                        page.keyboard.press(digit)
                    follow(page.get_by_role("button", name="Keep these themes"))
                follow(page.get_by_role("button", name="Open the next one"))
                page.get_by_role("button", name="Unfold the text").click()
            page.keyboard.press("1")
            follow(page.get_by_role("button", name="Keep these themes"))
            page.goto(f"{at_desk.site}{at_words}/themes")
            follow(page.get_by_role("button", name="Compare a text"))
            page.get_by_text("Unfold the text").click()
        else:
            page.goto(f"{at_desk.site}{at_words}/{at}")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(TOO_WIDE) == [], (at, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == [], at
            _picture(page, at, scheme)


def _picture(page: Page, at: str, scheme: str) -> None:
    """Keep a picture of a page where somebody wants to look at it."""
    into = os.environ.get("PICTURES_OF_THEMES")
    for width in (390, 1280) if into else ():
        page.set_viewport_size({"width": width, "height": 900})
        name = f"{at.replace('/', '-')}-{width}-{scheme}.png"
        page.screenshot(path=Path(into or "") / name, full_page=True)
