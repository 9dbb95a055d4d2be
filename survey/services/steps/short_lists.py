"""Lists that stay short when somebody has to read them."""

from __future__ import annotations

from collections.abc import Sequence


def shortened(lines: Sequence[str], most: int) -> list[str]:
    """Return the first `most` lines, and one that counts those left out."""
    left = len(lines) - most
    return [*lines[:most], *([f"And {left} more."] if left > 0 else [])]
