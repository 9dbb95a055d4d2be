"""A closed study in which people wrote words, and moderators who may read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import MAY_QUOTE
from survey.questionnaire.path import walk
from survey.services.accounts.create_account import create_account
from survey.services.steps.send_response import ResponseToSend, sealing_of, send
from survey.services.studies.close_study import close_study
from survey.services.words.own_reading_key import account_named, make_reading_key
from survey.storage.instance import Instance
from survey.storage.staff.accounts import RoleHeld
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published

FORM = """
id: evenings
title: Evenings
introduction: About evenings.
consent: It is anonymous. You can stop at any time.
closing: Thank you.
audience: {who: Adults}
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: a, text: A}, {id: b, text: B}]}
  - id: two
    title: Two
    sensitivity: 2
    content_note: The next page asks about the police.
    questions:
      - {id: helped, type: text, text: What would have helped?}
      - {id: change, type: text, text: What would you change?}
  - id: three
    title: Three
    questions:
      - {id: again, type: single, text: Again?, options: [{id: a, text: A}, {id: b, text: B}]}
"""


@dataclass(frozen=True)
class WordsStudy:
    """A study, its sheets, and the six words of each moderator by name."""

    instance: Instance
    id: str
    sheets: Sequence[str]
    six_words: dict[str, str]
    written: Sequence[tuple[str, str]]


def person(number: int) -> tuple[str, str]:
    """Give what somebody writes to the two questions: their words name them, in both."""
    return (
        f"Officer Quill{number} at Marrow{number} station said it was my own doing.",
        f"I would change how Thistle{number} answers the telephone.",
    )


def moderator(instance: Instance, name: str, study_id: str, now: datetime) -> str:
    """Make an account that moderates a study, and give its six words for reading."""
    create_account(instance, name, [RoleHeld("moderator", study_id)], now)
    return make_reading_key(instance, account_named(instance, name), now.date())


def send_words(
    instance: Instance,
    study_id: str,
    people: Sequence[tuple[str, str]],
    now: Callable[[], datetime],
) -> None:
    """Let people write to both questions; every second one allows a quote."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    asked = read_questionnaire(FORM, "words.yaml")
    sealing = sealing_of(row, asked)
    for at, (helped, change) in enumerate(people):
        more = (MAY_QUOTE,) if at % 2 == 0 else ()
        entries = {"often": ("a",), "helped": (helped, *more), "change": (change,)}
        entries = {name: said for name, said in entries.items() if said[0]}
        answers = ResponseToSend(walk(asked, entries), "en")
        assert send(instance, sealing, answers, now()) == "kept"


def words_study(
    instance: Instance,
    publish: Callable[..., Published],
    clock: Clock,
    *,
    people: int = 12,
    moderators: Sequence[str] = ("Ada", "Bea"),
    written: Sequence[tuple[str, str]] | None = None,
) -> WordsStudy:
    """Give a closed practice study to which people wrote, still sealed."""
    made = publish(read_questionnaire(FORM, "words.yaml"), practice=True)
    said = [person(number) for number in range(people)] if written is None else written
    send_words(instance, made.id, said, clock)
    close_study(instance, made.id, clock())
    keys = {name: moderator(instance, name, made.id, clock()) for name in moderators}
    return WordsStudy(instance, made.id, made.sheets, keys, said)
