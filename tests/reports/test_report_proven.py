"""What a report says of hidden numbers: made of what its release was checked for, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.reports.report_language import writing_in
from survey.reports.study.method import limits, method, who_answered

HERE = Path(__file__).parent
OPEN = "Each hidden number of people who gave an answer may be nothing, and may be"


def fields(name: str, **audit: Any) -> Any:
    held = json.loads((HERE / f"release-{name}.json").read_text("utf-8"))
    held["audit"].update(audit)
    return Release.model_validate(held).model_dump(mode="json")


def of(held: Any) -> Release:
    return Release.model_validate(held)


def checked(doc: Release) -> str:
    passage = next(passage for passage in method(doc) if passage.anchor == "method-audit")
    return " ".join(passage.paragraphs)


def told(doc: Release) -> str:
    """Give every sentence about the protection that a report has."""
    passages = [part for one in method(doc) for part in (*one.paragraphs, *one.points)]
    return " ".join([*map(str, who_answered(doc)), *passages, *limits(doc)])


def everywhere_open(held: Any) -> Any:
    """Show every hidden cell, in place."""
    for question in held["questions"]:
        cells = [row["shown"] for row in (*question["rows"], *question["missing"])]
        cells += [cell for one in question["breakdowns"] for line in one["cells"] for cell in line]
        for cell in cells:
            if cell["hidden"]:
                cell.update(hidden=False, count=20)
    return held


def test_a_hidden_number_may_be_nothing_and_as_large_as_the_policy_says() -> None:
    held = fields("practice", exact=70, alternatives=64)
    doc = of(held)
    assert f"{OPEN}" in checked(doc)
    assert "may be nothing, and may be 5 or more (10 on sensitive questions)" in checked(doc)
    assert OPEN in str(who_answered(doc)[-1])
    held["policy"].update(threshold=7, threshold_sensitive=12)
    assert "may be 7 or more (12 on sensitive questions)" in checked(of(held))
    held["policy"].update(threshold_sensitive=7)
    assert "may be nothing, and may be 7 or more." in checked(of(held))


def test_only_thresholds_of_numbers_that_are_hidden_are_told() -> None:
    held = everywhere_open(fields("practice", exact=100))
    assert "No number of people who gave an answer had to be hidden" in checked(of(held))
    plain = next(q for q in held["questions"] if not q["sensitive"] and q["rows"])
    plain["rows"][0]["shown"] = {"hidden": True}
    assert "may be nothing, and may be 5 or more." in checked(of(held))
    careful = next(q for q in held["questions"] if q["sensitive"] and q["form"] == "numbers")
    careful["rows"][0]["shown"] = {"hidden": True}
    plain["rows"][0]["shown"] = {"count": 20}
    assert "may be nothing, and may be 10 or more." in checked(of(held))


def test_a_number_of_people_who_skipped_is_not_said_to_be_open() -> None:
    """It tells of no answer, so nothing is asked of it."""
    held = everywhere_open(fields("practice", exact=100))
    missing = next(row for q in held["questions"] for row in q["missing"]
                   if row["kind"] in ("skipped", "no_answer"))  # fmt: skip
    missing["shown"] = {"hidden": True}
    assert "No number of people who gave an answer had to be hidden" in checked(of(held))


def test_the_reader_whom_the_check_played_is_the_reader_of_rounded_numbers() -> None:
    doc = of(fields("practice", exact=70, alternatives=64))
    assert "every printed count for all numbers that are rounded to it" in checked(doc)
    assert "as if the exact numbers were known" not in told(doc)
    figures = {term: text for passage in method(doc) for term, text in passage.facts}
    assert figures["Safe even with exact counts"] == "about 70%"


def test_a_percentage_of_the_check_is_written_as_its_language_does() -> None:
    doc = of(fields("practice", exact=70, alternatives=64))
    for language, written in (("en", "70%"), ("fr", "70\u00a0%"), ("es", "70\u00a0%")):
        with writing_in(language):
            said = [text for passage in method(doc) for _, text in passage.facts]
        assert sum(text.endswith(written) for text in said) == 1, language


def test_a_release_of_before_says_what_was_checked_then() -> None:
    doc = of(fields("practice", alternatives=64))
    assert "as if the exact numbers were known" in checked(doc)
    assert "so it stays with those who ran the study" in checked(doc)
    assert OPEN not in told(doc)
    assert not any("exact counts" in term for one in method(doc) for term, _ in one.facts)
    assert "every printed count were exact" not in checked(doc)


def test_the_proof_of_a_release_is_for_everybody() -> None:
    proof = checked(of(fields("practice", exact=70, alternatives=64)))
    assert "certificate.json: 64 tables of whole people" in proof
    assert "it tells nobody more than they do" in proof
    assert "certificate.json" not in checked(of(fields("practice", exact=70)))


@pytest.mark.parametrize("name", ["words", "withheld"])
def test_where_no_number_is_printed_none_is_said_to_be_hidden(name: str) -> None:
    doc = of(fields(name))
    for words in ("the others were rounded", "rounded to it", "the exact numbers were known", OPEN):
        assert words not in told(doc)
    assert "no number of answers is printed at all" in told(doc)
