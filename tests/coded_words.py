"""Texts of a study as they lie once they were redacted, with two coders, for tests of themes."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from survey.answers.packed_text import WrittenText
from survey.answers.redacting import TextPiece
from survey.disclosure.release import Release, Shown
from survey.sealing.opening.reading_keys import KEY_SIZE
from survey.services.steps.reading_words import WordsKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import releases
from survey.storage.words import opened_texts, words_access
from survey.storage.words.opened_texts import ID_SIZE, SealedText, TextStage

DAY = date(2026, 10, 1)
RELEASE = Path(__file__).resolve().parent / "reports" / "release-practice.json"


def lay_texts(
    instance: Instance,
    study_id: str,
    question_id: str,
    words: list[str],
    key: WordsKey | None = None,
    stage: TextStage = "to code",
) -> WordsKey:
    """Store texts that wait to be coded, and return the key that they are sealed under."""
    key = key or WordsKey(study_id, secrets.token_bytes(KEY_SIZE))
    sealed = []
    for said in words:
        text_id = secrets.token_bytes(ID_SIZE)
        text = WrittenText((TextPiece(said),), True, 0)
        sealed.append(SealedText(text_id, question_id, stage, key.seal(question_id, text_id, text)))
    with writing(instance.engine) as connection:
        opened_texts.add(connection, study_id, sealed)
        words_access.begin(connection, study_id, DAY, date(2026, 12, 30))
    return key


def lay_release(instance: Instance, study_id: str, question_id: str, wrote: int) -> Release:
    """Store a release of a study that prints how many wrote an answer to its one question."""
    made = Release.model_validate_json(RELEASE.read_text("utf-8"))
    asked = next(one for one in made.questions if one.type == "text")
    row = asked.rows[0].model_copy(update={"shown": Shown(count=wrote)})
    question = asked.model_copy(update={"id": question_id, "rows": (row,), "missing": ()})
    study = made.study.model_copy(update={"id": study_id})
    release = made.model_copy(update={"study": study, "questions": (question,)})
    with writing(instance.engine) as connection:
        releases.put(connection, release)
    return release
