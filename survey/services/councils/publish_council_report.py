"""Publishing the report of a council: one person signs for it, another puts it where everybody can
read it.

It reads what was made of stored releases. It knows no tally and no member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.errors import Action, BadInput, Do, Refused
from survey.reports.report_words import month as in_month
from survey.services.steps.council_report import council_proceedings, council_report, digest_of
from survey.storage.council import council_rows, report_signatures
from survey.storage.council.report_signatures import CouncilSignature
from survey.storage.database import writing
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: Letters of a name or role.
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class CouncilReportStanding:
    """Where a report stands: the digest of what it would say now, and who signed for that ("":
    nobody, or something changed since), and who agreed beforehand to answer it, by which month."""

    digest: bytes
    signed_by: str
    practice: bool
    answered_by: tuple[tuple[str, str], ...] = ()

    def may_publish(self, name: str) -> bool:
        """Tell whether somebody of this name may publish it: another than who signed."""
        other = name.casefold() != self.signed_by.casefold()
        return bool(self.signed_by) and (other or self.practice)


def report_standing(instance: Instance, council_id: str, notes: str = "") -> CouncilReportStanding:
    """Return where the report of a council stands; errors as in `council_report`."""
    given = council_proceedings(instance, council_id, notes)
    digest, language = digest_of(given), given.file.languages[0]
    answering = tuple(
        (one.who.in_language(language), in_month(one.by)) for one in given.file.answered_by
    )
    with instance.engine.connect() as connection:
        practice = council_rows.get(connection, council_id).practice
        last = report_signatures.signature_of(connection, council_id)
    signed = last.signed_by if last is not None and last.digest == digest else ""
    return CouncilReportStanding(digest, signed, practice, answering)


def sign_council_report(
    instance: Instance, council_id: str, seen: bytes, by: str, today: date, notes: str = ""
) -> None:
    """Sign for the report of a council as it was `seen` (its digest): it may go out.

    Refused where something changed meanwhile; BadInput for a name that is missing or too long;
    else errors as in `council_report`.
    """
    _require_name(by)
    if report_standing(instance, council_id, notes).digest != seen:
        raise Refused(
            "The report would say something else by now.",
            kept="It is not signed.",
            do="Look at it again, then sign.",
        )
    with writing(instance.engine) as connection:
        report_signatures.sign(connection, council_id, CouncilSignature(seen, by.strip(), today))
        journal.note(
            connection, day=today, study_id=council_id, event="council report signed", words=""
        )


def publish_council_report(
    instance: Instance, council_id: str, by: str, today: date, notes: str = ""
) -> str:
    """Put the report of a council into the reading room and return the address at which it is read.

    Refused where nobody signed for it as it stands, or (but for practice) whoever publishes it
    signed for it; else errors as in `council_report`.
    """
    _require_name(by)
    standing = report_standing(instance, council_id, notes)
    if not standing.signed_by:
        raise _not_signed(council_id)
    if not standing.may_publish(by.strip()):
        raise Refused(
            "You signed for this report yourself.",
            kept="Nothing was published.",
            do="Ask a second person to publish it: a coordinator or a trustee.",
        )
    report = council_report(instance, council_id, notes)
    if report_standing(instance, council_id, notes) != standing:  # changed while it was made
        raise _not_signed(council_id)
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id=council_id, event="council report published")
        write_together(instance.published / council_id, report.files)
    return f"{instance.settings.address_of_site}/r/{council_id}/"


def _not_signed(council_id: str) -> Refused:
    return Refused(
        "Nobody has signed for this report as it stands now.",
        kept="Nothing was published.",
        do=("Let somebody look at it and sign", Action(Do.SIGN_COUNCIL_REPORT, council_id)),
    )


def _require_name(by: str) -> None:
    if not 0 < len(by.strip()) <= _LONGEST:
        raise BadInput(
            "Who signs or publishes is named by a role.",
            kept="Nothing was changed.",
            do=f"Write it in up to {_LONGEST} letters.",
        )
