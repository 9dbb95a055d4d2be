"""How many members of a round rated a statement: not answering is a finding of its own.

It knows numbers of people. It must not know ratings or members.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.delphi.rule import ConsensusRule
from survey.errors import BadInput


@dataclass(frozen=True, slots=True)
class Missing:
    """`rated` of `responders` members of a round rated a statement.

    `percent` is None in a round without members; `many_chose_not_to_answer` is then False.
    """

    rated: int
    responders: int
    percent: float | None
    many_chose_not_to_answer: bool


def missing(rated: int, responders: int, rule: ConsensusRule) -> Missing:
    """Say whether many chose not to rate a statement; `responders` rated any in that round."""
    if not 0 <= rated <= responders:
        raise BadInput(f"{rated} of {responders} members cannot have rated a statement.")
    if responders == 0:
        return Missing(0, 0, None, False)
    many = 100 * rated < rule.many_missing_under * responders
    return Missing(rated, responders, 100 * rated / responders, many)
