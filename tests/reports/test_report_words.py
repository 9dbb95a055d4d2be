"""What a report says: findings, key points, method and limits, in each of its three forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from survey.disclosure.release import Release
from survey.reports.study.document import left_out
from survey.reports.study.findings import key_points, main_finding
from survey.reports.study.method import citation, limits, method, who_answered
from tests.reports.report_inputs import tables_of

HERE = Path(__file__).parent


def fields(name: str) -> Any:
    return json.loads((HERE / f"release-{name}.json").read_text("utf-8"))


def made(name: str, **study: Any) -> Release:
    held = fields(name)
    held["study"].update(study)
    return Release.model_validate(held)


def leads(release: Release) -> list[str]:
    return [str(finding.lead) for finding in tables_of(release)]


def facts(release: Release) -> dict[str, str]:
    return {term: text for passage in method(release) for term, text in passage.facts}


def test_the_title_says_the_main_finding_of_those_who_answered() -> None:
    assert str(main_finding(made("practice"))) == (
        "62% of those who answered “Did anyone reply to your report?” chose “No, I heard nothing”"
    )


def test_a_sensitive_or_unclear_finding_is_never_the_title() -> None:
    held = fields("practice")
    next(q for q in held["questions"] if q["id"] == "reply")["sensitive"] = True
    doc = Release.model_validate(held)
    assert not main_finding(doc)
    assert all("heard nothing" not in str(point.text) for point in key_points(doc))


def test_a_question_with_a_hidden_answer_is_never_the_title() -> None:
    held = fields("practice")
    reply = next(q for q in held["questions"] if q["id"] == "reply")
    reply["rows"][0]["shown"] = {"hidden": True}
    assert not main_finding(Release.model_validate(held))


def test_key_points_are_few_and_each_gives_its_base() -> None:
    points = key_points(made("practice"))
    assert 1 <= len(points) <= 5
    assert [point.number for point in points] == sorted(point.number for point in points)
    assert all("about 280 people" in point.base for point in points)


def test_key_points_leave_out_sensitive_questions_and_those_that_split_tables() -> None:
    anchors = {point.anchor for point in key_points(made("practice"))}
    assert anchors == {"q-easy", "q-reply", "q-wish"}


def test_a_question_that_is_there_to_split_leads_nowhere_even_where_nothing_is_split() -> None:
    """In a study of fewer than 100, or where its tables are refused, no table tells what it is."""
    held = fields("practice")
    for question in held["questions"]:
        question["breakdowns"] = []
    leading = {point.anchor for point in key_points(Release.model_validate(held))}
    assert {"q-age", "q-reply"} & leading == {"q-age", "q-reply"}
    for question in held["questions"]:
        question["splits"] = question["id"] in ("age", "region", "reply")
    doc = Release.model_validate(held)
    assert {point.anchor for point in key_points(doc)} == leading - {"q-age", "q-region", "q-reply"}
    assert "heard nothing" not in str(main_finding(doc))


def test_a_finding_gives_share_count_and_base() -> None:
    assert (
        "Of about 280 people who answered, 62% (175) chose “No, I heard nothing” and 21% (60) "
        "“Yes, within two days”."
    ) in leads(made("practice"))


def test_a_finding_with_hidden_answers_says_that_they_may_be_larger() -> None:
    found = [text for text in leads(made("practice")) if "Some answers are hidden" in text]
    assert len(found) == 2


def test_a_text_question_gives_how_many_wrote_and_no_words() -> None:
    assert "Of about 285 people, 44% (125) wrote an answer in their own words." in leads(
        made("practice")
    )


def test_a_small_study_is_told_in_words() -> None:
    doc = made("words")
    assert leads(doc)[1] == (
        "More than two thirds chose “No, I heard nothing” and fewer than a third “Yes”. "
        "10 to 29 people answered."
    )
    assert [str(point.text) for point in key_points(doc)] == [
        "More than two thirds chose “No, I heard nothing”: “Did anyone reply to your report?”"
    ]
    assert tables_of(doc)[0].columns == ("Share",)


def test_a_study_of_fewer_than_ten_prints_no_number_of_people() -> None:
    doc = made("withheld")
    assert key_points(doc) == ()
    assert all(finding.withheld and not finding.lines for finding in tables_of(doc))
    assert sum(len(left_out(finding)) for finding in tables_of(doc)) == 3
    assert "Envelopes in the closed set" not in facts(doc)
    assert "Counted" not in facts(doc)
    assert str(who_answered(doc)[0]).startswith("Fewer than 10 people answered")


def test_the_method_tells_what_was_done() -> None:
    doc = made("practice")
    told = facts(doc)
    assert told["Envelopes in the closed set"] == "about 300"
    assert told["Counted"] == "about 300"
    assert told["Check number of the closed set"].startswith("c0ffee")
    assert told["Verdict"] == "passed"
    rules = next(passage for passage in method(doc) if passage.anchor == "hidden-cells")
    assert rules.points == Release.model_validate(fields("practice")).policy.sentences
    assert any("2 of 3 trustees" in str(paragraph) for paragraph in who_answered(doc))
    assert "Check numbers of the keys" not in told  # a release of before had none
    keys = {"numbers_key": "12ab 34cd 56ef 7890", "words_key": "ab12 cd34 ef56 9078"}
    named = facts(made("practice", **keys))["Check numbers of the keys"]
    assert named == "12ab 34cd 56ef 7890; ab12 cd34 ef56 9078"


def test_limits_follow_what_was_printed() -> None:
    told = " ".join(limits(made("practice")))
    assert "Question 10" not in told  # a question for own words
    assert "For one question, how many people skipped it is hidden." in told
    assert "14 numbers are hidden, and one question and one breakdown" in told
    assert "nearest 5, and percentages to the nearest whole percent" in told
    assert "practice study" in told
    assert "practice study" not in " ".join(limits(made("words")))
    assert "no share is given as a number" in " ".join(limits(made("words")))


def test_what_is_not_printed_says_why_and_what_would_help() -> None:
    found = [item for one in tables_of(made("practice")) for item in left_out(one)]
    assert [(item.number, str(item.part)) for item in found] == [
        (5, "split by “Which part of the world do you live in now?”"),
        (9, ""),
    ]
    assert found[0].next_steps[0] == "Wait for about 40 more answers."


def test_a_wide_breakdown_becomes_tables_of_at_most_five_columns() -> None:
    splits = [split for finding in tables_of(made("practice")) for split in finding.splits]
    assert max(len(table.heads) for split in splits for table in split.tables) <= 5
    by_region = next(split for split in splits if split.by.text.startswith("Which part"))
    assert [len(table.heads) for table in by_region.tables] == [3, 3]


def test_a_count_without_a_percentage_never_looks_like_one() -> None:
    held = fields("practice")
    held["questions"][2]["breakdowns"][0]["cells"][0][0] = {"count": 10}
    split = tables_of(Release.model_validate(held))[2].splits[0]
    cell = split.tables[0].lines[0].cells[0]
    assert (cell.text, cell.small) == ("–", "10")


def test_a_report_of_a_study_in_arabic_keeps_its_words_and_direction() -> None:
    held = fields("practice")
    held["study"]["languages"] = ["ar"]
    for question in held["questions"]:
        question["text"] = {"": question["text"]["ar"]}
    finding = tables_of(Release.model_validate(held))[0]
    assert (finding.text.lang, finding.text.dir) == ("ar", "rtl")


def test_the_citation_names_release_day_and_closed_set() -> None:
    assert str(citation(made("words"))) == (
        "Having images removed: what it was like. Survey report, release 1, 22 November 2026. "
        "Study practice-removal, closed set c0ffee11d2e84b56."
    )
