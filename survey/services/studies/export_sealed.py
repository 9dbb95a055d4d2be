"""Writing a closed study into one file, to be opened on a machine without a network.

It knows sealed bytes and public facts. It cannot open one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection

from survey.services.steps.closed_shelves import require_as_closed
from survey.services.steps.journal_now import journal_now
from survey.services.steps.opening_foreseen import closed_study
from survey.services.steps.sealed_file import write_sealed
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases, sealed_answers


@dataclass(frozen=True, slots=True)
class ExportedStudy:
    """A file that was written: its digest, and what was closed, both in hex."""

    digest: str
    closed_set: str
    threshold: int


def export_sealed(instance: Instance, study_id: str, path: Path, today: date) -> ExportedStudy:
    """Write a closed study into a file, and note in the journal that this was done.

    StudyUnknown; StudyStateWrong where it cannot be opened now; ClosedSetChanged where it is not
    what was closed.
    """
    row = closed_study(instance, study_id, today)
    require_as_closed(instance, row, "numbers", "words")
    with writing(instance.engine) as connection:
        words = f"For a machine without a network. Closed set {row.closed_digest[:16]}."
        journal.note(
            connection, day=today, study_id=study_id, event="sealed study exported", words=words
        )
    with instance.engine.connect() as connection:
        before = releases.every(connection, study_id)
        done = journal_now(connection)
        codes = chain.from_iterable(sealed_answers.of_waves(connection, study_id))
        hashes = list(_words(connection, study_id))
        digest = write_sealed(path, row, before, done, codes, hashes)
    return ExportedStudy(digest, row.closed_digest, row.threshold)


def _words(connection: Connection, study_id: str) -> Iterator[tuple[bytes, int]]:
    for envelope, wave in chain.from_iterable(sealed_answers.words_of_waves(connection, study_id)):
        yield hashlib.sha256(envelope).digest(), wave
