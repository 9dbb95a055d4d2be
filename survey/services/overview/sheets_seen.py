"""Which share sheets of studies and councils were seen lately, and what is to be done about it.

It knows days and marks. It must not know a word of a sheet.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.keys.sheet_check_rows import CheckedSheet
from survey.storage.studies import end_of_data, study_rows
from survey.studies.sheet_rule import SheetAlarm, SheetState, sheet_alarm, sheet_state


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet: who holds it, by role or number, and whose account that is ("": not known)."""

    number: int
    holder: str
    account_id: str
    state: SheetState
    seen_on: date
    lost_on: date | None


@dataclass(frozen=True, slots=True)
class SheetsSeen:
    """The sheets of a study or council; none are listed where they were made before any were
    looked after. `over` says that nothing is left to open."""

    kind: Literal["study", "council"]
    of_id: str
    title: str
    practice: bool
    over: bool
    shares: int
    threshold: int
    sheets: tuple[SheetSeen, ...]

    @property
    def found(self) -> int:
        """Return how many were seen within a month."""
        return sum(one.state == "found" for one in self.sheets)

    @property
    def lost(self) -> int:
        """Return how many could not be found."""
        return sum(one.state == "lost" for one in self.sheets)

    @property
    def left(self) -> int:
        """Return how many are left as far as is known."""
        return self.shares - self.lost

    @property
    def alarm(self) -> SheetAlarm:
        """Return what that means for opening."""
        if self.over:
            return "none"
        late = sum(one.state == "late" for one in self.sheets)
        return sheet_alarm(self.shares, self.threshold, self.lost, late)

    def to_look_at(self, account_id: str) -> tuple[SheetSeen, ...]:
        """Return the sheets that an account may be asked for: its own, else those of no account,
        which wait to be looked at."""
        if self.over:
            return ()
        mine = [one for one in self.sheets if one.account_id == account_id]
        listed = mine or [one for one in self.sheets if not one.account_id]
        return tuple(one for one in listed if one.state in ("due", "late"))


def sheets_seen(instance: Instance, of_id: str, today: date) -> SheetsSeen:
    """Return which sheets of a study or council were seen lately.

    StudyUnknown; StudyStateWrong for the round of a council, whose sheets are those of the council.
    """
    with instance.engine.connect() as connection:
        kept = sheet_check_rows.sheets_of(connection, of_id)
        over = end_of_data.end_of(connection, of_id) is not None
        if study_rows.exists(connection, of_id):
            row = study_rows.unchecked(connection, of_id)
            study_rows.require_survey(row)
            return _of_study(row, kept, today, over=over)
        return _of_council(council_rows.unchecked(connection, of_id), kept, today, over=over)


def all_sheets_seen(instance: Instance, today: date) -> tuple[SheetsSeen, ...]:
    """Return which sheets were seen lately, of everything whose sheets are looked after."""
    kept: dict[str, list[CheckedSheet]] = defaultdict(list)
    with instance.engine.connect() as connection:
        for sheet in sheet_check_rows.sheets_of(connection):
            kept[sheet.of_id].append(sheet)
        if not kept:
            return ()
        studies = [one for one in study_rows.all_studies(connection) if one.id in kept]
        councils = [one for one in council_rows.every(connection) if one.id in kept]
        over = {one.study_id for one in end_of_data.every_end(connection)}
    return (
        *(_of_study(one, kept[one.id], today, over=one.id in over) for one in studies),
        *(_of_council(one, kept[one.id], today, over=one.id in over) for one in councils),
    )


def _of_study(
    row: study_rows.StudyRow, kept: Iterable[CheckedSheet], today: date, *, over: bool
) -> SheetsSeen:
    asked = json.loads(row.questionnaire_json)
    title, first = asked["title"], asked["languages"][0]
    words = title if isinstance(title, str) else title.get(first) or next(iter(title.values()))
    return SheetsSeen(
        "study",
        row.id,
        str(words),
        row.practice,
        over or row.stand in ("withdrawn", "archived", "shredded"),
        row.shares,
        row.threshold,
        _seen(kept, today),
    )


def _of_council(
    row: council_rows.CouncilRow, kept: Iterable[CheckedSheet], today: date, *, over: bool
) -> SheetsSeen:
    return SheetsSeen(
        "council",
        row.id,
        row.file.title.in_language(row.file.languages[0]),
        row.practice,
        over,
        row.shares,
        row.threshold,
        _seen(kept, today),
    )


def _seen(kept: Iterable[CheckedSheet], today: date) -> tuple[SheetSeen, ...]:
    return tuple(
        SheetSeen(
            one.number,
            one.holder or f"Holder of sheet {one.number}",
            one.account_id,
            sheet_state(one.seen_on, one.lost_on, today),
            one.seen_on,
            one.lost_on,
        )
        for one in kept
    )
