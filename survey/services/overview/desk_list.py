"""What the desk lists: drafts, studies and councils, where each stands, and what comes next.

It knows public facts only. It must not know an answer, or look at a number that moves with one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection

from survey.services.steps.report_standing import ReportStanding, seen_report
from survey.storage.council import council_drafts, council_rows
from survey.storage.instance import Instance
from survey.storage.staff.accounts import StaffRole
from survey.storage.studies import end_of_data, study_drafts, study_rows
from survey.storage.words import words_access
from survey.studies.data_plan import sealed_until
from survey.studies.life_table import IN_FIELD, LIFE, Stand, StudyEvent

ItemKind = Literal["draft", "study", "council"]
#: What comes next of something, in one word for a door to say.
NextAct = Literal[
    "write", "read reviews", "publish", "wait", "resume", "close", "open together", "sign",
    "publish report", "report", "read words", "share report", "confirm sheets", "count round",
    "feed back", "look", "being published", "nothing",
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
}
#: Who does what comes next; what is not named is there for everybody to look at.
_DOERS: Mapping[NextAct, tuple[StaffRole, ...]] = {
    "write": ("coordinator",),
    "read reviews": ("coordinator",),
    "publish": ("coordinator",),
    "close": ("coordinator",),
    "open together": ("coordinator", "trustee"),
    "sign": ("coordinator", "trustee"),
    "publish report": ("coordinator",),
    "being published": ("coordinator", "trustee", "viewer"),
    "report": ("coordinator", "trustee", "viewer"),
    "read words": ("coordinator", "moderator"),
    "confirm sheets": ("coordinator", "trustee"),
    "count round": ("coordinator", "trustee"),
    "feed back": ("coordinator",),
}


@dataclass(frozen=True, slots=True)
class DeskItem:
    """Something at the desk: where it stands in a word of `Stand` or of a council's life.

    `languages` are codes, `closes_on` the last day for answers of a study that is in the field,
    `waits_since` the day from which what comes next waits for staff (None: it does not), `round`
    the present round of a council, and `forever` what of the next act can never be undone.
    `confirmed_by` are those who said, signed in, that their sheet is destroyed, `archived_after`
    the day after which a study whose report is public is archived by itself (None: not yet).
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
    confirmed_by: frozenset[str] = frozenset()
    archived_after: date | None = None

    @property
    def doers(self) -> tuple[StaffRole, ...]:
        """Return the roles that do what comes next."""
        return _DOERS.get(self.next, ("coordinator", "moderator", "trustee", "viewer"))

    def waits_for(self, name: str, may: Callable[[tuple[StaffRole, ...], str], bool]) -> bool:
        """Tell whether what comes next waits for somebody, `may` telling of their roles."""
        if self.waits_since is None or not may(self.doers, self.id):
            return False
        is_done = self.next == "confirm sheets" and name in self.confirmed_by
        return not is_done or may(("coordinator",), self.id)

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
        closed = {row.id: row.closed_on for row in rows if row.council_id is not None}
        ends = {
            one.study_id: (one.archived_on, _confirmed(conn, one.study_id))
            for one in end_of_data.every_end(conn)
            if one.shredded_on is None
        }
        reading = {
            row.id for row in rows if row.stand == "released" and _is_read(conn, row.id, today)
        }
    items = [_of_draft(one) for one in drafts if one.state != "published"]
    items += [
        _with_end(
            _of_study(
                row,
                today,
                reports.get(row.id, ReportStanding()),
                is_read=row.id in reading,
            ),
            ends,
            today,
        )
        for row in rows
        if row.council_id is None
    ]
    items += [_with_end(_of_council(one, closed, today), ends, today) for one in councils]
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


def _is_read(conn: Connection, study_id: str, today: date | None) -> bool:
    """Tell whether words of a study are read, so that it cannot be archived yet."""
    opening = words_access.opening_of(conn, study_id)
    return (
        opening is not None
        and opening.state != "ended"
        and (today is None or today <= opening.until)
    )


def _confirmed(conn: Connection, of_id: str) -> frozenset[str]:
    signed_in = [one for one in end_of_data.destroyed(conn, of_id) if one.how == "signed in"]
    return frozenset(one.who for one in signed_in)


def _with_end(
    item: DeskItem, ends: Mapping[str, tuple[date, frozenset[str]]], today: date | None
) -> DeskItem:
    """Return something with what its archiving asks of the holders of sheets."""
    if item.id not in ends:
        return item
    since, confirmed_by = ends[item.id]
    waits = since if today is not None else None
    return replace(item, next="confirm sheets", waits_since=waits, confirmed_by=confirmed_by)


def _of_study(
    row: study_rows.StudyRow,
    today: date | None,
    report: ReportStanding,
    *,
    is_read: bool,
) -> DeskItem:
    title, languages = _told(row.questionnaire_json)
    stand: Stand = row.stand
    is_due = today is not None and stand in IN_FIELD and row.closes_on < today
    following: NextAct = "close" if is_due and stand in ("open", "paused") else _NEXT[stand]
    if report.signing_since:
        following = "sign"
    elif report.publishing_since:
        following = "being published" if report.is_being_published else "publish report"
    elif report.published:
        following = "read words" if is_read else "share report"
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
        archived_after=sealed_until(row.results_by) if following == "share report" else None,
    )


def _of_council(
    row: council_rows.CouncilRow, closed: Mapping[str, date | None], today: date | None
) -> DeskItem:
    title = row.file.title.in_language(row.file.languages[0])
    state, number = row.council.state, row.council.round
    acts: Mapping[str, NextAct] = {"round closed": "count round", "tallied": "feed back"}
    following = acts.get(state, "look")
    closed_on = closed.get(council_rows.round_id(row.id, number)) if following != "look" else None
    return DeskItem(
        "council",
        row.id,
        title,
        state,
        following,
        row.practice,
        waits_since=closed_on if today is not None else None,
        round=number,
    )


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
