"""Comparing what two coders gave to a text, once both have coded it, and settling it together.

One of the two proposes what holds and why, and the other agrees in their own sign-in. It must not
show a text's codes to anybody who did not code it, but for a reader in the place of one who left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from survey.answers.screening import findings
from survey.errors import BadInput, Refused, StudyStateWrong
from survey.questionnaire.texts import one_form, seen
from survey.services.steps.coded_texts import (
    Settlement,
    coded_text,
    finish_if_alike,
    settlement_of_text,
    store_settlement,
)
from survey.services.steps.reading_words import WordsKey
from survey.services.steps.words_readers import words_readers
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts
from survey.storage.words import code_book_rows, coding_rows, opened_texts
from survey.themes.code_book import REASON, CodeBook, resolved
from survey.themes.two_coders import CODERS, ComparedText, compared

_KEPT = "What both of you gave is kept."


@dataclass(frozen=True, slots=True)
class Comparison:
    """One text as one of its coders compares it: codes that both gave, codes that one gave, each
    with whose it is, and what was proposed for it. `names` are those of its coders by account."""

    book: CodeBook
    found: ComparedText
    names: Mapping[str, str]
    proposed: Settlement | None

    def can_agree(self, account_id: str) -> bool:
        """Tell whether somebody can agree to what is proposed: not to a proposal of their own."""
        return self.proposed is not None and self.proposed.proposed_by != account_id


def waits_for_talk(study_id: str, account_id: str) -> Callable[[Connection], frozenset[bytes]]:
    """Return what finds the texts that somebody coded, that another coded as well, and on which
    they differ; one that they made a proposal for waits for the other.

    In the place of a coder who cannot read any more, any other reader settles a text.
    """

    def found(connection: Connection) -> frozenset[bytes]:
        proposed = coding_rows.settlements(connection, study_id)
        own = {text_id for text_id, one in proposed.items() if one.proposed_by == account_id}
        waiting = opened_texts.in_stage(connection, study_id, "to code") - own
        readers = _readers(connection, study_id)
        return frozenset(
            text_id
            for text_id, coders in coding_rows.coders_by_text(connection, study_id).items()
            if text_id in waiting and _may_settle(account_id, coders, readers)
        )

    return found


def comparison_of(instance: Instance, key: WordsKey, text_id: bytes, account_id: str) -> Comparison:
    """Return a text's codes side by side; StudyStateWrong unless somebody and another have both
    coded it."""
    with instance.engine.connect() as connection:
        _require_both(connection, key.study_id, text_id, account_id)
        coded = coded_text(connection, key, text_id)
        book = code_book_rows.newest_book(connection, key.study_id)
        names = {}
        for coder in coded.given:
            account = accounts.by_id(connection, coder)
            names[coder] = "somebody who left" if account is None else account.name
        proposed = settlement_of_text(connection, key, text_id)
        return Comparison(book, compared(coded, book), names, proposed)


def settle_alike(instance: Instance, key: WordsKey, text_id: bytes) -> bool:
    """Let a text be done on which coders do not differ any more, since codes were merged."""
    with writing(instance.engine) as connection:
        return finish_if_alike(connection, key, text_id)


def propose_codes(
    instance: Instance,
    key: WordsKey,
    text_id: bytes,
    account_id: str,
    codes: Iterable[int],
    reason: str,
) -> None:
    """Propose what holds of a text, with a reason; what was proposed before is replaced.

    BadInput where the reason is missing, long, or holds what could point to somebody.
    """
    said = _reason(reason)
    with writing(instance.engine) as connection:
        _require_both(connection, key.study_id, text_id, account_id)
        book = code_book_rows.newest_book(connection, key.study_id)
        given = frozenset(codes)
        if not given <= {one.number for one in book.in_use}:
            raise BadInput(
                "The code book changed meanwhile: a code that you chose is not in use.",
                kept=_KEPT,
                do="Choose among the codes again.",
            )
        proposed = Settlement(account_id, "", resolved(book, given), said)
        store_settlement(connection, key, text_id, proposed)


def agree_to_codes(instance: Instance, key: WordsKey, text_id: bytes, account_id: str) -> None:
    """Agree to what another coder proposed for a text, which is done then; Refused for a proposal
    of one's own, and where there is none."""
    with writing(instance.engine) as connection:
        _require_both(connection, key.study_id, text_id, account_id)
        proposed = settlement_of_text(connection, key, text_id)
        if proposed is None or proposed.proposed_by == account_id:
            raise Refused(
                "There is nothing here that another coder proposed.",
                kept=_KEPT,
                do="Propose what holds. The other coder agrees in their own sign-in.",
            )
        agreed = Settlement(proposed.proposed_by, account_id, proposed.codes, proposed.reason)
        store_settlement(connection, key, text_id, agreed)
        opened_texts.move_on(connection, key.study_id, text_id, "to code", "done")


def _may_settle(account_id: str, coders: frozenset[str], readers: frozenset[str]) -> bool:
    """Tell whether somebody settles a text that so many coded: one of its coders, or a reader in
    the place of one who cannot read any more."""
    stands_in = account_id in readers and not coders <= readers
    return len(coders) >= CODERS and (account_id in coders or stands_in)


def _readers(connection: Connection, study_id: str) -> frozenset[str]:
    return frozenset(one.account_id for one in words_readers(connection, study_id) if one.is_in)


def _require_both(connection: Connection, study_id: str, text_id: bytes, account_id: str) -> None:
    coders = coding_rows.coders_of(connection, study_id, text_id)
    if _may_settle(account_id, coders, _readers(connection, study_id)):
        return
    raise StudyStateWrong(
        "This text is compared when you and another have both coded it.",
        kept="Nothing was shown.",
        do="Code it first, and let another code it alone.",
    )


def _reason(reason: str) -> str:
    said = one_form(reason)
    if not seen(said) or len(said) > REASON:
        raise BadInput(
            f"A reason of at most {REASON} letters says why these codes hold.",
            kept=_KEPT,
            do="Write it, without words of the text.",
        )
    if found := findings(said):
        raise BadInput(
            f"This reason holds what could point to someone: {found[0].kind}.",
            kept=_KEPT,
            do="Write it without words of the text.",
        )
    return said
