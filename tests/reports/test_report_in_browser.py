"""The HTML report in a real browser: it fits a telephone, and axe finds nothing to object to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from survey.disclosure.release import Release
from survey.reports.html import render_html

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOO_WIDE = (
    "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > "
    "document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
)


@pytest.mark.browser
def test_a_report_fits_a_telephone_and_passes_axe(tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, width, dark in (("practice", 320, False), ("words", 1280, True)):
            page = browser.new_page(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if dark else "light",
            )
            page.set_default_timeout(60_000)
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(_written(name, tmp_path).as_uri())
            assert page.evaluate(TOO_WIDE) == []
            assert [url for url in asked if not url.startswith(("file:", "data:image/svg"))] == []
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        browser.close()


def _written(name: str, folder: Path) -> Path:
    fields = json.loads((HERE / f"release-{name}.json").read_text("utf-8"))
    made = render_html(Release.model_validate(fields), HERE.parents[1] / "templates")
    file = folder / f"{name}.html"
    file.write_text(made, "utf-8")
    return file
