"""From the task list to an open study at the desk: what blocks and is confirmed, and the sheets."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from survey.services.reviewing.confirm_tasks import name_trustees
from survey.services.studies.publish_draft import OpeningDays, publish_draft
from survey.services.upkeep.edit_support_list import own_list, write_service
from survey.services.writing.save_draft import save_draft
from survey.settings import Settings, read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock
from tests.desk.conftest import DeskPage, Form, StaffVisitor
from tests.desk.paper_sheets import Holder, words_asked
from tests.desk.ready_draft import FORM, all_but_reviews, draft_of, signed_off

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
    """Give a draft that nobody has looked at."""
    return draft_of(instance, today)


@pytest.fixture
def cora(staff: Signed) -> StaffVisitor:
    """Give a coordinator."""
    return staff("Cora", "coordinator")


@pytest.fixture
def ready(instance: Instance, study_id: str, today: date) -> str:
    """Give a draft that nothing blocks."""
    all_but_reviews(instance, study_id, today)
    for _ in range(2):
        signed_off(instance, study_id, today)
    return study_id


def exists(instance: Instance, study_id: str) -> bool:
    with instance.engine.connect() as connection:
        return study_rows.exists(connection, study_id)


def takes_sheet(desk: Flask, clock: Clock, link: str) -> DeskPage:
    """Let a trustee print the sheet of a link and confirm it."""
    holder = Holder(StaffVisitor(desk, clock), link)
    assert "Before you see it" in holder.visitor.get(link).words
    holder.prints()
    assert holder.visitor.response.headers["Cache-Control"] == "no-store"
    return holder.types()


def test_every_task_says_what_it_is_and_where_to_go(cora: StaffVisitor, study_id: str) -> None:
    page = cora.get(f"/studies/{study_id}/tasks")
    assert "Five points block publishing" in page.words
    assert "Two survivor reviewers sign off this version" in page.words
    assert "Publish: " in page.html
    assert "disabled" in page.html
    assert "publish anyway" not in page.words.lower()
    for place in ("safeguarding", "support", "trustees", "reviewers"):
        assert f"/studies/{study_id}/{place}" in page.links.values()
        assert cora.get(f"/studies/{study_id}/{place}").title != "This page is not here."
    cora.get(f"/studies/{study_id}/tasks.txt")
    assert cora.response.text.startswith("Evenings, version 1,")
    assert "- Trustees are named." in cora.response.text


def test_the_safeguarding_text_is_written_and_signed_and_a_change_ends_the_signature(
    cora: StaffVisitor, study_id: str
) -> None:
    cora.get(f"/studies/{study_id}/safeguarding")
    page = cora.press("Keep this text", text_en="CHANGE ME", law_en="Luxembourg")
    assert cora.status == 422
    assert "CHANGE ME" in page.forms[1].fields["text_en"][0]
    page = cora.press("Keep this text", text_en="We may pass on danger.", law_en="Luxembourg")
    assert "Not signed yet" in page.words
    page = cora.press("Keep who signed it", role="  ")
    assert "A role is missing" in page.words
    page = cora.press("Keep who signed it", role="Counsel of the charity")
    assert "Safeguarding text with its country" in page.words
    assert "Nobody who knows that law" not in page.words
    page = cora.get(f"/studies/{study_id}/safeguarding")
    assert "Counsel of the charity" in page.words
    page = cora.press("Keep this text", text_en="We must pass it on.", law_en="Luxembourg")
    assert "Not signed yet" in page.words


def test_a_service_is_confirmed_with_the_number_that_was_called(
    cora: StaffVisitor, instance: Instance, today: date
) -> None:
    form = FORM.replace("{who: Adults}", "{who: Adults, regions: [GB]}")
    study_id = draft_of(instance, today, form=form)
    page = cora.get(f"/studies/{study_id}/support")
    assert "Nobody confirmed it yet." in page.words
    service = next(
        form
        for form in page.forms
        if form.fields.get("entry") == ["gb-childline"] and form.fields["act"] == ["confirm"]
    )
    page = cora.post(service.action, service.fields | {"number": "call us", "role": "duty lead"})
    assert cora.status == 422
    assert "write digits, spaces and dashes only" in page.words
    page = cora.post(service.action, service.fields | {"number": "0800 1111", "role": "duty lead"})
    assert cora.status == 200
    assert "in the role “duty lead”" in page.words
    assert "Confirmed: 1" in page.words


def confirming(page: DeskPage, entry: str) -> Form:
    """Give the form in which a service is confirmed."""
    acts = (["confirm"], ["look"])
    found = [form for form in page.forms if form.fields.get("entry") == [entry]]
    return next(form for form in found if form.fields["act"] in acts)


def test_a_service_without_a_number_is_looked_at_and_no_number_is_promised(
    cora: StaffVisitor, study_id: str
) -> None:
    cora.get(f"/studies/{study_id}/support")
    new = {"id": "int-page", "name": "Only a page", "url": "https://page.example"}
    form = confirming(cora.press("Add this service", **new), "int-page")
    assert "number" not in form.fields
    assert form.buttons[0][0] == "Confirm that I looked at its page"
    page = cora.post(form.action, form.fields | {"role": "duty lead"})
    assert "somebody looked at its page" in page.words
    assert "shown its number" not in page.words
    new = {"id": "int-line", "name": "A line", "url": "https://line.example", "phone": "116 123"}
    form = confirming(cora.press("Add this service", **new), "int-line")
    page = cora.post(form.action, form.fields | {"number": " ", "role": "duty lead"})
    assert cora.status == 422
    assert "The number is missing." in page.words
    assert confirming(page, "int-line").fields["role"] == ["duty lead"]
    page = cora.post(form.action, form.fields | {"role": "duty lead"})
    assert "people are shown its number" in page.words


def test_a_service_that_is_written_to_is_confirmed_by_that_number(
    cora: StaffVisitor, instance: Instance, today: date
) -> None:
    write_service(
        instance,
        "int-text",
        {"name": "Write", "country": "INT", "url": "https://text.example", "text": "50808"},
        today,
    )
    study_id = draft_of(instance, today)
    form = confirming(cora.get(f"/studies/{study_id}/support"), "int-text")
    assert form.buttons[0][0] == "Confirm that I wrote to it"
    assert form.fields["number"] == ["50808"]
    cora.post(form.action, form.fields | {"number": "85258", "role": "duty lead"})
    found = next(one for one in own_list(instance.folder).services if one.id == "int-text")
    assert (found.phone_to_show, found.text_to_show) == ("", "85258")


def test_a_service_that_cannot_be_written_so_stays_as_it_was_typed(
    cora: StaffVisitor, study_id: str
) -> None:
    cora.get(f"/studies/{study_id}/support")
    new = {"id": "int-page", "name": "Only a page", "url": "https://page.example"}
    page = cora.press("Add this service", **new)
    sent = next(
        form.fields
        for form in page.forms
        if form.fields.get("entry") == ["int-page"] and form.fields["act"] == ["write"]
    )
    page = cora.post(f"/studies/{study_id}/support", sent | {"url": "page", "phone": "12"})
    assert cora.status == 422
    assert "Address of its page: write an address that begins with https://" in page.words
    again = [form.fields for form in page.forms if form.fields.get("entry") == ["int-page"]]
    assert ["page"] in [fields.get("url") for fields in again]


def test_what_is_wrong_of_a_service_names_the_field_of_the_form(
    cora: StaffVisitor, study_id: str
) -> None:
    cora.get(f"/studies/{study_id}/support")
    page = cora.press("Add this service", id="My Help!", name="Help", url="https://help.example")
    assert cora.status == 422
    assert "Short name: write a name in small letters with a dash" in page.words
    assert "entry" not in page.words
    assert cora.button("Add this service")[0].fields["id"] == ["My Help!"]


def test_only_a_coordinator_of_all_studies_changes_the_services(
    cora: StaffVisitor, staff: Signed, instance: Instance, study_id: str, today: date
) -> None:
    one = staff("Olu", ("coordinator", study_id))
    page = one.get(f"/studies/{study_id}/support")
    assert "Ask a coordinator of all studies" in page.words
    assert not [form for form in page.forms if "act" in form.fields]
    token = {"csrf_token": page.forms[0].fields["csrf_token"]}
    entry = "gb-childline"
    before = own_list(instance.folder)
    for act in ("confirm", "hide", "take out", "write"):
        sent = {"entry": entry, "act": act, "number": "0900 66", "role": "x", "name": "Other"}
        page = one.post(f"/studies/{study_id}/support", sent | token)
        assert one.status == 403
        assert "Ask a coordinator of all studies." in page.words
        assert own_list(instance.folder) == before
    cora.get(f"/studies/{study_id}/support")
    cora.press("Add this service", id="int-helpline", name="Helpline", url="https://help.example")
    assert cora.status == 200
    assert own_list(instance.folder) != before
    assert "int-helpline written anew." in cora.get("/journal").words
    assert "int-helpline" not in one.get(f"/studies/{study_id}/journal").words


def test_trustees_are_named_by_role_and_not_too_few(cora: StaffVisitor, study_id: str) -> None:
    cora.get(f"/studies/{study_id}/trustees")
    page = cora.press("Keep these trustees", roles="Board", threshold="2")
    assert "One trustee is named, and 2 are to open it together." in page.words
    page = cora.press("Keep these trustees", roles="Board\nUniversity", threshold="two")
    assert "Write as a whole number how many" in page.words
    page = cora.press("Keep these trustees", roles="Board\nUniversity", threshold="2")
    assert "one lost sheet would lose every answer" in page.words
    page = cora.press("Keep these trustees", roles="Board\nUniversity\n\nOutside", threshold="2")
    assert "3 trustees named, 2 needed" in page.words


def test_a_draft_is_published_when_the_last_trustee_has_confirmed(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, ready: str
) -> None:
    page = cora.get(f"/studies/{ready}/tasks")
    assert "Nothing blocks" in page.words
    page = cora.follow("Prepare to publish")
    assert "Once it is open, this can never be changed" in page.words
    page = cora.press("Make 3 share sheets")
    assert "0 of 3 confirmed" in page.words
    links = [found.removeprefix("http://127.0.0.1:8001") for found in re.findall(
        r"http://127\.0\.0\.1:8001/sheet/[\w-]{32}", page.html)]  # fmt: skip
    assert len(links) == 3
    for number, link in enumerate(links, 1):
        assert not exists(instance, ready)
        said = takes_sheet(desk, clock, link).words
        assert ("is open now" in said) == (number == 3)
        if number < 3:
            page = cora.get(f"/studies/{ready}/keys")
            assert f"{number} of 3 confirmed" in page.words
            assert "list, word" not in page.words
    assert exists(instance, ready)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, ready).reviewed
    assert "This draft is published" in cora.get(f"/studies/{ready}/tasks").words
    page = StaffVisitor(desk, clock).get(links[0])  # pressed twice, or opened again
    assert "is open now" in page.words
    assert 'class="wl"' not in page.html


def test_a_sheet_is_shown_once_and_wrong_words_do_not_show_it_again(
    cora: StaffVisitor, desk: Flask, clock: Clock, ready: str
) -> None:
    cora.get(f"/studies/{ready}/publish")
    page = cora.press("Make 3 share sheets")
    link = re.findall(r"/sheet/[\w-]{32}", page.html)[0]
    trustee = StaffVisitor(desk, clock)
    trustee.get(link)
    paper = trustee.press("Show my sheet")
    assert paper.html.count("<li>") > 60
    assert "list, word" not in paper.words, "no word is named while the sheet is to be seen"
    words = words_asked(trustee.follow("I have it on paper"), paper)
    assert len(words) == 3
    page = trustee.press("I have my sheet", word_1="acid", word_2="acne", word_3="academic")
    assert "These are not the words on sheet 1 of 3." in page.words
    page = trustee.press("I have my sheet", **words | {"word_2": "acidd"})
    assert "“acidd” is not on the word list. Did you mean acid?" in page.words
    assert trustee.button("I have my sheet")[0].fields["word_2"] == ["acidd"]
    assert 'class="wl"' not in page.html
    assert 'class="wl"' not in trustee.get(link).html
    clock.forward(seconds=6)
    again = trustee.post(link, {"csrf_token": ""})
    assert "shown before" in again.words
    assert 'class="wl"' not in again.html
    assert "You have your sheet" in trustee.press("I have my sheet", **words).words
    assert "You have your sheet" in trustee.get(link).words


def test_after_an_hour_nothing_waits_and_nothing_was_published(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, ready: str
) -> None:
    cora.get(f"/studies/{ready}/publish")
    page = cora.press("Make 3 share sheets")
    link = re.findall(r"/sheet/[\w-]{32}", page.html)[0]
    clock.forward(minutes=61)
    said = StaffVisitor(desk, clock).get(link).words
    assert "The hour is over, so the keys were thrown away." in said
    assert "Destroy the sheet that you printed: it opens nothing." in said
    cora.sign_in("Cora")
    assert "An hour went by before everybody" in cora.get(f"/studies/{ready}/keys").words
    assert not exists(instance, ready)


def test_keys_that_are_thrown_away_show_no_sheet_any_more(
    cora: StaffVisitor, desk: Flask, clock: Clock, ready: str
) -> None:
    cora.get(f"/studies/{ready}/publish")
    page = cora.press("Make 3 share sheets")
    link = re.findall(r"/sheet/[\w-]{32}", page.html)[0]
    cora.press("Throw the keys away")
    assert "No keys wait here" in cora.get(f"/studies/{ready}/keys").words
    assert "A coordinator stopped." in StaffVisitor(desk, clock).get(link).words
    assert "keys thrown away" in cora.get("/journal").words.lower()


def test_a_trustee_with_an_account_takes_one_sheet(
    cora: StaffVisitor, staff: Signed, ready: str
) -> None:
    tia = staff("Tia", ("trustee", ready))
    assert "No sheet waits for you now" in tia.get(f"/studies/{ready}/sheet").words
    cora.get(f"/studies/{ready}/publish")
    cora.press("Make 3 share sheets")
    page = tia.get(f"/studies/{ready}/sheet")
    first, second, _ = (form for form in page.forms if "number" in form.fields)
    assert "Before you see it" in tia.post(first.action, first.fields).words
    tia.press("Show my sheet")
    assert "not yours to take" in tia.post(second.action, second.fields).words


def test_words_that_change_meanwhile_publish_nothing(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, ready: str, today: date
) -> None:
    cora.get(f"/studies/{ready}/publish")
    page = cora.press("Make 3 share sheets")
    links = re.findall(r"/sheet/[\w-]{32}", page.html)
    save_draft(instance, ready, 1, FORM.replace("How often?", "How seldom?"), today)
    said = [takes_sheet(desk, clock, link).words for link in dict.fromkeys(links)]
    assert "was saved meanwhile" in said[-1]
    assert not exists(instance, ready)


def test_nothing_is_published_past_the_list(
    cora: StaffVisitor, instance: Instance, study_id: str
) -> None:
    page = cora.get(f"/studies/{study_id}/publish")
    assert "block publishing" in page.words
    with pytest.raises(KeyError):
        cora.button("Make 3 share sheets")
    form = page.forms[0].fields
    page = cora.post(f"/studies/{study_id}/publish", {"csrf_token": form["csrf_token"]})
    assert cora.status == 422
    assert "block publishing" in page.words
    assert not exists(instance, study_id)


def test_a_sheet_says_whose_it_is_and_of_what_and_whether_that_is_practice(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, ready: str, today: date
) -> None:
    practised = draft_of(instance, today, practice=True)
    name_trustees(instance, practised, ("Board", "University", "Outside"), 2, today)
    for study_id, lines in ((ready, 0), (practised, 1)):
        cora.get(f"/studies/{study_id}/publish")
        page = cora.press("Make 3 share sheets")
        trustee = StaffVisitor(desk, clock)
        page = trustee.get(re.findall(r"/sheet/[\w-]{32}", page.html)[0])
        assert page.words.count("Practice: invented people answer.") == lines
        page = trustee.press("Show my sheet")
        printed = page.html.partition('class="sheet"')[2].partition("</section>")[0]
        assert printed.count("Practice: invented people answer.") == lines
        assert "Evenings" in printed
        assert "<b>Board</b>" in printed


def test_a_ceiling_below_the_people_expected_is_refused(
    cora: StaffVisitor, instance: Instance, ready: str, today: date
) -> None:
    cora.get(f"/studies/{ready}/publish")
    for typed, said in (
        ("5", "You expect about 150 people, and would take no more than 5 answers."),
        ("149", "Choose 150 or more."),
        ("0", "no more than 0 answers"),
        ("many", "Write the most answers as a whole number."),
        ("10000001", "no more than 10,000,000 answers, and 10,000,001 are asked"),
    ):
        page = cora.press("Make 3 share sheets", ceiling=typed)
        assert cora.status == 422
        assert said in page.words
        assert "Not a valid" not in page.words
        assert cora.button("Make 3 share sheets")[0].fields["ceiling"] == [typed]
    publish_draft(instance, ready, OpeningDays(ceiling=150), today, lambda *_: True)
    assert "no more than about 150 are taken" in cora.get(f"/studies/{ready}").words


def test_what_more_answers_cost_is_told_where_they_are_chosen(
    cora: StaffVisitor, ready: str
) -> None:
    """Twice 150 people, two envelopes of 4.7 kB each: one question is to write to."""
    listed = cora.get(f"/studies/{ready}/tasks").words
    assert "No more than 300 answers will be taken" in listed
    assert "about 3 MB on the disk" in listed
    assert "No more than 300 answers will be taken" in cora.get(f"/studies/{ready}/tasks.txt").html
    told = cora.get(f"/studies/{ready}/publish").words
    costs = [
        told.index(f"{number} answers") for number in ("300", "20,000", "100,000", "1,000,000")
    ]
    assert costs == sorted(costs)
    assert "about 188 MB on the disk, and to open them 2 seconds" in told
    page = cora.press("Make 3 share sheets", ceiling="50000", closes_on="2000-01-01")
    assert cora.status == 422
    assert "50,000 answers about 470 MB on the disk" in page.words
    assert "20,000 answers" not in page.words


def test_three_breakdowns_leave_no_room_for_either_way_in(
    cora: StaffVisitor, instance: Instance, today: date
) -> None:
    split = "".join(
        f"      - {{id: by-{name}, type: single, text: Which {name}?, breakdown: true,"
        " options: [{id: a, text: A}, {id: b, text: B}]}\n"
        for name in ("size", "way", "side")
    )
    study_id = draft_of(instance, today, form=FORM + split, practice=True)
    all_but_reviews(instance, study_id, today)
    page = cora.get(f"/studies/{study_id}/publish")
    assert "more than 3 questions are marked “breakdown”" in page.words
    cora.press("Make 3 share sheets", way_in="both")
    assert cora.status == 422
    assert not exists(instance, study_id)
    cora.press("Make 3 share sheets", way_in="codes")
    assert cora.status == 200


def test_no_page_shows_the_question_that_the_program_answers(
    cora: StaffVisitor, instance: Instance, ready: str, today: date
) -> None:
    publish_draft(instance, ready, OpeningDays(way_in="both"), today, lambda *_: True)
    page = cora.get(f"/studies/{ready}/questions")
    assert "How often?" in page.words
    assert "came in" not in page.words
    assert "address alone" not in page.words


def test_a_published_draft_offers_no_work(
    cora: StaffVisitor, instance: Instance, ready: str, today: date
) -> None:
    publish_draft(instance, ready, OpeningDays(), today, lambda *_: True)
    page = cora.get(f"/studies/{ready}/tasks")
    assert "This draft is published" in page.words
    assert "Change the questions" not in page.words
    for place, words in (("trustees", "University"), ("safeguarding", "a child is in danger now")):
        page = cora.get(f"/studies/{ready}/{place}")
        assert "This is published, so nothing here can be changed." in page.words
        assert words in page.words
        assert not [form for form in page.forms if form.action != "/sign-out"]


def test_words_that_are_not_translated_lead_to_the_translations(
    cora: StaffVisitor, instance: Instance, study_id: str, today: date
) -> None:
    assert "Translations" not in cora.get(f"/studies/{study_id}/tasks").links
    form = FORM.replace("title: Evenings", "languages: [en, fr]\ntitle: Evenings", 1)
    study_id = draft_of(instance, today, form=form)
    page = cora.get(f"/studies/{study_id}/tasks")
    assert "Some words are not translated" in page.words
    assert page.links["Write the translations"] == f"/studies/{study_id}/translations"
    assert page.links["Translations"] == f"/studies/{study_id}/translations"
    assert cora.follow("Translations").html.count('aria-current="page"') >= 1
