"""Asks as they stood at the end of a day, and what happened with them in a year.

It knows days that are handed in. It must not know the clock, rows or pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from survey.follow_up.asks import Ask, AskEvent, BodyAnswer


def last_day(year: int, today: date) -> date:
    """Return the day up to which a year is told of: its last, or today while it goes on."""
    return min(date(year, 12, 31), today)


def ask_as_of(ask: Ask, day: date) -> Ask:
    """Return an ask as it stood at the end of a day: what came later is not there."""
    until = day.isoformat()
    given = [one for one in (*ask.earlier_answers, *ask.answers) if one.answered_on <= until]
    newest = {one.body_id: one for one in sorted(given, key=lambda one: one.number)}
    withdrawn = bool(ask.withdrawn_on) and ask.withdrawn_on <= until
    values = {
        "answers": tuple(_marked_by(one, until) for one in newest.values()),
        "earlier_answers": tuple(one for one in given if one not in newest.values()),
        "happened": tuple(one for one in ask.happened if one.day <= until),
        "withdrawn_on": ask.withdrawn_on if withdrawn else "",
        "withdrawn_because": ask.withdrawn_because if withdrawn else "",
    }
    if ask.sent_on > until:
        values |= {"sent_on": "", "how_sent": ""}
    return ask.model_copy(update=values)


def asks_of_year(asks: Iterable[Ask], day: date) -> tuple[Ask, ...]:
    """Return the asks that were out on a day, as they stood then."""
    out = (one for one in asks if one.published_on and one.published_on <= day.isoformat())
    return tuple(ask_as_of(one, day) for one in out)


def happened_in(ask: Ask, year: int) -> tuple[AskEvent, ...]:
    """Return what happened with an ask in a year, the first first."""
    return tuple(one for one in ask.happened if one.day.startswith(f"{year:04d}-"))


def _marked_by(answer: BodyAnswer, until: str) -> BodyAnswer:
    if answer.marked_on <= until:
        return answer
    return answer.model_copy(update={"mark": "", "mark_words": "", "marked_on": ""})
