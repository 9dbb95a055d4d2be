"""The report of a study as files.

It knows names and bytes. It must not know what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The report of the last release of a study: the content of each of its files, by name."""

    study_id: str
    files: Mapping[str, bytes]
