"""The kinds of path that commands take."""

from __future__ import annotations

from pathlib import Path

import click

#: A file that must be there, one to write, and a folder to write into.
FILE_THERE = click.Path(path_type=Path, exists=True, dir_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
