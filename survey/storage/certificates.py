"""The certificates of releases: private files beside the database, never in the reading room.

It knows paths and bytes. A certificate holds exact counts: nobody but the owner may read one.
"""

from __future__ import annotations

from pathlib import Path

from survey.storage.files import make_folder, write_durably
from survey.storage.instance import Instance

FOLDER = "certificates"


def path_of(instance: Instance, study_id: str, number: int) -> Path:
    """Give where the certificate of a release lies."""
    return instance.folder / FOLDER / f"{study_id}-{number}.json"


def keep(instance: Instance, study_id: str, number: int, content: bytes) -> Path:
    """Put a certificate into its place, mode 0600 in a folder of mode 0700, and give its path."""
    path = path_of(instance, study_id, number)
    make_folder(path.parent)
    write_durably(path, content)
    return path
