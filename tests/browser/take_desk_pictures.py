"""Takes pictures of the pages of the desk in every look; part of `make pictures`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.reviewing.confirm_tasks import name_trustees
from survey.services.reviewing.invite_reviewers import invite_reviewer
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.settings import shipped
from survey.storage.instance import Instance
from survey.storage.staff.accounts import ROLES
from survey.web.desk.desk_app import create_desk
from tests.browser.desk_browser import DeskBrowser
from tests.browser.desk_camera import WIDTHS


class DeskClock:
    """A clock that goes by this machine, and may be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead

    def jump(self, **by: float) -> None:
        """Put the clock forward."""
        self.ahead += timedelta(**by)


def desk_pictures(browser: Browser, instance: Instance, study: str, into: Path) -> None:
    """Take every page of the desk for an open study and for a draft, in every look."""
    clock = DeskClock()
    today = clock().date()
    source = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
    draft = begin_draft(instance, source.read_bytes(), DraftTerms(), today).study_id
    ready = begin_draft(instance, source.read_bytes(), DraftTerms(practice=True), today).study_id
    name_trustees(instance, ready, ("Board", "University", "Outside"), 2, today)
    with _desk(instance, clock) as site:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        window = DeskBrowser(context.new_page(), site, clock)  # type: ignore[arg-type]
        window.begin(instance, "The coordinator", *ROLES)
        window.open(f"/studies/{draft}/forecast")
        window.page.get_by_role("button", name="Work it out").click()
        work_on_what_waits(instance, _raise)
        for name, address in _addresses(instance, study, draft, ready, today):
            for width, pixels in WIDTHS.items():
                window.page.set_viewport_size({"width": pixels, "height": 900})
                for scheme in ("light", "dark"):
                    window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    window.open(address)
                    _take(window.page, into / f"{width}-{scheme}" / f"{name}.png")
        context.close()


def _addresses(
    instance: Instance, study: str, draft: str, ready: str, today: object
) -> Iterator[tuple[str, str]]:
    for end in ("", "/questions/1/2", "/questions/3", "/look", "/versions", "/translations",
                "/file", "/tasks", "/safeguarding", "/support", "/trustees", "/reviewers",
                "/forecast", "/try-out", "/publish", "/invitations"):  # fmt: skip
        yield f"draft{end.replace('/', '-')}", f"/studies/{draft}{end}"
    for end in (
        "",
        "/invitations",
        "/sheets",
        "/sheets/1",
        "/journal",
        "/change/pause",
        "/change/correct",
    ):
        yield f"study{end.replace('/', '-')}", f"/studies/{study}{end}"
    yield "ready-publish", f"/studies/{ready}/publish"
    for name in ("", "studies/new", "people", "account", "journal", "jobs", "words"):
        yield f"desk-{name.replace('/', '-') or 'home'}", f"/{name}"
    link = invite_reviewer(instance, draft, today).secret  # type: ignore[arg-type]
    yield "review-begin", f"/review/{link}"


def _take(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)


@contextmanager
def _desk(instance: Instance, clock: DeskClock) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_desk(instance, clock), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def _raise(error: Exception) -> None:
    raise error
