"""Words in charts and sentences: they keep their direction, and never lie on a number."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import pypdf
import pytest
from playwright.sync_api import Browser
from weasyprint import HTML

from survey.disclosure.release import QuestionResult, Release
from survey.questionnaire.texts import Text
from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import render_council_html
from survey.reports.pdf import render_pdf
from survey.reports.report_words import WordsInLanguage, told_sentence
from survey.reports.study.chart_colours import scale_colours
from survey.reports.study.charts import group_chart, question_chart
from tests.conftest import PATIENCE_MS
from tests.reports.council_sample import council_file, proceedings
from tests.reports.report_inputs import paper, screen, tables_of

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"

DAILY, RARELY, MIXED = "كل يوم", "نادرا", "WhatsApp كل يوم (24/7)"
WIDE = (
    "W" * 38,
    "GruppeMitSehrLangemNamenOhneLeerzeichenUndSoWeiterMM",
    "СОВЕРШЕННО ХОЛОДНАЯ ВОДА, ОЧЕНЬ ТЁПЛАЯ ВОДА, НИ ТО НИ ДРУГОЕ",
)
#: Boxes of words in charts that lie on other words of the same chart, or stick out of it.
ON_EACH_OTHER = (
    "() => [...document.querySelectorAll('figure.fig')].flatMap(chart => {"
    "const drawn = e => { const all = document.createRange(); all.selectNodeContents(e);"
    "return [...all.getClientRects()]; };"
    "const lines = [...chart.querySelectorAll('.cap, .sub, tbody .answer, tbody .num, .note')]"
    ".filter(e => e.textContent.trim()).flatMap(e => drawn(e).map(r => [e, r]));"
    "const edge = chart.getBoundingClientRect();"
    "return lines.flatMap(([a, r], at) => [...lines.slice(at + 1).filter(([b, s]) => a !== b && "
    "!a.contains(b) && !b.contains(a) && r.left < s.right - 1 && s.left < r.right - 1 && "
    "r.top < s.bottom - 1 && s.top < r.bottom - 1)"
    ".map(([b]) => a.textContent + ' / ' + b.textContent), "
    "...(r.left < edge.left || r.right > edge.right ? ['out: ' + a.textContent] : [])]); })"
)
TOO_WIDE = (
    "() => [...document.querySelectorAll('.fig tbody th, .fig tbody .num, .cap, .sub, .lead')]"
    ".filter(e => { const all = document.createRange(); "
    "all.selectNodeContents(e); return [...all.getClientRects()].some(r => "
    "r.right > document.documentElement.clientWidth + 1); }).map(e => e.textContent)"
)
#: Numbers on the pieces of stacked bars that are wider than their piece or touch another number.
ON_PIECES = (
    "() => [...document.querySelectorAll('svg.lane')].flatMap(lane => {"
    "const box = e => e.getBoundingClientRect(); const all = [...lane.querySelectorAll('text')];"
    "const pieces = [...lane.querySelectorAll('rect[stroke]')];"
    "return all.filter(t => !pieces.some(p => box(p).left <= box(t).left && "
    "box(p).right >= box(t).right)).map(t => t.textContent); })"
)


def fields(name: str = "practice") -> Any:
    return json.loads((HERE / f"release-{name}.json").read_text("utf-8"))


def relabelled(*labels: str, lang: str) -> Release:
    """A release in one language whose first question has these labels, and every group's too."""
    held = fields()
    held["study"]["languages"] = [lang]
    for question in held["questions"]:
        for row, label in zip(question["rows"], labels, strict=False):
            row["label"] = {"": label}
        for split in question["breakdowns"]:
            for group, label in zip(split["categories"], labels, strict=False):
                group["label"] = {"": label}
    held["study"]["audience"] = {"": MIXED}
    return Release.model_validate(held)


def leaf_of(pdf: pypdf.PdfReader, words: str) -> str:
    return next(text for text in (leaf.extract_text() for leaf in pdf.pages) if words in text)


def test_arabic_labels_of_a_chart_read_in_order_in_the_text_of_the_pdf() -> None:
    held = fields("practice")
    held["study"]["languages"] = ["ar"]
    held["questions"] = held["questions"][:1]
    question = held["questions"][0]
    question["breakdowns"] = []
    question["text"] = {"": "How often?"}
    labels = (DAILY, RARELY, "لم أجرب")
    for row, label in zip(question["rows"], labels, strict=True):
        row["label"] = {"": label}
    made = render_pdf(paper(Release.model_validate(held)), b"0123456789abcdef")
    leaf = leaf_of(pypdf.PdfReader(io.BytesIO(made)), "Annex")
    for label in labels:
        (line,) = [line for line in leaf.splitlines() if line.startswith(label)]
        assert re.match(rf"{label}\s*\d+", line), line
        assert label[::-1] not in leaf


def test_no_label_is_drawn_as_a_picture() -> None:
    html = screen(relabelled(DAILY, RARELY, MIXED, lang="ar"))
    assert "<img" not in html
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", html)
    assert drawn
    assert all(re.fullmatch(r"\d+%?", words) for words in drawn)


def test_answers_keep_their_language_and_direction_wherever_they_stand() -> None:
    release = relabelled(MIXED, DAILY, RARELY, lang="ar")
    html = screen(release)
    body = html[html.index("<body>") :]
    assert f'<bdi lang="ar" dir="rtl">{MIXED}</bdi>' in body
    bare = re.sub(r"<bdi [^>]*>.*?</bdi>", "", body)
    bare = re.sub(r"\u2067[^\u2069]*\u2069", "", bare)
    assert MIXED not in bare
    assert DAILY not in bare


def test_words_of_another_direction_stand_apart_where_there_is_no_markup() -> None:
    release = relabelled(MIXED, DAILY, RARELY, lang="ar")
    apart = f"\u2067{MIXED}\u2069"
    assert apart in str(tables_of(release)[0].lead)
    html = screen(release)
    said = re.findall(r'aria-label="([^"]+)"', html)
    assert any(f"“{apart}” " in words for words in said)
    assert any(f'data-head="{apart}"' in cell for cell in re.findall(r"<td[^>]*>", html))
    for words in (*said, *re.findall(r"<title>([^<]*)</title>", html)):
        assert MIXED not in words.replace(apart, "")


def test_an_english_answer_with_arabic_in_it_stands_apart_too() -> None:
    html = screen(relabelled("Weekly (كل أسبوع)", "Less", lang="en"))
    assert '<bdi lang="en" dir="ltr">Weekly (كل أسبوع)</bdi>' in html
    assert '<bdi lang="en" dir="ltr">Less' not in html


def test_a_sentence_ends_once_and_begins_with_a_capital() -> None:
    assert str(told_sentence("of all, ", WordsInLanguage("some"))) == "Of all, some."
    assert str(told_sentence("why: ", WordsInLanguage("لماذا؟", "ar"))) == "Why: \u2067لماذا؟\u2069"
    assert str(told_sentence(WordsInLanguage(""))) == ""


def test_groups_of_a_council_keep_their_language_in_sentences() -> None:
    groups = tuple(
        group.model_copy(update={"text": Text.from_input({"ar": words})})
        for group, words in zip(council_file().groups, ("ناجيات", "فريق الدعم"), strict=True)
    )
    given = proceedings()
    given = replace(given, file=given.file.model_copy(update={"groups": groups}))
    html = render_council_html(council_document(given), TEMPLATES)
    assert '<dt>Groups</dt><dd>“<bdi lang="ar" dir="rtl">ناجيات</bdi>” and “<bdi' in html
    assert 'saw it differently: “<bdi lang="ar" dir="rtl">' in html
    body = re.sub(r"<bdi [^>]*>.*?</bdi>", "", html[html.index("<body>") :])
    assert "ناجيات" not in body


@pytest.mark.browser
@pytest.mark.parametrize(("width", "medium"), [(320, "screen"), (1280, "screen"), (1280, "print")])
@pytest.mark.parametrize("labels", [WIDE, (MIXED * 4, DAILY * 12, RARELY)])
def test_words_of_charts_lie_on_nothing(
    chromium: Browser,
    tmp_path: Path,
    width: int,
    medium: Literal["print", "screen"],
    labels: tuple[str, ...],
) -> None:
    file = tmp_path / "report.html"
    lang = "ar" if DAILY in labels[0] else "ru"
    file.write_text(screen(relabelled(*labels, lang=lang)), "utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_default_timeout(PATIENCE_MS)
    page.emulate_media(media=medium)
    page.goto(file.as_uri())
    assert page.locator("figure.fig").count() > 5
    assert page.evaluate(ON_EACH_OTHER) == []
    assert page.evaluate(ON_PIECES) == []
    assert medium == "print" or page.evaluate(TOO_WIDE) == []
    page.close()


@pytest.mark.parametrize("labels", [WIDE, (MIXED * 4, DAILY * 12, RARELY)])
def test_words_of_charts_lie_on_nothing_on_paper(labels: tuple[str, ...]) -> None:
    """The boxes that WeasyPrint lays out, on every page: no text of a chart meets another."""
    lang = "ar" if DAILY in labels[0] else "ru"
    html = paper(relabelled(*labels, lang=lang))
    found = 0
    for page in HTML(string=html, base_url="about:blank").render().pages:
        for chart in page._page_box.descendants():
            if chart.element_tag != "figure" or type(chart).__name__ != "BlockBox":
                continue
            boxes = [box for box in chart.descendants() if getattr(box, "text", "").strip()]
            found += len(boxes)
            right = chart.position_x + chart.margin_width()
            assert all(box.position_x + box.width <= right + 0.1 for box in boxes)
            met = [(a.text, b.text) for a, b in combinations(boxes, 2) if _meet(a, b)]
            assert met == []
    assert found > 60


def _meet(one: Any, two: Any) -> bool:
    """Say whether two pieces of text share a line and ground: boxes of fonts are taller than it."""
    across = min(one.position_x + one.width, two.position_x + two.width)
    apart = one.position_y + one.height / 2 - two.position_y - two.height / 2
    return bool(
        across - max(one.position_x, two.position_x) > 0.5
        and abs(apart) < min(one.height, two.height) / 2
    )


def question(name: str, **changed: Any) -> QuestionResult:
    held = next(one for one in fields()["questions"] if one["id"] == name)
    return QuestionResult.model_validate({**held, **changed})


def choices(*percents: tuple[str, int | None]) -> QuestionResult:
    """Return a question of choices with these labels and percentages; None is hidden."""
    rows = [
        {
            "id": f"o{at}",
            "kind": "option",
            "label": {"en": label},
            "shown": {"hidden": True} if percent is None else {"count": percent, "percent": percent,
                "low": max(percent - 5, 0), "high": percent + 5},
        }
        for at, (label, percent) in enumerate(percents)
    ]  # fmt: skip
    return question("reply", rows=rows)


def test_a_hidden_lane_is_as_long_whatever_it_hides() -> None:
    chart = question_chart(choices(("A", 30), ("B", None), ("C", None)), ("en",))
    assert chart is not None
    hidden = [row for row in chart.rows if row.shown.hidden]
    assert len(hidden) == 2
    assert hidden[0].drawing == hidden[1].drawing
    assert all(row.drawing is not None and "plain" not in row.drawing.kinds for row in hidden)


def test_choices_are_sorted_by_size_with_what_is_hidden_and_something_else_last() -> None:
    asked = choices(("Something else", 60), ("A", 10), ("B", None), ("C", 30), ("D", None))
    chart = question_chart(asked, ("en",))
    assert chart is not None
    assert [row.label.text for row in chart.rows] == ["C", "A", "B", "D", "Something else"]


def test_at_most_three_bars_stand_out() -> None:
    chart = question_chart(choices(*((name, 20) for name in "ABCD")), ("en",))
    assert chart is not None
    assert not any(row.strong for row in chart.rows)
    chart = question_chart(choices(*((name, 20) for name in "ABCD")), ("en",), lead="o2")
    assert chart is not None
    assert [row.label.text for row in chart.rows if row.strong] == ["C"]


def test_a_picture_says_what_it_shows() -> None:
    chart = question_chart(choices(("A", 10), ("B", 40), ("C", None)), ("en",))
    assert chart is not None
    assert str(chart.alt) == (
        "Bars: the longest is “B” with 40%, the shortest “A” with 10%. 1 of 3 bars are hidden."
    )


def test_colours_follow_what_an_answer_means() -> None:
    """Green never stands for the worse end; without a meaning it stands nowhere."""
    easy, hard = scale_colours(5, "first"), scale_colours(5, "last")
    assert easy == hard[::-1]
    teal = set(easy[:2])
    assert not teal & set(scale_colours(5, ""))
    for points in range(2, 12):
        for better in ("first", "last", ""):
            colours = scale_colours(points, better)  # type: ignore[arg-type]
            assert len(colours) == points
            if points <= 7:
                assert len(set(colours)) == points


def test_a_scale_keeps_its_order_and_is_stacked_unless_a_point_is_hidden() -> None:
    whole = question_chart(question("easy"), ("en",), "first")
    assert whole is not None
    assert whole.stack is not None
    assert whole.stack.kinds.count("piece") == 5
    assert [row.label.text for row in whole.rows] == [
        row.label["en"] for row in question("easy").rows
    ]
    assert str(whole.alt) == str(whole.stack.alt)
    hidden = question_chart(question("known"), ("en",))
    assert hidden is not None
    assert hidden.stack is None


def test_answers_that_the_authors_call_bad_are_never_of_the_good_colours() -> None:
    half, said = scale_colours(5, "first"), scale_colours(5, "first", 4)
    assert said[0] == half[0]
    assert len(set(said)) == 5
    assert half[1] not in said
    assert said[-1] == half[-1]


def test_a_group_with_a_hidden_number_is_hatched_and_named() -> None:
    easy = question("easy")
    chart = group_chart(easy, easy.breakdowns[1], ("en",))
    assert chart is not None
    lanes = {lane.label.text: lane for panel in chart.panels for lane in panel.lanes}
    assert lanes["Africa"].hidden
    assert "Africa" in {label.text for label, _ in chart.hidden}
    assert "piece" not in lanes["Africa"].drawing.kinds


def test_groups_of_choices_are_panels_with_everybody_behind() -> None:
    did = question("did")
    chart = group_chart(did, did.breakdowns[0], ("en",))
    assert chart is not None
    assert 1 <= len(chart.panels) <= 4
    for panel in chart.panels:
        assert 2 * sum(not lane.hidden for lane in panel.lanes) >= len(panel.lanes)
        assert all("everybody line" in lane.drawing.kinds for lane in panel.lanes)
