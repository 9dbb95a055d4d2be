"""The certificates of releases, kept beside the database until a report is made of them.

Certificates made by programs of before hold exact counts, so the folder is its owner's alone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from survey.disclosure.proof.certificate import FORMAT
from survey.storage.files import destroy, make_folder, write_durably
from survey.storage.instance import Instance

FOLDER = "certificates"


def path_of(instance: Instance, study_id: str, number: int) -> Path:
    """Return where the certificate of a release lies."""
    return instance.folder / FOLDER / f"{study_id}-{number}.json"


def keep(instance: Instance, study_id: str, number: int, content: bytes) -> Path:
    """Put a certificate into its place, mode 0600 in a folder of mode 0700, and give its path."""
    path = path_of(instance, study_id, number)
    make_folder(path.parent)
    write_durably(path, content)
    return path


def kept(instance: Instance, study_id: str, number: int) -> bytes | None:
    """Return the certificate of a release as it was kept, or None."""
    path = path_of(instance, study_id, number)
    return path.read_bytes() if path.is_file() else None


def is_public(content: bytes) -> bool:
    """Tell whether a kept certificate is whole, and of the format that holds nothing private."""
    try:
        return bool(json.loads(content)["format"] == FORMAT)
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def destroy_of(instance: Instance, study_id: str) -> None:
    """Destroy every certificate of a study that is kept here; what was published stays."""
    folder, named = instance.folder / FOLDER, re.compile(rf"{re.escape(study_id)}-[0-9]+\.json")
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if named.fullmatch(path.name):
                destroy(path)
