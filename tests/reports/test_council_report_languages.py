"""A council's report in French and in Arabic: its own sentences, and the same numbers."""

from __future__ import annotations

import re

import pytest

from survey.questionnaire.texts import Text
from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import council_method_paper, render_council_html
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import writing_in
from survey.settings import shipped
from tests.house.gather_words import REPORTS, messages
from tests.reports.council_sample import proceedings
from tests.reports.page import Page

LANGUAGES = {"fr": "ltr", "ar": "rtl"}
#: Sentences of so many letters that hold nothing to fill in: what a page could show of them.
_LONG = 20


@pytest.fixture(scope="module")
def given() -> Proceedings:
    return proceedings()


@pytest.fixture(scope="module")
def pages(given: Proceedings) -> dict[str, str]:
    """The page for a screen and the method for paper, by language."""
    made = {}
    for language in ("en", *LANGUAGES):
        with writing_in(language):
            document = council_document(given)
            made[language] = render_council_html(document, shipped("templates"))
            made[f"{language} method"] = council_method_paper(document, shipped("templates"))
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_direction(pages: dict[str, str], language: str) -> None:
    for name in (language, f"{language} method"):
        (root,) = Page(pages[name]).all("html")
        assert (root["lang"], root["dir"]) == (language, LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_sentence_of_the_catalogue_is_left(pages: dict[str, str], language: str) -> None:
    whole = [one for one in messages(REPORTS) if len(one) > _LONG and not set("%{") & set(one)]
    for page in ("", " method"):
        english, made = (Page(pages[f"{code}{page}"]).text for code in ("en", language))
        said = [one for one in whole if one in english]
        assert len(said) > _LONG
        assert [one for one in said if one in made] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_the_same_numbers(pages: dict[str, str], language: str) -> None:
    english, other = (_numbers(pages[code]) for code in ("en", language))
    assert len(english) > 100
    assert other == english


def test_a_picture_is_turned_for_a_page_that_is_read_from_the_right(pages: dict[str, str]) -> None:
    english, turned = (_first_dot(pages[code]) for code in ("en", "ar"))
    assert english + turned == pytest.approx(100)


def test_a_statement_stands_in_the_language_of_the_report_where_it_was_put_in_it(
    given: Proceedings,
) -> None:
    plan = given.plans[1]
    first = plan.statements[0]
    french = "Chaque plateforme devrait dire dans la journée qu’elle a reçu un signalement."
    both = Text.from_input({"en": first.text.in_language("en"), "fr": french})
    put = plan.model_copy(
        update={"statements": (first.model_copy(update={"text": both}), *plan.statements[1:])}
    )
    several = (given.plans[0], put, *given.plans[2:])
    with writing_in("fr"):
        document = council_document(
            Proceedings(given.releases, given.council, given.register, given.file, several)
        )
    words = {one.id: one.words for one in document.statements}
    assert (words[first.id].text, words[first.id].lang) == (french, "fr")
    assert words[plan.statements[1].id].lang == "en"


def _numbers(page: str) -> list[str]:
    """Return the numbers in cells of tables, with a full stop before decimals."""
    cells = re.findall(r'<td role="cell" class="num"[^>]*>(.*?)</td>', page)
    return [one.replace(",", ".") for cell in cells for one in re.findall(r"\d+(?:[.,]\d+)?", cell)]


def _first_dot(page: str) -> float:
    found = re.search(r'<circle class="middle dot" cx="([\d.]+)%"', page)
    assert found is not None
    return float(found[1])
