"""Takes pictures: two for the README, and one of every public page in every look, to be looked at.

Run it with `make pictures`. It makes a practice instance in a temporary folder, has invented people
answer, and looks at what a visitor and a reader would see. The pictures of
every page go to build/pictures, which is not part of the repository.
"""

from __future__ import annotations

import logging
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from survey.cli.console import load_questionnaire, now
from survey.cli.demonstration import invent, practice_study
from survey.cli.open_with_sheets import open_with_sheets
from survey.mixing.founding import create_instance
from survey.services.studies.close_study import close_study
from survey.services.studies.make_report import make_report
from survey.services.studies.publish_report import publish_report
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.web.public.app import create_app
from tests.browser.desk_camera import EVERY_PAGE, ROOT, WIDTHS, browsing
from tests.browser.forms import Form, every_page, everything
from tests.browser.take_desk_pictures import desk_pictures
from tests.browser.take_later_pictures import later_pictures

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150_000
PEOPLE = 300

#: The finding in the picture: a question with a scale, so that both chart and table are seen.
SHOWN = "A06"

WHO = {
    "SURVEY_ORGANISATION": "The Harbour Trust",
    "SURVEY_SAFEGUARDING": "If you write something that lets us work out that a child is in danger "
    "now, people on our team may have to pass it on by law.",
    "SURVEY_JURISDICTION": "England",
}
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5}


def main() -> None:
    """Make the instance, serve it, and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        instance, reported, own = practise(Path(folder))
        walked = practice_study(instance, everything(), Path(folder) / "walked")
        with serving(instance) as address, browsing() as browser:
            question_page(browser, Form(browser.new_page(**PHONE), address, own))
            report_page(browser, f"{address}/r/{reported}/report.html")
            for study, language in ((own, "en"), (walked, "ar")):
                every_look(browser, address, study, language)
            desk_pictures(browser, instance, own, EVERY_PAGE / "desk")
            later_pictures(browser, EVERY_PAGE / "desk")
        instance.engine.dispose()
    for name in ("question-page.png", "report-page.png"):
        size = (PICTURES / name).stat().st_size
        print(f"docs/pictures/{name} {size} bytes")
        if size > LARGEST:
            sys.exit(f"{name} is larger than {LARGEST} bytes")


def practise(folder: Path) -> tuple[Instance, str, str]:
    """Make an instance; give it, a study with a report, and a study that is open."""
    settings = read_settings([shipped("config") / "default.toml"], WHO)
    instance = create_instance(folder / "instance", settings, secrets.token_bytes)
    asked = load_questionnaire(shipped("config") / "questionnaires" / "reporting-and-removal.yaml")
    reported = practice_study(instance, asked, folder / "reported")
    invent(instance, reported, PEOPLE, seed=1)
    close_study(instance, reported, now())
    given = [folder / "reported" / f"share-{i}.txt" for i in (1, 2)]
    open_with_sheets(instance, reported, [sheet.read_text(encoding="utf-8") for sheet in given])
    publish_report(instance, make_report(instance, reported), now().date())
    return instance, reported, practice_study(instance, asked, folder / "own")


@contextmanager
def serving(instance: Instance) -> Iterator[str]:
    """Serve the public door on a free port of this machine, and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(instance))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def question_page(browser: Browser, form: Form) -> None:
    """Take the first page of questions as on a phone, with two answers chosen."""
    form.begin()
    while not form.name.startswith("s."):
        form.press("next")
    for question in range(2):
        form.page.locator("fieldset.question").nth(question).locator(".choice label").nth(1).click()
    form.page.mouse.move(0, 0)
    form.page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    form.page.screenshot(path=PICTURES / "question-page.png")


def every_look(browser: Browser, address: str, study: str, language: str) -> None:
    """Take every page that a visitor of a study can meet: phone and desktop, light and dark."""
    for width, pixels in WIDTHS.items():
        for scheme in ("light", "dark"):
            folder = EVERY_PAGE / language / f"{width}-{scheme}"
            folder.mkdir(parents=True, exist_ok=True)
            context = browser.new_context(
                viewport={"width": pixels, "height": 844}, color_scheme=scheme, locale=language
            )
            form = Form(context.new_page(), address, study)
            for number, name in enumerate(every_page(form, address, language), 1):
                form.page.screenshot(path=folder / f"{number:02}-{name}.png", full_page=True)
            context.close()
            print(f"{folder.relative_to(ROOT)}: {len(list(folder.iterdir()))} pages")


def report_page(browser: Browser, address: str) -> None:
    """Take one finding of the report: its sentence, its chart, its table and what lies under it."""
    page: Page = browser.new_page(viewport={"width": 860, "height": 1100})
    page.goto(address)
    finding = page.locator(f"#q-{SHOWN}")
    top = finding.bounding_box()
    end = finding.locator(".under").bounding_box()
    if top is None or end is None:
        sys.exit(f"The report has no finding {SHOWN}.")
    edge = 24
    clip = {
        "x": max(0, top["x"] - edge),
        "y": page.evaluate("window.scrollY") + top["y"] - edge,
        "width": top["width"] + 2 * edge,
        "height": end["y"] + end["height"] - top["y"] + 2 * edge,
    }
    page.screenshot(path=PICTURES / "report-page.png", clip=clip, full_page=True)


if __name__ == "__main__":
    main()
