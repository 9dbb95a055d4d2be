"""Coding texts, each coder alone: which texts wait for a coder, and keeping what they gave.

It must not show a coder what another gave: that is for comparing, once both have coded a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, StudyStateWrong
from survey.services.steps.coded_texts import finish_if_alike, store_coding
from survey.services.steps.reading_words import WordsKey
from survey.storage.database import hold_journal, writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import code_book_rows, coding_rows, opened_texts
from survey.themes.code_book import CodeBook
from survey.themes.two_coders import CODERS

_KEPT = "Nothing was kept of this press."


def waits_for_coder(
    study_id: str, account_id: str, question_id: str | None = None
) -> Callable[[Connection], frozenset[bytes]]:
    """Return what finds the texts that a coder can code: those that they have not, and that fewer
    than two others have."""

    def found(connection: Connection) -> frozenset[bytes]:
        coders = coding_rows.coders_by_text(connection, study_id)
        waiting = opened_texts.in_stage(connection, study_id, "to code", question_id)
        return frozenset(
            text_id
            for text_id in waiting
            if account_id not in (by := coders.get(text_id, frozenset())) and len(by) < CODERS
        )

    return found


def book_to_code_by(instance: Instance, study_id: str) -> CodeBook:
    """Return the code book; StudyStateWrong while it has no code to give."""
    with instance.engine.connect() as connection:
        book = code_book_rows.newest_book(connection, study_id)
    if not book.in_use:
        raise StudyStateWrong(
            "There is no code to give yet.",
            kept="No text was opened.",
            do="Write the code book first: at least one code with its rule.",
        )
    return book


def give_codes(
    instance: Instance,
    key: WordsKey,
    text_id: bytes,
    account_id: str,
    codes: Iterable[int],
    today: date,
) -> None:
    """Keep what a coder gives to a text; none at all is an answer, too.

    Where both coders gave it the same, the text is done. StudyStateWrong where it does not wait for
    this coder; BadInput for a code that is not in use.
    """
    given = frozenset(codes)
    with writing(instance.engine) as connection:
        hold_journal(connection)  # two presses at once are one after the other
        book = code_book_rows.newest_book(connection, key.study_id)
        _require_in_use(book, given)
        if text_id not in waits_for_coder(key.study_id, account_id)(connection):
            raise StudyStateWrong(
                "This text does not wait for you any more: you or two others have coded it.",
                kept=_KEPT,
                do="Open the next one.",
            )
        if not coding_rows.has_begun(connection, key.study_id):
            journal.note(connection, day=today, study_id=key.study_id, event="began to code texts")
        store_coding(connection, key, text_id, account_id, given)
        finish_if_alike(connection, key, text_id)


def _require_in_use(book: CodeBook, given: frozenset[int]) -> None:
    known = {one.number for one in book.in_use}
    if given <= known:
        return
    raise BadInput(
        "The code book changed meanwhile: a code that you gave is not in use.",
        kept=_KEPT,
        do="Look at the codes again, and give those that fit now.",
    )
