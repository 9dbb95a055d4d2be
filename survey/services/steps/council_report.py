"""The report of a council as files, made from what its rounds published.

It reads stored releases, the register and the council's plans only. It knows no tally, no answer
and no member.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from survey.errors import Action, Do, Guidance, StudyStateWrong
from survey.questionnaire.catalogues import INTERFACE
from survey.reports.council.council_bundle import council_bundle
from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import render_council_html
from survey.reports.council.council_notes import MinorityNote, read_notes
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import in_document_language, writing_in
from survey.services.steps.asks_in_public import asks_of_report
from survey.services.steps.report_publisher import publisher_of
from survey.settings import PROGRAM_VERSION, shipped
from survey.storage.council import council_rows, minority_notes, round_releases
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """The report of a council: the content of each of its files, by name."""

    council_id: str
    files: Mapping[str, bytes]


def council_report(instance: Instance, council_id: str, notes: str = "") -> CouncilReport:
    """Return the files of a council's report; arguments and errors as in `council_proceedings`, and
    Refused as in `reports.council.council_document`."""
    given = council_proceedings(instance, council_id, notes)
    return CouncilReport(council_id, council_bundle(given, shipped("templates")))


def council_page(
    instance: Instance, council_id: str, notes: str = "", language: str = INTERFACE[0]
) -> bytes:
    """Return the report of a council as one HTML page, to be looked at in a language; else as
    `council_report`.

    It takes a tenth of the time, since nothing is set for paper.
    """
    with writing_in(language):
        document = council_document(council_proceedings(instance, council_id, notes))
        return render_council_html(document, shipped("templates")).encode()


def council_proceedings(instance: Instance, council_id: str, notes: str = "") -> Proceedings:
    """Return all that the report of a council is built from.

    `notes` is the text of a TOML file (see `reports.council_notes`): what people add to minority
    reports, beside what is kept of it. StudyUnknown, or StudyStateWrong when no round was published
    yet; SettingsProblems, BadInput or DisclosureRefused for notes that cannot be used, and BadInput
    for a logo that cannot.
    """
    today = datetime.now(UTC).date()
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        asks, _others = asks_of_report(connection, council_id, today, practice=row.practice)
        releases = round_releases.every(connection, council_id)
        kept = _kept(minority_notes.kept(connection, council_id))
    if not releases:
        raise StudyStateWrong(
            f"No round of the council {council_id} has published numbers yet.",
            kept="Nothing was written.",
            do=_first(row),
        )
    return Proceedings(
        releases=releases,
        council=row.council,
        register=row.register,
        file=row.file,
        plans=row.plans,
        organisation=in_document_language(row.organisation),
        organisation_signed=row.organisation.in_language("en"),
        reviewed=row.reviewed,
        notes=_together(kept, read_notes(notes)),
        publisher=publisher_of(instance, row.organisation),
        program=PROGRAM_VERSION,
        asks=asks,
        status_on=today.isoformat(),
        site=instance.settings.address_of_site,
    )


def digest_of(given: Proceedings) -> bytes:
    """Return the SHA-256 of all that a report would be built from, the same in every language, but
    what is asked because of it: that has a life of its own, and is signed for by nobody."""
    parts = [
        *(one.model_dump_json() for one in given.releases),
        given.council.model_dump_json(exclude={"state"}),
        given.register.model_dump_json(),
        given.file.model_dump_json(by_alias=True),
        *(one.model_dump_json(by_alias=True) for one in given.plans),
        given.organisation_signed,
        str(given.reviewed),
        repr(given.notes),
    ]
    return hashlib.sha256("\0".join(parts).encode()).digest()


def signed_in(digest: bytes, language: str) -> bytes:
    """Return what a signature for a report in a language is bound to: the digest of all that it is
    built from, in English that alone."""
    if language == INTERFACE[0]:
        return digest
    return hashlib.sha256(digest + language.encode()).digest()


def language_signed(digest: bytes, signed: bytes) -> str:
    """Return the language of the report that was signed for; "" where it says something else by
    now."""
    return next((one for one in INTERFACE if signed_in(digest, one) == signed), "")


def _kept(
    written: Mapping[minority_notes.Place, minority_notes.WrittenNotes],
) -> tuple[MinorityNote, ...]:
    return tuple(
        MinorityNote(statement, round_, aspect, *said)
        for (statement, aspect, round_), said in written.items()
    )


def _together(
    kept: tuple[MinorityNote, ...], given: tuple[MinorityNote, ...]
) -> tuple[MinorityNote, ...]:
    """Return one note for each minority report: what is kept, then what was given beside it."""
    found: dict[tuple[str, int, str], MinorityNote] = {}
    for note in (*kept, *given):
        place = note.statement, note.round, note.aspect
        before = found.get(place, MinorityNote(*place))
        found[place] = MinorityNote(
            *place,
            reasons=before.reasons + note.reasons,
            notes=before.notes + note.notes,
            quotes=before.quotes + note.quotes,
        )
    return tuple(found.values())


def _first(row: council_rows.CouncilRow) -> Guidance:
    """Return what comes before a report of a council without numbers."""
    if row.council.state == "stopped":
        return "It was stopped before its first numbers, so there is no report and nothing to do."
    return "Close a round, then count it", Action(Do.COUNT_ROUND, row.id, sheets=row.threshold)
