"""The desk in a real browser: signing in, passkeys, access, and small windows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from survey.questionnaire.files.reading import read_questionnaire
from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.settings import shipped
from survey.storage.instance import Instance
from tests.browser.axe import TOO_WIDE, follow, violations_in_both_colours
from tests.browser.desk_browser import PASSWORD, DeskBrowser
from tests.conftest import PATIENCE_MS, Clock, Published, form_file
from tests.house.source import ROOT

#: What is wider than the list at the side or the page that it stands in.
RUNS_OVER = """() => [...document.querySelectorAll(".side, .main, .side a, .card, td, th")]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
  .map(one => one.outerHTML.slice(0, 80))"""

pytestmark = pytest.mark.browser


def test_the_first_sign_in_with_digits(at_desk: DeskBrowser, instance: Instance) -> None:
    at_desk.begin(instance, "Ada", "coordinator")
    expect(at_desk.page.get_by_role("heading", name="Good day, Ada")).to_be_visible()
    follow(at_desk.page.get_by_role("button", name="Sign out"))
    at_desk.sign_in("Ada")
    expect(at_desk.page.get_by_role("heading", name="Good day, Ada")).to_be_visible()


def test_a_passkey_takes_the_place_of_the_digits(at_desk: DeskBrowser, instance: Instance) -> None:
    page = at_desk.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        **{"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True},
        **{"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True},
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    at_desk.begin(instance, "Ada", "coordinator")
    at_desk.open("/account")
    page.get_by_label("A name for it").fill("blue key")
    follow(page.get_by_role("button", name="Add a passkey"))
    expect(page.get_by_role("status")).to_contain_text("The passkey is added")
    expect(page.get_by_text("blue key", exact=True)).to_be_visible()
    follow(page.get_by_role("button", name="Sign out"))
    page.get_by_label("Your account name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Continue"))
    follow(page.get_by_role("button", name="Use my passkey"))
    expect(page.get_by_role("heading", name="Good day, Ada")).to_be_visible()
    at_desk.open("/account")
    follow(page.get_by_role("button", name="Remove it"))
    expect(page.get_by_text("blue key", exact=True)).to_have_count(0)


#: Addresses that give a file, or that need something of the moment.
FILES = (".csv", ".pdf", ".ics", ".xlsx", ".xlf", ".yaml", ".json", ".jsonl", ".txt")


def pages_of(study_id: str, draft_id: str) -> list[str]:
    """Return the addresses of pages that somebody with every role can look at."""
    found = []
    for line in (ROOT / "tests" / "house" / "routes.txt").read_text("utf-8").splitlines():
        door, methods, address, guard = line.split(" ", 3)
        open_page = guard == "signed_in" or guard.startswith("needs")
        if door != "desk" or methods != "GET" or not open_page:
            continue
        parts = {address.replace("<study_id>", one) for one in (study_id, draft_id)}
        found += sorted(one for one in parts if "<" not in one and not one.endswith(FILES))
    return found


def test_a_title_of_one_long_word_runs_over_nothing(
    chromium: Browser,
    desk_site: str,
    clock: Clock,
    instance: Instance,
    publish: Callable[..., Published],
) -> None:
    source = (shipped("config") / "questionnaires" / "finding-support.yaml").read_text("utf-8")
    source = source.replace("title: Finding support", f"title: {'W' * 150}", 1)
    study = publish(read_questionnaire(source, "finding-support"), practice=True)
    draft = begin_draft(instance, source, DraftTerms(), clock().date())
    asked = {"people": 3, "version": 1}
    ask_for_work(instance, "practice run", draft.study_id, "coordinator", asked)
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    window = DeskBrowser(context.new_page(), desk_site, clock)
    window.begin(instance, "Ada", "coordinator", "moderator", "trustee", "viewer", "administrator")
    wide = {}
    for address in pages_of(study.id, draft.study_id):
        answer = window.page.request.get(desk_site + address)
        if answer.headers["content-type"].startswith("text/html") and answer.status == 200:
            window.open(address)
            for width in (390, 1280):
                window.page.set_viewport_size({"width": width, "height": 800})
                found = window.page.evaluate(TOO_WIDE) + window.page.evaluate(RUNS_OVER)
                wide[f"{address} at {width}"] = found
    assert len(wide) > 8
    assert {address: found for address, found in wide.items() if found} == {}
    context.close()


def test_axe_finds_nothing_and_nothing_runs_out_at_320_pixels(
    chromium: Browser,
    desk_site: str,
    clock: Clock,
    instance: Instance,
    publish: Callable[..., Published],
) -> None:
    study = publish(form_file("worked-example"), practice=True)
    source = shipped("config") / "questionnaires" / "finding-support.yaml"
    draft = begin_draft(instance, source.read_bytes(), DraftTerms(), clock().date())
    context = chromium.new_context(viewport={"width": 320, "height": 568}, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    window = DeskBrowser(context.new_page(), desk_site, clock)
    window.begin(instance, "Ada", "coordinator", "moderator", "trustee", "viewer", "administrator")
    looked_at = 0
    for address in pages_of(study.id, draft.study_id):
        answer = window.page.request.get(desk_site + address)
        if not answer.headers["content-type"].startswith("text/html") or answer.status != 200:
            continue
        window.open(address)
        found = violations_in_both_colours(window.page)
        assert not found, (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert window.page.evaluate(TOO_WIDE) == [], address
        looked_at += 1
    assert looked_at > 4
    context.close()
