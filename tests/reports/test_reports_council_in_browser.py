"""A council's report in a real browser: it fits a telephone, and axe finds nothing to object to."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import render_council_html
from tests.conftest import PATIENCE_MS
from tests.reports.council_sample import ordering, proceedings

TEMPLATES = Path(__file__).parents[2] / "templates"
TOO_WIDE = (
    "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > "
    "document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
)
#: Words of a chart that lie over other words of the same chart.
OVER_EACH_OTHER = (
    "() => [...document.querySelectorAll('svg')].flatMap(s => { const all = [...s.querySelectorAll("
    "'text')]; const box = e => e.getBoundingClientRect(); return all.flatMap((a, i) => "
    "all.slice(i + 1).filter(b => box(a).left < box(b).right && box(b).left < box(a).right && "
    "box(a).top + 3 < box(b).bottom && box(b).top + 3 < box(a).bottom)"
    ".map(b => a.textContent + ' / ' + b.textContent)); })"
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme", "colours"),
    [(320, "light", "none"), (1280, "dark", "active")],
)
def test_a_report_fits_a_telephone_and_passes_axe(
    chromium: Browser,
    tmp_path: Path,
    width: int,
    scheme: Literal["light", "dark"],
    colours: Literal["active", "none"],
) -> None:
    given = proceedings() if width == 320 else ordering()
    file = tmp_path / "report.html"
    file.write_text(render_council_html(council_document(given), TEMPLATES), "utf-8")
    page = chromium.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        forced_colors=colours,
    )
    page.set_default_timeout(PATIENCE_MS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(OVER_EACH_OTHER) == []
    assert [url for url in asked if not url.startswith("file:")] == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()
