"""Making the key with which the organisation signs its reports, and going on with another one.

It knows days and public keys. It must not know what is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from survey.sealing.organisation_keys import SECRET_SIZE, OrganisationKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import organisation_key
from survey.storage.staff import journal

RandomBytes = Callable[[int], bytes]


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
