"""How the desk says what is kept of a study, and when it ends.

It knows words. What ends when says the plan of data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey.errors import Refused
from survey.questionnaire.model import Questionnaire
from survey.services.jobs.ask_for_work import SeenWork
from survey.services.overview.data_of_study import DataOfStudy, foresee_data
from survey.services.steps.study_terms import StudyTerms
from survey.storage.instance import Instance
from survey.studies.data_plan import PlannedEnd, PlannedWhat
from survey.web.desk.desk_words import long_day

#: What ends: a heading, and what that is.
_WHAT: Mapping[PlannedWhat, tuple[str, str]] = {
    "before closing": (
        "What waits and what was put aside",
        "Letters, forms kept with a code, codes of cards, and receipts end when it closes.",
    ),
    "opened words": (
        "Words that were opened",
        "They end 90 days after trustees opened them, and sooner when reading is ended.",
    ),
    "sealed answers": (
        "Sealed answers and texts",
        "They end when the study is archived. People were told this day.",
    ),
    "backups": (
        "Copies in backups",
        "They cannot be opened once enough share sheets are destroyed.",
    ),
}


@dataclass(frozen=True, slots=True)
class EndLine:
    """One end as it is shown: its heading, what it is, its day in words, and its shape."""

    heading: str
    words: str
    day: str
    shape: str


@dataclass(frozen=True, slots=True)
class DataNext:
    """The next thing to do about the end of data: whether it waits, where its button leads below
    the page, and whether that `is_pressed`: it does something at once."""

    heading: str
    words: str
    button: str = ""
    waits: bool = True
    leads_to: str = "archive"
    is_pressed: bool = False


def end_lines(found: DataOfStudy, today: date) -> list[EndLine]:
    """Return each end of a plan as it is shown."""
    return [_line(one, today) for one in found.plan]


def foreseen_lines(
    instance: Instance,
    asked: Questionnaire,
    today: date,
    closes_on: date | None = None,
    results_by: date | None = None,
) -> list[EndLine]:
    """Return each end of a study that would be published today, with these days or the usual
    ones."""
    terms = StudyTerms(0, 0, practice=False, closes_on=closes_on, results_by=results_by)
    try:
        foreseen = foresee_data(instance, asked, terms, today)
    except Refused:  # these days do not fit each other, which the page says by itself
        foreseen = foresee_data(instance, asked, StudyTerms(0, 0, practice=False), today)
    return [_line(one, today) for one in foreseen]


def data_next(
    found: DataOfStudy, today: date, work: SeenWork | None, *, may_archive: bool
) -> DataNext:
    """Return the next thing to do; `work` is the newest that archives it."""
    end = found.end
    if end is None and work is not None and work.stage == "waiting":
        return DataNext(
            "It waits to be archived",
            f"{work.words or 'It begins in a moment.'} Until it begins it can be taken back.",
            button="Do not archive it" if may_archive else "",
            leads_to="archive/withdraw",
            is_pressed=True,
        )
    if end is None and work is not None and work.stage == "working":
        return DataNext(
            "It is being archived",
            "It is worked on beside these pages, and cannot be taken back any more. You can go on "
            "with something else.",
        )
    if end is None:
        return _before(found, may_archive)
    if end.finished_on is None:
        return DataNext(
            "Its traces are being erased",
            "Every row is erased. Traces are still in the files until they are written anew; where "
            "that is cut short, the machine goes on by itself.",
        )
    if end.shredded_on is not None:
        since = long_day(end.shredded_on)
        return DataNext(
            "Nothing to do", f"Since {since} nothing that can be opened is left.", waits=False
        )
    need = found.sheets.enough_destroyed - len(found.destroyed)
    sheets = "One more holder has" if need == 1 else f"{need} more holders have"
    return DataNext(
        f"Archived: backups may still hold it until {long_day(end.backups_until)}",
        "Ask the holders to destroy their share sheets now. "
        f"{sheets} to confirm that. Then no copy can be opened.",
    )


def _before(found: DataOfStudy, may_archive: bool) -> DataNext:
    if found.why_not:
        return DataNext("Not to be archived yet", found.why_not, waits=False)
    return DataNext(
        "Archive it when nobody objects to the report",
        "Its sealed answers are destroyed then, and the holders destroy their sheets.",
        button="Archive it" if may_archive else "",
    )


def _line(one: PlannedEnd, today: date) -> EndLine:
    heading, words = _WHAT[one.what]
    if one.never_was:
        return EndLine(heading, words, "Nobody opened any", "on")
    if one.is_over:
        day = f"Ended on {long_day(one.ended_on)}" if one.ended_on else "Ended"
        return EndLine(heading, words, day, "on")
    if one.is_late(today):
        return EndLine(heading, words, f"Late since {long_day(one.latest)}", "wait")
    said = "Until" if one.what == "backups" else "At the latest on"
    return EndLine(heading, words, f"{said} {long_day(one.latest)}", "dash")
