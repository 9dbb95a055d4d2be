"""What is not printed, by reason in a few lines; and which questions people really skipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.reports.study.method import limits
from survey.reports.study.unsaid import not_printed

HERE = Path(__file__).parent


@pytest.fixture
def held() -> Any:
    return json.loads((HERE / "release-practice.json").read_text("utf-8"))


def refuse(held: Any, *reasons: str) -> None:
    """Refuse a table of the first question for each reason."""
    held["questions"][0]["refusals"] = [
        {"table": f"age by x{i}", "reason": why, "next_steps": []} for i, why in enumerate(reasons)
    ]


def said(held: Any) -> list[tuple[str, str]]:
    return [(one.reason, str(one.what)) for one in not_printed(Release.model_validate(held))]


def test_tables_of_one_reason_stand_in_one_line(held: Any) -> None:
    held["questions"][4]["refusals"] = []
    refuse(held, *["Too much is hidden."] * 24, "Both are sensitive.")
    lines = dict(said(held))
    assert lines["Too much is hidden."] == "24 tables of groups."
    assert lines["Both are sensitive."] == "One table of groups."


@pytest.mark.parametrize("reasons", [5, 6, 7, 8, 20])
def test_there_are_at_most_eight_lines_and_nothing_is_lost(held: Any, reasons: int) -> None:
    held["questions"][4]["refusals"] = []
    before = len(said(held))
    refuse(held, *(f"Reason {i}." for i in range(reasons)))
    lines = said(held)
    assert len(lines) == min(8, before + reasons)
    named = sum(what == "One table of groups." for _, what in lines)
    rest = [int(what.split()[0]) for why, what in lines if why.startswith("Other reasons")]
    assert named + sum(rest) == reasons


def test_questions_that_are_meant_to_stay_empty_are_not_said_to_be_skipped(held: Any) -> None:
    """Hardly anybody was asked one, and another is for own words."""
    few, words = held["questions"][4], held["questions"][5]
    for question, skipped in ((few, 40), (words, 60)):
        row = next(one for one in question["missing"] if one["kind"] == "skipped")
        row["shown"] = {"count": skipped}
    assert any("Question 5 (about 40" in one for one in limits(Release.model_validate(held)))
    few["base"] = {"count": 80}
    few["missing"][0]["shown"] = {"count": 180}
    words["type"], words["measure"] = "text", "wrote"
    (line,) = (one for one in limits(Release.model_validate(held)) if "Skipped most often" in one)
    assert "Question 5" not in line
    assert "Question 6" not in line
    assert "Question 3" in line
