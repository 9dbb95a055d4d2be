"""Where the ratings of a group lie in a small picture: 1 at the left, 9 at the right."""

from __future__ import annotations

#: How a member's own last rating is drawn.
DIAMOND = 'fill="none" stroke="currentColor" stroke-width="2.5"'

_FIRST, _STEP, _HEIGHT = 30.0, 33.5, 14


def along(rating: float) -> str:
    """Return how far from the left a rating from 1 to 9 lies."""
    return f"{_FIRST + _STEP * (rating - 1):g}"


def diamond(rating: float) -> str:
    """Return the path of a diamond around a rating."""
    return f"M{along(rating)} {_HEIGHT - 10}l10 10-10 10-10-10z"
