"""The one thing to do next with an ask, from where it stands on a day.

It knows words and days. It must not know pages, rows or who works here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.follow_up.ask_life import AskStand
from survey.follow_up.ask_limits import wanting_to_publish
from survey.follow_up.ask_standing import BodyStanding, body_standings
from survey.follow_up.asks import Ask

#: What is done next; "wait" is for a day, "nothing" for good.
AskTodo = Literal[
    "look at an answer", "look at a comment", "write", "wait for the preview", "publish",
    "wait for the report", "send", "remind", "write again", "tell that nothing came",
    "ask the council", "ask what became of it", "wait", "nothing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskNext:
    """What is done next, about which bodies, and what has to be written first ("": nothing)."""

    todo: AskTodo
    bodies: tuple[BodyStanding, ...] = ()
    wanting: tuple[str, ...] = ()


def ask_next(
    ask: Ask,
    stand: AskStand,
    today: date,
    *,
    waiting: Sequence[str] = (),
    commented: Sequence[str] = (),
    preview_until: date | None = None,
    report_is_public: bool = False,
) -> AskNext:
    """Return the one thing to do next; `waiting` are the bodies whose answers wait, `commented`
    those whose comments on the facts do."""
    held = body_standings(ask, today)
    if waiting:
        return AskNext("look at an answer", tuple(one for one in held if one.body.id in waiting))
    if commented:
        who = tuple(one for one in held if one.body.id in commented)
        return AskNext("look at a comment", who)
    if stand == "withdrawn":
        return AskNext("nothing")
    if stand == "published":
        return _of_published(ask, held)
    if wanting := tuple(wanting_to_publish(ask)):
        return AskNext("write", wanting=wanting)
    if preview_until is not None and today <= preview_until:
        return AskNext("wait for the preview")
    if stand == "ready" and not report_is_public:
        return AskNext("wait for the report")
    return AskNext("publish")


def _of_published(ask: Ask, held: Sequence[BodyStanding]) -> AskNext:
    # who answered has the link already, whether or not somebody noted how it went out
    unsent = () if ask.sent_on else tuple(one for one in held if one.answer is None)
    if unsent:
        return AskNext("send", unsent)
    steps: tuple[tuple[str, AskTodo], ...] = (
        ("no answer", "tell that nothing came"),
        ("second letter", "write again"),
        ("reminder", "remind"),
    )
    for step, todo in steps:
        if late := tuple(one for one in held if one.step == step):
            return AskNext(todo, late)
    if ask.survivors_check:
        unmarked = tuple(one for one in held if one.answer is not None and not one.answer.mark)
        if unmarked:
            return AskNext("ask the council", unmarked)
    if promised := tuple(one for one in held if one.promise_late):
        return AskNext("ask what became of it", promised)
    is_open = any(one.standing in ("no answer yet", "accepted", "partly") for one in held)
    return AskNext("wait" if is_open else "nothing")
