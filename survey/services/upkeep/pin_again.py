"""Pinning what lies in the database, after a person has compared it with a trustee's share sheet.

What the sheet does not say is believed as it lies there, and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import JournalBroken, Refused
from survey.questionnaire.entrance import Entrance
from survey.questionnaire.files.reading import from_json
from survey.sealing.journal_chain import check_chain
from survey.sealing.public_keys import fingerprint
from survey.storage.council import council_rows
from survey.storage.council.council_rows import CouncilRow
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.studies.life_table import IN_FIELD

_KEPT = "Nothing was pinned."
_LOOK = (
    "Compare once more, letter by letter. If it stays different, somebody changed the database: "
    "set a copy of it aside, bring back a backup of before, and find out who."
)


@dataclass(frozen=True, slots=True)
class OnTheSheet:
    """What every share sheet says of a study: the fingerprints (8 bytes each) of its two keys, and
    how many sheets open it."""

    numbers_key: bytes
    words_key: bytes
    threshold: int


def pin_study(
    instance: Instance, study_id: str, sheet: OnTheSheet | None, today: date
) -> tuple[str, ...]:
    """Pin a study as it lies in the database, and return what was believed without proof.

    `sheet` is what a share sheet says; None where no sheet is left, which a study that takes
    answers is not pinned without. StudyUnknown; StudyStateWrong for a council's round; Refused when
    the database says something else than the sheet.
    """
    with writing(instance.engine) as connection:
        row = study_rows.unchecked(connection, study_id)
        study_rows.require_survey(row)
        _require_sheet(sheet, row, needed=row.stand in IN_FIELD)
        study_rows.pin_as_it_is(connection, study_id)
        compared = "Compared with a share sheet." if sheet else "No sheet is left."
        journal.note(connection, day=today, study_id=study_id, event="pinned again", words=compared)
    return _believed(row)


def pin_council(
    instance: Instance, council_id: str, sheet: OnTheSheet, today: date
) -> tuple[str, ...]:
    """Pin a council and its rounds as they lie in the database; else as `pin_study`.

    Refused when a round has other keys, or another number of sheets, than its council.
    """
    with writing(instance.engine) as connection:
        row = council_rows.unchecked(connection, council_id)
        _require_sheet(sheet, row, needed=True)
        believed = [
            f"its {row.invited} printed codes, its statements, its rule and where it stands"
        ]
        for study in _rounds(connection, council_id):
            _require_sheet(sheet, study, needed=True)
            study_rows.pin_as_it_is(connection, study.id)
            believed += (f"round {study.round}: {one}" for one in _believed(study))
        council_rows.pin_as_it_is(connection, council_id)
        words = "Compared with a share sheet."
        journal.note(connection, day=today, study_id=council_id, event="pinned again", words=words)
    return tuple(believed)


def pin_journal(instance: Instance, today: date) -> int:
    """Take the journal of what staff did as it lies in the database from now on, with an entry that
    says so, and return how many entries it has.

    JournalBroken where its entries make no chain: what was changed stays to be seen.
    """
    with writing(instance.engine) as connection:
        found = check_chain(journal.entries(connection))
        if found.wrong:
            raise JournalBroken(
                f"The journal does not hold: {found.wrong}.",
                kept=_KEPT,
                do="Bring back a backup of before.",
            )
        words = f"With {found.entries} entries."
        entry = journal.note(
            connection, day=today, study_id="", event="journal pinned", words=words
        )
        journal.pin_head(connection)
    return entry.number


def _rounds(connection: Connection, council_id: str) -> tuple[study_rows.StudyRow, ...]:
    return tuple(one for one in study_rows.all_studies(connection) if one.council_id == council_id)


def _require_sheet(
    sheet: OnTheSheet | None, row: study_rows.StudyRow | CouncilRow, *, needed: bool
) -> None:
    if sheet is None:
        if needed:
            raise Refused(
                f"{row.id} takes answers, and no share sheet was compared with its keys.",
                kept=_KEPT,
                do="Ask a trustee for the two keys on their sheet. They are no secret.",
            )
        return
    for name, said, found in (
        ("numbers key", sheet.numbers_key, fingerprint(row.numbers_public)),
        ("words key", sheet.words_key, fingerprint(row.words_public)),
        ("number of sheets needed", sheet.threshold, row.threshold),
    ):
        if said != found:
            raise Refused(
                f"The {name} of {row.id} in the database is not the one on the sheet.",
                kept=_KEPT,
                do=_LOOK,
            )


_ENTRANCES: Mapping[Entrance | None, str] = {
    None: "with its address",
    "codes": "with a code of a card",
    "both": "with its address or a code of a card",
}


def _believed(row: study_rows.StudyRow) -> tuple[str, ...]:
    asked = from_json(row.questionnaire_json)
    title, organisation = (
        text.in_language(asked.languages[0]) for text in (asked.title, row.organisation)
    )
    closed = row.closed_hash.hex()[:16] if row.closed_hash else ""
    believed = (
        f"the words of “{title}”, {sum(1 for _ in asked.questions())} questions",
        f"the days: open since {row.opened_on}, last day {row.closes_on}, "
        f"results by {row.results_by:%Y-%m}",
        f"people answer {_ENTRANCES[row.entrance]}",
        f"who runs it: {organisation or 'nobody is named'}",
        f"the closed set: {row.closed_count} answers, {closed}" if closed else "",
    )
    return tuple(filter(None, believed))
