"""Share sheets as files in a folder that only its owner may enter, and what people are promised."""

from __future__ import annotations

from pathlib import Path

import click

from survey.errors import Refused
from survey.services.overview.describe_studies import StudyDescription
from survey.services.steps.found_keys import HandOver
from survey.storage.files import make_folder, open_to_others, write_new
from survey.storage.studies.study_rows import StudyRow
from survey.studies.data_plan import sealed_until

HOLDER = (
    "Whoever holds this folder can open the study. Give each trustee their own sheet, on paper or "
    "on a stick of their own, and then delete the folder."
)


def say_promises(row: StudyDescription | StudyRow) -> None:
    """Say on standard error what people are told about days."""
    click.echo(
        f"People are told: answers are taken, and can be taken back, until the end of "
        f"{row.closes_on}, everywhere on earth; results come by {row.results_by:%Y-%m}; sealed "
        f"answers are destroyed by {sealed_until(row.results_by)} at the latest.",
        err=True,
    )


def sheets_into(folder: Path, kept: str = "nothing was published") -> HandOver:
    """Return what writes share-1.txt … into a private folder, one after the other.

    `kept` says what was not done where it refuses. It does so before the first, when some are there
    already or when others may enter the folder.
    """

    def write(number: int, sheet: str) -> bool:
        if number == 1:
            _require_no_sheets(folder, kept)
        write_new(folder / f"share-{number}.txt", sheet)
        return True

    return write


def _require_no_sheets(folder: Path, kept: str) -> None:
    make_folder(folder)
    if open_to_others(folder):
        raise Refused(
            f"Others on this machine may look into {folder}, or change what lies there.",
            kept=f"Nothing was written into it, and {kept}.",
            do=f"Choose a new folder for --shares-dir, or close this one: chmod 700 {folder}",
        )
    if any(folder.glob("share-*.txt")):
        raise Refused(
            f"There are share sheets in {folder} already, of a study or council made before.",
            kept=f"They were left as they are, and {kept}.",
            do="Name a new or empty folder with --shares-dir, and give the same command again.",
        )
