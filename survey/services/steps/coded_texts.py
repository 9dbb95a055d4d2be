"""What coders gave to texts, opened with the words key of a study: of one text, or all in memory.

It knows codes. It must not know what a text says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from survey.services.steps.reading_words import WordsKey
from survey.storage.words import code_book_rows, coding_rows, opened_texts
from survey.storage.words.coding_rows import SealedSettlement
from survey.themes.code_book import REASON, CodeBook
from survey.themes.two_coders import CODES_SIZE, CodedText, as_bytes, from_bytes, in_new_book

_SETTLED = "settled"
#: UTF-8 bytes that a reason can have.
_REASON_SIZE = 4 * REASON


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one coder proposed for a text on which they differ; `agreed_by` is "" until another of
    its coders agreed."""

    proposed_by: str
    agreed_by: str
    codes: frozenset[int]
    reason: str


def store_coding(
    connection: Connection, key: WordsKey, text_id: bytes, account_id: str, codes: frozenset[int]
) -> None:
    """Store what a coder gave to a text; StudyStateWrong where they did so before."""
    sealed = key.seal_beside(text_id, account_id, as_bytes(codes))
    coding_rows.put_coding(connection, key.study_id, text_id, account_id, sealed)


def store_settlement(
    connection: Connection, key: WordsKey, text_id: bytes, settlement: Settlement
) -> None:
    """Store what is proposed or agreed for a text."""
    reason = settlement.reason.encode().ljust(_REASON_SIZE, b"\0")
    sealed = key.seal_beside(text_id, _SETTLED, as_bytes(settlement.codes) + reason)
    row = SealedSettlement(settlement.proposed_by, settlement.agreed_by, sealed)
    coding_rows.put_settlement(connection, key.study_id, text_id, row)


def settlement_of_text(connection: Connection, key: WordsKey, text_id: bytes) -> Settlement | None:
    """Return what was proposed or agreed for a text, or None."""
    found = coding_rows.settlement_of(connection, key.study_id, text_id)
    return None if found is None else _opened(key, text_id, found)


def finish_if_alike(connection: Connection, key: WordsKey, text_id: bytes) -> bool:
    """Let a text to code be done where all of its coders gave it the same; tell whether it is.

    What they gave is kept as settled, so that later changes of the code book do not part them.
    """
    coded = coded_text(connection, key, text_id)
    if coded.holds is None:
        return False
    first, *others = sorted(coded.given)
    store_settlement(connection, key, text_id, Settlement(first, others[0], coded.holds, ""))
    opened_texts.move_on(connection, key.study_id, text_id, "to code", "done")
    return True


def coded_text(connection: Connection, key: WordsKey, text_id: bytes) -> CodedText:
    """Return what one text was given, in the codes of the newest book.

    It holds what every coder gave: only services that compare may show it, and only to somebody
    who coded the text.
    """
    given = coding_rows.sealed_codings(connection, key.study_id, text_id)
    settled = coding_rows.settlement_of(connection, key.study_id, text_id)
    book = code_book_rows.newest_book(connection, key.study_id)
    return _coded(key, text_id, given.get(text_id, {}), settled, book)


def coded_texts(connection: Connection, key: WordsKey) -> Mapping[bytes, CodedText]:
    """Return what all texts of a study were given, in the codes of the newest book."""
    book = code_book_rows.newest_book(connection, key.study_id)
    settled = coding_rows.settlements(connection, key.study_id)
    given = coding_rows.sealed_codings(connection, key.study_id)
    return {
        text_id: _coded(key, text_id, codings, settled.get(text_id), book)
        for text_id, codings in given.items()
    }


def _coded(
    key: WordsKey,
    text_id: bytes,
    codings: Mapping[str, bytes],
    settled: SealedSettlement | None,
    book: CodeBook,
) -> CodedText:
    given = {
        coder: from_bytes(key.open_beside(text_id, coder, sealed))
        for coder, sealed in codings.items()
    }
    agreed = settled if settled is not None and settled.agreed_by else None
    codes = None if agreed is None else _opened(key, text_id, agreed).codes
    return in_new_book(CodedText(given, codes), book)


def _opened(key: WordsKey, text_id: bytes, found: SealedSettlement) -> Settlement:
    content = key.open_beside(text_id, _SETTLED, found.sealed)
    codes, reason = from_bytes(content[:CODES_SIZE]), content[CODES_SIZE:].rstrip(b"\0").decode()
    return Settlement(found.proposed_by, found.agreed_by, codes, reason)
