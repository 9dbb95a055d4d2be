"""Words of a council that must not be put before its members as they are."""

from __future__ import annotations

from collections.abc import Sequence

from survey.errors import Refused
from survey.questionnaire.advice.proofreading import Suggestion


def require_careful(found: Sequence[tuple[str, Suggestion]], how: str, kept: str) -> None:
    """Refuse words that may hurt, press or name people, or are hard to read: each piece of advice
    after its place. `how` says how they would be used, such as "asked of people"."""
    if found:
        said = "; ".join(f"{place}: {each.what}. {each.do}" for place, each in found)
        raise Refused(
            f"This cannot be {how} as it is. {said}.",
            kept=kept,
            do="Change the words; or, where they are spoken about, write why under “allowed”. "
            "A practice council may have them.",
        )
