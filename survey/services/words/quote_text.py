"""Quotes: one person proposes a text whose writer allowed it, and another lets it be printed.

It knows one text while it works. What is kept are the words as they would be printed, and nothing
that ties them to a text, a person or a group.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.answers.screening import findings
from survey.disclosure.quotes import quotable
from survey.errors import DisclosureRefused, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.storage.words import opened_texts, quote_rows
from survey.storage.words.ending_words import leave_no_order
from survey.storage.words.quote_rows import ApprovedQuote

_KEPT = "Nothing was put into a report."


def texts_to_quote(connection: Connection, study_id: str) -> frozenset[bytes]:
    """Return the texts with their themes that nobody looked at for a quote."""
    done = opened_texts.in_stage(connection, study_id, "done")
    return done - quote_rows.looked_at(connection, study_id)


def quotes_to_approve(connection: Connection, study_id: str, name: str) -> frozenset[bytes]:
    """Return the texts that somebody else proposed as a quote."""
    found = quote_rows.proposed(connection, study_id)
    return frozenset(text_id for text_id, by in found.items() if by.casefold() != name.casefold())


def propose_quote(instance: Instance, key: WordsKey, text: OpenedText, name: str) -> None:
    """Propose a text as a quote, as it is; DisclosureRefused where a rule says no."""
    if not text.may_quote:
        raise DisclosureRefused(
            "The writer did not allow these words to be quoted.",
            kept=_KEPT,
            do="Only count its themes.",
        )
    with writing(instance.engine) as connection:
        _require_as_read(connection, key, text)
        asked = from_json(study_rows.get(connection, key.study_id).questionnaire_json)
        if found := findings(text.printed, asked.audience.regions):
            raise DisclosureRefused(
                f"These words still hold what could point to someone: {found[0].kind}.",
                kept=_KEPT,
                do="Hide it, then propose the quote again.",
            )
        if text.id not in texts_to_quote(connection, key.study_id):
            raise _elsewhere()
        quote_rows.keep_proposal(connection, key.study_id, text.id, name)


def leave_unquoted(instance: Instance, key: WordsKey, text: OpenedText, name: str) -> None:
    """Let a text be counted only: nobody is asked again whether to quote it."""
    with writing(instance.engine) as connection:
        waiting = texts_to_quote(connection, key.study_id)
        if text.id not in waiting | quotes_to_approve(connection, key.study_id, name):
            raise _elsewhere()
        quote_rows.keep_proposal(connection, key.study_id, text.id, name, "over")


def take_up_quote(instance: Instance, key: WordsKey, text: OpenedText, name: str) -> None:
    """Take back what somebody else proposed, so that more of its words can be hidden.

    It waits to be looked at for a quote again; whoever proposes it then, another approves.
    """
    with writing(instance.engine) as connection:
        if text.id not in quotes_to_approve(connection, key.study_id, name):
            raise _elsewhere()
        quote_rows.forget_proposal(connection, key.study_id, text.id)


def approve_quote(
    instance: Instance, key: WordsKey, text: OpenedText, name: str, today: date
) -> ApprovedQuote:
    """Let a text that somebody else proposed be printed as it is, and return the quote.

    DisclosureRefused where a rule says no, such as that both are the same person.
    """
    with writing(instance.engine) as connection:
        _require_as_read(connection, key, text)
        proposed_by = quote_rows.proposed(connection, key.study_id).get(text.id)
        if proposed_by is None:
            raise _elsewhere()
        asked = from_json(study_rows.get(connection, key.study_id).questionnaire_json)
        said = quotable(
            text.printed,
            asked.languages[text.language],
            may_quote=text.may_quote,
            redacted_by=proposed_by,
            approved_by=name,
            regions=asked.audience.regions,
        )
        quote = ApprovedQuote(said.words, text.question_id, said.language, proposed_by, name)
        quote_rows.approve(connection, key.study_id, quote)
        quote_rows.keep_proposal(connection, key.study_id, text.id, proposed_by, "over")
        journal.note(
            connection,
            day=today,
            study_id=key.study_id,
            event="quote approved",
            words=f"Proposed by {proposed_by}.",
        )
    leave_no_order(instance.engine)
    return quote


def take_quote_back(instance: Instance, study_id: str, quote_id: bytes, today: date) -> None:
    """Let an approved quote be printed no more: it goes for good."""
    with writing(instance.engine) as connection:
        if quote_rows.take_back(connection, study_id, quote_id):
            journal.note(connection, day=today, study_id=study_id, event="quote taken back")


def _require_as_read(connection: Connection, key: WordsKey, text: OpenedText) -> None:
    now = opened_texts.get(connection, key.study_id, text.id)
    if now.sealed != text.stored.sealed:
        raise StudyStateWrong(
            "Somebody changed this text meanwhile.", kept=_KEPT, do="Look at it again."
        )


def _elsewhere() -> StudyStateWrong:
    return StudyStateWrong(
        "This text waits for no quote: it is decided, or not as far yet.",
        kept=_KEPT,
        do="Open the next one.",
    )
