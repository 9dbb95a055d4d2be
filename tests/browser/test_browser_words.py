"""Reading words in real browsers: from a possible risk to an approved quote, by two people."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from survey.services.words.open_free_texts import open_free_texts
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words import opened_texts
from survey.storage.words.opened_texts import TextStage
from tests.browser.axe import TOO_WIDE, follow, violations
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock, Published
from tests.words_study import WordsStudy, words_study

pytestmark = pytest.mark.browser

#: Where pictures of each step are put, for whoever looks at them; nowhere by default.
PICTURES = os.environ.get("WORDS_PICTURES", "")


@pytest.fixture
def study(publish: Callable[..., Published], instance: Instance, clock: Clock) -> WordsStudy:
    """Give a closed study of twelve people; nobody can read yet."""
    return words_study(instance, publish, clock, moderators=())


@pytest.fixture
def windows(
    chromium: Browser, desk_site: str, clock: Clock, instance: Instance
) -> Iterator[list[DeskBrowser]]:
    """Give two moderators: one at a desktop, one with a phone in the dark and without script."""
    looks = ((1280, "light", True), (390, "dark", False))
    contexts = [
        chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            bypass_csp=True,
        )
        for width, scheme, script in looks
    ]
    found = [DeskBrowser(context.new_page(), desk_site, clock) for context in contexts]
    for window, name in zip(found, ("Ada", "Bea"), strict=True):
        window.page.set_default_timeout(PATIENCE_MS)
        window.begin(instance, name, "moderator")
    yield found
    for context in contexts:
        context.close()


def looked_at(page: Page, name: str) -> None:
    """Hold a page against what everybody must be able to use, and take its picture if wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page)
    assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate(TOO_WIDE) == [], name


def six_words(window: DeskBrowser) -> str:
    """Make six words, and give them."""
    window.open("/account")
    follow(window.page.get_by_role("button", name="Make my six words"))
    return " ".join(window.page.locator("ol.keys li").all_inner_texts())


def begin(window: DeskBrowser, study: WordsStudy, words: str) -> Page:
    """Begin a sitting."""
    window.open(f"/studies/{study.id}/words")
    window.page.get_by_label("Your six words").fill(words)
    follow(window.page.get_by_role("button", name="Begin a sitting"))
    return window.page


def press(page: Page, words: str) -> None:
    """Press a button, and wait for its page."""
    follow(page.get_by_role("button", name=words, exact=True))


def move_all(study: WordsStudy, before: TextStage, after: TextStage) -> None:
    """Let all texts of a stage go on, as if somebody had read them."""
    with writing(study.instance.engine) as connection:
        for text_id in opened_texts.in_stage(connection, study.id, before):
            opened_texts.move_on(connection, study.id, text_id, before, after)


def test_words_from_risk_to_an_approved_quote(
    windows: list[DeskBrowser], study: WordsStudy, clock: Clock
) -> None:
    ada_window, bea_window = windows
    keys = [six_words(window) for window in windows]
    ada_window.open(f"/studies/{study.id}/words")
    looked_at(ada_window.page, "sealed")
    open_free_texts(study.instance, study.id, study.sheets[:2], clock())
    ada = begin(ada_window, study, keys[0])
    looked_at(ada, "sitting")
    press(ada, "Open a text")
    expect(ada.locator(".text")).to_be_hidden()
    looked_at(ada, "folded")
    ada.get_by_text("Unfold the text").click()
    expect(ada.locator(".text")).to_be_visible()
    looked_at(ada, "risk")
    press(ada, "Possible current risk")
    looked_at(ada, "between")
    bea = begin(bea_window, study, keys[1])
    for page in (ada, bea):
        page.goto(f"{ada_window.site}/studies/{study.id}/words")
        press(page, "Decide of a possible risk")
        page.get_by_text("Unfold the text").click()
        page.get_by_label("There is a risk, and nothing in it").check()
        page.get_by_label("Why, in words of your own").fill("Nobody can be found by it.")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"decide-{page is bea}.png", full_page=True)
        press(page, "Say what is done")
    expect(bea.get_by_role("status")).to_contain_text("it is decided")
    move_all(study, "to look for risk", "to redact")
    bea.get_by_role("link", name="Do something else").click()
    press(bea, "Open a text")
    bea.get_by_text("Unfold the text").click()
    bea.get_by_label(re.compile(r"^(Quill|Thistle)\d+$")).check(force=True)
    if PICTURES:
        bea.screenshot(path=Path(PICTURES) / "redact-phone-dark.png", full_page=True)
    press(bea, "a name")
    expect(bea.locator(".gone")).to_have_text("a name")
    press(bea, "Nothing points to anybody")
    ada.goto(f"{ada_window.site}/studies/{study.id}/words")
    press(ada, "Open a text")
    ada.get_by_text("Unfold the text").click()
    ada.get_by_label(re.compile(r"^(Quill|Thistle)\d+$")).focus()
    ada.keyboard.press("Space")
    looked_at(ada, "redact")
    press(ada, "a name")
    expect(ada.locator(".gone")).to_have_text("a name")
    looked_at(ada, "redacted")
    press(ada, "Nothing points to anybody")
    move_all(study, "to redact", "done")
    move_all(study, "to code", "done")
    ada.goto(f"{ada_window.site}/studies/{study.id}/words")
    press(ada, "Look for a quote")
    ada.get_by_text("Unfold the text").click()
    looked_at(ada, "quote")
    press(ada, "Propose as a quote")
    bea.goto(f"{bea_window.site}/studies/{study.id}/words")
    press(bea, "Approve a quote")
    bea.get_by_text("Unfold the text").click()
    said = bea.locator("blockquote.text").inner_text().strip("“”")
    if PICTURES:
        bea.screenshot(path=Path(PICTURES) / "approve-phone-dark.png", full_page=True)
    press(bea, "Approve this quote")
    ada.goto(f"{ada_window.site}/studies/{study.id}/words")
    expect(ada.get_by_text(said)).to_be_visible()
    looked_at(ada, "approved")
    for end in ("/words/break", "/words/people", "/words/end"):
        ada.goto(f"{ada_window.site}/studies/{study.id}{end}")
        looked_at(ada, end.rsplit("/", 1)[1])
    ada.set_viewport_size({"width": 320, "height": 800})
    ada.goto(f"{ada_window.site}/studies/{study.id}/words")
    looked_at(ada, "words-320")
