"""Carrying the keys that all web nodes hold to another node: in one file, sealed to a key of its.

It knows the site key and the day keys. It must not know a batch secret: only one node holds that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

from survey.errors import BadInput, Refused
from survey.sealing import age_files
from survey.sealing.page_state import DayKeys
from survey.settings import Settings
from survey.storage.database import is_sqlite, writing
from survey.storage.files import (
    destroy,
    make_folder,
    mark_as_no_backup,
    write_durably,
    write_private,
)
from survey.storage.instance import (
    SITE_KEY_FILE,
    SITE_KEY_SIZE,
    Instance,
    open_instance,
    place_ephemeral,
    require_fresh_ephemeral,
)
from survey.storage.keys import day_keys
from survey.storage.staff import journal

_FORMAT = "node-keys/1"
_MARK_LENGTH = 12
#: The first line of a key that was made to open one such file, and is destroyed with it.
MADE_FOR_ONE = "# Opens the keys of a web node once."


def seal_node_keys(instance: Instance, to: Path, recipient: str, today: date) -> None:
    """Write what another web node needs into a new file, mode 0600, sealed to its public key.

    Refused where the database is a file, which no other node reaches; BadInput for a bad key;
    FileExistsError where there is a file.
    """
    if is_sqlite(instance.engine):
        raise Refused(
            "This instance keeps its answers in a file of this machine.",
            kept="Nothing was written.",
            do="Several nodes need one PostgreSQL: set database_url first.",
        )
    keys = day_keys.load(instance.ephemeral, today.toordinal())
    said = {
        "format": _FORMAT,
        "site_key": instance.site_key.hex(),
        "day": keys.oldest_day,
        "day_key": keys.key.hex(),
    }
    sealed = BytesIO()
    age_files.encrypt(BytesIO(json.dumps(said).encode()), sealed, [recipient])
    write_private(to, sealed.getvalue())
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id="", event="keys given to a web node")


def take_node_keys(
    folder: Path,
    settings: Settings,
    sealed: Path,
    identity: Path,
    today: date,
    apart: Path | None = None,
) -> str:
    """Put the keys in a sealed file into the instance folder of this node, which is made where
    there is none, and its `ephemeral/` in a folder apart, where one is given; return the mark that
    all nodes share. The file is destroyed, and so is the key that opened it, if it was made for
    this.

    BadInput for a file or a key that does not fit; Refused for a node that mixes, or that holds
    other keys; ClockDoubted for a file of other days; InstanceUnsound, with the keys in their
    place, where the database cannot be worked with.
    """
    _require_other_node(settings)
    opened = identity.read_text("utf-8", "replace")
    site_key, keys = _read(sealed, age_files.identities_in(opened))
    path, ephemeral = folder / SITE_KEY_FILE, folder / "ephemeral"
    if path.exists() and path.read_bytes() != site_key:
        raise Refused(
            f"Another site key lies at {path}.",
            kept="Nothing was changed.",
            do="This folder belongs to another instance: choose another one.",
        )
    day_keys.require_believed(keys, today.toordinal())
    require_fresh_ephemeral(folder, apart)
    place_ephemeral(folder, apart)
    for part in (folder, folder / "keys", ephemeral, folder / "published"):
        make_folder(part)
    mark_as_no_backup(ephemeral)
    if not path.exists():
        write_durably(path, site_key)
    day_keys.bring(ephemeral, keys, today.toordinal())
    destroy(sealed)
    if opened.startswith(MADE_FOR_ONE):
        destroy(identity)
    with closing(open_instance(folder, settings)) as instance:
        return mark_of_node(instance, today)


def mark_of_node(instance: Instance, today: date) -> str:
    """Return a mark of the keys of a day: the same on all nodes that understand each other's pages.

    It tells nothing of the keys.
    """
    day = today.toordinal()
    key = day_keys.load(instance.ephemeral, day).key_for(day)
    return hmac.digest(instance.site_key, b"node" + key, hashlib.sha256).hex()[:_MARK_LENGTH]


def _require_other_node(settings: Settings) -> None:
    if settings.mixes_here or not settings.database_url.startswith("postgresql"):
        raise Refused(
            "These settings are not those of a further web node.",
            kept="Nothing was changed, and the file is where it was.",
            do="Set mixes_here = false and the database_url of the first node in the settings.",
        )


def _read(sealed: Path, identities: list[str]) -> tuple[bytes, DayKeys]:
    opened = BytesIO()
    with sealed.open("rb") as source:
        age_files.decrypt(source, opened, identities)
    try:
        said = json.loads(opened.getvalue())
        site_key = bytes.fromhex(said["site_key"])
        keys = DayKeys(int(said["day"]), bytes.fromhex(said["day_key"]))
        is_right = said["format"] == _FORMAT and len(site_key) == SITE_KEY_SIZE
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        is_right = False
    if not is_right:
        raise BadInput(
            f"{sealed} holds no keys of a web node.",
            kept="Nothing was changed.",
            do="Have it made anew on the first node.",
        )
    return site_key, keys
