"""The life of an ask and of an answer to it, as one table: what is possible when, and whose it is.

It knows words. It must not know rows, pages, who works here, or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from survey.follow_up.asks import AskHappening

#: Where an ask stands on its way. A ready one goes out with the report that it follows from.
AskStand = Literal["draft", "ready", "published", "withdrawn"]
#: Where one answer stands: it waits for a coordinator to look, is public, was not published, or was
#: corrected by the next version of its body. "": nothing was given yet.
AnswerStand = Literal["", "waiting", "published", "put aside", "corrected"]

AskAct = Literal[
    "written", "rewritten", "thrown away", "made ready", "taken back", "linked", "previewed",
    "commented", "published", "sent", "withdrawn",
    "answered", "answer published", "answer put aside", "marked",
]  # fmt: skip
AskActor = Literal["coordinator", "body", "survivors", "program"]
AskNeed = Literal[
    "somebody is asked",
    "one of them leads",
    "what it rests on is printed",
    "no preview is running",
    "its report is public",
    "it may leave",
    "an answer is due on a day ahead",
    "a reason",
    "a reason where it is declined",
    "evidence where it is done",
    "words of the survivors",
]


@dataclass(frozen=True, slots=True)
class AskRule:
    """One act on an ask: from where it leads where, whose it is, and what it needs.

    `answer` says the same of the answer it is about (empty: about none). `told` is what readers are
    told of it (None: nothing), and `forever` what of it can never be undone ("": all of it can).
    """

    leads: Mapping[AskStand, AskStand]
    by: AskActor
    needs: frozenset[AskNeed] = frozenset()
    answer: Mapping[AnswerStand, AnswerStand] | None = None
    told: AskHappening | None = None
    forever: str = ""


def _kept(*stands: AskStand) -> dict[AskStand, AskStand]:
    return {stand: stand for stand in stands}


_COMPLETE: frozenset[AskNeed] = frozenset(
    {
        "somebody is asked",
        "one of them leads",
        "what it rests on is printed",
        "an answer is due on a day ahead",
    }
)

ASK_LIFE: Mapping[AskAct, AskRule] = {
    "written": AskRule({"draft": "draft"}, "coordinator"),
    "rewritten": AskRule({"draft": "draft", "ready": "draft"}, "coordinator"),
    "thrown away": AskRule(_kept("draft"), "coordinator", forever="its words"),
    "made ready": AskRule({"draft": "ready"}, "coordinator", _COMPLETE),
    "taken back": AskRule({"ready": "draft"}, "coordinator"),
    "linked": AskRule(_kept("draft", "ready", "published"), "coordinator"),
    "previewed": AskRule(
        _kept("draft", "ready"),
        "coordinator",
        frozenset({"what it rests on is printed", "it may leave"}),
    ),
    "commented": AskRule(_kept("draft", "ready", "published"), "body", told="commented"),
    "published": AskRule(
        {"draft": "published", "ready": "published"},
        "coordinator",
        _COMPLETE
        | frozenset[AskNeed]({"no preview is running", "its report is public", "it may leave"}),
        told="published",
        forever="its sentence, who is asked, and what it rests on",
    ),
    "sent": AskRule(_kept("published"), "coordinator", told="sent"),
    "withdrawn": AskRule(
        {"published": "withdrawn"},
        "coordinator",
        frozenset({"a reason"}),
        told="withdrawn",
        forever="that it is withdrawn, and why",
    ),
    "answered": AskRule(
        _kept("published"),
        "body",
        frozenset({"a reason where it is declined", "evidence where it is done"}),
        {"": "waiting", "waiting": "put aside"},
    ),
    "answer published": AskRule(
        _kept("published", "withdrawn"),
        "coordinator",
        answer={"waiting": "published", "published": "corrected"},
        told="answered",
        forever="what people have read",
    ),
    "answer put aside": AskRule(
        _kept("published", "withdrawn"),
        "coordinator",
        frozenset({"a reason"}),
        {"waiting": "put aside"},
    ),
    "marked": AskRule(
        _kept("published", "withdrawn"),
        "survivors",
        frozenset({"words of the survivors"}),
        {"published": "published"},
        "marked",
    ),
}


def ask_may(stand: AskStand, act: AskAct) -> bool:
    """Return whether an act is possible where an ask stands."""
    return stand in ASK_LIFE[act].leads


def acts_on(stand: AskStand) -> tuple[AskAct, ...]:
    """Return the acts that are possible where an ask stands."""
    return tuple(act for act in ASK_LIFE if ask_may(stand, act))


def answer_may(stand: AnswerStand, act: AskAct) -> bool:
    """Return whether an act on an answer is possible where that answer stands."""
    return stand in (ASK_LIFE[act].answer or {})
