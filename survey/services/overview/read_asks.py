"""Asks as readers see them: published ones with what was answered, and how they stand.

It knows what is public. What is a draft, waits or was put aside it never gives.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from survey.follow_up.asks import Ask, Body, StakeholderGroup
from survey.services.steps.asks_in_public import public_asks as public_asks
from survey.services.steps.asks_in_public import public_asks_of as public_asks_of


class Addressee(NamedTuple):
    """Somebody who is asked: a group, and the body's name ("": the whole group)."""

    group: StakeholderGroup
    name: str = ""

    @property
    def slug(self) -> str:
        """Return the end of the address of its page: small letters, digits and dashes."""
        words = f"{self.group} {self.name}".casefold()
        kept = "".join(one if one.isalnum() else " " for one in words)
        return "-".join(kept.split())


def public_asks_to(connection: Connection, addressee: Addressee, today: date) -> tuple[Ask, ...]:
    """Return those in which a body is asked by its name, or for "" anybody of its group."""
    return tuple(
        ask
        for ask in public_asks(connection, today)
        if any(is_addressed(one, addressee) for one in ask.bodies)
    )


def is_addressed(body: Body, addressee: Addressee) -> bool:
    """Tell whether a body is the one meant; a group without a name means everybody in it."""
    same_name = body.name.casefold() == addressee.name.casefold()
    return body.group == addressee.group and (same_name or not addressee.name)


def addressees_of(asks: tuple[Ask, ...]) -> tuple[Addressee, ...]:
    """Return everybody who is asked by these: each group, then the bodies of it by name."""
    named: dict[str, Addressee] = {}
    for ask in asks:
        for body in ask.bodies:
            for one in (Addressee(body.group), Addressee(body.group, body.name)):
                named.setdefault(one.slug, one)
    return tuple(sorted(named.values(), key=lambda one: (one.group, one.name.casefold())))
