"""Which of many share sheets open something together, and which of them belongs with no other.

It knows secrets for as long as a call lasts. The public app must not be able to import it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, islice

from shamir_mnemonic import MnemonicError
from shamir_mnemonic import Share as Slip39Share

from survey.errors import SharesRefused
from survey.sealing.opening.shares import ShareSheet, recover
from survey.sealing.public_keys import ShelfLabel

#: Choices of sheets that are tried; of ten sheets, of which five are needed, there are fewer.
_MOST_TRIES = 300


def fitting_sheets(
    sheets: Sequence[ShareSheet], needed: int, of: str, publics: Mapping[ShelfLabel, bytes]
) -> tuple[int, ...] | None:
    """Return the places of the first `needed` sheets that give every secret asked for; None where
    none do, or there are too few.

    `of` is the study or council that they are printed for, `publics` the stored public key of each
    shelf that is to be opened.
    """
    for chosen in islice(combinations(range(len(sheets)), needed), _MOST_TRIES):
        if _do_fit([sheets[place] for place in chosen], of, publics):
            return chosen
    return None


def odd_sheets(sheets: Sequence[ShareSheet], shelf: ShelfLabel) -> tuple[int, ...]:
    """Return the places of the sheets that were not made together with most of the others; none
    where there is no such majority."""
    sets = [_set_of(sheet.share.mnemonic(shelf)) for sheet in sheets]
    most, often = Counter(sets).most_common(1)[0]
    if 2 * often <= len(sets):
        return ()
    return tuple(place for place, one in enumerate(sets) if one != most)


def _do_fit(sheets: Sequence[ShareSheet], of: str, publics: Mapping[ShelfLabel, bytes]) -> bool:
    try:
        for shelf, public in publics.items():
            recover(sheets, shelf, of, public)
    except SharesRefused:
        return False
    return True


def _set_of(mnemonic: str) -> int:
    try:
        return int(Slip39Share.from_mnemonic(mnemonic).identifier)
    except MnemonicError:
        return -1
