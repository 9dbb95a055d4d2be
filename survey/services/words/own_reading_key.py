"""Making the six words with which a moderator reads; they are shown once and kept nowhere.

It knows six words while it works. It must not store or log them.
"""

from __future__ import annotations

import secrets
from datetime import date

from survey.errors import Action, Do, Refused
from survey.sealing.codes.phrases import WORD_NUMBERS, WORDS_IN_A_PHRASE, phrase
from survey.sealing.opening.reading_keys import (
    KEY_SIZE,
    NONCE_SIZE,
    SALT_SIZE,
    reading_key,
    seal_reading_secret,
)
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.words import words_access


def make_reading_key(instance: Instance, account_id: str, today: date) -> str:
    """Return six new words of an account, and keep what they open.

    Words of before open nothing from now on: somebody who reads has to let the account in again.
    """
    words = phrase([secrets.choice(WORD_NUMBERS) for _ in range(WORDS_IN_A_PHRASE)])
    secret = secrets.token_bytes(KEY_SIZE)
    salt, nonce = secrets.token_bytes(SALT_SIZE), secrets.token_bytes(NONCE_SIZE)
    sealed = seal_reading_secret(secret, account_id, words, salt, nonce)
    public = reading_key(secret, account_id).public
    with writing(instance.engine) as connection:
        words_access.keep_reading_key(connection, account_id, public, sealed)
        journal.note(connection, day=today, study_id="", event="six words for reading made")
    return words


def account_named(instance: Instance, name: str) -> str:
    """Return the id of the account of that name; Refused where nobody works here by it."""
    with instance.engine.connect() as connection:
        found = accounts.by_name(connection, name)
    if found is None or found.state == "left":
        raise Refused(
            f"There is no account called {name}.",
            kept="Nothing was changed.",
            do=("Look how it is written in the list of accounts", Action(Do.LIST_ACCOUNTS)),
        )
    return found.id


def has_reading_key(instance: Instance, account_id: str) -> bool:
    """Tell whether an account made its six words."""
    with instance.engine.connect() as connection:
        return words_access.public_of(connection, account_id) is not None
