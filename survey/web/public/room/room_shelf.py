"""What stands in the reading room on a day: reports and asks, found by theme, by who is asked and
by their words.

It reads rows that are public. It must not know who reads.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from survey.follow_up.ask_standing import standing_counts
from survey.follow_up.asks import Ask, AskStanding
from survey.questionnaire.texts import plain_words
from survey.reports.report_card import CardFinding
from survey.services.overview.read_asks import public_asks
from survey.services.steps.reading_shelf import ShelvedReport, whole_shelf
from survey.web.public.app_state import PublicState

#: Words of a search that are looked for, and findings that are shown of each report.
MOST_WORDS, MOST_FOUND = 10, 5


@dataclass(frozen=True, slots=True)
class RoomReport:
    """A report as lists show it. `title` states what was found, `of` is the name of the study or
    council; of one that a passphrase is asked for, the name is all that is told."""

    shelf: ShelvedReport
    title: str
    lang: str
    of: str
    of_lang: str
    practice: bool
    council: bool
    day: date
    themes: tuple[str, ...]
    asked: tuple[str, ...]
    people: str = ""
    languages: tuple[str, ...] = ()
    findings: tuple[CardFinding, ...] = ()
    asks: tuple[Ask, ...] = ()
    written_in: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the name of the study or council."""
        return self.shelf.of_id

    def counts(self, today: date) -> Mapping[AskStanding, int]:
        """Return how many of its asks stand how."""
        return standing_counts(self.asks, today)

    def rests_on(self, ask: Ask) -> tuple[CardFinding, ...]:
        """Return the findings that an ask rests on: those that name it, or whose question or
        statement it names."""
        named = {one.question or one.statement for one in ask.evidence}
        return tuple(
            one for one in self.findings if ask.id in one.asks or named & set(one.questions)
        )


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report that a search found, with the findings and asks that the words stand in."""

    report: RoomReport
    findings: tuple[CardFinding, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """All that stands in the reading room on a day; `comes_on` is when the next report comes."""

    today: date
    reports: tuple[RoomReport, ...]
    asks: tuple[Ask, ...]
    comes_on: date | None

    def report(self, of_id: str) -> RoomReport | None:
        """Return the report of a study or council, or None."""
        return next((one for one in self.reports if one.id == of_id), None)

    def ask(self, ask_id: str) -> Ask | None:
        """Return an ask by its permalink, or None."""
        return next((one for one in self.asks if one.id == ask_id), None)

    def found_for(self, ask: Ask) -> tuple[CardFinding, ...]:
        """Return the findings that an ask rests on, as far as its report is read."""
        report = self.report(ask.of_id)
        return report.rests_on(ask) if report else ()

    def search(self, typed: str) -> tuple[FoundReport, ...]:
        """Return the reports in whose titles, findings and asks all words of a search stand."""
        wanted = _plain(typed).split()[:MOST_WORDS]
        found = (_found(one, wanted) for one in self.reports) if wanted else ()
        return tuple(one for one in found if one is not None)


def read_room(site: PublicState, language: str = "") -> Room:
    """Return what stands in the reading room now, each report in a language where it is written in
    it; a few reads of rows that are public."""
    today = date.fromordinal(site.today())
    with site.instance.engine.connect() as conn:
        shelf = whole_shelf(conn, today)
        asks = public_asks(conn, today)
    silent = {one.of_id for one in shelf if not one.is_read or one.is_locked}
    spoken = tuple(ask for ask in asks if ask.of_id not in silent)
    reports = [_report(site, one, spoken, language) for one in shelf if one.is_read]
    days = (one.comes_on for one in shelf if one.comes_on)
    reports.sort(key=lambda one: one.id)
    reports.sort(key=lambda one: one.day, reverse=True)
    return Room(today, tuple(reports), spoken, min(days, default=None))


def counted(named: Iterable[Iterable[str]]) -> Mapping[str, int]:
    """Return how often each name stands in lists of names."""
    return Counter(name for names in named for name in set(names))


def _report(
    site: PublicState, shelf: ShelvedReport, every: tuple[Ask, ...], language: str
) -> RoomReport:
    asks = tuple(one for one in every if one.of_id == shelf.of_id)
    card, newest = shelf.card, shelf.editions[0]
    day = newest.embargo_until or newest.published_on
    themes = shelf.facts.themes or tuple(sorted({one.theme for one in asks}))
    bodies = {body.group for ask in asks for body in ask.bodies}
    asked = tuple(sorted({*shelf.facts.asked, *bodies}))
    if card is None:
        name, lang, practice, council = name_of(site, shelf.of_id, language)
        return RoomReport(
            shelf, name, lang, name, lang, practice, council, day, themes, asked, asks=asks
        )
    written = () if shelf.is_locked else card.written_in
    card = card.in_language(language)
    if shelf.is_locked:
        card = card.model_copy(
            update={"title": card.of, "lang": card.of_lang, "people": "", "findings": ()}
        )
    return RoomReport(
        shelf,
        card.title,
        card.lang,
        card.of,
        card.of_lang,
        card.practice,
        card.council,
        day,
        themes,
        asked,
        card.people,
        card.languages,
        card.findings,
        asks,
        written,
    )


def name_of(site: PublicState, of_id: str, language: str) -> tuple[str, str, bool, bool]:
    """Return the name of a study or council in a language, or else in its first one, with the
    language that it is in; whether it is for practice, and whether it is a council. StudyUnknown
    where there is neither."""
    council = site.find_council(of_id)
    if council is not None:
        named, practice = council.file, council.practice
        written = language if language in named.languages else named.languages[0]
        return named.title.in_language(written), written, practice, True
    study = site.study(of_id)
    asked = study.form.questionnaire
    written = language if language in asked.languages else asked.languages[0]
    return asked.title.in_language(written), written, study.pages.look.practice, False


def _found(report: RoomReport, wanted: list[str]) -> FoundReport | None:
    """Return a report with what of it the words stand in; None where one of them is missing."""
    everything = _plain(
        " ".join(
            (
                report.title,
                report.of,
                *(f"{one.title} {one.lead}" for one in report.findings),
                *(f"{one.sentence} {one.done_looks_like}" for one in report.asks),
            )
        )
    )
    if not all(word in everything for word in wanted):
        return None
    findings = (one for one in report.findings if _has(f"{one.title} {one.lead}", wanted))
    asks = (one for one in report.asks if _has(one.sentence, wanted))
    return FoundReport(report, tuple(findings)[:MOST_FOUND], tuple(asks)[:MOST_FOUND])


def _has(words: str, wanted: list[str]) -> bool:
    said = _plain(words)
    return any(word in said for word in wanted)


def _plain(words: str) -> str:
    """Return words as they are compared: small letters, no accents, nothing unseen."""
    letters = unicodedata.normalize("NFKD", plain_words(words))
    return "".join(one for one in letters if not unicodedata.combining(one))
