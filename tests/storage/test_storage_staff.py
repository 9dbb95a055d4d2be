"""Accounts, sessions and codes of staff, on both databases."""

from __future__ import annotations

from datetime import timedelta

from survey.sealing.codes.staff_marks import totp_code
from survey.services.accounts.change_people import replace_person
from survey.services.accounts.create_account import create_account
from survey.services.accounts.keep_session import (
    begin_session,
    end_session,
    staff_of_session,
)
from survey.services.accounts.set_up_account import read_link, set_up_account
from survey.services.accounts.sign_in import account_of_password, takes_code, takes_recovery_code
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld
from tests.storage.conftest import NOW

PASSWORD = "four words that fit"


def set_up(instance: Instance, token: str) -> tuple[str, tuple[str, ...]]:
    """Set up the account of a link, and return its id and recovery codes."""
    secret = read_link(instance, token, NOW).secret
    code = totp_code(secret, int(NOW.timestamp()) // 30)
    return set_up_account(instance, token, PASSWORD, PASSWORD, code, NOW)


def test_an_account_lives_from_its_link_to_its_leaving(instance: Instance) -> None:
    roles = [RoleHeld("administrator"), RoleHeld("coordinator", "some-study")]
    ada, codes = set_up(instance, create_account(instance, "Ada", roles, NOW))
    assert account_of_password(instance, "Ada", PASSWORD) == ada
    assert account_of_password(instance, "Ada", "another one entirely") is None
    assert takes_recovery_code(instance, ada, codes[0])
    assert not takes_recovery_code(instance, ada, codes[0])
    token = begin_session(instance, ada, NOW)
    staff = staff_of_session(instance, token, NOW + timedelta(minutes=10))
    assert staff is not None
    assert staff.may(("coordinator",), "some-study")
    assert not staff.may(("coordinator",), "another-study")
    bea, _ = set_up(instance, create_account(instance, "Bea", [RoleHeld("administrator")], NOW))
    assert replace_person(instance, "Ada", "Bea", NOW) is None
    assert staff_of_session(instance, token, NOW + timedelta(minutes=10)) is None
    assert account_of_password(instance, "Ada", PASSWORD) is None
    heir = staff_of_session(instance, begin_session(instance, bea, NOW), NOW)
    assert heir is not None
    assert heir.may(("coordinator",), "some-study")


def test_digits_are_taken_once_and_sessions_end(instance: Instance) -> None:
    token = create_account(instance, "Ada", [RoleHeld("viewer")], NOW)
    secret = read_link(instance, token, NOW).secret
    ada, _ = set_up(instance, token)
    later = NOW + timedelta(minutes=5)
    code = totp_code(secret, int(later.timestamp()) // 30)
    assert takes_code(instance, ada, code, later)
    assert not takes_code(instance, ada, code, later)
    session = begin_session(instance, ada, later)
    assert staff_of_session(instance, session, later + timedelta(minutes=15)) is not None
    assert staff_of_session(instance, session, later + timedelta(minutes=31)) is None
    session = begin_session(instance, ada, later)
    end_session(instance, session)
    assert staff_of_session(instance, session, later) is None
