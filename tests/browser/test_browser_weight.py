"""What a page weighs: at most 40 kB with its style sheet, and one request; the first page two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import shipped
from tests.browser.conftest import Counted
from tests.browser.forms import Form, every_page
from tests.conftest import Published

pytestmark = pytest.mark.browser
Publish = Callable[..., Published]

#: In bytes, uncompressed, as everything here is: kilobytes of 1,000.
MOST = 40_000
FORMS = sorted((shipped("config") / "questionnaires").glob("*.yaml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_page_is_light_and_comes_in_one_request(
    context: BrowserContext, site: str, publish: Publish, counted: Counted, path: Path
) -> None:
    questionnaire = read_questionnaire(path.read_text(encoding="utf-8"), path.name)
    study = publish(questionnaire, practice=True)
    form = Form(context.new_page(), site, study.id)
    turned: list[str] = []
    context.on("request", lambda one: turned.append(one.url) if one.is_navigation_request() else 0)
    weights: dict[str, int] = {}
    sheet = 0
    for name in every_page(form, site, "en"):
        fetched = [size for place, size in counted.served if place.startswith("/s/")]
        pages = [size for place, size in counted.served if not place.startswith("/s/")]
        if name == "begin":
            (sheet,) = fetched
        else:
            assert fetched == [], f"the style sheet is fetched again for {name}"
        assert len(pages) == len(turned), f"more than one request for {name}: {counted.served}"
        weights[name] = sheet + max(pages, default=0)
        counted.served.clear()
        turned.clear()
    assert len(weights) >= 15
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
