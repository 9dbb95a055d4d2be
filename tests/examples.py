"""How many examples Hypothesis draws."""

from __future__ import annotations

from hypothesis import settings


def examples(most: int) -> int:
    """Return a third of them where they are the same in every run; all where new ones are looked
    for (`make test-long`)."""
    return most if settings.get_current_profile_name() == "new-examples" else -(-most // 3)
