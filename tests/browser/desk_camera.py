"""A camera at the desk: a page as it stands in every look, and once without script."""

from __future__ import annotations

import logging
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from survey.mixing.founding import create_instance
from survey.questionnaire.model import Questionnaire
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.staff.accounts import StaffRole
from survey.web.desk.desk_app import create_desk
from survey.web.public.app import create_app
from tests.browser.desk_browser import DeskBrowser
from tests.conftest import TOLD, Clock, Published, kept_in
from tests.ready_to_publish import all_tasks_done

ROOT = Path(__file__).resolve().parents[2]
EVERY_PAGE = ROOT / "build" / "pictures"
WIDTHS = {"phone": 390, "desktop": 1280}
SCHEMES = ("light", "dark")
HEIGHT = 900

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Camera:
    """An instance of practice with its desk and its public door, and who looks at them."""

    def __init__(
        self, browser: Browser, folder: Path, into: Path, open_until: ExitStack, who: Any = None
    ) -> None:
        self.browser, self.into, self.clock = browser, into, Clock()
        settings = read_settings([shipped("config") / "default.toml"], who or {})
        self.instance = create_instance(
            folder, settings, secrets.token_bytes, self.clock().toordinal()
        )
        self.clock.instances.append(self.instance)
        self.desk = create_desk(self.instance, self.clock)
        self.public = create_app(self.instance, self.clock)
        self.desk_site, self.site = (
            open_until.enter_context(_served(app)) for app in (self.desk, self.public)
        )
        self._open_until = open_until

    def publish(self, asked: Questionnaire, **terms: Any) -> Published:
        """Publish a questionnaire: three share sheets, two of which open it."""
        sheets: list[str] = []
        on = StudyTerms(**{"shares": 3, "threshold": 2} | TOLD | terms)
        with all_tasks_done(self.instance, asked, on, self.today):
            study_id = publish_study(self.instance, asked, on, self.today, kept_in(sheets))
        return Published(study_id, asked, sheets)

    @property
    def today(self) -> Any:
        """The day at the desk."""
        return self.clock().date()

    def page(self, **how: Any) -> Page:
        """Give a window of somebody who is not signed in."""
        context = self.browser.new_context(viewport={"width": 1280, "height": HEIGHT}, **how)
        self._open_until.callback(context.close)
        return context.new_page()

    def person(self, name: str, *roles: StaffRole) -> DeskBrowser:
        """Give a window of somebody who has signed in."""
        window = DeskBrowser(self.page(), self.desk_site, self.clock)
        window.begin(self.instance, name, *roles)
        return window

    def take(self, page: Page, name: str, *, plain: bool = True) -> None:
        """Take the page as it stands in every look; `plain` opens it once more without script."""
        for width, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": HEIGHT})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                self._keep(page, f"{width}-{scheme}", name)
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        page.emulate_media(color_scheme="light")
        if plain:
            self._without_script(page, name)

    def look(self, window: DeskBrowser, **addresses: str) -> None:
        """Take pages of the desk by their addresses."""
        for name, address in addresses.items():
            window.open(address)
            self.take(window.page, name.replace("_", "-"))

    def _without_script(self, page: Page, name: str) -> None:
        context = self.browser.new_context(
            viewport={"width": WIDTHS["phone"], "height": HEIGHT},
            java_script_enabled=False,
            storage_state=page.context.storage_state(),
        )
        plain = context.new_page()
        plain.goto(page.url)
        self._keep(plain, "no-script", name)
        context.close()

    def _keep(self, page: Page, look: str, name: str) -> None:
        path = self.into / look / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


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


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
