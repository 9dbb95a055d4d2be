"""Watching a council without peeking: where it stands, about how many took part, what comes next.

It knows what is fixed when joining ends and when a round closes. While people join or answer, it
must not look at how many did; only at whether a first round could open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from survey.delphi.life.council_life import MOST_MEMBERS, CouncilState, RoundKind, fewest
from survey.delphi.life.statements import StatementState
from survey.delphi.rule import CouncilPolicy
from survey.disclosure.council.round_policy import policy_sentences
from survey.disclosure.council.round_release import RoundRelease
from survey.storage.council import (
    council_drafts,
    council_rows,
    joining,
    round_drafts,
    round_releases,
)
from survey.storage.council.council_rows import CouncilRow
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import words_access
from survey.studies.life_table import IN_FIELD

RoundWordsState = Literal["none", "sealed", "open", "gone"]


@dataclass(frozen=True, slots=True)
class RoundWatched:
    """One round: its kind and days, and about how many started and finished it.

    Both are to ten, 0 below ten; None while nobody knows them yet: before it has closed, and of
    those who started, before it was counted.
    """

    number: int
    kind: RoundKind
    title: str
    opened_on: date
    closes_on: date
    closed_on: date | None
    started: int | None
    finished: int | None
    counted: bool
    fed_back: bool


@dataclass(frozen=True, slots=True)
class CouncilWatch:
    """What staff see of a council.

    `joined` is to ten, 0 below ten, None until joining has ended. `planned` is how many were to be
    invited (0: not known). `enough` says while people join
    whether a first round could open, None afterwards. `rounds` are in their order; `most` is how
    many of them can judge statements, `judged` how many did. `written` is the version of the next
    round's file (0: none). `fixed_on` is the day from which the rule is fixed, `words` where that
    is which members wrote in the latest round.
    """

    id: str
    title: str
    state: CouncilState
    practice: bool
    languages: tuple[str, ...]
    invited: int
    planned: int
    codes_left: int
    joined: int | None
    enough: bool | None
    fewest: int
    rounds: tuple[RoundWatched, ...]
    most: int
    judged: int
    days_left: int | None
    statements: Mapping[StatementState, int]
    flagged: tuple[str, ...]
    written: int
    policy: CouncilPolicy
    policy_said: tuple[str, ...]
    fixed_on: date | None
    words: RoundWordsState
    stopped_because: str
    shares: int
    threshold: int

    @property
    def latest(self) -> RoundWatched | None:
        """Return the latest round, or None before the first."""
        return self.rounds[-1] if self.rounds else None


def watch_council(instance: Instance, council_id: str, now: datetime) -> CouncilWatch:
    """Return what may be seen of a council; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        published = round_releases.every(connection, council_id)
        number = row.council.round
        studies = [
            study_rows.get(connection, council_rows.round_id(row.id, one))
            for one in range(1, number + 1)
        ]
        least = fewest(practice=row.practice)
        enough = (
            joining.enough_wait(connection, council_id, least)
            if row.council.state == "joining" and row.joined is None
            else None
        )
        words = _words(connection, studies)
        planned = council_drafts.planned_members(connection, council_id)
        written = round_drafts.newest_number(connection, council_id, number + 1)
    return CouncilWatch(
        id=row.id,
        title=row.file.title.in_language(row.file.languages[0]),
        state=row.council.state,
        practice=row.practice,
        languages=row.file.languages,
        invited=row.invited,
        planned=planned,
        codes_left=MOST_MEMBERS - row.invited,
        joined=None if row.joined is None or not number else to_ten(row.joined),
        enough=enough,
        fewest=least,
        rounds=tuple(_watched(row, study, published) for study in studies),
        most=row.council.policy.rule.rounds_most,
        judged=row.council.judged,
        days_left=_left(studies, now),
        statements=Counter(one.state for one in row.register.statements),
        flagged=tuple(one.id for one in row.register.to_look_at()),
        written=written,
        policy=row.council.policy,
        policy_said=policy_sentences(row.council.policy),
        fixed_on=studies[0].opened_on if studies else None,
        words=words,
        stopped_because=row.council.stopped_because,
        shares=row.shares,
        threshold=row.threshold,
    )


def _words(connection: Connection, studies: Sequence[StudyRow]) -> RoundWordsState:
    """Return where what members wrote in the latest round is; "none" while it is open."""
    if not studies or not studies[-1].closed_words_count:
        return "none"
    opening = words_access.opening_of(connection, studies[-1].id)
    if opening is None or opening.state == "set aside":
        return "sealed"
    return "open" if opening.state == "reading" else "gone"


def to_ten(count: int) -> int:
    """Return a number of people to ten; 0 below ten."""
    return 0 if count < 10 else round(count / 10) * 10


def _watched(row: CouncilRow, study: StudyRow, published: Sequence[RoundRelease]) -> RoundWatched:
    number = study.round or 0
    release = next((one for one in published if one.number == number), None)
    flow = (
        next((one for one in release.flow.rounds if one.round == number), None) if release else None
    )
    plan = row.plans[number - 1]
    is_fixed = study.closed_digest != "" and study.stand not in IN_FIELD
    return RoundWatched(
        number=number,
        kind=plan.kind,
        title=plan.title.in_language(row.file.languages[0]),
        opened_on=study.opened_on,
        closes_on=study.closes_on,
        closed_on=study.closed_on,
        started=to_ten(flow.started) if flow else None,
        finished=to_ten(study.closed_count or 0) if is_fixed else None,
        counted=release is not None,
        fed_back=number in row.council.fed_back,
    )


def _left(studies: Sequence[StudyRow], now: datetime) -> int | None:
    """Return how many days the open round has left; None where none takes answers."""
    if not studies or studies[-1].stand not in IN_FIELD:
        return None
    return max((studies[-1].closes_on - now.date()).days, 0)
