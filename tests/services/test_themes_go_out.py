"""Counted themes leave only once they are approved, with a release that two people signed for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from survey.errors import Refused, StudyStateWrong
from survey.services.overview.release_to_sign import release_to_sign
from survey.services.studies.make_report import make_report
from survey.services.studies.publish_report import publish_report
from survey.services.studies.sign_release import (
    SeenTables,
    Signer,
    decide_tables,
    sign_release,
    work_out_release,
)
from survey.services.words.code_texts import give_codes, waits_for_coder
from survey.services.words.count_themes import coded_questions, count_themes
from survey.services.words.keep_code_book import add_code
from survey.services.words.quote_text import take_quote_back
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words import quote_rows
from survey.storage.words.quote_rows import ApprovedQuote
from tests.coded_words import DAY, lay_release, lay_texts
from tests.conftest import Published, form_file

ADA, EVE = Signer("ada", "coordinator"), Signer("eve", "trustee")

pytestmark = pytest.mark.usefixtures("blank_papers")


@pytest.fixture
def study(instance: Instance, publish: Callable[..., Published]) -> str:
    """Give a real study whose numbers are released and whose themes are not counted yet."""
    made = publish(form_file("text")).id
    question = coded_questions(instance, made)[0].id
    lay_release(instance, made, question, 60)
    return made


def count(instance: Instance, study: str) -> str:
    """Code 60 texts, count their themes, and give the name of the table."""
    question = coded_questions(instance, study)[0].id
    add_code(instance, study, DAY, name="Reporting", rule="They told a platform.")
    key = lay_texts(instance, study, question, ["Some words."] * 60)
    with instance.engine.connect() as connection:
        texts = sorted(waits_for_coder(study, "ada")(connection))
    for place, text in enumerate(texts):
        for coder in ("ada", "eve"):
            give_codes(instance, key, text, coder, [1] if place < 25 else [], DAY)
    count_themes(instance, key, question, DAY)
    return f"themes {question}"


def decide(instance: Instance, study: str, items: list[str], verdict: str) -> None:
    """Decide about tables."""
    decided = (verdict, "Too few." if verdict == "rejected" else "")
    decide_tables(instance, study, SeenTables(1), items, decided, ADA, DAY)  # type: ignore[arg-type]


def sign(instance: Instance, study: str, day: date = DAY) -> None:
    """Let a second person sign."""
    work_out_release(instance, study, 1)
    sign_release(instance, study, 1, release_to_sign(instance, study).seen, EVE, day)


def others(instance: Instance, study: str) -> list[str]:
    """Give the tables that are no themes."""
    return [one.item for one in release_to_sign(instance, study).tables if one.kind != "themes"]


def test_themes_that_nobody_decided_about_are_in_no_file(instance: Instance, study: str) -> None:
    decide(instance, study, others(instance, study), "approved")
    sign(instance, study)
    item = count(instance, study)
    assert "words.json" not in make_report(instance, study).files
    assert release_to_sign(instance, study).undecided == (item,)


def test_approved_themes_end_the_signature_and_go_out_with_the_next(
    instance: Instance, study: str
) -> None:
    decide(instance, study, others(instance, study), "approved")
    sign(instance, study)
    item = count(instance, study)
    decide(instance, study, [item], "approved")
    with pytest.raises(StudyStateWrong, match="Nobody has signed"):
        make_report(instance, study)
    with pytest.raises(Refused, match="decided about tables"):
        sign_release(instance, study, 1, release_to_sign(instance, study).seen, ADA, DAY)
    sign(instance, study)
    files = make_report(instance, study).files
    assert json.loads(files["words.json"])["themes"][0]["themes"][0]["shown"]["count"] == 25
    assert b"In people\xe2\x80\x99s words" in files["report.html"]


def test_rejected_themes_are_in_no_file(instance: Instance, study: str) -> None:
    item = count(instance, study)
    decide(instance, study, others(instance, study), "approved")
    decide(instance, study, [item], "rejected")
    sign(instance, study)
    files = make_report(instance, study).files
    assert "words.json" not in files
    assert not any(b"Reporting" in content for content in files.values())


def test_approved_quotes_go_out_without_who_approved_them(instance: Instance, study: str) -> None:
    decide(instance, study, others(instance, study), "approved")
    sign(instance, study)
    said = ApprovedQuote("A name to write back to.", "Q1", "en", "Ana Able", "Ben Baker")
    with writing(instance.engine) as connection:
        quote_rows.approve(connection, study, said)
    files = make_report(instance, study).files
    held = json.loads(files["words.json"])
    assert held["quotes"] == [{"language": "en", "words": said.words}]
    assert said.words.encode() in files["report.html"]
    assert not any(b"Able" in content or b"Baker" in content for content in files.values())


def test_a_quote_that_is_taken_back_while_the_report_is_made_never_goes_out(
    instance: Instance, study: str
) -> None:
    decide(instance, study, others(instance, study), "approved")
    sign(instance, study)
    said = ApprovedQuote("A name to write back to.", "Q1", "en", "Ana Able", "Ben Baker")
    with writing(instance.engine) as connection:
        quote_rows.approve(connection, study, said)
        kept = quote_rows.approved(connection, study)[0]
    made = make_report(instance, study)
    take_quote_back(instance, study, kept.id, DAY)
    with pytest.raises(StudyStateWrong, match="taken back while the report was made"):
        publish_report(instance, made, DAY)
    assert not (instance.published / study).exists()
    publish_report(instance, make_report(instance, study), DAY)
    report = (instance.published / study / "report.html").read_bytes()
    assert said.words.encode() not in report


def test_readers_find_themes_and_quotes_beside_the_report(
    instance: Instance, study: str, public_app: Flask
) -> None:
    readers = public_app.test_client()
    decide(instance, study, others(instance, study), "approved")
    sign(instance, study)
    publish_report(instance, make_report(instance, study), DAY)
    assert "words.json" not in readers.get(f"/r/{study}/").text
    item = count(instance, study)
    decide(instance, study, [item], "approved")
    sign(instance, study)
    publish_report(instance, make_report(instance, study), DAY)
    assert "words.json" in readers.get(f"/r/{study}/").text
    assert readers.get(f"/r/{study}/words.json").json["themes"][0]["base"]["count"] == 60
    assert readers.get(f"/r/{study}/themes.csv").text.count("Reporting") == 1


def test_with_their_question_themes_are_rejected(instance: Instance, study: str) -> None:
    item = count(instance, study)
    question = item.removeprefix("themes ")
    decide(instance, study, [question], "rejected")
    table = next(one for one in release_to_sign(instance, study).tables if one.item == item)
    assert table.falls_with == question
    sign(instance, study)
    assert "words.json" not in make_report(instance, study).files


def test_who_signs_sees_themes_with_what_is_hidden_and_why(instance: Instance, study: str) -> None:
    item = count(instance, study)
    table = next(one for one in release_to_sign(instance, study).tables if one.item == item)
    assert table.kind == "themes"
    assert table.finding is not None
    assert table.finding.lines[0].cells[-1].text == "25"
    assert any("never again" in step for step in table.steps)
