"""Putting the sealed words of a study into an instance of their own, without a network.

It knows sealed bytes and public facts. It cannot open one.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.errors import Refused
from survey.services.steps.sealed_words_file import SealedWordsFile
from survey.services.steps.words_to_open import require_words_closed
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases, sealed_answers, study_rows
from survey.storage.words import words_access


def unpack_words(instance: Instance, found: SealedWordsFile, today: date) -> bool:
    """Put what a file holds into an instance that has nothing else, and return True.

    Words that were opened before keep their last day. Where the same study lies there, only
    releases that it has not are put there, and it returns False. Refused where another one does;
    StudyStateWrong where its words cannot be opened yet.
    """
    row = found.row
    require_words_closed(row, today)
    with writing(instance.engine) as connection:
        is_new = _is_new(connection, row)
        if is_new:
            study_rows.add(connection, row)
            sealed_answers.put_words(connection, row.id, found.envelopes())
            if found.opened is not None:
                words_access.begin_elsewhere(connection, row.id, *found.opened, "set aside")
        there = len(releases.every(connection, row.id))
        for release in found.before[there:]:
            releases.put(connection, release)
        said = f"Closed set {row.closed_digest[:16]}. Releases: {len(found.before)}."
        journal.note(
            connection, day=today, study_id=row.id, event="sealed words unpacked", words=said
        )
    return is_new


def _is_new(connection: Connection, row: study_rows.StudyRow) -> bool:
    others = study_rows.all_studies(connection)
    if not others:
        return True
    same = [one for one in others if (one.id, one.closed_digest) == (row.id, row.closed_digest)]
    if len(others) != 1 or not same:
        raise Refused(
            "Another study, or another closing of this one, lies in this folder.",
            kept="Nothing was unpacked.",
            do="Choose a new folder: words of one closing have one of their own.",
        )
    return False
