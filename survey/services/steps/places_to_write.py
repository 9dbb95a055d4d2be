"""Where a file that somebody asked for may be written: over nothing, and into a folder."""

from __future__ import annotations

from pathlib import Path

from survey.errors import Refused


def require_new(path: Path, kept: str = "") -> None:
    """Refuse to write where something lies; `kept` says what was not done, such as "nothing was
    copied"."""
    if path.exists():
        raise Refused(
            f"{path} is there already.",
            kept=f"It was left as it is{', and ' if kept else ''}{kept}.",
            do="Choose another name.",
        )


def require_folder(path: Path, kept: str) -> None:
    """Refuse a file or a folder that has no folder to lie in, before anything is done that would be
    lost: what is missing may be a disk that is not there, and another one would fill up."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}.",
            kept=kept,
            do="See that its disk is there, make the folder first, or name another one.",
        )
