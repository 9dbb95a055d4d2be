"""Changing a study at the desk in a real browser: with a keyboard alone, and for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations_in_both_colours
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import Published, form_file

pytestmark = pytest.mark.browser

CHANGES = ("pause", "resume", "extend", "correct", "end", "withdraw")


@pytest.fixture
def open_study(at_desk: DeskBrowser, instance: Instance, publish: Callable[..., Published]) -> str:
    """Sign a coordinator in, and give the address of an open study in three languages."""
    study = publish(form_file("languages"), practice=True)
    at_desk.begin(instance, "Eve", "coordinator")
    return f"/studies/{study.id}"


def go_to(page: Page, words: str) -> None:
    """Move on with the tab key until what has these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"{words} is not reached with the tab key")


def test_a_study_is_paused_with_the_keyboard_alone(at_desk: DeskBrowser, open_study: str) -> None:
    page = at_desk.page
    at_desk.open(open_study)
    go_to(page, "Pause the study")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pause the study")).to_be_visible()
    go_to(page, "Pause the study")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The study is paused.")
    expect(page.get_by_role("listitem").filter(has_text="Paused")).to_have_attribute(
        "aria-current", "step"
    )
    expect(page.get_by_role("link", name="Go on with the study")).to_have_count(2)


def test_what_is_missing_is_said_first_and_nothing_typed_is_lost(
    at_desk: DeskBrowser, open_study: str
) -> None:
    page = at_desk.page
    at_desk.open(f"{open_study}/change/end")
    page.get_by_label("Notice in English").fill("We have heard enough.")
    follow(page.get_by_role("button", name="End the study early"))
    expect(page.get_by_role("alert")).to_contain_text("Write in every language")
    expect(page.get_by_label("Notice in English")).to_have_value("We have heard enough.")
    page.get_by_label("Notice in Arabic").fill("سمعنا ما يكفي.")
    page.get_by_label("Notice in Portuguese").fill("Ouvimos o suficiente.")
    page.get_by_label("I have read what cannot be undone.").check()
    follow(page.get_by_role("button", name="End the study early"))
    expect(page.get_by_role("status")).to_contain_text("The study has ended.")


def test_axe_finds_nothing_on_the_pages_of_changes_and_nothing_runs_out(
    at_desk: DeskBrowser, open_study: str
) -> None:
    context = at_desk.page.context.browser.new_context(  # type: ignore[union-attr]
        storage_state=at_desk.page.context.storage_state(),
        viewport={"width": 320, "height": 568},
        bypass_csp=True,
    )
    window = DeskBrowser(context.new_page(), at_desk.site, at_desk.clock)
    for address in (open_study, f"{open_study}/journal", *(f"{open_study}/change/{one}"
                    for one in CHANGES)):  # fmt: skip
        window.open(address)
        found = violations_in_both_colours(window.page)
        assert not found, (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert window.page.evaluate(TOO_WIDE) == [], address
    context.close()
