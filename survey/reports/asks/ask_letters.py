"""Letters about an ask as text to copy: the first one, the reminder, the second letter.

It knows an ask and days. It must not know an address, or a link before it is put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from survey.follow_up.ask_standing import NO_ANSWER_AFTER, LadderStep
from survey.follow_up.ask_words import body_words
from survey.follow_up.asks import Ask, Body
from survey.reports.report_language import N_, document_language, say
from survey.reports.report_words import day as in_words

AskLetterKind = Literal["first letter", "reminder", "second letter", "facts"]

#: What stands for a link, or for who writes, that is not put in yet.
LINK_PLACE = N_("[the link]")
SENDER_PLACE = N_("[who you are]")
CONTACT_PLACE = N_("[how to reach you]")

_PRACTICE = N_("PRACTICE. These are invented people and bodies: send this to nobody.")
_REPORT = N_("The report that it follows from: {title}")
_COMES_AT = N_("From the day on which it is out, it is read here: {address}")
_PUBLIC = N_("All that was asked and answered: {address}")
_PAGE_IN_ENGLISH = N_("That page is in English. You can answer in your own language.")
_TO, _TO_FUNCTION = N_("To {body}"), N_("To {body}, {function}")
_ASK = N_("Ask {number}: {sentence}")

#: Each letter line by line, between whom it is to and who signs it; "": an empty line.
_TEXTS: dict[AskLetterKind, tuple[str, ...]] = {
    "first letter": (
        N_("People who answered “{study}” told us what they met. Because of it we ask you:"),
        "",
        _ASK,
        "",
        N_("Done looks like: {done}"),
        "",
        N_("An answer is due by {due}. You answer here, without an account: {link}"),
        N_("The link works once, for whoever has it."),
        N_("Your answer is printed as you write it, beside those of others who are asked."),
    ),
    "reminder": (
        N_("On {sent} we asked you because of “{study}”:"),
        "",
        _ASK,
        "",
        N_("Your answer was due on {due}, and we have none. Readers see that it is overdue."),
        "",
        N_("You can still answer here: {link}"),
    ),
    "second letter": (
        N_("This is our second letter. On {sent} we asked you because of “{study}”:"),
        "",
        _ASK,
        "",
        N_("Your answer was due on {due}. That is {late} days ago."),
        "",
        N_("{no_answer} days after that day, our page about you says that you gave no answer."),
        N_("An answer changes it at any time: {link}"),
    ),
    "facts": (
        N_("A report on “{study}” comes out soon. It says something that concerns you."),
        N_("Ask {number} of it is for you."),
        "",
        N_("Until {until} you can read these sentences and tell us where a fact is wrong: {link}"),
        N_(
            "What you write is published with the ask once somebody here has looked at it. The "
            "findings are not changed by it. Nothing of it may be passed on before the report is "
            "out."
        ),
    ),
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
    """Return a letter to one body in the language of the document, as plain text to copy."""
    places = {
        "body": say(body_words(body)),
        "function": say(body.function) if body.function else "",
        "study": facts.study,
        "number": ask.number,
        "sentence": ask.sentence,
        "done": ask.done_looks_like,
        "sent": in_words(ask.sent_on or ask.published_on),
        "due": in_words(ask.due_on),
        "until": in_words(facts.until),
        "late": facts.late_by,
        "no_answer": NO_ANSWER_AFTER,
        "link": say(LINK_PLACE) if link == LINK_PLACE else link,
    }
    to = _TO_FUNCTION if body.function else _TO
    lines = (to, "", *_with_language(_TEXTS[kind]))
    said = [say(line).format(**places) if line else "" for line in lines]
    said += _report(facts)
    if facts.public_address and kind != "facts":
        said.append(say(_PUBLIC).format(address=facts.public_address))
    said += ["", facts.organisation or say(SENDER_PLACE), facts.contact or say(CONTACT_PLACE)]
    if ask.practice:
        said = [say(_PRACTICE), "", *said]
    return "\n".join(said) + "\n"


def _with_language(lines: tuple[str, ...]) -> Iterator[str]:
    """Return the lines of a letter; one in another language says that the page by its link is in
    English."""
    for line in lines:
        yield line
        if "{link}" in line and document_language() != "en":
            yield _PAGE_IN_ENGLISH


def _report(facts: AskLetterFacts) -> list[str]:
    if not facts.report_address:
        return []
    if not facts.report_title:
        return [say(_COMES_AT).format(address=facts.report_address)]
    return [say(_REPORT).format(title=facts.report_title), facts.report_address]
