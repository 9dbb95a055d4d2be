"""Signing for a release at the desk: one table after the other, by two people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.services.accounts.create_account import create_account
from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.services.overview.read_journal import search_journal
from survey.services.studies.make_report import make_report
from survey.storage.database import writing
from survey.storage.staff import accounts
from survey.storage.staff.accounts import RoleHeld, StaffRole
from survey.web.desk.desk_app import create_desk
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import StaffVisitor

SignedIn = Callable[..., StaffVisitor]

pytestmark = pytest.mark.usefixtures("blank_papers")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("desk-signing") / "instance", PEOPLE)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "signed")


@pytest.fixture
def person(study: OpenedStudy) -> SignedIn:
    """Sign somebody in at the desk of that study, with a role in it."""
    clock = Clock()
    clock.time = study.now
    desk = create_desk(study.instance, clock)

    def go(name: str, role: StaffRole) -> StaffVisitor:
        visitor = StaffVisitor(desk, clock)
        link = create_account(study.instance, name, [RoleHeld(role, study.id)], clock())
        visitor.begin(f"/begin/{link}")
        return visitor

    return go


def _fail(error: Exception) -> None:
    raise error


def test_one_looks_and_decides_and_another_signs(study: OpenedStudy, person: SignedIn) -> None:
    ada, bo = person("Ada", "coordinator"), person("Bo", "trustee")
    assert "Two people sign for" in ada.get("/").words
    ada.get(f"/studies/{study.id}")
    ada.follow("See its tables")
    assert "8 tables wait for a decision" in ada.page.words
    assert "counts as known" in ada.page.words
    ada.follow("Look at the next table")
    assert "Where do you live?" in ada.page.words
    assert "Counts are rounded to the nearest 5" in ada.page.words
    ada.press("Approve this table")
    assert "Table 1 is approved." in ada.page.words
    assert "Table 2 of 8" in ada.page.words, "the next one that waits comes at once"
    ada.get(f"/studies/{study.id}/release/6")
    ada.press("Reject this table")
    assert ada.status == 422
    assert "rejected with a reason" in ada.page.words
    ada.press("Reject this table", reason="It was asked unclearly.")
    ada.get(f"/studies/{study.id}/release")
    assert "Goes with come" in ada.page.words
    ada.press("Approve all 4 that are left")
    assert "Find out what goes out" in ada.page.words
    ada.press("Work out what goes out")
    work_on_what_waits(study.instance, _fail)
    ada.get(f"/studies/{study.id}/release")
    assert "A second person signs" in ada.page.words
    with pytest.raises(KeyError):
        ada.button("Sign for this release")
    bo.get(f"/studies/{study.id}/release")
    bo.press("Sign for this release")
    assert "Bo signed on" in bo.page.words
    assert "Two people sign for" not in bo.get("/").words
    entries = search_journal(study.instance, study.id)[-4:]
    assert [(one.event, one.role) for one in entries] == [
        ("tables approved", "coordinator Ada"),
        ("tables rejected", "coordinator Ada"),
        ("tables approved", "coordinator Ada"),
        ("release signed", "trustee Bo"),
    ]
    made = make_report(study.instance, study.id).files
    told = {one["id"]: one["form"] for one in json.loads(made["release.json"])["questions"]}
    assert told == {"where": "numbers", "age": "numbers", "like": "numbers", "come": "withheld"}


def test_who_decided_cannot_sign_by_hand_either(study: OpenedStudy, person: SignedIn) -> None:
    ada = person("Ada", "coordinator")
    ada.get(f"/studies/{study.id}/release")
    ada.press("Approve all 8 that are left")
    token = ada.page.forms[0].fields["csrf_token"]
    fields = {"csrf_token": token, "number": "1", "seen": study.seen().seen.hex()}
    ada.post(f"/studies/{study.id}/release/sign", fields)
    assert (ada.status, study.seen().is_signed) == (422, False)
    assert "You decided about tables of this release yourself." in ada.page.words


def test_who_comes_second_keeps_what_was_typed_and_is_told(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, bo = person("Ada", "coordinator"), person("Bo", "trustee")
    bo.get(f"/studies/{study.id}/release/4")
    ada.get(f"/studies/{study.id}/release/4")
    ada.press("Approve this table")
    bo.press("Reject this table", reason="Names a street.")
    assert bo.status == 422
    assert "Somebody decided about “like by where” meanwhile" in bo.page.words
    assert 'value="Names a street."' in bo.page.html
    assert "Approved by Ada" in bo.page.words
    bo.press("Reject this table", reason="Names a street.")
    assert study.seen().tables[3].decision is not None
    assert study.seen().tables[3].decision.verdict == "rejected"


def test_what_somebody_did_not_see_is_not_approved_by_them(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, bo = person("Ada", "coordinator"), person("Bo", "trustee")
    ada.get(f"/studies/{study.id}/release")
    bo.get(f"/studies/{study.id}/release/5")
    bo.press("Reject this table", reason="Not this one.")
    ada.press("Approve all 8 that are left")
    assert ada.status == 422
    assert "Somebody decided about “like by age” meanwhile" in ada.page.words
    assert len(study.seen().undecided) == 7


def test_another_decision_ends_the_signature_and_a_stale_page_signs_nothing(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, bo = person("Ada", "coordinator"), person("Bo", "trustee")
    ada.get(f"/studies/{study.id}/release")
    ada.press("Approve all 8 that are left")
    bo.get(f"/studies/{study.id}/release")
    ada.get(f"/studies/{study.id}/release/8")
    ada.press("Reject this table", reason="Too many would laugh.")
    bo.press("Sign for this release")
    assert "Somebody decided something about a table meanwhile." in bo.page.words
    ada.get(f"/studies/{study.id}/release/8")
    ada.press("Approve this table")
    bo.get(f"/studies/{study.id}/release")
    bo.press("Sign for this release")
    assert study.seen().is_signed
    ada.get(f"/studies/{study.id}/release/8")
    assert "Another decision ends the signature." in ada.page.words
    ada.press("Reject this table", reason="Too many would laugh.")
    assert not study.seen().is_signed


def test_who_has_lost_the_role_signs_nothing_and_what_they_decided_stays(
    study: OpenedStudy, person: SignedIn
) -> None:
    ada, bo = person("Ada", "coordinator"), person("Bo", "trustee")
    ada.get(f"/studies/{study.id}/release")
    ada.press("Approve all 8 that are left")
    bo.get(f"/studies/{study.id}/release")
    with writing(study.instance.engine) as conn:
        for name in ("Ada", "Bo"):
            account = accounts.by_name(conn, name)
            assert account is not None
            for held in accounts.roles_of(conn, account.id):
                accounts.take(conn, account.id, held)
    bo.press("Sign for this release")
    assert (bo.page.title, study.seen().is_signed) == ("This page is not here.", False)
    cy = person("Cy", "trustee")
    cy.get(f"/studies/{study.id}/release")
    assert "Approved Ada" in cy.page.words
    cy.press("Sign for this release")
    assert study.seen().is_signed


def test_others_see_no_table_before_it_is_approved(study: OpenedStudy, person: SignedIn) -> None:
    for role in ("viewer", "moderator", "administrator"):
        somebody = person(f"Some {role}", role)
        for end in ("", "/1"):
            assert (
                somebody.get(f"/studies/{study.id}/release{end}").title == "This page is not here."
            )
    viewer = person("Vi", "viewer")
    assert "Two people sign for its release" in viewer.get(f"/studies/{study.id}").words
    assert "See its tables" not in viewer.page.links


def test_before_it_is_opened_the_page_says_what_will_stand_here(
    staff: SignedIn, publish: Callable[..., Published]
) -> None:
    study = publish(form_file("breakdown"), practice=True)
    ada = staff("Ada", "coordinator")
    assert "There is nothing to sign for yet" in ada.get(f"/studies/{study.id}/release").words
    assert ada.get(f"/studies/{study.id}/release/1").title == "This page is not here."
