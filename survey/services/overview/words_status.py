"""How far reading the words of a study is: about how many wait, who reads, until when.

It knows no text, and no number that tells how many people wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire, Written
from survey.questionnaire.texts import Text
from survey.services.steps.words_readers import WordsReader, words_readers
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.words import coding_rows, opened_texts, quote_rows, risk_rows, words_access
from survey.storage.words.opened_texts import TextStage
from survey.storage.words.quote_rows import ApprovedQuote
from survey.storage.words.words_access import WordsOpening


@dataclass(frozen=True, slots=True)
class WordsStatus:
    """What a page shows beside texts. `waiting` says about how many texts are in a stage, in words;
    `all_to_code` whether all of them wait for themes and none has any; `asks` whether the study
    has questions for words at all; `jurisdiction` what people were told of the law by which
    something may have to be passed on."""

    study_id: str
    title: str
    practice: bool
    asks: bool
    opening: WordsOpening | None
    waiting: tuple[tuple[str, str], ...]
    readers: tuple[WordsReader, ...]
    quotes: tuple[ApprovedQuote, ...]
    safeguarding: Text
    jurisdiction: Text
    languages: tuple[str, ...]
    all_to_code: bool

    @property
    def is_read(self) -> bool:
        """Tell whether there are texts to read."""
        return self.opening is not None and self.opening.state == "reading"


def words_status(instance: Instance, study_id: str) -> WordsStatus:
    """Return how far reading is; StudyUnknown."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        asked = from_json(row.questionnaire_json)
        flagged = len(risk_rows.undecided(connection, study_id))
        in_stage = {
            stage: len(opened_texts.in_stage(connection, study_id, stage))
            for stage in opened_texts.STAGES
        }
        in_stage["to look for risk"] -= flagged
        proposed = len(quote_rows.proposed(connection, study_id))
        return WordsStatus(
            study_id,
            asked.title.in_language(asked.languages[0]),
            row.practice,
            any(isinstance(one, Written) for one in asked.questions()),
            words_access.opening_of(connection, study_id),
            (
                ("Possible risk, to be decided by two", _about(flagged)),
                ("To look for a current risk", _about(in_stage["to look for risk"])),
                ("To hide what points to somebody", _about(in_stage["to redact"])),
                ("To find themes in", _about(in_stage["to code"])),
                ("Quotes to approve", _about(proposed)),
            ),
            words_readers(connection, study_id),
            quote_rows.approved(connection, study_id),
            row.safeguarding,
            row.jurisdiction,
            asked.languages,
            _all_to_code(in_stage, flagged) and not coding_rows.has_begun(connection, study_id),
        )


def content_note_of(asked: Questionnaire, question_id: str, language: str) -> str:
    """Return what people were told before a question of what it is about; "" for nothing."""
    for section in asked.sections:
        if any(one.id == question_id for one in section.questions):
            noted = asked.noted_by.get(section.id)
            return noted.content_note.in_language(language) if noted else ""
    return ""


def asked_words(asked: Questionnaire, question_id: str, language: str) -> str:
    """Return the words of a question."""
    for one in asked.questions():
        if one.id == question_id:
            return one.text.in_language(language)
    return question_id


def questionnaire_of(instance: Instance, study_id: str) -> Questionnaire:
    """Return what a study asks."""
    with instance.engine.connect() as connection:
        return from_json(study_rows.get(connection, study_id).questionnaire_json)


def _all_to_code(in_stage: Mapping[TextStage, int], flagged: int) -> bool:
    before = in_stage["to look for risk"] + in_stage["to redact"] + flagged
    return bool(in_stage["to code"]) and not before


def _about(number: int) -> str:
    if number == 0:
        return "none"
    return "below ten" if number < 10 else f"about {(number + 5) // 10 * 10}"
