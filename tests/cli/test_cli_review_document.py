"""`survey questionnaire word`: a document for a review on paper, read back as Word reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from survey.errors import Refused
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.web.paper.review_document import review_document

Survey = Callable[..., str]

FORM = """
id: review-me
title: {en: Ways to school, ar: الطرق إلى المدرسة, fr: "Vers l’école"}
languages: [en, ar, fr]
introduction: {en: "First words.\\n\\nSecond words.", ar: كلمات أولى, fr: Premiers mots}
consent: {en: You can stop., ar: يمكنكم التوقف., fr: Vous pouvez arrêter.}
closing: {en: Thank you., ar: شكرا., fr: Merci.}
sections:
  - id: one
    title: {en: Ways, ar: طرق, fr: Chemins}
    questions:
      - id: how
        type: single
        text: {en: How do you go?, ar: كيف تذهبون؟, fr: Comment y allez-vous ?}
        options:
          - {id: foot, text: {en: On foot, ar: مشيا, fr: À pied}}
          - {id: bus, text: {en: By bus, ar: بالحافلة, fr: En bus}}
      - id: what
        type: multiple
        at_most: 2
        text: {en: What do you carry?, ar: ماذا تحملون؟, fr: Que portez-vous ?}
        options:
          - {id: a, text: {en: Books, ar: كتب, fr: Livres}}
          - {id: b, text: {en: Food, ar: طعام, fr: Repas}}
          - {id: c, text: {en: Water, ar: ماء, fr: Eau}}
  - id: two
    title: {en: More, ar: المزيد, fr: Plus}
    content_note: {en: A note before., ar: ملاحظة., fr: Une note.}
    show_if:
      all:
        - {question: how, is: bus}
        - any:
            - {question: what, includes: a}
            - {question: what, answered: false}
    questions:
      - id: said
        type: note
        text: {en: Some words between., ar: كلمات., fr: Des mots.}
      - id: why
        type: text
        text: {en: Why by bus?, ar: لماذا بالحافلة؟, fr: Pourquoi en bus ?}
        help: {en: Only in the morning., ar: في الصباح فقط., fr: Le matin seulement.}
      - id: order
        type: ranking
        text: Only in English
        options:
          - {id: x, text: {en: Speed, ar: السرعة, fr: Vitesse}}
          - {id: y, text: {en: Price, ar: السعر, fr: Prix}}
"""


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return read_questionnaire(FORM, "review-me.yaml")


@pytest.fixture(scope="module")
def opened(form: Questionnaire) -> Callable[[str], Any]:
    """Open the document in a language, as another program does; each is written once."""
    known: dict[str, Any] = {}

    def one(language: str) -> Any:
        if language not in known:
            known[language] = Document(BytesIO(review_document(form, language)))
        return known[language]

    return one


def words_in(document: Any, style: str) -> list[str]:
    return [part.text for part in document.paragraphs if part.style.name == style and part.text]


def test_every_question_and_every_answer_is_in_it(opened: Callable[[str], Any]) -> None:
    document = opened("en")
    assert words_in(document, "Title") == ["Ways to school"]
    assert words_in(document, "Heading 1") == [
        "What people read first",
        "Ways",
        "More",
        "What people read at the end",
        "What is missing, and what is too much?",
    ]
    assert words_in(document, "Heading 2") == [
        "1. How do you go?",
        "2. What do you carry?",
        "3. Why by bus?",
        "4. Only in English",
    ]
    rather_not = "I'd rather not say"
    assert words_in(document, "List Bullet") == [
        *("On foot", "By bus", rather_not),
        *("Books", "Food", "Water", rather_not),
        *("Speed", "Price", rather_not),
    ]
    normal = words_in(document, "Normal")
    for said in ("First words.", "Second words.", "You can stop.", "A note before.", "Thank you."):
        assert said in normal
    assert "Some words between." in normal
    assert "Only in the morning." in normal


def test_how_and_when_each_is_answered_stands_in_words(opened: Callable[[str], Any]) -> None:
    notes = words_in(opened("en"), "Note to reviewers")
    assert "People choose one answer." in notes
    assert "People choose as many as they like. At most 2." in notes
    assert "People answer in their own words." in notes
    assert "People put these in order, and can leave some out." in notes
    assert (
        "Only if this is so: you chose “By bus” at question 1 and (you chose “Books” at question 2 "
        "or you left question 2 empty). Otherwise go on."
    ) in notes


def test_there_is_space_for_remarks_after_every_question(opened: Callable[[str], Any]) -> None:
    parts = [
        (part.style.name, part.text)
        for part in opened("en").paragraphs
        if part.style.name in ("Heading 2", "Line to write on") or part.text == "Remarks:"
    ]
    for at, (style, _) in enumerate(parts):
        if style == "Heading 2":
            assert parts[at + 1 : at + 4] == [
                ("Note to reviewers", "Remarks:"),
                ("Line to write on", ""),
                ("Line to write on", ""),
            ]
    assert words_in(opened("fr"), "Note to reviewers").count("Remarques\u00a0:") == 6


def test_arabic_runs_from_right_to_left_and_other_words_do_not(
    opened: Callable[[str], Any],
) -> None:
    def runs_left(part: Any) -> bool:
        properties = part._p.pPr
        return properties is not None and properties.find(qn("w:bidi")) is not None

    document = opened("ar")
    told = {part.text: part for part in document.paragraphs if part.text}
    assert all(runs_left(part) for text, part in told.items() if "Only in English" not in text)
    assert not runs_left(told["4. Only in English"])
    assert told["4. Only in English"].runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "en"
    question = told["1. كيف تذهبون؟"].runs[0]._r.rPr
    assert question.find(qn("w:rtl")) is not None
    assert question.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    assert "ملاحظات:" in told
    assert not any(runs_left(part) for part in opened("fr").paragraphs)


def test_the_file_tells_nothing_of_who_made_it_and_is_the_same_again(form: Questionnaire) -> None:
    content = review_document(form, "en")
    assert content == review_document(form, "en")
    with ZipFile(BytesIO(content)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        about = packed.read("docProps/core.xml").decode()
    assert "python" not in about
    assert set(re.findall(r"\d{4}-\d\d-\d\d", about)) == {"2000-01-01"}
    properties = Document(BytesIO(content)).core_properties
    assert (properties.title, properties.language) == ("Ways to school", "en")
    assert properties.author == ""


def test_the_command_writes_a_language_and_refuses_others(survey: Survey, tmp_path: Path) -> None:
    file, out = tmp_path / "review-me.yaml", tmp_path / "out.docx"
    file.write_text(FORM, encoding="utf-8")
    assert str(out) in survey("questionnaire", "word", file, "--out", out, "--language", "fr")
    assert words_in(Document(str(out)), "Heading 1")[0] == "Ce que les personnes lisent d’abord"
    with pytest.raises(Refused, match="is there already"):
        survey("questionnaire", "word", file, "--out", out)
    with pytest.raises(Refused, match="not asked in de"):
        survey("questionnaire", "word", file, "--out", tmp_path / "de.docx", "--language", "de")
