"""The end of data at the desk: the plan, archiving it, and holders who destroy their sheets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, update

from survey.services.councils.steer_council import stop_council
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.overview.data_of_study import data_of
from survey.services.steps.work_under_way import lock_of_worker
from survey.services.studies.withdraw_study import withdraw_study
from survey.settings import Settings, read_settings, shipped
from survey.storage.database import writing
from survey.storage.files import locked_if_free
from survey.storage.instance import Instance
from survey.storage.schema import jobs, sheet_checks
from survey.storage.staff import accounts, job_rows, journal
from survey.storage.studies import end_of_data, study_rows
from survey.storage.words import words_access
from survey.storage.words.word_tables import words_openings
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.desk.ready_draft import all_but_reviews, draft_of, signed_off
from tests.storage.circle import Circle

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
NOT_HERE = "This page is not here."


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings that say who asks."""
    told = {"SURVEY_ORGANISATION": "The Listening House"}
    return read_settings([shipped("config") / "default.toml"], told)


@pytest.fixture
def study(publish: Publish) -> Published:
    """Give a practice study with texts whose results are promised for May 2031."""
    return publish(form_file("text"), practice=True, closes_on=date(2031, 3, 1),
                   results_by=date(2031, 5, 1))  # fmt: skip


def report(instance: Instance, study: Published) -> None:
    """Let a study be where one is whose report is out."""
    with writing(instance.engine) as conn:
        study_rows.change(conn, study.id, state="released", closed_hash=b"h" * 32, closed_count=40,
                          closed_words_count=40, closed_words_hash=b"w" * 32)  # fmt: skip
    (instance.published / study.id).mkdir(parents=True)


def hold(instance: Instance, study: Published, *names: str) -> None:
    """Let sheets be of accounts by these names, in the order of their numbers ("": of none)."""
    roles = ("Board", "University", "Outside")
    with writing(instance.engine) as conn:
        found = [accounts.by_name(conn, name) for name in names]
        ids = [one.id if one else "" for one in found]
        for number, (role, account_id) in enumerate(zip(roles, ids, strict=True), 1):
            here = (sheet_checks.c.of_id == study.id, sheet_checks.c.number == number)
            values = {"holder": role, "account_id": account_id}
            conn.execute(update(sheet_checks).where(*here).values(values))


def token_of(page: DeskPage) -> str:
    """Give what a form of a page has against forgery."""
    return str(page.forms[0].fields["csrf_token"][0])


def no_fault(error: Exception) -> None:
    """Fail with an error."""
    raise AssertionError from error


def archived(eve: StaffVisitor, instance: Instance, at: str) -> None:
    """Archive a study or council by its button, and let the work be done that this asks for."""
    eve.get(f"{at}/data")
    eve.follow("Archive it")
    eve.press("Destroy the sealed answers", sure="y")
    assert "It waits to be archived" in eve.page.words, eve.page.words
    assert work_on_what_waits(instance, no_fault) == 1
    assert "Ask the holders to destroy their share sheets now." in eve.get(f"{at}/data").words


def test_the_plan_has_the_days_that_people_were_told(staff: Signed, study: Published) -> None:
    eve = staff("Eve", ("viewer", study.id))
    page = eve.get(f"/studies/{study.id}")
    assert "Data" in page.links
    words = eve.follow("Data").words
    assert "Sealed answers and texts" in words
    assert "At the latest on 30 November 2031" in words
    assert "Until 30 December 2031" in words
    assert "Not to be archived yet" in words
    assert "Archive it" not in eve.page.links
    assert eve.get(f"/studies/{study.id}/data/archive").title == NOT_HERE


def test_what_can_never_be_undone_is_read_before_and_said(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    at = f"/studies/{study.id}/data/archive"
    assert "This is not possible now" in eve.get(at).words
    report(instance, study)
    eve.get(f"/studies/{study.id}/data")
    eve.follow("Archive it")
    assert "nobody can open, count or add to them again" in eve.page.words
    assert "Nobody has read what people wrote." in eve.page.words
    eve.press("Destroy the sealed answers")
    assert eve.status == 422
    assert "Tick that you have read" in eve.page.words
    page = eve.press("Destroy the sealed answers", sure="y")
    assert page.address == f"/studies/{study.id}/data"
    assert eve.response.headers["Refresh"]
    assert "It waits to be archived" in page.words
    assert "It waits until the program runs again" in page.words
    assert data_of(instance, study.id, clock()).end is None
    assert work_on_what_waits(instance, no_fault) == 1
    eve.get(page.address)
    assert "Refresh" not in eve.response.headers
    assert "2 more holders have to confirm" in eve.page.words
    assert "Nobody opened any" in eve.page.words.split("Words that were opened")[1]
    with writing(instance.engine) as conn:
        opened = {"study_id": study.id, "opened_on": clock().date(), "until": clock().date()}
        conn.execute(insert(words_openings).values(**opened, state="ended"))
    assert "Nobody opened any" not in eve.get(page.address).words
    assert "already" in eve.get(at).words
    assert "Archived" in eve.get(f"/studies/{study.id}").words
    assert "Archived Sealed answers" in eve.page.words
    assert "the coordinator Eve" in eve.page.words
    words = eve.get(f"/studies/{study.id}/sheets").words
    assert "They open nothing any more" in words
    assert "can still be opened" not in words


def test_a_second_press_and_words_that_are_read_are_refused_with_a_reason(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve, ann = staff("Eve", ("coordinator", study.id)), staff("Ann", ("coordinator", study.id))
    report(instance, study)
    with writing(instance.engine) as conn:
        until = clock().date() + timedelta(days=90)
        words_access.begin(conn, study.id, clock().date(), until)
    assert "are being read until" in eve.get(f"/studies/{study.id}/data").words
    assert "Archive it" not in eve.page.links
    for one in (eve, ann):
        one.post(
            f"/studies/{study.id}/data/archive", {"csrf_token": token_of(one.get("/")), "sure": "y"}
        )
        assert one.status == 422
        assert "are being read until" in one.page.words
    with writing(instance.engine) as conn:
        conn.execute(update(words_openings).values(until=clock().date() - timedelta(days=1)))
    for one in (eve, ann):
        one.get(f"/studies/{study.id}/data/archive")
    for one in (eve, ann):
        one.press("Destroy the sealed answers", sure="y")
        assert "It waits to be archived" in one.page.words
    assert work_on_what_waits(instance, no_fault) == 1
    assert "It is archived already" in ann.get(f"/studies/{study.id}/data/archive").words
    ann.post(ann.page.address, {"csrf_token": token_of(ann.page), "sure": "y"})
    assert ann.status == 422
    assert "It is archived already" in ann.page.words


def test_what_cannot_be_archived_after_all_says_why_and_can_be_tried_again(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    report(instance, study)
    eve.get(f"/studies/{study.id}/data/archive")
    page = eve.press("Destroy the sealed answers", sure="y")
    with writing(instance.engine) as conn:
        until = clock().date() + timedelta(days=90)
        words_access.begin(conn, study.id, clock().date(), until)
    assert work_on_what_waits(instance, no_fault) == 1
    assert "are being read until" in eve.get(page.address).words
    assert data_of(instance, study.id, clock()).end is None
    job = next(at for at in eve.get("/jobs").links.values() if at.startswith("/jobs/"))
    assert eve.get(job).address == page.address
    with writing(instance.engine) as conn:
        conn.execute(update(words_openings).values(until=clock().date() - timedelta(days=1)))
    archived(eve, instance, f"/studies/{study.id}")


def asked_to_archive(eve: StaffVisitor, study: Published) -> str:
    """Ask for the archiving of a study and give the id of that work."""
    eve.get(f"/studies/{study.id}/data/archive")
    eve.press("Destroy the sealed answers", sure="y")
    assert "It waits to be archived" in eve.page.words
    return next(at for at in eve.get("/jobs").links.values() if at.startswith("/jobs/"))


def test_archiving_that_waited_over_an_hour_is_not_done_and_is_asked_for_anew_with_its_tick(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve, at = staff("Eve", ("coordinator", study.id)), f"/studies/{study.id}/data"
    report(instance, study)
    job = asked_to_archive(eve, study)
    with writing(instance.engine) as conn:
        (row,) = job_rows.every(conn, study.id)
        before = {name: number - 62 for name, number in row.asked.items()}
        conn.execute(update(jobs).values(asked=json.dumps(before)))
    assert "It was asked for more than an hour ago" in eve.get(at).words
    assert "Archive it" in eve.page.links
    assert work_on_what_waits(instance, no_fault) == 1
    assert data_of(instance, study.id, clock()).end is None
    assert "It was asked for more than an hour ago" in eve.get(at).words
    eve.post(f"{job}/again", {"csrf_token": token_of(eve.page)})
    assert eve.page.address == f"{at}/archive"
    assert work_on_what_waits(instance, no_fault) == 0
    archived(eve, instance, f"/studies/{study.id}")


def test_archiving_is_taken_back_until_it_begins(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve, ann = staff("Eve", ("coordinator", study.id)), staff("Ann", ("viewer", study.id))
    report(instance, study)
    at, back = f"/studies/{study.id}/data", "Do not archive it"
    asked_to_archive(eve, study)
    assert "This was asked for already" in eve.get(f"{at}/archive").words
    assert "It waits to be archived" in ann.get(at).words
    assert back not in ann.page.words
    ann.post(f"{at}/archive/withdraw", {"csrf_token": token_of(ann.get("/"))})
    assert ann.page.title == NOT_HERE
    stale = eve.get(at)
    eve.press(back)
    assert "It is not archived: that was taken back before it began." in eve.page.words
    assert "Archive it" in eve.page.links
    assert work_on_what_waits(instance, no_fault) == 0
    assert data_of(instance, study.id, clock()).end is None
    assert "Archiving withdrawn" in eve.get(f"/studies/{study.id}/journal").words
    eve.post(f"{at}/archive/withdraw", {"csrf_token": token_of(stale)})
    assert eve.status == 422
    assert "Nothing of this kind waits any more." in eve.page.words
    asked_to_archive(eve, study)
    with writing(instance.engine) as conn:
        assert job_rows.take(conn)
    with locked_if_free(lock_of_worker(instance.folder)):
        assert back not in eve.get(at).words
        eve.post(f"{at}/archive/withdraw", {"csrf_token": token_of(stale)})
    assert eve.status == 422
    assert "This has begun, so it cannot be taken back any more." in eve.page.words
    assert "It is being archived" in eve.page.words
    eve.post(f"{at}/archive/withdraw", {"csrf_token": token_of(stale)})
    assert "Nothing of this kind waits any more." in eve.page.words, "nobody works on it now"


def test_archiving_asked_for_by_who_may_not_any_more_is_not_done_and_told_until_the_next_act(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve, ann = staff("Eve", ("coordinator", study.id)), staff("Ann", ("viewer", study.id))
    report(instance, study)
    asked_to_archive(eve, study)
    with writing(instance.engine) as conn:
        account = accounts.by_name(conn, "Eve")
        assert account
        accounts.take(conn, account.id, accounts.RoleHeld("coordinator", study.id))
    assert work_on_what_waits(instance, no_fault) == 1
    assert data_of(instance, study.id, clock()).end is None
    at, why = f"/studies/{study.id}/data", "Whoever asked for it is no coordinator of it now."
    assert why in ann.get(at).words
    with writing(instance.engine) as conn:
        journal.note(conn, day=clock().date(), study_id=study.id, event="something else done")
    assert why not in ann.get(at).words


def test_holders_confirm_each_for_their_own_sheet_until_it_is_shredded(
    staff: Signed, study: Published, instance: Instance
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    tom, tia = (staff(name, ("trustee", study.id)) for name in ("Tom", "Tia"))
    at = f"/studies/{study.id}/data"
    assert "My sheet is destroyed" not in tom.get(at).words
    report(instance, study)
    hold(instance, study, "", "Tom", "Tia")
    archived(eve, instance, f"/studies/{study.id}")
    assert "My sheet is destroyed" not in eve.get(at).words
    assert "You hold Sheet 2, University." in tom.get(at).words
    tom.press("Confirm that it is destroyed", sheet="2")
    assert "Tick that the sheet is destroyed" in tom.page.words
    tom.press("Confirm that it is destroyed", sheet="2", sure="y")
    assert "Your sheet is noted as destroyed." in tom.page.words
    assert "My sheet is destroyed" not in tom.page.words
    assert "Sheet 2, University: destroyed" in tom.page.words
    assert "Sheet 1, Board: not confirmed yet." in tom.page.words
    tia.get(at)
    tia.press("Confirm that it is destroyed", sheet="2", sure="y")
    assert "confirmed already" in tia.page.words
    tia.get(at)
    tia.press("Confirm that it is destroyed", sheet="1", sure="y")
    assert "Sheet 1 is not yours" in tia.page.words
    tia.get(at)
    tia.press("Confirm that it is destroyed", sheet="3", sure="y")
    assert "nothing that can be opened is left" in tia.page.words
    assert "Shredded" in eve.get(f"/studies/{study.id}").words
    assert "Sheet 3, confirmed signed in by Tia" in eve.page.words
    assert "is not destroyed" not in eve.get(at).words
    tia.post(f"{at}/sheet/3/back", {"csrf_token": token_of(tia.get(at))})
    assert "cannot be taken back" in tia.page.words
    with instance.engine.connect() as conn:
        assert not end_of_data.held(conn, study.id)


def test_a_wrong_note_is_taken_back_by_whoever_made_it_or_a_coordinator(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    tom, tia = (staff(name, ("trustee", study.id)) for name in ("Tom", "Tia"))
    at = f"/studies/{study.id}/data"
    report(instance, study)
    hold(instance, study, "Tom", "", "")
    archived(eve, instance, f"/studies/{study.id}")
    tom.get(at)
    tom.press("Confirm that it is destroyed", sheet="2", sure="y")
    assert "Sheet 2 is not yours" in tom.page.words
    tia.get(at)
    tia.press("Confirm that it is destroyed", sheet="1", sure="y")
    assert "Sheet 1 is not yours" in tia.page.words
    tia.press("Confirm that it is destroyed", sheet="2", sure="y")
    assert "Sheet 2 is not destroyed" not in tom.get(at).words
    tom.post(f"{at}/sheet/2/back", {"csrf_token": token_of(tom.page)})
    assert "cannot be taken back" in tom.page.words
    tia.get(at)
    tia.press("Sheet 2 is not destroyed")
    assert "Sheet 2 is not noted as destroyed any more." in tia.page.words
    tia.press("Confirm that it is destroyed", sheet="3", sure="y")
    assert "Sheet 3, Outside: destroyed" in tia.page.words
    eve.get(at)
    eve.press("Sheet 3 is not destroyed")
    assert not data_of(instance, study.id, clock()).destroyed
    assert "that it is destroyed was taken back" in eve.get(f"/studies/{study.id}/journal").words


def test_a_holder_without_an_account_confirms_once_by_a_link(
    staff: Signed, study: Published, instance: Instance, desk: Flask, clock: Clock
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    report(instance, study)
    archived(eve, instance, f"/studies/{study.id}")
    eve.press("Make a link for this holder", outside="1")
    found = re.search(r"/destroyed/[\w-]+", eve.page.html)
    assert found
    link = found[0]
    stranger = StaffVisitor(desk, clock)
    for _ in range(2):
        assert "Is sheet 1 of" in stranger.get(link).words
    stranger.press("Confirm that it is destroyed")
    assert "Tick that the sheet is destroyed." in stranger.page.words
    stranger.post(link, {"sure": "y"})
    assert "It is noted" in stranger.page.words
    assert "This link leads nowhere" in stranger.get(link).words
    stranger.post(link, {"sure": "y"})
    assert "This link leads nowhere" in stranger.page.words
    assert stranger.get("/destroyed/nothing").title == stranger.get(link).title
    assert [one.sheet for one in data_of(instance, study.id, clock()).destroyed] == [1]
    eve.get(f"/studies/{study.id}/data")
    eve.press("Make a link for this holder", outside="2")
    found = re.search(r"/destroyed/[\w-]+", eve.page.html)
    assert found
    clock.forward(days=8)
    assert "This link leads nowhere" in stranger.get(found[0]).words


def test_a_database_that_is_busy_says_so_and_changes_nothing(
    staff: Signed, study: Published, instance: Instance, impatient: None
) -> None:
    eve = staff("Eve", ("coordinator", study.id))
    report(instance, study)
    eve.get(f"/studies/{study.id}/data/archive")
    other = instance.engine.raw_connection()
    other.driver_connection.execute("BEGIN IMMEDIATE")
    eve.press("Destroy the sealed answers", sure="y")
    assert eve.status == 503
    assert "Nothing can be kept just now." in eve.page.words
    other.driver_connection.execute("ROLLBACK")
    other.close()
    archived(eve, instance, f"/studies/{study.id}")


def test_the_plan_is_shown_before_publishing_and_is_what_people_are_told(
    staff: Signed, instance: Instance, clock: Clock
) -> None:
    """The last day of the sixth month after that of the results, on the pages and in the file."""
    today = clock().date()
    draft = draft_of(instance, today)
    all_but_reviews(instance, draft, today)
    for _ in range(2):
        signed_off(instance, draft, today)
    cora = staff("Cora", "coordinator")
    assert "When its data ends" in cora.get(f"/studies/{draft}/tasks").words
    cora.get(f"/studies/{draft}/tasks.txt")
    assert "When its data ends, if it is published today" in cora.response.text
    page = cora.get(f"/studies/{draft}/publish")
    assert "Words that trustees open end 90 days later" in page.words
    year = today.year + 2
    cora.press("Make 3 share sheets", closes_on=f"{year}-03-01", results_by="2000-01", ceiling="40")
    assert cora.status == 422
    assert "When its data ends" in cora.page.words


def test_a_study_that_was_withdrawn_has_nothing_to_end(
    staff: Signed, study: Published, instance: Instance, clock: Clock
) -> None:
    withdraw_study(instance, study.id, "", clock().date())
    words = staff("Eve", ("coordinator", study.id)).get(f"/studies/{study.id}/data").words
    assert "Nothing was sent, so nothing has to end." in words


def test_a_council_has_a_plan_and_is_archived_when_it_is_over(
    staff: Signed, instance: Instance, clock: Clock
) -> None:
    circle = Circle(instance, clock())
    circle.create(8)
    eve, tom = staff("Eve", ("coordinator", circle.id)), staff("Tom", ("trustee", circle.id))
    at = f"/councils/{circle.id}/data"
    assert "has not ended" in eve.get(at).words
    stop_council(instance, circle.id, "The team went away.", clock().date())
    eve.get(f"{at}/archive")
    eve.press("Destroy the sealed answers", sure="y")
    assert "taken back before it began" in eve.press("Do not archive it").words
    archived(eve, instance, f"/councils/{circle.id}")
    tom.get(at)
    tom.press("Confirm that it is destroyed", sheet="1", sure="y")
    assert "Your sheet is noted as destroyed." in tom.page.words
