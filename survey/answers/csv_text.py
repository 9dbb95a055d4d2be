"""The cells of a CSV file that is written, which no spreadsheet may calculate."""

from __future__ import annotations

#: Characters at the head of a cell that make a spreadsheet calculate (OWASP, CSV injection).
_CALCULATES = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(value: str) -> str:
    """Return a cell that no spreadsheet calculates: headed by an apostrophe where it would."""
    return "'" + value if calculates(value) else value


def calculates(value: str) -> bool:
    """Tell whether a spreadsheet would take a text for something to calculate."""
    return value.startswith(_CALCULATES)
