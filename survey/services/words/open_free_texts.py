"""Opening what people wrote in a study, together with trustees: each text alone, for moderators.

It knows the secret of the words and all texts while it works; what it stores are texts sealed under
a key that only moderators can unwrap. It cannot open the numbers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from survey.answers.packed_text import WrittenText
from survey.answers.redacting import TextPiece
from survey.errors import Action, DisclosureRefused, Do, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.sealing.opening.reading_keys import KEY_SIZE
from survey.sealing.words_plaintext import FreeText
from survey.services.steps.open_shelf import open_words, require_enough
from survey.services.steps.reading_words import WordsKey
from survey.services.steps.study_policy import policy_of
from survey.services.steps.words_readers import readers_with_keys
from survey.services.steps.words_to_open import last_day_of_words, require_words_closed
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.storage.words import opened_texts, words_access
from survey.storage.words.opened_texts import ID_SIZE, SealedText

#: People who decide of a risk, or let a quote be printed.
READERS_NEEDED = 2

_KEPT = "Nothing was opened."


@dataclass(frozen=True, slots=True)
class WordsForeseen:
    """What opening the words of a study is going to do: `questions` are those that ask for words,
    `readers` how many moderators can read then, `until` the day by which all of it is gone."""

    row: study_rows.StudyRow
    title: str
    questions: tuple[str, ...]
    readers: int
    until: date


def foresee_words(instance: Instance, study_id: str, today: date) -> WordsForeseen:
    """Return what opening words is going to do; nothing is opened.

    StudyUnknown; StudyStateWrong where they cannot be opened now: each says why.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        require_words_closed(row, today)
        asked = from_json(row.questionnaire_json)
        questions = tuple(q.id for q in asked.questions() if isinstance(q, Written))
        if not questions:
            raise StudyStateWrong(
                f"The study {study_id} asks for no words.",
                kept=_KEPT,
                do="Its numbers are opened by another list of the same sheets.",
            )
        until = last_day_of_words(connection, study_id, today)
        readers = len(readers_with_keys(connection, study_id))
    if readers < READERS_NEEDED:
        raise StudyStateWrong(
            f"Words are read by {READERS_NEEDED} moderators at least, and "
            f"{readers or 'none'} of this study can read yet.",
            kept=_KEPT,
            do=("Each moderator makes six words of their own first", Action(Do.MAKE_READING_KEY)),
        )
    return WordsForeseen(
        row, asked.title.in_language(asked.languages[0]), questions, readers, until
    )


def require_words_sheets(foreseen: WordsForeseen, sheets: Sequence[str]) -> None:
    """Refuse with SharesRefused sheets that do not open the words; nothing is opened."""
    require_enough(foreseen.row, sheets, "words")


def open_free_texts(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Open the words of a closed study with the texts of share sheets, keep them sealed for its
    moderators, and return what is said of it.

    Each text gets a random id, and lies in the order of these. Of a question to which fewer people
    wrote than the study's policy has for one number, nothing is kept. StudyStateWrong,
    SharesRefused, ClosedSetChanged; DisclosureRefused where too few wrote anything.
    """
    foreseen = foresee_words(instance, study_id, now.date())
    row, policy = foreseen.row, policy_of(foreseen.row)
    found = open_words(instance, row, sheets, foreseen.questions)
    tell(1, 2)
    written = {question: _written(texts) for question, texts in found.items()}
    kept = {q: texts for q, texts in written.items() if len(texts) >= policy.threshold}
    if sum(map(len, kept.values())) < policy.words_from:
        raise DisclosureRefused(
            f"Fewer than {policy.words_from} texts can be read, so none is.",
            kept="What people wrote stays sealed.",
            do="So few could be told apart by whoever knows who took part.",
        )
    key = WordsKey(study_id, secrets.token_bytes(KEY_SIZE))
    try:
        sealed = list(_sealed(key, kept))
        with writing(instance.engine) as connection:
            _keep(connection, key, sealed, foreseen, now.date())
    finally:
        key.forget()
    left = [question for question in foreseen.questions if question not in kept]
    return _said(foreseen, left)


def _keep(
    connection: Connection,
    key: WordsKey,
    sealed: Iterable[SealedText],
    foreseen: WordsForeseen,
    today: date,
) -> None:
    study_id = foreseen.row.id
    last_day_of_words(connection, study_id, today)  # nobody opened them meanwhile
    opened_texts.add(connection, study_id, sealed)
    words_access.begin(connection, study_id, today, foreseen.until)
    for account_id, public in readers_with_keys(connection, study_id).items():
        words_access.let_in(connection, study_id, account_id, key.wrap_for(public))
    journal.note(
        connection,
        day=today,
        study_id=study_id,
        event="words opened",
        words=f"Sealed for {foreseen.readers} moderators, until {foreseen.until} at the latest.",
    )


def _written(texts: Iterable[FreeText]) -> list[WrittenText]:
    return [
        WrittenText((TextPiece(one.text),), one.quote, one.language)
        for one in texts
        if one.text and one.text.strip()
    ]


def _sealed(key: WordsKey, kept: Mapping[str, Sequence[WrittenText]]) -> Iterable[SealedText]:
    for question, texts in kept.items():
        for text in texts:
            text_id = secrets.token_bytes(ID_SIZE)
            sealed = key.seal(question, text_id, text)
            yield SealedText(text_id, question, "to look for risk", sealed)


def _said(foreseen: WordsForeseen, left: Sequence[str]) -> str:
    stays = f" Too few wrote to {', '.join(left)}; that stays sealed." if left else ""
    return f"The words wait, sealed, for {foreseen.readers} moderators.{stays}"
