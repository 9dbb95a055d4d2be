"""Links that work once, and who may hold which role: what several acts on accounts do alike.

It draws links and gives them away once; only their marks are kept.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from survey.errors import Action, BadInput, Do, Refused
from survey.sealing.codes.staff_marks import staff_mark
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.staff.accounts import AccountRow, RoleHeld

RoleEvent = Literal["role given", "role taken"]

#: How long a link leads to its account.
LINK_LASTS = timedelta(days=7)

#: Letters of an account name, which also stands in addresses of the desk.
LONGEST_NAME = 60
_NAME = re.compile(r"[\w .,’'()&+-]*\w[\w .,’'()&+-]*")
_NOTHING = "Nothing was changed."


def hour_of(now: datetime) -> int:
    """Return the hour since 1970."""
    return int(now.timestamp()) // 3600


def draw_link(instance: Instance, now: datetime) -> tuple[str, dict[str, bytes | int]]:
    """Return the secret end of a new link, and what an account keeps of it."""
    token = secrets.token_urlsafe(24)
    mark = staff_mark(instance.site_key, "link", token)
    return token, {"link_mark": mark, "link_until": hour_of(now + LINK_LASTS)}


def new_account(
    conn: Connection, instance: Instance, name: str, roles: frozenset[RoleHeld], now: datetime
) -> str:
    """Store an account that somebody is invited to, and return the secret end of its link.

    BadInput for a name that cannot be one, or that somebody has.
    """
    name = _checked(conn, name)
    token, kept = draw_link(instance, now)
    account = AccountRow(secrets.token_hex(8), name, "invited")
    accounts.add(conn, account, roles)
    accounts.change(conn, account.id, **kept)
    journal.note(conn, day=now.date(), study_id="", event="account made", words=f"{name}.")
    for held in sorted(roles, key=lambda one: (accounts.ROLES.index(one.role), one.study_id)):
        note_role(conn, name, held, "role given", now)
    return token


def note_role(conn: Connection, name: str, held: RoleHeld, event: RoleEvent, now: datetime) -> None:
    """Write into the journal that somebody was given a role, or that it was taken."""
    words = f"{name}: {held.role}."
    journal.note(conn, day=now.date(), study_id=held.study_id, event=event, words=words)


def account_called(conn: Connection, name: str) -> AccountRow:
    """Return the account of that name that has not left; Refused where there is none."""
    found = accounts.by_name(conn, name.strip())
    if found is None or found.state == "left":
        raise Refused(
            f"Nobody works here under the name “{name}”.",
            kept=_NOTHING,
            do=("Look at the list of accounts", Action(Do.LIST_ACCOUNTS)),
        )
    return found


def require_other_administrator(conn: Connection, account_id: str) -> None:
    """Refuse what would leave nobody who can sign in and look after accounts."""
    held = accounts.roles_of(conn, account_id)
    if RoleHeld("administrator") not in held:
        return
    if accounts.active_with(conn, ["administrator"]) - {account_id}:
        return
    raise Refused(
        "This is the last administrator who can sign in.",
        kept=_NOTHING,
        do="Make somebody else an administrator first, and let them sign in once.",
    )


def why_no_name(name: str) -> str:
    """Return why a name cannot be one of an account, whoever has it; "" where it can."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        return f"an account name has 1 to {LONGEST_NAME} letters, digits, spaces and dashes"
    return ""


def _checked(conn: Connection, name: str) -> str:
    name = " ".join(name.split())
    if why := why_no_name(name):
        raise BadInput(
            f"{why[:1].upper()}{why[1:]}.",
            kept=_NOTHING,
            do="Write a shorter name. It may be a role, such as second coordinator.",
        )
    if accounts.by_name(conn, name) is not None:
        raise BadInput(
            f"There is an account called “{name}” already, or there was.",
            kept=_NOTHING,
            do="Choose another name.",
        )
    return name
