"""Founding the keys of a study or council: made, split, and each sheet handed to its own trustee.

It knows both secrets for as long as a call lasts. It must not store, log or return them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from survey.errors import Refused
from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.share_sheets import share_sheet
from survey.sealing.opening.shares import ShareSheet, split
from survey.sealing.opening.sheet_checks import SheetChecks, checks_of
from survey.sealing.public_keys import fingerprint
from survey.services.steps.founding_terms import Terms
from survey.services.steps.new_ids import new_id

#: Takes the number (from 1) and the text of one share sheet to its trustee, and returns whether
#: that trustee confirmed to have it.
HandOver = Callable[[int, str], bool]


@dataclass(frozen=True, slots=True)
class FoundKeys:
    """The id of something new, and the two public keys that answers to it are sealed with.

    `checks` is what is kept so that whoever has a sheet can show that it is still there.
    """

    id: str
    numbers_public: bytes
    words_public: bytes
    checks: tuple[SheetChecks, ...] = ()


def found_keys(terms: Terms, site_key: bytes, hand_over: HandOver) -> FoundKeys:
    """Make the keys of something new, split them, and hand over one sheet after the other.

    SharesRefused for impossible numbers; Refused when a trustee did not confirm: then the sheets
    that were handed over before open nothing, since nothing is sealed with these keys.
    """
    keys, sheets = make_sheets(new_id(), terms, site_key)
    for number, sheet in enumerate(sheets, 1):
        if not hand_over(number, sheet):
            raise Refused(
                f"The trustee of share sheet {number} of {terms.shares} did not confirm to "
                "have it.",
                kept="Nothing was published, and no sheet that was handed over opens anything.",
                do="Destroy these sheets, and begin again when all trustees are there.",
            )
    return keys


def make_sheets(new: str, terms: Terms, site_key: bytes) -> tuple[FoundKeys, tuple[str, ...]]:
    """Make the keys of what will be called `new`, and the texts of all its share sheets.

    SharesRefused for impossible numbers. The secrets themselves are in the sheets only.
    """
    numbers, words = secrets.token_bytes(32), secrets.token_bytes(32)
    publics = derive(numbers, new, "numbers").public, derive(words, new, "words").public
    prints = fingerprint(publics[0]), fingerprint(publics[1])
    parts = split(numbers, words, shares=terms.shares, threshold=terms.threshold)
    sheets = (ShareSheet(new, part, terms.shares, terms.threshold, *prints) for part in parts)
    checks = checks_of(site_key, new, parts, secrets.SystemRandom().sample)
    return FoundKeys(new, *publics, checks), tuple(map(share_sheet, sheets))
