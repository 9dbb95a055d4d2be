"""How far coders agree on each theme, and counting themes once, through protection.

Exact counts live in memory while this runs, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.disclosure.theme_counts import ThemeCount, ThemeCounts, protect_themes
from survey.errors import Action, Do, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.questionnaire.texts import Text
from survey.services.steps.coded_texts import coded_texts
from survey.services.steps.reading_words import WordsKey
from survey.services.steps.study_policy import policy_of
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases, study_rows
from survey.storage.words import code_book_rows, opened_texts, released_themes
from survey.storage.words.opened_texts import STAGES
from survey.themes.code_book import CodeBook, ThemeCode
from survey.themes.coder_agreement import CoderAgreement, theme_agreement
from survey.themes.two_coders import CodedText, found_by


@dataclass(frozen=True, slots=True)
class CodedQuestion:
    """One question that people answered in words: whether it has texts, whether all of them are
    settled, and its counted themes (None: not counted yet)."""

    id: str
    text: Text
    has_texts: bool
    settled: bool
    counted: ThemeCounts | None


def coded_questions(instance: Instance, study_id: str) -> tuple[CodedQuestion, ...]:
    """Return the questions of a study that people answered in words; StudyUnknown.

    It tells no number of texts: how many there are is told with the release.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        counted = {
            one.question_id: one for one in released_themes.themes_of_study(connection, study_id)
        }
        found = []
        for question in from_json(row.questionnaire_json).questions():
            if isinstance(question, Written):
                texts, left = _texts(connection, study_id, question.id)
                kept = counted.get(question.id)
                found.append(CodedQuestion(question.id, question.text, bool(texts), not left, kept))
        return tuple(found)


def agreement_by_theme(
    instance: Instance, key: WordsKey
) -> tuple[tuple[ThemeCode, CoderAgreement], ...]:
    """Return how far coders agree on each code in use, over all texts that two coded."""
    with instance.engine.connect() as connection:
        book = code_book_rows.newest_book(connection, key.study_id)
        texts = coded_texts(connection, key)
    return _agreements(book, texts)


def count_themes(instance: Instance, key: WordsKey, question_id: str, today: date) -> ThemeCounts:
    """Count the themes of a question, protect the counts, and store them: once and never again.

    StudyStateWrong where the numbers of the study are not released yet, or its themes are counted;
    DisclosureRefused where nothing may be printed.
    """
    study_id = key.study_id
    with writing(instance.engine) as connection:
        released_themes.require_uncounted(connection, study_id, question_id)
        row = study_rows.get(connection, study_id)
        release = releases.newest(connection, study_id)
        if release is None:
            raise StudyStateWrong(
                "The numbers of this study are not released yet.",
                kept="What the coders did is kept.",
                do=(
                    "Themes are printed beside them, with the same base",
                    Action(Do.OPEN_STUDY, study_id, sheets=row.threshold),
                ),
            )
        book = code_book_rows.newest_book(connection, study_id)
        texts, _ = _texts(connection, study_id, question_id)
        coded = {one: found for one, found in coded_texts(connection, key).items() if one in texts}
        left = len(texts) - sum(one.holds is not None for one in coded.values())
        themes = protect_themes(
            release,
            question_id,
            texts=len(texts),
            not_coded=left,
            code_book=book.version,
            counts=_counts(book, coded),
            policy=policy_of(row),
        )
        released_themes.put_themes(connection, themes)
        journal.note(
            connection, day=today, study_id=study_id, event="counted themes", words=question_id
        )
        return themes


def _counts(book: CodeBook, coded: Mapping[bytes, CodedText]) -> tuple[ThemeCount, ...]:
    held = [one.holds or frozenset() for one in coded.values()]
    return tuple(
        ThemeCount(
            code.number,
            code.name,
            code.rule,
            code.under,
            sum(code.number in codes for codes in held),
            agreement.band,
        )
        for code, agreement in _agreements(book, coded)
    )


def _agreements(
    book: CodeBook, texts: Mapping[bytes, CodedText]
) -> tuple[tuple[ThemeCode, CoderAgreement], ...]:
    return tuple(
        (code, theme_agreement(found_by(texts.values(), code.number))) for code in book.in_use
    )


def _texts(connection: Connection, study_id: str, question_id: str) -> tuple[frozenset[bytes], int]:
    """Return the texts of a question, and how many of them are not done."""
    by_stage = [opened_texts.in_stage(connection, study_id, stage, question_id) for stage in STAGES]
    return frozenset[bytes]().union(*by_stage), sum(map(len, by_stage[:-1]))
