"""Asks as the desk has them: drafts too, answers that wait, and links that were made.

It knows what coordinators may see. It must not know how to change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from survey.follow_up.ask_next import AskNext, ask_next
from survey.services.steps.ask_sources import (
    AskSource,
    CitableCell,
    ask_source,
    citable_cells,
    evidence_cells,
    evidence_read,
)
from survey.services.steps.staff_links import hour_of
from survey.storage.follow_up import ask_link_rows, ask_rows
from survey.storage.follow_up.ask_link_rows import AskLinkPlace
from survey.storage.follow_up.ask_rows import AskRow
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class AskListed:
    """An ask in a list, and the one thing to do next with it."""

    row: AskRow
    next: AskNext


@dataclass(frozen=True, slots=True)
class AsksAtDesk:
    """All asks of a study or council."""

    source: AskSource
    asks: tuple[AskListed, ...]


@dataclass(frozen=True, slots=True)
class AskAtDesk:
    """One ask: what it can rest on, what it rests on as printed now, and links that lead to it.

    Whoever does not sign for numbers has nothing to choose from, and sees what readers have."""

    source: AskSource
    row: AskRow
    next: AskNext
    citable: tuple[CitableCell, ...]
    cells: tuple[CitableCell, ...]
    links: frozenset[AskLinkPlace]


@dataclass(frozen=True, slots=True)
class AnswersWaiting:
    """Answers to asks of one study or council that wait for a coordinator, and since when."""

    of_id: str
    title: str
    is_council: bool
    answers: int
    since: date
    ask_id: str


def asks_at_desk(instance: Instance, of_id: str, today: date) -> AsksAtDesk:
    """Return the asks of a study or council; StudyUnknown."""
    with instance.engine.connect() as conn:
        source = ask_source(conn, of_id)
        rows = ask_rows.ask_rows_of(conn, of_id)
        return AsksAtDesk(source, tuple(AskListed(one, _next(one, source, today)) for one in rows))


def ask_at_desk(instance: Instance, ask_id: str, now: datetime, *, signs: bool) -> AskAtDesk:
    """Return one ask, for somebody who `signs` for its numbers or not; StudyUnknown."""
    with instance.engine.connect() as conn:
        row = ask_rows.ask_row(conn, ask_id)
        ask, source = row.ask, ask_source(conn, row.ask.of_id)
        if signs:
            cells = evidence_cells(conn, ask.of_id, ask.evidence)
        else:
            cells = evidence_read(conn, ask.of_id, ask.evidence, now.date())
        return AskAtDesk(
            source,
            row,
            _next(row, source, now.date()),
            citable_cells(conn, source.id) if signs and row.stand in ("draft", "ready") else (),
            cells,
            ask_link_rows.ask_links_made(conn, ask_id, hour_of(now)),
        )


def citable_of(instance: Instance, of_id: str) -> tuple[CitableCell, ...]:
    """Return what an ask of a study or council can rest on; StudyUnknown."""
    with instance.engine.connect() as conn:
        return citable_cells(conn, of_id)


def answers_waiting(instance: Instance) -> tuple[AnswersWaiting, ...]:
    """Return where answers wait to be looked at, those that wait longest first."""
    with instance.engine.connect() as conn:
        waiting: dict[str, list[tuple[str, str]]] = {}
        for row in ask_rows.every_ask(conn):
            for answer in row.waiting:
                waiting.setdefault(row.ask.of_id, []).append((answer.answered_on, row.ask.id))
        found = []
        for of_id, answers in waiting.items():
            source, (since, ask_id) = ask_source(conn, of_id), min(answers)
            day = date.fromisoformat(since)
            found.append(
                AnswersWaiting(of_id, source.title, source.is_council, len(answers), day, ask_id)
            )
    return tuple(sorted(found, key=lambda one: one.since))


def _next(row: AskRow, source: AskSource, today: date) -> AskNext:
    return ask_next(
        row.ask,
        row.stand,
        today,
        waiting=[one.body_id for one in row.waiting],
        commented=[one.body_id for one in row.waiting_comments],
        preview_until=row.preview_until,
        report_is_public=source.out_from is not None,
    )
