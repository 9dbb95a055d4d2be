"""What stands before the first question on a small phone: short enough to be read, and in reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import shipped
from tests.browser.conftest import Publish
from tests.conftest import PATIENCE_MS, Published

pytestmark = pytest.mark.browser

PHONE: Any = {"viewport": {"width": 360, "height": 640}}
FORMS = sorted((shipped("config") / "questionnaires").glob("*.yaml"))
#: Consent's first layer at most, in words (CO-01), and how far down its start button may end.
WORDS, DEPTH = 120, 960
LAYER = "document.querySelector('.layer').innerText"
END = "e => e.getBoundingClientRect().bottom + scrollY"


@pytest.fixture
def opened(publish: Publish) -> Callable[..., Published]:
    """Publish one of the questionnaires that come with the program."""

    def go(path: Path, **terms: Any) -> Published:
        return publish(read_questionnaire(path.read_text(encoding="utf-8"), path.name), **terms)

    return go


def phone(chromium: Browser, language: str = "en", **more: Any) -> BrowserContext:
    """Give a small phone that asks for a language."""
    made = chromium.new_context(locale=language, **PHONE, **more)
    made.set_default_timeout(PATIENCE_MS)
    return made


def ends_at(page: Page, value: str) -> float:
    """Give how far down the page a button ends, in pixels."""
    return float(page.locator(f"main button[value={value}]").last.evaluate(END))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_what_stands_before_the_first_question_is_short(
    chromium: Browser, site: str, opened: Callable[..., Published], path: Path
) -> None:
    """Words are counted as the page shows them, with the heading and what is said of danger."""
    study = opened(path, practice=True)
    for language in study.questionnaire.languages:
        context = phone(chromium, language)
        page = context.new_page()
        page.goto(f"{site}/f/{study.id}")
        assert page.evaluate("document.documentElement.lang") == language
        assert ends_at(page, "next") <= PHONE["viewport"]["height"], language
        page.locator("main button[value=next]").click()
        page.locator("main button[value=begin]").wait_for()
        shown = page.evaluate(LAYER)
        assert len(shown.split()) <= WORDS, (language, len(shown.split()))
        assert ends_at(page, "begin") <= DEPTH, language
        context.close()


def test_keys_are_promised_only_where_they_work(
    chromium: Browser, site: str, study: Published
) -> None:
    """Shift pressed three times needs a script and a keyboard, which a mouse stands for here."""
    for more, promised in (({}, 1), ({"java_script_enabled": False}, 0)):
        context = chromium.new_context(**more)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        for address in (f"/f/{study.id}", "/n/en"):
            page.goto(site + address)
            seen = page.locator("main :text('press Shift three times')").filter(visible=True)
            assert seen.count() == promised, (address, more)
        context.close()
