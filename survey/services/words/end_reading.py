"""The end of reading: words go for good by a button, or are set aside to be opened anew.

It knows no text.
"""

from __future__ import annotations

from datetime import date

from survey.errors import StudyStateWrong
from survey.services.steps.reading_words import require_reading
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import coding_rows, opened_texts, risk_rows
from survey.storage.words.ending_words import end_words, leave_no_words


def end_reading(instance: Instance, study_id: str, today: date) -> bool:
    """Remove the opened words of a study for good; return False where a reader of the database kept
    its log, so that bytes of them lie there until the next mix.

    StudyStateWrong where there are none, and while a possible risk is not decided.
    """
    with writing(instance.engine) as connection:
        require_reading(connection, study_id)
        if risk_rows.undecided(connection, study_id):
            raise StudyStateWrong(
                "A possible current risk waits to be decided.",
                kept="The words are still there.",
                do="Two people decide of it first.",
            )
        end_words(connection, study_id)
        journal.note(connection, day=today, study_id=study_id, event="words ended")
    return leave_no_words(instance.engine)


def set_words_aside(instance: Instance, study_id: str, today: date) -> bool:
    """Remove opened words that nobody can read any more, so that trustees can open them anew.

    The last day stays that of the first opening. What was hidden, coded or decided in them is lost.
    """
    with writing(instance.engine) as connection:
        require_reading(connection, study_id)
        end_words(connection, study_id, "set aside")
        journal.note(connection, day=today, study_id=study_id, event="words set aside")
    return leave_no_words(instance.engine)


def go_on_without_themes(instance: Instance, study_id: str, today: date) -> None:
    """Let all texts that wait for themes go on without: this study codes none.

    StudyStateWrong while texts wait to be read before that, and once somebody codes them.
    """
    with writing(instance.engine) as connection:
        require_reading(connection, study_id)
        if coding_rows.has_begun(connection, study_id):
            raise StudyStateWrong(
                "Two people are coding these texts.",
                kept="Nothing was changed.",
                do="Code the rest. A text that both have coded can be quoted.",
            )
        before = opened_texts.in_stage(connection, study_id, "to look for risk")
        if before | opened_texts.in_stage(connection, study_id, "to redact"):
            raise StudyStateWrong(
                "Some texts still wait to be read.",
                kept="Nothing was changed.",
                do="Read and redact them first.",
            )
        for text_id in opened_texts.in_stage(connection, study_id, "to code"):
            opened_texts.move_on(connection, study_id, text_id, "to code", "done")
        journal.note(connection, day=today, study_id=study_id, event="words go on without themes")
