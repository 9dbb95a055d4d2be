"""Texts that somebody sends by their own means, and days for a calendar. Nothing is sent from here.

It knows an address and days, and no person: everybody gets the same words. No text says what a
study is about.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from survey.questionnaire.catalogues import spoken
from survey.services.studies.invite_people import Invited, reminder_day
from survey.web.rendering.localisation import N_, long_date, speaker

#: Where a text leaves room for the code of the person who gets it.
CODE = "[code]"

_SURVEY = N_("A survey, if you want to")
_LAST_DAY = N_("Survey: last day")
_REMINDER = N_("Survey: send the reminder")

#: Bytes of a line of a calendar (RFC 5545, 3.1).
_LINE = 75


@dataclass(frozen=True, slots=True)
class Occasion:
    """What texts are about: an address, the last day for answers, and the day of the reminder.

    `by_codes` says that codes are taken, `by_address` that nobody needs one.
    """

    address: str
    last_day: date
    reminder_on: date
    by_codes: bool
    by_address: bool


def occasion_of(invited: Invited) -> Occasion:
    """Return what texts need to know of a study."""
    return Occasion(
        invited.address,
        invited.closes_on,
        reminder_day(invited),
        by_codes=invited.by_codes,
        by_address=invited.by_address,
    )


def texts_to_send(occasion: Occasion, language: str) -> Mapping[str, str]:
    """Return the texts in one language of the interface (else English), by the names of their
    files without the language."""
    say = speaker(language)
    day = long_date(occasion.last_day, language)
    heading = say(_SURVEY)
    skip = say(
        "No name and no account. You can skip every question, stop, and come back. What it is "
        "about is said first, before any question."
    )
    where = [f"{say('The address:')} {occasion.address}", *_code(occasion, language)]
    until = say("Answers are taken until the end of %(day)s.", day=day)
    free = say("You do not have to answer. Nobody sees whether you did.")
    same = say(
        "Everybody who was asked gets this message, because nobody can see who has answered. "
        "If you have, or would rather not, there is nothing to do."
    )
    thanks = say("Thank you to everybody who answered, and to everybody who thought about it.")
    results = say("What people said will be published for everybody, at an address you are given.")
    page = [say("Anybody with this address can answer.")] if occasion.by_address else []
    return {
        "invitation": _text(heading, skip, *where, until, free),
        "reminder": _text(heading, same, *where, until),
        "thanks": _text(thanks, results),
        "partner-page": _text(heading, skip, where[0], *page, until, free),
    }


def _code(occasion: Occasion, language: str) -> list[str]:
    say = speaker(language)
    if not occasion.by_codes:
        return []
    if occasion.by_address:
        return [say("If you have a card, its code works once: %(code)s", code=CODE)]
    return [say("Your code, which works once: %(code)s", code=CODE)]


def _text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def calendar(occasion: Occasion, language: str, now: datetime) -> str:
    """Return the day of the reminder and the last day as a calendar (RFC 5545), without an address
    or a word of what it is about; `now` is in UTC."""
    say = speaker(language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//survivor-survey//{spoken(language).upper()}",
        *_event(say(_REMINDER), occasion.reminder_on, now),
        *_event(say(_LAST_DAY), occasion.last_day, now),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(title: str, day: date, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{secrets.token_hex(16)}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(words: str) -> str:
    """Return words as a TEXT of a calendar (RFC 5545, 3.3.11)."""
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return words


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, each after the first with a space before it."""
    pieces, piece = [], ""
    for sign in line:
        if len(f"{piece}{sign}".encode()) > _LINE:
            pieces.append(piece)
            piece = " "
        piece += sign
    return "\r\n".join([*pieces, piece])
