"""What the desk lists: drafts, studies and councils, where each stands, and what comes next.

It knows public facts only. It must not know an answer, or look at a number that moves with one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from survey.services.steps.report_standing import ReportStanding, seen_report
from survey.storage.council import council_drafts, council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows
from survey.studies.life_table import IN_FIELD, LIFE, Stand, StudyEvent

ItemKind = Literal["draft", "study", "council"]
#: What comes next of something, in one word for a door to say.
NextAct = Literal[
    "write", "read reviews", "publish", "wait", "resume", "close", "open together", "sign",
    "publish report", "report", "archive", "confirm sheets", "look", "nothing",
]  # fmt: skip

#: What comes next by where something stands; an open study whose last day is over is to be closed.
_NEXT: dict[str, NextAct] = {
    "draft": "write",
    "in review": "read reviews",
    "ready": "publish",
    "put aside": "nothing",
    "open": "wait",
    "paused": "resume",
    "ended": "close",
    "closing": "close",
    "closed": "open together",
    "released": "report",
    "withdrawn": "nothing",
    "archived": "confirm sheets",
    "shredded": "nothing",
}
#: The event that each of these is, for what of it can never be undone.
_EVENT: dict[NextAct, StudyEvent] = {
    "publish": "published",
    "close": "shut",
    "open together": "released",
    "publish report": "report published",
    "archive": "archived",
}


@dataclass(frozen=True, slots=True)
class DeskItem:
    """Something at the desk: where it stands in a word of `Stand` or of a council's life.

    `languages` are codes, `closes_on` the last day for answers of a study that is in the field,
    `waits_since` the day from which what comes next waits for staff (None: it does not), `round`
    the present round of a council, and `forever` what of the next act can never be undone.
    """

    kind: ItemKind
    id: str
    title: str
    stand: str
    next: NextAct
    practice: bool = False
    languages: tuple[str, ...] = ()
    closes_on: date | None = None
    waits_since: date | None = None
    round: int = 0
    expected: int = 0

    @property
    def forever(self) -> str:
        """Return what of the next act can never be undone, or ""."""
        event = _EVENT.get(self.next)
        return LIFE[event].forever if event else ""


def desk_items(instance: Instance, today: date | None = None) -> tuple[DeskItem, ...]:
    """Return drafts, surveys and councils; a draft that was published is its study.

    Those that wait for staff come first, practice last. `today` decides whether a last day is over;
    without it, nothing is said to wait, or looked up of reports.
    """
    with instance.engine.connect() as conn:
        drafts = study_drafts.all_drafts(conn)
        rows = study_rows.all_studies(conn)
        councils = council_rows.every(conn)
        to_found = council_drafts.every(conn)
        reports = {
            row.id: seen_report(instance, conn, row)
            for row in rows
            if today is not None and row.stand == "released" and row.council_id is None
        }
    items = [_of_draft(one) for one in drafts if one.state != "published"]
    items += [
        _of_study(row, today, reports.get(row.id, ReportStanding()))
        for row in rows
        if row.council_id is None
    ]
    items += map(_of_council, councils)
    items += [_to_found(one) for one in to_found if one.state != "founded"]
    return tuple(sorted(items, key=_order))


def _of_draft(draft: study_drafts.StudyDraft) -> DeskItem:
    return DeskItem(
        "draft",
        draft.study_id,
        draft.title,
        draft.state,
        _NEXT[draft.state],
        draft.practice,
        expected=draft.expected,
    )


def _of_study(row: study_rows.StudyRow, today: date | None, report: ReportStanding) -> DeskItem:
    title, languages = _told(row.questionnaire_json)
    stand: Stand = row.stand
    is_due = today is not None and stand in IN_FIELD and row.closes_on < today
    following: NextAct = "close" if is_due and stand in ("open", "paused") else _NEXT[stand]
    if report.signing_since:
        following = "sign"
    elif report.publishing_since:
        following = "publish report"
    elif report.published:
        following = "archive"
    waits = {
        "close": row.closes_on,
        "open together": row.closed_on,
        "sign": report.signing_since,
        "publish report": report.publishing_since,
    }.get(following)
    return DeskItem(
        "study",
        row.id,
        title,
        stand,
        following,
        row.practice,
        languages,
        row.closes_on if stand in IN_FIELD else None,
        waits if today is not None else None,
    )


def _of_council(row: council_rows.CouncilRow) -> DeskItem:
    title = row.file.title.in_language(row.file.languages[0])
    state, number = row.council.state, row.council.round
    return DeskItem("council", row.id, title, state, "look", row.practice, round=number)


def _to_found(draft: council_drafts.CouncilDraft) -> DeskItem:
    """Return a council that is to be founded; how far it is, is seen by its state."""
    following: NextAct = "write" if draft.state == "draft" else "nothing"
    who = draft.council_id, draft.title
    return DeskItem("council", *who, draft.state, following, draft.practice, expected=draft.members)


@lru_cache(maxsize=256)
def _told(questionnaire_json: str) -> tuple[str, tuple[str, ...]]:
    """Return the title of a stored questionnaire in its first language, and its languages."""
    asked = json.loads(questionnaire_json)
    languages = tuple(asked["languages"])
    title = asked["title"]
    words = (
        title if isinstance(title, str) else title.get(languages[0]) or next(iter(title.values()))
    )
    return str(words), languages


def _order(item: DeskItem) -> tuple[bool, bool, str]:
    return item.practice, item.waits_since is None, item.title.casefold()
