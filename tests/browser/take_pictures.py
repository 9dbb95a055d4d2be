"""Takes the pictures of the README: a question page on a phone, and a page of a report.

Run it with `make pictures`. It makes a practice instance in a temporary folder, has invented people
answer through the real pages, and looks at what a visitor and a reader would see.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from survey.cli.console import load_questionnaire, now
from survey.cli.demonstration import invent, practice_study
from survey.cli.opening import open_with_sheets
from survey.services.close_study import close_study
from survey.services.make_report import make_report
from survey.settings import read_settings, shipped
from survey.storage.founding import create_instance
from survey.storage.instance import Instance
from survey.web.public.app import create_app

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST = 150_000
PEOPLE = 300

#: The finding in the picture: a question with a scale, so that both chart and table are seen.
SHOWN = "A06"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    """Make the instance, serve it, and take both pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        instance, reported, own = practise(Path(folder))
        with serving(instance) as address, browsing() as browser:
            question_page(browser, f"{address}/f/{own}")
            report_page(browser, f"{address}/r/{reported}/report.html")
        instance.engine.dispose()
    for name in ("question-page.png", "report-page.png"):
        size = (PICTURES / name).stat().st_size
        print(f"docs/pictures/{name} {size} bytes")
        if size > LARGEST:
            sys.exit(f"{name} is larger than {LARGEST} bytes")


def practise(folder: Path) -> tuple[Instance, str, str]:
    """Make an instance; give it, a study with a report, and a study that is open."""
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(folder / "instance", settings, secrets.token_bytes)
    asked = load_questionnaire(shipped("config") / "questionnaires" / "reporting-and-removal.yaml")
    reported = practice_study(instance, asked, folder / "reported")
    invent(instance, reported, asked, PEOPLE, seed=1)
    close_study(instance, reported, now())
    open_with_sheets(instance, reported, [folder / "reported" / f"share-{i}.txt" for i in (1, 2)])
    make_report(instance, reported, None)
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


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the Chromium of this system."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("Chromium is needed. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def question_page(browser: Browser, address: str) -> None:
    """Take the first page of questions as on a phone, with two answers chosen."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5)
    page.goto(address)
    page.get_by_role("button", name="Start").click()
    for question in range(2):
        page.locator("fieldset.question").nth(question).locator(".choice label").nth(1).click()
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    page.screenshot(path=PICTURES / "question-page.png")


def report_page(browser: Browser, address: str) -> None:
    """Take one finding of the report: its sentence, its chart, its table and what lies under it."""
    page: Page = browser.new_page(viewport={"width": 860, "height": 1100})
    page.goto(f"{address}#q-{SHOWN}")
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
