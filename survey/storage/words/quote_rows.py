"""Quotes: which texts one was proposed of, and words that two people let a report print.

An approved quote has an id of its own; nothing ties it to the text it came from.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from survey.storage.renewing import rewrite
from survey.storage.words.opened_texts import ID_SIZE
from survey.storage.words.word_tables import quote_proposals, quotes

_PROPOSAL, _QUOTE = quote_proposals.c, quotes.c


@dataclass(frozen=True, slots=True, order=True)
class ApprovedQuote:
    """Words that a report may print, to which question and in which language; and who let it."""

    words: str = field(repr=False)
    question_id: str
    language: str
    proposed_by: str
    approved_by: str
    id: bytes = b""


def looked_at(conn: Connection, study_id: str) -> frozenset[bytes]:
    """Return the ids of texts that were looked at for a quote."""
    found = select(_PROPOSAL.text_id).where(_PROPOSAL.study_id == study_id)
    return frozenset(map(bytes, conn.execute(found).scalars()))


def proposed(conn: Connection, study_id: str) -> dict[bytes, str]:
    """Return who proposed a quote, by the id of the text, where nobody has approved it yet."""
    found = select(_PROPOSAL.text_id, _PROPOSAL.proposed_by).where(
        _PROPOSAL.study_id == study_id, _PROPOSAL.state == "proposed"
    )
    return {bytes(row.text_id): row.proposed_by for row in conn.execute(found)}


def keep_proposal(
    conn: Connection,
    study_id: str,
    text_id: bytes,
    name: str,
    state: Literal["proposed", "over"] = "proposed",
) -> None:
    """Note that a text was looked at for a quote: it is proposed, or that is over."""
    here = (_PROPOSAL.study_id == study_id, _PROPOSAL.text_id == text_id)
    if not conn.execute(update(quote_proposals).where(*here).values(state=state)).rowcount:
        conn.execute(
            insert(quote_proposals).values(
                study_id=study_id, text_id=text_id, state=state, proposed_by=name
            )
        )


def forget_proposal(conn: Connection, study_id: str, text_id: bytes) -> None:
    """Forget that a text was looked at for a quote."""
    here = (_PROPOSAL.study_id == study_id, _PROPOSAL.text_id == text_id)
    conn.execute(delete(quote_proposals).where(*here))


def approve(conn: Connection, study_id: str, quote: ApprovedQuote) -> None:
    """Store a quote under a random id.

    The table is made anew, so that neither the order of its rows nor their age says which text a
    quote came from. Call `leave_no_order` once the transaction is over.
    """
    conn.execute(
        insert(quotes).values(
            study_id=study_id,
            id=secrets.token_bytes(ID_SIZE),
            question_id=quote.question_id,
            words=quote.words,
            language=quote.language,
            proposed_by=quote.proposed_by,
            approved_by=quote.approved_by,
        )
    )
    rewrite(conn, quotes)


def approved(conn: Connection, study_id: str) -> tuple[ApprovedQuote, ...]:
    """Return the quotes that may be printed, in the order of their words."""
    columns = (
        _QUOTE.words,
        _QUOTE.question_id,
        _QUOTE.language,
        _QUOTE.proposed_by,
        _QUOTE.approved_by,
        _QUOTE.id,
    )
    found = conn.execute(select(*columns).where(_QUOTE.study_id == study_id))
    return tuple(sorted(ApprovedQuote(*row[:5], bytes(row[5])) for row in found))


def take_back(conn: Connection, study_id: str, quote_id: bytes) -> bool:
    """Forget an approved quote; return whether it was there."""
    here = (_QUOTE.study_id == study_id, _QUOTE.id == quote_id)
    return bool(conn.execute(delete(quotes).where(*here)).rowcount)
