"""The HTML report in a real browser: it fits a telephone, and axe finds nothing to object to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from survey.disclosure.release import Release
from tests.conftest import PATIENCE_MS
from tests.reports.report_inputs import screen

HERE = Path(__file__).parent
TOO_WIDE = (
    "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > "
    "document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("practice", 320, "light"), ("words", 1280, "dark")]
)
def test_a_report_fits_a_telephone_and_passes_axe(
    chromium: Browser, tmp_path: Path, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE_MS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(_written(name, tmp_path).as_uri())
    assert page.evaluate(TOO_WIDE) == []
    assert [url for url in asked if not url.startswith(("file:", "data:image/svg"))] == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def _written(name: str, folder: Path) -> Path:
    fields = json.loads((HERE / f"release-{name}.json").read_text("utf-8"))
    made = screen(Release.model_validate(fields))
    file = folder / f"{name}.html"
    file.write_text(made, "utf-8")
    return file
