"""Who can read words: moderators of a study that made six words of their own.

It knows accounts and public keys, and no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from survey.storage.staff import accounts
from survey.storage.staff.accounts import EVERYWHERE, AccountRow
from survey.storage.words import words_access


@dataclass(frozen=True, slots=True)
class WordsReader:
    """A moderator of a study: whether they made their six words, and were let in to its words."""

    account_id: str
    name: str
    has_key: bool
    is_in: bool


def readers_with_keys(connection: Connection, study_id: str) -> Mapping[str, bytes]:
    """Return the public reading keys of a study's moderators that have one, by account."""
    found = {
        one.id: words_access.public_of(connection, one.id)
        for one in _moderators(connection, study_id)
    }
    return {account: public for account, public in found.items() if public is not None}


def words_readers(connection: Connection, study_id: str) -> tuple[WordsReader, ...]:
    """Return the moderators of a study, in the order of their names."""
    inside = words_access.readers_of(connection, study_id)
    return tuple(
        WordsReader(
            one.id,
            one.name,
            words_access.public_of(connection, one.id) is not None,
            one.id in inside,
        )
        for one in _moderators(connection, study_id)
    )


def _moderators(connection: Connection, study_id: str) -> list[AccountRow]:
    return [
        one
        for one in accounts.every(connection)
        if one.state != "left"
        and any(
            held.role == "moderator" and held.study_id in (EVERYWHERE, study_id)
            for held in accounts.roles_of(connection, one.id)
        )
    ]
