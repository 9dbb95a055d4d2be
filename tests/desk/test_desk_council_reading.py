"""What members and readers of a council get, from the desk: preview, notes, report, paper, pay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from survey.delphi.form.round_form import rating_id
from survey.sealing.codes.round_slips import round_slip
from survey.services.councils.recognise_member import root_of
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.overview.preview_feedback import invented_feedback
from survey.services.overview.read_journal import search_journal
from survey.storage.instance import Instance
from survey.storage.schema import members, own_ratings
from tests.conftest import Clock
from tests.desk.conftest import HOST, StaffVisitor
from tests.storage.circle import RATE, Circle
from tests.web.members import Gathered, again, plan
from tests.web.visitor import Visitor

Signed = Callable[..., StaffVisitor]

COUNCIL = """
title: A council
introduction: We work out what should change.
consent: You can stop at any time.
closing: Thanks.
answered_by:
  - {who: The team that handles reports, by: 2030-09}
"""


@pytest.fixture
def circle(instance: Instance) -> Circle:
    """Give a council of twelve that rated once, of two minds about one statement."""
    made = Circle(instance, datetime(2026, 3, 10, 12, tzinfo=UTC))
    made.create(12, COUNCIL)
    made.everyone_joins()
    made.open(RATE)
    for member, words in enumerate(made.words):
        point = "p9" if member % 2 else "p2"
        assert made.send(words, {"one": point, "two": "p8"})[0] == "kept"
    made.count()
    return made


def test_two_people_send_the_report_of_a_council_out(
    staff: Signed, circle: Circle, public_app: Flask
) -> None:
    at = f"/councils/{circle.id}/report"
    ada, bea = staff("Ada", "coordinator"), staff("Bea", ("trustee", circle.id))
    assert "Nobody has signed for it as it stands now." in ada.get(at).words
    assert "The team that handles reports, by September 2030" in ada.page.words
    report = ada.client.get(f"{at}/look", base_url=HOST)
    assert "Who answers this report" in report.text
    assert "script-src" not in report.headers["Content-Security-Policy"].replace(
        "script-src 'none'", ""
    )
    french = ada.client.get(f"{at}/look?language=fr", base_url=HOST).text
    assert '<html lang="fr"' in french
    ada.press("Sign for this report", language="fr")
    assert "Ada signed for it as it stands now. It is in French." in ada.page.words
    assert "You signed, so somebody else publishes it." in ada.page.words
    token = ada.page.forms[-1].fields["csrf_token"]
    assert (
        "You signed for this report yourself."
        in ada.post(f"{at}/publish", {"csrf_token": token}).words
    )
    reader = Visitor(public_app, "")
    assert "Nothing yet." in reader.open(f"/r/{circle.id}/").words
    bea.get(at)
    waiting = bea.press("Publish this report").address
    assert waiting.startswith("/jobs/")
    assert "Nothing yet." in reader.open(f"/r/{circle.id}/").words
    assert "It is being published." in bea.get(at).words
    assert work_on_what_waits(circle.instance, _must_not_fail) == 1
    assert bea.get(waiting).links["A council"] == f"/councils/{circle.id}"
    assert "The published report is read by everybody." in bea.follow("See where it is read").words
    entries = search_journal(circle.instance, circle.id)[-3:]
    assert [(one.event, one.role) for one in entries] == [
        ("council report signed", "coordinator Ada"),
        ("council publishing asked for", "trustee Bea"),
        ("council report published", "council publishing asked by trustee"),
    ]
    assert "Read the report" in reader.open(f"/r/{circle.id}/").words
    report_file = circle.instance.published / circle.id / "report.html"
    assert '<html lang="fr"' in report_file.read_text(encoding="utf-8")
    said = "The team that handles reports , by the end of September 2030"
    assert said.replace(" ,", ",") in reader.page.words.replace(" ,", ",")


def test_what_is_signed_anew_is_not_published_by_who_asked_before(
    staff: Signed, circle: Circle, public_app: Flask
) -> None:
    at = f"/councils/{circle.id}/report"
    ada, bea = staff("Ada", "coordinator"), staff("Bea", ("trustee", circle.id))
    ada.get(at)
    ada.press("Sign for this report")
    bea.get(at)
    waiting = bea.press("Publish this report").address
    ada.press("Keep these words", reasons="Some fear one door.", notes="")
    bea.get(at)
    bea.press("Sign for this report")
    assert work_on_what_waits(circle.instance, _must_not_fail) == 1
    assert "changed or signed anew meanwhile" in bea.get(waiting).words
    assert "Nothing yet." in Visitor(public_app, "").open(f"/r/{circle.id}/").words


def _must_not_fail(error: Exception) -> None:
    raise error


def test_what_is_written_afterwards_ends_a_signature(staff: Signed, circle: Circle) -> None:
    at = f"/councils/{circle.id}/report"
    ada = staff("Ada", "coordinator")
    ada.get(at)
    ada.press("Sign for this report")
    ada.press("Keep these words", reasons="Some fear one door.\n\nOthers want one.", notes="")
    assert "Nobody has signed for it as it stands now." in ada.page.words
    assert "Some fear one door." in ada.page.html
    report = ada.client.get(f"{at}/look", base_url=HOST).text
    assert "Some fear one door." in report
    assert "Others want one." in report


def test_a_note_that_tells_numbers_is_refused_and_nothing_typed_is_lost(
    staff: Signed, circle: Circle
) -> None:
    moderator = staff("Mo", ("moderator", circle.id))
    moderator.get(f"/councils/{circle.id}/report")
    page = moderator.press("Keep these words", reasons="5 of 12 fear one door.", notes="A note.")
    assert "These words hold a number." in page.words
    assert moderator.status == 422
    assert "5 of 12 fear one door." in page.html
    assert "A note." in page.html
    again = moderator.get(f"/councils/{circle.id}/report")
    assert "fear one door" not in again.html
    assert "Sign for this report" not in again.words


def test_the_preview_is_the_page_that_members_read(
    staff: Signed, instance: Instance, public_app: Flask, clock: Clock
) -> None:
    """As it was counted: sentence for sentence, but for what only one member sees."""
    gathered = Gathered(instance, public_app, clock, 8)
    words, study_id = gathered.all_join(), gathered.open(plan())
    for place, six in enumerate(words, 1):
        gathered.rate(study_id, six, S1=f"p{place}", S2="p5")
    gathered.count(study_id)
    member = gathered.visitor()
    page = member.press("answers", other={"w": words[0]})
    viewer = staff("Vi", ("viewer", gathered.id))
    shown = viewer.get(f"/councils/{gathered.id}/seen/feedback").words
    sentences = [one.strip() for one in page.words.split(".") if "of the group" in one]
    assert len(sentences) > 1
    for one in sentences:
        if "Your last rating" not in one and "You gave" not in one:
            assert one in shown
    assert "You gave" not in shown
    assert "sandbox" in viewer.response.headers["Content-Security-Policy"]
    assert "<body inert>" in viewer.response.text
    arabic = viewer.get(f"/councils/{gathered.id}/seen/feedback?language=ar")
    assert 'dir="rtl"' in arabic.html


def test_a_group_of_another_size_is_told_what_the_policy_lets_it_be_told(
    staff: Signed, circle: Circle
) -> None:
    """Of few nothing, of more the middle, of many how many gave each rating."""
    at = f"/councils/{circle.id}"
    ada = staff("Ada", "coordinator")
    few, some, many = (ada.get(f"{at}/seen/feedback?size={size}").words for size in (4, 9, 30))
    assert "The middle of the group" not in few
    assert "The middle of the group" in some
    assert "percent" not in some
    assert "percent" in many or "%" in many
    assert "You gave" in many
    assert "30 invented members" in ada.get(f"{at}/preview?size=30&on=desktop").words
    assert "A group has 3 to 40 members." in ada.get(f"{at}/preview?size=41").words
    made = invented_feedback(circle.instance, circle.id, 12)
    assert made == invented_feedback(circle.instance, circle.id, 12)
    assert set(made.own[1]) <= {rating_id("one", ""), rating_id("two", "")}


def test_nothing_counted_is_not_shown_and_says_so(
    staff: Signed, instance: Instance, clock: Clock
) -> None:
    begun = Circle(instance, clock())
    begun.create(8)
    ada = staff("Ada", "coordinator")
    assert "was counted yet" in ada.get(f"/councils/{begun.id}/preview").words
    assert "There is no report yet" in ada.get(f"/councils/{begun.id}/report").words
    assert "once the first round is open" in ada.get(f"/councils/{begun.id}/members").words


def test_a_number_is_checked_and_counted_at_the_desk(staff: Signed, circle: Circle) -> None:
    ada = staff("Ada", "coordinator")
    root = root_of(circle.words[0], circle.id)
    slip = round_slip(circle.instance.site_key, circle.id, 1, root)
    ada.get(f"/councils/{circle.id}/members")
    page = ada.press("Check the number", number=slip.upper())
    assert "Right, and not used yet." in page.words
    assert "It is of round 1." in page.words
    page = ada.press("Count it as paid")
    assert "Counted now." in page.words
    assert slip.upper() not in page.html
    assert "Used before." in ada.press("Check the number", number=slip).words
    assert "None of this council." in ada.press("Check the number", number="a" * 18).words
    journal = ada.get(f"/councils/{circle.id}/journal").words
    assert slip[:6] not in journal
    assert "paid" not in journal.casefold()
    viewer = staff("Vi", ("viewer", circle.id))
    assert "A coordinator checks numbers." in viewer.get(f"/councils/{circle.id}/members").words


def test_the_round_is_printed_in_its_languages_and_no_other(staff: Signed, circle: Circle) -> None:
    ada = staff("Ada", "coordinator")
    at = f"/councils/{circle.id}/members"
    for name in ("round-en.pdf", "round-en-large.pdf"):
        response = ada.client.get(f"{at}/{name}", base_url=HOST)
        assert response.data.startswith(b"%PDF")
        assert response.headers["Cache-Control"] == "no-store"
    assert ada.client.get(f"{at}/round-fr.pdf", base_url=HOST).status_code == 404
    assert ada.client.get(f"{at}/other.pdf", base_url=HOST).status_code == 404


def test_a_council_is_ended_at_the_desk_and_its_report_goes_out_afterwards(
    staff: Signed, circle: Circle
) -> None:
    at = f"/councils/{circle.id}"
    ada = staff("Ada", "coordinator")
    assert ada.get(at).links["End this council"] == f"{at}/end"
    ada.get(f"{at}/end")
    assert "Tick that you have read what cannot be undone." in ada.press("End this council").words
    page = ada.press("End this council", sure="yes")
    assert "Ended" in page.words
    with circle.instance.engine.connect() as conn:
        assert conn.execute(select(members)).first() is None
        assert conn.execute(select(own_ratings)).first() is None
    assert "Ada signed for it as it stands now." in ada.press("Sign for this report").words
    assert (
        "has ended"
        in ada.post(
            f"{at}/end", {"csrf_token": ada.page.forms[-1].fields["csrf_token"], "sure": "yes"}
        ).words
    )


def test_who_agreed_to_answer_is_written_in_the_form_of_a_council(staff: Signed) -> None:
    ada = staff("Ada", "coordinator")
    ada.get("/councils/new")
    ada.press("Begin this council", beginning="ready-made", languages=["en"], practice="yes")
    ada.press("Save these words", **{"answers-0-en": "The reports team", "answers-0-by": "soon"})
    assert "answered_by[0].by" in ada.page.words
    assert 'value="soon"' in ada.page.html
    typed = {"answers-0-by": "2030-09", "answers-1-en": "The regulator", "answers-1-by": "2030-12"}
    ada.press("Save these words", **typed)
    assert "Nothing is wrong with these words." in ada.page.words, ada.page.words
    text = ada.button("Save the text")[0].fields["file"][0]
    assert text.count("by: 2030") + text.count("by: '2030") == 2
    assert "The regulator" in text
    ada.press("Save these words", **{"answers-0-en": "", "answers-0-by": ""})
    assert "The reports team" not in ada.page.html
    assert "The regulator" in ada.page.html


def test_why_members_changed_is_summed_up_where_they_were_asked(
    staff: Signed, instance: Instance, public_app: Flask, clock: Clock
) -> None:
    gathered = Gathered(instance, public_app, clock, 8)
    gathered.all_join()
    gathered.count_all(gathered.open(plan()), S1="p7", S2="p5")
    mo = staff("Mo", ("moderator", gathered.id))
    at = f"/councils/{gathered.id}/round"
    mo.get(at)
    mo.press("Begin this round", kind="rate again")
    assert "Why members changed ratings" not in mo.page.words
    study_id = gathered.open(again().model_copy(update={"ask_changed": True}))
    gathered.count_all(study_id, S1="p8", S2="p5")
    mo.get(at)
    mo.press("Begin this round", kind="rate again")
    assert "Why members changed ratings, in your words" in mo.page.words
    said = {"title-en": "Once more", "introduction-en": "The last time.",
            "why_changed-en": "Some read the other side."}  # fmt: skip
    mo.press("Save for round 3", **said)
    assert "Some read the other side." in mo.page.html
    mo.get(f"{at}/file")
    assert "why_changed" in mo.page.html
