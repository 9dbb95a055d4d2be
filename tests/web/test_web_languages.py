"""Languages of public pages: which one, in which direction, and whose words are marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from survey.questionnaire.catalogues import INTERFACE, catalogue, spoken
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.languages import direction, english_name, language_name
from survey.questionnaire.model import Text
from survey.reports.report_language import writing_in
from survey.reports.report_words import day as day_in_report
from survey.settings import shipped
from survey.web.rendering.fallback_text import spanned, teller
from survey.web.rendering.localisation import best_language, listed, long_date, month, speaker
from tests.conftest import Published, form_file
from tests.web.visitor import Page, Visitor

Publish = Callable[..., Published]


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("da, en-gb;q=0.8, en;q=0.7", "en"),  # the example of RFC 9110, 12.5.4
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
        ("es-419,en;q=0.9", "es"),
        ("es-MX, en", "es"),
        ("en;q=0.3, ar-EG;q=0.9", "ar"),
        ("AR", "ar"),
        ("fr;q=0, es;q=0.1", "es"),
        ("de, nl", "en"),
        ("*", "en"),
        ("fr;q=many, ;;;, \x00", "en"),
    ],
)
def test_the_best_language_is_found(wanted: str, best: str) -> None:
    """By weight, with regions, and the first one offered where nothing fits."""
    assert best_language(wanted, INTERFACE) == best


def test_the_first_language_offered_stands_where_none_fits() -> None:
    """And one with a region is found by its region or, where it is alone, without."""
    assert best_language("ja", ("fr", "en")) == "fr"
    assert best_language("zh-Hant-TW", ("en", "zh", "zh-Hant")) == "zh-Hant"
    assert best_language("pt", ("en", "pt-BR")) == "pt-BR"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "en"), ("fr-CA", "fr"), ("AR", "ar"), ("de", "en"), ("", "en"), ("x" * 99, "en")],
)
def test_the_interface_speaks_what_it_can(language: str, said: str) -> None:
    """A questionnaire may have languages that the interface lacks: it says its own in English."""
    assert spoken(language) == said
    assert (speaker(language)("Skip this part") == "Skip this part") == (said == "en")


def test_values_are_put_in_and_unknown_sentences_stay_english() -> None:
    """A sentence that no catalogue has is said in English, with its values."""
    assert speaker("ar")("Zzz %(n)s", n=3) == "Zzz 3"
    assert speaker("fr")("Zzz 100%") == "Zzz 100%"
    assert "%" not in speaker("ar")("It takes about %(n)s minutes. There is no time limit.", n=12)


@pytest.mark.parametrize(
    ("language", "day", "whole"),
    [
        ("en", "31 December 2026", "December 2026"),
        ("fr", "31 décembre 2026", "décembre 2026"),
        ("es", "31 de diciembre de 2026", "diciembre de 2026"),
        ("ar", "31 ديسمبر 2026", "ديسمبر 2026"),
        ("de", "31 December 2026", "December 2026"),
    ],
)
def test_days_and_months_are_said_in_words(language: str, day: str, whole: str) -> None:
    """As Unicode CLDR has them, day first; numbers in the digits that codes are written in."""
    assert long_date(date(2026, 12, 31), language) == day
    assert month(date(2026, 12, 1), language) == whole


@pytest.mark.parametrize(
    ("language", "first", "eleventh"),
    [
        ("fr", "1er mars 2031", "11 mars 2031"),
        ("fr-CA", "1er mars 2031", "11 mars 2031"),
        ("es", "1 de marzo de 2031", "11 de marzo de 2031"),
        ("ar", "1 مارس 2031", "11 مارس 2031"),
        ("en", "1 March 2031", "11 March 2031"),
    ],
)
def test_the_first_of_a_month_is_written_as_its_language_does(
    publish: Publish, public_app: Flask, language: str, first: str, eleventh: str
) -> None:
    """French has an ordinal there and nowhere else: on pages as in what is published."""
    asked = form_file("single").model_copy(update={"languages": (language,)})
    for day, written in ((1, first), (11, eleventh)):
        closing = date(2031, 3, day)
        study = publish(asked, practice=True, closes_on=closing, results_by=date(2031, 5, 1))
        visitor = Visitor(public_app, study.id)
        visitor.open()
        assert written in visitor.press("next").words
        with writing_in(language):
            assert day_in_report(closing.isoformat()) == written


def test_names_and_directions_come_from_unicode() -> None:
    """Each language under its own name."""
    assert [language_name(one) for one in INTERFACE] == [
        "English",
        "Français",
        "Español",
        "العربية",
    ]
    assert [direction(one) for one in ("ar", "fa", "ur", "he", "prs", "fr", "nonsense")] == [
        *["rtl"] * 5, "ltr", "ltr",
    ]  # fmt: skip
    assert (language_name("prs"), english_name("prs")) == ("دری", "Dari")


def test_words_that_are_missing_in_a_language_are_marked_as_the_original() -> None:
    """`lang` and `dir` stand where the words differ from the page, and nowhere else."""
    both = Text((("en", "Prevention"), ("ar", "الوقاية")))
    plain = Text((("", "Only here"),))
    arabic, english = teller("en", "ar"), teller("en", "en")
    assert (arabic(both), arabic(both).marks) == ("الوقاية", {})
    assert (arabic(plain), arabic(plain).marks) == ("Only here", {"lang": "en", "dir": "ltr"})
    assert (english(plain), english(plain).marks) == ("Only here", {})
    assert teller("en", "fr")(plain).marks == {"lang": "en"}
    assert teller("ar", "en")(Text((("", "نعم"),))).marks == {"lang": "ar", "dir": "rtl"}


def test_words_in_a_language_that_the_interface_lacks_are_marked() -> None:
    """A page in Persian runs from right to left; its own words are marked as Persian."""
    persian = teller("fa", "fa")
    assert persian(Text((("", "بله"),))).marks == {"lang": "fa"}
    assert spanned(persian(Text((("", "<b>"),)))) == '<span lang="fa">&lt;b&gt;</span>'
    assert spanned(teller("en", "en")(Text((("", "a & b"),)))) == "a &amp; b"
    assert persian(Text(())) == ""


def test_figures_have_no_language() -> None:
    """A point of a scale stands where the page has its points, from the left or from the right."""
    assert teller("en", "ar")(Text((("", "3"),))).marks == {}


def test_pieces_of_text_keep_their_direction_in_a_list() -> None:
    """Each between marks that let it run its own way (Unicode Annex 9, isolates)."""
    assert listed(["a b", "+44 20"], "en") == "\u2068a b\u2069, \u2068+44 20\u2069"
    assert listed(["a", "b"], "ar") == "\u2068a\u2069، \u2068b\u2069"
    assert listed([], "fr") == ""


def walk(visitor: Visitor) -> list[str]:
    """Give the HTML of the pages of a form, one after the other, and of those beside it."""
    seen = [visitor.open().html, visitor.press("next").html]
    for go in ("young", "return", "resume", "return", "begin"):
        seen.append(visitor.press(go).html)
    for go in ("break", "return", "support", "return", "pause", "keep", "return"):
        seen.append(visitor.press(go).html)
    seen.append(visitor.press("review").html)
    seen.append(visitor.press("send", other={"r": "yes"}).html)
    seen.append(visitor.press("felt:fine").html)
    return seen + [visitor.open(path).html for path in ("/", "/h/ar", "/n/ar", "/nothing")]


def english_in(html: str) -> list[str]:
    """Give the interface's English sentences that stand on a page, each alone in its element.

    The six words of a code are English in every language, and marked so.
    """
    html = re.sub(r'<ol class="six" lang="en" dir="ltr">.*?</ol>', "", html, flags=re.DOTALL)
    shown = "|".join(piece.strip() for piece in re.split(r"<[^>]*>", html))
    return [words for words in catalogue("ar") if "%(" not in words and f"|{words}|" in shown]


def test_a_person_who_reads_arabic_meets_no_english_sentence(
    public_app: Flask, publish: Publish
) -> None:
    """From the first page to the last, and on the pages beside: all from right to left."""
    study = publish(form_file("languages"))
    for html in walk(Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE="ar-EG, en;q=0.5")):
        assert '<html lang="ar" dir="rtl">' in html
        assert english_in(html) == []
    assert len(english_in(Visitor(public_app, study.id).open().html)) > 5, "it would be noticed"


def test_a_language_is_chosen_with_a_button_and_stays(public_app: Flask, publish: Publish) -> None:
    """Whatever the browser asks for; the address stays the same, and there is no cookie."""
    study = publish(form_file("languages"))
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE="ar")
    visitor.open()
    visitor.press("language:en")
    visitor.press("next")
    page = visitor.press("begin")
    assert '<html lang="en" dir="ltr">' in page.html
    assert "How well does this fit?" in page.words
    assert '<html lang="ar" dir="rtl">' in visitor.press("language:ar").html


def test_a_language_that_the_interface_lacks_has_english_buttons_and_marked_words(
    public_app: Flask, publish: Publish
) -> None:
    """A form in Portuguese: the page is said to be English, its own words Portuguese."""
    study = publish(form_file("languages"))
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE="pt")
    visitor.open()
    page = visitor.press("next")
    assert '<html lang="en" dir="ltr">' in page.html
    assert '<h1 lang="pt-BR">Três línguas</h1>' in page.html
    assert "begin" in page.buttons


def test_words_without_a_translation_are_shown_as_they_were_written(
    public_app: Flask, publish: Publish
) -> None:
    """In their own language and direction, for eyes and for screen readers (WCAG 2.2, 3.1.2)."""
    text = (Path(__file__).parents[1] / "forms" / "languages.yaml").read_text(encoding="utf-8")
    evening = "{en: In the evening, ar: في المساء, pt-BR: À noite}"
    assert evening in text
    study = publish(read_questionnaire(text.replace(evening, "In the evening"), "languages.yaml"))
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE="ar")
    html = visitor.begin().html
    assert re.search(r'<label [^>]*lang="en" dir="ltr">In the evening</label>', html)
    assert re.search(r'<label for="[^"]*">في الصباح</label>', html)


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_about_leaving_is_short_in_every_language(
    public_app: Flask, publish: Publish, language: str
) -> None:
    """At most 150 words with all its links and buttons (EX-06), and a way out that is named."""
    path = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
    study = publish(read_questionnaire(path.read_text(encoding="utf-8"), str(path)))
    html = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE=language).open().html
    assert f'<html lang="{language}"' in html
    page = Page(re.sub("<script>.*?</script>", "", html, flags=re.DOTALL))
    assert len(page.words.split()) <= 150
    exit_named = speaker(language)("Exit this page")
    assert page.words.count(exit_named) == 3, "the two ways out, and the sentence about them"
