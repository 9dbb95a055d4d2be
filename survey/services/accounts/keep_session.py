"""Being signed in: from the second factor to signing out, 15 quiet minutes, or 12 hours.

It knows the token of a browser while it works; only a mark is kept, and no address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from survey.sealing.codes.staff_marks import staff_mark
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, signing_in
from survey.storage.staff.accounts import EVERYWHERE, RoleHeld, StaffRole

QUIET_MINUTES = 15
LONGEST_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, and what they may do."""

    account_id: str
    name: str
    roles: frozenset[RoleHeld]

    def may(self, roles: tuple[StaffRole, ...], study_id: str = EVERYWHERE) -> bool:
        """Return whether one of these roles is held in a study, or everywhere."""
        return any(
            held.role in roles and held.study_id in (EVERYWHERE, study_id) for held in self.roles
        )

    def role_in(self, study_id: str = EVERYWHERE) -> StaffRole | None:
        """Return the first role, in the order of how much it may do, that is held in a study."""
        return next((role for role in accounts.ROLES if self.may((role,), study_id)), None)


def begin_session(instance: Instance, account_id: str, now: datetime) -> str:
    """Sign an account in, and return the token that its browser keeps."""
    token = secrets.token_urlsafe(32)
    minute = _minute(now)
    with writing(instance.engine) as conn:
        signing_in.end_old_sessions(
            conn, used_since=minute - QUIET_MINUTES, began_since=minute - LONGEST_MINUTES
        )
        signing_in.begin_session(conn, _mark(instance, token), account_id, minute)
    return token


def staff_of_session(
    instance: Instance, token: str, now: datetime, *, counts: bool = True
) -> Staff | None:
    """Return who is signed in with a token; None when the session is over.

    It is kept, unless the request does not count as use: a page that looks again by itself.
    """
    minute, mark = _minute(now), _mark(instance, token)
    with instance.engine.connect() as conn:
        found = signing_in.session_account(
            conn, mark, used_since=minute - QUIET_MINUTES, began_since=minute - LONGEST_MINUTES
        )
        account = accounts.by_id(conn, found[0]) if found else None
        if found is None or account is None or account.state != "active":
            return None
        staff = Staff(account.id, account.name, accounts.roles_of(conn, account.id))
    if counts and found[1] != minute:
        with writing(instance.engine) as conn:
            signing_in.use_session(conn, mark, minute)
    return staff


def end_session(instance: Instance, token: str) -> None:
    """Sign out."""
    with writing(instance.engine) as conn:
        signing_in.end_session(conn, _mark(instance, token))


def _mark(instance: Instance, token: str) -> bytes:
    return staff_mark(instance.site_key, "session", token)


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60
