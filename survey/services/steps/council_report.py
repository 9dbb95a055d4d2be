"""The report of a council as files, made from what its rounds published.

It reads stored releases, the register and the council's plans only. It knows no tally, no answer
and no member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.errors import Action, Do, Guidance, StudyStateWrong
from survey.reports.council.council_bundle import council_bundle
from survey.reports.council.council_notes import MinorityNote, read_notes
from survey.reports.council.proceedings import Proceedings
from survey.settings import shipped
from survey.storage.council import council_rows, minority_notes, round_releases
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """The report of a council: the content of each of its files, by name."""

    council_id: str
    files: Mapping[str, bytes]


def council_report(instance: Instance, council_id: str, notes: str = "") -> CouncilReport:
    """Return report.html, report.pdf, statements.csv and rounds.json of a council.

    `notes` is the text of a TOML file (see `reports.council_notes`): what people add to minority
    reports, beside what is kept of it. StudyUnknown, or StudyStateWrong when no round was published
    yet; SettingsProblems, BadInput or DisclosureRefused for notes that cannot be used.
    """
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        releases = round_releases.every(connection, council_id)
        kept = _kept(minority_notes.kept(connection, council_id))
    if not releases:
        raise StudyStateWrong(
            f"No round of the council {council_id} has published numbers yet.",
            kept="Nothing was written.",
            do=_first(row),
        )
    given = Proceedings(
        releases=releases,
        council=row.council,
        register=row.register,
        file=row.file,
        plans=row.plans,
        organisation=row.organisation.in_language("en"),
        reviewed=row.reviewed,
        notes=_together(kept, read_notes(notes)),
    )
    return CouncilReport(council_id, council_bundle(given, shipped("templates")))


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
