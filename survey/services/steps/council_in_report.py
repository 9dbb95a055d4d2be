"""The council whose part the report of a study carries: one whose own report everybody can read.

It knows editions, signatures and councils. It renders nothing.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.errors import Refused
from survey.reports.council.proceedings import Proceedings
from survey.services.steps.council_report import (
    council_proceedings,
    digest_of,
    language_signed,
)
from survey.services.steps.reading_shelf import shelved
from survey.storage.council import council_rows, report_signatures
from survey.storage.instance import Instance
from survey.storage.staff import journal

_SIGNED, _PUBLISHED = "council report signed", "council report published"


def councils_to_carry(conn: Connection, today: date, *, practice: bool) -> dict[str, str]:
    """Return what the councils are called whose part a report may carry, by their ids: the practice
    ones for a practice study, the others for a real one."""
    return {
        row.id: row.file.title.in_language("en")
        for row in council_rows.every(conn)
        if row.practice == practice and _is_read_by_all(conn, row.id, today)
    }


def require_read_by_all(conn: Connection, council_id: str, today: date, *, practice: bool) -> None:
    """Refuse a council whose report is not published, is held back, or asks for a passphrase, and
    one of practice beside a real study, or the other way round.

    StudyUnknown where there is no such council.
    """
    council_rows.get(conn, council_id)
    if council_id not in councils_to_carry(conn, today, practice=practice):
        raise Refused(
            f"The part of the council {council_id} cannot stand in this report.",
            kept="Nothing was changed.",
            do="Publish the council’s own report first, for everybody to read; practice goes with"
            " practice.",
        )


def council_in_report(
    instance: Instance, council_id: str, today: date, *, practice: bool
) -> Proceedings:
    """Return what a report says of a council: just what its own newest report says to everybody.

    Refused where not everybody reads that, or the council’s report would say something else by now,
    also if somebody signed for that: a second person publishes it first.
    """
    given = council_proceedings(instance, council_id)
    with instance.engine.connect() as conn:
        require_read_by_all(conn, council_id, today, practice=practice)
        newest = shelved(conn, council_id, today).editions[0].number
        signed = report_signatures.signature_of(conn, council_id)
        acts = [journal.newest_of(conn, council_id, (act,)) for act in (_SIGNED, _PUBLISHED)]
    signing, publishing = (act[0] if act else 0 for act in acts)
    as_signed = signed is not None and language_signed(digest_of(given), signed.digest)
    if not as_signed or signing > publishing or newest != max(one.number for one in given.releases):
        raise Refused(
            f"The council {council_id} has more to say than its own report tells everybody.",
            kept="No report was made.",
            do="Sign and publish the council’s report first, then make this one.",
        )
    return given


def _is_read_by_all(conn: Connection, council_id: str, today: date) -> bool:
    shelf = shelved(conn, council_id, today)
    return shelf.is_read and not shelf.is_locked
