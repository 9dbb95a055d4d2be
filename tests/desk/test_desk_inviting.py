"""Inviting at the desk: cards and lists that are made once, texts to send, paper, and no count."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from survey.mixing.mix import mix
from survey.questionnaire.entrance import WayIn
from survey.sealing.codes.card_codes import understood
from survey.services.studies.close_study import close_study
from survey.services.studies.publish_draft import OpeningDays, publish_draft
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.instance import Instance
from survey.storage.schema import journal
from survey.storage.studies import study_rows
from survey.studies.askings import ASKINGS, Asking
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor
from tests.desk.ready_draft import FORM, all_but_reviews
from tests.web.test_web_care import plan, to_review
from tests.web.visitor import Visitor

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
NOT_COUNTED = "There is no count for cards, and there will be none."


@pytest.fixture
def study(publish: Publish) -> Published:
    """A study that takes nothing without a code."""
    return publish(plan(title="What helps"), entrance="codes", practice=True)


def page_of(study: Published) -> str:
    """Give the address of the page."""
    return f"/studies/{study.id}/invitations"


def text_of(visitor: StaffVisitor) -> str:
    """Give the words of the PDF that came."""
    assert visitor.response.content_type == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(visitor.response.data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def listed(visitor: StaffVisitor) -> list[str]:
    """Give the codes of the list that came."""
    return [line["code"] for line in csv.DictReader(visitor.response.text.splitlines())]


def test_a_coordinator_makes_cards_that_people_answer_with(
    staff: Signed, study: Published, public_app: Flask, clock: Clock, instance: Instance
) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    assert "nobody can answer" in bea.page.words
    bea.press("Make these cards", count="12", partner="Example Hotline")
    assert bea.response.headers["Content-Disposition"] == "attachment; filename=cards.pdf"
    assert bea.response.headers["Cache-Control"] == "no-store"
    words = text_of(bea)
    assert "Sheet 1 of 2" in words
    assert "What helps" not in words
    codes = [one for one in words.split() if understood(one) == one]
    assert len(codes) == 12
    person = Visitor(public_app, study.id)
    to_review(person, A="yes")
    assert "Thank you" in person.press("send", {"card": codes[0]}).words
    page = bea.get(page_of(study))
    assert "Example Hotline 12" in page.words
    assert NOT_COUNTED in page.words
    assert "below ten" in page.words
    for code in codes:
        for path in instance.folder.rglob("*"):
            assert not path.is_file() or code.encode() not in path.read_bytes(), path


def test_nothing_on_the_page_moves_with_an_answer(
    staff: Signed, study: Published, public_app: Flask, clock: Clock, instance: Instance
) -> None:
    bea = staff("Bea", "coordinator", ("viewer", "elsewhere"))
    bea.get(page_of(study))
    codes = listed(made_list(bea, "30"))
    before = bea.get(page_of(study)).words
    for code in codes[:25]:
        person = Visitor(public_app, study.id)
        to_review(person)
        person.press("send", {"card": code})
        assert bea.get(page_of(study)).words == before
    mix(instance, now=clock())
    assert bea.get(page_of(study)).words == before


def made_list(visitor: StaffVisitor, count: str) -> StaffVisitor:
    """Press the button of a list for mail merge."""
    form, _ = visitor.button("Make a list for mail merge")
    visitor.post(form.action, {**form.fields, "count": count, "as": "list"})
    assert visitor.response.headers["Content-Disposition"] == "attachment; filename=codes.csv"
    return visitor


def test_a_card_is_replaced_and_nothing_is_told_of_the_old_one(
    staff: Signed, study: Published, public_app: Flask
) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    used, unused = listed(made_list(bea, "2"))
    person = Visitor(public_app, study.id)
    to_review(person)
    person.press("send", {"card": used})
    pages = []
    for old in (used, unused, used):
        bea.get(page_of(study))
        bea.press("Replace this card", code=old)
        (new,) = [one for one in text_of(bea).split() if understood(one) == one]
        pages.append(text_of(bea).replace(new, ""))
        other = Visitor(public_app, study.id)
        to_review(other)
        assert "does not work here" in other.press("send", {"card": old}).words
        assert "Thank you" in other.press("send", {"card": new}).words
    assert len(set(pages)) == 1


@pytest.mark.parametrize("count", ["0", "-1", "", "many", "100000"])
def test_a_number_that_is_none_comes_back_with_what_was_typed(
    staff: Signed, study: Published, count: str
) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    page = bea.press("Make these cards", count=count, partner="Example Hotline")
    assert bea.status == 422
    assert "Write a number from 1 to 240." in page.words
    assert 'value="Example Hotline"' in page.html
    assert "No cards yet" in page.words


def test_what_can_be_no_code_is_said_and_kept(staff: Signed, study: Published) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    page = bea.press("Replace this card", code='"><b>nonsense')
    assert bea.status == 422
    assert "This cannot be a code" in page.words
    assert "&#34;&gt;&lt;b&gt;nonsense" in page.html


def test_a_viewer_sees_what_was_made_and_makes_nothing(
    staff: Signed, study: Published, publish: Publish
) -> None:
    staff("Bea", "coordinator").get(page_of(study))
    cem = staff("Cem", ("viewer", study.id))
    page = cem.get(page_of(study))
    assert "A coordinator makes cards." in page.words
    assert not [one for form in page.forms for one in form.buttons if "card" in one[0]]
    other = publish(plan(id="other"), entrance="codes", practice=True)
    assert cem.get(page_of(other)).title == "This page is not here."


def test_a_study_by_its_address_and_a_closed_one_say_why_there_are_no_cards(
    staff: Signed, study: Published, publish: Publish, instance: Instance, clock: Clock
) -> None:
    bea = staff("Bea", "coordinator")
    link = publish(plan(id="link"), practice=True)
    page = bea.get(page_of(link))
    assert "open to everybody with its address" in page.words
    assert "The same person could answer twice." in page.words
    clock.forward(days=31)
    close_study(instance, study.id, clock())
    again = staff("Cem", "coordinator").get(page_of(study))
    assert "No more cards can be made" in again.words


def test_texts_posters_days_and_paper_come_in_the_languages_of_the_study(
    staff: Signed, publish: Publish
) -> None:
    study = publish(form_file("languages"), entrance="both", practice=True)
    bea = staff("Bea", "coordinator")
    page = bea.get(page_of(study))
    assert "Large print, to fill in, Arabic" in page.words
    for name, kind in (
        ("poster-en.pdf", "application/pdf"),
        ("poster-ar.pdf", "application/pdf"),
        ("days-en.ics", "text/calendar; charset=utf-8"),
        ("paper-ar.pdf", "application/pdf"),
        ("paper-pt-BR.pdf", "application/pdf"),
    ):
        bea.get(f"{page_of(study)}/files/{name}")
        assert (bea.status, bea.response.content_type) == (200, kind), name
    for name in ("poster-de.pdf", "paper-de.pdf", "cards-en.pdf", "..%2Fsite.key"):
        assert bea.get(f"{page_of(study)}/files/{name}").title == "This page is not here.", name
    texts = bea.get(f"{page_of(study)}/texts")
    assert "Reminder, the same for everybody" in texts.words
    assert "[code]" in texts.html
    assert f"/f/{study.id}" in texts.html
    said = texts.html.partition("<h1")[2].partition("<nav")[0]
    assert "Three languages" not in said


def test_what_was_made_stands_in_the_journal_and_no_code_does(
    staff: Signed, study: Published, instance: Instance
) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    codes = listed(made_list(bea, "7"))
    bea.get(page_of(study))
    bea.press("Make these cards", count="3", partner="Example Hotline")
    assert "Example Hotline" in bea.get(page_of(study)).words
    bea.press("Replace this card", code=codes[0])
    with instance.engine.connect() as conn:
        written = conn.execute(select(journal.c.event, journal.c.role, journal.c.words)).all()
    mine = [tuple(one) for one in written if one.event == "invited"]
    assert mine == [
        ("invited", "coordinator Bea", "7 codes."),
        ("invited", "coordinator Bea", "3 codes."),
        ("invited", "coordinator Bea", "One code in place of another."),
    ]


def test_what_was_typed_is_sent_after_signing_in_again(
    staff: Signed, study: Published, clock: Clock
) -> None:
    bea = staff("Bea", "coordinator")
    bea.get(page_of(study))
    clock.forward(hours=1)
    page = bea.press("Make these cards", count="3", partner="Example Hotline")
    assert page.title == "Sign in"
    assert "Example Hotline" in page.html.replace("&#34;", '"')


@pytest.mark.parametrize(
    ("asking", "chosen", "stored"),
    [
        ("partners", None, "codes"),
        ("open", None, None),
        ("partners", "link", None),
        ("open", "both", "both"),
    ],
)
def test_a_draft_brings_its_way_in_and_says_what_there_will_be(
    staff: Signed,
    instance: Instance,
    clock: Clock,
    asking: Asking,
    chosen: WayIn | None,
    stored: str | None,
) -> None:
    today, terms = clock().date(), DraftTerms(asking, ASKINGS[asking].expected, practice=True)
    study_id = begin_draft(instance, FORM, terms, today).study_id
    bea = staff("Bea", "coordinator")
    page = bea.get(f"/studies/{study_id}/invitations")
    assert "Nobody can be invited yet" in page.words
    assert ("Cards with a code that works once" in page.words) == (asking == "partners")
    all_but_reviews(instance, study_id, today)
    page = bea.get(f"/studies/{study_id}/publish")
    invitation = ASKINGS[asking].invitation
    assert re.search(rf'<input checked [^>]*value="{invitation}"', page.html)
    publish_draft(instance, study_id, OpeningDays(way_in=chosen), today, lambda *_: True)
    with instance.engine.connect() as conn:
        assert study_rows.get(conn, study_id).entrance == stored
    assert "Nobody can be invited yet" not in bea.get(f"/studies/{study_id}/invitations").words
