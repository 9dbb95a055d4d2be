"""Taking out of a text what could point to somebody: it is gone for everybody, and for good.

It knows one text while it works, and keeps nothing of what is taken out.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from survey.answers.packed_text import CONTENT_LABELS
from survey.answers.redacting import HIDDEN_KINDS, hide
from survey.errors import BadInput, StudyStateWrong
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.words import opened_texts, quote_rows
from survey.storage.words.ending_words import leave_no_version

_KEPT = "The text is as it was."


def texts_to_redact(connection: Connection, study_id: str) -> frozenset[bytes]:
    """Return the texts that wait to be redacted."""
    return opened_texts.in_stage(connection, study_id, "to redact")


def hide_words(
    instance: Instance, key: WordsKey, text: OpenedText, numbers: Collection[int], kind: str
) -> OpenedText:
    """Take words out of a text by their numbers, and return it as everybody has it from now on.

    What stood there is overwritten, in the database and its log. BadInput for no word or an unknown
    kind; StudyStateWrong where it was changed meanwhile.
    """
    chosen = next((one for one in HIDDEN_KINDS if one == kind), None)
    if chosen is None or not numbers:
        raise BadInput(
            "Choose the words to hide, and what they are.",
            kept=_KEPT,
            do="Tick each word, then press what it is: a name, a place, or another.",
        )
    with writing(instance.engine) as connection:
        _require_open_to_change(connection, key.study_id, text.id)
        key.change(connection, text, pieces=hide(text.pieces, numbers, chosen))
    leave_no_version(instance.engine)
    with instance.engine.connect() as connection:
        return key.read(connection, text.id)


def _require_open_to_change(connection: Connection, study_id: str, text_id: bytes) -> None:
    """Refuse to hide words but while a text waits for that, or to be proposed as a quote."""
    stage = opened_texts.get(connection, study_id, text_id).stage
    if stage == "to redact":
        return
    if stage == "done" and text_id not in quote_rows.looked_at(connection, study_id):
        return
    raise StudyStateWrong(
        "Words are hidden while a text waits for that, or before it is proposed as a quote.",
        kept=_KEPT,
        do="Where something points to somebody, do not let it be printed.",
    )


def label_text(
    instance: Instance, key: WordsKey, text: OpenedText, labels: Collection[str]
) -> OpenedText:
    """Say for later readers what a text is about, before they unfold it."""
    with writing(instance.engine) as connection:
        key.change(connection, text, labels=[one for one in CONTENT_LABELS if one in labels])
    with instance.engine.connect() as connection:
        return key.read(connection, text.id)


def redacted(instance: Instance, key: WordsKey, text: OpenedText) -> None:
    """Let a text go on to be coded: nothing in it could point to somebody any more.

    StudyStateWrong where it was changed since it was read, or is elsewhere.
    """
    with writing(instance.engine) as connection:
        now = opened_texts.get(connection, key.study_id, text.id)
        if now.sealed != text.stored.sealed:
            raise StudyStateWrong(
                "Somebody changed this text meanwhile.", kept=_KEPT, do="Look at it again."
            )
        opened_texts.move_on(connection, key.study_id, text.id, "to redact", "to code")
