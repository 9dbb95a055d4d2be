"""Minority notes: what a moderator writes beside a minority report, before the report is made.

It knows reports that the rule made. Notes can add to them; nothing here can take one away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.delphi.statistics.dissent import MinorityReport, PrintedDissent
from survey.errors import BadInput
from survey.storage.council import council_rows, minority_notes, round_releases
from survey.storage.council.minority_notes import Place
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: Letters of a reason or note, and how many of each.
MOST_LETTERS, MOST_NOTES = 600, 6


@dataclass(frozen=True, slots=True)
class DissentToNote:
    """A minority report: of which statement, what the rule says, and what is written beside it."""

    place: Place
    words: str
    sentences: tuple[str, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def dissent_to_note(instance: Instance, council_id: str) -> tuple[DissentToNote, ...]:
    """Return every minority report of a council, the latest round first; StudyUnknown."""
    with instance.engine.connect() as connection:
        council_rows.get(connection, council_id)
        kept = minority_notes.kept(connection, council_id)
        releases = round_releases.every(connection, council_id)
    return tuple(
        DissentToNote(
            place,
            shown.words,
            tuple(str(one) for one in report.sentences),
            *kept.get(place, ((), ())),
        )
        for release in reversed(releases)
        for shown in release.statements
        if (report := shown.minority) is not None
        and (place := (shown.statement, shown.aspect, release.number))
    )


def note_dissent(
    instance: Instance,
    council_id: str,
    place: Place,
    reasons: tuple[str, ...],
    notes: tuple[str, ...],
    today: date,
) -> None:
    """Write down reasons and notes beside a minority report, in place of those before.

    BadInput where there is no such report, for words that hold a number, are too long or too many.
    """
    known = {one.place: one for one in dissent_to_note(instance, council_id)}
    if place not in known:
        raise BadInput("There is no such minority report.", kept="Nothing was changed.")
    written = tuple(
        tuple(" ".join(one.split()) for one in part if one.strip()) for part in (reasons, notes)
    )
    _require_short(written)
    _require_fits(place, written)
    with writing(instance.engine) as connection:
        minority_notes.keep(connection, council_id, place, (written[0], written[1]))
        journal.note(
            connection,
            day=today,
            study_id=council_id,
            event="minority note written",
            words=f"{place[0]}, round {place[2]}.",
        )


def _require_short(written: tuple[tuple[str, ...], ...]) -> None:
    if any(len(part) > MOST_NOTES for part in written) or any(
        len(one) > MOST_LETTERS for part in written for one in part
    ):
        raise BadInput(
            f"There are at most {MOST_NOTES} reasons and {MOST_NOTES} notes, each of up to "
            f"{MOST_LETTERS} letters.",
            kept="Nothing was changed.",
            do="Say it in fewer words.",
        )


def _require_fits(place: Place, written: tuple[tuple[str, ...], ...]) -> None:
    """Refuse words that tell numbers, as the report would."""
    printed = PrintedDissent(
        place[0], place[2], MinorityReport(grounds=(), groups=(), sentences=())
    )
    for reason in written[0]:
        printed = printed.explained(reason)
    for note in written[1]:
        printed = printed.annotated(note)
