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

#: What stands for a link, or for who writes, that is not put in yet.
LINK_PLACE = "[the link]"
SENDER_PLACE = "[who you are]"
CONTACT_PLACE = "[how to reach you]"

_PRACTICE = "PRACTICE. These are invented people and bodies: send this to nobody.\n\n"
_REPORT = "The report that it follows from: {title}\n{address}\n"
_COMES_AT = "From the day on which it is out, it is read here: {address}\n"
_PUBLIC = "All that was asked and answered: {address}\n"

_FIRST = """To {body}{function}

People who answered “{study}” told us what they met. Because of it we ask you:

Ask {number}: {sentence}

Done looks like: {done}

An answer is due by {due}. You answer here, without an account: {link}
The link works once, for whoever has it.
Your answer is printed as you write it, beside those of others who are asked.
{report}{public}
{signed}
"""
_REMINDER = """To {body}{function}

On {sent} we asked you because of “{study}”:

Ask {number}: {sentence}

Your answer was due on {due}, and we have none. Readers see that it is overdue.

You can still answer here: {link}
{report}{public}
{signed}
"""
_SECOND = """To {body}{function}

This is our second letter. On {sent} we asked you because of “{study}”:

Ask {number}: {sentence}

Your answer was due on {due}. That is {late} days ago.

{no_answer} days after that day, our page about you says that you gave no answer.
An answer changes it at any time: {link}
{report}{public}
{signed}
"""
_FACTS = """To {body}{function}

A report on “{study}” comes out soon. It says something that concerns you.
Ask {number} of it is for you.

Until {until} you can read these sentences and tell us where a fact is wrong: {link}
What you write is published with the ask once somebody here has looked at it. The findings are not
changed by it. Nothing of it may be passed on before the report is out.
{report}
{signed}
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

    `until` is an ISO date. `report_title` is "" before the report is out; `contact` is how to reach
    whoever signs.
    """

    study: str
    organisation: str
    late_by: int = 0
    public_address: str = ""
    until: str = ""
    contact: str = ""
    report_title: str = ""
    report_address: str = ""


def letter_due(step: LadderStep) -> AskLetterKind:
    """Return which letter a body on that step of the ladder is sent."""
    return _DUE[step]


def ask_letter(
    kind: AskLetterKind, ask: Ask, body: Body, facts: AskLetterFacts, link: str = LINK_PLACE
) -> str:
    """Return a letter to one body, as plain text to copy."""
    public = _PUBLIC.format(address=facts.public_address)
    words = _TEXTS[kind].format(
        body=body_words(body),
        function=f", {body.function}" if body.function else "",
        study=facts.study,
        number=ask.number,
        sentence=ask.sentence,
        done=ask.done_looks_like,
        sent=in_words(ask.sent_on or ask.published_on),
        due=in_words(ask.due_on),
        until=in_words(facts.until),
        late=facts.late_by,
        no_answer=NO_ANSWER_AFTER,
        link=link,
        report=_report(facts),
        public=public if facts.public_address else "",
        signed=f"{facts.organisation or SENDER_PLACE}\n{facts.contact or CONTACT_PLACE}",
    )
    return (_PRACTICE if ask.practice else "") + words.strip() + "\n"


def _report(facts: AskLetterFacts) -> str:
    if not facts.report_address:
        return ""
    if not facts.report_title:
        return _COMES_AT.format(address=facts.report_address)
    return _REPORT.format(title=facts.report_title, address=facts.report_address)
