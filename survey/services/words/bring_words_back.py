"""Bringing back what was let through on a machine without a network: looked at, then stored.

It knows what a report may print. Whether its writer allowed a quote, and what was counted, is known
only where it was read: so those who were there compare the digest of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from survey.disclosure.quotes import quotable
from survey.disclosure.theme_check import theme_problems
from survey.disclosure.theme_counts import ThemeCounts
from survey.errors import DisclosureRefused, Refused
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire, Written
from survey.services.steps.short_lists import shortened
from survey.services.steps.study_policy import policy_of
from survey.services.steps.words_back_file import (
    QuoteBack,
    WordsBack,
    read_words_back,
    words_back_digest,
)
from survey.services.steps.words_to_open import DAYS_OF_WORDS
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases, study_rows
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import quote_rows, released_themes, words_access
from survey.storage.words.ending_words import leave_no_order
from survey.storage.words.quote_rows import ApprovedQuote

_NOTHING = "Nothing was stored, and nothing was changed."
_MOST_SAID = 10


@dataclass(frozen=True, slots=True)
class BroughtWords:
    """A file that was brought and found right: quotes and themes that are not here yet, and its
    digest in hex."""

    file: WordsBack
    quotes: tuple[ApprovedQuote, ...]
    themes: tuple[ThemeCounts, ...]
    digest: str


def look_at_words_back(
    instance: Instance, study_id: str, text: str, name: str, today: date
) -> BroughtWords:
    """Return what is new in the text of a file called `name`, where all of it can be stored.

    BadInput where it is no such file; Refused where it is not of exactly what was closed here, or
    holds what could not be let through here.
    """
    with instance.engine.connect() as connection:
        return _looked_at(connection, study_id, text, name, today)


def bring_words_back(
    instance: Instance, study_id: str, text: str, name: str, today: date
) -> BroughtWords:
    """Store quotes and counted themes that were brought back, as if they were let through here, and
    return what was new; refused as by `look_at_words_back`."""
    with writing(instance.engine) as connection:
        found = _looked_at(connection, study_id, text, name, today)
        for quote in found.quotes:
            quote_rows.approve(connection, study_id, quote)
        for themes in found.themes:
            released_themes.put_themes(connection, themes)
        _keep_last_day(connection, found.file)
        said = f"Quotes: {len(found.quotes)}. Questions with themes: {len(found.themes)}."
        journal.note(
            connection,
            day=today,
            study_id=study_id,
            event="words brought back",
            words=f"{said} From a machine without a network. File {found.digest}.",
        )
    leave_no_order(instance.engine)
    return found


def _looked_at(
    connection: Connection, study_id: str, text: str, name: str, today: date
) -> BroughtWords:
    file = read_words_back(text, name)
    row = study_rows.get(connection, study_id)
    study_rows.require_survey(row)
    there = {replace(one, id=b"") for one in quote_rows.approved(connection, study_id)}
    counted = {
        one.question_id: one for one in released_themes.themes_of_study(connection, study_id)
    }
    problems = [*_wrong(connection, row, file, counted, today)]
    if problems:
        raise Refused(
            "This is not what two people can have let through of the words that were closed here:",
            kept="\n".join([*shortened(problems, _MOST_SAID), _NOTHING]),
            do="Find out where the file comes from. Write it anew where the words are read.",
        )
    quotes = tuple(sorted({_stored(one) for one in file.quotes} - there))
    themes = tuple(one for one in file.themes if one.question_id not in counted)
    return BroughtWords(file, quotes, themes, words_back_digest(text))


def _wrong(
    connection: Connection,
    row: StudyRow,
    file: WordsBack,
    counted: dict[str, ThemeCounts],
    today: date,
) -> Iterator[str]:
    """Return everything by which a file cannot be stored, a sentence each."""
    if file.study_id != row.id:
        yield f"It is of the study {file.study_id}, not of {row.id}."
        return
    if row.closed_hash is None or file.closed_set != row.closed_digest:
        yield "It says otherwise: the fingerprint of what was closed."
        return
    if not (row.closed_on or file.opened_on) <= file.opened_on <= today:
        yield f"It says that words were opened on {file.opened_on}, and today is {today}."
    if file.until > file.opened_on + timedelta(days=DAYS_OF_WORDS):
        yield f"It says that words are there until {file.until}, which is too long."
    opening = words_access.opening_of(connection, row.id)
    if opening is not None and opening.state == "reading":
        yield "The words of this study were opened here as well, and moderators read them."
    asked = from_json(row.questionnaire_json)
    for number, quote in enumerate(file.quotes, 1):
        yield from (f"Quote {number}: {one}" for one in _wrong_quote(asked, quote))
    yield from _wrong_themes(connection, row, file, counted)


def _wrong_quote(asked: Questionnaire, quote: QuoteBack) -> Iterator[str]:
    written = {one.id for one in asked.questions() if isinstance(one, Written)}
    if quote.question_id not in written:
        yield "nobody was asked for words there."
    if quote.language not in asked.languages:
        yield "it is in no language of this study."
    try:
        said = quotable(
            quote.words,
            quote.language,
            may_quote=True,
            redacted_by=quote.proposed_by,
            approved_by=quote.approved_by,
            regions=asked.audience.regions,
        )
    except DisclosureRefused as error:
        yield error.what
        return
    if said.words != quote.words:
        yield "its words were changed."


def _wrong_themes(
    connection: Connection, row: StudyRow, file: WordsBack, counted: dict[str, ThemeCounts]
) -> Iterator[str]:
    if len({one.question_id for one in file.themes}) != len(file.themes):
        yield "It counts the themes of a question twice."
    release = releases.newest(connection, row.id)
    for themes in file.themes:
        before = counted.get(themes.question_id)
        if before is not None and before != themes:
            yield f"Themes of {themes.question_id} are counted here already, and otherwise."
        elif before is None and release is None:
            yield f"Themes of {themes.question_id}: no numbers are released here."
        elif before is None and release is not None:
            yield from theme_problems(release, themes, policy_of(row))


def _stored(quote: QuoteBack) -> ApprovedQuote:
    return ApprovedQuote(
        quote.words, quote.question_id, quote.language, quote.proposed_by, quote.approved_by
    )


def _keep_last_day(connection: Connection, file: WordsBack) -> None:
    """Let the last day of words be the same here, and their end, where they ended there."""
    opening = words_access.opening_of(connection, file.study_id)
    if opening is not None and opening.state == "ended":
        return
    state: words_access.OpeningState = "ended" if file.ended else "set aside"
    words_access.begin_elsewhere(connection, file.study_id, file.opened_on, file.until, state)
