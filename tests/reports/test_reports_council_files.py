"""The files of a council's report: HTML and PDF that anybody can read, and the same bytes twice."""

from __future__ import annotations

import io
import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.statements import Propose, Register
from survey.errors import StudyStateWrong, StudyUnknown
from survey.questionnaire.texts import Text
from survey.reports.council.council_bundle import council_bundle
from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import render_council_html
from survey.reports.council.proceedings import Proceedings
from survey.services.councils.make_council_report import make_council_report
from survey.storage.council import council_rows, round_releases
from survey.storage.instance import Instance
from tests.reports.council_sample import ordering, proceedings
from tests.reports.page import Page

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
BANNER = "PRACTICE: do not send to survivors"
FILES = {"report.html", "report.pdf", "statements.csv", "rounds.json"}


def page_of(given: Proceedings) -> Page:
    return Page(render_council_html(council_document(given), TEMPLATES))


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(proceedings())


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of a practice council."""
    return council_bundle(ordering(9, practice=True), TEMPLATES)


def test_the_page_fetches_nothing_and_runs_nothing(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "img"}
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert attrs.get("href", "#").startswith("#")
        assert "://" not in "".join(value for name, value in attrs.items() if name != "xmlns"), tag


def test_every_picture_stands_in_words_too(page: Page) -> None:
    pictures = page.all("svg")
    assert len(pictures) == 7
    for picture in pictures:
        assert picture["role"] == "img"
        assert "median" in picture["aria-label"]
        assert f"{picture['aria-label']}" in page.text


def test_every_link_leads_somewhere_and_every_id_is_there_once(page: Page) -> None:
    for each in (page, page_of(ordering())):
        ids = [attrs["id"] for _, attrs in each.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in each.tags:
            for name in ("href", "data-to"):
                assert attrs.get(name, "#" + ids[0])[1:] in ids
            assert attrs.get("aria-labelledby", ids[0]) in ids


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_heads_with_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))


def test_what_a_person_wrote_stays_text() -> None:
    evil = '"><script>alert(1)</script>'
    given = ordering()
    file = CouncilFile.model_validate(
        given.file.model_dump() | {"title": evil, "introduction": evil, "consent": evil}
    )
    known = given.register.apply(Propose("bad", evil))
    release = given.releases[1]
    shown = tuple(one.model_copy(update={"words": evil}) for one in release.statements)
    changed = (given.releases[0], release.model_copy(update={"statements": shown}))
    for register in (known, Register()):
        made = page_of(replace(given, file=file, register=register, releases=changed))
        assert not made.all("script")
        assert "alert(1)" in made.text


def test_nobody_is_hurried_pressed_or_called_an_outlier(page: Page) -> None:
    for word in ("outlier", "most members", "most people", "majority", "everyone else", "hurry"):
        assert word not in page.text.lower()
    assert "!" not in page.text.split("Skip to the key points")[1]


def test_a_practice_council_says_so_on_every_page(files: dict[str, bytes]) -> None:
    assert Page(files["report.html"].decode()).text.count(BANNER) >= 3
    for leaf in pypdf.PdfReader(io.BytesIO(files["report.pdf"])).pages:
        assert BANNER in leaf.extract_text()


def test_a_real_council_has_no_practice_banner(page: Page) -> None:
    assert "PRACTICE" not in page.text


def test_the_pdf_is_tagged_and_conforms_to_pdf_ua(files: dict[str, bytes], tmp_path: Path) -> None:
    root = pypdf.PdfReader(io.BytesIO(files["report.pdf"])).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    path = tmp_path / "report.pdf"
    path.write_bytes(files["report.pdf"])
    command = [sys.executable, str(HERE / "verapdf.py"), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode == 3:
        pytest.skip(run.stdout.strip())
    assert run.returncode == 0, run.stderr
    (verdict,) = json.loads(run.stdout).values()
    assert verdict["checks"] > 500
    assert verdict["compliant"], verdict["broken"][:5]


def stored(instance: Instance, given: Proceedings) -> None:
    row = council_rows.CouncilRow(
        id="reporting",
        council=given.council,
        register=given.register,
        file=given.file,
        practice=True,
        reviewed=True,
        numbers_public=bytes(1216),
        words_public=bytes(1216),
        shares=3,
        threshold=2,
        invited=24,
        created_on=date(2030, 1, 1),
        plans=given.plans,
        safeguarding=Text.from_input("Somebody"),
    )
    with instance.engine.begin() as connection:
        council_rows.add(connection, row)
        for release in given.releases:
            round_releases.put(connection, release)


def test_the_report_of_a_stored_council_is_written_whole_and_the_same_bytes_twice(
    instance: Instance, tmp_path: Path, files: dict[str, bytes]
) -> None:
    stored(instance, ordering(9, practice=True))
    out = tmp_path / "made" / "here"
    make_council_report(instance, "reporting", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files
    assert set(files) == FILES


def test_nothing_is_written_of_a_council_that_published_nothing(
    instance: Instance, tmp_path: Path
) -> None:
    out = tmp_path / "made"
    with pytest.raises(StudyUnknown, match="reporting"):
        make_council_report(instance, "reporting", out)
    stored(instance, replace(ordering(9), releases=()))
    with pytest.raises(StudyStateWrong, match="has published numbers yet"):
        make_council_report(instance, "reporting", out)
    assert not out.exists()
