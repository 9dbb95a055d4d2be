"""A release beside the one before: what is said to differ, what is not compared, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.errors import ReportTextProblems
from survey.reports.study.html import render_html
from survey.reports.study.report_document import drafted_text, report_document
from survey.reports.study.report_model import ReportInput, SinceLastTime
from survey.reports.study.report_pages import report_pages
from survey.reports.study.report_text import report_text_file
from survey.reports.tables.workbook import workbook_sheets
from survey.settings import shipped
from tests.reports.report_inputs import earlier_of, held, report_input

#: How much of what was printed of an answer before: people, percent, low and high end.
Change = Callable[[dict[str, Any]], None]


def question(release: Any, name: str) -> Any:
    return next(one for one in release["questions"] if one["id"] == name)


def moved(name: str, row: str, percent: int, low: int, high: int) -> Change:
    """Return what lets the release before have printed another share of an answer."""

    def change(before: dict[str, Any]) -> None:
        found = next(one for one in question(before, name)["rows"] if one["id"] == row)
        found["shown"] |= {"count": percent * 3, "percent": percent, "low": low, "high": high}

    return change


def beside(*changes: Change) -> ReportInput:
    """Return release 2 of 300 people, beside a release 1 that differs from it in what is given."""
    fields = held("demo")
    before = earlier_of(fields)
    for change in changes:
        change(before)
    given = report_input(fields | {"number": 2})
    return replace(given, earlier=(Release.model_validate(before),))


def since(given: ReportInput) -> tuple[list[str], list[str]]:
    """Return what is said to differ, and the lines below it."""
    found = report_document(given).since
    assert isinstance(found, SinceLastTime)
    return [str(one) for one in found.said], [str(one) for one in found.lines]


NOT_TOLD = moved("A08", "nothing-heard", 10, 6, 16)  # now 33%, 26 to 40
POLICE = moved("A05", "police", 60, 50, 68)  # now 42%, 35 to 49
ALIKE = (
    "No clear difference since 31 March 2026: wherever an answer can be compared, the ranges meet."
)


def test_only_answers_whose_ranges_stay_apart_are_named() -> None:
    said, lines = since(beside(NOT_TOLD, POLICE, moved("A10", "came-back", 19, 15, 21)))
    assert said == [
        "33% (26–40%) were never told that their report had arrived, more often than in the "
        "answers until 31 March 2026: 10% (6–16%).",
        "42% (35–49%) reported to the police, less often than in the answers until 31 March 2026: "
        "60% (50–68%).",
    ]
    assert lines[:2] == [
        "No clear difference since 31 March 2026 in any other question that can be compared: the "
        "ranges meet.",
        "The answers until 31 March 2026, of about 300 people, are counted in both numbers, so "
        "those who answered since differ by more than is seen here.",
    ]
    printed = [one for q in held("demo")["questions"] for one in (*q["rows"], *q.get("sums", ()))]
    number = sum(one["shown"]["low"] is not None for one in printed)
    assert lines[-1].startswith(f"{number} answers were compared with the release before.")


def test_where_all_ranges_meet_one_line_says_so() -> None:
    said, lines = since(beside())
    assert (said, lines[0]) == ([], ALIKE)
    assert not any("counted in both" in one for one in lines)


def test_a_question_in_other_words_or_with_other_answers_is_not_compared() -> None:
    def reworded(before: dict[str, Any]) -> None:
        question(before, "A08")["text"][""] += " In the last year?"

    def answers(before: dict[str, Any]) -> None:
        question(before, "A05")["rows"].pop(0)

    said, lines = since(beside(NOT_TOLD, POLICE, reworded, answers))
    assert (said, lines[0]) == ([], ALIKE)
    assert lines[1] == (
        "2 questions were put in other words then, or had other answers. They are not compared."
    )


def test_a_hidden_answer_and_one_without_a_range_are_not_compared() -> None:
    def hidden(before: dict[str, Any]) -> None:
        row = next(one for one in question(before, "A08")["rows"] if one["id"] == "nothing-heard")
        row["shown"] = {"hidden": True}

    def bare(before: dict[str, Any]) -> None:
        row = next(one for one in question(before, "A05")["rows"] if one["id"] == "police")
        row["shown"] |= {"low": None, "high": None}

    assert since(beside(NOT_TOLD, POLICE, hidden, bare))[0] == []


def test_who_answered_is_told_apart_from_what_they_said() -> None:
    said, lines = since(beside(moved("A01", "lived", 40, 33, 47)))
    assert said == []
    assert lines[0] == (
        "Who answered differs too: look at “Which of these fits you best for this survey?”. That "
        "alone can move other numbers."
    )


def test_a_release_of_which_nothing_went_out_is_passed_over() -> None:
    given = beside(NOT_TOLD)
    (first,) = given.earlier
    nothing = [
        one.model_copy(update={"form": "withheld", "rows": (), "sums": (), "breakdowns": ()})
        for one in first.questions
    ]
    bare = first.model_copy(update={"number": 2, "questions": tuple(nothing)})
    last = given.release.model_copy(update={"number": 3})
    assert len(since(replace(given, release=last, earlier=(first, bare)))[0]) == 1
    assert report_document(replace(given, release=last, earlier=(bare,))).since is None
    assert report_document(replace(given, earlier=())).since is None


def test_the_draft_refers_to_cells_of_both_releases_and_reads_back() -> None:
    given = beside(NOT_TOLD)
    file = report_text_file(drafted_text(given))
    (line,) = [one for one in file.splitlines() if "of release 1" in one]
    assert line.endswith(
        "[A08 nothing-heard of release 1 = 10%] ([A08 nothing-heard of release 1 range = 6–16%])."
    )
    assert since(replace(given, text=file)) == since(given)
    assert "## Since last time" not in report_text_file(drafted_text(replace(given, earlier=())))


def test_words_of_ones_own_stand_and_what_they_leave_out_is_counted() -> None:
    given = beside(NOT_TOLD, POLICE)
    own = "- Fewer write to the police: [5 nothing-heard], more often than [5 nothing-heard of "
    text = f"# Found\n## Since last time\n{own.replace('5 ', '4 ')}release 1].\n"
    said, lines = since(replace(given, text=text))
    assert said == ["Fewer write to the police: 33%, more often than 10%."]
    assert lines[0] == (
        "The ranges of one more question lie apart. It stands in the tables, on the worksheet "
        "Since_last_time."
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[4 later], more often than [4 later of release 1].", "“more often” is not borne out"),
        ("[4 later of release 7 = 3%] came late.", "Write “of release 1”, the newest of before"),
        ("[5 clear of release 1] were told.", "Take it out: the question was put in other words"),
        ("[4 nothing-heard of release 1 = 33%].", "write [4 nothing-heard of release 1 = 10%]"),
        ("It rose by 23%.", "“23%” is typed by hand"),
    ],
)
def test_what_may_not_be_said_of_an_earlier_release_is_told(written: str, told: str) -> None:
    def reworded(before: dict[str, Any]) -> None:
        question(before, "A09")["text"][""] += " Really?"

    text = f"# Found\n## Since last time\n- {written}\n"
    with pytest.raises(ReportTextProblems) as refused:
        report_document(replace(beside(NOT_TOLD, reworded), text=text))
    found = [str(one) for one in refused.value.problems]
    assert all(one.startswith("line 3: ") for one in found)
    assert told in " ".join(found)


def test_the_page_and_the_workbook_say_it() -> None:
    def dropped(before: dict[str, Any]) -> None:
        question(before, "A13")["id"] = "A99"

    given = replace(beside(NOT_TOLD, dropped), editions=((3, "2026-12-02"),))
    page = render_html(report_pages(given, report_document(given)), shipped("templates"))
    assert page.count('href="#since"') == 1
    assert "in the answers until 31 March 2026: 10% (6–16%)." in page
    book = {one.name: one.rows for one in workbook_sheets(given)}
    apart = [
        row for row in book["Since_last_time"] if row[-1] in ("more often now", "less often now")
    ]
    assert [row[1:] for row in apart] == [
        ("No, I heard nothing", 10, 6, 16, 33, 26, 40, "more often now")
    ]
    helped = given.release.questions[12].text[""]
    assert list(book["Changes"]) == [
        ("2026-04-02", "Release 1 was made, of about 300 people."),
        ("2026-11-30", "Release 2 was made, of about 300 people."),
        ("2026-11-30", f"Release 2 has a question that was not there before: “{helped}”"),
        ("2026-11-30", f"Release 2 has no longer the question “{helped}”"),
        ("2026-12-02", "Edition 1 of the words of this report was approved."),
    ]
