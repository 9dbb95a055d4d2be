"""Changing the code book of a study: each change is a version and an entry of the journal.

It must not know a text. What stands in a code book is shown to whoever reads the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.answers.screening import LONGEST, findings
from survey.errors import BadInput, Refused
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.storage.words import code_book_rows, coding_rows
from survey.storage.words.code_book_rows import BookVersion
from survey.themes import code_book
from survey.themes.code_book import CodeBook
from survey.themes.refi_qda import read_refi_qda


@dataclass(frozen=True, slots=True)
class CodeBookState:
    """The newest code book, what was changed in it, and whether texts were coded by it already."""

    book: CodeBook
    versions: tuple[BookVersion, ...]
    begun: bool


def code_book_of(instance: Instance, study_id: str) -> CodeBookState:
    """Return the code book of a study; StudyUnknown."""
    with instance.engine.connect() as connection:
        study_rows.require_survey(study_rows.get(connection, study_id))
        return CodeBookState(
            code_book_rows.newest_book(connection, study_id),
            code_book_rows.book_versions(connection, study_id),
            coding_rows.has_begun(connection, study_id),
        )


def add_code(
    instance: Instance,
    study_id: str,
    today: date,
    *,
    name: str,
    rule: str,
    example: str = "",
    under: int = 0,
) -> CodeBook:
    """Add a code; BadInput or Refused with what it lacks."""
    _require_invented(name, rule, example)
    book = code_book_of(instance, study_id).book
    after = code_book.with_code(book, name, rule, example, under=under)
    return _keep(instance, study_id, after, f"Added “{after.codes[-1].name}”.", today)


def change_code(
    instance: Instance,
    study_id: str,
    number: int,
    today: date,
    *,
    name: str,
    rule: str,
    example: str,
    under: int,
) -> CodeBook:
    """Change the words or the place of a code; BadInput or Refused with what is wrong."""
    _require_invented(name, rule, example)
    book = code_book_of(instance, study_id).book
    after = code_book.with_change(book, number, name, rule, example, under=under)
    if after.code(number) == book.code(number):
        return book
    return _keep(instance, study_id, after, f"Changed “{after.code(number).name}”.", today)


def merge_code(
    instance: Instance, study_id: str, number: int, into: int, reason: str, today: date
) -> CodeBook:
    """Let whatever was given one code count as given another, with a reason."""
    _require_invented(reason)
    book = code_book_of(instance, study_id).book
    after = code_book.with_merge(book, number, into, reason)
    names = f"“{book.code(number).name}” into “{book.code(into).name}”"
    said = f"Merged {names}: {after.code(number).reason}"
    return _keep(instance, study_id, after, said, today)


def retire_code(
    instance: Instance, study_id: str, number: int, reason: str, today: date
) -> CodeBook:
    """Let a code be given no more, and count no more, with a reason."""
    _require_invented(reason)
    after = code_book.with_retirement(code_book_of(instance, study_id).book, number, reason)
    code = after.code(number)
    return _keep(instance, study_id, after, f"Retired “{code.name}”: {code.reason}", today)


def take_out_code(instance: Instance, study_id: str, number: int, today: date) -> CodeBook:
    """Take a code out; Refused once a text was coded."""
    state = code_book_of(instance, study_id)
    after = code_book.without_code(state.book, number, begun=state.begun)
    name = state.book.code(number).name
    return _keep(instance, study_id, after, f"Took out “{name}”.", today)


def read_code_book(instance: Instance, study_id: str, content: bytes, today: date) -> CodeBook:
    """Take over a code book from a REFI-QDA file; Refused where there is one already."""
    state = code_book_of(instance, study_id)
    if state.book.codes:
        raise Refused(
            "This study has a code book already.",
            kept="It stays as it is.",
            do="A file is read into an empty code book only. Add its codes one by one.",
        )
    read = read_refi_qda(content)
    for one in read.codes:
        _require_invented(one.name, one.rule, one.example)
    book = CodeBook(state.book.version + 1, read.codes)
    return _keep(instance, study_id, book, f"Read {len(book.codes)} codes from a file.", today)


def _keep(instance: Instance, study_id: str, book: CodeBook, changed: str, today: date) -> CodeBook:
    with writing(instance.engine) as connection:
        code_book_rows.put_book(connection, study_id, book, changed, today)
        journal.note(
            connection, day=today, study_id=study_id, event="changed the code book", words=changed
        )
    return book


def _require_invented(*words: str) -> None:
    """Refuse what could point to somebody: a code book is printed, and read by many."""
    for said in words:
        if len(said) > LONGEST:
            raise BadInput(
                "These words are far too long for a code book.",
                kept="The code book is as it was.",
                do="A rule or an example is a sentence or two.",
            )
        if found := findings(said):
            raise BadInput(
                f"These words hold what could point to someone: {found[0].kind}.",
                kept="The code book is as it was.",
                do="Invent an example. Words of people stand in a report as approved quotes only.",
            )
