"""Holders of share sheets in real windows: printing what is shown once, typing from the paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.axe import follow

#: The words of both lists, by the name that stands above them.
PaperLists = dict[str, list[str]]


def print_sheet(page: Page, link: str) -> PaperLists:
    """Open a link, look at its sheet, and read both lists off the page as it would be printed."""
    page.goto(link)
    page.get_by_role("button", name="Show my sheet").click()
    lists = page.locator("ol.wl")
    lists.first.wait_for()
    page.emulate_media(media="print")
    found = {
        name: lists.nth(place).locator("li").all_inner_texts()
        for place, name in enumerate(("Numbers", "Words"))
    }
    page.emulate_media(media="screen")
    assert [len(words) for words in found.values()] == [33, 33]
    return found


def type_words(page: Page, lists: PaperLists, button: str = "I have my sheet") -> None:
    """Type the words that the page at hand names, off a paper, and press its button."""
    labels = page.locator("label[for^=word_]").all_inner_texts()
    for number, label in enumerate(labels, 1):
        name, place = re.findall(r"(\w+) list, word (\d+)", label)[0]
        page.locator(f"#word_{number}").fill(lists[name][int(place) - 1])
    follow(page.get_by_role("button", name=button))


def links_to_hand_over(page: Page) -> list[str]:
    """Give the links on the coordinator's page."""
    return [one.strip() for one in page.locator(".keys").all_inner_texts() if "/sheet/" in one]
