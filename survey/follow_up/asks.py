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
AskStanding = Literal["no answer yet", "accepted", "partly", "declined", "done", "overdue"]
SurvivorsMark = Literal["", "answers it", "does not answer it"]


class Body(Frozen):
    """Who is asked: a named body, or ("" as its name) a whole group, and the function there."""

    id: str
    group: StakeholderGroup
    name: str = ""
    function: str = ""
    leads: bool = False


class BodyAnswer(Frozen):
    """What one body answered, printed as it was given; days are ISO dates.

    "declined" has a reason, "done" has evidence. `mark` is what survivors said of it, with why.
    """

    body_id: str
    status: AnswerStatus
    words: str
    reason: str = ""
    evidence: str = ""
    by_when: str = ""
    answered_on: str
    mark: SurvivorsMark = ""
    mark_words: str = ""


class Evidence(Frozen):
    """What an ask rests on: a printed cell (`question`, `row`), or a `statement` of a council."""

    question: str = ""
    row: str = ""
    statement: str = ""


class Ask(Frozen):
    """One ask: a sentence, of whom, and what has to be seen when it is done.

    `id` is its permalink, `of_id` the study or council it follows from; days are ISO dates, "" for
    none.
    """

    id: str
    of_id: str
    number: int
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
