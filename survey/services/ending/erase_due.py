"""Erasing what is due by now: what a running service does each day, and a command at any time.

It knows days and names. It must not know an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from survey.errors import SurveyError
from survey.mixing.mix import require_mixer
from survey.services.steps.erase_for_good import (
    archive_one,
    archive_whole_council,
    believed_day,
    finish_erasing,
    has_come,
)
from survey.services.steps.note_shredded import note_if_shredded
from survey.services.steps.staff_links import hour_of
from survey.services.steps.words_days import end_texts_due, end_words_due
from survey.storage.council import council_rows
from survey.storage.database import leave_no_trace, writing
from survey.storage.follow_up import ask_link_rows
from survey.storage.instance import Instance
from survey.storage.studies import end_of_data, erasing_rows, study_rows
from survey.storage.studies.rounds_of_council import rounds_of
from survey.storage.words import words_access
from survey.studies.data_plan import COMMENT_DAYS

DueWhat = Literal[
    "erasing finished", "words ended", "sealed texts ended", "archived", "shredded",
    "comments erased",
]  # fmt: skip
#: Does one thing that is due, and returns what was done ("": it was done meanwhile).
_Doing = Callable[[], DueWhat | None]


@dataclass(frozen=True, slots=True)
class EndedNow:
    """Something that ended just now, of a study or council ("": of drafts)."""

    what: DueWhat
    of: str


def erase_due(
    instance: Instance,
    now: datetime,
    tell: Callable[[SurveyError], None],
    most: int | None = None,
) -> tuple[EndedNow, ...]:
    """Erase what is due by now, at most so many things (None: all), and return what was done.

    What was cut short comes first. One thing that cannot be done stops no other: `tell` takes why.
    A study that was never opened is not archived by itself. ClockDoubted when the clock jumped, and
    nothing is erased; InstanceUnsound on a node that does not mix.
    """
    require_mixer(instance)
    today = believed_day(instance, now)
    done: list[EndedNow] = []
    for of, do in _due(instance, now, today):
        if most is not None and len(done) >= most:
            break
        try:
            what = do()
        except SurveyError as error:
            tell(error)
            continue
        if what is not None:
            done.append(EndedNow(what, of))
    _drop_links(instance, now)
    return tuple(done)


def end_data_daily(
    instance: Instance,
    now: datetime,
    tell: Callable[[Exception], None],
    say: Callable[[str], None],
) -> None:
    """Do one thing that is due, where this node mixes; `say` takes what was done, without names.

    No fault ends whoever calls this: `tell` takes it.
    """
    if not instance.settings.mixes_here:
        return
    try:
        for one in erase_due(instance, now, tell, most=1):
            say(one.what)
    except Exception as error:  # a database that is restarted must not end the service
        tell(error)


def _due(instance: Instance, now: datetime, today: date) -> Iterator[tuple[str, _Doing]]:
    """Return what may be due, one after the other; each is looked at when its turn comes."""
    with instance.engine.connect() as conn:
        ends = end_of_data.every_end(conn)
        words_due = words_access.due(conn, today)
    for end in ends:
        if end.finished_on is None:
            yield end.study_id, _finishing(instance, end.study_id, now)
    for study_id in words_due:
        yield study_id, _ending_words(instance, study_id, today)
    with instance.engine.connect() as conn:
        texts_due = erasing_rows.texts_to_erase(conn)
    for study_id in texts_due:
        yield study_id, _ending_texts(instance, study_id, today)
    for study_id in _whose_day_has_come(instance, now):
        yield study_id, _archiving(instance, study_id, now)
    for council_id in _councils_whose_day_has_come(instance, now):
        yield council_id, _archiving_council(instance, council_id, now)
    for end in ends:
        if end.shredded_on is None:
            yield end.study_id, _shredding(instance, end.study_id, today)
    yield "", lambda: _erase_comments(instance, today)


def _whose_day_has_come(instance: Instance, now: datetime) -> list[str]:
    """Return the studies that were opened and whose last day is over."""
    with instance.engine.connect() as conn:
        rows = study_rows.all_studies(conn)
    return [
        row.id
        for row in rows
        if row.council_id is None and row.stand == "released" and has_come(row, now)
    ]


def _councils_whose_day_has_come(instance: Instance, now: datetime) -> list[str]:
    with instance.engine.connect() as conn:
        found = []
        for council in council_rows.every(conn):
            rounds = rounds_of(conn, council.id)
            opened = all(row.stand == "released" and has_come(row, now) for row in rounds)
            if rounds and opened:
                found.append(council.id)
    return found


def _ending_words(instance: Instance, study_id: str, today: date) -> _Doing:
    def do() -> DueWhat:
        end_words_due(instance, study_id, today)
        return "words ended"

    return do


def _ending_texts(instance: Instance, study_id: str, today: date) -> _Doing:
    def do() -> DueWhat:
        end_texts_due(instance, study_id, today)
        return "sealed texts ended"

    return do


def _finishing(instance: Instance, of: str, now: datetime) -> _Doing:
    def do() -> DueWhat:
        finish_erasing(instance, of, now)
        return "erasing finished"

    return do


def _archiving(instance: Instance, study_id: str, now: datetime) -> _Doing:
    def do() -> DueWhat:
        archive_one(instance, study_id, now)
        return "archived"

    return do


def _archiving_council(instance: Instance, council_id: str, now: datetime) -> _Doing:
    def do() -> DueWhat:
        archive_whole_council(instance, council_id, now)
        return "archived"

    return do


def _shredding(instance: Instance, of: str, today: date) -> _Doing:
    def do() -> DueWhat | None:
        with writing(instance.engine) as conn:
            return "shredded" if note_if_shredded(conn, of, today) else None

    return do


def _erase_comments(instance: Instance, today: date) -> DueWhat | None:
    with writing(instance.engine) as conn:
        gone = erasing_rows.erase_comments(conn, today - timedelta(days=COMMENT_DAYS))
    if not gone:
        return None
    leave_no_trace(instance.engine, rewrite=True)
    return "comments erased"


def _drop_links(instance: Instance, now: datetime) -> None:
    with writing(instance.engine) as conn:
        end_of_data.drop_old_links(conn, hour_of(now.astimezone(UTC)))
        ask_link_rows.drop_old_ask_links(conn, hour_of(now.astimezone(UTC)))
