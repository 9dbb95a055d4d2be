"""Signing in: a password first, then a second factor; each answer tells as little as it can.

It knows a password or a code while it works, and keeps neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey.sealing.codes.staff_marks import open_totp, staff_mark, step_of_code
from survey.services.steps.fixed_window import FixedWindow
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, signing_in
from survey.storage.staff.accounts import AccountRow

#: Wrong passwords or codes an hour for one account from browsers that never signed in to it, and
#: as many again from each that did: whoever guesses from elsewhere locks nobody out.
MOST_WRONG = 10
_LONGEST_TYPED = 400
#: Each needs 64 MB while it lasts: no more at once, however many try to sign in.
_HASHING = BoundedSemaphore(2)


@dataclass(slots=True)
class WrongTries:
    """How often something wrong was typed this hour, by account and browser; in memory alone."""

    window: FixedWindow = field(default_factory=FixedWindow)
    lock: Lock = field(default_factory=Lock)

    def may_try(self, name: str, browser: str, now: datetime) -> bool:
        """Count one try before it is looked at, and return whether it is one of those that an
        account takes; `browser` is "" for one that never signed in to this account."""
        with self.lock:
            return self.window.count(_hour(now), name, browser) <= MOST_WRONG

    def was_right(self, name: str, browser: str, now: datetime) -> None:
        """Take back one try that was right."""
        with self.lock:
            if self.window.window == _hour(now):
                self.window.counts[(name, browser)] -= 1


def account_of_password(instance: Instance, name: str, password: str) -> str | None:
    """Return the id of the account that a name and a password belong to, or None.

    A name that is not there takes as long as a wrong password.
    """
    with instance.engine.connect() as conn:
        account = accounts.by_name(conn, name)
    known = account is not None and account.state == "active" and account.password_hash
    kept = account.password_hash if known and account else _nobodys_hash()
    try:
        with _HASHING:
            PasswordHasher().verify(kept or _nobodys_hash(), password[:_LONGEST_TYPED])
    except (VerificationError, InvalidHashError):
        return None
    return account.id if known and account else None


def takes_code(instance: Instance, account_id: str, typed: str, now: datetime) -> bool:
    """Return whether typed digits are those of an account's code app now; each is taken once."""
    with writing(instance.engine) as conn:
        account = _active(accounts.by_id(conn, account_id))
        if account is None or account.totp_sealed is None:
            return False
        secret = open_totp(instance.site_key, account.id, account.totp_sealed)
        after = -1 if account.totp_last is None else account.totp_last
        step = step_of_code(secret, typed[:_LONGEST_TYPED], int(now.timestamp()), after)
        if step is None:
            return False
        accounts.change(conn, account.id, totp_last=step)
        return True


def takes_recovery_code(instance: Instance, account_id: str, typed: str) -> bool:
    """Return whether a recovery code was right; it is used up then."""
    letters = "".join(one for one in typed[:_LONGEST_TYPED].lower() if one.isalnum())
    mark = staff_mark(instance.site_key, "recovery code", letters)
    with writing(instance.engine) as conn:
        if _active(accounts.by_id(conn, account_id)) is None:
            return False
        return signing_in.use_recovery_code(conn, account_id, mark)


def password_mark(instance: Instance, account_id: str) -> str:
    """Return a mark that changes with the password of an account; "" where there is none."""
    with instance.engine.connect() as conn:
        account = _active(accounts.by_id(conn, account_id))
    kept = account.password_hash if account else None
    return staff_mark(instance.site_key, "password", kept).hex() if kept else ""


def name_of(instance: Instance, account_id: str) -> str:
    """Return the name of an account, or "" where it has left."""
    with instance.engine.connect() as conn:
        account = _active(accounts.by_id(conn, account_id))
    return account.name if account else ""


def _active(account: AccountRow | None) -> AccountRow | None:
    return account if account is not None and account.state == "active" else None


def _hour(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}"


@cache
def _nobodys_hash() -> str:
    return PasswordHasher().hash("nobody signs in with this")
