"""Answering in a real browser: on a small phone, with and without script, in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from tests.browser.forms import SECRET, Form
from tests.conftest import PATIENCE_MS, Published

#: Runs on one field: what a browser does when somebody pastes a text into it.
PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
}"""

pytestmark = pytest.mark.browser
Publish = Callable[..., Published]


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Give a small, dark phone, with and without script."""
    made = chromium.new_context(
        viewport={"width": 320, "height": 640},
        java_script_enabled=request.param,
        color_scheme="dark",
        has_touch=True,
        is_mobile=True,
    )
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


def test_a_form_is_sent_from_a_small_phone(
    phone: BrowserContext, site: str, publish: Publish, instance: Instance
) -> None:
    path = shipped("config") / "questionnaires" / "the-words-we-use.yaml"
    words = read_questionnaire(path.read_text(encoding="utf-8"), path.name)
    study = publish(words, practice=True)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    form = Form(phone.new_page(), site, study.id)
    form.begin()
    while form.name != "review":
        if form.name.startswith("s."):
            form.choose()
        form.press("next")
    form.press("send")
    assert form.heading == "Thank you"
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 1
    assert phone.cookies() == []
    assert {url.split("/")[2] for url in asked} == {site.split("/")[2]}
    assert all("?" not in url for url in asked)


def test_somebody_stops_and_comes_back_with_six_words(
    phone: BrowserContext, site: str, study: Published
) -> None:
    form = Form(phone.new_page(), site, study.id)
    form.begin()
    form.choose()
    form.go_to("s.words")
    form.write()
    form.press("pause")
    form.press("keep")
    code = form.six_words()
    assert len(code.split()) == 6
    form.page.close()
    again = Form(phone.new_page(), site, study.id)
    again.open()
    again.press("next")
    again.press("resume")
    again.type_words(code.upper())
    again.press("open")
    assert "Welcome back" in again.page.inner_text("main")
    again.go_to("review")
    assert SECRET in again.page.inner_text("main")
    again.press("send")
    assert again.heading == "Thank you"


def test_somebody_takes_their_answers_back(
    phone: BrowserContext, site: str, study: Published
) -> None:
    form = Form(phone.new_page(), site, study.id)
    form.begin()
    form.choose()
    form.go_to("review")
    form.tick("yes")
    form.press("send")
    code = form.six_words()
    assert len(code.split()) == 6
    form.page.goto(f"{site}/r/{study.id}/")
    form.type_words(code)
    form.press("back")
    assert "We have your words." in form.page.inner_text("#look")
    assert form.page.evaluate("document.activeElement.id") == "look"
    assert form.page.locator("[name=w]").first.input_value() == ""


def test_somebody_too_young_meets_a_kind_page_and_nothing_is_stored(
    phone: BrowserContext, site: str, study: Published, instance: Instance
) -> None:
    form = Form(phone.new_page(), site, study.id)
    form.open()
    form.press("next")
    form.press("young")
    assert form.page.locator("input[name='q.A1']").count() == 0
    assert form.page.locator("a.exit").is_visible()
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 0


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_form_speaks_the_language_of_the_browser_and_runs_its_way(
    chromium: Browser, site: str, study: Published, language: str
) -> None:
    options: dict[str, Any] = {"viewport": {"width": 390, "height": 700}, "locale": language}
    context = chromium.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    form = Form(context.new_page(), site, study.id)
    form.begin()
    assert form.page.locator("html").get_attribute("lang") == language
    way = form.page.evaluate("getComputedStyle(document.body).direction")
    assert way == {"ar": "rtl", "en": "ltr"}[language]
    box = form.page.locator("a.exit").bounding_box()
    assert box is not None
    assert (box["x"] < 100) == (language == "ar"), "the exit stands at the end of a line"
    assert context.cookies() == []
    context.close()


def test_another_language_is_one_press_away_and_keeps_what_was_written(
    phone: BrowserContext, site: str, study: Published
) -> None:
    form = Form(phone.new_page(), site, study.id)
    form.begin()
    form.go_to("s.words")
    form.write()
    form.press("language:ar")
    assert form.page.locator("html").get_attribute("dir") == "rtl"
    assert form.page.locator("textarea").input_value() == SECRET


@pytest.mark.parametrize("place", [1, 4])
def test_six_words_that_are_pasted_are_spread_over_the_fields(
    chromium: Browser, site: str, study: Published, place: int
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 700})
    form = Form(context.new_page(), site, study.id)
    form.open()
    form.press("next")
    form.press("resume")
    field = form.page.locator(f"[id='words.{place}']")
    for pasted in ("one two", "1. kettle\n2. river\n3. lamp\n4. bread\n5. stone\n6. button"):
        field.evaluate(PASTE, pasted)
    typed = [one.input_value() for one in form.page.locator("[name=w]").all()]
    assert typed == ["kettle", "river", "lamp", "bread", "stone", "button"]
    form.press("open")
    assert form.page.evaluate("document.activeElement.id") == "look"
    box = form.page.locator("#look").bounding_box()
    exit_ = form.page.locator("a.exit").bounding_box()
    assert box is not None
    assert exit_ is not None
    assert box["y"] >= exit_["y"] + exit_["height"], "seen, and clear of the exit"
    assert form.page.title() == "Form: something to look at"
    typed = [one.input_value() for one in form.page.locator("[name=w]").all()]
    assert typed == ["kettle", "river", "lamp", "bread", "stone", "button"]
    context.close()


def test_a_problem_on_a_page_of_questions_has_the_focus(
    phone: BrowserContext, site: str, study: Published
) -> None:
    form = Form(phone.new_page(), site, study.id)
    form.begin()
    form.tick("red")
    form.tick("none")
    form.press("next")
    assert form.page.evaluate("document.activeElement.id") == "look"
    assert form.page.title() == "Form: something to look at"
