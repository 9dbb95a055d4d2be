"""The key with which the organisation signs reports: its secret, and the list of public keys.

The secret lies in `keys/`, as the site key does: never in the database, and in backups of that
folder alone. The public list is copied to where the public door reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey.errors import Action, Do, InstanceUnsound, Refused
from survey.sealing.organisation_keys import (
    SECRET_SIZE,
    OrganisationKey,
    key_list,
    public_of,
    read_key_list,
)
from survey.storage.files import locked, write_durably, write_whole
from survey.storage.instance import Instance

SECRET_FILE, LIST_FILE, LOCK = "organisation.key", "organisation-keys.txt", "organisation.lock"
#: What the public door serves, in the folder of published reports.
PUBLIC_FILE = "organisation-keys.txt"


def every_key(instance: Instance) -> tuple[OrganisationKey, ...]:
    """Return all public keys, the newest first; none where no key was made yet."""
    try:
        return read_key_list((instance.folder / "keys" / LIST_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return ()


def signing_secret(instance: Instance) -> bytes:
    """Return the secret of the newest key.

    Refused where none was made yet; InstanceUnsound where it is lost or not that of the list.
    """
    keys = every_key(instance)
    if not keys:
        raise Refused(
            "There is no key yet with which this organisation signs.",
            kept="Nothing was signed.",
            do=Action(Do.MAKE_SIGNING_KEY),
        )
    path = instance.folder / "keys" / SECRET_FILE
    secret = _read(path)
    if len(secret) != SECRET_SIZE or public_of(secret) != keys[0].public or keys[0].until:
        raise InstanceUnsound(
            f"The secret {path} is {'not the one of the list' if secret else 'missing'}.",
            kept="Reports that were signed before are still good.",
            do=(
                "Bring the file back from the backup of the folder keys; or, if it is lost, go on "
                "with a new key",
                Action(Do.RENEW_SIGNING_KEY),
            ),
        )
    return secret


def is_held_here(instance: Instance) -> bool:
    """Tell whether the secret of the newest key lies in this instance."""
    try:
        signing_secret(instance)
    except (Refused, InstanceUnsound, OSError):
        return False
    return True


def make_first(instance: Instance, secret: bytes, today: str) -> OrganisationKey:
    """Keep the first key and return its public half; Refused where there is one, InstanceUnsound
    where none can be written."""
    with _writing_keys(instance):
        if every_key(instance):
            raise Refused(
                "There is a key already with which this organisation signs.",
                kept="It stays as it is.",
                do=("To go on with another one", Action(Do.RENEW_SIGNING_KEY)),
            )
        return _put(instance, secret, today, ())


def put_next(instance: Instance, secret: bytes, today: str, *, stolen: bool) -> OrganisationKey:
    """Go on with another key and return its public half; the secret of the one before is gone.

    With `stolen` nothing that the one before signed is good any more. Refused where there is none,
    InstanceUnsound where none can be written.
    """
    with _writing_keys(instance):
        keys = every_key(instance)
        if not keys:
            raise Refused(
                "There is no key yet with which this organisation signs.",
                kept="Nothing was changed.",
                do=Action(Do.MAKE_SIGNING_KEY),
            )
        newest, *older = keys
        return _put(instance, secret, today, (newest.ended(today, stolen=stolen), *older))


@contextmanager
def _writing_keys(instance: Instance) -> Iterator[None]:
    """Hold the folder of keys alone, and explain where it takes no file."""
    folder = instance.folder / "keys"
    try:
        with locked(folder / LOCK):
            yield
    except OSError as error:
        raise InstanceUnsound(
            f"No key can be written into {folder}: {error.strerror or 'the disk says no'}.",
            kept="The keys that there are stay as they were.",
            do="Let whoever runs this machine look at that folder and the room on its disk.",
        ) from error


def _put(
    instance: Instance, secret: bytes, today: str, older: tuple[OrganisationKey, ...]
) -> OrganisationKey:
    """Write the secret before the list, so that no list names a key that nobody has."""
    made = OrganisationKey(public_of(secret), today)
    text = key_list((made, *older)).encode()
    write_durably(instance.folder / "keys" / SECRET_FILE, secret)
    write_durably(instance.folder / "keys" / LIST_FILE, text)
    write_whole(instance.published / PUBLIC_FILE, text)
    return made


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
