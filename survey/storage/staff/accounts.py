"""Accounts of staff, what each may do, and who could go on when somebody leaves.

It knows names that staff chose and hashes. It must not know a password, a code or a person who
answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from survey.storage.schema import account_roles, accounts, passkeys, recovery_codes, staff_sessions

StaffRole = Literal["coordinator", "moderator", "trustee", "viewer", "administrator"]
AccountState = Literal["invited", "active", "left"]

ROLES: tuple[StaffRole, ...] = get_args(StaffRole)
#: The `study_id` of a role that holds everywhere.
EVERYWHERE = ""

_HERE = accounts.c


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in one study or council, or with "" everywhere."""

    role: StaffRole
    study_id: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as it is stored; a link that works once is valid until its hour (since 1970)."""

    id: str
    name: str
    state: AccountState
    password_hash: str | None = field(default=None, repr=False)
    totp_sealed: bytes | None = field(default=None, repr=False)
    totp_last: int | None = None
    link_mark: bytes | None = field(default=None, repr=False)
    link_until: int | None = None


def add(conn: Connection, account: AccountRow, roles: Iterable[RoleHeld]) -> None:
    """Store a new account with what it may do."""
    conn.execute(insert(accounts), [{one.name: getattr(account, one.name) for one in _HERE}])
    for held in roles:
        give(conn, account.id, held)


def change(conn: Connection, account_id: str, **values: Any) -> None:
    """Change columns of an account."""
    conn.execute(update(accounts).where(_HERE.id == account_id).values(**values))


def by_id(conn: Connection, account_id: str) -> AccountRow | None:
    """Return an account, or None."""
    return _one(conn, _HERE.id == account_id)


def by_name(conn: Connection, name: str) -> AccountRow | None:
    """Return the account of that name, or None."""
    return _one(conn, _HERE.name == name)


def by_link(conn: Connection, mark: bytes) -> AccountRow | None:
    """Return the account that a link leads to, by its 32-byte mark, or None."""
    return _one(conn, _HERE.link_mark == mark)


def every(conn: Connection) -> tuple[AccountRow, ...]:
    """Return all accounts in the order of their names."""
    return tuple(map(_row, conn.execute(select(accounts).order_by(_HERE.name))))


def roles_of(conn: Connection, account_id: str) -> frozenset[RoleHeld]:
    """Return what an account may do."""
    found = conn.execute(
        select(account_roles.c.role, account_roles.c.study_id).where(
            account_roles.c.account_id == account_id
        )
    )
    return frozenset(RoleHeld(row.role, row.study_id) for row in found)


def give(conn: Connection, account_id: str, held: RoleHeld) -> None:
    """Give an account a role that it has not yet."""
    if held not in roles_of(conn, account_id):
        values = {"account_id": account_id, "role": held.role, "study_id": held.study_id}
        conn.execute(insert(account_roles), [values])


def take(conn: Connection, account_id: str, held: RoleHeld) -> None:
    """Take a role from an account."""
    here = account_roles.c
    conn.execute(
        delete(account_roles).where(
            and_(
                here.account_id == account_id,
                here.role == held.role,
                here.study_id == held.study_id,
            )
        )
    )


def active_with(
    conn: Connection, roles: Collection[StaffRole], study_id: str = EVERYWHERE
) -> set[str]:
    """Return the ids of active accounts that have one of these roles in a study or everywhere."""
    here = account_roles.c
    found = conn.execute(
        select(here.account_id)
        .join(accounts, _HERE.id == here.account_id)
        .where(
            _HERE.state == "active",
            here.role.in_(roles),
            or_(here.study_id == EVERYWHERE, here.study_id == study_id),
        )
    )
    return set(found.scalars())


def empty(conn: Connection, account_id: str) -> None:
    """Take away everything that an account could sign in with or do; its name stays."""
    for table in (account_roles, recovery_codes, passkeys, staff_sessions):
        conn.execute(delete(table).where(table.c.account_id == account_id))
    change(
        conn,
        account_id,
        password_hash=None,
        totp_sealed=None,
        totp_last=None,
        link_mark=None,
        link_until=None,
    )


def _one(conn: Connection, where: Any) -> AccountRow | None:
    row = conn.execute(select(accounts).where(where)).one_or_none()
    return None if row is None else _row(row)


def _row(row: Row[Any]) -> AccountRow:
    return AccountRow(**row._mapping)
