"""What every test may ask for."""

from __future__ import annotations

import gc
import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import event

from survey.cli.wording_actions import called_with
from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire, Text
from survey.services.steps.found_keys import HandOver
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import Settings, read_settings, shipped
from survey.storage.database import make_engine, migrate
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.keys import day_keys
from survey.web.desk.desk_app import create_desk
from survey.web.public.app import create_app
from tests.done_once import do_once
from tests.ready_to_publish import all_tasks_done

# A busy machine says nothing about the code: no example fails for the time that it took. Examples
# are the same in every run, so that nothing fails by chance; `make test-long` looks for new ones.
ANY_LOAD: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("any-load", **ANY_LOAD, derandomize=True)
settings.register_profile("new-examples", **ANY_LOAD)
settings.load_profile("any-load")
do_once()

#: How long a browser may take for one thing: a machine may be busy with twenty others.
PATIENCE_MS = 120_000

SHARED = Path(__file__).resolve().parents[2] / "shared"


#: After how many new objects a round of collecting begins: 700 cost a twelfth of the time.
_OBJECTS_A_ROUND = 5_000


def set_modules_aside() -> None:
    """Let collecting pass over all that lives now: half a second for each full round, otherwise."""
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    """Set aside what was imported; what tests make is collected, and warned of, as ever."""
    set_modules_aside()
    gc.set_threshold(_OBJECTS_A_ROUND, 10, 10)


class Clock:
    """A clock that stands until it is moved; instances that live by it are at work every day."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        self.instances: list[Instance] = []

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        """Let time pass, day by day."""
        until = self.time + timedelta(**by)
        while self.time < until:
            self.time = min(self.time + timedelta(days=1), until)
            for instance in self.instances:
                day_keys.load(instance.ephemeral, self.time.toordinal())
        self.time = until

    def jump(self, **by: float) -> None:
        """Move the clock at once, as a machine does whose time was wrong."""
        self.time += timedelta(**by)


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Give the path of a file of reference material, or skip where there is none."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"reference file {name} is not on this machine")
        return path

    return find


def at_work(instance: Instance, then: datetime) -> datetime:
    """Let an instance believe that it is the day of a time, and return that time."""
    day_keys.accept(instance.ephemeral, then.toordinal(), secrets.token_bytes(32))
    return then


#: What Playwright switches off for tests, as Chromium reads the last such list only.
_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
#: Pages of the browser's own bar, and one in reserve: half of what a window takes, never seen here.
_OWN_PAGES = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxSimplification,"
    "PreloadTopChromeWebUI,SpareRendererForSitePerProcess"
)
FLAGS = (
    f"--disable-features={_OFF},{_OWN_PAGES}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium, or skip where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS), timeout=PATIENCE_MS)
        yield browser
        browser.close()


@contextmanager
def papers_left_blank() -> Iterator[None]:
    """Let WeasyPrint lay out nothing, for what looks at no page of a PDF: the pages of one report
    take two seconds of the processor. A PDF differs from others as its text does."""
    from weasyprint import HTML  # carries what sets pages, which few tests need

    blank = HTML(string="<title>Blank</title>").write_pdf()

    def leave_blank(text: HTML, **_options: Any) -> bytes:
        said = "".join(text.etree_element.itertext())
        return blank + b"%" + hashlib.sha256(said.encode()).hexdigest().encode() + b"\n"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTML, "write_pdf", leave_blank)
        yield


@pytest.fixture
def blank_papers() -> Iterator[None]:
    """Leave papers blank in a test."""
    with papers_left_blank():
        yield


@pytest.fixture(autouse=True)
def called_plainly() -> Iterator[None]:
    """Let no command of a test before decide how the program is called in what is printed."""
    called_with()
    yield
    called_with()


@pytest.fixture
def clock() -> Clock:
    """Give a clock that a test may move."""
    return Clock()


@pytest.fixture
def instance_settings() -> Settings:
    """Give the settings of a fresh instance: those that are shipped."""
    return read_settings([shipped("config") / "default.toml"], {})


@pytest.fixture(scope="session")
def database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an embedded database that has all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("database") / DATABASE_FILE
    path.touch(0o600)
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def instance(
    tmp_path: Path, clock: Clock, instance_settings: Settings, database_file: Path
) -> Iterator[Instance]:
    """Give a fresh instance with the embedded database."""
    folder = tmp_path / "instance"
    folder.mkdir(0o700)
    shutil.copy(database_file, folder)
    made = create_instance(folder, instance_settings, secrets.token_bytes, clock().toordinal())
    clock.instances.append(made)
    yield made
    made.engine.dispose()


@pytest.fixture
def impatient(instance: Instance) -> None:
    """Let the database's connections wait for a moment only, instead of ten seconds."""

    def hurry(connection: Any, *_more: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    event.listen(instance.engine, "checkout", hurry)


@pytest.fixture
def public_app(instance: Instance, clock: Clock) -> Flask:
    """Give the public app of that instance, with the clock that a test may move."""
    return create_app(instance, clock)


@pytest.fixture
def desk(instance: Instance, clock: Clock) -> Flask:
    """Give the desk of that instance, with the same clock."""
    return create_desk(instance, clock)


def form_file(name: str) -> Questionnaire:
    """Give one of the small questionnaires in tests/forms."""
    path = Path(__file__).parent / "forms" / f"{name}.yaml"
    return read_questionnaire(path.read_text(encoding="utf-8"), str(path))


#: What people must be told before a study that is not for practice can be published.
TOLD: dict[str, Any] = {
    "organisation": Text((("", "The Listening House"),)),
    "safeguarding": Text((("", "We may have to pass on that a child is in danger now."),)),
    "jurisdiction": Text((("", "Luxembourg"),)),
    "legal_sign_off": "Counsel, in March",
}


def kept_in(sheets: list[str]) -> HandOver:
    """Give what confirms each share sheet and keeps its text."""

    def keep(_number: int, text: str) -> bool:
        sheets.append(text)
        return True

    return keep


class Published:
    """A study that was just published, with the texts of its share sheets."""

    def __init__(self, study_id: str, questionnaire: Questionnaire, sheets: list[str]) -> None:
        self.id = study_id
        self.questionnaire = questionnaire
        self.sheets = sheets


@pytest.fixture
def publish(instance: Instance, clock: Clock) -> Callable[..., Published]:
    """Publish a questionnaire in the instance: three shares, two of which open it."""

    def go(questionnaire: Questionnaire, **terms: Any) -> Published:
        sheets: list[str] = []
        on, today = StudyTerms(**{"shares": 3, "threshold": 2} | TOLD | terms), clock().date()
        with all_tasks_done(instance, questionnaire, on, today):
            study_id = publish_study(instance, questionnaire, on, today, kept_in(sheets))
        return Published(study_id, questionnaire, sheets)

    return go
