"""Every route of the desk by every role, and by the same role of another study."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from survey.questionnaire.model import Questionnaire
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.house.source import ROOT

Signed = Callable[..., StaffVisitor]

ROLES = ("coordinator", "moderator", "trustee", "viewer", "administrator")
NOT_HERE = "This page is not here."
#: What stands for the parts of an address; what is not named is "1".
PARTS = {"name": "Ada", "token": "nothing", "digest": "0", "job_id": "0" * 32}


def agreed() -> Iterator[tuple[str, str, str]]:
    """Give the method, address and guard of each route of the desk, as they were agreed."""
    for line in (ROOT / "tests" / "house" / "routes.txt").read_text("utf-8").splitlines():
        door, methods, address, guard = line.split(" ", 3)
        if door == "desk":
            yield methods, address, guard


def filled(address: str, study_id: str) -> str:
    """Return an address with its parts filled in."""
    parts = PARTS | {"study_id": study_id, "council_id": study_id}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts.get(part[1], "1"), address)


@pytest.fixture
def asked() -> Questionnaire:
    """Give a small questionnaire."""
    return form_file("worked-example")


def test_a_stranger_reaches_nothing(desk: Flask, clock: Clock) -> None:
    stranger = StaffVisitor(desk, clock)
    for method, address, guard in agreed():
        if guard in ("open_to_all", "with_link"):
            continue
        page = (
            stranger.get(filled(address, "some-study"))
            if method == "GET"
            else stranger.post(filled(address, "some-study"), {})
        )
        assert page.title == "Sign in", address


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_is_for_it_and_only_in_its_own_study(
    role: str, staff: Signed, publish: Callable[..., Published], asked: Questionnaire
) -> None:
    mine, other = publish(asked, practice=True), publish(asked, practice=True)
    somebody = staff("Somebody", (role, mine.id))
    for method, address, guard in agreed():
        if not guard.startswith("needs"):
            continue
        of_a_study = "study_id>" in address or "council_id>" in address
        is_for_it = of_a_study and role in guard.removeprefix("needs ").split(", ")
        if method == "GET" and is_for_it:
            here = somebody.get(filled(address, mine.id))
            assert "Traceback" not in here.html
        elif method == "GET":
            assert somebody.get(filled(address, mine.id)).title == NOT_HERE, address
        for study in (other.id,) if is_for_it else (other.id, mine.id):
            reached = _asked(somebody, method, filled(address, study))
            assert reached.title == NOT_HERE, (method, address, study)


def _asked(visitor: StaffVisitor, method: str, address: str) -> DeskPage:
    """Ask for an address as a page of the desk would, with a token that is right."""
    if method == "GET":
        return visitor.get(address)
    visitor.get("/")
    return visitor.post(address, {"csrf_token": visitor.page.forms[0].fields["csrf_token"]})


def test_every_role_reaches_what_is_for_everybody(staff: Signed) -> None:
    for role in ROLES:
        somebody = staff(role, role)
        for method, address, guard in agreed():
            if guard == "signed_in" and method == "GET" and "<" not in address:
                assert somebody.get(address).title != NOT_HERE, (role, address)


def test_an_administrator_sees_no_study_by_that(
    staff: Signed, publish: Callable[..., Published], asked: Questionnaire
) -> None:
    publish(asked, practice=True)
    assert "You see no study" in staff("Ada", "administrator").get("/").words
    bea = staff("Bea", "viewer").get("/")
    assert "see no study" not in bea.words
    assert "No study yet" not in bea.words


def test_an_administrator_is_led_to_invite_who_writes_studies(staff: Signed) -> None:
    ada = staff("Ada", "administrator")
    assert "Invite somebody as coordinator" in ada.get("/").words
    assert ada.follow("Invite people").title == "People and roles"
    assert "Invite people" not in staff("Bea", "viewer").get("/").links
    eve = staff("Eve", "administrator", "coordinator").get("/")
    assert "Begin a study" in eve.links
    assert "Invite people" not in eve.links
