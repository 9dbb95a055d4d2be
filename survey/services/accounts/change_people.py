"""Who does what: giving and taking roles, and somebody who leaves is replaced in one step."""

from __future__ import annotations

from datetime import datetime

from survey.errors import Refused
from survey.services.steps.staff_links import (
    account_called,
    new_account,
    note_role,
    require_other_administrator,
)
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.staff import accounts, journal
from survey.storage.staff.accounts import RoleHeld
from survey.storage.studies import end_of_data
from survey.storage.words import words_access


def give_role(instance: Instance, name: str, held: RoleHeld, now: datetime) -> None:
    """Give somebody a role; nothing happens where they have it."""
    with writing(instance.engine) as conn:
        account = account_called(conn, name)
        if held not in accounts.roles_of(conn, account.id):
            accounts.give(conn, account.id, held)
            note_role(conn, account.name, held, "role given", now)


def take_role(instance: Instance, name: str, held: RoleHeld, now: datetime) -> None:
    """Take a role from somebody; Refused for the last administrator, and for their only role."""
    with writing(instance.engine) as conn:
        account = account_called(conn, name)
        if held not in accounts.roles_of(conn, account.id):
            return
        if held == RoleHeld("administrator"):
            require_other_administrator(conn, account.id)
        if accounts.roles_of(conn, account.id) == {held}:
            raise Refused(
                f"This is the only role of {account.name}.",
                kept="Nothing was changed.",
                do="Give them another role first, or replace them.",
            )
        accounts.take(conn, account.id, held)
        if held.role == "moderator":
            words_access.shut_out(conn, account.id, held.study_id)
        note_role(conn, account.name, held, "role taken", now)


def replace_person(instance: Instance, leaver: str, successor: str, now: datetime) -> str | None:
    """Let somebody leave; return the secret end of the successor's link, or None for an old hand.

    The successor gets every role of the leaver: a new account, or one that is there. What the
    leaver could sign in with ends at once. Refused for the last administrator: the successor of
    that one must have signed in first.
    """
    with writing(instance.engine) as conn:
        account = account_called(conn, leaver)
        roles = accounts.roles_of(conn, account.id)
        heir = accounts.by_name(conn, successor.strip())
        token = None
        if heir is None or heir.state == "left":
            token = new_account(conn, instance, successor, roles, now)
        elif heir.id == account.id:
            raise Refused("Nobody can replace themselves.", kept="Nothing was changed.")
        else:
            for held in roles - accounts.roles_of(conn, heir.id):
                accounts.give(conn, heir.id, held)
                note_role(conn, heir.name, held, "role given", now)
        require_other_administrator(conn, account.id)
        accounts.empty(conn, account.id)
        accounts.change(conn, account.id, state="left")
        sheet_check_rows.release(conn, account.id)
        end_of_data.release_held(conn, account.id)
        words_access.forget_reading_key(conn, account.id)
        words = f"{account.name}, replaced by {successor.strip()}."
        journal.note(conn, day=now.date(), study_id="", event="left", words=words)
        return token
