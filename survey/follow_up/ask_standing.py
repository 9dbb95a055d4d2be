"""How an ask stands on a day, in all and with each body: what follows from the clock alone.

The day is handed in as an ISO date. It must not know rows, pages or who works here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.follow_up.asks import Ask, AskStanding, Body, BodyAnswer

#: Days after the day an answer was due by: the reminder, the second letter, the "no answer" page.
REMINDER_AFTER = 1
SECOND_LETTER_AFTER = 30
NO_ANSWER_AFTER = 60

#: Days for which a body can look at the facts before a report comes out.
PREVIEW_DAYS = 14
#: Days for which a link to answer by works.
LINK_DAYS = 90
#: Days that a body has where nobody said another day.
DEFAULT_DUE_DAYS = 90

#: A step of the ladder that a body that does not answer climbs; "": none.
LadderStep = Literal["", "reminder", "second letter", "no answer"]

_LADDER: tuple[tuple[int, LadderStep], ...] = (
    (NO_ANSWER_AFTER, "no answer"),
    (SECOND_LETTER_AFTER, "second letter"),
    (REMINDER_AFTER, "reminder"),
)


@dataclass(frozen=True, slots=True)
class BodyStanding:
    """How one body stands on a day: its newest answer, if there is one, and where on the ladder.

    `late_by` are the days since an answer was due (0: none is). `promise_late`: what it said it
    would do by a day was not told to be done, and that day is over.
    """

    body: Body
    standing: AskStanding
    answer: BodyAnswer | None = None
    step: LadderStep = ""
    late_by: int = 0
    promise_late: bool = False


def answer_of(ask: Ask, body_id: str) -> BodyAnswer | None:
    """Return the newest published answer of a body, or None."""
    return next((one for one in reversed(ask.answers) if one.body_id == body_id), None)


def ladder_step(late_by: int) -> LadderStep:
    """Return the step of the ladder that so many days after the due day lead to."""
    return next((step for after, step in _LADDER if late_by >= after), "")


def body_standing(ask: Ask, body: Body, today: date) -> BodyStanding:
    """Return how one body of an ask stands on a day; of a withdrawn ask nothing is overdue."""
    answer = answer_of(ask, body.id)
    if answer is not None:
        is_promise = answer.status in ("accepted", "partly") and answer.by_when
        late = bool(is_promise and not ask.withdrawn_on and answer.by_when < today.isoformat())
        return BodyStanding(body, answer.status, answer, promise_late=late)
    if ask.withdrawn_on:
        return BodyStanding(body, "withdrawn")
    late_by = max(0, (today - date.fromisoformat(ask.due_on)).days) if ask.due_on else 0
    if not ask.published_on or late_by == 0:
        return BodyStanding(body, "no answer yet")
    return BodyStanding(body, "overdue", None, ladder_step(late_by), late_by)


def body_standings(ask: Ask, today: date) -> tuple[BodyStanding, ...]:
    """Return how each body stands on a day, the one that leads first."""
    leading_first = sorted(ask.bodies, key=lambda one: not one.leads)
    return tuple(body_standing(ask, body, today) for body in leading_first)


def ask_standing(ask: Ask, today: date) -> AskStanding:
    """Return how an ask stands in all on a day.

    One body that is overdue makes the ask overdue, one that has not answered leaves it open; then
    it is declined, accepted or done where all say so, accepted where they accept it or have done
    it, and else partly.
    """
    if ask.withdrawn_on:
        return "withdrawn"
    held = {one.standing for one in body_standings(ask, today)}
    for first in ("overdue", "no answer yet"):
        if first in held:
            return first
    if len(held) == 1:
        return held.pop()
    return "accepted" if held == {"accepted", "done"} else "partly" if held else "no answer yet"


def silent_bodies(ask: Ask, today: date) -> int:
    """Return how many bodies of an ask have not answered on a day."""
    silent = ("no answer yet", "overdue")
    return sum(one.standing in silent for one in body_standings(ask, today))


def standing_counts(asks: tuple[Ask, ...], today: date) -> Mapping[AskStanding, int]:
    """Return how many asks stand how on a day; what no ask stands at is not there."""
    counts: dict[AskStanding, int] = {}
    for ask in asks:
        standing = ask_standing(ask, today)
        counts[standing] = counts.get(standing, 0) + 1
    return counts
