"""The report of a study as files, and how they come to lie in a folder.

It knows names and bytes. It must not know what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The report of the last release of a study: the content of each of its files, by name."""

    study_id: str
    files: Mapping[str, bytes]


def put_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder and return their paths; no reader meets half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = folder / name
        half = folder / (name + ".new")
        half.write_bytes(content)
        half.replace(path)
        paths.append(path)
    return tuple(paths)
