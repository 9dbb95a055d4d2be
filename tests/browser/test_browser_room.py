"""The reading room in a real browser: axe, small windows, both directions, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, violations
from tests.conftest import PATIENCE_MS, Published, form_file
from tests.web.shelves import furnish

pytestmark = pytest.mark.browser

PAGES = ("/reports", "/asks", "/asks/2027-1", "/asked/platforms", "/told", "/r/{}/told")


def wrong_in(page: Page) -> list[Any]:
    """Give the rules that axe finds broken on a page."""
    return [one["id"] for one in violations(page)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_out_of_a_small_window(
    chromium: Browser, site: str, publish: Callable[..., Published], instance: Instance, scheme: Any
) -> None:
    study = publish(form_file("languages"), practice=True)
    furnish(instance, study.id)
    context = chromium.new_context(
        viewport={"width": 320, "height": 568}, color_scheme=scheme, java_script_enabled=True
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    language = "en" if scheme == "light" else "ar"
    for address in PAGES:
        page.goto(f"{site}/{language}{address.format(study.id)}")
        assert page.evaluate(TOO_WIDE) == [], address
        assert wrong_in(page) == [], address
    context.close()
