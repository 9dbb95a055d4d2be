"""What kinds of asking there are, and what follows from each: ceilings, invitations, people.

It knows numbers that can be reasoned about before anybody is asked, and no study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: About some people through partners, by an open link, or in a council.
Asking = Literal["partners", "open", "council"]
Invitation = Literal["codes", "link"]


@dataclass(frozen=True, slots=True)
class AskingRule:
    """What follows from a kind of asking: about how many people it is for, from `fewest` to `most`
    of them, how they are invited, and how many responses for each of them are taken at most."""

    expected: int
    fewest: int
    most: int
    invitation: Invitation
    times: int

    def ceiling(self, expected: int) -> int:
        """Return the responses after which no more are taken, for about so many people.

        Twice as many as expected leave room for a good surprise and none for a flood.
        """
        return min(MOST_TAKEN, max(_LEAST_CEILING, self.times * expected))


_LEAST_CEILING = 100
#: No study takes more answers than this: ten times as many as were ever opened in a trial.
MOST_TAKEN = 10_000_000

ASKINGS: Mapping[Asking, AskingRule] = {
    "partners": AskingRule(150, 10, 5_000, "codes", 2),
    "open": AskingRule(1_000, 50, 100_000, "link", 10),
    "council": AskingRule(20, 8, 40, "codes", 1),
}
