"""Where the processor's time of one complete response goes: Flask, sealing, the database, pages.

In one process, without a server, beside the WTForms yardstick. Prints a table; asserts nothing
about time.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from survey.settings import read_settings, shipped
from survey.web.public.app import app_of
from tests.measurements.forms_to_measure import SIZES, answers, questionnaire
from tests.measurements.test_answering_speed import study_to_answer
from tests.measurements.traffic import Plan, whole_flow
from tests.measurements.yardstick import make_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WARM_UP, BATCH, BATCHES = 20, 2, 100

#: Whose time a function's own time is, by a piece of its file's path; the first that fits.
PARTS = (
    ("the database", ("sqlalchemy", "survey/storage")),
    ("sealing", ("survey/sealing", "cryptography", "hmac", "base64", "random", "secrets")),
    ("pages", ("survey/web/rendering", "form/pages", "jinja2", "markupsafe", "babel")),
    ("Flask", ("flask", "werkzeug", "blinker", "plain_flask", "quiet_logging", "http/")),
    ("taking in and the path", ("survey/questionnaire", "answer_page", "json", "urllib", "forms")),
)

Fetch = Callable[[str], bytes]


@pytest.mark.measurement
@pytest.mark.filterwarnings("ignore:Passing SelectField choices")
@pytest.mark.parametrize("questions", SIZES)
def test_answering_parts(
    questions: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = questionnaire(questions)
    names = ["s." + section.id for section in asked.sections]
    study_id = study_to_answer(tmp_path / "of" / "ours", questions)
    settings = {"SURVEY_STUDY_HOURLY": "1000000", "SURVEY_MIXES_HERE": "false"}
    ours = app_of(
        tmp_path / "of" / "ours", read_settings([shipped("config") / "default.toml"], settings)
    )
    monkeypatch.setenv("YARDSTICK_QUESTIONS", str(questions))
    monkeypatch.setenv("YARDSTICK_DATABASE", str(tmp_path / "plain.db"))
    said = answers(asked)
    plan = Plan(0, f"/f/{study_id}", 1, 1, said, names, 'class="six" lang="en"', consent=True)
    flow = Plan(0, "/flow", 1, 1, said, names, "class=receipt")
    one, other = fetching(ours, plan.address), fetching(make_app(), flow.address)
    mine, theirs = spent(plan, one), spent(flow, other)
    shares = parts(plan, one)
    with capsys.disabled():
        print(f"\n{questions} questions, without a server: {mine:.2f} CPU-ms a response, ", end="")
        print(f"WTForms {theirs:.2f}, ratio {mine / theirs:.2f}")
        for name, share in shares.most_common():
            print(f"  {name:<24}{share:>6.0%}")
    assert sum(shares.values()) == pytest.approx(1)


def spent(plan: Plan, fetch: Fetch) -> float:
    """Give CPU-milliseconds for a complete response: of many batches one of the quicker (10 %)."""
    for _ in range(WARM_UP):
        whole_flow(plan, fetch)
    found = []
    for _ in range(BATCHES):
        start = time.process_time()
        for _ in range(BATCH):
            whole_flow(plan, fetch)
        found.append((time.process_time() - start) / BATCH * 1000)
    return sorted(found)[BATCHES // 10]


def parts(plan: Plan, fetch: Fetch) -> Counter[str]:
    """Give the share of each part; what is built into the interpreter is its caller's."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for _ in range(BATCHES):
        whole_flow(plan, fetch)
    profile.disable()
    found: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if file == "~":
            for (caller, _, _), (_, _, there, _) in callers.items():
                found[part_of(caller)] += there
        else:
            found[part_of(file)] += own
    total = sum(found.values())
    return Counter({name: share / total for name, share in found.items()})


def part_of(file: str) -> str:
    """Give the part that a file belongs to."""
    pieces = ((name, piece) for name, known in PARTS for piece in known)
    return next((name for name, piece in pieces if piece in file), "all else")


def fetching(app: WSGIApplication, address: str) -> Fetch:
    """Give what sends one body to an app and gives the page that it answers with."""

    def fetch(body: str) -> bytes:
        sent = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if body else "GET",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "SCRIPT_NAME": "",
            "PATH_INFO": address,
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        said: list[str] = []
        page = b"".join(app(environ, lambda status, *_: said.append(status)))  # type: ignore[arg-type,func-returns-value]
        assert said[0].startswith("200"), said
        return page

    return fetch
