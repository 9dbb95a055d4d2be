"""Telling in public what changed because of a study.

It knows public words.
"""

from __future__ import annotations

from datetime import date

from survey.services.steps.public_words import CHANGE, public_words
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import changes, study_rows


def tell_change(instance: Instance, study_id: str, text: str, name: str, today: date) -> int:
    """Show a text beside the report of a study and return its number, from 1.

    `name` is what to call the text. BadInput when it is empty or too long; StudyUnknown.
    """
    words = public_words(
        text,
        name,
        CHANGE,
        kept="What was told before stays.",
        do="with an empty line between paragraphs",
    )
    with writing(instance.engine) as connection:
        study_rows.get(connection, study_id)
        number = changes.add(connection, study_id, today, words)
        told = f"Change {number}."
        journal.note(connection, day=today, study_id=study_id, event="change told", words=told)
        return number
