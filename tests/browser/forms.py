"""Page objects: a form as somebody meets it in a browser, and a walk over every public page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page

from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from tests.conftest import PATIENCE_MS

#: Words that nobody else writes: to be looked for where they must not be.
SECRET = "A sentence that nobody else must read"


def everything() -> Questionnaire:
    """Give a questionnaire with every kind of question, in English and Arabic."""
    path = Path(__file__).with_name("everything.yaml")
    return read_questionnaire(path.read_text(encoding="utf-8"), path.name)


class Form:
    """A form in one browser page."""

    def __init__(self, page: Page, site: str, study_id: str) -> None:
        self.page = page
        self.page.context.set_default_timeout(PATIENCE_MS)
        self.address = f"{site}/f/{study_id}"

    @property
    def name(self) -> str:
        """Give the name of the page that is shown, as its hidden field says."""
        return self.page.locator("input[name=p]").first.get_attribute("value") or ""

    @property
    def heading(self) -> str:
        """Give the words of the one heading of the first rank."""
        return self.page.locator("h1").inner_text()

    def button(self, value: str) -> Locator:
        """Give the button that people see with that value."""
        return self.page.locator(f'button[name=go][value="{value}"]:not(.first)').first

    def open(self) -> None:
        """Open the first page."""
        self.page.goto(self.address)

    def press(self, value: str) -> None:
        """Press a button and wait for the page that comes."""
        with self.page.expect_navigation():
            self.button(value).click()

    def begin(self) -> None:
        """Go to the first page of a part."""
        self.open()
        self.press("next")
        self.press("begin")

    def go_to(self, name: str) -> None:
        """Press "Continue" until a page of that name is shown."""
        for _ in range(30):
            if self.name == name:
                return
            self.press("next")
        raise AssertionError(f"there is no page {name}")

    def choose(self) -> None:
        """Choose the first answer of each question of the page."""
        for question in self.page.locator("fieldset.question").all():
            for label in question.locator(".choice:first-of-type label").all()[:1]:
                label.click()

    def tick(self, value: str) -> None:
        """Click on the row of one answer, anywhere in it."""
        self.page.locator(f".choice:has(input[value={value}]) label").first.click()

    def six_words(self) -> str:
        """Give the six words that the page shows in numbered boxes."""
        return " ".join(self.page.locator("ol.six li").all_inner_texts())

    def type_words(self, words: str) -> None:
        """Type a whole phrase into the first of the six fields."""
        self.page.locator("[id='words.1']").fill(words)

    def write(self, words: str = SECRET) -> None:
        """Write into the first field for words."""
        self.page.locator("textarea").first.fill(words)

    def write_and_go_on(self) -> None:
        """Begin, write something on the page for words, and go on to the page after it."""
        self.begin()
        self.go_to("s.words")
        self.write()
        self.press("next")
        assert self.name == "review"


def every_page(form: Form, site: str, language: str) -> Iterator[str]:
    """Walk over every page of a form and those beside it; give each one's name while it shows."""
    yield from _before(form, language)
    yield from _asides(form)
    yield from _parts(form)
    yield from _after(form)
    for name, path in _alone(form, language):
        form.page.goto(site + path)
        yield name


def _before(form: Form, language: str) -> Iterator[str]:
    form.open()
    if form.page.locator("html").get_attribute("lang") != language:
        form.press(f"language:{language}")
    yield "begin"
    form.press("next")
    yield "consent"
    form.page.locator("summary").first.click()
    yield "consent-details"
    form.press("young")
    yield "young"
    form.press("return")
    form.press("resume")
    yield "resume"
    form.type_words("one two three four five six")
    form.press("open")
    yield "resume-wrong"
    form.press("erase")
    yield "erase"
    form.type_words("one two three four five six")
    form.press("erase")
    yield "erased"
    form.press("return")
    form.press("return")
    form.press("begin")


def _asides(form: Form) -> Iterator[str]:
    for aside in ("break", "support", "pause"):
        form.press(aside)
        yield aside
        if aside == "pause":
            form.press("keep")
            yield "code"
            form.press("check")
            yield "check"
            form.type_words("one two three four five six")
            form.press("compare")
            yield "check-other"
            form.press("return")
            form.press("erase")
            yield "erase-in-hand"
            form.press("return")
        form.press("return")


def _parts(form: Form) -> Iterator[str]:
    while form.name != "review":
        yield form.name.replace(".", "-")
        form.choose()
        if form.page.locator("textarea").count():
            form.write("Please write to somebody@example.org about it")
            form.press("next")
            yield "points"
        elif form.page.locator("input[value=none]").count():
            form.tick("none")
            form.press("next")
            yield "problem"
            form.tick("none")
        form.press("next")
    yield "review"


def _after(form: Form) -> Iterator[str]:
    form.tick("yes")
    form.press("send")
    yield "thanks"
    form.press("felt:bit_hard")
    yield "felt"


def _alone(form: Form, language: str) -> list[tuple[str, str]]:
    study = form.address.rsplit("/", 1)[1]
    return [
        ("support-alone", f"/h/{language}"),
        ("safety", f"/n/{language}"),
        ("results", f"/r/{study}/"),
        ("start", "/"),
        ("not-here", "/nowhere"),
    ]
