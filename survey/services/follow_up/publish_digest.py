"""Publishing the digest of a year in the reading room; those of earlier years stay.

It knows bytes that were made. It makes none, and must not know what they say.
"""

from __future__ import annotations

from datetime import date

from survey.errors import Refused
from survey.services.steps.digest_file import digest_name
from survey.storage.database import writing
from survey.storage.files import write_whole
from survey.storage.follow_up.digest_rows import DigestRow, digest_of, put_digest
from survey.storage.instance import Instance
from survey.storage.staff import journal

LANGUAGE = "en"


def publish_digest(
    instance: Instance, year: int, pdf: bytes, today: date, language: str = LANGUAGE
) -> str:
    """Put the digest of a year into the reading room, and return the address at which it is read.

    While the year goes on, and until it was published once after its end, a newer one takes its
    place. Refused once it was: what people have read of a year that is over stays as it is.
    """
    name = digest_name(year, language)
    with writing(instance.engine) as conn:
        before = digest_of(conn, year, language)
        if before is not None and before.published_on.year > year:
            raise Refused(
                f"The digest of {year} is public as it stood when the year was over.",
                kept="It stays as it is.",
                do="What happened since stands in the digest of the year in which it happened.",
            )
        put_digest(conn, DigestRow(year, language, today))
        journal.note(conn, day=today, study_id="", event="digest published", words=f"Of {year}.")
        instance.published.mkdir(parents=True, exist_ok=True)
        write_whole(instance.published / name, pdf)
    return f"{instance.settings.address_of_site}/told/{name}"
