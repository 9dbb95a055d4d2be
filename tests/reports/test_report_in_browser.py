"""The HTML report in a real browser: it fits a telephone, and axe finds nothing to object to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from survey.disclosure.release import Release
from survey.reports.report_language import writing_in
from tests.conftest import PATIENCE_MS
from tests.reports.report_inputs import screen

HERE = Path(__file__).parent
TOO_WIDE = (
    "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > "
    "document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
)


#: The tallest a report may be on a phone, in screens; and within how many of them its three
#: findings stand; the smallest letters of a chart.
SCREENS, FINDINGS_WITHIN, SMALLEST = 40, 2, 14
MEASURED = """() => {
  const drawn = [...document.querySelectorAll('svg text')]
    .filter(e => e.getBoundingClientRect().height);
  const letters = drawn.map(e => { const m = e.getScreenCTM();
    return parseFloat(getComputedStyle(e).fontSize) * Math.hypot(m.a, m.b); });
  const findings = [...document.querySelectorAll('.three > li')].slice(0, 3);
  return {
    tall: document.documentElement.scrollHeight / innerHeight,
    findings: findings.length,
    end: findings[findings.length - 1].getBoundingClientRect().bottom / innerHeight,
    letters: Math.min(...letters),
  }; }"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_is_short_on_a_phone_and_its_charts_can_be_read(
    chromium: Browser, tmp_path: Path, language: str
) -> None:
    """With nothing unfolded; and nothing runs out at either side."""
    with writing_in(language):
        file = _written("demo", tmp_path)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(file.as_uri())
    found = page.evaluate(MEASURED)
    assert found["findings"] == 3
    assert found["end"] <= FINDINGS_WITHIN
    assert found["tall"] < SCREENS
    assert round(found["letters"], 1) >= SMALLEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


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
