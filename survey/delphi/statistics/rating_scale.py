"""A scale of whole numbers on which statements are rated, with words for its points or without.

It must not know a rating.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.errors import BadInput
from survey.questionnaire.texts import one_value

#: Points between the lowest and the highest of a scale, at most.
_WIDEST = 100
_ENDS = re.compile(r"\s*([0-9]{1,4})\s*(?:-|–|to|\.\.)\s*([0-9]{1,4})\s*")


@dataclass(frozen=True, slots=True)
class RatingScale:
    """Whole numbers from `low` to `high`; `labels` are words for each, from the lowest on."""

    low: int = 1
    high: int = 9
    labels: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Return how many points there are."""
        return self.high - self.low + 1

    @property
    def is_nine(self) -> bool:
        """Say whether these are the ratings from 1 to 9 for which the decision rule is made."""
        return (self.low, self.high) == (1, 9)

    @property
    def said(self) -> str:
        """Return what may be written for a rating, in words."""
        words = f", or one of {', '.join(self.labels)}" if self.labels else ""
        return f"a whole number from {self.low} to {self.high}{words}"

    def by_label(self, words: str) -> int | None:
        """Return the point that words stand for; None where they are none of its labels."""
        asked = one_value(words).casefold()
        names = [label.casefold() for label in self.labels]
        return self.low + names.index(asked) if asked in names else None


NINE = RatingScale()


def read_scale(text: str) -> RatingScale:
    """Return the scale that a text describes, `1-7` or its labels from low to high; BadInput."""
    if ends := _ENDS.fullmatch(text):
        low, high = int(ends[1]), int(ends[2])
        if not 1 <= high - low <= _WIDEST:
            raise _no_scale(text)
        return RatingScale(low, high)
    mark = ";" if ";" in text else ","
    labels = tuple(one_value(part) for part in text.split(mark))
    if len(labels) < 2 or not all(labels) or len({one.casefold() for one in labels}) < len(labels):
        raise _no_scale(text)
    if any(label.isdecimal() for label in labels) or len(labels) > _WIDEST:
        raise _no_scale(text)
    return RatingScale(1, len(labels), labels)


def _no_scale(text: str) -> BadInput:
    return BadInput(
        f"“{text[:60]}” is no scale.",
        do="Write its lowest and highest whole number, such as 1-5 or 0-10; or its words from low "
        "to high, each another one, such as “disagree, unsure, agree”.",
    )
