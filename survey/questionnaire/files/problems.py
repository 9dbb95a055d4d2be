"""What can be wrong in a questionnaire file: a finding, and the printable problem made of it."""

from __future__ import annotations

from dataclasses import dataclass

#: Steps from the top of a file to one value: keys and positions.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at `path`: what it is and what to do; `line` 0 means the line of the path."""

    path: Path
    what: str
    do: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its place: `line` counts from 1, `path` reads `sections[2].title`."""

    file: str
    line: int
    path: str
    what: str
    do: str

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {place}{self.what}. {self.do}"


def path_text(path: Path) -> str:
    """Return a path as people read it: ("sections", 2, "title") is `sections[2].title`."""
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f"[{step}]"
        else:
            words += f".{step}" if words else step
    return words


def shown(value: object) -> str:
    """Return a value as it may stand in a sentence: short, and in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "a group of keys"
    words = " ".join(str(value).split())
    return f"“{words[:37]}…”" if len(words) > 40 else f"“{words}”"
