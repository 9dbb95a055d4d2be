"""Files and folders that commands are given, and what is said of one that does not serve."""

from __future__ import annotations

import os
import pwd
import shlex
import stat
from pathlib import Path
from typing import Any

import click

from survey.services.steps.places_to_write import require_folder


class _PlaceTyped(click.Path):
    """A file or a folder; what is refused says why, and what to do."""

    def __init__(self, *, within: bool = False, secret: bool = False, **kind: Any) -> None:
        super().__init__(**kind)
        self._within, self._secret = within, secret

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or fail in words; Refused where it is to be written and the folder in
        which it would lie is missing."""
        try:
            path = Path(os.fsdecode(super().convert(value, param, ctx)))
        except click.BadParameter:
            self.fail(self._why_not_taken(Path(value)), param, ctx)
        if self._within:
            require_folder(path, "Nothing was written.")
        return path

    def _why_not_taken(self, path: Path) -> str:
        """Return why a path is not taken, and what to do."""
        try:
            kind = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return f"There is no {path}. See that the name is written right and its disk is there."
        except PermissionError:
            return _not_readable(path, secret=self._secret)
        except OSError as fault:
            return f"{path} cannot be looked at: {fault.strerror}. See that it is written right."
        if stat.S_ISDIR(kind) and not self.dir_okay:
            return f"{path} is a folder, and a file is needed here. Name a file."
        if not stat.S_ISDIR(kind) and self.dir_okay:
            return f"{path} is a file, and a folder is needed here. Name a folder."
        return _not_readable(path, secret=self._secret)


def _not_readable(path: Path, *, secret: bool) -> str:
    """Return what is said of what this user may not read; nobody is told to copy what is secret."""
    who = _who()
    said = f"{path} may not be read by {who}, as whom this program runs."
    if not secret:
        return f"{said} Copy it to a folder that this user can get at, or let this user read it."
    place = shlex.quote(str(path))
    return (
        f"{said} Make no copy of it. Give the command as the user to whom it belongs; or, as root, "
        f"give it to this user: chown -R {who} {place} && chmod -R u+rwX,go= {place}"
    )


def _who() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"user {os.geteuid()}"


#: What must be there: a file, a share sheet (or one to be typed).
FILE_THERE = _PlaceTyped(exists=True, dir_okay=False)
SHEET_THERE = _PlaceTyped(exists=True, dir_okay=False, allow_dash=True, secret=True)
#: The same of what holds keys or passwords: settings, keys, passphrases, backups, certificates.
SECRET_THERE = _PlaceTyped(exists=True, dir_okay=False, secret=True)
KEYS_THERE = _PlaceTyped(exists=True, file_okay=False, secret=True)
#: What is written, into a folder that must be there: a file, a folder.
FILE = _PlaceTyped(within=True, dir_okay=False, readable=False)
NEW_FOLDER = _PlaceTyped(within=True, file_okay=False)
#: What may be there or be made with the folders above it: a folder, a file.
FOLDER = _PlaceTyped(file_okay=False, secret=True)
FILE_WITH_FOLDERS = _PlaceTyped(dir_okay=False, readable=False)
#: An instance folder: one that may not be read is a check of the doctor, and told of elsewhere.
INSTANCE = _PlaceTyped(file_okay=False, readable=False)
#: A file or a folder of which the command itself says what it may be.
PLACE = _PlaceTyped(readable=False)
