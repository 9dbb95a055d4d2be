"""Where the published digest of a year lies: a name for each year and language."""

from __future__ import annotations


def digest_name(year: int, language: str) -> str:
    """Return the name of the file of a digest, in the reading room and on disk."""
    return f"digest-{year}-{language}.pdf"
