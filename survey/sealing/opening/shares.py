"""Splitting a study's secrets among trustees (SLIP-39), and putting them together again.

It knows secrets while it works. The public app must not be able to import it. The library that
splits draws its own randomness from the operating system.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic import Share as Slip39Share

from survey.errors import SharesRefused
from survey.sealing.opening.secret_keys import SECRET_SIZE, derive
from survey.sealing.opening.share_words import check_words
from survey.sealing.opening.sheet_loss import as_percent, chance_never_opened
from survey.sealing.public_keys import ShelfLabel

#: SLIP-39 allows at most 16 shares.
MOST_SHARES = 16

#: PBKDF2 rounds protect a passphrase; ours is empty, so the least (10,000 in all) is enough.
_ITERATION_EXPONENT = 0
_OPENED_NOTHING = "Nothing was opened, and nothing was changed."
_MADE_NOTHING = "No keys were made."
_ONE_MORE = "Find a third trustee, and let any two of the three open: 3 shares, threshold 2."
_ONE_FEWER = "Let fewer be enough, such as a threshold of {}, or find one more trustee."


@dataclass(frozen=True, slots=True)
class KeyShare:
    """One trustee's share: its number from 1, and two lists of 33 words with spaces between."""

    number: int
    numbers: str = field(repr=False)
    words: str = field(repr=False)

    def mnemonic(self, kind: ShelfLabel) -> str:
        """Return the word list of one shelf."""
        return self.numbers if kind == "numbers" else self.words


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """A share with what is printed around it.

    `study_id`, how many `shares` there are and how many the `threshold` asks for, and the 8-byte
    fingerprints of both public keys.
    """

    study_id: str
    share: KeyShare
    shares: int
    threshold: int
    numbers_key: bytes
    words_key: bytes


def split(
    numbers_secret: bytes, words_secret: bytes, *, shares: int, threshold: int
) -> tuple[KeyShare, ...]:
    """Split both 32-byte secrets so that any `threshold` of `shares` trustees can open.

    SLIP-39 (Trezor), one group, empty passphrase. SharesRefused unless
    2 <= threshold < shares <= 16; ValueError for a secret of another length.
    """
    require_counts(shares, threshold)
    numbers = _split_one(numbers_secret, shares, threshold)
    words = _split_one(words_secret, shares, threshold)
    return tuple(
        KeyShare(number, *lists) for number, lists in enumerate(zip(numbers, words, strict=True), 1)
    )


def combine(shares: Sequence[KeyShare], kind: ShelfLabel) -> bytes:
    """Return the 32-byte secret of one shelf from at least as many shares as its threshold.

    The first ones are used, exactly as many as needed. SharesRefused when they are too few,
    mistyped, doubled or of different studies. A secret that comes out is not yet proven to be the
    study's: `recover` compares it with the stored public key.
    """
    if not shares:
        raise SharesRefused(
            "No share sheet was given.", kept=_OPENED_NOTHING, do="Ask the trustees for theirs."
        )
    read = [_read(share, kind) for share in shares]
    _check_one_set(shares, read)
    threshold: int = read[0].member_threshold
    _check_enough(len(shares), threshold)
    try:
        secret: bytes = combine_mnemonics([s.mnemonic(kind) for s in shares[:threshold]], b"")
    except MnemonicError:
        raise SharesRefused(
            "These share sheets do not fit together.",
            kept=_OPENED_NOTHING,
            do="Check that all of them were printed for this study on the same day.",
        ) from None
    if len(secret) != SECRET_SIZE:
        raise _not_this_study()
    return secret


def recover(
    sheets: Sequence[ShareSheet], kind: ShelfLabel, study_id: str, expected_public: bytes
) -> bytes:
    """Return the 32-byte secret of one shelf of a study, proven against its stored public key.

    SharesRefused, with a sentence for each case: no sheet, a sheet of another study, the same
    sheet twice, a mistyped word, too few sheets, or a key that is not the stored one.
    """
    for sheet in sheets:
        require_of(study_id, sheet)
    secret = combine([sheet.share for sheet in sheets], kind)
    if derive(secret, study_id, kind).public == expected_public:
        return secret
    del secret  # the traceback of the error would hold it
    raise _not_this_study()


def require_of(study_id: str, sheet: ShareSheet) -> None:
    """Refuse with SharesRefused the sheet of another study."""
    if sheet.study_id.casefold() != study_id.casefold():
        raise SharesRefused(
            f"Share {sheet.share.number} is for study {sheet.study_id}, not for {study_id}.",
            kept=_OPENED_NOTHING,
            do="Bring the share sheets of this study.",
        )


def given_twice(number: int) -> SharesRefused:
    """Return the error for a sheet that was given before."""
    return SharesRefused(
        f"Share {number} was given twice.",
        kept=_OPENED_NOTHING,
        do="Ask another trustee for their sheet.",
    )


def _split_one(secret: bytes, shares: int, threshold: int) -> list[str]:
    if len(secret) != SECRET_SIZE:
        raise ValueError(f"a secret has {SECRET_SIZE} bytes, not {len(secret)}")
    groups: list[list[str]] = generate_mnemonics(
        group_threshold=1,
        groups=[(threshold, shares)],
        master_secret=secret,
        passphrase=b"",
        extendable=True,
        iteration_exponent=_ITERATION_EXPONENT,
    )
    return groups[0]


def require_counts(shares: int, threshold: int) -> None:
    """Refuse with SharesRefused numbers of sheets that no study can have."""
    if threshold < 2:
        raise SharesRefused(
            "At least two people must be needed to open a study.",
            kept=_MADE_NOTHING,
            do="Choose a threshold of two or more.",
        )
    if threshold > shares:
        raise SharesRefused(
            f"{threshold} shares cannot be needed when there are only {shares}.",
            kept=_MADE_NOTHING,
            do="Choose a threshold smaller than the number of shares.",
        )
    if threshold == shares:
        chance = as_percent(chance_never_opened(shares, threshold))
        raise SharesRefused(
            f"All {shares} sheets would be needed, so one lost sheet would lose every answer. "
            f"Where one sheet in twenty is lost, {chance} of such studies can never be opened.",
            kept=_MADE_NOTHING,
            do=_ONE_MORE if shares < 3 else _ONE_FEWER.format(shares - 1),
        )
    if shares > MOST_SHARES:
        raise SharesRefused(
            f"A study can have at most {MOST_SHARES} shares.",
            kept=_MADE_NOTHING,
            do="Choose fewer shares.",
        )


def _read(share: KeyShare, kind: ShelfLabel) -> Slip39Share:
    check_words(share.mnemonic(kind), f"share {share.number}, {kind} list")
    try:
        return Slip39Share.from_mnemonic(share.mnemonic(kind))
    except MnemonicError:
        raise _not_this_study() from None


def _check_one_set(shares: Sequence[KeyShare], read: Sequence[Slip39Share]) -> None:
    """Refuse lists of different secrets, and one list given twice."""
    for one, other in pairwise(read):
        if one.group_parameters() != other.group_parameters():
            raise SharesRefused(
                "These share sheets do not belong together: they come from different studies.",
                kept=_OPENED_NOTHING,
                do="Check the study printed on each sheet.",
            )
    seen: set[int] = set()
    for share, slip in zip(shares, read, strict=True):
        if slip.index in seen:
            raise given_twice(share.number)
        seen.add(slip.index)


def _check_enough(given: int, threshold: int) -> None:
    missing = threshold - given
    if missing > 0:
        raise SharesRefused(
            f"{_counted(given)} given, and {threshold} are needed to open this study.",
            kept=_OPENED_NOTHING,
            do=f"Ask {missing} more {'trustee' if missing == 1 else 'trustees'} for their sheet.",
        )


def _counted(given: int) -> str:
    return "One share sheet was" if given == 1 else f"{given} share sheets were"


def _not_this_study() -> SharesRefused:
    return SharesRefused(
        "These share sheets do not give the key of this study.",
        kept=_OPENED_NOTHING,
        do="Check that the study and the key printed on each sheet are those of this study.",
    )
