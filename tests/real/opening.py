"""The key that opens a study, from two of its three sheets: what a shelf is opened with."""

from __future__ import annotations

from survey.answers.codec import Layout
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.services.steps.open_shelf import DatabaseShelf, ShelfKey
from survey.storage.instance import Instance, database_url
from survey.storage.studies import study_rows
from tests.conftest import Published


def key_of(instance: Instance, study: Published) -> ShelfKey:
    """Give the key of a study from its first and its last sheet."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    sheets = [read_sheet(study.sheets[0]), read_sheet(study.sheets[-1])]
    return ShelfKey(
        DatabaseShelf(database_url(instance.folder, instance.settings), study.id),
        recover(sheets, "numbers", study.id, row.numbers_public),
        study.id,
        row.fingerprint,
        Layout(study.questionnaire).width,
    )
