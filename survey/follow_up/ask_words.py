"""Words for themes, groups, functions and standings of asks, as readers see them.

It knows English words. It must not know pages or rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from survey.follow_up.ask_standing import ask_standing, silent_bodies
from survey.follow_up.asks import (
    AnswerStatus,
    Ask,
    AskHappening,
    AskStanding,
    Body,
    StakeholderGroup,
    SurvivorsMark,
    Theme,
)

THEME_WORDS: Mapping[Theme, str] = {
    "reporting": "Reporting",
    "removal": "Removal",
    "prevention": "Prevention and education",
    "tools": "Tools",
    "support": "Support",
    "terminology": "Terminology",
    "law": "Law and policy",
}
GROUP_WORDS: Mapping[StakeholderGroup, str] = {
    "survivors": "Survivors",
    "platforms": "Platforms",
    "hotlines": "Hotlines",
    "police": "Police",
    "governments": "Governments",
    "research": "Research",
}
#: Functions that a form offers; another can be written.
FUNCTION_WORDS = (
    "policy",
    "trust and safety",
    "product",
    "law enforcement liaison",
    "service lead",
    "legislation",
    "education",
    "research lead",
)
STANDING_WORDS: Mapping[AskStanding, str] = {
    "no answer yet": "No answer yet",
    "accepted": "Accepted",
    "partly": "Accepted in part",
    "declined": "Declined",
    "done": "Done, with evidence",
    "overdue": "Overdue",
    "withdrawn": "Withdrawn",
}
#: What a body chooses from when it answers.
STATUS_CHOICES: Mapping[AnswerStatus, str] = {
    "accepted": "We will do this",
    "partly": "We will do a part of this",
    "declined": "We will not do this",
    "done": "This is done",
}
MARK_WORDS: Mapping[SurvivorsMark, str] = {
    "answers it": "This answers it.",
    "does not answer it": "This does not answer it.",
}
HAPPENING_WORDS: Mapping[AskHappening, str] = {
    "published": "It was published",
    "sent": "It was sent",
    "answered": "{body} answered",
    "corrected": "{body} corrected its answer",
    "commented": "{body} commented on the facts",
    "marked": "Survivors marked the answer of {body}",
    "withdrawn": "It was withdrawn",
}


#: Where some bodies answered and others did not: how many of how many are meant.
SOME_STANDING_WORDS: Mapping[AskStanding, str] = {
    "no answer yet": "No answer yet from {some} of {all}",
    "overdue": "Overdue: {some} of {all}",
}


def ask_standing_template(ask: Ask, today: date) -> tuple[str, dict[str, int]]:
    """Return how an ask stands in all on a day: a sentence with {places}, and what stands in them;
    where only some bodies have not answered, how many of them."""
    standing = ask_standing(ask, today)
    some = silent_bodies(ask, today)
    if standing in SOME_STANDING_WORDS and some < len(ask.bodies):
        return SOME_STANDING_WORDS[standing], {"some": some, "all": len(ask.bodies)}
    return STANDING_WORDS[standing], {}


def ask_standing_words(ask: Ask, today: date) -> str:
    """Return how an ask stands in all on a day, in English words."""
    template, places = ask_standing_template(ask, today)
    return template.format(**places)


def body_words(body: Body) -> str:
    """Return who is asked: the name of a body, or of its whole group."""
    return body.name or GROUP_WORDS[body.group]


def body_and_function(body: Body) -> str:
    """Return who is asked, and the function there where one is named: "Platforms: policy"."""
    return f"{body_words(body)}: {body.function}" if body.function else body_words(body)


def happening_words(what: AskHappening, body: Body | None) -> str:
    """Return what happened in words; `body` is the one that it is of."""
    return HAPPENING_WORDS[what].format(body=body_words(body) if body else "Somebody")
