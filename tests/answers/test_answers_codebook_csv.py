"""The codebook as CSV: a row for each answer, with its code and when it is asked."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from survey.answers.codebook_csv import codebook_csv
from survey.answers.codec import Layout
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire

FORMS = Path(__file__).parents[1] / "forms"


def form(name: str) -> Questionnaire:
    return read_questionnaire((FORMS / f"{name}.yaml").read_text("utf-8"), name)


def rows(name: str, language: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(codebook_csv(form(name), language))))


def test_every_answer_has_its_words_kind_and_code() -> None:
    found = [
        (row["answer"], row["answer_words"], row["kind"], row["code"])
        for row in rows("worked-example")
        if row["question"] == "L01"
    ]
    assert found == [
        ("weekly", "Every week", "option", "5"),
        ("monthly", "Every month", "option", "6"),
        ("rarely", "Less often", "option", "7"),
        ("never", "I have never been there", "does_not_apply", "4"),
        ("", "", "not_asked", "0"),
        ("", "", "skipped", "1"),
        ("", "", "rather_not_say", "2"),
    ]


def test_no_code_is_greater_than_a_record_allows() -> None:
    for name in ("worked-example", "ranking", "scale-9", "dont-know", "multiple"):
        columns = {column.question_id: column for column in Layout(form(name)).columns}
        for row in rows(name):
            if row["code"].isdigit():
                assert int(row["code"]) <= max(columns[row["question"]].limits)


def test_when_a_question_is_asked_is_said() -> None:
    conditions = {row["question"]: row["shown_if"] for row in rows("show-if-section")}
    assert conditions["more"] == "uses includes games and visits is often"
    joined = {row["question"]: row["shown_if"] for row in rows("show-if-all")}
    assert joined["more"] == "visits is often and uses includes rooms"


def test_words_are_in_the_language_asked_for_and_never_calculated() -> None:
    first = rows("languages", "ar")[0]
    assert first["words"] != rows("languages")[0]["words"]
    written = (FORMS / "text.yaml").read_text("utf-8")
    risky = written.replace("What is one thing you would change?", "'=1+1'")
    text = codebook_csv(read_questionnaire(risky, "text"))
    assert next(csv.DictReader(StringIO(text)))["words"] == "'=1+1"
