"""Leaving quickly without script: the way out, its headers, the pages about it, and their words."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.mixing.founding import create_instance
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import Settings, read_settings, shipped
from survey.web.headers import content_policy
from survey.web.public.app import create_app
from survey.web.rendering.script import script_source, script_text
from tests.conftest import Published
from tests.web.visitor import HOST, Page, Visitor, check_page

#: What the pages must never promise; the house's own lint of copy.
FORBIDDEN = ("keeps you safe", "keep you safe", "erases", "hides your history")

#: What stands on the page before the first question (GOV.UK, "Exit this page": interruption page).
BEFORE = (
    "The button at the top, “Exit this page”,",
    "What you have not sent is then gone, unless you asked for a code",
    "Your browsing history still shows this visit, and that can put you at risk",
    "then close this tab",
)
#: What stands on the safety page (GOV.UK; NSW Design System; NNEDV Safety Net).
SAFETY = (
    "use a device that they have never had in their hands",
    "private or incognito window",
    "Take care with clearing a history.",
    "suddenly empty can make somebody suspicious",
    "Remove only what you need to.",
    "can remove saved passwords",
    "can never be removed in full",
    "Alt and F4",
    "Shift, Command and W",
    "Other ways to get help",
    "It is not a complete solution.",
    "only helps when somebody is about to look at your screen",
    "records of a router",
    "share an account with this one",
    "what the address bar suggests",
    "hand over your phone",
    "spyware",
    "sticky keys",
    "press Shift three times",
    "the second link of every page",
    "Your browsing history is not changed.",
    "unless you asked for a code",
    "To come back, open the address of the form again.",
    "www.bbc.co.uk",
    "then close this tab",
    "run no scripts",
    "because the browser itself keeps the page",
)


@pytest.fixture
def client(public_app: Flask) -> Client:
    """Give a plain client."""
    return Client(public_app, use_cookies=False)


@pytest.fixture
def nothing_found(tmp_path: Path) -> Iterator[Client]:
    """Give a client of an instance whose way out is a page that says that nothing was found."""
    settings = read_settings([], {"SURVEY_LEAVE_URL": "404", "SURVEY_EXIT_OPENS_TAB": "true"})
    made = create_instance(tmp_path / "other", settings, secrets.token_bytes)
    yield Client(create_app(made), use_cookies=False)
    made.engine.dispose()


def test_the_way_out_needs_nothing_and_leaves_nothing(client: Client) -> None:
    answer = client.get("/leave", base_url=HOST)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert answer.get_data() == b""


def test_the_way_out_writes_no_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/leave", base_url=HOST)
        assert caplog.text == ""
        client.get("/", base_url=HOST)
        assert "GET start.welcome 200" in caplog.text


def test_the_way_out_can_be_a_page_that_says_nothing(nothing_found: Client) -> None:
    answer = nothing_found.get("/leave", base_url=HOST)
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    page = Page(answer.get_data(as_text=True))
    assert page.title == "404 Not Found"
    assert page.headings == ["Not Found"]
    assert page.links == []
    about = Page(nothing_found.get("/n/en", base_url=HOST).get_data(as_text=True))
    assert "a page at once that says that nothing was found" in about.words


def test_each_language_can_have_a_way_out_of_its_own(tmp_path: Path) -> None:
    """On pages in that language; pages in all others, and an address of none, take the first."""
    ways = {"en": "https://www.bbc.co.uk/weather", "ar": "https://arabic.example/weather"}
    made = create_instance(tmp_path / "other", Settings(leave_url=ways), secrets.token_bytes)
    client = Client(create_app(made), use_cookies=False)
    for language, path, to in (
        ("ar", "/ar/leave", ways["ar"]),
        ("en", "/en/leave", ways["en"]),
        ("fr", "/leave", ways["en"]),
    ):
        html = client.get(f"/n/{language}", base_url=HOST).get_data(as_text=True)
        assert Page(html).links[:3] == ["#main", path, path]
        assert (urlsplit(to).hostname or "?") in html
        answer = client.get(path, base_url=HOST)
        assert (answer.status_code, answer.headers["Location"]) == (303, to)
        assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert client.get("/zz/leave", base_url=HOST).headers["Location"] == ways["en"]
    made.engine.dispose()


def test_a_new_tab_is_opened_only_where_the_setting_says_so(
    client: Client, nothing_found: Client
) -> None:
    assert "data-tab" not in client.get("/n/en", base_url=HOST).get_data(as_text=True)
    assert 'data-tab="1"' in nothing_found.get("/n/en", base_url=HOST).get_data(as_text=True)


def test_the_safety_page_says_everything_it_must(client: Client) -> None:
    answer = client.get("/n/en", base_url=HOST)
    page = Page(answer.get_data(as_text=True))
    check_page(answer, page)
    assert [words for words in SAFETY if words not in page.words] == []
    assert "/h/en" in page.links


@pytest.mark.parametrize("language", INTERFACE)
def test_the_safety_page_speaks_every_language_and_leads_to_the_others(
    client: Client, language: str
) -> None:
    answer = client.get(f"/n/{language}", base_url=HOST)
    page = Page(answer.get_data(as_text=True))
    check_page(answer, page)
    assert f'<html lang="{language}"' in page.html
    assert {f"/n/{other}" for other in INTERFACE if other != language} <= set(page.links)
    assert client.get("/n/xx", base_url=HOST).status_code == 404


def test_the_page_before_a_form_says_everything_it_must_in_few_words(public_app: Flask) -> None:
    page = Page(re.sub("<script>.*?</script>", "", _page_before(public_app), flags=re.DOTALL))
    assert [words for words in BEFORE if words not in page.words] == []
    assert "/n/en" in page.links
    assert "/leave" in page.links
    assert len(page.words.split()) <= 95, "with its buttons it must stay under 100"


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_before_a_form_has_120_words_at_most_in_all(
    public_app: Flask, publish: Callable[..., Published], language: str
) -> None:
    path = shipped("config") / "questionnaires" / "reporting-and-removal.yaml"
    study = publish(read_questionnaire(path.read_text(encoding="utf-8"), path.name))
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE=language)
    shown = re.sub("<script>.*?</script>", "", visitor.open().html, flags=re.DOTALL)
    assert f'<html lang="{language}"' in shown
    assert len(Page(shown).words.split()) <= 120


def test_the_exit_control_is_named_and_says_its_sentences(public_app: Flask) -> None:
    html = _page_before(public_app)
    control = re.search(r'<a class="exit"[^>]*>.*?</a>', html)
    assert control is not None
    assert 'href="/leave" rel="nofollow noreferrer"' in control[0]
    assert re.sub("<[^>]*>", "", control[0]) == "Emergency Exit this page"
    for sentence in (
        "Shift, press 2 more times to exit.",
        "Shift, press 1 more time to exit.",
        "Exit this page expired.",
        "Loading.",
    ):
        assert f'="{sentence}"' in control[0]
    assert '<span class="dots" aria-hidden="true"></span>' in control[0]
    assert '<span class="unseen" role="status"></span>' in html
    assert Page(html).links[:3] == ["#main", "/leave", "/leave"]


def test_one_script_is_on_each_page_and_the_policy_allows_just_that(client: Client) -> None:
    answer = client.get("/n/en", base_url=HOST)
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", answer.get_data(as_text=True), re.DOTALL)
    assert scripts == [script_text()]
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in answer.headers["Content-Security-Policy"]
    assert script_source() == f"'sha256-{digest}'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "script-src" not in content_policy("'self'")


def test_the_script_is_small_and_keeps_nothing() -> None:
    text = script_text()
    assert len(text.encode()) < 2800
    for way in ("cookie", "Storage", "indexedDB", "fetch", "XMLHttp", "sendBeacon", "http", "eval"):
        assert way not in text


def test_no_page_promises_what_it_cannot_keep() -> None:
    shown = [*shipped("templates").rglob("*.html"), *shipped("config").rglob("*.po")]
    shown += [*shipped("config").rglob("*.yaml"), *shipped("config").rglob("*.json")]
    shown += [*Path(__file__).parents[2].joinpath("survey", "web").rglob("*.py")]
    assert len(shown) > 20
    said = {path.name: re.sub(r"\s+", " ", path.read_text("utf-8")).lower() for path in shown}
    assert [(name, words) for name in said for words in FORBIDDEN if words in said[name]] == []


def _page_before(app: Flask) -> str:
    """Give the page that stands before a form, without the form's own buttons."""
    door = app.extensions["site"]
    template = door.environment.get_template("public/leaving.html")
    shown: str = template.render(door.context("en"))
    return shown


def test_every_sentence_that_promises_keys_is_hidden_until_a_script_runs() -> None:
    """In every template of public pages: without script they would promise what nothing does."""
    other = ("Shift does nothing", "Alt and F4")
    promised = []
    for path in shipped("templates").rglob("*.html"):
        if path.parent.name == "desk":
            continue  # staff are told which keys browsers have by themselves
        for line in path.read_text("utf-8").splitlines():
            said = re.sub(r'data-\w+="\{\{ _\("[^"]*"\) \}\}"', "", line)
            if "Shift" in said and not any(one in said for one in other):
                promised.append((path.name, re.match(r'<\w+ class="[^"]*keys" hidden>', said)))
    assert sorted(name for name, _ in promised) == ["leaving.html", "safety.html"]
    assert all(hidden for _, hidden in promised)
