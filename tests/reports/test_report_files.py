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
from pathlib import Path
from typing import Any

import jsonschema
import pypdf
import pytest

from survey.disclosure.release import Release
from survey.errors import DisclosureRefused
from survey.reports.pdf import render_pdf
from survey.reports.study.bundle import bundle, release_json, release_schema
from survey.reports.study.charts import breakdown_chart, question_chart
from survey.reports.study.html import render_html
from survey.reports.tables.tables_csv import COLUMNS, tables_csv
from tests.reports.page import Page

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
    return bundle(sample("practice"), TEMPLATES)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Page:
    return Page(files["report.html"].decode())


@pytest.fixture(scope="module")
def small() -> dict[str, bytes]:
    """The files of a real and reviewed small study."""
    return bundle(sample("words"), TEMPLATES)


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    """The PDF of a small practice study: reading the text of a long one takes pypdf too long."""
    held = fields("words")
    held["study"]["practice"] = True
    html = render_html(Release.model_validate(held), TEMPLATES)
    return pypdf.PdfReader(io.BytesIO(render_pdf(html, b"0123456789abcdef")))


@pytest.fixture(scope="module")
def leaves(pdf: pypdf.PdfReader) -> list[str]:
    """The text of each page of the small practice study."""
    return [leaf.extract_text() for leaf in pdf.pages]


def test_a_bundle_has_four_files(files: dict[str, bytes]) -> None:
    assert set(files) == {"report.html", "report.pdf", "tables.csv", "release.json"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_hidden_cell_never_gives_a_number_away(name: str) -> None:
    held = fields(name)
    for cell in cells(held):
        cell.update(count=7_777_777, percent=777, low=777, high=777, words="seven")
    release, wanted = Release.model_validate(held), sample(name)
    assert render_html(release, TEMPLATES) == render_html(wanted, TEMPLATES)
    assert tables_csv(release) == tables_csv(wanted)
    assert release_json(release) == release_json(wanted)


def test_a_hidden_lane_is_as_long_whatever_it_hides() -> None:
    known = next(q for q in sample("practice").questions if q.id == "known")
    chart = question_chart(known, ("en",))
    assert chart is not None
    hidden = [lane for lane in chart.lanes if lane.beside == "hidden"]
    assert len(hidden) == 2
    assert all("full" not in lane.drawing.kinds and lane.drawing.alt == "Hidden" for lane in hidden)


def test_a_scale_with_a_hidden_point_is_not_stacked() -> None:
    questions = {question.id: question for question in sample("practice").questions}
    hidden, whole = (question_chart(questions[name], ("en",)) for name in ("known", "easy"))
    assert hidden is not None
    assert hidden.kind == "Bar chart"
    assert not any("piece" in lane.drawing.kinds for lane in hidden.lanes)
    assert whole is not None
    assert whole.kind == "Stacked bar chart"
    assert [lane.drawing.kinds.count("piece") for lane in whole.lanes] == [5]


def test_a_group_with_a_hidden_cell_is_hatched_in_its_chart() -> None:
    easy = next(q for q in sample("practice").questions if q.id == "easy")
    chart = breakdown_chart(easy, easy.breakdowns[1], ("en",))
    assert chart is not None
    told = {lane.label.text: lane for lane in chart.lanes}
    assert told["Africa"].beside == "n\u00a0≈\u00a035 · some numbers hidden: see the table"
    assert sum("hidden" in lane.beside for lane in chart.lanes) == 2
    assert "piece" not in told["Africa"].drawing.kinds


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
    page = Page(render_html(release, TEMPLATES)).text
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


def test_answers_that_are_put_together_are_one_piece_of_a_bar() -> None:
    easy = next(question for question in joined().questions if question.id == "easy")
    chart = breakdown_chart(easy, easy.breakdowns[0], ("en",))
    assert chart is not None
    middle = easy.rows[2].label["en"]
    assert [key.label.text for key in chart.keys] == [
        "“Bad” to “Worse”",
        middle,
        "“Good” to “Best”",
    ]
    assert all(lane.drawing.kinds.count("piece") == 3 for lane in chart.lanes)
    # an answer stands in marks; those of joined answers are their own
    assert (
        str(chart.lanes[0].drawing.alt)
        == f"“Bad” to “Worse” 10%, “{middle}” 20%, “Good” to “Best” 30%"
    )


def test_the_same_release_gives_the_same_bytes(
    files: dict[str, bytes], small: dict[str, bytes]
) -> None:
    assert render_html(sample("practice"), TEMPLATES).encode() == files["report.html"]
    assert bundle(sample("words"), TEMPLATES) == small


def test_the_page_fetches_nothing_and_runs_nothing(files: dict[str, bytes], page: Page) -> None:
    html = files["report.html"].decode()
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "video"}
    assert "://" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert html.count("url(") == html.count('url("data:image/svg+xml;base64,') == 1
    assert "@import" not in html
    for _, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert attrs.get("href", "#").startswith("#")
        assert attrs.get("src", "data:image/svg+xml;base64,").startswith(
            "data:image/svg+xml;base64,"
        )


def test_every_picture_says_its_numbers_and_stands_by_its_base(
    files: dict[str, bytes], page: Page
) -> None:
    charts = re.findall(
        r'<figure class="chart bars".*?</figure>', files["report.html"].decode(), re.S
    )
    assert len(charts) == 11
    for chart in charts:
        for bar in re.findall(r"<svg class=\"lane\".*?</svg>", chart, re.S):
            said = re.search(r'aria-label="([^"]+)"', bar)
            assert said is not None
            for number in re.findall(r">(\d+%)</text>", bar):
                assert number in said[1]
    assert page.text.count("who answered. This describes only the people who answered.") >= 11


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


def test_contents_list_every_question(page: Page) -> None:
    for number, question in enumerate(sample("practice").questions, 1):
        assert f"{number}. {question.text['en']}" in page.text
        assert {"href": f"#q-{question.id}"} in page.all("a")


def test_words_in_another_language_say_so(page: Page) -> None:
    arabic = [attrs for _, attrs in page.tags if attrs.get("lang") == "ar"]
    assert len(arabic) > 20
    assert all(attrs["dir"] == "rtl" for attrs in arabic)


def test_what_a_person_wrote_into_a_questionnaire_stays_text() -> None:
    held = fields("words")
    held["questions"][0]["text"]["en"] = 'How <script>alert("old")</script> are you?'
    held["questions"][0]["rows"][0]["label"]["en"] = '"><img src=x onerror=alert(1)>'
    held["study"]["title"]["en"] = "</style></title><script>1</script>"
    written = Page(render_html(Release.model_validate(held), TEMPLATES))
    assert not written.all("script")
    assert all("onerror" not in attrs for _, attrs in written.tags)


def test_a_practice_study_says_so_on_every_page_of_every_file(
    page: Page, pdf: pypdf.PdfReader, leaves: list[str]
) -> None:
    assert page.text.count(BANNER) >= 3
    assert all(BANNER in leaf for leaf in leaves)
    assert (pdf.metadata or {})["/Title"].startswith(BANNER)


def test_a_real_study_has_no_practice_banner(small: dict[str, bytes]) -> None:
    assert b"PRACTICE" not in small["report.html"]
    for leaf in pypdf.PdfReader(io.BytesIO(small["report.pdf"])).pages:
        assert "PRACTICE" not in leaf.extract_text()


def test_an_unreviewed_study_says_so_and_a_reviewed_one_does_not() -> None:
    notice = "Published without reviews"
    assert notice in render_html(sample("withheld"), TEMPLATES)
    assert notice not in render_html(sample("words"), TEMPLATES)


def test_pages_are_counted_and_the_contents_give_the_right_ones(
    pdf: pypdf.PdfReader, leaves: list[str]
) -> None:
    for number, text in enumerate(leaves[1:], 2):
        assert f"page {number} of {len(leaves)}" in text
    contents = re.sub(r"\s+", " ", leaves[1])
    places = {
        mark.title: (pdf.get_destination_page_number(mark) or 0) + 1 for mark in _flat(pdf.outline)
    }
    titles = [question.text["en"] for question in sample("words").questions]
    for title in (*titles, "Key points", "Method", "Limits", "How to cite this report"):
        assert re.search(re.escape(title) + rf"[ .]*{places[title]}\b", contents), title
        assert title in re.sub(r"\s+", " ", leaves[places[title] - 1])


def _flat(outline: list[Any]) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def test_the_cover_is_the_first_page(leaves: list[str], small: dict[str, bytes]) -> None:
    real = pypdf.PdfReader(io.BytesIO(small["report.pdf"])).pages[0].extract_text()
    for first in (leaves[0], real):
        assert "Having images removed" in first
        assert "Published 22 November 2026" in re.sub(r"\s+", " ", first)


def test_the_pdf_is_tagged_and_dated_by_the_release(pdf: pypdf.PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert (pdf.metadata or {})["/CreationDate"].startswith("D:20261122")


def test_pdfs_conform_to_pdf_ua(
    files: dict[str, bytes], small: dict[str, bytes], tmp_path: Path
) -> None:
    paths = []
    for name, made in {"practice": files, "words": small}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made["report.pdf"])
        paths.append(str(path))
    command = [sys.executable, str(HERE / "verapdf.py"), *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode == 3:
        pytest.skip(run.stdout.strip())
    assert run.returncode == 0, run.stderr
    for path, verdict in json.loads(run.stdout).items():
        assert verdict["checks"] > 1000
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
        render_html(Release.model_validate(held), TEMPLATES)
