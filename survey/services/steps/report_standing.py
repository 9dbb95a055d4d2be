"""Where the report of a study stands: whether its release waits for a signature, and whether
readers have what was signed for.

It knows stored releases, what was decided of them, and the journal. It must not know a tally.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import InstanceUnsound
from survey.services.steps.release_standing import ReleaseStanding, standing_of
from survey.services.steps.report_versions import APPROVED
from survey.services.steps.work_under_way import is_under_way
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases
from survey.storage.studies.study_rows import StudyRow

#: What adds to a release that somebody may have signed for.
_ADDING = ("counted themes", "asked for headlines")
#: After what the report says something else: of each study, and of one that nobody signs for.
_CHANGING = ("release signed", "quote approved", "quote taken back", APPROVED)
_UNSIGNED_CHANGING = ("tables approved", "tables rejected", *_ADDING)


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """Numbers of the newest release (0: there is none) and of the one whose report is public (0: no
    report is); since which day something of it waits for a decision or a signature, and since which
    day its report could be published, as it is not what readers have (None: it does not); whether
    it is being published."""

    newest: int = 0
    published: int = 0
    signing_since: date | None = None
    publishing_since: date | None = None
    is_being_published: bool = False


def report_standing(instance: Instance, conn: Connection, row: StudyRow) -> ReportStanding:
    """Return where the report of a survey stands; InstanceUnsound where a release was altered."""
    if releases.newest(conn, row.id) is None:
        return ReportStanding()
    standing = standing_of(conn, row.id)
    number, public = standing.release.number, _published(instance, row.id)
    changing = _CHANGING if standing.must_be_signed else _CHANGING + _UNSIGNED_CHANGING
    changed = journal.newest_of(conn, row.id, changing)
    told = journal.newest_of(conn, row.id, ("report published",))
    is_read = public == number and (changed is None or (told is not None and told > changed))
    since = None
    if standing.may_leave and not is_read:
        since = changed[1] if changed else _released_on(standing)
    is_being_published = is_under_way(conn, instance.folder, "publishing", row.id)
    signing_since = _signing_since(conn, standing)
    return ReportStanding(number, public, signing_since, since, is_being_published)


def seen_report(instance: Instance, conn: Connection, row: StudyRow) -> ReportStanding:
    """Return the same for a list: where a release was altered nothing is said of it here, since the
    pages that show it say so."""
    try:
        return report_standing(instance, conn, row)
    except InstanceUnsound:
        return ReportStanding()


def _signing_since(conn: Connection, standing: ReleaseStanding) -> date | None:
    """Return since when a real study waits for whoever decides or signs: since its release, or
    since something was added to what somebody signed for."""
    signature = standing.signature
    if not standing.must_be_signed or (signature is not None and signature.of_before):
        return None
    if standing.is_signed and not standing.undecided:
        return None
    added = journal.newest_of(conn, standing.row.id, _ADDING)
    return added[1] if standing.is_signed and added else _released_on(standing)


def _released_on(standing: ReleaseStanding) -> date:
    return date.fromisoformat(standing.release.study.released_on)


def _published(instance: Instance, study_id: str) -> int:
    """Return the number of the release whose report lies in the reading room, or 0."""
    try:
        content = (instance.published / study_id / "release.json").read_bytes()
        number = json.loads(content)["number"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return 0
    return number if isinstance(number, int) else 0
