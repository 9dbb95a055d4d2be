"""One questionnaire from its first question to an open study, seen by all who take part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import Client

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.settings import Settings, read_settings, shipped
from survey.storage.files import write_durably
from survey.storage.instance import Instance
from tests.browser.axe import follow
from tests.browser.desk_browser import DeskBrowser
from tests.browser.sheet_holders import links_to_hand_over, print_sheet, type_words
from tests.conftest import PATIENCE_MS, Clock
from tests.ready_to_publish import confirmed_list, two_coordinators

pytestmark = pytest.mark.browser

QUESTIONNAIRE = b"""id: evenings
title: {en: Evenings, fr: Les soirs}
languages: [en, fr]
introduction: {en: About evenings., fr: Les soirs en question.}
consent: {en: It is anonymous. You can stop., fr: Anonyme. Vous pouvez vous arreter.}
closing: {en: Thank you., fr: Merci.}
audience: {who: {en: Adults, fr: Adultes}}
sections:
  - id: one
    title: {en: One, fr: Un}
    questions:
      - id: often
        type: single
        text: {en: How often?, fr: Combien de fois ?}
        options:
          - {id: a, text: {en: Seldom, fr: Rarement}}
          - {id: b, text: {en: Often, fr: Souvent}}
"""


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings that say who asks."""
    told = {"SURVEY_ORGANISATION": "The Listening House"}
    return read_settings([shipped("config") / "default.toml"], told)


@pytest.fixture
def another(chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Give windows of other people, each with a browser of their own."""
    made = []

    def window() -> Page:
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        context.set_default_timeout(PATIENCE_MS)
        made.append(context)
        return context.new_page()

    yield window
    for context in made:
        context.close()


def test_a_questionnaire_in_two_languages_is_reviewed_forecast_and_published(
    at_desk: DeskBrowser,
    another: Callable[[], Page],
    instance: Instance,
    clock: Clock,
    public_app: Flask,
) -> None:
    write_durably(instance.folder / "resources.json", confirmed_list(clock().date()).encode())
    two_coordinators(instance)
    at_desk.begin(instance, "Cora", "coordinator")
    page = at_desk.page
    study_id = _begun(at_desk)
    _change(at_desk, study_id, "How often do you go out in the evening?")
    _prepared(at_desk, study_id)
    first, second = (_invited(at_desk, study_id, another()) for _ in range(2))
    _to_the_end(first)
    follow(first.get_by_role("button", name="I sign off these words"))
    expect(first.get_by_role("heading", name="You signed off these words")).to_be_visible()
    follow(second.get_by_role("button", name="Go on"))
    second.get_by_label("Your words on question 1").fill("It sounds as if I had to.")
    follow(second.get_by_role("button", name="Go on"))
    second.get_by_label("Not yet, because").fill("Question 1 presses me.")
    follow(second.get_by_role("button", name="Not yet"))
    at_desk.open(f"/studies/{study_id}/reviewers")
    expect(page.get_by_text("Question 1 presses me.")).to_be_visible()
    _change(at_desk, study_id, "How often do you like to go out in the evening?")
    at_desk.open(f"/studies/{study_id}/reviewers")
    follow(page.get_by_role("button", name="Send the change"))
    for reviewer in (first, second):
        reviewer.goto(f"{at_desk.site}/review/page/0")
        expect(
            reviewer.get_by_role("heading", name="What changed since you looked")
        ).to_be_visible()
        _to_the_end(reviewer)
        follow(reviewer.get_by_role("button", name="I sign off these words"))
    at_desk.open(f"/studies/{study_id}/forecast")
    page.get_by_label("About how many people").fill("150")
    follow(page.get_by_role("button", name="Work it out"))
    assert work_on_what_waits(instance, _must_not_fail) == 1
    at_desk.open(f"/studies/{study_id}/forecast")
    expect(page.get_by_role("columnheader", name="about 150 people")).to_be_visible()
    _published(at_desk, study_id, another)
    answer = Client(public_app).get(
        f"/f/{_of_address(at_desk)}?language=fr", base_url="http://127.0.0.1:8000"
    )
    assert answer.status_code == 200


def _begun(at_desk: DeskBrowser) -> str:
    """Begin a study with a file, and return the id of its draft."""
    page = at_desk.page
    at_desk.open("/studies/new")
    page.get_by_label("About 150 people, through partners").check()
    page.get_by_label("No: people will be asked").check()
    page.get_by_label("A file of my own").check()
    page.get_by_label("Which file").set_input_files(
        {"name": "evenings.yaml", "mimeType": "text/yaml", "buffer": QUESTIONNAIRE}
    )
    follow(page.get_by_role("button", name="Begin this study"))
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()
    return page.url.split("/studies/")[1].split("/")[0]


def _change(at_desk: DeskBrowser, study_id: str, words: str) -> None:
    """Write other words for the first question, in English."""
    at_desk.open(f"/studies/{study_id}/questions/1/1")
    at_desk.page.get_by_label("Question", exact=True).fill(words)
    follow(at_desk.page.get_by_role("button", name="Save question 1"))
    expect(at_desk.page.get_by_label("Question", exact=True)).to_have_value(words)


def _prepared(at_desk: DeskBrowser, study_id: str) -> None:
    """Name the trustees; without written answers no law needs to be told."""
    page = at_desk.page
    at_desk.open(f"/studies/{study_id}/trustees")
    page.get_by_label("Who holds a part of the key?").fill("Board\nUniversity\nOutside")
    follow(page.get_by_role("button", name="Keep these trustees"))
    expect(page.get_by_text("3 trustees named, 2 needed")).to_be_visible()


def _invited(at_desk: DeskBrowser, study_id: str, window: Page) -> Page:
    """Make a link for a reviewer, and let them begin on their phone."""
    at_desk.open(f"/studies/{study_id}/reviewers")
    follow(at_desk.page.get_by_role("button", name="Make a link for a reviewer"))
    window.goto(at_desk.page.locator(".keys").first.inner_text().strip())
    follow(window.get_by_role("button", name="Begin"))
    window.get_by_role("button", name="Go on").wait_for()
    return window


def _to_the_end(reviewer: Page) -> None:
    """Go on to the last page of a review."""
    end = reviewer.get_by_role("heading", name="The last page")
    for _ in range(6):
        if end.is_visible():
            return
        number = reviewer.url
        follow(reviewer.get_by_role("button", name="Go on"))
        reviewer.wait_for_url(lambda now, before=number: now != before)
    expect(end).to_be_visible()


def _published(at_desk: DeskBrowser, study_id: str, another: Callable[[], Page]) -> None:
    """Make share sheets, and let each trustee confirm with three words of their own."""
    page = at_desk.page
    at_desk.open(f"/studies/{study_id}/publish")
    follow(page.get_by_role("button", name="Make 3 share sheets"))
    expect(page.get_by_text("0 of 3 confirmed")).to_be_visible()
    links = links_to_hand_over(page)
    assert len(links) == 3
    for link in links:
        trustee = another()
        lists = print_sheet(trustee, link)
        trustee.get_by_role("link", name="I have it on paper").click()
        type_words(trustee, lists)
        trustee.get_by_text("confirmed").or_(trustee.get_by_text("is open now")).first.wait_for()
    at_desk.open(f"/studies/{study_id}/tasks")
    expect(page.get_by_text("This draft is published")).to_be_visible()


def _of_address(at_desk: DeskBrowser) -> str:
    """Return the id of the open study, by its link on the home page."""
    at_desk.open("/")
    link = at_desk.page.get_by_role("row", name="Evenings").get_by_role("link", name="Evenings")
    return (link.first.get_attribute("href") or "").rsplit("/", 1)[1]


def _must_not_fail(error: Exception) -> None:
    raise error
