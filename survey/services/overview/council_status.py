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
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

#: The command of each deed, the likely one first; {shares} is an option for each trustee needed.
_COMMANDS: Mapping[CouncilAction, str] = {
    "open a round": "survey round open {id} FILE",
    "close the round": "survey round close {id}",
    "open the round again": "survey round reopen {id}",
    "tally": "survey round tally {id}{shares}",
    "feed back": "survey round feedback {id}",
    "invite more people": "survey council codes {id} --more NUMBER --codes-out FILE",
    "report": "survey council report {id} --out DIR --final",
    "change the policy": "survey council rule {id} FILE --reason WORDS",
    "stop": "survey council stop {id} --reason WORDS",
}
#: In words, where a deed is not said as plainly as here.
_SAID: Mapping[CouncilAction, str] = {
    "tally": "count the round with the trustees",
    "feed back": "show members how the group answered",
    "change the policy": "change the rule",
    "stop": "end the rounds early",
    "report": "write the last report and end the council",
}
_MEETING = "survey round meeting {id}{shares} --out FILE"
_WORDS = "survey round words {id}{shares} --out FILE"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do next: what, the command, and why not yet ("" when it can be done now)."""

    what: str
    command: str
    not_yet: str = ""


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
    deeds = sorted(row.council.possible(), key=list(_COMMANDS).index)
    steps = [step for deed in deeds for step in _steps(deed, row, study)]
    marked = [_with_reason(step, row, study, now) for step in steps]
    return CouncilStatus(
        id=row.id,
        state=row.council.state,
        invited=row.invited,
        joined=row.joined,
        rounds=row.council.rounds,
        open_until=study.closes_on if study is not None and study.state == "open" else None,
        flagged=tuple(one.id for one in row.register.to_look_at()),
        steps=tuple(sorted(marked, key=lambda step: bool(step.not_yet))),
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
    )


def _steps(
    deed: CouncilAction, row: council_rows.CouncilRow, study: study_rows.StudyRow | None
) -> Iterator[NextStep]:
    """Return the steps of a deed that make sense as the council stands."""
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
        what = "count the round and read its words, in one meeting of the trustees"
        yield NextStep(what, _filled(_MEETING, row))
        return
    yield NextStep(_SAID.get(deed, deed), _filled(_COMMANDS[deed], row))
    if deed == "feed back" and written:
        yield NextStep("read the words with the trustees, if you have not", _filled(_WORDS, row))


def _filled(command: str, row: council_rows.CouncilRow) -> str:
    return command.format(id=row.id, shares=" --share FILE" * row.threshold)


def _with_reason(
    step: NextStep,
    row: council_rows.CouncilRow,
    study: study_rows.StudyRow | None,
    now: datetime,
) -> NextStep:
    """Return a step with what has to come before it, if anything."""
    reason = ""
    if step.what == "open a round" and row.joined is None:
        least = fewest(practice=row.practice)
        reason = f"once {least} people have joined; survey round check says whether they have"
    if step.what == "close the round" and study is not None and _promised(study, now):
        day = study.closes_on + timedelta(days=1)
        reason = f"from noon UTC on {day}, when the last day is over everywhere"
    return NextStep(step.what, step.command, reason)


def _promised(study: study_rows.StudyRow, now: datetime) -> bool:
    """Say whether people were told that they can still answer."""
    over = study.practice or study_rows.is_over(study.closes_on, now)
    return study.state == "open" and not over
