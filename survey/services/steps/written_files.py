"""Files that somebody asked for: over nothing that was there, whole, private where they must be."""

from __future__ import annotations

import os
from pathlib import Path

from survey.errors import Refused
from survey.storage.files import OWNER_FOLDER, OWNER_ONLY, open_to_others, write_durably


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
    """Refuse a file that has no folder to lie in, before anything is done that would be lost."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}.", kept=kept, do="Make it first, or name another file."
        )


def write_new(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, on disk when this returns.

    FileExistsError when there is anything at `path`.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def write_over(path: Path, text: str) -> None:
    """Write a file that only its owner can read; one that lay there is gone, whoever could read it.

    What is no file, such as a terminal or a pipe, takes the text as it is.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
    else:
        write_durably(path, text.encode())


def write_public(path: Path, content: bytes) -> None:
    """Write a file that anybody may read, in one step, so that it is never half written."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o644)) as file:
        file.write(content)
    part.replace(path)


def make_private(folder: Path, option: str) -> None:
    """Make a folder that only its owner may enter; Refused when one is there that others may."""
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    if open_to_others(folder):
        raise Refused(
            f"Others on this machine may look into {folder}, or change what lies there.",
            kept="Nothing was written into it, and nothing was published.",
            do=f"Choose a new folder for {option}, or close this one: chmod 700 {folder}",
        )
