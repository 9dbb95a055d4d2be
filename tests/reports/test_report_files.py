"""The files of a report: what they hold, what they never hold, and that they come out the same."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pypdf
import pytest

from survey.disclosure.release import Release
from survey.errors import DisclosureRefused
from survey.reports.asks.ask_digest import digest_html
from survey.reports.pdf import render_pdf
from survey.reports.report_language import writing_in
from survey.reports.study.bundle import bundle, release_json, release_schema
from survey.reports.study.html import paper_html, render_html
from survey.reports.study.report_document import report_document
from survey.reports.study.report_pages import report_pages
from survey.reports.tables.tables_csv import COLUMNS, tables_csv
from tests.reports.page import Page
from tests.reports.report_inputs import held, paper, report_input, screen
from tests.reports.test_report_pages import asks

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
BANNER = "PRACTICE: do not send to survivors"
SAMPLES = ("practice", "words", "withheld")


def fields(name: str) -> Any:
    return json.loads((HERE / f"release-{name}.json").read_text("utf-8"))


def sample(name: str) -> Release:
    return Release.model_validate(fields(name))


def cells(part: Any) -> Iterator[dict[str, Any]]:
    """Give every hidden cell of a release as JSON, to be changed in place."""
    if isinstance(part, dict):
        if part.get("hidden") is True:
            yield part
        for item in part.values():
            yield from cells(item)
    elif isinstance(part, list):
        for item in part:
            yield from cells(item)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return bundle(report_input(fields("practice")), TEMPLATES)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Page:
    return Page(files["report.html"].decode())


@pytest.fixture(scope="module")
def small() -> dict[str, bytes]:
    """The files of a real and reviewed small study."""
    return bundle(report_input(fields("words")), TEMPLATES)


@pytest.fixture(scope="module")
def leaves(files: dict[str, bytes]) -> dict[str, list[str]]:
    """The text of each page of each paper of the practice study."""
    return {
        name: [leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(made)).pages]
        for name, made in files.items()
        if name.endswith(".pdf")
    }


PAPERS = {"report.pdf", "summary.pdf", "questionnaire.pdf", "method.pdf"}


def test_a_bundle_has_a_file_for_each_reader(files: dict[str, bytes]) -> None:
    assert set(files) == {
        "report.html", "tables.xlsx", "tables.csv", "release.json", *PAPERS
    }  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_a_hidden_cell_never_gives_a_number_away(name: str) -> None:
    held = fields(name)
    for cell in cells(held):
        cell.update(count=7_777_777, percent=777, low=777, high=777, words="seven")
    release, wanted = Release.model_validate(held), sample(name)
    assert screen(release) == screen(wanted)
    assert paper(release) == paper(wanted)
    assert tables_csv(release) == tables_csv(wanted)
    assert release_json(release) == release_json(wanted)


def joined() -> Release:
    """The practice release, with the answers of a table that is split put together."""
    held = fields("practice")
    easy = next(question for question in held["questions"] if question["id"] == "easy")
    split = easy["breakdowns"][0]
    ids, label = split["row_ids"], {"en": "“Bad” to “Worse”", "ar": "من «أ» إلى «ب»"}
    split["answers"] = [
        {"id": "+".join(ids[:2]), "label": label, "options": ids[:2]},
        {"id": ids[2], "label": easy["rows"][2]["label"], "options": ids[2:3]},
        {"id": "+".join(ids[3:]), "label": {"en": "“Good” to “Best”"}, "options": ids[3:]},
    ]
    split["row_ids"] = [group["id"] for group in split["answers"]]
    split["cells"] = [
        [{"count": 10 * (i + j), "percent": 10 * i} for j, _ in enumerate(split["categories"])]
        for i in range(1, 4)
    ]
    return Release.model_validate(held)


def test_answers_that_are_put_together_stand_together_in_every_file() -> None:
    release = joined()
    easy = next(question for question in release.questions if question.id == "easy")
    split = easy.breakdowns[0]
    page = Page(screen(release)).text
    assert page.count("Neighbouring answers were joined here") == 1
    assert "“Bad” to “Worse”10% (10)" in page
    lines = [
        line
        for line in csv.DictReader(io.StringIO(tables_csv(release), newline=""))
        if (line["question"], line["breakdown"]) == ("easy", split.by)
    ]
    first = lines[0]
    assert (first["option"], first["option_text"]) == (split.answers[0].id, "“Bad” to “Worse”")
    assert {line["kind"] for line in lines} == {"option"}
    assert [line["option"] for line in lines[:: len(split.categories)]] == list(split.row_ids)
    # for everyone the answers stand apart
    whole = [row.id for row in easy.rows]
    assert whole == [option for group in split.answers for option in group.options]


def test_the_same_release_gives_the_same_bytes(
    files: dict[str, bytes], small: dict[str, bytes]
) -> None:
    assert screen(sample("practice")).encode() == files["report.html"]
    assert bundle(report_input(fields("words")), TEMPLATES) == small


def test_the_page_fetches_nothing_and_runs_nothing(files: dict[str, bytes], page: Page) -> None:
    html = files["report.html"].decode()
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "video"}
    for name in ('xmlns="http://www.w3.org/2000/svg"', 'itemtype="https://schema.org/'):
        html = html.replace(name, "")  # names of vocabularies, which nothing fetches
    assert "://" not in html
    assert "url(" not in html
    assert "@import" not in html
    for _, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert attrs.get("href", "#").startswith("#")
        assert attrs.get("src", "data:image/svg+xml;base64,").startswith(
            "data:image/svg+xml;base64,"
        )


def test_every_link_leads_somewhere_and_every_id_is_there_once(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert link["href"][1:] in ids


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_heads_with_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))


def test_every_question_unfolds_with_every_table_of_it(page: Page) -> None:
    for number, question in enumerate(sample("practice").questions, 1):
        assert f"{number}. {question.text['en']}" in page.text
        assert {"class": "question", "id": f"q-{question.id}"} in page.all("details")
        for split in question.breakdowns:
            address = f"q-{question.id}-by-{split.by}"
            assert {"class": "split", "id": address} in page.all("details")
    assert not [attrs for attrs in page.all("details") if "open" in attrs]


def test_words_in_another_language_say_so() -> None:
    held = fields("practice")
    held["study"]["languages"] = ["ar"]
    for question in held["questions"]:
        question["text"] = {"": question["text"]["ar"]}
    written = Page(screen(Release.model_validate(held)))
    arabic = [attrs for _, attrs in written.tags if attrs.get("lang") == "ar"]
    assert len(arabic) > 20
    assert all(attrs["dir"] == "rtl" for attrs in arabic)


def test_what_a_person_wrote_into_a_questionnaire_stays_text() -> None:
    held = fields("words")
    held["questions"][0]["text"]["en"] = 'How <script>alert("old")</script> are you?'
    held["questions"][0]["rows"][0]["label"]["en"] = '"><img src=x onerror=alert(1)>'
    held["study"]["title"]["en"] = "</style></title><script>1</script>"
    written = Page(screen(Release.model_validate(held)))
    assert not written.all("script")
    assert all("onerror" not in attrs for _, attrs in written.tags)


def test_a_practice_study_says_so_on_every_page_of_every_file(
    page: Page, files: dict[str, bytes], leaves: dict[str, list[str]]
) -> None:
    assert page.text.count(BANNER) >= 3
    for name in PAPERS:
        assert all(BANNER in leaf for leaf in leaves[name])
        title = (pypdf.PdfReader(io.BytesIO(files[name])).metadata or {})["/Title"]
        assert title.startswith(BANNER)


def test_a_real_study_has_no_practice_banner(small: dict[str, bytes]) -> None:
    assert b"PRACTICE" not in small["report.html"]
    for name in PAPERS:
        for leaf in pypdf.PdfReader(io.BytesIO(small[name])).pages:
            assert "PRACTICE" not in leaf.extract_text()


def test_every_file_says_who_publishes_it_and_what_made_it(
    page: Page, leaves: dict[str, list[str]]
) -> None:
    for text in (page.text, *(" ".join(leaves[name]) for name in PAPERS)):
        for said in ("Example Charity", "office@charity.example", "A fund", "CC BY 4.0", "0.1.0"):
            assert said in text


def test_a_logo_stands_on_the_cover_and_nothing_of_it_runs() -> None:
    given = report_input(fields("words"))
    logo = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    given = replace(given, publisher=replace(given.publisher, logo=logo))
    html = render_html(report_pages(given, report_document(given)), TEMPLATES)
    assert '<img src="data:image/svg+xml;base64,' in html
    assert "<script" not in html


def test_an_unreviewed_study_says_so_and_a_reviewed_one_does_not() -> None:
    notice = "Published without reviews"
    assert notice in screen(sample("withheld"))
    assert notice not in screen(sample("words"))


def test_pages_are_counted(leaves: dict[str, list[str]]) -> None:
    for name in PAPERS:
        for number, text in enumerate(leaves[name], 1):
            if (name, number) != ("report.pdf", 1):
                assert f"{number} of {len(leaves[name])}" in text


def test_papers_are_tagged_and_dated_by_the_release(files: dict[str, bytes]) -> None:
    for name in PAPERS:
        pdf = pypdf.PdfReader(io.BytesIO(files[name]))
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert pdf.trailer["/Root"]["/Lang"] == "en"
        assert (pdf.metadata or {})["/CreationDate"].startswith("D:20261122")


def test_the_questions_stand_in_every_language_and_the_method_has_its_record(
    leaves: dict[str, list[str]],
) -> None:
    asked = " ".join(" ".join(leaves["questionnaire.pdf"]).split())
    for name in ("English", "French", "Spanish", "Arabic"):
        assert name in asked
    for words in ("Where did you report?", "¿Dónde denunció", "Où avez-vous signalé"):
        assert words in asked
    method = " ".join(" ".join(leaves["method.pdf"]).split())
    for words in ("Record of policy and decisions", "c0ffee11", "2 of 3 trustees", "passed"):
        assert words in method


def arabic_with_pictures() -> bytes:
    """Give a report in Arabic, read from right to left, of two steps of what happened and three
    asks: both pictures stand in it."""
    found = held("demo")
    steps = [one for one in found["questions"] if one["id"] in ("A09", "A10")]
    found["questions"] = [{**one, "breakdowns": []} for one in steps]
    with writing_in("ar"):
        given = replace(report_input(found), asks=asks(3), status_on="2026-11-30")
        pages = report_pages(given, report_document(given))
        assert pages.journey is not None
        assert pages.asks_picture is not None
        return render_pdf(paper_html(pages, TEMPLATES), bytes(16))


def test_pdfs_conform_to_pdf_ua(
    files: dict[str, bytes], small: dict[str, bytes], tmp_path: Path
) -> None:
    paths = []
    for name, made in {"practice": files, "words": small}.items():
        for paper_name in PAPERS if name == "practice" else ("report.pdf", "summary.pdf"):
            path = tmp_path / f"{name}-{paper_name}"
            path.write_bytes(made[paper_name])
            paths.append(str(path))
    digest = digest_html(asks(2), 2026, date(2026, 12, 31), TEMPLATES)
    for name, made in {
        "arabic": arabic_with_pictures(),
        "digest": render_pdf(digest, bytes(16)),
    }.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made)
        paths.append(str(path))
    command = [sys.executable, str(HERE / "verapdf.py"), *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode == 3:
        pytest.skip(run.stdout.strip())
    assert run.returncode == 0, run.stderr
    for path, verdict in json.loads(run.stdout).items():
        assert verdict["checks"] > 500
        assert verdict["compliant"], (path, verdict["broken"][:5])


def test_tables_give_every_number_and_nothing_else(files: dict[str, bytes]) -> None:
    release = sample("practice")
    text = files["tables.csv"].decode()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(lines[0]) == COLUMNS
    assert COLUMNS[:8] == (
        *("question", "breakdown", "category", "option"),
        *("count", "percent", "base", "hidden"),
    )
    found = {tuple(line[name] for name in COLUMNS[:4]): line for line in lines}
    assert len(found) == len(lines)
    for question in release.questions:
        if question.form == "withheld":
            assert found[question.id, "", "", ""]["hidden"] == "true"
        for row in (*question.rows, *question.missing):
            _agrees(found[question.id, "", "", row.id], row.shown)
        for split in question.breakdowns:
            for row_id, row_cells in zip(split.row_ids, split.cells, strict=True):
                for category, shown in zip(split.categories, row_cells, strict=True):
                    line = found[question.id, split.by, category.id, row_id]
                    _agrees(line, shown)
                    assert line["base"] == str(category.base.count)


def _agrees(line: dict[str, str], shown: Any) -> None:
    assert line["hidden"] == ("true" if shown.hidden else "false")
    for name in ("count", "percent", "low", "high"):
        value = getattr(shown, name)
        assert line[name] == ("" if shown.hidden or value is None else str(value))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_does_not_calculate_a_label(start: str) -> None:
    held = fields("practice")
    held["questions"][0]["rows"][0]["label"]["en"] = f'{start}HYPERLINK("x")'
    lines = csv.DictReader(io.StringIO(tables_csv(Release.model_validate(held)), newline=""))
    assert f'\'{start}HYPERLINK("x")' in [line["option_text"] for line in lines]


def test_the_json_is_the_release_and_fits_its_schema(files: dict[str, bytes]) -> None:
    for name in SAMPLES:
        written = release_json(sample(name))
        assert Release.model_validate_json(written) == sample(name)
        jsonschema.validate(json.loads(written), release_schema())
    assert Release.model_validate_json(files["release.json"]) == sample("practice")


def test_a_release_that_failed_its_audit_gets_no_report() -> None:
    held = fields("words")
    held["audit"]["passed"] = False
    with pytest.raises(DisclosureRefused, match="did not pass"):
        screen(Release.model_validate(held))
