"""Inviting people to a study with codes of one use: made, replaced, and what was made.

It knows codes for as long as a call lasts. It must not store, log or return them but to whoever is
handed them, and must not know who is given which.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from survey.errors import Action, BadInput, Do, Refused, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.sealing.codes.card_codes import DRAWN, card_code, card_mark, understood
from survey.sealing.codes.invitations import CODE_LETTERS
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.studies import card_marks, study_life, study_rows
from survey.storage.studies.card_marks import CardBatch
from survey.studies.life_table import may

#: Codes that are made at once, and that a study can have in all.
MOST_AT_ONCE = 10_000
MOST_CARDS = 20_000
#: Letters of the words that say for whom cards are.
MOST_WORDS = 60

#: Takes new codes, as they are printed. They work only when it has returned.
HandOut = Callable[[Sequence[str]], None]

_NONE_MADE = "No code was made."


@dataclass(frozen=True, slots=True)
class Invited:
    """What a study looks like from outside: how people come in, where, in which languages.

    `by_codes` says that codes are taken, `by_address` that nobody needs one, `takes_more` that
    codes can be made now; `made` is what was made of them, the newest first.
    """

    study_id: str
    address: str
    languages: tuple[str, ...]
    by_codes: bool
    by_address: bool
    opened_on: date
    closes_on: date
    takes_more: bool
    practice: bool
    made: tuple[CardBatch, ...]


def see_invitations(instance: Instance, study_id: str) -> Invited:
    """Return how people come to a study, and what was made of codes. There is no more to be known:
    no use of a code is counted anywhere.

    StudyUnknown; StudyStateWrong for a council's round.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        made = card_marks.batches(connection, study_id)
    return Invited(
        study_id,
        f"{instance.settings.address_of_site}/f/{study_id}",
        from_json(row.questionnaire_json).languages,
        by_codes=row.entrance is not None,
        by_address=row.entrance != "codes",
        opened_on=row.opened_on,
        closes_on=row.closes_on,
        takes_more=may(row.stand, "invited"),
        practice=row.practice,
        made=made,
    )


def create_invitations(
    instance: Instance, study_id: str, count: int, words: str, today: date, hand_out: HandOut
) -> None:
    """Make `count` codes for a study; `words` say for whom, and may be empty.

    `hand_out` takes the codes; they work once it has returned. StudyUnknown; StudyStateWrong unless
    the study is open or paused; Refused where it takes no codes, or for too many; BadInput for a
    number that is none, and for words that are too long.
    """
    words = _for_whom(words)
    _require_count(count)
    with instance.engine.connect() as connection:
        _require_room(connection, study_id, count)
    codes = tuple(_drawn() for _ in range(count))
    hand_out(codes)
    with writing(instance.engine) as connection:
        hold_letterbox(connection)  # a mix makes the table anew
        row = _require_room(connection, study_id, count)
        marks = (card_mark(instance.site_key, study_id, code) for code in codes)
        card_marks.add(connection, study_id, marks)
        card_marks.note_batch(connection, study_id, CardBatch(today, count, words))
        study_life.invite(connection, row, today, f"{count:,} codes.")


def replace_invitation(
    instance: Instance, study_id: str, typed: str, today: date, hand_out: HandOut
) -> None:
    """Let a code work no more, and make another in its place.

    The same is done and said whether the old one was used, replaced before, or never made.
    `hand_out` takes the new one, which works once that has returned. BadInput for what can be no
    code; else as `create_invitations` refuses.
    """
    if not understood(typed):
        raise BadInput(
            "This cannot be a code: a code has 15 letters and digits, in three groups of five.",
            kept="Nothing was changed.",
            do="Read it again from the card.",
        )
    with instance.engine.connect() as connection:
        _require_room(connection, study_id, 1)
    code = _drawn()
    hand_out((code,))
    old, new = (card_mark(instance.site_key, study_id, one) for one in (typed, code))
    with writing(instance.engine) as connection:
        hold_letterbox(connection)
        row = _require_room(connection, study_id, 1)
        card_marks.replace(connection, study_id, old, new)
        study_life.invite(connection, row, today, "One code in place of another.")


def code_sheet(codes: Sequence[str], address: str) -> str:
    """Return codes as CSV, a line each, with the address to type them at."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["code", "address"])
    writer.writerows([code, address] for code in codes)
    return lines.getvalue()


def reminder_day(invited: Invited) -> date:
    """Return the day for the one reminder that everybody gets: a week before the last day, or half
    of the way where there is less time."""
    days = (invited.closes_on - invited.opened_on).days
    return invited.closes_on - timedelta(days=min(7, days // 2))


def _drawn() -> str:
    return card_code([secrets.choice(CODE_LETTERS) for _ in range(DRAWN)])


def _for_whom(words: str) -> str:
    said = " ".join(words.split())
    if len(said) > MOST_WORDS:
        raise BadInput(
            f"The words that say for whom the cards are have {len(said)} letters.",
            kept=_NONE_MADE,
            do=f"Write {MOST_WORDS} or fewer, such as the name of a partner, never of a person.",
        )
    return said


def _require_count(count: int) -> None:
    if not 1 <= count <= MOST_AT_ONCE:
        raise BadInput(
            f"{count:,} codes cannot be made at once.",
            kept=_NONE_MADE,
            do=f"Ask for 1 to {MOST_AT_ONCE:,}.",
        )


def _require_room(connection: Connection, study_id: str, more: int) -> study_rows.StudyRow:
    """Return a study; refuse where it takes no codes, or not so many."""
    row = study_rows.get(connection, study_id)
    study_rows.require_survey(row)
    if row.entrance is None:
        raise Refused(
            f"The study {study_id} is open to everybody with its address, so a code would do "
            "nothing.",
            kept=_NONE_MADE,
            do=(
                "How people come in was told to them when it was published. To ask with codes",
                Action(Do.PUBLISH_STUDY),
            ),
        )
    if not may(row.stand, "invited"):
        raise StudyStateWrong(
            f"The study {study_id} is {row.stand}: no new code would be taken.",
            kept=_NONE_MADE,
            do="Codes are made while a study is open or paused.",
        )
    made = card_marks.made(connection, study_id)
    if made + more > MOST_CARDS:
        raise Refused(
            f"The study {study_id} has {made:,} codes, and can have {MOST_CARDS:,}.",
            kept=f"{_NONE_MADE} Those that were handed out stay good.",
            do=f"Ask for {MOST_CARDS - made:,} or fewer." if made < MOST_CARDS else "",
        )
    return row
