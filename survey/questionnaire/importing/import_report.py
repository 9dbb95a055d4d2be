"""What became of each question of an imported file: taken over, changed, or left out and why.

It knows nothing of formats; it holds sentences for people who cannot program.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class ItemResult(StrEnum):
    """What became of an item."""

    TAKEN = "taken over"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one item: where it stood, its name and words there, and why in sentences."""

    where: str
    name: str
    words: str
    outcome: ItemResult
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All items in the order of the file, and sentences about the file as a whole."""

    format: str
    lines: tuple[ImportLine, ...]
    remarks: tuple[str, ...]

    def count(self, outcome: ItemResult) -> int:
        """Return how many items had this outcome."""
        return Counter(line.outcome for line in self.lines)[outcome]
