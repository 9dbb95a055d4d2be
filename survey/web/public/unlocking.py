"""Reports that a passphrase is asked for: typed once, then carried in the page and kept nowhere.

It gives a sealed word that says "this passphrase was typed" for two days at most. It must not keep
the passphrase, or who typed it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from survey.errors import SealBroken
from survey.sealing.page_state import open_state, seal_state
from survey.services.steps.passphrases import fits
from survey.services.steps.reading_shelf import ShelvedReport
from survey.web.public.app_state import PublicState

#: Bytes of what is sealed: nothing is in it but that it is.
_SIZE = 16


def unlocked(
    site: PublicState, shelf: ShelvedReport, passphrase: str, environ: Mapping[str, object]
) -> str | None:
    """Return the sealed word for a passphrase that fits, "" for one that does not, and None for
    whoever tries too often."""
    if not site.ask("unlock", shelf.of_id, environ).granted:
        return None
    if not fits(passphrase, shelf.facts.passphrase):
        return ""
    today = site.today()
    key = site.keys(today).key_for(today)
    nonce = secrets.token_bytes(12)
    return seal_state(key, today, shelf.of_id, _bound_to(shelf), b"", _SIZE, nonce)


def may_read(site: PublicState, shelf: ShelvedReport, word: str) -> bool:
    """Return whether files of a report may be given: where no passphrase is asked for, or for a
    sealed word of the passphrase that is asked for now."""
    if not shelf.is_locked:
        return True
    if not word:
        return False
    today = site.today()
    try:
        open_state(site.keys(today), today, shelf.of_id, _bound_to(shelf), word)
    except SealBroken:
        return False
    return True


def _bound_to(shelf: ShelvedReport) -> bytes:
    return hashlib.sha256(f"reading {shelf.of_id} {shelf.facts.passphrase}".encode()).digest()
