"""What happened in a year with what people told: one page for them, on screen and on paper.

It knows asks as readers see them. It must not know rows, the clock, or where a file goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from survey.follow_up.ask_standing import body_standings, standing_counts
from survey.follow_up.ask_words import (
    HAPPENING_WORDS,
    MARK_WORDS,
    STANDING_WORDS,
    THEME_WORDS,
    ask_standing_template,
    body_words,
)
from survey.follow_up.asks import Ask, AskEvent, AskStanding, Body
from survey.follow_up.asks_of_year import asks_of_year, happened_in, last_day
from survey.reports.report_language import N_, say
from survey.reports.report_words import day as in_words
from survey.reports.report_words import listed
from survey.reports.study.html import report_environment

_COUNTED: Mapping[AskStanding, str] = {
    "done": N_("{count} done"),
    "accepted": N_("{count} accepted"),
    "partly": N_("{count} accepted in part"),
    "declined": N_("{count} declined"),
    "no answer yet": N_("{count} with no answer yet"),
    "overdue": N_("{count} overdue"),
    "withdrawn": N_("{count} withdrawn"),
}
_SUMMED = N_("On {day}, {asks} stood like this: {counts}.")
_ONE, _SEVERAL = N_("1 ask"), N_("{count} asks")
_NOTHING = N_("Nothing happened with this in {year}.")
_LATE = N_("{body} has not answered. An answer was due by {due}.")


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a digest says beside the asks: who signs it, what people told (by the id of an ask),
    the titles of studies (by their ids), and the address of the public pages ("": none)."""

    organisation: str = ""
    told: Mapping[str, Sequence[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    site: str = ""


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """What one body answered, or that it did not; `late` says so where it is overdue."""

    body: str
    standing: str
    words: str = ""
    more: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    mark_words: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class DigestAsk:
    """One ask in a digest: what people told, what was asked, what came of it."""

    ask: Ask
    theme: str
    standing: str
    of: str
    told: Sequence[str]
    answers: Sequence[DigestAnswer]
    happened: Sequence[tuple[str, str]]
    nothing: str


def digest_html(
    asks: Sequence[Ask], year: int, today: date, templates: Path, facts: DigestFacts | None = None
) -> str:
    """Return the digest of a year as one HTML text: asks that were out by its last day, as they
    stood then, in the language of the document. `templates` is the folder that holds `report/`. The
    same asks give the same text."""
    told, on = facts or DigestFacts(), last_day(year, today)
    shown = asks_of_year(asks, on)
    return (
        report_environment(templates)
        .get_template("report/digest.html")
        .render(
            year=year,
            on=on.isoformat(),
            facts=told,
            practice=any(one.practice for one in shown),
            summed=_summed(shown, on),
            asks=[_shown(one, year, on, told) for one in shown],
        )
    )


def _summed(asks: tuple[Ask, ...], on: date) -> str:
    counts = standing_counts(asks, on)
    said = tuple(
        say(words).format(count=counts[standing])
        for standing, words in _COUNTED.items()
        if standing in counts
    )
    many = say(_ONE) if len(asks) == 1 else say(_SEVERAL).format(count=len(asks))
    return say(_SUMMED).format(day=in_words(on.isoformat()), asks=many, counts=listed(said))


def _shown(ask: Ask, year: int, on: date, facts: DigestFacts) -> DigestAsk:
    names = {one.id: one for one in ask.bodies}
    happened = [
        (in_words(one.day), _happened(one, names.get(one.body_id)))
        for one in happened_in(ask, year)
    ]
    return DigestAsk(
        ask,
        say(THEME_WORDS[ask.theme]),
        _standing(ask, on),
        facts.titles.get(ask.of_id, ""),
        facts.told.get(ask.id, ()),
        _answers(ask, on),
        happened,
        "" if happened else say(_NOTHING).format(year=year),
    )


def _standing(ask: Ask, on: date) -> str:
    template, places = ask_standing_template(ask, on)
    return say(template).format(**places)


def _happened(event: AskEvent, body: Body | None) -> str:
    named = say(body_words(body)) if body else say("Somebody")
    return say(HAPPENING_WORDS[event.what]).format(body=named)


def _answers(ask: Ask, on: date) -> list[DigestAnswer]:
    found = []
    for held in body_standings(ask, on):
        body, said = say(body_words(held.body)), held.answer
        standing = say(STANDING_WORDS[held.standing])
        if said is None:
            due = in_words(ask.due_on)
            late = say(_LATE).format(body=body, due=due) if held.late_by else ""
            found.append(DigestAnswer(body, standing, late=late))
            continue
        more = (
            (say("Reason"), said.reason),
            (say("Shown by"), said.evidence),
            (say("By when"), in_words(said.by_when)),
        )
        kept = tuple((head, words) for head, words in more if words)
        mark = say(MARK_WORDS[said.mark]) if said.mark else ""
        found.append(DigestAnswer(body, standing, said.words, kept, mark, said.mark_words))
    return found
