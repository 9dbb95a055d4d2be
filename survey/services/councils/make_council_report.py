"""Making the report of a council from the rounds that it published: four files for readers.

It reads stored releases, the register and the council's plans only. It knows no tally, no answer
and no member.
"""

from __future__ import annotations

from pathlib import Path

from survey.errors import Action, Do, Guidance, StudyStateWrong
from survey.reports.council.council_bundle import council_bundle
from survey.reports.council.council_notes import read_notes
from survey.reports.council.proceedings import Proceedings
from survey.settings import shipped
from survey.storage.council import council_rows, round_releases
from survey.storage.files import write_together
from survey.storage.instance import Instance


def make_council_report(instance: Instance, council_id: str, out: Path, notes: str = "") -> None:
    """Write report.html, report.pdf, statements.csv and rounds.json into the folder `out`.

    `notes` is the text of a TOML file (see `reports.council_notes`): what people add to minority
    reports. StudyUnknown, or StudyStateWrong when no round was published yet; SettingsProblems,
    BadInput or DisclosureRefused for notes that cannot be used. Nothing is written then.
    """
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        releases = round_releases.every(connection, council_id)
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
        notes=read_notes(notes),
    )
    write_together(out, council_bundle(given, shipped("templates")))


def _first(row: council_rows.CouncilRow) -> Guidance:
    """Return what comes before a report of a council without numbers."""
    if row.council.state == "stopped":
        return "It was stopped before its first numbers, so there is no report and nothing to do."
    return "Close a round, then count it", Action(Do.COUNT_ROUND, row.id, sheets=row.threshold)
