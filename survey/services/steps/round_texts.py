"""Texts of the rounds of a council: what each is about, and their end.

It must not know a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from survey.delphi.form.round_form import asked_in
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.storage.council import council_rows
from survey.storage.council.council_rows import CouncilRow
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import words_access
from survey.storage.words.ending_words import end_words, leave_no_words


def asked_of_words(row: CouncilRow, study: StudyRow) -> Mapping[str, str]:
    """Return the id of what each text question of a council's latest round is about."""
    asked = asked_in(row.plans[-1], bool(row.file.groups))
    written = (
        q.id for q in from_json(study.questionnaire_json).questions() if isinstance(q, Written)
    )
    return {question: asked.reasons.get(question, question) for question in written}


def end_round_words(instance: Instance, council_id: str, today: date) -> bool:
    """Let the words of all rounds of a council be gone; return False where readers kept the
    database's log for too long, so that their bytes are not all gone yet."""
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        rounds = [council_rows.round_id(row.id, n) for n in range(1, row.council.round + 1)]
        there = [
            one
            for one in rounds
            if (opening := words_access.opening_of(connection, one)) and opening.state != "ended"
        ]
        for one in there:
            end_words(connection, one)
        if there:
            journal.note(connection, day=today, study_id=council_id, event="words of a round gone")
    return leave_no_words(instance.engine) if there else True
