"""The files of a council's report: HTML and PDF that anybody can read, and the same bytes twice."""

from __future__ import annotations

import io
import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.statements import Propose, Register
from survey.errors import StudyStateWrong, StudyUnknown
from survey.follow_up.asks import Ask, Body, Evidence
from survey.reports.council.council_bundle import council_bundle
from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import council_paper, render_council_html
from survey.reports.council.proceedings import Proceedings
from survey.reports.pdf import render_pdf
from survey.services.councils.make_council_report import make_council_report
from survey.settings import PROGRAM_VERSION
from survey.storage.instance import Instance
from tests.reports.council_sample import ordering, proceedings
from tests.reports.page import Page
from tests.reports.stored_council import store_council

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
BANNER = "PRACTICE: do not send to survivors"
PAPERS = ("report.pdf", "summary.pdf", "method.pdf")
FILES = {"report.html", *PAPERS, "tables.xlsx", "statements.csv", "rounds.json"}


def page_of(given: Proceedings) -> Page:
    return Page(render_council_html(council_document(given), TEMPLATES))


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(proceedings())


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of a practice council."""
    return council_bundle(replace(ordering(9, practice=True), program=PROGRAM_VERSION), TEMPLATES)


def test_the_page_fetches_nothing_and_runs_nothing(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "img"}
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert attrs.get("href", "#").startswith("#")
        assert "://" not in "".join(value for name, value in attrs.items() if name != "xmlns"), tag


def test_a_report_says_what_is_asked_because_of_it_and_how_it_stands() -> None:
    given = proceedings()
    first = council_document(given).statements[0]
    ask = Ask(
        id="a1",
        of_id="reporting",
        number=1,
        sentence="Say what you decided.",
        theme="reporting",
        bodies=(Body(id="p", group="platforms", leads=True),),
        evidence=(Evidence(statement=first.id),),
        due_on="2030-05-01",
        published_on="2030-04-20",
    )
    here = {"asks": (ask,), "status_on": "2030-05-02", "site": "https://survey.example"}
    document = council_document(replace(given, **here))  # type: ignore[arg-type]
    page = Page(render_council_html(document, TEMPLATES))
    said = " ".join(page.text.split())
    assert f"Evidence: Statement {first.number}." in said
    assert "Overdue" in said
    assert said.count("What is asked because of this: Say what you decided") == 1
    assert "https://survey.example/asks/a1" in {one.get("href") for one in page.all("a")}
    assert "Who is asked to do what" in council_paper(document, TEMPLATES)


def test_every_picture_stands_in_words_too(page: Page) -> None:
    pictures = [one for one in page.all("svg") if one.get("role") == "img"]
    of_statements = [one for one in pictures if "Scale from 1 to 9" in one["aria-label"]]
    assert len(of_statements) == 14
    for picture in of_statements:
        assert "median" in picture["aria-label"] or "middle rating" in picture["aria-label"]
    assert all(picture["aria-label"] in page.text for picture in pictures)


def test_every_link_leads_somewhere_and_every_id_is_there_once(page: Page) -> None:
    for each in (page, page_of(ordering())):
        ids = [attrs["id"] for _, attrs in each.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in each.tags:
            assert attrs.get("href", "#" + ids[0])[1:] in ids
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
    assert "!" not in page.text.split("Skip to what the council agrees")[1]


def test_a_practice_council_says_so_on_every_page(files: dict[str, bytes]) -> None:
    assert Page(files["report.html"].decode()).text.count(BANNER) >= 3
    for name in PAPERS:
        for leaf in pypdf.PdfReader(io.BytesIO(files[name])).pages:
            assert BANNER in leaf.extract_text()


def test_a_report_keeps_to_its_pages(files: dict[str, bytes]) -> None:
    """Two pages of summary that stand alone; a cover, the summary, and what few statements need."""
    leaves = {name: pypdf.PdfReader(io.BytesIO(files[name])).pages for name in PAPERS}
    assert len(leaves["summary.pdf"]) == 2
    assert len(leaves["report.pdf"]) <= 7
    first = leaves["summary.pdf"][0].extract_text()
    for part in ("What the council agrees", "sees things differently", "What we cannot say"):
        assert part in first


def test_no_page_of_a_report_is_nearly_empty() -> None:
    """Seven statements, a minority report and words that were chosen: all pages but the last are
    half full, measured by where their lowest word stands."""
    paper = council_paper(council_document(proceedings()), TEMPLATES)
    leaves = pypdf.PdfReader(io.BytesIO(render_pdf(paper, bytes(16)))).pages
    assert len(leaves) <= 8
    for leaf in leaves[1:-1]:
        heights: list[float] = []

        def seen(text: str, _: object, place: list[float], *rest: object) -> None:
            if text.strip():
                heights.append(place[5])  # noqa: B023

        leaf.extract_text(visitor_text=seen)
        assert min(one for one in heights if one > 80) < 421


def test_the_workbook_has_every_rating_that_is_shown(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["tables.xlsx"]))
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert {"Ratings", "Lives", "Members", "Checklist"} <= set(book.sheetnames)
    shown = [one for release in ordering(9).releases for one in release.statements]
    rows = list(book["Ratings"].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if row[0] == "Number")
    assert len([row for row in rows[at + 1 :] if row[0] is not None]) == len(shown)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_a_real_council_has_no_practice_banner(page: Page) -> None:
    assert "PRACTICE" not in page.text


def test_the_pdf_is_tagged_and_conforms_to_pdf_ua(files: dict[str, bytes], tmp_path: Path) -> None:
    for name in PAPERS:
        root = pypdf.PdfReader(io.BytesIO(files[name])).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        (tmp_path / name).write_bytes(files[name])
    paths = [str(tmp_path / name) for name in PAPERS]
    command = [sys.executable, str(HERE / "verapdf.py"), *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode == 3:
        pytest.skip(run.stdout.strip())
    assert run.returncode == 0, run.stderr
    verdicts = json.loads(run.stdout)
    assert len(verdicts) == len(PAPERS)
    for verdict in verdicts.values():
        assert verdict["checks"] > 300
        assert verdict["compliant"], verdict["broken"][:5]


def test_the_report_of_a_stored_council_is_written_whole_and_the_same_bytes_twice(
    instance: Instance, tmp_path: Path, files: dict[str, bytes]
) -> None:
    store_council(instance, ordering(9, practice=True))
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
    store_council(instance, replace(ordering(9), releases=()))
    with pytest.raises(StudyStateWrong, match="has published numbers yet"):
        make_council_report(instance, "reporting", out)
    assert not out.exists()
