"""Putting a form aside and taking it up again, with six words that only the person has.

The server keeps a mark of them, and bytes that it cannot open.
"""

from __future__ import annotations

import secrets
from typing import Literal

from survey.errors import SealBroken
from survey.sealing.codes.sealed_drafts import (
    NONCE_SIZE,
    draft_key,
    mark_of_draft,
    open_sealed_draft,
    seal_draft,
    week_of_erasing,
)
from survey.storage.instance import Instance
from survey.storage.letters import drafts


def keep(
    instance: Instance,
    study_id: str,
    fingerprint: bytes,
    code_words: str,
    payload: bytes,
    size: int,
    today: int,
    doubt: int = 0,
) -> Literal["kept", "full"]:
    """Seal a draft under its code and store it; "full" when there is no room for it.

    `size` is the form's state size, so that the size says nothing; `today` a day number; `doubt` as
    in `storage.letters.drafts.keep`.
    """
    key = draft_key(code_words)
    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_draft(key, study_id, fingerprint, payload, size, nonce)
    mark = mark_of_draft(instance.site_key, key)
    return drafts.keep(instance.engine, study_id, mark, sealed, week_of_erasing(today), doubt)


def find(
    instance: Instance, study_id: str, fingerprint: bytes, typed: str, today: int
) -> bytes | None:
    """Return the payload that was put aside under a typed code, or None.

    A wrong code, one that was used and one whose time has passed (`today` is a day number) all give
    None.
    """
    key = draft_key(typed)
    mark = mark_of_draft(instance.site_key, key)
    sealed = drafts.find(instance.engine, study_id, mark, today)
    if sealed is None:
        return None
    try:
        return open_sealed_draft(key, study_id, fingerprint, sealed)
    except SealBroken:
        return None


def erase(instance: Instance, study_id: str, typed: str) -> None:
    """Erase what was put aside under a typed code, if anything was.

    Right, wrong, used and late codes are treated alike.
    """
    drafts.erase(instance.engine, study_id, draft_mark(instance.site_key, typed))


def draft_mark(site_key: bytes, code_words: str) -> bytes:
    """Return the mark (32 bytes) of a code, to send along so that the mix erases the draft."""
    return mark_of_draft(site_key, draft_key(code_words))
