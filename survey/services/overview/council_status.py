"""Where a council stands, what can be done next, and what has to come before.

It knows the state of a council, how many answered, and the day. It must not know a member or an
answer, or look at how many people have joined before joining ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from survey.delphi.life.council_life import (
    MOST_MEMBERS,
    CouncilAction,
    CouncilState,
    RoundKind,
    fewest,
)
from survey.errors import Action, Do, Guidance
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.days import is_over
from survey.studies.life_table import IN_FIELD

#: What a person does for each deed, the likely one first.
_DOING: Mapping[CouncilAction, Do] = {
    "open a round": Do.OPEN_ROUND,
    "close the round": Do.CLOSE_ROUND,
    "open the round again": Do.REOPEN_ROUND,
    "tally": Do.COUNT_ROUND,
    "feed back": Do.FEED_BACK,
    "invite more people": Do.INVITE_MORE,
    "report": Do.END_COUNCIL,
    "change the policy": Do.CHANGE_RULE,
    "stop": Do.STOP_COUNCIL,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do next, and why not yet ("" when it can be done now)."""

    action: Action
    not_yet: Guidance = ""


@dataclass(frozen=True, slots=True)
class CouncilListing:
    """A council in a list: where it stands, and its title in the first language of its file."""

    id: str
    state: CouncilState
    round: int
    title: str


@dataclass(frozen=True, slots=True)
class CouncilStatus:
    """A council as it stands.

    `joined` is None until joining has ended: before, nothing that is told may move when one person
    joins. `rounds` are the kinds of its rounds, the first being round 1; `open_until` is the last
    day of the latest one while it takes answers. `flagged` are statements that lost somebody's
    meaning, and `steps` what can be done next, the likely thing first. Its share sheets name
    `shares`, `threshold` and the public keys.
    """

    id: str
    state: CouncilState
    invited: int
    joined: int | None
    rounds: tuple[RoundKind, ...]
    open_until: date | None
    flagged: tuple[str, ...]
    steps: tuple[NextStep, ...]
    shares: int
    threshold: int
    numbers_public: bytes
    words_public: bytes

    @property
    def unused_codes(self) -> int | None:
        """Return how many printed codes nobody used; None until joining has ended."""
        return None if self.joined is None else self.invited - self.joined


def list_councils(instance: Instance) -> tuple[CouncilListing, ...]:
    """Return the councils of an instance as they lie there, in the order of their names."""
    with instance.engine.connect() as connection:
        rows = council_rows.every(connection)
    return tuple(
        CouncilListing(
            row.id,
            row.council.state,
            row.council.round,
            row.file.title.in_language(row.file.languages[0]),
        )
        for row in rows
    )


def council_status(instance: Instance, council_id: str, now: datetime) -> CouncilStatus:
    """Return where a council stands and what can be done next; StudyUnknown."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        number = row.council.round
        study = (
            study_rows.get(connection, council_rows.round_id(row.id, number)) if number else None
        )
    deeds = sorted(row.council.possible(), key=list(_DOING).index)
    actions = [action for deed in deeds for action in _actions(deed, row, study)]
    marked = [NextStep(action, _not_yet(action, row, study, now)) for action in actions]
    return CouncilStatus(
        id=row.id,
        state=row.council.state,
        invited=row.invited,
        joined=row.joined,
        rounds=row.council.rounds,
        open_until=study.closes_on if study is not None and study.stand in IN_FIELD else None,
        flagged=tuple(one.id for one in row.register.to_look_at()),
        steps=tuple(sorted(marked, key=lambda step: bool(step.not_yet))),
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
    )


def _actions(
    deed: CouncilAction, row: council_rows.CouncilRow, study: study_rows.StudyRow | None
) -> Iterator[Action]:
    """Return the actions of a deed that make sense as the council stands."""
    answered = study is not None and bool(study.closed_count)
    written = study is not None and bool(study.closed_words_count)
    if deed == "invite more people" and (row.invited >= MOST_MEMBERS or row.joined is not None):
        return
    if deed == "open the round again" and answered:
        return
    if deed == "report" and not row.council.round:
        return
    if deed == "open a round" and row.council.judged >= row.council.policy.rule.rounds_most:
        return
    if deed == "tally" and written:
        yield Action(Do.COUNT_AND_READ, row.id, sheets=row.threshold)
        return
    yield Action(_DOING[deed], row.id, sheets=row.threshold)
    if deed == "feed back" and written:
        yield Action(Do.READ_WORDS, row.id, sheets=row.threshold)


def _not_yet(
    action: Action,
    row: council_rows.CouncilRow,
    study: study_rows.StudyRow | None,
    now: datetime,
) -> Guidance:
    """Return what has to come before an action, if anything."""
    if action.do is Do.OPEN_ROUND and row.joined is None:
        least = fewest(practice=row.practice)
        so_far = f"once {least} people have joined; see whether they have"
        return so_far, Action(Do.CHECK_ROUND, row.id)
    if action.do is Do.CLOSE_ROUND and study is not None and _promised(study, now):
        day = study.closes_on + timedelta(days=1)
        return f"from noon UTC on {day}, when the last day is over everywhere"
    return ""


def _promised(study: study_rows.StudyRow, now: datetime) -> bool:
    """Say whether people were told that they can still answer."""
    over = study.practice or is_over(study.closes_on, now)
    return study.stand in IN_FIELD and not over
