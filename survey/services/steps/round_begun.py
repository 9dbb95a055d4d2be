"""The file of a round that rates statements and of which nothing is written yet."""

from __future__ import annotations

from collections.abc import Mapping

from survey.delphi.files.round_editing import Data
from survey.delphi.life.statements import Register
from survey.errors import Refused

#: Kinds of round in which statements are rated.
RATING = ("rate", "rate again")


def rating_round(data: Data, register: Register, *, has_rated: bool, kept: str) -> Data:
    """Return the file of a round that rates statements, begun where nothing is written yet.

    Refused where another kind of round is written; `kept` says what becomes of what was typed.
    """
    begun = data or _begun(register, has_rated=has_rated)
    if begun.get("kind") not in RATING:
        raise Refused(
            "The round that is written now rates no statements.",
            kept=kept,
            do="Choose another kind of round first, under “Next round”.",
        )
    return begun


def _begun(register: Register, *, has_rated: bool) -> Data:
    kind = "rate again" if has_rated else "rate"
    waiting = [] if has_rated else register.in_state("proposed", "edited")
    listed: Mapping[str, object] = {"statements": [{"id": one.id} for one in waiting]}
    return {"kind": kind, "title": "", "introduction": "", **(listed if waiting else {})}
