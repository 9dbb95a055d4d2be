"""Writing at the desk in a real browser: what script adds, access, and small windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from survey.questionnaire.files.reading import read_questionnaire
from survey.services.overview.list_drafts import read_draft
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations_in_both_colours
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock
from tests.services.test_writing_drafts import FILE

pytestmark = pytest.mark.browser

#: A draft in which every kind of problem has a place.
ODD = FILE.replace("When do you swim?", "Why did you not report?").replace(
    "In the evening", "Child Sex Tourism Watch"
)


@pytest.fixture
def draft(instance: Instance, clock: Clock) -> str:
    """Give the id of a draft."""
    return begin_draft(instance, ODD, DraftTerms(), clock().date()).study_id


@pytest.fixture
def writing(at_desk: DeskBrowser, instance: Instance, draft: str) -> Page:
    """Give the page of the first question."""
    at_desk.begin(instance, "Ada", "coordinator")
    at_desk.open(f"/studies/{draft}/questions/1/1")
    return at_desk.page


def test_the_page_follows_what_is_typed_and_nothing_is_saved(
    writing: Page, instance: Instance, draft: str
) -> None:
    seen = writing.frame_locator("iframe[name=seen]")
    expect(seen.get_by_text("What got in the way of reporting?")).to_be_visible()
    writing.get_by_label("Question", exact=True).fill("What would help you?")
    expect(seen.get_by_text("What would help you?")).to_be_visible()
    expect(writing.get_by_label("Question", exact=True)).to_have_value("What would help you?")
    assert read_draft(instance, draft).draft.newest == 1


def test_better_words_are_one_press_and_another_kind_shows_its_fields(
    writing: Page, instance: Instance, draft: str
) -> None:
    writing.get_by_role("button", name="Use the better words").first.click()
    expect(writing.get_by_label("Question", exact=True)).to_have_value(
        "What got in the way of reporting?"
    )
    writing.get_by_label("Kind").select_option("multiple")
    expect(writing.get_by_label("How many answers at most")).to_be_visible()
    expect(writing.get_by_text("This is not saved yet.")).to_be_visible()
    follow(writing.get_by_role("button", name="Save question 1"))
    expect(writing.get_by_text("This is not saved yet.")).to_have_count(0)
    assert "type: multiple" in read_draft(instance, draft).version.file


def test_a_question_is_dragged_to_another_place(
    writing: Page, instance: Instance, draft: str
) -> None:
    items = writing.locator("li[draggable]")
    items.nth(1).drag_to(items.nth(0))
    expect(writing.get_by_text("Draft, version 2")).to_be_visible()
    found = read_questionnaire(read_draft(instance, draft).version.file, "x")
    assert [one.id for one in found.questions()] == ["Q2", "Q1"]


def test_everything_can_be_done_with_the_keyboard_alone(
    writing: Page, instance: Instance, draft: str
) -> None:
    writing.get_by_label("Question", exact=True).focus()
    writing.keyboard.press("Control+A")
    writing.keyboard.type("What would help?")
    for _ in range(80):
        writing.keyboard.press("Tab")
        if writing.evaluate("document.activeElement.textContent") == "Save question 1":
            break
    writing.keyboard.press("Enter")
    expect(writing.get_by_text("Draft, version 2")).to_be_visible()
    assert "What would help?" in read_draft(instance, draft).version.file


def test_axe_finds_nothing_on_pages_of_writing_at_320_pixels(
    chromium: Browser, desk_site: str, clock: Clock, instance: Instance, draft: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 568}, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    window = DeskBrowser(context.new_page(), desk_site, clock)
    window.begin(instance, "Ada", "coordinator")
    for end in (
        *("questions/1", "questions/1/1", "questions/1/2", "questions/1/1?language=fr"),
        *("questions/1/1/move", "questions/1/1/remove", "translations?language=fr", "file"),
        *("versions", "look?on=desktop"),
    ):
        window.open(f"/studies/{draft}/{end}")
        found = violations_in_both_colours(window.page)
        assert not found, (end, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert window.page.evaluate(TOO_WIDE) == [], end
    context.close()
