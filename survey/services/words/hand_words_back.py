"""Writing what may leave a machine on which words were read: approved quotes, and counted themes.

It knows what a report may print. It must not know a text.
"""

from __future__ import annotations

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.services.steps.words_back_file import QuoteBack, WordsBack
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.words import quote_rows, released_themes, words_access
from survey.storage.words.words_access import WordsOpening


def words_to_hand_back(instance: Instance, study_id: str) -> WordsBack:
    """Return what may leave of the words of a study; StudyUnknown, and StudyStateWrong where they
    were not opened or nothing was let through."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        opening = _opening(connection, study_id)
        quotes = quote_rows.approved(connection, study_id)
        themes = released_themes.themes_of_study(connection, study_id)
    if not quotes and not themes:
        raise StudyStateWrong(
            "No quote is approved and no theme is counted yet.",
            kept="Nothing was written.",
            do="Two people let a quote through, or count themes, first.",
        )
    return WordsBack(
        study_id=study_id,
        closed_set=row.closed_digest,
        opened_on=opening.opened_on,
        until=opening.until,
        ended=opening.state == "ended",
        quotes=tuple(
            QuoteBack(
                words=one.words,
                question_id=one.question_id,
                language=one.language,
                proposed_by=one.proposed_by,
                approved_by=one.approved_by,
            )
            for one in quotes
        ),
        themes=themes,
    )


def _opening(connection: Connection, study_id: str) -> WordsOpening:
    found = words_access.opening_of(connection, study_id)
    if found is None:
        raise StudyStateWrong(
            f"The words of {study_id} were not opened here.", kept="Nothing was written."
        )
    return found
