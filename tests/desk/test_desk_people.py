"""People and roles: making accounts, giving roles, and replacing whoever leaves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.conftest import Clock
from tests.desk.conftest import PASSWORD, StaffVisitor

Signed = Callable[..., StaffVisitor]


def link_on(visitor: StaffVisitor) -> str:
    """Return the path of the link that a page shows."""
    address = next(word for word in visitor.page.words.split() if "/begin/" in word)
    return address.removeprefix("http://127.0.0.1:8001")


def test_an_administrator_makes_an_account_that_begins_with_its_link(
    staff: Signed, desk: Flask, clock: Clock
) -> None:
    ada = staff("Ada", "administrator")
    ada.get("/people")
    ada.press("Make this account", name="Bea", roles=["coordinator", "viewer"])
    bea = StaffVisitor(desk, clock)
    bea.begin(link_on(ada))
    assert "Good day, Bea" in bea.get("/").words
    assert "Begin a study" in bea.page.words
    assert bea.get("/people").title == "This page is not here."


def test_a_leaver_is_replaced_in_one_step(staff: Signed, desk: Flask, clock: Clock) -> None:
    ada = staff("Ada", "administrator")
    bea = staff("Bea", "coordinator", ("trustee", "some-study"))
    ada.get("/people/Bea/leave")
    ada.press("Replace Bea", successor="Cem")
    cem = StaffVisitor(desk, clock)
    cem.begin(link_on(ada))
    assert "Begin a study" in cem.get("/").words
    assert "Sign in" in bea.get("/").title
    bea.get("/sign-in")
    bea.press("Continue", name="Bea", password=PASSWORD)
    assert bea.status == 403
    roles = ada.get("/people").words
    assert "Trustee of some-study" in roles
    assert "Left: Bea" in roles


def test_somebody_who_is_here_can_take_the_place_of_a_leaver(staff: Signed) -> None:
    ada = staff("Ada", "administrator")
    staff("Bea", "coordinator")
    cem = staff("Cem", "viewer")
    ada.get("/people/Bea/leave")
    assert "Cem has the roles of Bea now" in ada.press("Replace Bea", successor="Cem").words
    assert "Begin a study" in cem.get("/").words


def test_the_last_administrator_stays(staff: Signed, desk: Flask, clock: Clock) -> None:
    ada = staff("Ada", "administrator", "coordinator")
    ada.get("/people/Ada/leave")
    page = ada.press("Replace Ada", successor="Bea")
    assert ada.status == 422
    assert "last administrator who can sign in" in page.words
    assert page.forms[-1].fields["successor"] == ["Bea"]
    ada.get("/people")
    taken = ada.post("/people/Ada/roles", token(ada) | {"held": "administrator ", "act": "take"})
    assert "last administrator" in taken.words
    assert "Left:" not in ada.get("/people").words
    ada.press("Make this account", name="Bea", roles=["administrator"])
    bea = StaffVisitor(desk, clock)
    bea.begin(link_on(ada))
    bea.get("/people/Ada/leave")
    assert "Bea has the roles of Ada now" in bea.press("Replace Ada", successor="Bea").words
    assert "Sign in" in ada.get("/").title


def test_roles_are_given_and_taken(staff: Signed) -> None:
    ada = staff("Ada", "administrator")
    bea = staff("Bea", "viewer")
    ada.get("/people")
    ada.post("/people/Bea/roles", token(ada) | {"held": "coordinator ", "act": "give"})
    assert "Begin a study" in bea.get("/").words
    ada.post("/people/Bea/roles", token(ada) | {"held": "coordinator ", "act": "take"})
    assert "Begin a study" not in bea.get("/").words
    only = ada.post("/people/Bea/roles", token(ada) | {"held": "viewer ", "act": "take"})
    assert "only role of Bea" in only.words


def test_a_new_link_lets_somebody_in_who_lost_everything(
    staff: Signed, desk: Flask, clock: Clock
) -> None:
    ada = staff("Ada", "administrator")
    old = staff("Bea", "coordinator")
    ada.get("/people")
    ada.post("/people/Bea/link", token(ada))
    new = StaffVisitor(desk, clock)
    new.begin(link_on(ada), password="some other five words here")
    assert "Good day, Bea" in new.get("/").words
    assert "Sign in" in old.get("/").title


def test_names_that_cannot_be_and_accounts_without_a_role_are_refused(staff: Signed) -> None:
    ada = staff("Ada", "administrator")
    for name, roles, said in (
        ("", ["viewer"], "1 to 60 letters"),
        ("x" * 61, ["viewer"], "1 to 60 letters"),
        ("../Ada", ["viewer"], "letters, digits, spaces"),
        ("..", ["viewer"], "letters, digits, spaces"),
        ("Ada", ["viewer"], "already"),
        ("Bea", [], "needs a role"),
    ):
        ada.get("/people")
        page = ada.press("Make this account", name=name, roles=roles)
        assert ada.status == 422
        assert said in page.words
        assert page.forms[-1].fields["name"] == [name]


def token(visitor: StaffVisitor) -> dict[str, object]:
    """Return the token of the page that a visitor sees."""
    return {"csrf_token": visitor.page.forms[-1].fields["csrf_token"]}


def test_nobody_leaves_who_is_not_there(staff: Signed) -> None:
    ada = staff("Ada", "administrator")
    assert ada.get("/people/nobody-here/leave").title == "This page is not here."


def test_the_journal_says_who_made_whom_what(staff: Signed) -> None:
    ada = staff("Ada", "administrator", "viewer")
    ada.get("/people")
    ada.press("Make this account", name="Bea", roles=["viewer"])
    ada.get("/people/Bea/leave")
    ada.press("Replace Bea", successor="Cem")
    journal = ada.get("/journal").words.lower()
    for said in ("Bea: viewer.", "Bea, replaced by Cem.", "administrator Ada", "operator"):
        assert said.lower() in journal, said
