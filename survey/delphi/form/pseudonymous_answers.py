"""What the members of one round said, under pseudonyms, while the tally of a council runs.

It knows ratings, choices and rankings by pseudonym. It must not know names, codes, phrases, keys or
files, and nothing of it is ever stored or shown: only the protection of a round takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.delphi.life.council_life import RoundKind

#: A member inside the sealed answers of one council: 16 bytes, drawn from their phrase.
Pseudonym = bytes


@dataclass(frozen=True, slots=True)
class RoundAnswers:
    """The answers of one round; `members` are the pseudonyms of all who sent anything.

    `ratings` are (statement, aspect) -> pseudonym -> 1 to 9, None is missing; `choices` are term ->
    pseudonym -> "use", "care" or "avoid", None is missing; `rankings` are the items that a member
    ranked, first first; `lost` are statements of which somebody said that they lost their meaning.
    """

    number: int
    kind: RoundKind
    members: frozenset[Pseudonym]
    ratings: Mapping[tuple[str, str], Mapping[Pseudonym, int | None]] = field(default_factory=dict)
    roles: Mapping[Pseudonym, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[Pseudonym, str | None]] = field(default_factory=dict)
    rankings: Mapping[Pseudonym, tuple[str, ...]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
