"""A council's pages in a real browser: access, a small window, and leaving from any of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from survey.delphi.files.round_as_written import STATEMENT_LETTERS
from survey.questionnaire.catalogues import INTERFACE
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, violations
from tests.browser.forms import Form
from tests.conftest import PATIENCE_MS, Clock
from tests.web.members import SIDES, Gathered, again, plan

pytestmark = pytest.mark.browser


@pytest.fixture
def group(instance: Instance, public_app: Flask, clock: Clock) -> Gathered:
    """Give a council of five that rated once, and rates again."""
    gathered = Gathered(instance, public_app, clock, 5)
    words = gathered.all_join()
    first = gathered.open(plan())
    for place, six in enumerate(words, 3):
        gathered.rate(first, six, S1=f"p{place}", S2="p5")
    gathered.count(first)
    gathered.open(again())
    return gathered


@pytest.fixture
def joining(instance: Instance, public_app: Flask, clock: Clock) -> Gathered:
    """Give a council that can be joined."""
    return Gathered(instance, public_app, clock)


def _joined(form: Form, council: Gathered) -> Iterator[str]:
    form.address = form.address.rsplit("/f/", 1)[0] + council.address
    form.open()
    yield "begin"
    form.press("next")
    for details in form.page.locator("summary").all():
        details.click()
    yield "join"
    form.page.locator("#code").fill("2222-2222-22222")
    form.press("accept")
    yield "join-wrong"
    form.press("break")
    yield "break"
    form.press("return")
    form.page.locator("#code").fill(council.codes[0])
    form.press("accept")
    yield "joined"


def _answered(form: Form, council: Gathered) -> Iterator[str]:
    form.address = form.address.rsplit("/c/", 1)[0] + council.address
    form.open()
    form.press("next")
    yield "group"
    _type(form, "one two three", "answers")
    yield "group-wrong"
    _type(form, council.words[0], "answers")
    yield "answers"
    form.press("group")
    form.press("next")
    yield "member"
    _type(form, "one two three", "begin")
    yield "member-wrong"
    _type(form, council.words[0], "begin")
    yield "question"
    form.press("review")
    form.page.evaluate("document.querySelector('input[name=s]').value = 'damaged'")
    form.press("page:s.page-1")
    yield "lost"


def _type(form: Form, words: str, go: str) -> None:
    form.type_words(words)
    form.press(go)


def test_council_pages_are_accessible_and_fit_a_small_window(
    chromium: Browser, site: str, joining: Gathered, group: Gathered
) -> None:
    """Axe finds nothing, nothing runs out at 320 px, and the exit is seen, from right to left."""
    context = chromium.new_context(locale="ar", viewport={"width": 320, "height": 568})
    context.set_default_timeout(PATIENCE_MS)
    form = Form(context.new_page(), site, "")
    wrong = []
    for steps in (_joined(form, joining), _answered(form, group)):
        for name in steps:
            assert form.page.locator("html").get_attribute("lang") == "ar", name
            found = violations(form.page)
            wrong += [(name, one["id"], [n["html"][:120] for n in one["nodes"]]) for one in found]
            if form.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong += [(name, "too wide", form.page.evaluate(TOO_WIDE))]
            box = form.page.locator("a.exit").bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44, name
            assert 0 <= box["x"] <= 320 - box["width"], name
    context.close()
    assert wrong == []


@pytest.mark.parametrize("script", [True, False])
def test_after_leaving_the_words_are_not_shown_by_going_back(
    chromium: Browser, site: str, neutral: str, joining: Gathered, script: bool
) -> None:
    """The exit works where the words stand, with script and without; no address holds them."""
    context = chromium.new_context(ignore_https_errors=True, java_script_enabled=script)
    form = Form(context.new_page(), site, "")
    form.address = site + joining.address
    form.open()
    form.press("next")
    form.page.locator("#code").fill(joining.codes[0])
    form.press("accept")
    words = form.six_words()
    addresses = _addresses(form.page)
    form.page.click("a.exit")
    form.page.wait_for_url(neutral)
    first, second, *_ = words.split(" ")
    assert not any(first in one and second in one for one in addresses)
    assert not any(joining.codes[0] in one for one in addresses)
    if script:
        form.page.go_back()
        assert not all(word in form.page.content() for word in words.split(" "))
        assert form.page.url.partition("#")[0] == f"{form.address}/on"
    context.close()


def test_the_back_of_the_browser_leaves_a_members_words_where_they_stand(
    chromium: Browser, site: str, joining: Gathered
) -> None:
    """Nothing gives them again: not going back, another language, a break or a copy compared."""
    context = chromium.new_context(locale="en")
    form = Form(context.new_page(), site, "")
    form.address = site + joining.address
    form.open()
    form.press("next")
    form.page.locator("#code").fill(joining.codes[0])
    form.press("accept")
    words = form.six_words()
    for _ in range(2):
        form.page.evaluate("history.back()")
        form.page.wait_for_function("history.state === null")
        assert form.six_words() == words
    for aside in ("check", "break", "support"):
        form.press(aside)
        form.press("return")
        assert form.six_words() == words, aside
    form.press("language:ar")
    assert form.six_words() == words
    away = "a:not([href^='#']):not([href='/leave']):not([target=_blank])"
    assert form.page.locator(away).count() == 0
    context.close()


def _addresses(page: Page) -> list[str]:
    return [page.url, *(link.get_attribute("href") or "" for link in page.locator("a").all())]


#: The height of a screen on a small phone, and most screens that fifteen statements may take.
SCREEN, MOST_SCREENS = 740, 10


@pytest.fixture
def fifteen(instance: Instance, public_app: Flask, clock: Clock) -> Gathered:
    """Give a council that rated fifteen statements, and rates them again with reasons."""
    gathered = Gathered(instance, public_app, clock, 8)
    words = gathered.all_join()
    words_of = {
        "en": "Platform {} should say that a report was received within one day.",
        "ar": "ينبغي أن تقول المنصة {} إن البلاغ استُلم.",
    }
    statements = tuple(
        {"id": f"S{n}", "text": {code: said.format(n) for code, said in words_of.items()}}
        for n in range(1, 16)
    )
    first = gathered.open(plan(statements=statements, ask_why=True))
    for place, six in enumerate(words, 1):
        gathered.rate(first, six, **{f"S{n}": f"p{place}" for n in range(1, 16)})
    gathered.count(first)
    reasoned = tuple(one | SIDES for one in statements)
    gathered.open(plan("rate again", statements=reasoned, ask_why=True))
    return gathered


def test_fifteen_statements_fit_in_ten_screens_of_a_small_phone(
    chromium: Browser, site: str, fifteen: Gathered
) -> None:
    """All pages of ratings together, with bar and foot, and the two folds of each side by side."""
    context = chromium.new_context(locale="en", viewport={"width": 360, "height": SCREEN})
    form = Form(context.new_page(), site, f"{fifteen.id}-2")
    form.open()
    form.press("next")
    _type(form, fifteen.words[0], "begin")
    heights = []
    while form.name.startswith("s.page-"):
        notice = form.page.locator(".practice").bounding_box()
        assert notice is not None
        whole = form.page.evaluate("document.documentElement.scrollHeight")
        heights.append(whole - notice["height"])  # which a real council does not have
        folds = [fold.bounding_box() for fold in form.page.locator(".fold").all()]
        assert len(folds) == 10
        for group, reason in zip(folds[::2], folds[1::2], strict=True):
            assert group is not None
            assert reason is not None
            assert group["y"] == reason["y"]
        form.press("next")
    context.close()
    assert len(heights) == 3
    assert sum(heights) <= MOST_SCREENS * SCREEN, heights


def test_a_statement_of_the_most_letters_stands_above_its_points_on_a_small_phone(
    chromium: Browser, site: str, instance: Instance, public_app: Flask, clock: Clock
) -> None:
    """Words and all nine points fit into one screen of 320 by 568 points, without scrolling."""
    gathered = Gathered(instance, public_app, clock)
    words = gathered.all_join()
    long = ("Every service answers a report within a day and says who decides about it. " * 4)[
        :STATEMENT_LETTERS
    ]
    long_one = {"id": "S1", "text": {"en": long}}
    study_id = gathered.open(plan(statements=(long_one,)))
    context = chromium.new_context(locale="en", viewport={"width": 320, "height": 568})
    form = Form(context.new_page(), site, study_id)
    form.open()
    form.press("next")
    _type(form, words[0], "begin")
    box = form.page.locator("fieldset.say").bounding_box()
    context.close()
    assert box is not None
    assert box["height"] <= 568, box["height"]


def test_the_number_for_having_taken_part_and_what_was_published_fit_a_small_window(
    chromium: Browser, site: str, group: Gathered
) -> None:
    """In each language: told what it shows, then shown; and the page of the reading room."""
    wrong = []
    for language in INTERFACE:
        context = chromium.new_context(locale=language, viewport={"width": 320, "height": 568})
        context.set_default_timeout(PATIENCE_MS)
        form = Form(context.new_page(), site, f"{group.id}-2")
        form.open()
        form.press("next")
        _type(form, group.words[INTERFACE.index(language)], "begin")
        form.press("review")
        form.press("send")
        for details in form.page.locator("summary").all():
            details.click()
        for name in ("offered", "shown", "published"):
            found = violations(form.page)
            wrong += [(language, name, one["id"]) for one in found]
            if form.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong += [(language, name, form.page.evaluate(TOO_WIDE))]
            if name == "offered":
                form.press("slip:yes")
            if name == "shown":
                form.page.goto(f"{site}/r/{group.id}/")
        context.close()
    assert wrong == []
