"""Reports in a reading room that nobody had to make: rows and files put there by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey.reports.report_card import ReportCard
from survey.services.steps.reading_shelf import edition_folder
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies.published_editions import EditionRow, editions_of, put_edition_row

DAY = date(2026, 3, 4)
REPORT = (
    "<!doctype html><html><head><title>A topic</title><style>p{}</style></head>"
    "<body><h1>What was found</h1></body></html>"
)


def shelf_for(
    instance: Instance,
    of_id: str,
    number: int = 1,
    *,
    day: date = DAY,
    held: date | None = None,
    card: ReportCard | None = None,
) -> Path:
    """Keep that an edition was published, and give the empty folder of its files."""
    row = EditionRow(of_id, number, day, held, card.model_dump_json() if card else "")
    with writing(instance.engine) as conn:
        put_edition_row(conn, row)
        newest = editions_of(conn, of_id)[0].number
    folder = edition_folder(instance, of_id, number, newest)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
