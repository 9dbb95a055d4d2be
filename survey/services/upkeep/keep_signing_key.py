"""Making the key with which the organisation signs its reports, and going on with another one.

It knows days and public keys. It must not know what is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from survey.errors import Refused
from survey.sealing.organisation_keys import SECRET_SIZE, OrganisationKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import organisation_key
from survey.storage.staff import journal

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """All public keys, the newest first; whether the secret of the newest lies in this instance,
    and the address at which readers find the list ("": it is not there)."""

    keys: tuple[OrganisationKey, ...]
    is_here: bool
    address: str


def signing_keys(instance: Instance) -> SigningKeys:
    """Return the keys with which this organisation signs, and never a secret."""
    is_public = (instance.published / organisation_key.PUBLIC_FILE).is_file()
    return SigningKeys(
        organisation_key.every_key(instance),
        organisation_key.is_held_here(instance),
        f"{instance.settings.address_of_site}/key" if is_public else "",
    )


def make_signing_key(instance: Instance, random_bytes: RandomBytes, today: date) -> OrganisationKey:
    """Make the first key and return its public half; Refused where there is one."""
    with writing(instance.engine) as connection:
        made = organisation_key.make_first(instance, random_bytes(SECRET_SIZE), today.isoformat())
        words = f"Number {made.number}."
        journal.note(connection, day=today, study_id="", event="signing key made", words=words)
    return made


def renew_signing_key(
    instance: Instance, random_bytes: RandomBytes, today: date, *, stolen: bool
) -> OrganisationKey:
    """Go on with another key and return its public half; Refused where there is none yet.

    With `stolen` nothing that was signed with the one before is good any more.
    """
    with writing(instance.engine) as connection:
        made = organisation_key.put_next(
            instance, random_bytes(SECRET_SIZE), today.isoformat(), stolen=stolen
        )
        words = f"Number {made.number}.{' The one before was stolen.' if stolen else ''}"
        journal.note(connection, day=today, study_id="", event="signing key renewed", words=words)
    return made


def change_signing_key(
    instance: Instance, random_bytes: RandomBytes, today: date, seen: str, *, stolen: bool
) -> OrganisationKey:
    """Go on with another key than the one whose number was seen, as `renew_signing_key` does.

    Refused where its secret is not in this instance, or another key is the newest meanwhile.
    """
    found = signing_keys(instance)
    if found.keys and found.keys[0].number != seen:
        raise Refused(
            "Another key is in force meanwhile.",
            kept="It stays as it is.",
            do="Look at its number and its day first.",
        )
    if found.keys and not found.is_here:
        raise Refused(
            "The secret of the key in force is not kept here.",
            kept="Nothing was changed. What was signed before stays good.",
            do="If it is kept somewhere else, it is changed there. If it is lost, whoever runs "
            "this machine brings it back from a backup of the folder keys, or goes on with another "
            "key at its terminal.",
        )
    return renew_signing_key(instance, random_bytes, today, stolen=stolen)
