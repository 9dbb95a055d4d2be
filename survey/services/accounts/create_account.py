"""Creating accounts, and giving a new link to somebody who cannot sign in any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from survey.errors import Refused
from survey.services.steps.staff_links import account_called, draw_link, new_account
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.staff.accounts import RoleHeld


def create_account(instance: Instance, name: str, roles: Iterable[RoleHeld], now: datetime) -> str:
    """Create an account, and return the secret end of a link with which its owner begins.

    BadInput for a name that cannot be one; Refused where there is no role.
    """
    held = frozenset(roles)
    if not held:
        raise Refused(
            "An account needs a role.", kept="Nothing was changed.", do="Choose at least one role."
        )
    with writing(instance.engine) as conn:
        return new_account(conn, instance, name, held, now)


def renew_link(instance: Instance, name: str, now: datetime) -> str:
    """Return the secret end of a new link for an account; an earlier one leads nowhere then.

    Its owner sets a new password and a new second factor with it; until then the old ones work.
    """
    with writing(instance.engine) as conn:
        account = account_called(conn, name)
        token, kept = draw_link(instance, now)
        accounts.change(conn, account.id, **kept)
        words = f"{account.name}."
        journal.note(conn, day=now.date(), study_id="", event="link made", words=words)
        return token
