"""The files of a report, and of tables, and how they come to lie in a folder.

It knows names and bytes. It must not know what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.services.steps.written_files import write_public


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The report of the last release of a study: the content of each of its files, by name."""

    study_id: str
    files: Mapping[str, bytes]


def put_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder and return their paths; no reader meets half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_public(folder / name, content)
    return tuple(folder / name for name in files)
