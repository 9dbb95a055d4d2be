"""Files for one person: share sheets, printed codes, people's words, results that are raw."""

from __future__ import annotations

import os
from pathlib import Path

from survey.errors import Refused
from survey.storage.files import OWNER_FOLDER, OWNER_ONLY, open_to_others, write_durably


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


def make_private(folder: Path, option: str) -> None:
    """Make a folder that only its owner may enter; Refused when one is there that others may."""
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    if open_to_others(folder):
        raise Refused(
            f"Others on this machine may look into {folder}, or change what lies there.",
            kept="Nothing was written into it, and nothing was published.",
            do=f"Choose a new folder for {option}, or close this one: chmod 700 {folder}",
        )
