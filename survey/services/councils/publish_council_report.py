"""Publishing the report of a council: one person signs for it, another puts it where everybody can
read it.

It reads what was made of stored releases. It knows no tally and no member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Connection

from survey.errors import Action, BadInput, Do, Refused
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import english_name
from survey.reports.council.card_of_council import council_card
from survey.reports.report_language import writing_in
from survey.reports.report_words import month as in_month
from survey.services.steps.ask_acts import go_out_with_report
from survey.services.steps.council_report import (
    CouncilReport,
    council_proceedings,
    council_report,
    digest_of,
    language_signed,
    signed_in,
)
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.storage.council import council_rows, report_signatures
from survey.storage.council.report_signatures import CouncilSignature
from survey.storage.database import writing
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: Letters of a name or role.
_LONGEST = 80
_SIGNED = "council report signed"


@dataclass(frozen=True, slots=True)
class CouncilReportStanding:
    """Where a report stands: the digest of what it would say now, and who signed for that ("":
    nobody, or something changed since), in which language, and who agreed beforehand to answer it,
    by which month."""

    digest: bytes
    signed_by: str
    practice: bool
    answered_by: tuple[tuple[str, str], ...] = ()
    language: str = ""

    def may_publish(self, name: str) -> bool:
        """Tell whether somebody of this name may publish it: another than who signed."""
        other = name.casefold() != self.signed_by.casefold()
        return bool(self.signed_by) and (other or self.practice)


def report_standing(instance: Instance, council_id: str, notes: str = "") -> CouncilReportStanding:
    """Return where the report of a council stands; errors as in `council_report`."""
    given = council_proceedings(instance, council_id, notes)
    digest, first = digest_of(given), given.file.languages[0]
    answering = tuple(
        (one.who.in_language(first), in_month(one.by)) for one in given.file.answered_by
    )
    with instance.engine.connect() as connection:
        practice = council_rows.get(connection, council_id).practice
        last = report_signatures.signature_of(connection, council_id)
    language = language_signed(digest, last.digest) if last is not None else ""
    signed = last.signed_by if last is not None and language else ""
    return CouncilReportStanding(digest, signed, practice, answering, language)


def sign_council_report(
    instance: Instance,
    council_id: str,
    seen: bytes,
    by: str,
    today: date,
    notes: str = "",
    language: str = INTERFACE[0],
) -> None:
    """Sign for the report of a council as it was `seen` (its digest) in a language: it may go out
    in that one.

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
        signature = CouncilSignature(signed_in(seen, language), by.strip(), today)
        report_signatures.sign(connection, council_id, signature)
        words = "" if language == INTERFACE[0] else f"In {english_name(language)}."
        journal.note(connection, day=today, study_id=council_id, event=_SIGNED, words=words)


def publish_council_report(
    instance: Instance,
    council_id: str,
    by: str,
    today: date,
    notes: str = "",
    language: str | None = None,
) -> str:
    """Put the report of a council into the reading room and return the address at which it is read;
    errors as in `signed_in_entry` and `publish_as_signed`.

    It is written in the language that was signed for; Refused where another `language` is wanted.
    """
    entry = signed_in_entry(instance, council_id, by, notes)
    signed = report_standing(instance, council_id, notes).language
    if language not in (None, signed):
        raise Refused(
            f"The report is signed for in {english_name(signed)}, not in "
            f"{english_name(language or '')}.",
            kept="Nothing was published.",
            do="Let somebody look at it in that language and sign for that.",
        )
    return publish_as_signed(instance, council_id, entry, today, notes)


def signed_in_entry(instance: Instance, council_id: str, by: str, notes: str = "") -> int:
    """Return the number of the entry of the journal by which the report of a council was signed as
    it stands, where somebody of this name may publish it.

    Refused where nobody signed for it as it stands now, or (but for practice) whoever would publish
    it signed for it; else errors as in `council_report`.
    """
    _require_name(by)
    standing = report_standing(instance, council_id, notes)
    _require_signed(standing, council_id)
    if not standing.may_publish(by.strip()):
        raise Refused(
            "You signed for this report yourself.",
            kept="Nothing was published.",
            do="Ask a second person to publish it: a coordinator or a trustee.",
        )
    with instance.engine.connect() as connection:
        return _entry(connection, council_id)


def publish_as_signed(
    instance: Instance, council_id: str, entry: int, today: date, notes: str = ""
) -> str:
    """Put the report of a council, as it was signed for by that entry of the journal, into the
    reading room and return the address at which it is read. It takes some seconds.

    Refused where it was signed for anew, or nobody signed for what it says by now; else errors as
    in `council_report`.
    """
    before = report_standing(instance, council_id, notes)
    _require_signed(before, council_id)
    with writing_in(before.language):
        report = council_report(instance, council_id, notes)
        edition = _edition(instance, council_id, report, before.digest)
    after = report_standing(instance, council_id, notes)  # it may be changed while it is made
    _require_signed(after, council_id)
    with putting_edition(instance, edition, today) as (connection, held):
        if (_entry(connection, council_id), after) != (entry, before):
            raise Refused(
                "The report was changed or signed anew meanwhile.",
                kept="Nothing was published.",
                do="Look at it again, then publish it.",
            )
        words = f"Readers have it from {held.isoformat()} on." if held else ""
        event = "council report published"
        journal.note(connection, day=today, study_id=council_id, event=event, words=words)
        go_out_with_report(connection, council_id, held or today, today)
    return f"{instance.settings.address_of_site}/r/{council_id}/"


def _edition(
    instance: Instance, council_id: str, report: CouncilReport, made_of: bytes
) -> NewEdition:
    """Return a report as an edition: its number is that of the last round whose numbers are in
    it."""
    given = council_proceedings(instance, council_id)
    card = council_card(given).model_copy(update={"made_of": made_of.hex()}).model_dump_json()
    number = max(one.number for one in given.releases)
    put = partial(write_together, files=report.files)
    return NewEdition(council_id, number, card, put)


def _entry(conn: Connection, council_id: str) -> int:
    found = journal.newest_of(conn, council_id, (_SIGNED,))
    return found[0] if found else 0


def _require_signed(standing: CouncilReportStanding, council_id: str) -> None:
    if not standing.signed_by:
        raise Refused(
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
