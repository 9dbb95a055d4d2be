"""Opening a study in real browsers: three trustees, three windows, and one wrong sheet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from survey.sealing.opening.share_sheets import read_sheet
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.studies.close_study import close_study
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import PATIENCE_MS, Clock, Published, form_file

pytestmark = pytest.mark.browser

#: Where pictures of each step are put, for whoever looks at them; nowhere by default.
PICTURES = os.environ.get("OPENING_PICTURES", "")


@pytest.fixture
def study(publish: Callable[..., Published], instance: Instance, clock: Clock) -> Published:
    """Give a closed study, two of three sheets of which open it."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 40, Random(5), clock)
    close_study(instance, made.id, clock())
    return made


@pytest.fixture
def windows(
    chromium: Browser, desk_site: str, clock: Clock, instance: Instance
) -> Iterator[list[DeskBrowser]]:
    """Give three trustees, each with a browser of their own: one on a phone, one in the dark."""
    looks = ((1280, "light"), (390, "light"), (1280, "dark"))
    contexts = [
        chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=True,
        )
        for width, scheme in looks
    ]
    found = [DeskBrowser(context.new_page(), desk_site, clock) for context in contexts]
    for window, name in zip(found, ("Ann", "Ben", "Cleo"), strict=True):
        window.page.set_default_timeout(PATIENCE_MS)
        window.begin(instance, name, "trustee")
    yield found
    for context in contexts:
        context.close()


def typed(study: Published, number: int) -> str:
    """Give the numbers list of a sheet, as its trustee types it."""
    return read_sheet(study.sheets[number - 1]).share.numbers


def give(page: Page, words: str, button: str) -> None:
    """Type a list, tick the fingerprint and press the button."""
    page.get_by_label("Numbers list").fill(words)
    page.get_by_label("We compared the fingerprint").check()
    follow(page.get_by_role("button", name=button))


def looked_at(page: Page, name: str) -> None:
    """Hold a page against what everybody must be able to use, and take its picture if wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page)
    assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
    assert page.evaluate(TOO_WIDE) == [], name


def test_three_trustees_open_a_study_though_one_sheet_is_of_something_else(
    windows: list[DeskBrowser], study: Published, publish: Callable[..., Published]
) -> None:
    ann, ben, cleo = (window.page for window in windows)
    other = publish(form_file("worked-example"), practice=True)
    for window in windows:
        window.open(f"/studies/{study.id}/opening")
    looked_at(ann, "first")
    looked_at(ben, "first-phone")
    looked_at(cleo, "first-dark")
    words = typed(study, 1).split()
    give(ann, " ".join([*words[:7], words[7] + "x", *words[8:]]), "Give my sheet")
    expect(ann.get_by_text("is not on the word list.")).to_be_visible()
    looked_at(ann, "wrong-word")
    ann.get_by_role("button", name="Use “").click()
    follow(ann.get_by_role("button", name="Give my sheet"))
    expect(ann.get_by_text("Your sheet is here")).to_be_visible()
    looked_at(ann, "one-here")
    ben.reload()
    give(ben, typed(other, 2), "Open it together now")
    expect(ben.get_by_role("alert")).to_contain_text("together they do not give the key")
    looked_at(ben, "wrong-sheet-phone")
    cleo.reload()
    looked_at(cleo, "two-here-dark")
    give(cleo, typed(study, 3), "Open it together now")
    expect(cleo.get_by_role("heading", name="What was opened")).to_be_visible()
    looked_at(cleo, "opened-dark")
    for page, name in ((ann, "opened"), (ben, "opened-phone")):
        page.goto(f"{windows[0].site}/studies/{study.id}/opening")
        expect(page.get_by_text("Release 1.")).to_be_visible()
        looked_at(page, name)


def test_the_notice_and_what_cannot_be_opened_are_pages_for_everybody(
    windows: list[DeskBrowser], study: Published, publish: Callable[..., Published]
) -> None:
    open_one = publish(form_file("worked-example"), practice=True)
    for window in windows[:2]:
        for name, address in (
            ("notice", f"/studies/{study.id}/closed"),
            ("offline", f"/studies/{study.id}/offline"),
            ("not-now", f"/studies/{open_one.id}/opening"),
            ("nothing", f"/studies/{open_one.id}/opened"),
            ("lost", "/lost-sheet"),
        ):
            window.open(address)
            looked_at(window.page, f"{name}-{window.page.viewport_size['width']}")  # type: ignore[index]
