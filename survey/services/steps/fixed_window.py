"""Counting how often something was asked for in the hour, or the day, that runs; in memory alone.

It keeps what it is handed for one window at most, and must not store it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class FixedWindow:
    """How often each thing was asked for in the hour, or the day, that runs."""

    window: str = ""
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def count(self, window: str, *asked: str) -> int:
        """Count one time more, in `window`, and return the sum; an earlier window is forgotten."""
        if window != self.window:
            self.window, self.counts = window, Counter()
        self.counts[asked] += 1
        return self.counts[asked]
