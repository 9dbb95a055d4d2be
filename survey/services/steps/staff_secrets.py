"""What passwords and recovery codes of staff must be, wherever they are set."""

from __future__ import annotations

from collections.abc import Callable

from survey.errors import BadInput
from survey.sealing.codes.invitations import CODE_LETTERS

#: Letters of a password: NIST SP 800-63B asks for 8 at least, and to take 64.
SHORTEST, LONGEST = 12, 200
_RECOVERY_CODES = 10
#: 16 letters of 31 are 79 bits.
_RECOVERY_LETTERS = 16


def require_password(password: str, again: str) -> None:
    """Refuse with BadInput a password that is too short or too long, or written differently."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"A password has {SHORTEST} to {LONGEST} letters.",
            kept="Nothing was changed.",
            do="Four or five words that do not belong together are easy to remember.",
        )
    if password != again:
        raise BadInput(
            "The two passwords differ.", kept="Nothing was changed.", do="Write them again."
        )


def new_recovery_codes(choose: Callable[[str], str]) -> tuple[str, ...]:
    """Return ten new recovery codes in groups of four; `choose` draws one of some letters."""
    return tuple(_in_groups(choose) for _ in range(_RECOVERY_CODES))


def _in_groups(choose: Callable[[str], str]) -> str:
    code = "".join(choose(CODE_LETTERS) for _ in range(_RECOVERY_LETTERS))
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
