"""The report of a study in the languages that it can be written in."""

from __future__ import annotations

import re

import pytest

from survey.disclosure.release import Release
from survey.questionnaire.texts import Text
from survey.reports.report_language import in_document_language, writing_in
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.report_cells import ReportCells
from survey.reports.study.report_document import drafted_text, text_check
from survey.reports.study.report_text import read_report_text, report_text_file
from tests.reports.report_inputs import ASKED, held, report_input, screen

LANGUAGES = ("fr", "es", "ar")
RELEASE = Release.model_validate(held("demo"))
NUMBER = re.compile(r'<td[^>]*class="num pc"[^>]*>(\d+)')


@pytest.fixture(scope="module")
def reports() -> dict[str, str]:
    """Return the page of one report in each language."""
    found = {}
    for language in ("en", *LANGUAGES):
        with writing_in(language):
            found[language] = screen(RELEASE)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_its_language_and_direction(reports: dict[str, str], language: str) -> None:
    """The page has both, so that browsers and screen readers follow it."""
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in reports[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_has_the_same_numbers_in_each_language(
    reports: dict[str, str], language: str
) -> None:
    """Words change, and no number does."""
    assert NUMBER.findall(reports[language]) == NUMBER.findall(reports["en"]) != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_leading_sentences_are_in_the_language_of_the_report(
    reports: dict[str, str], language: str
) -> None:
    """No heading and no finding stays English."""
    for english in (
        "What we found",
        "of those who answered",
        "What we cannot say",
        "Wrote an answer",
        "Asked “",
    ):
        assert english in reports["en"] or english == "Asked “"
        assert english not in reports[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_passes_its_own_check_and_keeps_its_language(language: str) -> None:
    """What is drafted by rule can be read back as it is."""
    given = report_input(held("demo"))
    with writing_in(language):
        drafted = report_text_file(drafted_text(given))
        for written in (drafted, drafted.replace("\u200e", "")):  # typed by hand without marks
            text, malformed = read_report_text(written)
            problems = text_check(given).problems(text)
            assert (text.language, malformed, problems) == (language, (), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_a_phrase_in_english_has_one_in_each_language(language: str) -> None:
    """No answer is quoted for want of words there, "En los últimos 2 años" neither."""
    phrases, cells = AnswerPhrases(ASKED, RELEASE), ReportCells(RELEASE)
    pairs = [(one, cell) for one in RELEASE.questions for cell in cells.of_question[one.id]]
    with writing_in("en"):
        spoken = {cell.name for one, cell in pairs if phrases.deed(one, cell)}
    with writing_in(language):
        silent = {cell.name for one, cell in pairs if not phrases.deed(one, cell)}
    assert "under-2-years" in {name.row for name in spoken}
    assert not spoken & silent


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "La plupart ont répondu."),
        ("es", "La mayoría respondió."),
        ("ar", "معظم الناس أجابوا."),
        ("fr", "34 % ont répondu."),
        ("es", "El treinta por ciento respondió."),
        ("ar", "أجاب ٣٤ من الناس."),
    ],
)
def test_shares_without_a_cell_are_refused_in_each_language(language: str, words: str) -> None:
    """A word for a share, and a number that is typed, need a printed cell."""
    given = report_input(held("demo"))
    with writing_in(language):
        text, _ = read_report_text(f"# {words}\n")
        assert text_check(given).problems(text)


def test_a_text_in_an_unknown_language_is_refused() -> None:
    """Its line says which languages there are."""
    _, problems = read_report_text("# A title\n\nLanguage: xx\n")
    assert [one.line for one in problems] == [3]
    assert "fr" in problems[0].do


def test_words_of_settings_stand_in_the_language_of_the_document_or_as_first_written() -> None:
    """Whatever the region of the language; and what was written first comes first otherwise."""
    named = Text.from_input({"en": "A charity", "fr-CA": "Une association"})
    said = {}
    for language in ("en", "fr", "ar"):
        with writing_in(language):
            said[language] = in_document_language(named)
    assert said == {"en": "A charity", "fr": "Une association", "ar": "A charity"}
