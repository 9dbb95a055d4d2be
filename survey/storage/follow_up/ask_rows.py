"""Asks as they are stored: who is asked, what was answered, what happened with each.

It knows rows. It must not know what may be done when, who works here, or the clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from survey.errors import StudyUnknown
from survey.follow_up.ask_life import AnswerStand, AskStand
from survey.follow_up.asks import (
    Ask,
    AskEvent,
    AskHappening,
    Body,
    BodyAnswer,
    BodyComment,
    CommentReceived,
    Evidence,
)
from survey.storage.follow_up.ask_tables import (
    ask_answers,
    ask_bodies,
    ask_comments,
    ask_events,
    ask_links,
    asks,
)


class AnswerVersion(NamedTuple):
    """One version of an answer, where it stands, and why it was put aside ("": it was not)."""

    answer: BodyAnswer
    stand: AnswerStand
    aside_because: str


class CommentRow(NamedTuple):
    """A comment on the facts with its number, why it was put aside ("": it was not), and on which
    day it was passed ("": it was not)."""

    number: int
    comment: BodyComment
    aside_because: str
    passed_on: str

    @property
    def is_printed(self) -> bool:
        """Tell whether readers see its words."""
        return bool(self.passed_on) and not self.aside_because

    @property
    def waits(self) -> bool:
        """Tell whether it waits for somebody to look at it."""
        return not self.passed_on and not self.aside_because


@dataclass(frozen=True, slots=True)
class AskRow:
    """An ask with all that is stored of it: the ask as readers would see it, where it stands, every
    version of every answer, every comment, and until when bodies look at the facts, with what they
    are shown of them."""

    ask: Ask
    stand: AskStand
    answers: tuple[AnswerVersion, ...] = ()
    comments: tuple[CommentRow, ...] = ()
    preview_until: date | None = None
    preview_words: str = ""

    @property
    def waiting(self) -> tuple[BodyAnswer, ...]:
        """Return the answers that wait for somebody to look at them."""
        return tuple(one.answer for one in self.answers if one.stand == "waiting")

    @property
    def waiting_comments(self) -> tuple[BodyComment, ...]:
        """Return the comments on the facts that wait for somebody to look at them."""
        return tuple(one.comment for one in self.comments if one.waits)


def add_ask(conn: Connection, ask: Ask) -> None:
    """Store a new draft of an ask, and who is asked."""
    conn.execute(insert(asks).values(id=ask.id, stand="draft", preview_words="", **_columns(ask)))
    _put_bodies(conn, ask)


def rewrite_ask(conn: Connection, ask: Ask) -> None:
    """Store what an ask says now, and who is asked; what happened with it stays. Links of whoever
    is not asked any more are erased."""
    conn.execute(update(asks).where(asks.c.id == ask.id).values(**_columns(ask)))
    conn.execute(delete(ask_bodies).where(ask_bodies.c.ask_id == ask.id))
    here, asked = ask_links.c, [one.id for one in ask.bodies]
    conn.execute(delete(ask_links).where(here.ask_id == ask.id, here.body_id.not_in(asked)))
    _put_bodies(conn, ask)


def bodies_ever(conn: Connection, ask_id: str) -> frozenset[str]:
    """Return the ids of bodies that anything of an ask is kept of, also of those that are not asked
    any more."""
    tables = (ask_bodies, ask_answers, ask_links, ask_comments, ask_events)
    found = (select(one.c.body_id).where(one.c.ask_id == ask_id) for one in tables)
    return frozenset(body_id for each in found for body_id in conn.execute(each).scalars())


def throw_ask_away(conn: Connection, ask_id: str) -> None:
    """Delete a draft and all that hangs on it."""
    for table in (ask_bodies, ask_answers, ask_links, ask_comments, ask_events):
        conn.execute(delete(table).where(table.c.ask_id == ask_id))
    conn.execute(delete(asks).where(asks.c.id == ask_id))


def change_ask(conn: Connection, ask_id: str, **values: Any) -> None:
    """Store other values in columns of an ask."""
    conn.execute(update(asks).where(asks.c.id == ask_id).values(**values))


def ask_row(conn: Connection, ask_id: str) -> AskRow:
    """Return an ask; StudyUnknown where there is none of that id."""
    found = _rows(conn, asks.c.id == ask_id)
    if not found:
        raise StudyUnknown(
            f"There is no ask {ask_id}.",
            kept="Nothing was changed.",
            do="Look at the list of asks.",
        )
    return found[0]


def ask_rows_of(conn: Connection, of_id: str) -> tuple[AskRow, ...]:
    """Return the asks of a study or council by their numbers."""
    return _rows(conn, asks.c.of_id == of_id)


def every_ask(conn: Connection) -> tuple[AskRow, ...]:
    """Return all asks, those of a study or council together and by their numbers."""
    return _rows(conn, asks.c.id != "")


def next_ask_number(conn: Connection, of_id: str) -> int:
    """Return the number that the next ask of a study or council gets."""
    highest = select(func.max(asks.c.number)).where(asks.c.of_id == of_id)
    return (conn.execute(highest).scalar() or 0) + 1


def add_answer(conn: Connection, ask_id: str, answer: BodyAnswer) -> None:
    """Store a version of an answer, which waits for somebody to look at it."""
    conn.execute(
        insert(ask_answers).values(
            ask_id=ask_id,
            body_id=answer.body_id,
            number=answer.number,
            stand="waiting",
            status=answer.status,
            words=answer.words,
            reason=answer.reason,
            evidence=answer.evidence,
            by_when=_day(answer.by_when),
            who=answer.who,
            answered_on=_day(answer.answered_on),
            aside_because="",
            mark="",
            mark_words="",
        )
    )


def change_answer(conn: Connection, ask_id: str, body_id: str, number: int, **values: Any) -> None:
    """Store other values in columns of one version of an answer."""
    here = ask_answers.c
    where = (here.ask_id == ask_id, here.body_id == body_id, here.number == number)
    conn.execute(update(ask_answers).where(*where).values(**values))


def add_comment(conn: Connection, ask_id: str, comment: BodyComment) -> None:
    """Store what a body said of the facts."""
    number = _next(conn, ask_comments, ask_id)
    row = {"body_id": comment.body_id, "words": comment.words, "day": _day(comment.day)}
    conn.execute(insert(ask_comments).values(ask_id=ask_id, number=number, aside_because="", **row))


def put_comment_aside(conn: Connection, ask_id: str, number: int, because: str) -> bool:
    """Store why a comment is not printed; False where there is none of that number."""
    where = (ask_comments.c.ask_id == ask_id, ask_comments.c.number == number)
    found = conn.execute(update(ask_comments).where(*where).values(aside_because=because))
    return bool(found.rowcount)


def pass_comment(conn: Connection, ask_id: str, number: int, day: date) -> bool:
    """Store on which day a comment was passed; False where none of that number waits."""
    here = ask_comments.c
    where = (here.ask_id == ask_id, here.number == number, here.passed_on.is_(None))
    waits = (*where, here.aside_because == "")
    return bool(conn.execute(update(ask_comments).where(*waits).values(passed_on=day)).rowcount)


def note_happening(
    conn: Connection, ask_id: str, day: date, what: AskHappening, body_id: str = "", words: str = ""
) -> None:
    """Store that something happened with an ask on a day."""
    number = _next(conn, ask_events, ask_id)
    row = {"day": day, "what": what, "body_id": body_id, "words": words}
    conn.execute(insert(ask_events).values(ask_id=ask_id, number=number, **row))


def move_ask(conn: Connection, ask_id: str, old: date, new: date) -> None:
    """Store another day on which an ask comes out, also in what happened with it."""
    change_ask(conn, ask_id, published_on=new)
    here = ask_events.c
    where = (here.ask_id == ask_id, here.what == "published", here.day == old)
    conn.execute(update(ask_events).where(*where).values(day=new))


def _next(conn: Connection, table: Table, ask_id: str) -> int:
    highest = select(func.max(table.c.number)).where(table.c.ask_id == ask_id)
    return (conn.execute(highest).scalar() or 0) + 1


def _columns(ask: Ask) -> dict[str, Any]:
    return {
        "of_id": ask.of_id,
        "number": ask.number,
        "practice": ask.practice,
        "sentence": ask.sentence,
        "theme": ask.theme,
        "done_looks_like": ask.done_looks_like,
        "evidence_json": json.dumps([one.model_dump() for one in ask.evidence]),
        "survivors_check": ask.survivors_check,
        "due_on": _day(ask.due_on),
        "sent_on": _day(ask.sent_on),
        "how_sent": ask.how_sent,
        "published_on": _day(ask.published_on),
        "withdrawn_on": _day(ask.withdrawn_on),
        "withdrawn_because": ask.withdrawn_because,
    }


def _put_bodies(conn: Connection, ask: Ask) -> None:
    for place, one in enumerate(ask.bodies, 1):
        row = {"group_of": one.group, "name": one.name, "function": one.function}
        conn.execute(
            insert(ask_bodies).values(
                ask_id=ask.id, body_id=one.id, place=place, leads=one.leads, **row
            )
        )


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _rows(conn: Connection, which: Any) -> tuple[AskRow, ...]:
    """Return the asks that a condition on their table is true of, five statements in all."""
    wanted = select(asks.c.id).where(which)
    bodies = _by_ask(conn, ask_bodies, ask_bodies.c.place, wanted)
    answers = _by_ask(conn, ask_answers, ask_answers.c.number, wanted)
    comments = _by_ask(conn, ask_comments, ask_comments.c.number, wanted)
    events = _by_ask(conn, ask_events, ask_events.c.number, wanted)
    found = conn.execute(select(asks).where(which).order_by(asks.c.of_id, asks.c.number))
    return tuple(
        _ask_row(
            dict(row),
            tuple(map(_body, bodies.get(row["id"], ()))),
            tuple(map(_answer, answers.get(row["id"], ()))),
            tuple(map(_comment, comments.get(row["id"], ()))),
            tuple(map(_event, events.get(row["id"], ()))),
        )
        for row in found.mappings()
    )


def _by_ask(conn: Connection, table: Table, order: Any, wanted: Any) -> dict[str, list[Any]]:
    by_ask: dict[str, list[Any]] = {}
    found = select(table).where(table.c.ask_id.in_(wanted)).order_by(table.c.ask_id, order)
    for row in conn.execute(found).mappings():
        by_ask.setdefault(row["ask_id"], []).append(row)
    return by_ask


def _ask_row(
    row: Mapping[str, Any],
    bodies: Sequence[Body],
    answers: Sequence[AnswerVersion],
    comments: Sequence[CommentRow],
    events: Sequence[AskEvent],
) -> AskRow:
    evidence = tuple(Evidence.model_validate(one) for one in json.loads(row["evidence_json"]))
    days = ("due_on", "sent_on", "published_on", "withdrawn_on")
    same = ("id", "of_id", "number", "practice", "sentence", "theme", "done_looks_like",
            "survivors_check", "how_sent", "withdrawn_because")  # fmt: skip
    ask = Ask(
        bodies=tuple(bodies),
        evidence=evidence,
        answers=tuple(one.answer for one in answers if one.stand == "published"),
        earlier_answers=tuple(one.answer for one in answers if one.stand == "corrected"),
        comments=tuple(one.comment for one in comments if one.is_printed),
        comments_received=tuple(
            CommentReceived(body_id=one.comment.body_id, day=one.comment.day)
            for one in comments
            if one.waits
        ),
        happened=tuple(sorted(events, key=lambda one: one.day)),
        **{name: row[name] for name in same},
        **{name: _iso(row[name]) for name in days},
    )
    preview = row["preview_until"], row["preview_words"]
    return AskRow(ask, row["stand"], tuple(answers), tuple(comments), *preview)


def _body(row: Mapping[str, Any]) -> Body:
    return Body(
        id=row["body_id"],
        group=row["group_of"],
        name=row["name"],
        function=row["function"],
        leads=row["leads"],
    )


def _answer(row: Mapping[str, Any]) -> AnswerVersion:
    same = ("body_id", "number", "status", "words", "reason", "evidence", "who", "mark")
    answer = BodyAnswer(
        by_when=_iso(row["by_when"]),
        answered_on=_iso(row["answered_on"]),
        mark_words=row["mark_words"],
        marked_on=_iso(row["marked_on"]),
        **{name: row[name] for name in same},
    )
    return AnswerVersion(answer, row["stand"], row["aside_because"])


def _comment(row: Mapping[str, Any]) -> CommentRow:
    said = BodyComment(body_id=row["body_id"], words=row["words"], day=_iso(row["day"]))
    return CommentRow(row["number"], said, row["aside_because"], _iso(row["passed_on"]))


def _event(row: Mapping[str, Any]) -> AskEvent:
    return AskEvent(
        day=_iso(row["day"]), what=row["what"], body_id=row["body_id"], words=row["words"]
    )
