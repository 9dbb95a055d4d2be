"""The life of a study as a table: which event is possible when, whose it is, and what it needs.

It knows states, events and the names of needs. It must not know answers, days or pages; whoever
lets an event happen sees to what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StoredState = Literal["open", "closed", "released", "archived"]
#: Whether an open study takes answers; "withdrawn" and "shredded" stand beside the state
#: "archived" only.
Taking = Literal["yes", "paused", "ended", "withdrawn", "shredded"]

#: Where a study stands. A draft is a file, kept with its versions or only in somebody's hand; it
#: is in review while survivors read it, ready when nothing is left to do, and can be put aside. An
#: ended study takes no more answers, while people can still take theirs back until the day that
#: they were told. At "closing" nothing can come in or be taken back any more, and what closed is
#: about to be fixed. Once it is archived nothing of its answers is left here, and once it is
#: shredded nothing that can be opened is left in any backup either.
Stand = Literal[
    "draft", "in review", "ready", "put aside",
    "open", "paused", "ended", "closing", "closed", "released", "withdrawn", "archived", "shredded",
]  # fmt: skip

StudyEvent = Literal[
    "rewritten", "sent to reviewers", "found ready", "put aside", "taken out again",
    "published", "paused", "resumed", "extended", "ended", "corrected", "withdrawn",
    "invited", "shut", "closed", "released", "asked for headlines", "report published",
    "taken up again", "archived", "sheet destroyed", "shredded",
]  # fmt: skip
Actor = Literal["coordinator", "trustees", "program"]
Requirement = Literal[
    "people are told who asks",
    "no question would hurt",
    "nothing is left to do",
    "people who can help are confirmed",
    "what is paid is confirmed",
    "two reviewers signed off",
    "two people could go on",
    "every trustee has a sheet",
    "the last day is over",
    "nobody has answered",
    "the shelves are as they were closed",
    "enough share sheets",
    "a release that was made here",
    "no release in words",
    "its report is public, or its day has come",
    "no words are being read",
    "too few sheets are left, or no backup is",
    "two people signed for it",
]

#: Needs that protect people who answer, and so are not asked of a practice study, which nobody
#: answers. All others hold there too.
OF_REAL_STUDIES: frozenset[Requirement] = frozenset(
    {
        "people are told who asks",
        "no question would hurt",
        "people who can help are confirmed",
        "what is paid is confirmed",
        "two reviewers signed off",
        "two people could go on",
        "the last day is over",
        "two people signed for it",
    }
)


@dataclass(frozen=True, slots=True)
class EventRule:
    """One event: from where it leads where, whose it is, what it needs, and what of it can never
    be undone ("": all of it can)."""

    leads: Mapping[Stand, Stand]
    by: Actor
    needs: frozenset[Requirement] = frozenset()
    forever: str = ""


def _staying(*stands: Stand) -> dict[Stand, Stand]:
    return {stand: stand for stand in stands}


LIFE: Mapping[StudyEvent, EventRule] = {
    "rewritten": EventRule(
        {"draft": "draft", "in review": "draft", "ready": "draft"}, "coordinator"
    ),
    "sent to reviewers": EventRule({"draft": "in review"}, "coordinator"),
    "found ready": EventRule(
        {"in review": "ready"}, "program", frozenset({"nothing is left to do"})
    ),
    "put aside": EventRule(
        dict.fromkeys(("draft", "in review", "ready"), "put aside"), "coordinator"
    ),
    "taken out again": EventRule({"put aside": "draft"}, "coordinator"),
    "published": EventRule(
        {"draft": "open", "ready": "open"},
        "coordinator",
        frozenset(
            {
                "people are told who asks",
                "no question would hurt",
                "people who can help are confirmed",
                "what is paid is confirmed",
                "two reviewers signed off",
                "two people could go on",
                "every trustee has a sheet",
            }
        ),
        "its questions, keys and rules, and whether it is for practice",
    ),
    "paused": EventRule({"open": "paused"}, "coordinator"),
    "resumed": EventRule({"paused": "open"}, "coordinator"),
    "extended": EventRule(
        _staying("open", "paused"), "coordinator", forever="the day that people were told"
    ),
    "corrected": EventRule(
        _staying("open", "paused"),
        "coordinator",
        frozenset({"no question would hurt", "two reviewers signed off"}),
    ),
    "ended": EventRule(
        {"open": "ended", "paused": "ended"}, "coordinator", forever="that it ended before its day"
    ),
    "withdrawn": EventRule(
        {"open": "withdrawn", "paused": "withdrawn"},
        "coordinator",
        frozenset({"nobody has answered"}),
        "all of it",
    ),
    "invited": EventRule(_staying("open", "paused"), "coordinator"),
    "shut": EventRule(
        {"open": "closing", "paused": "closing", "ended": "closing"},
        "coordinator",
        frozenset({"the last day is over", "the shelves are as they were closed"}),
        "that answers can no longer be taken back",
    ),
    "closed": EventRule({"closing": "closed"}, "program", forever="which answers it has"),
    "released": EventRule(
        {"closed": "released"},
        "trustees",
        frozenset(
            {"enough share sheets", "the last day is over", "the shelves are as they were closed"}
        ),
        "what is printed, and that these answers are opened once",
    ),
    "asked for headlines": EventRule(
        _staying("released"),
        "trustees",
        frozenset({"enough share sheets", "the shelves are as they were closed"}),
        "what is spent",
    ),
    "report published": EventRule(
        _staying(
            "open", "paused", "ended", "closing", "closed", "released", "archived", "shredded"
        ),
        "coordinator",
        frozenset({"a release that was made here", "two people signed for it"}),
        "what people have read",
    ),
    "taken up again": EventRule(
        {"closed": "open", "released": "open"},
        "coordinator",
        frozenset(
            {
                "a release that was made here",
                "no release in words",
                "the shelves are as they were closed",
            }
        ),
        "that what was closed before can no longer be taken back",
    ),
    "archived": EventRule(
        {"closed": "archived", "released": "archived"},
        "coordinator",
        frozenset({"its report is public, or its day has come", "no words are being read"}),
        "all sealed answers are destroyed, and nobody can open, count or add to them again",
    ),
    "sheet destroyed": EventRule(
        _staying("archived", "shredded"),
        "trustees",
        forever="that this sheet opens nothing any more",
    ),
    "shredded": EventRule(
        {"archived": "shredded"},
        "program",
        frozenset({"too few sheets are left, or no backup is"}),
        "that nothing which can be opened is left",
    ),
}

#: Where answers lie that people can still take back.
IN_FIELD: frozenset[Stand] = frozenset(LIFE["shut"].leads)


def stands(state: StoredState, taking: Taking, *, fixed: bool) -> Stand:
    """Return where a study stands by what is stored; `fixed`: what it closed is written down."""
    if state == "open":
        return taking if taking in ("paused", "ended") else "open"
    if state == "closed" and not fixed:
        return "closing"
    if state == "archived" and taking in ("withdrawn", "shredded"):
        return taking
    return state


def may(stand: Stand, event: StudyEvent) -> bool:
    """Return whether an event is possible where a study stands."""
    return stand in LIFE[event].leads


def possible(stand: Stand) -> tuple[StudyEvent, ...]:
    """Return the events that are possible where a study stands."""
    return tuple(event for event in LIFE if may(stand, event))


def needs(event: StudyEvent, *, practice: bool) -> frozenset[Requirement]:
    """Return what an event needs of a study; of one for practice less (`OF_REAL_STUDIES`)."""
    needed = LIFE[event].needs
    return needed - OF_REAL_STUDIES if practice else needed
