"""Publishing an ask, with its report or later; noting how it was sent; withdrawing it in public.

It knows asks and days. It must not know answers of people.
"""

from __future__ import annotations

from datetime import date

from survey.errors import BadInput
from survey.follow_up.ask_limits import ASK_LETTERS
from survey.services.steps.ask_acts import ask_for, go_out, note_ask, require_needs, words_within
from survey.services.steps.ask_sources import ask_source
from survey.services.steps.reading_shelf import shelved
from survey.storage.database import writing
from survey.storage.follow_up import ask_link_rows, ask_rows
from survey.storage.instance import Instance

_KEPT = "Nothing was changed."


def make_ask_ready(instance: Instance, ask_id: str, today: date) -> None:
    """Let an ask go out when its report is published; BadInput for what is missing."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "made ready")
        require_needs(conn, row, "made ready", today)
        ask_rows.change_ask(conn, ask_id, stand="ready")
        note_ask(conn, row.ask, "ask made ready", today)


def take_ask_back(instance: Instance, ask_id: str, today: date) -> None:
    """Let an ask that waited for its report be a draft again."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "taken back")
        ask_rows.change_ask(conn, ask_id, stand="draft")
        note_ask(conn, row.ask, "ask taken back", today)


def publish_ask(instance: Instance, ask_id: str, today: date, on: date | None = None) -> None:
    """Publish an ask from today on, from a day ahead, or from when its newest report is read.

    StudyStateWrong where it is out; BadInput for what is missing, or a day that is over; Refused
    while bodies look at its facts, and before its report is public.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "published")
        require_needs(conn, row, "published", today)
        shelf = shelved(conn, row.ask.of_id, today)
        out_from = ask_source(conn, row.ask.of_id).out_from
        first = max(today, shelf.held_until or out_from or today)
        day = on or first
        if not first <= day < date.fromisoformat(row.ask.due_on):
            raise BadInput(
                f"It cannot be published on {day.isoformat()}.",
                kept=_KEPT,
                do=f"Choose a day from {first.isoformat()} on, before the one by which an answer "
                "is due.",
            )
        go_out(conn, row, day, today)


def note_sent(instance: Instance, ask_id: str, how: str, on: date, today: date) -> None:
    """Keep on which day and how an ask was sent; BadInput for no words, or a day ahead or before
    it was published."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "sent")
        said = words_within(how, "How it was sent", ASK_LETTERS["how_sent"], needed=True)
        if not row.ask.published_on <= on.isoformat() <= today.isoformat():
            raise BadInput(
                f"It cannot have been sent on {on.isoformat()}.",
                kept=_KEPT,
                do="Write a day since it was published, up to today.",
            )
        ask_rows.change_ask(conn, ask_id, sent_on=on, how_sent=said)
        ask_rows.note_happening(conn, ask_id, on, "sent", words=said)
        note_ask(conn, row.ask, "ask sent", today, f"On {on.isoformat()}: {said}")


def withdraw_ask(instance: Instance, ask_id: str, because: str, today: date) -> None:
    """Withdraw a published ask in public; it stays to be read, with the reason."""
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "withdrawn")
        said = words_within(because, "The reason", ASK_LETTERS["reason"], needed=True)
        ask_rows.change_ask(
            conn, ask_id, stand="withdrawn", withdrawn_on=today, withdrawn_because=said
        )
        ask_rows.note_happening(conn, ask_id, today, "withdrawn", words=said)
        ask_link_rows.drop_ask_links(conn, ask_id)
        note_ask(conn, row.ask, "ask withdrawn", today, said)
