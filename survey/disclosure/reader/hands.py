"""Who shares the work on a large study: executors, and from how much work on.

It knows nothing of what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hands:
    """Executors with one worker each, a process or a thread, that share what makes `least` demands
    or more; without any, all is done by whoever asks."""

    executors: Sequence[Executor] = ()
    least: int = 0

    def share(self, demands: int) -> bool:
        """Say whether they share work with so many demands."""
        return bool(self.executors) and demands >= self.least


NO_HANDS = Hands()
