"""What somebody can see and change of their own account, beside passkeys."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey.errors import BadInput
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.steps.staff_secrets import new_recovery_codes, require_password
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, signing_in

_LONGEST_TYPED = 400


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """How many recovery codes are left, and (id, label) of each passkey."""

    codes_left: int
    passkeys: tuple[tuple[str, str], ...]


def own_account(instance: Instance, account_id: str) -> OwnAccount:
    """Return what somebody sees of their own account."""
    with instance.engine.connect() as conn:
        keys = signing_in.passkeys_of(conn, account_id)
        left = signing_in.recovery_codes_left(conn, account_id)
    named = tuple((urlsafe_b64encode(one.id).decode().rstrip("="), one.label) for one in keys)
    return OwnAccount(left, named)


def change_password(
    instance: Instance, account_id: str, present: str, new: str, again: str
) -> None:
    """Set another password, and end every session of the account; BadInput says what does not
    fit."""
    _require_present(instance, account_id, present)
    require_password(new, again)
    hashed = PasswordHasher().hash(new)
    with writing(instance.engine) as conn:
        accounts.change(conn, account_id, password_hash=hashed)
        signing_in.end_sessions_of(conn, account_id)


def renew_recovery_codes(instance: Instance, account_id: str, present: str) -> tuple[str, ...]:
    """Return ten new recovery codes, shown once; those of before let nobody in any more."""
    _require_present(instance, account_id, present)
    codes = new_recovery_codes(secrets.choice)
    marks = [staff_mark(instance.site_key, "recovery code", one.replace("-", "")) for one in codes]
    with writing(instance.engine) as conn:
        signing_in.set_recovery_codes(conn, account_id, marks)
    return codes


def _require_present(instance: Instance, account_id: str, present: str) -> None:
    with instance.engine.connect() as conn:
        account = accounts.by_id(conn, account_id)
    kept = (account.password_hash if account else None) or ""
    try:
        PasswordHasher().verify(kept, present[:_LONGEST_TYPED])
    except (VerificationError, InvalidHashError):
        raise BadInput(
            "That is not your present password.", kept="Nothing was changed.", do="Write it again."
        ) from None
