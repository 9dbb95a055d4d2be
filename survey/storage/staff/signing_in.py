"""What signing in needs and leaves: recovery codes, passkeys, and who is signed in.

It knows marks and public keys. It must not know a token, a code or where somebody signs in from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from survey.storage.schema import passkeys, recovery_codes, staff_sessions


@dataclass(frozen=True, slots=True)
class Passkey:
    """A WebAuthn credential: its id, its public key (COSE) and the label that its owner gave."""

    id: bytes
    account_id: str
    public_key: bytes
    sign_count: int
    label: str


def set_recovery_codes(conn: Connection, account_id: str, marks: Sequence[bytes]) -> None:
    """Replace the recovery codes of an account by these marks (32 bytes each)."""
    conn.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "mark": mark} for mark in marks]
    if rows:
        conn.execute(insert(recovery_codes), rows)


def use_recovery_code(conn: Connection, account_id: str, mark: bytes) -> bool:
    """Use up a recovery code, and return whether it was there."""
    here = recovery_codes.c
    used = conn.execute(
        delete(recovery_codes).where(here.account_id == account_id, here.mark == mark)
    )
    return used.rowcount == 1


def recovery_codes_left(conn: Connection, account_id: str) -> int:
    """Return how many recovery codes an account has left."""
    here = recovery_codes.c.account_id == account_id
    return int(conn.execute(select(func.count()).where(here)).scalar_one())


def add_passkey(conn: Connection, passkey: Passkey) -> None:
    """Store a new passkey."""
    values = {one.name: getattr(passkey, one.name) for one in passkeys.c}
    conn.execute(insert(passkeys), [values])


def passkeys_of(conn: Connection, account_id: str) -> tuple[Passkey, ...]:
    """Return the passkeys of an account, by their labels."""
    here = passkeys.c
    found = conn.execute(
        select(passkeys).where(here.account_id == account_id).order_by(here.label, here.id)
    )
    return tuple(Passkey(**row._mapping) for row in found)


def count_passkey(conn: Connection, passkey_id: bytes, sign_count: int) -> None:
    """Keep the counter that a passkey last told."""
    conn.execute(update(passkeys).where(passkeys.c.id == passkey_id).values(sign_count=sign_count))


def remove_passkey(conn: Connection, account_id: str, passkey_id: bytes) -> None:
    """Forget a passkey of an account."""
    here = passkeys.c
    conn.execute(delete(passkeys).where(here.account_id == account_id, here.id == passkey_id))


def remove_passkeys_of(conn: Connection, account_id: str) -> None:
    """Forget every passkey of an account."""
    conn.execute(delete(passkeys).where(passkeys.c.account_id == account_id))


def begin_session(conn: Connection, mark: bytes, account_id: str, minute: int) -> None:
    """Store that an account is signed in, from a minute (since 1970) on."""
    values = {"mark": mark, "account_id": account_id}
    conn.execute(insert(staff_sessions), [values | {"began_minute": minute, "used_minute": minute}])


def session_account(
    conn: Connection, mark: bytes, *, used_since: int, began_since: int
) -> tuple[str, int] | None:
    """Return whose session that is and the minute of its last use; None when it is over."""
    here = staff_sessions.c
    row = conn.execute(
        select(here.account_id, here.used_minute).where(
            here.mark == mark, here.used_minute >= used_since, here.began_minute >= began_since
        )
    ).one_or_none()
    return None if row is None else (row.account_id, row.used_minute)


def use_session(conn: Connection, mark: bytes, minute: int) -> None:
    """Keep that a session was used in a minute."""
    conn.execute(
        update(staff_sessions).where(staff_sessions.c.mark == mark).values(used_minute=minute)
    )


def end_session(conn: Connection, mark: bytes) -> None:
    """Forget a session."""
    conn.execute(delete(staff_sessions).where(staff_sessions.c.mark == mark))


def end_sessions_of(conn: Connection, account_id: str) -> None:
    """Forget every session of an account."""
    conn.execute(delete(staff_sessions).where(staff_sessions.c.account_id == account_id))


def end_old_sessions(conn: Connection, *, used_since: int, began_since: int) -> None:
    """Forget the sessions that are over."""
    here = staff_sessions.c
    conn.execute(
        delete(staff_sessions).where(
            or_(here.used_minute < used_since, here.began_minute < began_since)
        )
    )
