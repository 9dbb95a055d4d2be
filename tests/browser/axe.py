"""What axe finds on a page, also when the page was just left for another one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Error, Locator, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
#: All rules of WCAG 2.2 A and AA, and of good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: given up after two minutes.
RUN = """rules => Promise.race([
  axe.run({runOnly: rules, resultTypes: ["violations"]}),
  new Promise((_, refuse) => setTimeout(() => refuse("axe took too long"), 120000)),
])"""
#: Runs on one page: what is wider than the window.
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.right > 0 && box.left < innerWidth
    && (box.right > innerWidth + 1 || box.left < -1);
}).map(one => one.outerHTML.slice(0, 80))"""
TRIES = 3
#: The rules of which the outcome is another one in other colours.
OF_COLOURS = ("cat.color",)


def violations(page: Page, rules: Sequence[str] = RULES) -> list[Any]:
    """Return what axe finds on a page.

    A browser that is busy may still show the page before while a click is on its way; what ran
    there ends with an error when the new page comes, and is run again on that one.
    """
    for left in reversed(range(TRIES)):
        page.wait_for_load_state()
        try:
            page.evaluate(AXE)
            found: list[Any] = page.evaluate(RUN, list(rules))["violations"]
        except Error:
            if not left:
                raise
        else:
            break
    return found


def violations_in_both_colours(page: Page) -> list[Any]:
    """Return what axe finds on a page in light colours, and what is wrong with its dark ones."""
    page.emulate_media(color_scheme="light")
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def follow(button: Locator) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with button.page.expect_navigation():
        button.click()
