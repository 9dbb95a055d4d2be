"""One-time links of bodies, and what they do with them: answer, or comment on the facts.

It knows marks of links. It must not know who has one; nothing of a device or place is kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from sqlalchemy import Connection

from survey.errors import BadInput, Refused
from survey.follow_up.ask_limits import ANSWER_LETTERS, wrong_with_answer
from survey.follow_up.ask_standing import LINK_DAYS, PREVIEW_DAYS, answer_of
from survey.follow_up.asks import AnswerStatus, Ask, Body, BodyAnswer, BodyComment
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.steps.ask_acts import (
    ask_for,
    body_of,
    note_ask,
    require_needs,
    words_within,
)
from survey.services.steps.ask_sources import (
    AskSource,
    CitableCell,
    ask_source,
    evidence_read,
    evidence_signed,
)
from survey.services.steps.staff_links import hour_of
from survey.storage.database import writing
from survey.storage.follow_up import ask_link_rows, ask_rows
from survey.storage.follow_up.ask_link_rows import AskLinkPlace, AskLinkPurpose
from survey.storage.instance import Instance

#: No link is longer than this; of what is typed instead no more is looked at.
_MOST_LETTERS = 64
#: Comments of one body.
MOST_COMMENTS_OF_BODY = 10
#: Who is named in the journal for what comes by a link.
BODY_ROLE = "body asked"


@dataclass(frozen=True, slots=True)
class AskLinkShown:
    """What whoever has a link is shown: the ask, which body is meant, what it rests on.

    `before` is what the body answered last (None: nothing). `preview_words` are the sentences of
    the report that concern it, `until` the last day on which the link works for looking at them.
    """

    purpose: AskLinkPurpose
    ask: Ask
    body: Body
    source: AskSource
    cells: tuple[CitableCell, ...]
    before: BodyAnswer | None = None
    preview_words: str = ""
    until: date | None = None
    comments: tuple[str, ...] = ()


def make_answer_link(instance: Instance, ask_id: str, body_id: str, now: datetime) -> str:
    """Return the secret end of a link by which a body answers; it is shown once and kept nowhere.

    It works once, for 90 days; one made before for the same body leads nowhere.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "linked")
        body = body_of(row.ask, body_id)
        if row.stand != "published" or row.ask.published_on > now.date().isoformat():
            raise Refused(
                "An ask is answered once it is public.",
                kept="No link was made.",
                do="Publish the ask, then make the link.",
            )
        until = hour_of(now + timedelta(days=LINK_DAYS))
        token = _link(conn, instance, AskLinkPlace(ask_id, body.id, "answer"), until)
        note_ask(conn, row.ask, "link of an ask made", now.date(), f"Body {body.id} answers by it.")
    return token


def make_preview_link(
    instance: Instance, ask_id: str, body_id: str, words: str, now: datetime
) -> str:
    """Return the secret end of a link by which a body looks at the facts, before they are public.

    It works for fourteen days from the first link of an ask on, as often as it is pressed. `words`
    are the sentences of the report that concern those who are asked. Refused before two people
    signed for the numbers.
    """
    with writing(instance.engine) as conn:
        row = ask_for(conn, ask_id, "previewed")
        body = body_of(row.ask, body_id)
        require_needs(conn, row, "previewed", now.date())
        said = words_within(words, "What they read", ANSWER_LETTERS["words"])
        until = row.preview_until or now.date() + timedelta(days=PREVIEW_DAYS)
        if until < now.date():
            raise Refused(
                f"The facts could be looked at until {until.isoformat()}.",
                kept="No link was made.",
                do="Publish the ask: the body can answer it then.",
            )
        last = datetime.combine(until + timedelta(days=1), datetime.min.time(), now.tzinfo)
        token = _link(conn, instance, AskLinkPlace(ask_id, body.id, "preview"), hour_of(last))
        ask_rows.change_ask(conn, ask_id, preview_until=until, preview_words=said)
        note_ask(
            conn, row.ask, "link of an ask made", now.date(), f"Body {body.id} looks at the facts."
        )
    return token


def link_shown(instance: Instance, token: str, now: datetime) -> AskLinkShown | None:
    """Return what a link leads to; None where it leads nowhere by now. Looking uses nothing up."""
    with instance.engine.connect() as conn:
        place = _place(conn, instance, token, now)
        return None if place is None else _shown(conn, place, now.date())


def answer_by_link(instance: Instance, token: str, given: BodyAnswer, now: datetime) -> None:
    """Keep what a body answered, until a coordinator looks; its link leads nowhere afterwards.

    `given` has its words; which body it is, its number and day are known here. Refused where the
    link leads nowhere; BadInput for what is missing or too long: the link still works then.
    """
    with writing(instance.engine) as conn:
        place = _require(conn, instance, token, now, "answer")
        row = ask_for(conn, place.ask_id, "answered")
        earlier = [one for one in row.answers if one.answer.body_id == place.body_id]
        number = max((one.answer.number for one in earlier), default=0) + 1
        known = {"body_id": place.body_id, "number": number, "answered_on": now.date().isoformat()}
        answer = given.model_copy(update=known)
        _require_complete(answer, now.date())
        for one in earlier:
            if one.stand == "waiting":
                ask_rows.change_answer(
                    conn,
                    place.ask_id,
                    place.body_id,
                    one.answer.number,
                    stand="put aside",
                    aside_because="The body sent another answer.",
                )
        ask_rows.add_answer(conn, place.ask_id, answer)
        ask_link_rows.drop_ask_link(conn, place)
        note_ask(conn, row.ask, "ask answered", now.date(), f"Body {place.body_id}.")


def comment_by_link(instance: Instance, token: str, words: str, now: datetime) -> None:
    """Keep what a body says of the facts; its link goes on until its last day."""
    with writing(instance.engine) as conn:
        place = _require(conn, instance, token, now, "preview")
        row = ask_for(conn, place.ask_id, "commented")
        said = words_within(words, "The comment", ANSWER_LETTERS["comment"], needed=True)
        mine = [one for one in row.comments if one.comment.body_id == place.body_id]
        if len(mine) >= MOST_COMMENTS_OF_BODY:
            raise BadInput(
                f"There are {MOST_COMMENTS_OF_BODY} comments already, and no more are taken.",
                kept="Those that were sent are kept.",
                do="Write to whoever sent you the link.",
            )
        day = now.date().isoformat()
        comment = BodyComment(body_id=place.body_id, words=said, day=day)
        ask_rows.add_comment(conn, place.ask_id, comment)
        note_ask(conn, row.ask, "facts commented", now.date(), f"Body {place.body_id}.")


def _require_complete(answer: BodyAnswer, today: date) -> None:
    wrong = list(wrong_with_answer(answer))
    if wrong:
        raise BadInput(
            wrong[0][1], kept="Nothing was sent. What you wrote stands below.", do="Then send it."
        )
    try:
        if answer.by_when:
            date.fromisoformat(answer.by_when)
    except ValueError:
        raise BadInput(
            f"“{answer.by_when[:40]}” is no day.",
            kept="Nothing was sent. What you wrote stands below.",
            do="Write the day as 2027-02-28, or leave it empty.",
        ) from None
    if answer.by_when and answer.status != "done" and answer.by_when < today.isoformat():
        raise BadInput(
            "The day by which you will do it is over.",
            kept="Nothing was sent. What you wrote stands below.",
            do="Write a day that is to come, or leave it empty.",
        )


def _link(conn: Connection, instance: Instance, place: AskLinkPlace, until_hour: int) -> str:
    token = secrets.token_urlsafe(24)
    ask_link_rows.put_ask_link(conn, place, _mark(instance, token), until_hour)
    return token


def _mark(instance: Instance, token: str) -> bytes:
    said = token[:_MOST_LETTERS].encode("utf-8", "replace").decode()
    return staff_mark(instance.site_key, "ask link", said)


def _place(conn: Connection, instance: Instance, token: str, now: datetime) -> AskLinkPlace | None:
    """Return where a link leads; None where it ended, or its body is not asked any more."""
    place = ask_link_rows.ask_link_of(conn, _mark(instance, token), hour_of(now))
    if place is None:
        return None
    asked = {one.id for one in ask_rows.ask_row(conn, place.ask_id).ask.bodies}
    return place if place.body_id in asked else None


def _require(
    conn: Connection, instance: Instance, token: str, now: datetime, purpose: AskLinkPurpose
) -> AskLinkPlace:
    place = _place(conn, instance, token, now)
    if place is None or place.purpose != purpose:
        raise Refused(
            "This link leads nowhere: it was used, is too old, or was replaced.",
            kept="Nothing was sent. What you wrote stands below.",
            do="Ask whoever sent it to you for another.",
        )
    return place


def _shown(conn: Connection, place: AskLinkPlace, today: date) -> AskLinkShown:
    row = ask_rows.ask_row(conn, place.ask_id)
    ask, body = row.ask, body_of(row.ask, place.body_id)
    if place.purpose == "preview":
        cells = evidence_signed(conn, ask.of_id, ask.evidence)
    else:
        cells = evidence_read(conn, ask.of_id, ask.evidence, today)
    return AskLinkShown(
        place.purpose,
        ask,
        body,
        ask_source(conn, ask.of_id),
        cells,
        answer_of(ask, body.id),
        row.preview_words,
        row.preview_until,
        tuple(one.comment.words for one in row.comments if one.comment.body_id == body.id),
    )


def status_of(text: str) -> AnswerStatus | None:
    """Return how a body answers, from what a form sent; None for nothing that is known."""
    return next((one for one in get_args(AnswerStatus) if one == text), None)
