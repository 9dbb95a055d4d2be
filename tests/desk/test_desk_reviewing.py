"""Reviewers at the desk: a link that works once, comments that stay, and a word for exact words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from survey.services.reviewing.invite_reviewers import (
    invite_reviewer,
    replace_review_link,
    send_to_reviewers,
)
from survey.services.writing.save_draft import save_draft
from survey.settings import Settings, read_settings, shipped
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import HOST, SAME, StaffVisitor
from tests.desk.ready_draft import FORM, draft_of

Signed = Callable[..., StaffVisitor]


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings that say who asks."""
    told = {"SURVEY_ORGANISATION": "The Listening House"}
    return read_settings([shipped("config") / "default.toml"], told)


@pytest.fixture
def today(clock: Clock) -> date:
    """Give the day of the clock."""
    return clock().date()


@pytest.fixture
def study_id(instance: Instance, today: date) -> str:
    """Give a draft."""
    return draft_of(instance, today)


@pytest.fixture
def reviewer(desk: Flask, clock: Clock, instance: Instance, study_id: str) -> StaffVisitor:
    """Give somebody without an account who pressed the link of reviewer A."""
    visitor = StaffVisitor(desk, clock)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, clock().date()).secret}")
    visitor.press("Begin")
    return visitor


def test_a_coordinator_makes_a_link_that_is_shown_once_and_a_stranger_begins_with_it(
    staff: Signed, desk: Flask, clock: Clock, study_id: str
) -> None:
    cora = staff("Cora", "coordinator")
    cora.get(f"/studies/{study_id}/reviewers")
    page = cora.press("Make a link for a reviewer")
    assert "Link for reviewer A" in page.words
    link = re.search(r"/review/[\w-]{32}", page.html)
    assert link
    assert link[0] not in cora.get(f"/studies/{study_id}/reviewers").html
    stranger = StaffVisitor(desk, clock)
    for _ in range(3):  # a mail scanner and two previews
        assert "You are asked to read" in stranger.get(link[0]).words
    assert "Page 1 of 3" in stranger.press("Begin").words
    assert "Evenings" in stranger.get(link[0]).words  # the same device, the same link


def test_a_button_that_is_pressed_twice_or_whose_answer_is_lost_begins_once(
    desk: Flask, clock: Clock, instance: Instance, study_id: str, today: date
) -> None:
    visitor, lost = StaffVisitor(desk, clock), StaffVisitor(desk, clock)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")
    form, _ = visitor.button("Begin")
    lost.post(form.action, form.fields)  # the same press, whose answer never came
    assert "Page 1 of 3" in visitor.press("Begin").words
    other = StaffVisitor(desk, clock)
    other.post(form.action, form.fields | {"device": "x" * 32})
    assert other.status == 404


@pytest.mark.parametrize("which", ["used", "replaced", "unknown", "nonsense"])
def test_a_link_that_leads_nowhere_looks_the_same_whatever_it_was(
    desk: Flask, clock: Clock, instance: Instance, study_id: str, which: str
) -> None:
    made = invite_reviewer(instance, study_id, clock().date()).secret
    if which == "used":
        first = StaffVisitor(desk, clock)
        first.get(f"/review/{made}")
        first.press("Begin")
    if which == "replaced":
        replace_review_link(instance, study_id, "A", clock().date())
    address = {"unknown": "/review/" + "x" * 32, "nonsense": "/review/%01%ff"}.get(
        which, f"/review/{made}"
    )
    visitor = StaffVisitor(desk, clock)
    for page in (visitor.get(address), visitor.post(address, {})):
        assert page.title == "This link does not lead anywhere now."
        assert visitor.status == 404
        assert made not in page.html
        assert visitor.client.get_cookie("desk-review", "127.0.0.1", "/review") is None


def test_a_review_goes_page_by_page_and_every_press_keeps_what_was_written(
    reviewer: StaffVisitor, staff: Signed, study_id: str
) -> None:
    assert "It is anonymous" in reviewer.page.words
    reviewer.press("Go on", **{"on start": "Say more."})
    assert "How often?" in reviewer.page.words
    assert "I’d rather not say" in reviewer.page.words
    reviewer.press("Keep what I wrote", **{"on question often": "<b>Too</b> & many."})
    assert "&lt;b&gt;Too&lt;/b&gt; &amp; many." in reviewer.page.html
    assert "<b>Too" not in reviewer.page.html
    reviewer.press("Back")
    assert reviewer.page.forms[-1].fields["on start"] == ["Say more."]
    cora = staff("Cora", "coordinator")
    page = cora.get(f"/studies/{study_id}/reviewers")
    assert "&lt;b&gt;Too&lt;/b&gt; &amp; many." in page.html
    assert "<b>Too" not in page.html
    assert "Question 1 · reviewer A" in page.words


def test_not_yet_needs_a_reason_and_keeps_what_was_typed(reviewer: StaffVisitor) -> None:
    reviewer.get("/review/page/2")
    page = reviewer.press("Not yet")
    assert reviewer.status == 422
    assert page.title.startswith("Look again")
    assert "Nothing says yet what is to be changed." in page.words
    assert "You said “not yet”" in reviewer.press("Not yet", why="It hurries me.").words


def test_a_reviewer_who_comes_back_sees_what_changed_and_signs_that(
    reviewer: StaffVisitor, staff: Signed, instance: Instance, study_id: str, today: date
) -> None:
    reviewer.get("/review/page/1")
    reviewer.press("Go on", **{"on question often": "Too many."})
    reviewer.press("Not yet", why="See question 1.")
    cora = staff("Cora", "coordinator")
    cora.get(f"/studies/{study_id}/reviewers")
    assert "“See question 1.”" in cora.page.words
    cora.press("Answer it", answer="There are fewer now.")
    save_draft(instance, study_id, 1, FORM.replace("How often?", "How seldom?"), today)
    assert "being changed just now" in reviewer.get("/review/page/0").words
    cora.get(f"/studies/{study_id}/reviewers")
    cora.press("Send the change")
    page = reviewer.get("/review/page/0")
    assert "What changed since you looked" in page.words
    page = reviewer.follow("Question 1")
    assert "“How often?”" in page.words
    assert "“How seldom?”" in page.words
    assert "Answer: There are fewer now." in page.words
    reviewer.get("/review/page/2")
    assert "You signed off these words" in reviewer.press("I sign off these words").words
    assert "Signed off" in cora.get(f"/studies/{study_id}/reviewers").words


def test_words_that_change_between_two_presses_are_not_signed_unread(
    reviewer: StaffVisitor, instance: Instance, study_id: str, today: date
) -> None:
    reviewer.get("/review/page/2")
    save_draft(instance, study_id, 1, FORM.replace("How often?", "How seldom?"), today)
    invite_reviewer(instance, study_id, today)
    page = reviewer.press("I sign off these words", **{"on end": "All is well."})
    assert reviewer.status == 422
    assert "The words were changed while you read them." in page.words
    assert "All is well." in page.words


def test_other_sites_cannot_write_for_a_reviewer_and_the_device_can_forget(
    reviewer: StaffVisitor,
) -> None:
    cookie = reviewer.client.get_cookie("desk-review", "127.0.0.1", "/review")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/review")
    reviewer.get("/review/page/2")
    reviewer.press("I sign off these words")
    assert "knows nothing of the review" in reviewer.press("End the review on this device").words
    assert reviewer.get("/review/page/0").title == "This link does not lead anywhere now."


def test_a_questionnaire_in_two_languages_is_read_in_either(
    desk: Flask, clock: Clock, instance: Instance, today: date
) -> None:
    form = FORM.replace("title: Evenings", "title: {en: Evenings, ar: مساء}", 1)
    form = form.replace("id: evenings", "id: evenings\nlanguages: [en, ar]")
    study_id = draft_of(instance, today, form=form)
    visitor = StaffVisitor(desk, clock)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")
    visitor.press("Begin")
    page = visitor.follow("العربية")
    assert 'lang="ar" dir="rtl">مساء' in page.html
    assert visitor.press("Go on").address.endswith("?language=ar")


def test_no_page_without_the_device_shows_a_word_of_the_draft(
    desk: Flask, clock: Clock, reviewer: StaffVisitor
) -> None:
    assert reviewer.status == 200
    stranger = StaffVisitor(desk, clock)
    for number in range(4):
        assert "evenings" not in stranger.get(f"/review/page/{number}").words.lower()
    assert stranger.post("/review/page/1", {"go": "signed off"}).title.startswith("This link")
    answer = stranger.client.post("/review/page/1", data={}, base_url=HOST)
    assert answer.status_code == 404


def form_of(questions: int, title: str = "Evenings") -> str:
    """Return a form with that many questions."""
    asked = "".join(
        f"      - {{id: q{n}, type: text, text: What {n}?}}\n" for n in range(questions)
    )
    return FORM.replace("title: Evenings", f"title: {title}", 1) + asked


def comments_at_desk(visitor: StaffVisitor, study_id: str) -> int:
    """Return how many comments the desk shows."""
    return visitor.get(f"/studies/{study_id}/reviewers").html.count('<blockquote class="said"')


def test_what_no_page_sends_is_not_kept(
    reviewer: StaffVisitor, staff: Signed, study_id: str
) -> None:
    reviewer.get("/review/page/1")
    version = reviewer.page.forms[-1].fields["version"][0]
    many = {f"on question x{n}": "Words." for n in range(1_500)}
    for invented in ("ab" * 32, "ab", "nonsense", ""):
        page = reviewer.post("/review/page/1", many | {"version": invented, "on start": "Hm."})
        assert reviewer.status == 422
        assert "These are not the words that are read now." in page.words
    reviewer.post("/review/page/0", {"version": "ab" * 32, "on start": "Mine stay."})
    assert reviewer.page.forms[-1].fields["on start"] == ["Mine stay."]
    reviewer.post("/review/page/1", many | {"version": version, "on question often": "Too many."})
    assert reviewer.status == 200
    assert comments_at_desk(staff("Cora", "coordinator"), study_id) == 1


def test_many_comments_cost_the_database_as_many_statements_as_one(
    desk: Flask, clock: Clock, instance: Instance, today: date
) -> None:
    study_id = draft_of(instance, today, form=form_of(50))
    visitor = StaffVisitor(desk, clock)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")
    visitor.press("Begin")
    version = visitor.page.forms[-1].fields["version"][0]
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(instance.engine, "before_cursor_execute", listen)
    asked = []
    for places in (range(1), range(1, 2), range(2, 50)):
        said.clear()
        fields = {f"on question q{n}": f"Words {n}." for n in places}
        visitor.client.post(
            "/review/page/1", data=fields | {"version": version}, base_url=HOST, headers=SAME
        )
        asked.append(len(said))
    event.remove(instance.engine, "before_cursor_execute", listen)
    assert asked[1] == asked[2]
    assert asked[2] < 30


def test_a_reviewer_has_three_hundred_comments_and_no_more(
    desk: Flask, clock: Clock, instance: Instance, staff: Signed, today: date
) -> None:
    study_id = draft_of(instance, today, form=form_of(50))
    visitor = StaffVisitor(desk, clock)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")
    visitor.press("Begin")
    for base in range(7):
        if base:
            save_draft(instance, study_id, base, form_of(50, f"Evenings {base}"), today)
            send_to_reviewers(instance, study_id, today)
        version = visitor.get("/review/page/1").forms[-1].fields["version"][0]
        fields = {f"on question q{n}": f"Words {n}." for n in range(50)}
        page = visitor.post("/review/page/1", fields | {"version": version})
        assert visitor.status == (422 if base == 6 else 200)
    assert "You have 300 comments here, and no more are kept." in page.words
    assert "Words 49." in page.html
    assert comments_at_desk(staff("Cora", "coordinator"), study_id) == 300


def test_a_reason_that_is_typed_stays_and_only_its_reviewer_sees_it_until_it_is_said(
    reviewer: StaffVisitor, staff: Signed, instance: Instance, study_id: str, today: date
) -> None:
    cora = staff("Cora", "coordinator")
    reviewer.get("/review/page/2")
    for button, why in (("Keep what I wrote", "It hurries."), ("Back", "It hurries me.")):
        reviewer.press(button, why=why)
        assert reviewer.get("/review/page/2").forms[-1].fields["why"] == [why]
    assert "hurries" not in cora.get(f"/studies/{study_id}/reviewers").words
    save_draft(instance, study_id, 1, FORM.replace("How often?", "How seldom?"), today)
    send_to_reviewers(instance, study_id, today)
    reviewer.get("/review/page/2")
    reviewer.press("Not yet")
    assert "“It hurries me.”" in cora.get(f"/studies/{study_id}/reviewers").words
    assert reviewer.get("/review/page/2").forms[-1].fields["why"] == ["It hurries me."]


def test_a_reason_is_taken_back_and_is_no_comment_of_its_own(reviewer: StaffVisitor) -> None:
    reviewer.get("/review/page/2")
    reviewer.press("Keep what I wrote", why="It hurries me.")
    reviewer.press("Keep what I wrote", why="")
    assert reviewer.get("/review/page/2").forms[-1].fields["why"] == [""]
    reviewer.press("Keep what I wrote", why="It hurries me.")
    reviewer.press("Not yet", why=" ")
    assert "Nothing says yet what is to be changed." in reviewer.page.words


def test_a_reason_is_not_shown_as_the_reason_of_a_sign_off(
    reviewer: StaffVisitor, staff: Signed, study_id: str
) -> None:
    reviewer.get("/review/page/2")
    reviewer.press("I sign off these words", why="It hurries me.")
    page = staff("Cora", "coordinator").get(f"/studies/{study_id}/reviewers")
    assert "Signed off" in page.words
    assert "hurries" not in page.words
    assert reviewer.get("/review/page/2").forms[-1].fields["why"] == [""]


def test_a_reason_beyond_its_letters_is_refused_and_stands_there(reviewer: StaffVisitor) -> None:
    reviewer.get("/review/page/2")
    page = reviewer.press("Not yet", why="x" * 2_001)
    assert "A comment has 2,001 characters" in page.words
    assert page.forms[-1].fields["why"] == ["x" * 2_001]


def test_whoever_begins_while_words_change_is_told_who_lets_them_go_on(
    desk: Flask,
    clock: Clock,
    instance: Instance,
    staff: Signed,
    study_id: str,
    today: date,
) -> None:
    visitor = StaffVisitor(desk, clock)
    link = invite_reviewer(instance, study_id, today).secret
    save_draft(instance, study_id, 1, FORM.replace("How often?", "How seldom?"), today)
    visitor.get(f"/review/{link}")
    page = visitor.press("Begin")
    assert "Ask whoever gave you the link: it goes on here when they send the change." in page.words
    assert "you wrote" not in page.words
    assert "being changed just now" in visitor.follow("Look again").words
    cora = staff("Cora", "coordinator")
    page = cora.get(f"/studies/{study_id}/reviewers")
    assert "Reviewers wait for “Send the change”" in page.words
    cora.press("Send the change")
    assert "Page 1 of 3" in visitor.get("/review/page/0").words


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none"])
def test_a_form_of_another_site_is_refused_in_words(
    reviewer: StaffVisitor, instance: Instance, study_id: str, today: date, site: str
) -> None:
    link = invite_reviewer(instance, study_id, today).secret
    version = reviewer.page.forms[-1].fields["version"][0]
    fields = {"version": version, "on start": "Not mine.", "go": "signed off"}
    for address in (f"/review/{link}", "/review/page/0", "/review/end"):
        answer = reviewer.client.post(
            address, data=fields, base_url=HOST, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status_code == 403
        assert "This was sent from another site." in answer.text
    assert reviewer.get("/review/page/0").forms[-1].fields["on start"] == [""]
    stays = reviewer.client.post("/review/page/0", data=fields, base_url=HOST)  # an old browser
    assert stays.status_code == 303


@pytest.mark.parametrize("practice", [True, False])
def test_practice_is_marked_on_every_page_of_a_review(
    desk: Flask, clock: Clock, instance: Instance, today: date, practice: bool
) -> None:
    study_id = draft_of(instance, today, practice=practice)
    visitor = StaffVisitor(desk, clock)
    pages = [visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")]
    pages.append(visitor.press("Begin"))
    pages += [visitor.press("Go on"), visitor.press("Go on")]
    pages.append(visitor.press("I sign off these words"))
    save_draft(instance, study_id, 1, FORM.replace("How often?", "How seldom?"), today)
    pages.append(visitor.get("/review/page/0"))
    for page in pages:
        assert ("Practice: invented people answer." in page.words) == practice


def test_a_review_keeps_paragraphs_and_marks_words_that_are_not_translated(
    desk: Flask, clock: Clock, instance: Instance, today: date
) -> None:
    form = FORM.replace("title: Evenings", "title: {en: Evenings, ar: مساء}", 1)
    form = form.replace("id: evenings", "id: evenings\nlanguages: [en, ar]")
    form = form.replace("closing:", 'details: "Who we are.\\n\\nWhat we do."\nclosing:')
    visitor = StaffVisitor(desk, clock)
    study_id = draft_of(instance, today, form=form)
    visitor.get(f"/review/{invite_reviewer(instance, study_id, today).secret}")
    visitor.press("Begin")
    page = visitor.follow("العربية")
    assert 'lang="ar" dir="rtl">مساء</h1>' in page.html
    for words in ("Who we are.", "What we do.", "About evenings."):
        assert f'<p lang="en" dir="ltr">{words}</p>' in page.html
    page = visitor.press("Go on")
    assert '<h2 lang="en" dir="ltr">How often?</h2>' in page.html
    assert '<li class="choice radio" lang="en" dir="ltr">A</li>' in page.html
