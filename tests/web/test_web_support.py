"""The page of support services, as somebody without script meets it: alone, and within a form."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.errors import SettingsProblems
from survey.mixing.founding import create_instance
from survey.services.steps.support_list import read_resources
from survey.services.upkeep.edit_support_list import confirm_entry
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.web.public.app import create_app
from survey.web.rendering.support_pages import MOST
from tests.conftest import Clock, Published, form_file
from tests.web.visitor import HOST, Page, Visitor, check_page

LANGUAGES = ("en", "fr", "es", "ar")
SHIPPED = read_resources(shipped("config") / "resources.json")
LIGHTEST = 40_000


@pytest.fixture
def visitor(public_app: Flask) -> Visitor:
    """Give somebody who was never on a form."""
    return Visitor(public_app, "none")


@pytest.fixture
def app_with(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make a public app whose instance has a list of its own."""
    made = []

    def go(**blocks: Any) -> Flask:
        settings = read_settings([shipped("config") / "default.toml"], {})
        instance = create_instance(tmp_path / "own", settings, secrets.token_bytes)
        made.append(instance)
        (tmp_path / "own" / "resources.json").write_text(json.dumps(blocks), encoding="utf-8")
        return create_app(instance, clock)

    yield go
    for instance in made:
        instance.engine.dispose()


def entry(name: str, /, **fields: Any) -> dict[str, Any]:
    """Give an entry as it stands in a file."""
    start = {
        "id": name, "country": "INT", "name": name.upper(), "who_for": "Anyone",
        "does": ["support"], "url": "https://example.org/",
    }  # fmt: skip
    return start | fields


def links(page: Page) -> list[str]:
    """Give the links that lead to other sites, with all their attributes."""
    return re.findall(r'<a\b[^>]*href="https://[^>]*>', page.html)


def numbers_in(words: str) -> set[str]:
    """Give the telephone numbers of the shipped list that stand in `words`, digits only."""
    there = {re.sub(r"\D", "", run) for run in re.findall(r"\d[\d ()./-]*", words)}
    return there & {re.sub(r"\D", "", n) for one in SHIPPED.services for n in (one.phone, one.text)}


def chosen(page: Page, **answers: str) -> dict[str, list[str]]:
    """Give the fields of the finder with `answers` chosen."""
    for name, value in answers.items():
        assert f'name="{name}"' in page.html
        assert f'value="{value}"' in page.html
    return {name: [value] for name, value in answers.items()} | {"go": ["find"]}


# --- what stands on the page ----------------------------------------------------------------------


def test_danger_comes_first_then_taking_down_talking_and_reporting(visitor: Visitor) -> None:
    """RS-02 and SG-01."""
    page = visitor.open("/h/en")
    assert page.headings == ["Support"]
    marks = [
        "We do not know who you are, so we cannot send help.",
        "call your local emergency number",
        "Get an image taken down</h2>",
        "Talk to someone</h2>",
        "Report a crime</h2>",
    ]
    places = [page.html.index(mark) for mark in marks]
    assert places == sorted(places)


def test_what_a_fingerprint_is_and_cannot_do_stands_before_the_services(visitor: Visitor) -> None:
    """RS-04 and RS-05."""
    words = visitor.open("/h/en").words
    assert "also called a hash" in words
    assert "private or encrypted chats" in words
    assert "sites that do not take part" in words
    assert "copies that somebody has saved already" in words
    assert "Do not screenshot, save or send the image, even as proof" in words
    assert "preserve evidence" not in words


def test_links_say_that_they_lead_away_and_tell_the_other_site_nothing(visitor: Visitor) -> None:
    """RS-06."""
    page = visitor.open("/h/en")
    assert len(links(page)) == sum(one.country == "INT" for one in SHIPPED.services)
    assert all('rel="noreferrer noopener"' in link for link in links(page))
    assert page.words.count("opens another site") == 1, "said once, and not beside every name"
    assert "stay in the history of this device" in page.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_of_an_unconfirmed_entry_is_on_any_page(visitor: Visitor, language: str) -> None:
    """The whole shipped list is unconfirmed, so no page of it has a number to call."""
    page = visitor.open(f"/h/{language}")
    for country in ("", *SHIPPED.countries(), "other"):
        if country:
            visitor.post(chosen(page, f_where=country), f"/h/{language}")
        shown = re.sub(r'href="[^"]*"|<script>.*?</script>', "", visitor.page.html, flags=re.S)
        assert not numbers_in(shown)
        assert "tel:" not in visitor.page.html


def test_no_number_of_an_unconfirmed_entry_is_on_any_page_of_a_form(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    """From the first page to the last, in a country whose services all have numbers."""
    form = form_file("single")
    audience = form.audience.model_copy(update={"regions": ("GB",)})
    study = publish(form.model_copy(update={"audience": audience}), practice=True)
    visitor = Visitor(public_app, study.id)
    pages = [visitor.open(), visitor.press("next"), visitor.press("young"), visitor.begin()]
    pages += [visitor.press("break"), visitor.press("support"), visitor.press("return")]
    pages += [visitor.press("review"), visitor.press("send")]
    assert sum("NAPAC" in page.words for page in pages) == 2
    assert sum("Childline" in page.words for page in pages) == 3
    for page in pages:
        assert not numbers_in(page.words)
        assert "tel:" not in page.html


def test_confirmed_numbers_are_shown_with_their_month_and_a_warning(
    app_with: Callable[..., Flask], clock: Clock
) -> None:
    """RS-07, and "last checked in"."""
    signed = {"checked_on": clock().date().isoformat(), "verified_by": "marked-person"}
    app = app_with(
        services=[
            entry(
                "a-signed", phone="#01632 960 001", text="60001", remark="marked-remark", **signed
            ),
            entry("a-bare", phone="01632 960 002"),
        ],
        emergency=[{"country": "GB", "number": "960003", **signed}],
    )
    page = Visitor(app, "none").open("/h/en")
    assert '<a href="tel:%2301632960001" dir="ltr">#01632 960 001</a>' in page.html
    assert "60001" in page.words
    assert f"Last checked in {clock().strftime('%B %Y')}." in page.words
    assert "Not checked yet by the people who run this form." in page.words
    assert "may show on a phone bill" in page.words
    for hidden in ("960 002", "960003", "marked-person", "marked-remark"):
        assert hidden not in page.html


def test_a_confirmed_emergency_number_is_shown_for_its_country(
    app_with: Callable[..., Flask], clock: Clock
) -> None:
    """SG-01: for the country that was chosen."""
    signed = {"checked_on": clock().date().isoformat(), "verified_by": "us"}
    app = app_with(
        services=[entry("gb-one", country="GB"), entry("fr-one", country="FR"), entry("int-one")],
        emergency=[{"country": "GB", "number": "960003", **signed}],
    )
    visitor = Visitor(app, "none")
    page = visitor.open("/h/en")
    assert "tel:" not in page.html
    visitor.post(chosen(page, f_where="GB"), "/h/en")
    assert '<a href="tel:960003" dir="ltr">960003</a>' in visitor.page.html
    assert "United Kingdom" in visitor.page.words
    visitor.post(chosen(page, f_where="FR"), "/h/en")
    assert "tel:" not in visitor.page.html


def test_a_check_of_long_ago_is_said_in_words(app_with: Callable[..., Flask], clock: Clock) -> None:
    """From 91 days on (RS-01), by the clock that is handed in."""
    signed = {"checked_on": clock().date().isoformat(), "verified_by": "us"}
    visitor = Visitor(app_with(services=[entry("a-one", **signed)]), "none")
    clock.forward(days=90)
    assert "That is a while ago" not in visitor.open("/h/en").words
    clock.forward(days=1)
    assert "That is a while ago" in visitor.open("/h/en").words


# --- the finder -----------------------------------------------------------------------------------


def test_the_finder_shows_what_fits_and_keeps_nothing(visitor: Visitor) -> None:
    """RS-03: three questions; "not sure" gives both, and no address tells what was chosen."""
    page = visitor.open("/h/en")
    visitor.post(chosen(page, f_age="not_sure", f_where="FR", f_want="removal"), "/h/en")
    found = visitor.page
    assert "Take It Down" in found.words
    assert "StopNCII" in found.words
    assert "e-Enfance" in found.words
    assert "Talk to someone</h2>" not in found.html
    assert not [link for link in found.links if "FR" in link or "?" in link]
    assert "e-Enfance" not in visitor.open("/h/en").words


@pytest.mark.parametrize(
    ("age", "there", "not_there"),
    [("under_18", "Take It Down", "StopNCII"), ("adult", "StopNCII", "Take It Down")],
)
def test_the_age_in_the_image_chooses_between_the_two(
    visitor: Visitor, age: str, there: str, not_there: str
) -> None:
    """RS-03."""
    page = visitor.open("/h/en")
    visitor.post(chosen(page, f_age=age, f_want="removal"), "/h/en")
    assert there in visitor.page.words
    assert not_there not in visitor.page.words


def test_what_nobody_could_choose_counts_as_nothing_chosen(visitor: Visitor) -> None:
    """A field that was made up shows the page as it is."""
    plain = visitor.open("/h/en").words
    made_up = {"f_age": ["<b>9</b>"], "f_where": ["ZZ"], "f_want": ["x"], "go": ["find"]}
    visitor.post(made_up, "/h/en")
    assert visitor.page.words == plain


def test_a_country_without_services_of_its_own_is_told_so(visitor: Visitor) -> None:
    """And sees those for everywhere."""
    page = visitor.open("/h/en")
    visitor.post(chosen(page, f_where="other"), "/h/en")
    assert "no service of your country in our list yet" in visitor.page.words
    assert "Find A Helpline" in visitor.page.words


def test_files_are_refused(public_app: Flask) -> None:
    """SG-04."""
    answer = Client(public_app, use_cookies=False).post(
        "/h/en", data={"f_age": (b"not wanted", "a.png")}, base_url=HOST,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 415
    check_page(answer, Page(answer.get_data(as_text=True)))


# --- languages, weight, and lists that cannot be read ---------------------------------------------


@pytest.mark.parametrize(("wanted", "got"), [("ar;q=0.9, de", "ar"), ("", "en"), ("fr-CA", "fr")])
def test_without_a_language_the_browser_is_asked(public_app: Flask, wanted: str, got: str) -> None:
    """GET /h."""
    visitor = Visitor(public_app, "none", HTTP_ACCEPT_LANGUAGE=wanted)
    assert f'<html lang="{got}"' in visitor.open("/h").html


def test_names_keep_their_own_language_and_words_are_translated(visitor: Visitor) -> None:
    """Who a service is for is said in the language of the page; its name stays what it is."""
    page = visitor.open("/h/ar")
    assert '<html lang="ar" dir="rtl">' in page.html
    assert "<p>كل الأعمار</p>" in page.html
    assert '<bdi lang="en">Take It Down (NCMEC)</bdi>' in page.html
    assert '<p lang="en"' not in page.html
    visitor.post(chosen(page, f_where="ES"), "/h/ar")
    assert '<bdi lang="es">Fundación ANAR</bdi>' in visitor.page.html


def test_translated_words_stand_in_the_language_of_the_page(
    app_with: Callable[..., Flask],
) -> None:
    """A list may have words in several languages; what is not translated is marked as English."""
    both = {"en": "Anyone at all", "fr": "Tout le monde"}
    visitor = Visitor(app_with(services=[entry("a-one", who_for=both, note="A note.")]), "none")
    assert "<p>Tout le monde</p>" in visitor.open("/h/fr").html
    assert '<p lang="en" dir="ltr">A note.</p>' in visitor.page.html
    assert '<p lang="en"' not in visitor.open("/h/en").html
    assert '<p lang="en" dir="ltr">Anyone at all</p>' in visitor.open("/h/es").html


def test_short_names_are_spelled_out_in_the_text_where_they_stand(visitor: Visitor) -> None:
    """Not in a title that only a pointer finds; in the language that they are spelled out in."""
    page = visitor.open("/h/ar")
    spelled = 'NCMEC</bdi>: <bdi lang="en">National Center for Missing &amp; Exploited Children<'
    assert spelled in page.html
    assert "title=" not in page.html
    visitor.post(chosen(page, f_where="SE"), "/h/ar")
    assert 'ECPAT</bdi>: <bdi lang="ar">شبكة منظمات' in visitor.page.html


def test_short_names_are_spelled_out_among_the_three_services_of_a_short_page(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    asked = form_file("single")
    british = asked.audience.model_copy(update={"regions": ("GB",)})
    study = publish(asked.model_copy(update={"audience": british}), practice=True)
    visitor = Visitor(public_app, study.id)
    visitor.open()
    visitor.press("next")
    words = visitor.press("young").words
    assert "Report Remove (Childline and IWF)" in words
    assert "IWF : Internet Watch Foundation" in words


@pytest.mark.parametrize(
    ("language", "known", "unknown"),
    [("en", "Languages: English", "Languages: not known"),
     ("fr", "Langues : English", "Langues : non connues"),
     ("es", "Idiomas: English", "Idiomas: no se conocen"),
     ("ar", "اللغات: English", "اللغات: غير معروفة")],
)  # fmt: skip
def test_a_service_says_its_languages_or_that_they_are_not_known(
    app_with: Callable[..., Flask], language: str, known: str, unknown: str
) -> None:
    services = [entry("a-one", languages=["en"]), entry("a-two")]
    words = Visitor(app_with(services=services), "none").open(f"/h/{language}").words
    words = re.sub("[\u2068\u2069]", "", words)  # what keeps the direction of each name
    assert words.count(known) == words.count(unknown) == 1


def test_countries_are_named_in_the_language_of_the_reader(visitor: Visitor) -> None:
    """And stand in the order of those names."""
    options = re.findall(r'<option value="[A-Z]{2}">([^<]+)<', visitor.open("/h/fr").html)
    assert options[:3] == ["Afrique du Sud", "Allemagne", "Australie"]
    assert len(options) == len(SHIPPED.countries())


def test_a_language_of_no_catalogue_gets_english_and_no_language_gets_nothing(
    visitor: Visitor,
) -> None:
    """A form may be in German; its page of support is English then, and says so."""
    assert '<html lang="en"' in visitor.open("/h/de").html
    visitor.open("/h/nowhere")
    assert visitor.response.status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_light(visitor: Visitor, public_app: Flask, language: str) -> None:
    """At most 40 kB with the style sheet, for every country and for as many services as fit."""
    style = len(public_app.extensions["site"].sheets[public_app.extensions["site"].stylesheet])
    page = visitor.open(f"/h/{language}")
    assert len(visitor.response.get_data()) + style < LIGHTEST
    for country in SHIPPED.countries():
        visitor.post(chosen(page, f_where=country), f"/h/{language}")
        assert len(visitor.response.get_data()) + style < LIGHTEST
    regions = ("US", "GB")
    assert MOST - 1 <= sum(one.country in (*regions, "INT") for one in SHIPPED.services) <= MOST
    with public_app.test_request_context(base_url=HOST):
        door = public_app.extensions["site"]
        look = {"stylesheet": door.stylesheet, "practice": False, "unreviewed": False}
        full = door.support.page(look, language, regions, False, "/f/x", "", {})
    assert len(full.encode()) + style < LIGHTEST


def test_a_list_that_is_wrong_stops_the_start(app_with: Callable[..., Flask]) -> None:
    """Nobody finds out from a survivor that the list cannot be read."""
    with pytest.raises(SettingsProblems, match="list of support services cannot be used"):
        app_with(services=[entry("a-one", url="ask us")])


# --- within a form --------------------------------------------------------------------------------


def test_support_within_a_form_carries_what_is_in_hand_and_comes_back(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    """TI-13: one click from a page of questions, and back, with nothing lost."""
    visitor = Visitor(public_app, publish(form_file("single"), practice=True).id)
    visitor.begin()
    question = next(name for name in visitor.page.offered if name.startswith("q."))
    answer = visitor.page.offered[question][0]
    there = visitor.press("support", **{question.removeprefix("q."): answer})
    assert there.headings == ["Support"]
    buttons = [button for button in there.buttons if button != "find"]
    assert buttons[0] == "return"
    assert all('target="_blank"' in link for link in links(there))
    assert there.words.count("opens another site in a new tab") == 1
    assert "“Exit this page” does not close that tab" in there.words
    back = visitor.press("return")
    assert back.fields[question] == [answer]


def test_the_finder_within_a_form_shows_what_fits_and_goes_on_carrying(
    public_app: Flask, publish: Callable[..., Published], clock: Clock
) -> None:
    """Its fields cannot be taken for answers."""
    visitor = Visitor(public_app, publish(form_file("single"), practice=True).id)
    visitor.begin()
    page = visitor.press("support")
    visitor.post(dict(page.fields) | chosen(page, f_where="FR", f_want="talk"))
    assert "Allô Enfance en Danger" in visitor.page.words
    assert "Get an image taken down</h2>" not in visitor.page.html
    whole = visitor.press("support")
    assert "Get an image taken down</h2>" in whole.html
    assert "Allô Enfance en Danger" not in whole.words
    clock.forward(minutes=1)
    assert "skip" in visitor.press("return").buttons


def test_young_people_who_were_stopped_see_who_is_there_for_them(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    """YO-04: the stop page has youth services, and none that are for adults only."""
    visitor = Visitor(public_app, publish(form_file("single"), practice=True).id)
    visitor.open()
    visitor.press("next")
    words = visitor.press("young").words
    assert "We do not know who you are, so we cannot send help." in words
    assert "Child Helpline International" in words
    assert "Take It Down" in words
    assert len(links(visitor.page)) == 3
    for adults in ("StopNCII", "Chayn"):
        assert adults not in words


def test_help_stands_before_the_first_question_and_on_a_break(
    public_app: Flask, publish: Callable[..., Published]
) -> None:
    """SG-01, TI-07 and TI-13."""
    visitor = Visitor(public_app, publish(form_file("single"), practice=True).id)
    visitor.open()
    consent = visitor.press("next")
    assert "call your local emergency number" in consent.words
    assert "support" in consent.buttons
    visitor.press("begin")
    rest = visitor.press("break")
    assert "five things you can see" in rest.words
    assert not links(rest), "nothing there leads away from what was written"
    assert "Find A Helpline" in visitor.press("support").words


def test_what_is_confirmed_while_people_answer_is_shown_with_the_next_page(
    public_app: Flask, instance: Instance, publish: Callable[..., Published], clock: Clock
) -> None:
    """No server is started anew; a list that cannot be read changes nothing."""
    asked = form_file("single")
    british = asked.audience.model_copy(update={"regions": ("GB",)})
    visitor = Visitor(
        public_app, publish(asked.model_copy(update={"audience": british}), practice=True).id
    )
    visitor.begin()
    assert "0808 800 5000" not in visitor.press("support").words
    today = clock().date()
    confirm_entry(instance, "gb-childline", "duty lead", today, number="0808 800 5000")
    visitor.open()
    visitor.begin()
    assert "0808 800 5000" in visitor.press("support").words
    (instance.folder / "resources.json").write_text("nonsense", encoding="utf-8")
    visitor.open()
    visitor.begin()
    assert "0808 800 5000" in visitor.press("support").words
