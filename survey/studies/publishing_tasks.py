"""The task list to publish a study: what stands where, what blocks, and why.

It knows what was written and confirmed, as facts that are handed in. It must not know storage or
pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from survey.questionnaire.advice.proofreading import AdviceSubject, Suggestion, advice_on
from survey.questionnaire.consent import untold
from survey.questionnaire.model import Questionnaire, Text, Written
from survey.questionnaire.texts import EMPTY
from survey.studies.life_table import Requirement, needs

#: So many reviewers sign off a version (TI-14), and so many people can go on with a study.
REVIEWERS_NEEDED = PEOPLE_NEEDED = 2

TaskName = Literal[
    "content notes", "consent", "asking", "words", "reading", "length", "translations",
    "organisation", "safeguarding", "help", "payment", "trustees", "people", "moderation",
    "groups", "reviews",
]  # fmt: skip
TaskState = Literal["not started", "in progress", "done", "cannot start yet"]

_ADVICE_TITLES: dict[AdviceSubject, tuple[str, str]] = {
    "content notes": ("Content notes stand before hard parts", "Some parts may need a note"),
    "consent": ("Consent is short, and for adults", "What people agree to could be better"),
    "asking": ("No question asks what was done to somebody", "Some words press, blame or name"),
    "words": ("No word blames or belittles", "Some words can hurt"),
    "reading": ("It is easy to read", "Some of it is hard to read"),
    "length": ("It is short enough", "It is long"),
    "translations": ("Every language is complete", "Some words are not translated"),
}


_WHO_ASKS = (
    "Whoever runs the machine writes it into the settings, under “organisation”. "
    "Tell them the name by which people know you, in each language."
)


@dataclass(frozen=True, slots=True)
class GroupsForeseen:
    """What the newest forecast says of the breakdowns of a version: how many of them cannot be
    printed with the people expected, and how many are mostly hidden."""

    impossible: int
    hidden: int


@dataclass(frozen=True, slots=True)
class PublishingFacts:
    """What is known of a study that is to be published.

    `help_missing` are regions without a service, `help_unconfirmed` services that somebody must
    confirm. `not_yet` are the letters of reviewers who said so of this version. `trustees` is how
    many sheets there will be and how many open, None where nobody decided. `groups` is None where
    the newest version was not forecast.
    """

    asked: Questionnaire
    practice: bool = False
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    legal_sign_off: str = ""
    help_missing: tuple[str, ...] = ()
    help_unconfirmed: tuple[str, ...] = ()
    payment_confirmed: bool = False
    trustees: tuple[int, int] | None = None
    reviewers: int = 0
    signed_off: int = 0
    not_yet: tuple[str, ...] = ()
    people: int = 0
    moderators: int = 0
    groups: GroupsForeseen | None = None


@dataclass(frozen=True, slots=True)
class PublishingTask:
    """One task: whether it `blocks` publishing, `why` in a line, and the advice behind it.

    `missing` are the settings that stand for what was not written.
    """

    name: TaskName
    title: str
    state: TaskState
    blocks: bool
    why: str = ""
    advice: tuple[Suggestion, ...] = ()
    missing: tuple[str, ...] = ()


def asks_for_words(asked: Questionnaire) -> bool:
    """Return whether people may write texts: only then they must know what may be passed on."""
    return any(isinstance(question, Written) for question in asked.questions())


def publishing_tasks(facts: PublishingFacts) -> tuple[PublishingTask, ...]:
    """Return every task of a study that is to be published, in the order of a list.

    What blocks is what publishing needs by the table of a study's life, and nothing else.
    """
    needed = needs("published", practice=facts.practice)
    advised = tuple(_advised(facts.asked, needed))
    return (*advised, *_told(facts, needed), *_others(facts, needed, advised))


def blocking(tasks: Sequence[PublishingTask]) -> tuple[PublishingTask, ...]:
    """Return the tasks that block publishing."""
    return tuple(task for task in tasks if task.blocks)


def _advised(asked: Questionnaire, needed: frozenset[Requirement]) -> Iterator[PublishingTask]:
    must = "no question would hurt" in needed
    for subject, found in _advice(asked).items():
        fine, wanting = _ADVICE_TITLES[subject]
        if subject == "length":
            fine = wanting = _length_said(asked)
        stops = sum(piece.stops for piece in found)
        why = _count(stops, "place", "must change") if stops else _count(len(found), "hint", "")
        yield PublishingTask(
            subject,
            wanting if found else fine,
            "in progress" if found else "done",
            must and stops > 0,
            why if found else "",
            tuple(sorted(found, key=lambda piece: not piece.stops)),
        )


@lru_cache(maxsize=32)
def _advice(asked: Questionnaire) -> dict[AdviceSubject, tuple[Suggestion, ...]]:
    return advice_on(asked)


def _length_said(asked: Questionnaire) -> str:
    count = len(list(asked.questions()))
    minutes = f", about {asked.minutes} minutes" if asked.minutes else ""
    return f"{count} question{'' if count == 1 else 's'}{minutes}"


def _told(facts: PublishingFacts, needed: frozenset[Requirement]) -> Iterator[PublishingTask]:
    must = "people are told who asks" in needed
    missing = untold(
        facts.organisation, facts.safeguarding, facts.jurisdiction, facts.legal_sign_off
    )
    who = [one for one in missing if one.startswith("organisation")]
    yield PublishingTask(
        "organisation",
        "People are told who asks",
        "not started" if who else "done",
        must and bool(who),
        _WHO_ASKS if who else "",
        missing=tuple(who),
    )
    law = [one for one in missing if one not in who]
    if not asks_for_words(facts.asked):
        law = [one for one in law if "it says" in one]  # what is written is read all the same
    if not law and not facts.safeguarding:
        title = "No safeguarding text is needed: nobody is asked to write"
        yield PublishingTask("safeguarding", title, "done", blocks=False)
        return
    yield PublishingTask(
        "safeguarding",
        "Safeguarding text with its country",
        ("in progress" if facts.safeguarding else "not started") if law else "done",
        must and bool(law),
        _of_the_law(law) if law else "",
        missing=tuple(law),
    )


def _of_the_law(missing: Sequence[str]) -> str:
    """Return what is missing of the words on the law, in words."""
    said = {
        "safeguarding": "The text is not complete.",
        "jurisdiction": "No country is named.",
        "legal_sign_off": "Nobody who knows that law has signed it.",
    }
    found = [words for name, words in said.items() if any(one.startswith(name) for one in missing)]
    return " ".join(("People must know what you may have to pass on.", *found))


def _others(
    facts: PublishingFacts,
    needed: frozenset[Requirement],
    advised: Sequence[PublishingTask],
) -> Iterator[PublishingTask]:
    yield _help(facts, must="people who can help are confirmed" in needed)
    if facts.asked.payment is not None:
        yield PublishingTask(
            "payment",
            "What is paid is there",
            "done" if facts.payment_confirmed else "not started",
            "what is paid is confirmed" in needed and not facts.payment_confirmed,
            "" if facts.payment_confirmed else "A role confirms what was promised, in its words.",
        )
    yield _trustees(facts.trustees)
    yield _people(facts.people, must="two people could go on" in needed)
    yield _moderation(facts)
    if facts.asked.breakdowns():
        yield _groups(facts.groups)
    waits = any(any(piece.stops for piece in task.advice) for task in advised)
    yield _reviews(facts, waits=waits, must="two reviewers signed off" in needed)


def _help(facts: PublishingFacts, *, must: bool) -> PublishingTask:
    if facts.help_missing:
        where = ", ".join(facts.help_missing)
        why = f"There is no support service for {where} in the list."
        return PublishingTask("help", "People who can help", "not started", blocks=True, why=why)
    if facts.help_unconfirmed:
        why = (
            f"{_count(len(facts.help_unconfirmed), 'service', 'must be confirmed')} "
            "Numbers stay hidden until somebody calls and checks."
        )
        title = "Telephone numbers of people who can help"
        return PublishingTask("help", title, "in progress", must, why)
    return PublishingTask("help", "People who can help are confirmed", "done", blocks=False)


def _trustees(decided: tuple[int, int] | None) -> PublishingTask:
    if decided is None:
        why = "Say who keeps a share sheet, by role, and how many open it together."
        return PublishingTask("trustees", "Trustees are named", "not started", True, why)
    title = f"{decided[0]} trustees named, {decided[1]} needed"
    return PublishingTask("trustees", title, "done", blocks=False)


def _people(there: int, *, must: bool) -> PublishingTask:
    enough = there >= PEOPLE_NEEDED
    return PublishingTask(
        "people",
        "Two people can go on with this study",
        "done" if enough else "in progress" if there else "not started",
        must and not enough,
        "" if enough else "Somebody can fall ill or leave. Name a second coordinator.",
    )


def _moderation(facts: PublishingFacts) -> PublishingTask:
    """Return whether somebody can read what people write; it never blocks: texts stay sealed."""
    if not asks_for_words(facts.asked):
        title = "No moderation is needed: nobody is asked to write"
        return PublishingTask("moderation", title, "done", blocks=False)
    enough = facts.moderators >= PEOPLE_NEEDED
    return PublishingTask(
        "moderation",
        "Two people can read what people write",
        "done" if enough else "in progress" if facts.moderators else "not started",
        blocks=False,
        why="" if enough else "A quotation needs two: one takes out what points to somebody.",
    )


def _groups(foreseen: GroupsForeseen | None) -> PublishingTask:
    """Return whether groups are large enough to be printed; it never blocks."""
    if foreseen is None:
        why = "Work out what a report could print, before anybody is asked."
        return PublishingTask("groups", "Smallest groups", "not started", blocks=False, why=why)
    if foreseen.impossible:
        count = _count(foreseen.impossible, "breakdown", "cannot be printed")
        why = f"{count} Leave out what splits tables for nothing."
        return PublishingTask("groups", "Smallest groups", "in progress", blocks=False, why=why)
    if foreseen.hidden:
        count = _count(foreseen.hidden, "breakdown", "will be mostly hidden")
        why = f"{count} See the forecast."
        return PublishingTask("groups", "Smallest groups", "in progress", blocks=False, why=why)
    return PublishingTask("groups", "Groups are large enough to print", "done", blocks=False)


def _reviews(facts: PublishingFacts, *, waits: bool, must: bool) -> PublishingTask:
    title = "Two survivor reviewers sign off this version"
    if facts.signed_off >= REVIEWERS_NEEDED:
        state: TaskState = "done"
        why = _said_not_yet(facts.not_yet)
    elif waits:
        state, why = "cannot start yet", "First change what cannot be asked of people as it is."
    elif not facts.reviewers:
        state, why = "not started", "Make a link for each of two reviewers."
    else:
        state = "in progress"
        signed = "One has signed." if facts.signed_off else "Nobody has signed this version."
        why = " ".join(filter(None, (signed, _said_not_yet(facts.not_yet))))
    return PublishingTask("reviews", title, state, must and state != "done", why)


def _said_not_yet(letters: tuple[str, ...]) -> str:
    if not letters:
        return ""
    return f"Reviewer {' and '.join(letters)} said “not yet”."


def _count(number: int, noun: str, what: str) -> str:
    said = f"One {noun}" if number == 1 else f"{number} {noun}s"
    return f"{said} {what}".strip() + "."
