"""Letters about an ask as text to copy: the first one, the reminder, the second letter.

It knows an ask and days. It must not know an address, or a link before it is put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.follow_up.ask_standing import NO_ANSWER_AFTER, LadderStep
from survey.follow_up.ask_words import body_words
from survey.follow_up.asks import Ask, Body
from survey.reports.report_words import day as in_words

AskLetterKind = Literal["first letter", "reminder", "second letter", "facts"]

#: What stands for a link that is not put in yet.
LINK_PLACE = "[the link]"

_FIRST = """To {body}{function}

People who answered “{study}” told us what they met. Because of it we ask you:

{sentence}

Done looks like: {done}

An answer is due by {due}. You answer here, without an account: {link}
The link works once, for whoever has it.
Your answer is printed as you write it, beside those of others who are asked.
{public}
{organisation}
"""
_REMINDER = """To {body}{function}

On {sent} we asked you: {sentence}

Your answer was due on {due}, and we have none. Readers see that it is overdue.

You can still answer here: {link}
{public}
{organisation}
"""
_SECOND = """To {body}{function}

This is our second letter. On {sent} we asked you: {sentence}

Your answer was due on {due}. That is {late} days ago.

{no_answer} days after that day, our page about you says that you gave no answer.
An answer changes it at any time: {link}
{public}
{organisation}
"""
_FACTS = """To {body}{function}

A report on “{study}” comes out soon. It says something that concerns you.

Until {until} you can read these sentences and tell us where a fact is wrong: {link}
What you write is published with the report. The findings are not changed by it.
Nothing of it may be passed on before the report is out.

{organisation}
"""
_TEXTS: dict[AskLetterKind, str] = {
    "first letter": _FIRST,
    "reminder": _REMINDER,
    "second letter": _SECOND,
    "facts": _FACTS,
}


_DUE: dict[LadderStep, AskLetterKind] = {
    "": "first letter",
    "reminder": "reminder",
    "second letter": "second letter",
    "no answer": "second letter",
}


@dataclass(frozen=True, slots=True)
class AskLetterFacts:
    """What a letter says beside the ask: whose study, who signs, how late, where all is public.

    `until` is an ISO date.
    """

    study: str
    organisation: str
    late_by: int = 0
    public_address: str = ""
    until: str = ""


def letter_due(step: LadderStep) -> AskLetterKind:
    """Return which letter a body on that step of the ladder is sent."""
    return _DUE[step]


def ask_letter(
    kind: AskLetterKind, ask: Ask, body: Body, facts: AskLetterFacts, link: str = LINK_PLACE
) -> str:
    """Return a letter to one body, as plain text to copy."""
    public = f"All that was asked and answered: {facts.public_address}\n"
    words = _TEXTS[kind].format(
        body=body_words(body),
        function=f", {body.function}" if body.function else "",
        study=facts.study,
        sentence=ask.sentence,
        done=ask.done_looks_like,
        sent=in_words(ask.sent_on or ask.published_on),
        due=in_words(ask.due_on),
        until=in_words(facts.until),
        late=facts.late_by,
        no_answer=NO_ANSWER_AFTER,
        link=link,
        public=public if facts.public_address else "",
        organisation=facts.organisation,
    )
    return words.strip() + "\n"
