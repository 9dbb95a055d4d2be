"""Writing the sealed words of a closed study into one file, for a machine without a network.

It knows sealed bytes and public facts. It cannot open one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from survey.errors import StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.services.steps.closed_shelves import require_as_closed
from survey.services.steps.journal_now import journal_now
from survey.services.steps.sealed_words_file import write_sealed_words
from survey.services.steps.words_to_open import last_day_of_words, require_words_closed
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases, sealed_answers, study_rows
from survey.storage.words import words_access


@dataclass(frozen=True, slots=True)
class ExportedWords:
    """A file that was written: its digest and what was closed, both in hex; how many sheets open
    it, and whether the numbers of the study are in it as they were released."""

    digest: str
    closed_set: str
    threshold: int
    has_release: bool


def export_words(instance: Instance, study_id: str, path: Path, today: date) -> ExportedWords:
    """Write the sealed words of a study into a file, and note in the journal that this was done.

    StudyUnknown; StudyStateWrong where they cannot be opened now, such as while they are read here;
    ClosedSetChanged where they are not what was closed.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        study_rows.require_data(row)
        require_words_closed(row, today)
        last_day_of_words(connection, study_id, today)
    if not any(isinstance(one, Written) for one in from_json(row.questionnaire_json).questions()):
        raise StudyStateWrong(f"The study {study_id} asks for no words.", kept="Nothing was done.")
    require_as_closed(instance, row, "words")
    with writing(instance.engine) as connection:
        words = f"For a machine without a network. Closed set {row.closed_digest[:16]}."
        journal.note(
            connection, day=today, study_id=study_id, event="sealed words exported", words=words
        )
    with instance.engine.connect() as connection:
        before = releases.every(connection, study_id)
        done, last = journal_now(connection), words_access.opening_of(connection, study_id)
        opened = None if last is None else (last.opened_on, last.until)
        sealed = chain.from_iterable(sealed_answers.words_with_questions(connection, study_id))
        digest = write_sealed_words(path, row, before, done, sealed, opened)
    return ExportedWords(digest, row.closed_digest, row.threshold, bool(before))
