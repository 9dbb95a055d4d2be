"""The certificate of erasure: what was erased of a study or council, when, and what stays.

It knows public facts and days. It must not know an answer, or any number of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.sheets_destroyed import SheetsOf, sheets_of
from survey.storage.instance import Instance
from survey.storage.studies import end_of_data, study_rows
from survey.storage.studies.rounds_of_council import names_of
from survey.studies.data_plan import what_is_erased, what_stays

FORMAT = "survivor-survey/erasure/1"


@dataclass(frozen=True, slots=True)
class ErasureCertificate:
    """What was erased, when, and what stays.

    `closed_sets` are the hashes of what was closed, by the study or the round, so that a copy that
    turns up can be told to be one. `sheets_destroyed` is how many holders confirmed.
    """

    id: str
    archived_on: date
    finished_on: date | None
    backups_until: date
    shredded_on: date | None
    sheets: SheetsOf
    sheets_destroyed: int
    closed_sets: tuple[tuple[str, str], ...]
    erased: tuple[str, ...]
    stays: tuple[str, ...]

    @property
    def by_holders(self) -> bool:
        """Return whether it is shredded because so many sheets are destroyed: before the last
        backup had ended."""
        enough = self.sheets_destroyed >= self.sheets.enough_destroyed
        return enough and self.shredded_on is not None and self.shredded_on <= self.backups_until

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written into a file."""
        return {
            "format": FORMAT,
            "id": self.id,
            "state": "shredded" if self.shredded_on else "archived",
            "archived_on": self.archived_on.isoformat(),
            "nothing_left_in_files_since": _day(self.finished_on),
            "backups_may_hold_it_until": self.backups_until.isoformat(),
            "nothing_can_be_opened_since": _day(self.shredded_on),
            "share_sheets": {
                "made": self.sheets.shares,
                "needed_to_open": self.sheets.threshold,
                "confirmed_destroyed": self.sheets_destroyed,
                "enough_so_that_nothing_can_be_opened": self.sheets.enough_destroyed,
            },
            "closed_sets": dict(self.closed_sets),
            "erased": list(self.erased),
            "stays": list(self.stays),
        }


def erasure_certificate(instance: Instance, of: str) -> ErasureCertificate:
    """Return the certificate of a study or council; StudyStateWrong before it is archived."""
    found = certificate_or_none(instance, of)
    if found is None:
        raise StudyStateWrong(
            f"Nothing of {of} was erased for good, so there is no certificate.",
            do=("Archive it once its report is out", Action(Do.ARCHIVE, of)),
        )
    return found


def certificate_or_none(instance: Instance, of: str) -> ErasureCertificate | None:
    """Return the certificate of a study or council; None before it is archived. StudyUnknown."""
    with instance.engine.connect() as conn:
        sheets = sheets_of(conn, of)
        end = end_of_data.end_of(conn, of)
        if end is None:
            return None
        rows = [
            study_rows.get(conn, name)
            for name in names_of(conn, of)
            if study_rows.exists(conn, name)
        ]
        return ErasureCertificate(
            id=of,
            archived_on=end.archived_on,
            finished_on=end.finished_on,
            backups_until=end.backups_until,
            shredded_on=end.shredded_on,
            sheets=sheets,
            sheets_destroyed=len(end_of_data.destroyed(conn, of)),
            closed_sets=tuple((row.id, row.closed_digest) for row in rows if row.closed_digest),
            erased=what_is_erased(),
            stays=what_stays(),
        )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
