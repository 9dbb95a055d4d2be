"""What happened in a year with what people told: one page for them, on screen and on paper.

It knows asks as readers see them. It must not know rows, the clock, or where a file goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.follow_up.ask_standing import body_standings, standing_counts
from survey.follow_up.ask_words import (
    MARK_WORDS,
    STANDING_WORDS,
    THEME_WORDS,
    ask_standing_words,
    body_words,
    happening_words,
)
from survey.follow_up.asks import Ask, AskStanding
from survey.follow_up.asks_of_year import asks_of_year, happened_in, last_day
from survey.reports.report_words import day as in_words
from survey.reports.report_words import listed

_COUNTED: Mapping[AskStanding, str] = {
    "done": "{count} done",
    "accepted": "{count} accepted",
    "partly": "{count} accepted in part",
    "declined": "{count} declined",
    "no answer yet": "{count} with no answer yet",
    "overdue": "{count} overdue",
    "withdrawn": "{count} withdrawn",
}
_SUMMED = "On {day}, {asks} stood like this: {counts}."
_NOTHING = "Nothing happened with this in {year}."
_LATE = "{body} has not answered. An answer was due by {due}."


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
    stood then. `templates` is the folder that holds `report/`. The same asks give the same text."""
    told, on = facts or DigestFacts(), last_day(year, today)
    shown = asks_of_year(asks, on)
    pages = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("report/digest.html").render(
        year=year,
        on=on.isoformat(),
        facts=told,
        practice=any(one.practice for one in shown),
        summed=_summed(shown, on),
        asks=[_shown(one, year, on, told) for one in shown],
    )


def _summed(asks: tuple[Ask, ...], on: date) -> str:
    counts = standing_counts(asks, on)
    said = tuple(
        words.format(count=counts[standing])
        for standing, words in _COUNTED.items()
        if standing in counts
    )
    many = "1 ask" if len(asks) == 1 else f"{len(asks)} asks"
    return _SUMMED.format(day=in_words(on.isoformat()), asks=many, counts=listed(said))


def _shown(ask: Ask, year: int, on: date, facts: DigestFacts) -> DigestAsk:
    names = {one.id: one for one in ask.bodies}
    happened = [
        (in_words(one.day), happening_words(one.what, names.get(one.body_id)))
        for one in happened_in(ask, year)
    ]
    return DigestAsk(
        ask,
        THEME_WORDS[ask.theme],
        ask_standing_words(ask, on),
        facts.titles.get(ask.of_id, ""),
        facts.told.get(ask.id, ()),
        _answers(ask, on),
        happened,
        "" if happened else _NOTHING.format(year=year),
    )


def _answers(ask: Ask, on: date) -> list[DigestAnswer]:
    found = []
    for held in body_standings(ask, on):
        body, said, standing = body_words(held.body), held.answer, STANDING_WORDS[held.standing]
        if said is None:
            due = in_words(ask.due_on)
            late = _LATE.format(body=body, due=due) if held.late_by else ""
            found.append(DigestAnswer(body, standing, late=late))
            continue
        more = (
            ("Reason", said.reason),
            ("Shown by", said.evidence),
            ("By when", in_words(said.by_when)),
        )
        kept = tuple((head, words) for head, words in more if words)
        mark = MARK_WORDS[said.mark] if said.mark else ""
        found.append(DigestAnswer(body, standing, said.words, kept, mark, said.mark_words))
    return found
