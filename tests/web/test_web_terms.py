"""What whoever runs a study says of itself and of the law, as people read it before they agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.consent import layer_words
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import EMPTY, Payment, Questionnaire, Text
from survey.settings import shipped
from survey.storage.instance import Instance
from tests.conftest import Clock, Published, form_file
from tests.web.members import Gathered, plan
from tests.web.visitor import Visitor

Publish = Callable[..., Published]

#: What stands before the name of a law, by language.
LAW = {
    "en": "The law that this follows:",
    "fr": "La loi qui s’applique ici :",
    "es": "La ley que se aplica aquí:",
    "ar": "القانون المعمول به هنا:",
}


def in_four_languages() -> Questionnaire:
    """Give a ready-made form that speaks what the interface speaks."""
    path = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
    return read_questionnaire(path.read_text(encoding="utf-8"), str(path))


def consent_of(app: Flask, study_id: str, language: str) -> str:
    """Give the HTML of the page on which people agree."""
    visitor = Visitor(app, study_id, HTTP_ACCEPT_LANGUAGE=language)
    visitor.open()
    return visitor.press("next").html


@pytest.mark.parametrize("language", INTERFACE)
def test_whose_law_is_followed_is_told_before_people_agree(
    public_app: Flask, publish: Publish, language: str
) -> None:
    """In the fold of the consent page that names the law, in each language of the form."""
    html = consent_of(public_app, publish(in_four_languages()).id, language)
    fold = html.partition("<details>")[2].partition("</details>")[0]
    assert f"{LAW[language]} " in fold
    assert re.search(re.escape(LAW[language]) + " <bdi[^>]*>Luxembourg</bdi>", fold)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_members_of_a_council_are_told_whose_law_is_followed(
    instance: Instance, public_app: Flask, clock: Clock, language: str
) -> None:
    """Where they join, and on the first page of each round."""
    gathered = Gathered(instance, public_app, clock)
    joining = gathered.visitor(HTTP_ACCEPT_LANGUAGE=language).page
    assert f"{LAW[language]} Luxembourg" in joining.words
    gathered.all_join()
    visitor = Visitor(public_app, gathered.open(plan()), HTTP_ACCEPT_LANGUAGE=language)
    visitor.open()
    assert f"{LAW[language]} Luxembourg" in visitor.press("next").words


def test_nothing_is_said_of_a_law_that_nobody_named(public_app: Flask, publish: Publish) -> None:
    study = publish(form_file("languages"), practice=True, jurisdiction=EMPTY)
    assert LAW["en"] not in consent_of(public_app, study.id, "en")


def test_another_law_is_another_version_of_what_people_agree_to(
    public_app: Flask, publish: Publish
) -> None:
    said = [
        consent_of(
            public_app, publish(form_file("languages"), jurisdiction=Text.from_input(law)).id, "en"
        )
        for law in ("Luxembourg", "Luxembourg", "Belgium")
    ]
    first, again, other = (re.findall("Version of this text: ([0-9a-f]{12})", on) for on in said)
    assert first == again != other


IN_TWO = {
    "organisation": Text((("en", "The Listening House"), ("ar", "بيت الإصغاء"))),
    "safeguarding": Text((("en", "We may have to tell."), ("ar", "قد نضطر إلى الإبلاغ."))),
    "jurisdiction": Text((("en", "Jordan"), ("ar", "الأردن"))),
}


@pytest.mark.parametrize(
    ("language", "marks", "told"),
    [
        ("en", "", ("The Listening House", "We may have to tell.", "Jordan")),
        ("ar", "", ("بيت الإصغاء", "قد نضطر إلى الإبلاغ.", "الأردن")),
        ("fr", ' lang="en"', ("The Listening House", "We may have to tell.", "Jordan")),
    ],
)
def test_who_asks_and_what_must_be_passed_on_is_told_in_the_readers_language(
    public_app: Flask, publish: Publish, language: str, marks: str, told: tuple[str, str, str]
) -> None:
    """Else in the first one that it is written in, which is then marked on the element."""
    html = consent_of(public_app, publish(in_four_languages(), **IN_TWO).id, language)
    for words in told:
        assert re.search(f"<(p|bdi){marks}>{re.escape(words)}</", html)


def test_one_text_is_that_of_the_first_language_and_marked_for_others(
    public_app: Flask, publish: Publish
) -> None:
    html = consent_of(public_app, publish(in_four_languages()).id, "ar")
    assert re.search('<p lang="en" dir="ltr">We may have to pass on', html)
    assert re.search('<bdi lang="en" dir="ltr">The Listening House</bdi>', html)


def test_members_are_told_it_in_their_language(
    instance: Instance, public_app: Flask, clock: Clock
) -> None:
    gathered = Gathered(instance, public_app, clock, **IN_TWO)
    joining = gathered.visitor(HTTP_ACCEPT_LANGUAGE="ar").page
    for words in ("بيت الإصغاء", "قد نضطر إلى الإبلاغ.", "الأردن"):
        assert words in joining.words
    gathered.all_join()
    visitor = Visitor(public_app, gathered.open(plan()), HTTP_ACCEPT_LANGUAGE="ar")
    visitor.open()
    page = visitor.press("next")
    assert "قد نضطر إلى الإبلاغ." in page.words
    assert "We may have to tell." not in page.words


def layer_of(html: str) -> list[str]:
    """Give the words of the part of the consent page that is open, as they stand there."""
    found = re.search(r'<div class="layer">(.*?)</div>\n</div>', html, re.DOTALL)
    assert found is not None
    inline = re.sub("</?(bdi|span|strong|a)\\b[^>]*>", "", found[1])
    return unescape(re.sub("<[^>]*>", " ", inline)).split()


@pytest.mark.parametrize("minutes", [None, 12])
@pytest.mark.parametrize("amount", ["", "10 euros"])
def test_words_before_consent_are_counted_as_the_page_shows_them(
    public_app: Flask, publish: Publish, minutes: int | None, amount: str
) -> None:
    """All that is open: title, introduction, consent, what the page adds, who asks and the law."""
    payment = Payment(amount=Text.from_input(amount)) if amount else None
    asked = in_four_languages().model_copy(update={"minutes": minutes, "payment": payment})
    study = publish(asked, **IN_TWO)
    told = (IN_TWO["organisation"], IN_TWO["safeguarding"])
    for language in INTERFACE:
        shown = layer_of(consent_of(public_app, study.id, language))
        assert len(shown) == layer_words(asked, language, *told), shown
