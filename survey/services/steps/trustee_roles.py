"""Trustees as they are named before anything is founded: a role each, and how many are needed."""

from __future__ import annotations

from collections.abc import Sequence

from survey.errors import BadInput, SharesRefused
from survey.sealing.opening.shares import require_counts

_LETTERS = 80


def role_words(written: str) -> str:
    """Return a role as it is kept; BadInput for one without words, or with too many."""
    role = " ".join(written.split())
    if not 0 < len(role) <= _LETTERS:
        raise BadInput(
            "A role is missing, or is too long.",
            kept="Nothing was changed.",
            do=f"Write a role in up to {_LETTERS} characters, and no name of a person.",
        )
    return role


def require_roles(named: Sequence[str], threshold: int) -> None:
    """Refuse with SharesRefused numbers of trustees that cannot be, and two of the same name."""
    if threshold > len(named):
        there = "One trustee is" if len(named) == 1 else f"{len(named)} trustees are"
        raise SharesRefused(
            f"{there} named, and {threshold} are to open it together.",
            kept="Nothing was changed.",
            do="Name more trustees than open it together: at least three, of whom two are needed.",
        )
    require_counts(len(named), threshold)
    if len(set(map(str.casefold, named))) < len(named):
        raise SharesRefused(
            "Two trustees have the same name here.",
            kept="Nothing was changed.",
            do="Name each by a role of its own, such as “Board” and “Partner university”.",
        )
