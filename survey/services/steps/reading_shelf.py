"""What readers have of studies and councils on a day: editions, where their files lie, and what was
said of them.

It knows rows and folders. It makes no file, and must not know who reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection

from survey.reports.report_card import ReportCard
from survey.storage.instance import Instance
from survey.storage.studies.published_editions import (
    NO_FACTS,
    EditionRow,
    ReadingFacts,
    editions_of,
    every_edition,
    every_facts,
    facts_of,
)

#: The folder of editions of before, within that of a study or council, and that of the languages
#: beside the first one, within that of an edition.
EDITIONS, LANGUAGES = "editions", "in"


@dataclass(frozen=True, slots=True)
class ShelvedReport:
    """A report as readers have it on a day: the editions that they can read, the newest first, and
    what was said of it. `newest` is the number of the newest edition of all, whose files lie on
    top, whether it is read yet or not; `comes_on` is the day on which one more is read."""

    of_id: str
    editions: tuple[EditionRow, ...]
    facts: ReadingFacts
    newest: int = 0
    comes_on: date | None = None

    @property
    def is_read(self) -> bool:
        """Return whether readers have anything of it."""
        return bool(self.editions)

    @property
    def held_until(self) -> date | None:
        """Return the day before which nobody reads the newest edition; None where it is read."""
        return self.comes_on if self.newest and self.edition(self.newest) is None else None

    @property
    def is_locked(self) -> bool:
        """Return whether its files are given for a passphrase only."""
        return bool(self.facts.passphrase)

    @property
    def card(self) -> ReportCard | None:
        """Return what lists say of the newest edition that is read; None where nothing is kept."""
        return card_of_edition(self.editions[0]) if self.editions else None

    def edition(self, number: int) -> EditionRow | None:
        """Return an edition that is read by its number, or None."""
        return next((one for one in self.editions if one.number == number), None)

    def card_of(self, number: int = 0) -> ReportCard | None:
        """Return what lists say of an edition that is read (0: of the newest), or None."""
        found = self.edition(number) if number else next(iter(self.editions), None)
        return card_of_edition(found) if found else None

    def folder(self, instance: Instance, number: int = 0, language: str = "") -> Path | None:
        """Return where the files of an edition lie (0: of the newest that is read), in a language
        beside its first one (""); None where nobody reads it."""
        if not self.editions:
            return None
        found = self.edition(number) if number else self.editions[0]
        if found is None:
            return None
        folder = edition_folder(instance, self.of_id, found.number, self.newest)
        return folder / LANGUAGES / language if language else folder


def edition_folder(instance: Instance, of_id: str, number: int, newest: int) -> Path:
    """Return where the files of an edition lie: on top, or (of one of before) in its own folder."""
    top = instance.published / of_id
    return top if number == newest else top / EDITIONS / str(number)


def card_of_edition(edition: EditionRow) -> ReportCard | None:
    """Return what lists say of an edition; None for one of before there were cards."""
    return card_of_json(edition.card_json)


def card_of_json(card_json: str) -> ReportCard | None:
    """Return a card as it is kept; None for none, or one that cannot be read."""
    try:
        return ReportCard.model_validate_json(card_json) if card_json else None
    except ValidationError:
        return None


def shelved(conn: Connection, of_id: str, today: date) -> ShelvedReport:
    """Return what readers have of one study or council on a day."""
    return _shelved(of_id, editions_of(conn, of_id), facts_of(conn, of_id), today)


def whole_shelf(conn: Connection, today: date) -> tuple[ShelvedReport, ...]:
    """Return what readers have of every study and council on a day, and what is to come."""
    facts = every_facts(conn)
    by_id = groupby(every_edition(conn), lambda one: one.of_id)
    return tuple(
        _shelved(of_id, editions, facts.get(of_id, NO_FACTS), today) for of_id, editions in by_id
    )


def _shelved(
    of_id: str, editions: Iterable[EditionRow], facts: ReadingFacts, today: date
) -> ShelvedReport:
    every = tuple(editions)
    held = [one.embargo_until for one in every if one.embargo_until and not one.is_read(today)]
    return ShelvedReport(
        of_id,
        tuple(one for one in every if one.is_read(today)),
        facts,
        every[0].number if every else 0,
        min(held, default=None),
    )
