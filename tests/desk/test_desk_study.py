"""The page of a study at the desk: watching without peeking, changes in public, who did what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update

from survey.mixing.mix import mix
from survey.questionnaire.drafting.file_of import file_of
from survey.services.reviewing.invite_reviewers import invite_reviewer
from survey.services.reviewing.review_draft import decide, press_link, review_on
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.instance import Instance
from survey.storage.schema import studies
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor
from tests.page_client import PageClient

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
WHY = "We found a mistake."


@pytest.fixture
def study(publish: Publish) -> Published:
    """Give a practice study in two languages that is open."""
    return publish(form_file("languages"), practice=True)


@pytest.fixture
def eve(staff: Signed, study: Published) -> StaffVisitor:
    """Sign in a coordinator of that study alone."""
    return staff("Eve", ("coordinator", study.id))


def told(eve: StaffVisitor, words: str = WHY) -> dict[str, str]:
    """Give a notice in every language that the form on the page asks for."""
    fields = next(one.fields for one in eve.page.forms if "notice_0" in one.fields)
    return {name: words for name in fields if name.startswith("notice_")}


def test_nothing_on_the_page_changes_when_one_answer_comes_in(
    eve: StaffVisitor, study: Published, public_app: Flask, clock: Clock, instance: Instance
) -> None:
    """Bytes are the same but for the token; after a mix they are the same for few."""
    address = f"/studies/{study.id}"
    before = _bytes(eve, address)
    person = PageClient(public_app, study.id, study.questionnaire)
    person.answer({})
    assert _bytes(eve, address) == before
    mix(instance, now=clock())
    assert _bytes(eve, address) == before
    assert "below ten until 40 wait" in eve.page.words


def _bytes(visitor: StaffVisitor, address: str) -> str:
    page = visitor.get(address)
    tokens = {one.fields["csrf_token"][0] for one in page.forms if "csrf_token" in one.fields}
    html = page.html
    for token in tokens:
        html = html.replace(token, "TOKEN")
    return html


@pytest.mark.parametrize(
    ("about", "said"), [(0, "below ten"), (10, "about 10"), (150, "about 150")]
)
def test_a_number_is_told_to_ten_and_feelings_in_words(
    eve: StaffVisitor, study: Published, instance: Instance, about: int, said: str
) -> None:
    with instance.engine.begin() as conn:
        conn.execute(update(studies).values(about=about, felt_fine=13, felt_very_hard=7))
    words = eve.get(f"/studies/{study.id}").words
    assert f"Answered {said}" in words
    assert "Pause and review" in words
    assert "Pause it, and look at it together with survivors" in words
    assert not re.search(r"\b35\b", words)
    assert "which one people chose is sealed" in words


def test_what_is_possible_is_offered_and_the_rest_says_why(
    eve: StaffVisitor, study: Published
) -> None:
    page = eve.get(f"/studies/{study.id}")
    assert "Pause the study" in page.links
    assert "Go on with the study" not in page.links
    assert "Go on with the study That is possible while it is paused." in page.words
    refused = eve.get(f"/studies/{study.id}/change/resume").words
    assert "This is not possible now" in refused
    assert eve.get(f"/studies/{study.id}/change/delete").title == "This page is not here."


def test_a_study_is_paused_and_goes_on_with_notices_in_each_language(
    eve: StaffVisitor, study: Published, public_app: Flask
) -> None:
    eve.get(f"/studies/{study.id}")
    eve.follow("Pause the study")
    eve.press("Pause the study", notice_0="In English.")
    assert eve.status == 422
    assert "in every language" in eve.page.words
    assert "In English." in eve.page.html
    eve.press("Pause the study", notice_1="بالعربية.", notice_2="Em português.")
    assert "The study is paused." in eve.page.words
    assert "Paused In English." in eve.page.words
    assert "the coordinator" in eve.page.words
    client = public_app.test_client()
    said = {one: client.get(f"/f/{study.id}?lang={one}", headers={"Accept-Language": one}).text
            for one in ("en", "ar")}  # fmt: skip
    assert "In English." in said["en"]
    assert "بالعربية." in said["ar"]
    assert "In English." not in said["ar"]
    eve.get(f"/studies/{study.id}/change/resume")
    eve.press("Go on with the study")
    assert "The study takes answers again." in eve.page.words
    again = eve.get(f"/studies/{study.id}?done=pause").words
    assert "The study is paused." not in again


def test_the_last_day_moves_later_and_never_earlier(
    eve: StaffVisitor, study: Published, clock: Clock
) -> None:
    at = f"/studies/{study.id}/change/extend"
    eve.get(at)
    later = clock().date() + timedelta(days=60)
    eve.press("Move the last day", closes_on=later.isoformat())
    assert "Tick that you have read" in eve.page.words
    eve.press("Move the last day", closes_on="soon", sure="y")
    assert "Write the new last day" in eve.page.words
    assert 'value="soon"' in eve.page.html
    eve.press("Move the last day", closes_on=clock().date().isoformat(), sure="y")
    assert "is not later than today" in eve.page.words
    eve.press("Move the last day", closes_on="2099-01-01", sure="y")
    assert "more than a year away" in eve.page.words
    eve.press("Move the last day", closes_on=later.isoformat(), sure="y", far=[])
    assert "The last day is moved." in eve.page.words
    assert "60 days" in eve.page.words


def test_a_spelling_is_corrected_after_a_look_at_what_would_change(
    eve: StaffVisitor, study: Published
) -> None:
    asked = study.questionnaire
    old = asked.sections[0].title.in_language(asked.languages[0])
    at = f"/studies/{study.id}/change/correct"
    eve.get(at)
    eve.press("Show what would change", before="Nobody wrote this", after="x")
    assert "stands nowhere in the questions" in eve.page.words
    eve.press("Show what would change", before=old, after=f"{old}, all")
    assert "This would change" in eve.page.words
    assert f"{old}, all" in eve.page.words
    eve.press("Correct a spelling", **told(eve))
    assert "The words are corrected." in eve.page.words


def test_a_study_that_was_reviewed_is_corrected_once_two_reviewers_signed_the_new_words(
    staff: Signed, publish: Publish, instance: Instance, clock: Clock
) -> None:
    real = publish(form_file("worked-example"))
    eve = staff("Eve", "coordinator")
    old = real.questionnaire.sections[0].title.in_language(real.questionnaire.languages[0])
    eve.get(f"/studies/{real.id}/change/correct")
    eve.press("Show what would change", before=old, after=f"{old}, all")
    assert "Two reviewers have to sign off these words first." in eve.page.words
    eve.press("Correct a spelling", **told(eve))
    assert "0 of 2 reviewers have signed off these words" in eve.page.words
    eve.press("Show what would change")
    draft = eve.press("Begin a draft for the reviewers").address.rsplit("/", 1)[1]
    assert "Draft" in eve.page.words
    for _ in range(2):
        link = invite_reviewer(instance, draft, clock().date())
        device = press_link(instance, link.secret)
        assert device
        review = review_on(instance, device, clock().date())
        assert review
        decide(instance, device, review.read.fingerprint, "signed off", "", clock().date())
    eve.get(f"/studies/{real.id}/change/correct")
    eve.press("Show what would change", before=old, after=f"{old}, all")
    assert "Two reviewers have to sign off" not in eve.page.words
    eve.press("Correct a spelling", **told(eve))
    assert "The words are corrected." in eve.page.words
    assert "Correction begun" in eve.page.words


def test_ending_early_says_before_what_cannot_be_undone(
    eve: StaffVisitor, study: Published
) -> None:
    page = eve.get(f"/studies/{study.id}/change/end")
    assert "This can never be undone That it ended before its day." in page.words
    eve.press("End the study early", sure="y")
    assert "Write in every language" in eve.page.words
    eve.press("End the study early", sure="y", **told(eve))
    assert "The study has ended." in eve.page.words
    assert "Ended early" in eve.page.words
    assert "Pause the study" not in eve.page.links


def test_only_a_study_that_nobody_answered_is_withdrawn(
    eve: StaffVisitor, study: Published, public_app: Flask
) -> None:
    at = f"/studies/{study.id}/change/withdraw"
    PageClient(public_app, study.id, study.questionnaire).answer({})
    eve.get(at)
    eve.press("Withdraw the study", sure="y")
    assert "has been answered, so it cannot be withdrawn" in eve.page.words


def test_a_study_without_answers_is_withdrawn_for_good(eve: StaffVisitor, study: Published) -> None:
    eve.get(f"/studies/{study.id}/change/withdraw")
    eve.press("Withdraw the study", sure="y")
    assert "The study is withdrawn." in eve.page.words
    assert "Nothing, as it stands now." in eve.page.words


def test_who_may_not_change_a_study_is_offered_nothing(staff: Signed, study: Published) -> None:
    viewer = staff("Vic", ("viewer", study.id))
    page = viewer.get(f"/studies/{study.id}")
    assert "What you can change" not in page.words
    assert "What nobody can do" in page.words
    assert viewer.get(f"/studies/{study.id}/change/pause").title == "This page is not here."


def test_the_journal_is_searched_checked_and_exported(
    staff: Signed, publish: Publish, study: Published, clock: Clock
) -> None:
    other = publish(form_file("worked-example"), practice=True)
    eve = staff("Eve", "coordinator")
    for number in range(51):
        eve.get(f"/studies/{study.id}/change/{'resume' if number % 2 else 'pause'}")
        eve.press("Go on with the study" if number % 2 else "Pause the study")
    page = eve.get("/journal")
    assert page.words.count("the coordinator") == 50
    assert "entry 56" in page.words
    assert "entry 2 " in eve.follow("Older entries").words
    eve.get(f"/journal?study={other.id}")
    assert eve.page.words.count("For practice.") == 1
    assert "No entry is like that." in eve.get("/journal?search=nobody").words
    eve.get("/journal")
    assert "All 56 entries are as written down." in eve.press("Check every entry").words
    eve.get("/journal/export")
    assert eve.response.text.count("\n") == 56
    one = staff("Vic", ("viewer", other.id))
    assert study.id not in one.get("/journal").html
    assert f"/journal?study={study.id}" not in one.page.html
    assert "the coordinator" not in one.get(f"/journal?study={study.id}").words
    assert one.get("/journal/export").title == "This page is not here."


def test_every_tab_leads_somewhere_and_a_draft_has_more_of_them(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve = staff("Eve", "coordinator")
    draft = begin_draft(instance, file_of(study.questionnaire), DraftTerms(), clock().date())
    words = ("Overview", "Questions", "Checklist", "Reviewers", "Versions", "Invitations",
             "Journal")  # fmt: skip
    found = {}
    for one in (study.id, draft.study_id):
        links = eve.get(f"/studies/{one}").links
        found[one] = [name for name in words if name in links]
        for name in found[one]:
            eve.get(links[name])
            assert eve.status == 200, (one, name)
    assert set(found[study.id]) < set(found[draft.study_id])


def test_a_journal_that_was_changed_is_said_to_be(eve: StaffVisitor, instance: Instance) -> None:
    with instance.engine.begin() as conn:
        conn.execute(text("DROP TRIGGER journal_keeps"))
        conn.execute(text("UPDATE journal SET words = 'x' WHERE number = 1"))
    eve.get("/journal")
    eve.press("Check every entry")
    assert "entry 1 does not say what was written down" in eve.page.words
    assert "Tell whoever runs the machine." in eve.page.words
