"""Key ceremonies in which something goes wrong: every stop says why, and no key is unusable."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import combinations
from random import Random

import pytest
from flask import Flask

from survey.errors import StudyUnknown
from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.shares import combine
from survey.services.reviewing.confirm_tasks import name_trustees
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.studies import study_rows
from survey.web.desk.desk_app import create_desk
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.desk.key_sittings import FAULTS, SittingFault, SittingRoom, sit_until_published
from tests.desk.paper_sheets import Holder, holders_of
from tests.desk.ready_draft import all_but_reviews, draft_of

Signed = Callable[..., StaffVisitor]


@pytest.fixture
def today(clock: Clock) -> date:
    """Give the day of the clock."""
    return clock().date()


@pytest.fixture
def cora(staff: Signed) -> StaffVisitor:
    """Give a coordinator."""
    return staff("Cora", "coordinator")


@pytest.fixture
def study_id(instance: Instance, today: date) -> str:
    """Give a practice draft that nothing blocks: it is published as a real one is."""
    made = draft_of(instance, today, practice=True)
    all_but_reviews(instance, made, today)
    return made


def begins(cora: StaffVisitor, desk: Flask, clock: Clock, study_id: str) -> list[Holder]:
    """Let the coordinator make the keys, and give the three holders."""
    cora.get(f"/studies/{study_id}/publish")
    found = holders_of(desk, clock, cora.press("Make 3 share sheets"))
    assert len(found) == 3
    return found


def exists(instance: Instance, study_id: str) -> bool:
    with instance.engine.connect() as connection:
        return study_rows.exists(connection, study_id)


def opens_with_any_two(instance: Instance, study_id: str, holders: list[Holder]) -> None:
    """Require that any two of the papers give both keys of the study."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    shares = [holder.share(number) for number, holder in enumerate(holders, 1)]
    for pair in combinations(shares, 2):
        numbers = derive(combine(pair, "numbers"), study_id, "numbers").public
        words = derive(combine(pair, "words"), study_id, "words").public
        assert (numbers, words) == (row.numbers_public, row.words_public)


def test_any_two_of_the_printed_papers_open_what_was_published(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    for holder in holders:
        holder.prints()
    said = [holder.types().words for holder in holders]
    assert "1 of 3 have confirmed" in said[0]
    assert "is open now" in said[2]
    assert "is open now" in holders[0].visitor.get(holders[0].link).words
    opens_with_any_two(instance, study_id, holders)


def test_a_tab_that_was_closed_after_printing_costs_nothing(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    for holder in holders:
        holder.prints()
    clock.forward(minutes=2)
    holders[0].visitor = StaffVisitor(desk, clock)  # another browser, with nothing of the first
    for holder in holders:
        holder.types()
    opens_with_any_two(instance, study_id, holders)


def test_a_sheet_that_is_not_on_paper_ends_it_for_everybody_and_says_why(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    for holder in holders[:2]:
        holder.prints()
    holders[0].types()
    holders[1].visitor.get(holders[1].link)
    page = holders[1].visitor.press("It is not on paper")
    assert "because one sheet is not on paper" in page.words
    assert "Destroy the sheet that you printed" in holders[0].visitor.get(holders[0].link).words
    assert "is not on paper" in cora.get(f"/studies/{study_id}/keys").words
    assert "Sheet 2 is not on paper." in cora.get("/journal").words
    assert not exists(instance, study_id)
    again = begins(cora, desk, clock, study_id)
    for holder in again:
        holder.prints()
        holder.types()
    opens_with_any_two(instance, study_id, again)


def test_a_confirmed_sheet_cannot_end_it_any_more(
    cora: StaffVisitor, desk: Flask, clock: Clock, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    holders[0].prints()
    page = holders[0].visitor.get(holders[0].link)
    form = next(form for form in page.forms if form.action.endswith("not-on-paper"))
    holders[0].types()
    assert "You have your sheet" in holders[0].visitor.post(form.action, form.fields).words
    assert "1 of 3 confirmed" in cora.get(f"/studies/{study_id}/keys").words


def test_words_of_somebody_elses_paper_are_refused_with_the_number_to_look_for(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    for holder in holders:
        holder.prints()
    page = holders[1].types(holders[2].lists)
    assert "Look whether your paper says “Share sheet 2”." in page.words
    for holder in holders:
        holder.types()
    opens_with_any_two(instance, study_id, holders)


def test_after_a_restart_nothing_waits_and_no_page_says_to_destroy_what_may_be_needed(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    holders[0].prints()
    started = create_desk(instance, clock)
    page = StaffVisitor(started, clock).get(holders[0].link)
    assert "There is no share sheet here now." in page.words
    assert "Keep a sheet that you confirmed until they have told you." in page.words
    again = StaffVisitor(started, clock)
    again.secret = cora.secret
    clock.forward(seconds=60)
    again.sign_in("Cora")
    assert "or the desk was started anew" in again.get(f"/studies/{study_id}/keys").words
    assert not exists(instance, study_id)


def test_whoever_begins_again_ends_the_links_of_before(
    cora: StaffVisitor, desk: Flask, clock: Clock, study_id: str, today: date, instance: Instance
) -> None:
    page = cora.get(f"/studies/{study_id}/publish")
    form = next(form for form in page.forms if form.action.endswith("/publish"))
    first = holders_of(desk, clock, cora.press("Make 3 share sheets"))
    second = holders_of(desk, clock, cora.post(form.action, form.fields))
    assert "somebody began again" in first[0].visitor.get(first[0].link).words
    assert "Before you see it" in second[0].visitor.get(second[0].link).words


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_at_the_last_word_loses_nothing(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    for holder in holders:
        holder.prints()
    for holder in holders[:2]:
        holder.types()
    with closing(sqlite3.connect(instance.folder / DATABASE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        holders[2].types()
        assert holders[2].visitor.status == 503
    assert not exists(instance, study_id)
    page = holders[0].visitor.get(holders[0].link)
    assert "could not be stored just now" in page.words
    assert "is open now" in holders[0].visitor.press("Store it now").words
    opens_with_any_two(instance, study_id, holders)


def test_a_holder_with_an_account_has_a_link_that_nobody_else_was_given(
    cora: StaffVisitor, desk: Flask, clock: Clock, staff: Signed, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    tia = staff("Tia", ("trustee", study_id))
    page = tia.get(f"/studies/{study_id}/sheet")
    form = next(form for form in page.forms if form.fields.get("number") == ["1"])
    assert "Before you see it" in tia.post(form.action, form.fields).words
    page = holders[0].visitor.get(holders[0].link)
    assert "Somebody has taken this sheet with their account." in page.words
    assert "tell the coordinator at once" in page.words
    page = tia.get(f"/studies/{study_id}/sheet")
    assert "you have taken yours" in page.words
    numbers = [form.fields.get("number") for form in page.forms]
    assert ["2"] not in numbers
    page = cora.get(f"/studies/{study_id}/keys")
    assert "They took it with their own account" in page.words
    assert len(holders_of(desk, clock, page)) == 2
    uma = staff("Uma", ("trustee", study_id))
    assert "Somebody else has taken it." in uma.get(f"/studies/{study_id}/sheet").words
    assert "not yours to take" in uma.post(form.action, form.fields | token_of(uma)).words


def token_of(visitor: StaffVisitor) -> dict[str, object]:
    return {"csrf_token": visitor.page.forms[0].fields["csrf_token"]}


def test_a_ceremony_is_practised_on_the_same_pages_and_changes_nothing(
    cora: StaffVisitor, desk: Flask, clock: Clock, instance: Instance, today: date
) -> None:
    study_id = draft_of(instance, today)  # nothing else of it is done
    cora.get(f"/studies/{study_id}/trustees")
    with pytest.raises(KeyError):
        cora.button("Practise the ceremony")
    name_trustees(instance, study_id, ("Board", "University", "Outside"), 2, today)
    entries = cora.get(f"/studies/{study_id}/journal").words
    cora.get(f"/studies/{study_id}/trustees")
    page = cora.press("Practise the ceremony")
    assert "Practice: these keys are invented, and open nothing." in page.words
    holders = holders_of(desk, clock, page)
    for holder in holders:
        paper = holder.prints()
        assert "PRACTICE: this sheet opens nothing." in paper.words
        assert "Study practice" in paper.words
    said = [holder.types().words for holder in holders]
    assert "Everybody has practised" in said[-1]
    assert "Destroy it, so that it is not taken for the real one." in said[-1]
    assert not exists(instance, study_id)
    assert "Everybody has practised." in cora.get(f"/studies/{study_id}/keys").words
    assert cora.get(f"/studies/{study_id}/journal").words == entries
    with instance.engine.connect() as connection, pytest.raises(StudyUnknown):
        study_rows.get(connection, "practice")


def test_practice_does_not_replace_keys_that_wait_and_gives_way_to_them(
    cora: StaffVisitor, desk: Flask, clock: Clock, study_id: str
) -> None:
    page = cora.get(f"/studies/{study_id}/publish")
    practise = next(form for form in page.forms if form.action.endswith("/practise"))
    practised = holders_of(desk, clock, cora.press("Practise the ceremony"))
    holders = begins(cora, desk, clock, study_id)
    assert "somebody began again" in practised[0].visitor.get(practised[0].link).words
    cora.post(practise.action, practise.fields)
    assert "Before you see it" in holders[0].visitor.get(holders[0].link).words


def test_the_script_to_read_aloud_has_the_fingerprints_of_the_sheets_and_no_word(
    cora: StaffVisitor, desk: Flask, clock: Clock, study_id: str
) -> None:
    holders = begins(cora, desk, clock, study_id)
    paper = holders[0].prints()
    page = cora.get(f"/studies/{study_id}/keys/script")
    assert cora.response.headers["Cache-Control"] == "no-store"
    assert "Board, University, Outside" in page.words
    printed = paper.html.partition('class="finger"')[2].partition("</p>")[0]
    assert printed.split(">", 1)[1] in page.html
    assert 'class="wl"' not in page.html


@pytest.mark.parametrize(
    ("roles", "needed", "kept", "said"),
    [
        ("A\nB\nC", "3", False, "14 % of such studies can never be opened"),
        ("A\nB", "", False, "one lost sheet would lose every answer"),
        ("A\nB\nC\nD\nE", "", True, "5 trustees named, 3 needed"),
        ("A\nB\nC", "", True, "3 trustees named, 2 needed"),
        ("A\nB\nC\nD", "2", True, "4 trustees named, 2 needed"),
    ],
)
def test_how_many_hold_it_and_are_needed_is_asked_and_never_all(
    cora: StaffVisitor, study_id: str, roles: str, needed: str, kept: bool, said: str
) -> None:
    page = cora.get(f"/studies/{study_id}/trustees")
    for line in ("2 of 3 (chosen) 0.73 %", "3 of 3 14 %, so it is refused", "3 of 5 0.12 %"):
        assert line in page.words
    page = cora.press("Keep these trustees", roles=roles, threshold=needed)
    assert said in page.words
    assert (cora.status == 200) == kept


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_is_said_and_no_study_has_keys_that_do_not_open_it(
    cora: StaffVisitor,
    desk: Flask,
    clock: Clock,
    instance: Instance,
    today: date,
    fault: SittingFault,
) -> None:
    all_but_reviews(instance, draft_of(instance, today), today)  # a list of support services
    room = SittingRoom(instance, clock, desk, cora)
    ends = sit_until_published(room, fault, 3, 2, Random(fault))
    assert all(one.explained for one in ends)
    assert ends[-1].published
    assert room.opens()
