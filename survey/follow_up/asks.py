"""What is asked of whom because of a report, and what became of it.

It knows words and days. It must not know who reads or writes them, pages, or the clock.
"""

from __future__ import annotations

from typing import Literal

from survey.questionnaire.texts import Frozen

#: Themes by which reports and asks are found.
Theme = Literal["reporting", "removal", "prevention", "tools", "support", "terminology", "law"]
#: Groups of those who can act, as the founding workshop named them.
StakeholderGroup = Literal[
    "survivors", "platforms", "hotlines", "police", "governments", "research"
]
AnswerStatus = Literal["accepted", "partly", "declined", "done"]
#: How an ask stands on a day: "overdue" follows from the clock alone.
AskStanding = Literal[
    "no answer yet", "accepted", "partly", "declined", "done", "overdue", "withdrawn"
]
SurvivorsMark = Literal["", "answers it", "does not answer it"]
#: What happened with an ask in public, each on a day.
AskHappening = Literal[
    "published", "sent", "answered", "corrected", "commented", "marked", "withdrawn"
]


class Body(Frozen):
    """Who is asked: a named body, or ("" as its name) a whole group, and the function there."""

    id: str
    group: StakeholderGroup
    name: str = ""
    function: str = ""
    leads: bool = False


class BodyAnswer(Frozen):
    """What one body answered, printed as it was given; days are ISO dates.

    "declined" has a reason, "done" has evidence. `number` counts the versions of a body's answer:
    a correction is the next one. `who` is the function of whoever answered ("": not told). `mark`
    is what survivors said of it, with why.
    """

    body_id: str
    number: int = 1
    status: AnswerStatus
    who: str = ""
    words: str
    reason: str = ""
    evidence: str = ""
    by_when: str = ""
    answered_on: str
    mark: SurvivorsMark = ""
    mark_words: str = ""
    marked_on: str = ""


class BodyComment(Frozen):
    """What a body said of the facts before a report came out, printed as it was given once somebody
    at the desk has passed it."""

    body_id: str
    words: str
    day: str


class CommentReceived(Frozen):
    """That a body said something of the facts, which nobody has passed yet: never its words."""

    body_id: str
    day: str


class AskEvent(Frozen):
    """One thing that happened with an ask, on a day; `body_id` is "" where it is of all."""

    day: str
    what: AskHappening
    body_id: str = ""
    words: str = ""


class Evidence(Frozen):
    """What an ask rests on: a printed cell (`question`, `row`), or a `statement` of a council.

    `of_id` is the study or council that it is of ("": the one that the ask follows from).
    """

    of_id: str = ""
    question: str = ""
    row: str = ""
    statement: str = ""


class Ask(Frozen):
    """One ask: a sentence, of whom, and what has to be seen when it is done.

    `id` is its permalink, `of_id` the study or council it follows from; days are ISO dates, "" for
    none. `answers` are the newest that each body gave, `earlier_answers` those that they corrected,
    `comments` are those that were passed, `comments_received` tell of those that wait for it.
    `happened` is in the order of days. `published_on` is "" for a draft. A `practice` ask is of
    invented people.
    """

    id: str
    of_id: str
    number: int
    practice: bool = False
    sentence: str
    theme: Theme
    bodies: tuple[Body, ...]
    done_looks_like: str = ""
    evidence: tuple[Evidence, ...] = ()
    survivors_check: bool = False
    due_on: str = ""
    sent_on: str = ""
    how_sent: str = ""
    answers: tuple[BodyAnswer, ...] = ()
    earlier_answers: tuple[BodyAnswer, ...] = ()
    comments: tuple[BodyComment, ...] = ()
    comments_received: tuple[CommentReceived, ...] = ()
    happened: tuple[AskEvent, ...] = ()
    published_on: str = ""
    withdrawn_on: str = ""
    withdrawn_because: str = ""
