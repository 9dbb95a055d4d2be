"""Pages after and beside a form on a small phone: two screens at most, and nothing on them lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from survey.questionnaire.files.reading import read_questionnaire
from survey.sealing.codes.code_words import CODE_WORDS
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import payments
from tests.browser.conftest import Publish
from tests.browser.forms import Form
from tests.conftest import PATIENCE_MS, Published

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "fr", "ar")
SCREEN = 740
PAYMENT = "\npayment:\n  amount: {en: 10 euros, fr: 10 euros, es: 10 euros, ar: 10 يورو}"
TALL = "document.documentElement.scrollHeight"
SEEN = "main a[href^='https://']"


@pytest.fixture
def paid(publish: Publish, instance: Instance) -> Published:
    """Publish a questionnaire of the program in four languages, with a thank-you code for one."""
    path = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
    text = path.read_text(encoding="utf-8").replace("\nminutes:", PAYMENT + "\nminutes:")
    study = publish(read_questionnaire(text, path.name))
    with writing(instance.engine) as connection:
        payments.add(connection, study.id, ["GIFT-0001"])
    return study


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Give small phones that ask for a language; no other site is reached from them."""
    made: list[BrowserContext] = []

    def make(language: str = "en", **more: Any) -> BrowserContext:
        size: Any = {"width": 360, "height": SCREEN}
        context = chromium.new_context(
            locale=language, viewport=size, ignore_https_errors=True, **more
        )
        context.set_default_timeout(PATIENCE_MS)
        context.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, _other_site)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def sent_with_codes(form: Form) -> None:
    """Send a form with an answer on its first page, and have both codes shown."""
    form.begin()
    form.choose()
    form.press("review")
    form.tick("yes")
    form.press("send")
    form.press("thank:yes")


def _other_site(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>Another site</title>", content_type="text/html")


def screens(page: Page) -> float:
    """Give how many screens a page is tall."""
    return float(page.evaluate(TALL)) / SCREEN


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_after_and_beside_a_form_fit_two_screens(
    phone: Callable[..., BrowserContext], site: str, paid: Published, language: str, script: bool
) -> None:
    """Too young, a break, and the thank-you page in every state, but for boxes of codes on it."""
    page = phone(language, java_script_enabled=script).new_page()
    form = Form(page, site, paid.id)
    form.open()
    form.press("next")
    form.press("young")
    tall = {"young": screens(page)}
    form.press("return")
    form.press("begin")
    form.press("break")
    tall["break"] = screens(page)
    form.press("return")
    form.choose()
    form.press("review")
    form.tick("no")
    form.press("send")
    tall["thanks"] = screens(page)
    assert page.locator(".helps li").count() == 3
    form.press("felt:very_hard")
    tall["very hard"] = screens(page)
    form.press("thank:yes")
    tall["gift"] = screens(page)
    assert page.evaluate("document.documentElement.lang") == language if script else True
    assert {name: round(size, 2) for name, size in tall.items() if size > 2} == {}


@pytest.mark.parametrize("language", [*LANGUAGES, "es"])
def test_a_thank_you_with_both_codes_fits_two_and_a_half_screens(
    phone: Callable[..., BrowserContext], site: str, paid: Published, language: str
) -> None:
    """The code to take answers back and the voucher: before it is said how it was, and after."""
    form = Form(phone(language).new_page(), site, paid.id)
    sent_with_codes(form)
    tall = {"before": screens(form.page)}
    form.press("felt:very_hard")
    tall["after"] = screens(form.page)
    assert form.page.locator("ol.six li").count() == 6
    assert "GIFT-0001" in form.page.inner_text("main")
    assert {name: round(size, 2) for name, size in tall.items() if size > 2.5} == {}


def test_what_opens_beside_a_page_with_codes_leaves_them_there_and_cannot_reach_them(
    phone: Callable[..., BrowserContext], site: str, paid: Published
) -> None:
    """A tab that cannot reach this page cannot be closed from it: so the page asks for that."""
    context = phone()
    form = Form(context.new_page(), site, paid.id)
    sent_with_codes(form)
    assert form.page.inner_text("main").count("Close that tab too when you leave.") == 1
    for link in form.page.locator(SEEN).all():
        with context.expect_page() as opened:
            link.click()
        opened.value.wait_for_url("https://**")
        assert opened.value.evaluate("opener") is None
        assert opened.value.evaluate("document.referrer") == ""
        assert "GIFT-0001" in form.page.inner_text("main")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_no_link_replaces_a_page_that_shows_codes(
    phone: Callable[..., BrowserContext], site: str, paid: Published, script: bool
) -> None:
    """But for the ways out; a page without codes opens nothing beside it."""
    form = Form(phone(java_script_enabled=script).new_page(), site, paid.id)
    sent_with_codes(form)
    away = "a:not([href^='#']):not([href='/leave']):not([target=_blank])"
    assert form.page.locator(away).count() == 0
    form.press("check")
    assert form.page.locator(away).count() == 0
    form.press("return")
    assert "GIFT-0001" in form.page.inner_text("main")
    form.begin()
    form.press("pause")
    form.press("keep")
    assert form.page.locator(away).count() == 0
    form.press("return")
    form.press("review")
    form.tick("no")
    form.press("send")
    assert form.page.locator("a[target]").count() == 0
    assert form.page.inner_text("main").count("in place of this page") == 1


def test_weight_and_place_of_what_is_said_of_new_tabs(
    phone: Callable[..., BrowserContext], site: str, paid: Published
) -> None:
    """Said once, before the links, in letters as large and dark as those around it."""
    form = Form(phone().new_page(), site, paid.id)
    sent_with_codes(form)
    said = form.page.locator("main p:has-text('Links open in a new tab')")
    assert said.count() == 1
    looks = "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]"
    assert said.evaluate(looks) == form.page.locator("main form > p").first.evaluate(looks)


@pytest.mark.parametrize("width", [320, 360])
def test_no_word_of_a_code_is_broken_over_two_lines(
    phone: Callable[..., BrowserContext], site: str, paid: Published, width: int
) -> None:
    """Somebody who copies “quantu m” has another word."""
    page = phone().new_page()
    page.set_viewport_size({"width": width, "height": 640})
    sent_with_codes(Form(page, site, paid.id))
    fits = """(box, words) => words.filter(word => {
        box.textContent = word;
        return box.scrollWidth > box.clientWidth || box.clientHeight > 60;
    })"""
    box = page.locator("ol.six li").first
    assert box.evaluate(fits, list(CODE_WORDS)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_back_of_the_phone_is_warned_of_only_where_it_loses_something(
    phone: Callable[..., BrowserContext], site: str, paid: Published
) -> None:
    for script in (True, False):
        form = Form(phone(java_script_enabled=script).new_page(), site, paid.id)
        form.begin()
        warned = form.page.locator("p:has-text('The Back of the phone')").filter(visible=True)
        assert warned.count() == (0 if script else 1)
