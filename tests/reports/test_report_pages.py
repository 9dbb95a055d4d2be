"""How many pages a report has, how full they are, and that its summary fits on two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from weasyprint import HTML

from survey.disclosure.release import Release
from survey.follow_up.asks import Ask, Body, BodyAnswer, Evidence
from survey.reports.report_language import writing_in
from survey.reports.report_words import tell
from survey.reports.study.finding_pages import pages_begun
from survey.reports.study.html import paper_html, render_html, summary_html
from survey.reports.study.report_document import report_document
from survey.reports.study.report_model import CannotSay
from survey.reports.study.report_pages import ReportPages, report_pages
from survey.settings import shipped
from tests.reports.council_sample import proceedings
from tests.reports.report_inputs import earlier_of, held, report_input

TEMPLATES = shipped("templates")
SITE = "https://survey.example"
#: Where the words of a page begin and end, in px.
TOP, BOTTOM = 92, 1123 - 84


@dataclass(frozen=True)
class LaidPage:
    """One page as it is laid out: how far down it is full, and how far so with what is its main
    content, without notes in the margin; and the parts that begin on it."""

    full: float
    main: float
    begins: tuple[str, ...]
    words: str


def asks(count: int) -> tuple[Ask, ...]:
    """Return so many asks, of which one was answered."""
    leads = Body(id="p", group="platforms", function="trust and safety", leads=True)
    answer = BodyAnswer(
        body_id="p", status="partly", words="We have begun.", reason="It takes a year.",
        answered_on="2026-11-20",
    )  # fmt: skip
    return tuple(
        Ask(
            id=f"a{number}",
            of_id=held("demo")["study"]["id"],
            number=number,
            sentence="Say what you decided, in words that a person can use.",
            theme="reporting",
            bodies=(leads, Body(id="h", group="hotlines")),
            done_looks_like="Every report ends with a written decision and its reason.",
            evidence=(Evidence(question="A09", row="clear"),),
            due_on="2027-02-28",
            answers=(answer,) if number == 1 else (),
        )
        for number in range(1, count + 1)
    )


def pages_with(name: str, **more: Any) -> ReportPages:
    given = replace(report_input(held(name)), status_on="2026-11-30", **more)
    return report_pages(given, report_document(given))


def laid_out(html: str) -> tuple[LaidPage, ...]:
    return tuple(map(_laid, HTML(string=html, base_url="about:blank").render().pages))


def _laid(page: Any) -> LaidPage:
    boxes = list(_in_flow(page._page_box))
    texts = [box for box in boxes if getattr(box, "text", "").strip() and box.height > 3]
    lowest = max((box.position_y + box.height for box in texts), default=TOP)
    named = [
        box.element.get("data-part") or ""
        for box in boxes
        if box.element is not None and "part-name" in (box.element.get("class") or "").split()
    ]
    words = " ".join(box.text for box in texts)
    own = [box for box in _in_flow(page._page_box, asides=False) if getattr(box, "text", "")]
    main = max((box.position_y + box.height for box in own if box.height > 3), default=TOP)
    full, filled = ((end - TOP) / (BOTTOM - TOP) for end in (lowest, main))
    return LaidPage(full, filled, tuple(dict.fromkeys(named)), words)


def _in_flow(box: Any, *, asides: bool = True) -> Iterator[Any]:
    """Give the boxes of a page but those of its margins."""
    for child in getattr(box, "children", ()):
        aside = not asides and child.element is not None and child.element.tag == "aside"
        if type(child).__name__ != "MarginBox" and not aside:
            yield child
            yield from _in_flow(child, asides=asides)


def poorly_filled(pages: tuple[LaidPage, ...]) -> list[int]:
    """Return the numbers of pages less than half full, but the last one of each part."""
    return [
        number
        for number, (page, after) in enumerate(pairwise(pages), 1)
        if page.main < 0.5 and not after.begins
    ]


@pytest.fixture(scope="module")
def large() -> tuple[LaidPage, ...]:
    """A report of 15 questions and 300 people with a council, eight asks and a release before."""
    before = Release.model_validate(earlier_of(held("demo")))
    pages = pages_with("demo", asks=asks(8), council=proceedings(), earlier=(before,), site=SITE)
    return laid_out(paper_html(pages, TEMPLATES))


@pytest.fixture(scope="module")
def small() -> tuple[LaidPage, ...]:
    """A report of 15 questions and 24 people, with eight asks."""
    return laid_out(paper_html(pages_with("demo-words", asks=asks(8), site=SITE), TEMPLATES))


def test_a_report_has_at_most_twenty_pages_and_sixteen_without_its_council(
    large: tuple[LaidPage, ...],
) -> None:
    names = [name for page in large for name in page.begins]
    start = next(at for at, page in enumerate(large) if "The council’s view" in page.begins)
    end = next(at for at, page in enumerate(large) if at > start and page.begins)
    assert len(large) <= 20
    assert len(large) - (end - start) <= 16
    assert names == [
        "Summary", *(f"Finding {number}" for number in range(1, 6)), "Groups", "Since last time",
        "Picture: what happened", "The council’s view", "Picture: who is asked",
        "What we ask", "Limits", "Annex",
    ]  # fmt: skip


def test_a_report_of_fewer_than_thirty_people_has_at_most_four_pages(
    small: tuple[LaidPage, ...],
) -> None:
    assert len(small) <= 4
    asked = held("demo-words")["questions"]
    whole = " ".join(page.words for page in small)
    for question in asked:
        for row in question["rows"] if question["type"] != "text" else ():
            assert row["label"][""].split("(")[0].split()[-1] in whole


def test_a_finding_says_what_is_asked_because_of_it(large: tuple[LaidPage, ...]) -> None:
    said = "What is asked because of this: Say what you decided, in words that a person can use"
    words = {
        name: " ".join(page.words.split())
        for page in large
        for name in page.begins
        if name.startswith("Finding ")
    }
    held = [one for one, found in words.items() if said in found]
    assert held == ["Finding 1"]
    assert "(of Platforms, Hotlines, by 28 February 2027)" in words["Finding 1"]
    assert "https://survey.example/asks/a1" in words["Finding 1"]
    assert "More asks rest on this: 5." in words["Finding 1"]


def test_a_short_report_has_each_ask_once_in_a_table(small: tuple[LaidPage, ...]) -> None:
    summary, *rest = (" ".join(page.words.split()) for page in small[1:])
    address = "https://survey.example/asks/a"
    assert summary.count(address) >= 3
    assert "Platforms: trust and safety: accepted in part." in summary
    assert [f"{summary} {rest}".count(f"{address}{at}") for at in range(1, 9)] == [1] * 8


def test_no_page_is_less_than_half_full_but_the_last_of_a_part(
    large: tuple[LaidPage, ...], small: tuple[LaidPage, ...]
) -> None:
    assert poorly_filled(large) == []
    assert poorly_filled(small) == []
    findings = [page for page in large if page.begins[:1] and "Finding" in page.begins[0]]
    assert [page.begins for page in findings if page.main < 0.5] == []


def test_no_page_runs_over_its_foot(
    large: tuple[LaidPage, ...], small: tuple[LaidPage, ...]
) -> None:
    assert all(page.full <= 1.01 for page in (*large[1:], *small[1:]))
    for page in (large[0], small[0]):
        assert page.full <= 1.08, "the cover has no foot"


def test_the_summary_stands_alone_on_two_pages_and_answers_three_questions(
    large: tuple[LaidPage, ...],
) -> None:
    pages = pages_with("demo", asks=asks(8))
    alone = laid_out(summary_html(pages, TEMPLATES))
    assert len(alone) == 2
    first = alone[0].words
    for head in ("What we found", "What we ask", "What we cannot say", "range"):
        assert head in first
    for finding in pages.doc.key_findings:
        assert str(finding.title) in first
    assert "Asked of Platforms, Hotlines" in " ".join(first.split())
    for said in ("Reporting and removal: what was it like?", "About 300 people", "Status on 30"):
        assert said in first
    assert "Example Charity" in alone[1].words
    assert ", page" not in first
    assert [page.begins for page in large[1:3]] == [("Summary",), ()]


def test_a_summary_has_two_pages_whatever_is_added_to_what_it_cannot_say() -> None:
    given = replace(report_input(held("demo")), status_on="2026-11-30", asks=asks(8))
    doc = report_document(given)
    added = tuple(CannotSay(f"Point {at}.", tell("Nobody asked about it. " * 12)) for at in "123")
    more = report_pages(given, replace(doc, cannot_say=(*doc.cannot_say, *added)))
    assert len(laid_out(summary_html(more, TEMPLATES))) == 2
    limits = laid_out(paper_html(more, TEMPLATES))
    assert all(any(f"Point {at}." in page.words for page in limits) for at in "123")


def test_a_summary_has_two_pages_in_french_too() -> None:
    with writing_in("fr"):
        pages = pages_with("demo", asks=asks(3))
        assert len(laid_out(summary_html(pages, TEMPLATES))) == 2


def test_words_and_numbers_keep_their_direction_in_an_arabic_report() -> None:
    """A full stop, a name or a sign for percent is not moved by the Arabic words around it."""
    (ask,) = asks(1)
    named = Body(id="p", name="Example Platform", group="platforms", leads=True)
    ask = ask.model_copy(update={"bodies": (named, *ask.bodies[1:])})
    with writing_in("ar"):
        pages = pages_with("demo", asks=(ask,))
        reports = paper_html(pages, TEMPLATES), render_html(pages, TEMPLATES)
    for made in reports:
        for said in (ask.sentence, ask.done_looks_like, "We have begun.", "It takes a year."):
            assert made.count(f'<bdi dir="ltr">{said}</bdi>') == made.count(said) > 0, said
        assert made.count("\u2068Example Platform\u2069") == made.count("Example Platform") > 0
        words = re.sub(r"<style.*?</style>|<[^>]*>", " ", made, flags=re.DOTALL)
        assert re.findall(r".{20}\d ?%", words) == []


def test_findings_share_a_page_where_that_leaves_least_of_all_pages_empty() -> None:
    assert pages_begun((420, 430, 390, 700, 640)) == (True, True, False, True, True)
    assert pages_begun((430, 440)) == (True, False)
    assert pages_begun((430, 500)) == (True, True)
    assert pages_begun((1200, 100)) == (True, True)
    assert pages_begun(()) == ()


def test_a_long_title_is_cut_at_the_head_of_pages() -> None:
    fields = held("demo-words")
    fields["study"]["title"] = dict.fromkeys(fields["study"]["title"], "What people met " * 20)
    given = report_input(fields)
    made = paper_html(report_pages(given, report_document(given)), TEMPLATES)
    (head,) = re.findall(r'<p class="running" aria-hidden="true">([^<]*)</p>', made)
    assert 60 < len(head) < 90
    assert head.endswith("…")


def test_a_sum_that_leads_a_finding_has_a_line_on_its_page_and_in_the_annex() -> None:
    pages = pages_with("practice")
    found = next(one for one in pages.findings if one.finding.questions[0].id == "easy")
    assert found.finding.big is not None
    assert found.finding.big.cell.row == "o4+o5"
    chart = found.charts[0].chart
    assert chart is not None
    assert [(row.together, row.percent) for row in chart.rows if row.strong] == [(True, "61%")]
    table = next(one for one in pages.annex if one.anchor == "q-easy")
    assert [(one.percent, one.range) for one in table.printed if one.kind == "both"] == [
        ("61", "54–68")
    ]


def test_an_ask_of_another_study_is_given_no_number_of_this_one() -> None:
    own, earlier = asks(2)
    other = earlier.model_copy(update={"of_id": "another"})
    lent = Evidence(of_id="another", question="A09", row="clear")
    mixed = own.model_copy(update={"evidence": (*own.evidence, lent)})
    pages = pages_with("demo", asks=(mixed,), earlier_asks=(other,))
    assert [len(one.evidence) for one in (*pages.asks, *pages.earlier)] == [1, 0]
