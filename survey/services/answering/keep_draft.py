"""Putting a form aside and taking it up again, with six words that only the person has.

The server keeps a mark of them, and bytes that it cannot open.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from survey.errors import SealBroken
from survey.sealing.codes.phrases import WORD_NUMBERS, WORDS_IN_A_PHRASE
from survey.sealing.codes.sealed_drafts import (
    NONCE_SIZE,
    draft_key,
    mark_of_draft,
    open_sealed_draft,
    seal_draft,
    week_of_erasing,
)

_Outcome = TypeVar("_Outcome")


def new_code() -> tuple[int, ...]:
    """Draw the six word numbers of a new code; `sealing.phrases.phrase` gives the words."""
    return tuple(secrets.choice(WORD_NUMBERS) for _ in range(WORDS_IN_A_PHRASE))


def keep(
    site_key: bytes,
    code_words: str,
    study_id: str,
    fingerprint: bytes,
    payload: bytes,
    size: int,
    today: int,
    store: Callable[[bytes, bytes, int], _Outcome],
) -> _Outcome:
    """Seal a draft under its code and have it stored; gives what `store` gives.

    `size` is the form's state size, so that the size says nothing; `today` a day number. `store`
    takes the mark, the sealed draft and the number of the week in which it is erased.
    """
    key = draft_key(code_words)
    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_draft(key, study_id, fingerprint, payload, size, nonce)
    return store(mark_of_draft(site_key, key), sealed, week_of_erasing(today))


def find(
    site_key: bytes,
    typed: str,
    study_id: str,
    fingerprint: bytes,
    fetch: Callable[[bytes], bytes | None],
) -> bytes | None:
    """Return the payload that was put aside under a typed code, or None.

    `fetch` takes the mark and gives the sealed draft, or None. A wrong code, one that was used and
    one whose time has passed all give None.
    """
    key = draft_key(typed)
    sealed = fetch(mark_of_draft(site_key, key))
    if sealed is None:
        return None
    try:
        return open_sealed_draft(key, study_id, fingerprint, sealed)
    except SealBroken:
        return None


def erase(site_key: bytes, typed: str, remove: Callable[[bytes], None]) -> None:
    """Erase what was put aside under a typed code, if anything was.

    `remove` takes the mark. Right, wrong, used and late codes are treated alike.
    """
    remove(mark_of_draft(site_key, draft_key(typed)))


def draft_mark(site_key: bytes, code_words: str) -> bytes:
    """Return the mark (32 bytes) of a code, to send along so that the mix erases the draft."""
    return mark_of_draft(site_key, draft_key(code_words))
