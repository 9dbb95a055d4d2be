"""Who works at the desk, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass

from survey.storage.instance import Instance
from survey.storage.staff import accounts, signing_in
from survey.storage.staff.accounts import EVERYWHERE, AccountState, RoleHeld


@dataclass(frozen=True, slots=True)
class AccountDescription:
    """One account: its roles in the order of their names, and how many recovery codes are left."""

    name: str
    state: AccountState
    roles: tuple[RoleHeld, ...]
    codes_left: int


def describe_accounts(instance: Instance) -> tuple[AccountDescription, ...]:
    """Return all accounts in the order of their names, also of those who left."""
    with instance.engine.connect() as conn:
        return tuple(
            AccountDescription(
                one.name,
                one.state,
                tuple(sorted(accounts.roles_of(conn, one.id), key=_order)),
                signing_in.recovery_codes_left(conn, one.id),
            )
            for one in accounts.every(conn)
        )


def trustees_of(instance: Instance, of: str) -> frozenset[str]:
    """Return the names of the trustees of a study or council, or of all."""
    return frozenset(
        one.name
        for one in describe_accounts(instance)
        if any(held.role == "trustee" and held.study_id in (EVERYWHERE, of) for held in one.roles)
    )


def _order(held: RoleHeld) -> tuple[int, str]:
    return accounts.ROLES.index(held.role), held.study_id
