"""A council of twelve in real browsers: founded at the desk, three rounds, and a report to read."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from survey.questionnaire.model import Questionnaire, Scale, Written
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.practice.invent_members import InventedMembers, answer_round
from survey.storage.instance import Instance
from tests.browser.axe import RULES, TOO_WIDE, follow, violations
from tests.browser.desk_browser import DeskBrowser
from tests.browser.forms import Form
from tests.browser.sheet_holders import PaperLists, links_to_hand_over, print_sheet, type_words
from tests.conftest import PATIENCE_MS, Clock
from tests.web.members import words_on
from tests.web.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
]  # a council of twelve, from founding to its report

NewPage = Callable[[], Page]

#: Where pictures of each step are put, for whoever looks at them; nowhere by default.
PICTURES = os.environ.get("COUNCIL_PICTURES", "")
STATEMENTS = (
    "A person should answer each letter.",
    "Every page should say who runs it.",
    "Every page should name its owner.",
    "Forms should be shorter.",
)
REASON = "Small services cannot do that alone."
SUMMED_UP = "Some fear that small services are left alone with it."


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Open windows, each in a browser of its own: of somebody else, on another device."""
    opened: list[BrowserContext] = []

    def new() -> Page:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, locale="en", bypass_csp=True
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


class TwoCamps(InventedMembers):
    """Members who are of two minds about the first statement, agree about all others, and write."""

    def entries(self, member: int, asked: Questionnaire) -> dict[str, tuple[str, ...]]:
        """Return what one member says."""
        scales = [one for one in asked.questions() if isinstance(one, Scale)]
        low = member % 3 == 0
        said = {one.id: (one.option_ids[7],) for one in scales}
        said[scales[0].id] = (scales[0].option_ids[1 if low else 8],)
        written = [one for one in asked.questions() if isinstance(one, Written)]
        return said | {one.id: (REASON,) for one in written[:1] if low}


class CouncilRoom:
    """The people of one council, each in a window of their own, and what they hold."""

    def __init__(
        self, instance: Instance, clock: Clock, desk_site: str, site: str, new_page: NewPage
    ) -> None:
        self.instance, self.clock, self.site, self.new_page = instance, clock, site, new_page
        self.ada = DeskBrowser(new_page(), desk_site, clock)
        self.mo = DeskBrowser(new_page(), desk_site, clock)
        self.trustees = [DeskBrowser(new_page(), desk_site, clock) for _ in range(2)]
        self.ada.begin(instance, "Ada", "coordinator")
        self.mo.begin(instance, "Mo", "moderator")
        for trustee, name in zip(self.trustees, ("Tom", "Una"), strict=True):
            trustee.begin(instance, name, "trustee")
        self.member = Form(new_page(), site, "")
        self.papers: list[PaperLists] = []
        self.words: list[str] = []
        self.id = ""

    def go(self, who: DeskBrowser, end: str) -> Page:
        """Let somebody open a page of the council."""
        who.open(f"/councils/{self.id}{end}")
        return who.page

    def count(self, shelf: str) -> None:
        """Let both trustees type their sheets, each in their own window, and wait for the end."""
        label = "Numbers list" if shelf == "Numbers" else "Words list"
        end = "/opening/round" if shelf == "Numbers" else "/opening/words"
        buttons = ("Give my sheet", "Open it together now")
        for trustee, paper, button in zip(self.trustees, self.papers, buttons, strict=False):
            page = self.go(trustee, end)
            page.get_by_label(label).fill(" ".join(paper[shelf]))
            page.get_by_label("We compared the fingerprint").check()
            follow(page.get_by_role("button", name=button))
        page.wait_for_url(re.compile(f"/councils/{self.id}$"))


def looked_at(page: Page, name: str, rules: Sequence[str] = RULES) -> None:
    """Hold a page against what everybody must be able to use, on a small phone and a desktop."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        found = violations(page, rules)
        assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.evaluate(TOO_WIDE) == [], (name, width)


def press(page: Page, words: str, **filled: str) -> None:
    """Fill in the form of a button by the names of its fields, press it, and wait for the page."""
    button = page.get_by_role("button", name=words, exact=True)
    form = page.locator("form").filter(has=button)
    for name, value in filled.items():
        field = form.locator(f'[name="{name}"]').first
        if field.get_attribute("type") in ("checkbox", "radio"):
            form.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)
    with page.expect_navigation():
        button.click()


def test_a_council_of_twelve_goes_through_three_rounds_to_a_report_that_is_read(
    instance: Instance, clock: Clock, desk_site: str, site: str, new_page: NewPage,
    public_app: Flask,
) -> None:  # fmt: skip
    room = CouncilRoom(instance, clock, desk_site, site, new_page)
    found(room)
    everybody_joins(room, public_app)
    six = makes_six_words(room.mo)
    members = TwoCamps(12, Random(3))

    write_first_round(room)
    hold(room, 1, members)
    read_reasons(room, six)
    look_ahead_and_show(room, 1)
    change_statements(room)

    hold(room, 2, members)
    look_ahead_and_show(room, 2)
    page = room.go(room.mo, "/round")
    press(page, "Begin this round", kind="rate again")
    press(page, "Save for round 3", **{"title-en": "Last", "introduction-en": "Once more."})

    hold(room, 3, members)
    look_ahead_and_show(room, 3)
    send_report_out(room)
    read_report(room)


def found(room: CouncilRoom) -> None:
    """Found the council with a ceremony of three people in three windows."""
    page = room.ada.page
    room.ada.open("/councils/new")
    looked_at(page, "new")
    chosen = {"beginning": "ready-made", "languages": "en", "members": "12", "practice": "yes"}
    press(page, "Begin this council", **chosen)
    room.id = page.url.split("/councils/")[1].split("/")[0]
    looked_at(page, "draft")
    room.go(room.ada, "/trustees")
    press(page, "Keep these trustees", roles="Board\nUniversity\nOutside", threshold="2")
    room.go(room.ada, "")
    press(page, "Make share sheets", sure="yes")
    holders = [(room.new_page(), link) for link in links_to_hand_over(page)]
    room.papers = [print_sheet(holder, link) for holder, link in holders]
    for (holder, _), paper in zip(holders, room.papers, strict=True):
        holder.get_by_role("link", name="I have it on paper").click()
        type_words(holder, paper)
        holder.get_by_role("heading", level=1).wait_for()
    expect(holders[-1][0].get_by_role("heading", name="is open now")).to_be_visible()


def everybody_joins(room: CouncilRoom, public_app: Flask) -> None:
    """Make twelve codes at the desk; one member joins in a browser, eleven by the same pages."""
    page = room.go(room.ada, "/cards")
    looked_at(page, "cards")
    form = page.locator("form").filter(has=page.get_by_role("button", name="Make a list of codes"))
    form.locator("[name=count]").fill("12")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make a list of codes").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        first, *others = [row["code"] for row in csv.DictReader(file)]
    room.member.address = f"{room.site}/c/{room.id}"
    room.member.open()
    room.member.press("next")
    room.member.page.locator("#code").fill(first)
    room.member.press("accept")
    looked_at(room.member.page, "joined")
    room.words = [room.member.six_words()]
    for code in others:
        visitor = Visitor(public_app, "")
        visitor.address = f"/c/{room.id}"
        visitor.open()
        visitor.press("next")
        visitor.press("accept", other={"c": code})
        room.words.append(words_on(visitor.page))
    expect(room.go(room.ada, "").get_by_text("Enough to open")).to_be_visible()
    looked_at(page, "council")


def makes_six_words(moderator: DeskBrowser) -> str:
    """Let a moderator make the words with which they read."""
    moderator.open("/account")
    press(moderator.page, "Make my six words")
    return " ".join(moderator.page.locator("ol.keys li").all_inner_texts())


def write_first_round(room: CouncilRoom) -> None:
    """Write a round that rates four statements, and offers a field for reasons."""
    page = room.go(room.mo, "/round")
    press(page, "Begin this round", kind="rate")
    said = {"title-en": "What should change", "introduction-en": "Say how far you agree."}
    press(page, "Save for round 1", **said, ask_why="yes")
    for words in STATEMENTS:
        room.go(room.mo, "/statements")
        press(page, "Add this statement", **{"new-en": words})
    looked_at(page, "statements")
    looked_at(room.go(room.mo, "/round"), "round")


def hold(room: CouncilRoom, number: int, members: InventedMembers) -> None:
    """Open a round, let everybody answer, close it, and count it with two sheets."""
    page = room.go(room.ada, "/round/open")
    if number == 1:
        looked_at(page, "open")
    press(page, f"Open round {number}", sure="yes")
    answer_in_browser(room, number)
    answer_round(room.instance, room.id, room.words, members, room.clock)
    room.go(room.ada, "/round/close")
    press(page, f"Close round {number}", sure="yes")
    expect(page.get_by_text(f"Round {number}, closed")).to_be_visible()
    if number == 1:
        looked_at(room.go(room.trustees[0], "/opening/round"), "opening")
    room.count("Numbers")
    expect(room.trustees[1].page.get_by_text(f"Round {number}, counted")).to_be_visible()


def answer_in_browser(room: CouncilRoom, number: int) -> None:
    """Let one member rate every statement in their browser, and send it."""
    form = room.member
    form.address = f"{room.site}/f/{room.id}-{number}"
    form.open()
    form.press("next")
    form.type_words(room.words[0])
    form.press("begin")
    looked_at(form.page, f"rating-{number}")
    while form.name != "review":
        for point in form.page.locator("input[value=p2]").all():
            point.check()
        form.press("next")
    form.press("send")


def read_reasons(room: CouncilRoom, six: str) -> None:
    """Open the words of the round, let a moderator read them, and write both sides of one."""
    room.count("Words")
    page = room.go(room.mo, "/words")
    looked_at(page, "words-locked")
    press(page, "Unlock the texts", six_words=six)
    page.get_by_text("Reasons", exact=True).first.click()
    expect(page.get_by_text(REASON).first).to_be_visible()
    looked_at(page, "words")


def look_ahead_and_show(room: CouncilRoom, number: int) -> None:
    """Look at the page that members will read, and then show it to them."""
    page = room.go(room.ada, "/preview?on=desktop")
    seen = page.frame_locator("iframe")
    expect(seen.get_by_text("The group is not of one mind").first).to_be_visible()
    if number == 1:
        looked_at(page, "preview")
    room.go(room.ada, "/round/feedback")
    press(page, "Show it to members", sure="yes")
    expect(page.get_by_text(f"Round {number}, shown to members")).to_be_visible()


def change_statements(room: CouncilRoom) -> None:
    """Edit one, merge two, drop one, and say the reasons of both sides."""
    page = room.go(room.mo, "/statements/statement-1?do=edit")
    said = {"words-en": "A person should answer each letter in a week.", "reason": "When was open."}
    press(page, "Save for round 2", **said)
    page = room.go(room.mo, "/statements/statement-2?do=merge")
    looked_at(page, "merge")
    merged = {"with": "statement-3", "words-en": "Every page should say who owns it."}
    press(page, "Merge for round 2", **merged, reason="They say the same.")
    page = room.go(room.mo, "/statements/statement-4?do=drop")
    press(page, "Drop for round 2", reason="Nobody here can change it.")
    page = room.go(room.mo, "/statements/statement-1")
    press(page, "Save the reasons", **{"in_favour-en": "People wait.", "against-en": "It costs."})
    looked_at(page, "statement")
    page = room.go(room.mo, "/round")
    press(page, "Save for round 2", **{"title-en": "Again", "introduction-en": "Look once more."})
    expect(page.get_by_text("Nothing stops it from opening.")).to_be_visible()


def send_report_out(room: CouncilRoom) -> None:
    """Say the reasons of a minority; one person signs for the report, another publishes it."""
    page = room.go(room.mo, "/report")
    looked_at(page, "report")
    page.locator("textarea[name=reasons]").first.fill(SUMMED_UP)
    with page.expect_navigation():
        page.get_by_role("button", name="Keep these words").first.click()
    press(room.go(room.ada, "/report"), "Sign for this report")
    expect(room.ada.page.get_by_text("Ada signed for it as it stands now.")).to_be_visible()
    page = room.go(room.trustees[1], "/report")
    looked_at(page, "report-signed")
    press(page, "Publish this report")
    assert work_on_what_waits(room.instance, must_not_fail) == 1
    page = room.go(room.trustees[1], "/report")
    expect(page.get_by_role("link", name="The published report")).to_be_visible()


def must_not_fail(error: Exception) -> None:
    """Let the test end where work failed."""
    raise error


def read_report(room: CouncilRoom) -> None:
    """Read the report where everybody reads it."""
    page = room.member.page
    page.goto(f"{room.site}/r/{room.id}/")
    looked_at(page, "reading-room")
    page.get_by_role("link", name="Read the report").first.click()
    for words in (SUMMED_UP, "A person should answer each letter in a week.", STATEMENTS[3]):
        expect(page.locator("body")).to_contain_text(words)
    looked_at(page, "published", [one for one in RULES if one.startswith("wcag")])
