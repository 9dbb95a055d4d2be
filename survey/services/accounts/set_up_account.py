"""Beginning with a link: a password, a second factor, and codes for the day when it is lost.

It knows a password and a secret for codes while it works; only a hash and a sealed copy are kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher

from survey.errors import BadInput, Refused
from survey.sealing.codes.staff_marks import (
    TOTP_SECRET_SIZE,
    seal_totp,
    staff_mark,
    step_of_code,
)
from survey.services.steps.staff_links import hour_of
from survey.services.steps.staff_secrets import new_recovery_codes, require_password
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal, signing_in
from survey.storage.staff.accounts import AccountRow


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What a code app needs: the account's name and its secret (20 bytes)."""

    name: str
    secret: bytes


def read_link(instance: Instance, token: str, now: datetime) -> NewSecret:
    """Return what somebody who follows a link begins with; Refused where it leads nowhere.

    Looking at it again gives the same secret: it follows from the link.
    """
    with instance.engine.connect() as conn:
        account = _behind(accounts.by_link(conn, _mark(instance, token)), now)
    return NewSecret(account.name, _secret(instance, token))


def set_up_account(
    instance: Instance, token: str, password: str, again: str, code: str, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Set a password and codes for the account of a link; return its id and recovery codes.

    The link leads nowhere afterwards, and every session of the account is over. BadInput where the
    password is too short or differs, or the code is not the one of this moment: the link stays.
    """
    require_password(password, again)
    secret = _secret(instance, token)
    step = step_of_code(secret, code, int(now.timestamp()), after=-1)
    if step is None:
        raise BadInput(
            "These are not the six digits that belong to this secret now.",
            kept="Nothing was changed.",
            do="Wait for the next digits in your code app, and look at the clock of your phone.",
        )
    hashed = PasswordHasher().hash(password)
    codes = new_recovery_codes(secrets.choice)
    with writing(instance.engine) as conn:
        account = _behind(accounts.by_link(conn, _mark(instance, token)), now)
        accounts.change(
            conn,
            account.id,
            state="active",
            password_hash=hashed,
            totp_sealed=seal_totp(instance.site_key, account.id, secret, secrets.token_bytes(12)),
            totp_last=step,
            link_mark=None,
            link_until=None,
        )
        marks = [
            staff_mark(instance.site_key, "recovery code", one.replace("-", "")) for one in codes
        ]
        signing_in.set_recovery_codes(conn, account.id, marks)
        signing_in.end_sessions_of(conn, account.id)
        signing_in.remove_passkeys_of(conn, account.id)
        words = f"{account.name}."
        journal.note(conn, day=now.date(), study_id="", event="account begun", words=words)
    return account.id, codes


def _behind(account: AccountRow | None, now: datetime) -> AccountRow:
    if account is None or account.link_until is None or account.link_until < hour_of(now):
        raise Refused(
            "This link leads nowhere: it was used, replaced, or is older than a week.",
            do="Ask an administrator for a new one.",
        )
    return account


def _mark(instance: Instance, token: str) -> bytes:
    return staff_mark(instance.site_key, "link", token)


def _secret(instance: Instance, token: str) -> bytes:
    return staff_mark(instance.site_key, "new secret", token)[:TOTP_SECRET_SIZE]
