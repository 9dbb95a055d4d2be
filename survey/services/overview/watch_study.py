"""Watching a study without peeking: where it stands, how many answered, what can be done.

It knows what moves at mixes alone, and what the questions are. It must not know an answer, what
waits in the letterbox, or anything that one answer moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from survey.questionnaire.files.reading import from_json
from survey.services.steps.public_words import TELLING_WHY
from survey.services.steps.report_standing import ReportStanding, seen_report
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.data_plan import sealed_until
from survey.studies.distress_rule import FeelingVerdict, verdict
from survey.studies.life_table import IN_FIELD, LIFE, Stand, StudyEvent, may

#: What staff can do to a study whose answers are still being given.
StudyChange = Literal["paused", "resumed", "extended", "corrected", "ended", "withdrawn"]
STUDY_CHANGES: tuple[StudyChange, ...] = get_args(StudyChange)

#: Where every study goes, unless it is withdrawn: each stand with what else stands in its place.
_ROAD: Mapping[Stand, frozenset[Stand]] = {
    "draft": frozenset({"put aside"}),
    "in review": frozenset(),
    "ready": frozenset(),
    "open": frozenset({"paused", "ended", "closing"}),
    "closed": frozenset(),
    "released": frozenset(),
    "archived": frozenset(),
    "shredded": frozenset(),
}


@dataclass(frozen=True, slots=True)
class StandStep:
    """One step of a study's life, and whether it lies behind, is now, or comes later."""

    stand: Stand
    place: Literal["done", "now", "later"]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeOffered:
    """A change, what of it can never be undone ("": all of it can), and whether the public must be
    told why; `why_not` says why it is not possible now ("": it is)."""

    change: StudyChange
    forever: str
    tells_why: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class StudyWatch:
    """What staff see of a study.

    `about` is how many answered as of the last mix that moved letters, to ten; 0 stands for fewer
    than ten, of whom none need have come. `gathers` is how many must wait before they move
    together, None where nothing waits any more. `feelings` is the verdict alone. Which language
    people chose is sealed; `languages` are those that they can choose. Last, the changes that are
    offered or not, and why; `waits_for_signature` says that something of its newest
    release may not leave yet, `waits_to_be_published` that readers have not what may,
    `is_being_published` that they are about to have it, and
    `archived_after` is the day after which it is archived by itself (None: it is not opened yet, or
    was archived).
    """

    id: str
    title: str
    stand: Stand
    practice: bool
    reviewed: bool
    languages: tuple[str, ...]
    about: int
    gathers: int | None
    closes_on: date
    days_left: int | None
    results_by: date
    feelings: FeelingVerdict
    road: tuple[StandStep, ...]
    changes: tuple[ChangeOffered, ...]
    shares: int
    threshold: int
    ceiling: int
    is_report_public: bool
    waits_for_signature: bool
    waits_to_be_published: bool
    is_being_published: bool
    archived_after: date | None


def watch_study(instance: Instance, study_id: str, today: date) -> StudyWatch:
    """Return what may be seen of a survey; nothing of it moves between two mixes but the days.

    StudyUnknown, NotAsPinned; StudyStateWrong for the round of a council.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        is_released = row.stand == "released"
        report = seen_report(instance, connection, row) if is_released else ReportStanding()
    asked = from_json(row.questionnaire_json)
    in_field = row.stand in IN_FIELD
    left = (row.closes_on - today).days
    return StudyWatch(
        id=row.id,
        title=asked.title.in_language(asked.languages[0]),
        stand=row.stand,
        practice=row.practice,
        reviewed=row.reviewed,
        languages=asked.languages,
        about=row.about,
        gathers=instance.settings.mix_waiting if in_field else None,
        closes_on=row.closes_on,
        days_left=max(left, 0) if in_field else None,
        results_by=row.results_by,
        feelings=verdict(row.felt_fine + row.felt_bit_hard, row.felt_very_hard),
        road=_road(row),
        changes=tuple(_offered(row, change) for change in STUDY_CHANGES),
        shares=row.shares,
        threshold=row.threshold,
        ceiling=row.ceiling,
        is_report_public=(instance.published / row.id).is_dir(),
        waits_for_signature=report.signing_since is not None,
        waits_to_be_published=report.publishing_since is not None,
        is_being_published=report.is_being_published,
        archived_after=sealed_until(row.results_by) if is_released else None,
    )


def _road(row: study_rows.StudyRow) -> tuple[StandStep, ...]:
    days: dict[Stand, date] = {"open": row.opened_on, "closed": row.closed_on or row.closes_on}
    return road_of(row.stand, days, reviewed=row.reviewed)


def road_of(
    now: Stand, days: Mapping[Stand, date], *, reviewed: bool = True
) -> tuple[StandStep, ...]:
    """Return the steps of a life that stands at `now`, each with its day where one is known; what
    was not `reviewed` went from a draft to the public at once."""
    if now == "withdrawn":
        withdrawn = StandStep("withdrawn", "now")
        return StandStep("draft", "done"), StandStep("open", "done", days.get("open")), withdrawn
    steps: list[StandStep] = []
    for stand, instead in _ROAD.items():
        if stand in ("in review", "ready") and not reviewed:
            continue
        if now == stand or now in instead:
            steps.append(StandStep(now, "now", days.get(stand)))
        else:
            passed = not any(one.place == "now" for one in steps)
            steps.append(StandStep(stand, "done" if passed else "later", days.get(stand)))
    return tuple(steps)


def _offered(row: study_rows.StudyRow, change: StudyChange) -> ChangeOffered:
    forever, tells_why = LIFE[change].forever, change in TELLING_WHY
    return ChangeOffered(change, forever, tells_why, _why_not(row, change))


def _why_not(row: study_rows.StudyRow, change: StudyChange) -> str:
    """Say why a change is not possible, by what moves at mixes alone: whether the very first answer
    came in is not told before one."""
    event: StudyEvent = change
    if not may(row.stand, event):
        return f"That is possible while it is {' or '.join(sorted(LIFE[event].leads))}."
    if change == "withdrawn" and (row.about or row.earlier_hash is not None):
        return "People have answered it, and what they sent is not thrown away."
    return ""
