"""How a group's answers will be shown to its members: as they were counted, or for a group of any
size, with invented answers.

What is invented follows from ids and numbers alone. It knows no answer, and no member.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.form.pseudonymous_answers import Pseudonym, RoundAnswers
from survey.delphi.form.round_form import CHOICES, asked_in
from survey.delphi.life.council_life import FEWEST_IN_PRACTICE, MOST_MEMBERS
from survey.disclosure.council.protect_round import RoundFacts, protect_round
from survey.disclosure.council.round_release import RoundHeading, RoundIntegrity, RoundRelease
from survey.errors import Action, BadInput, Do, StudyStateWrong
from survey.storage.council import council_rows, round_releases
from survey.storage.council.council_rows import CouncilRow
from survey.storage.instance import Instance

#: Where the views on a statement lie: middles of one or two camps, taken in turn.
_VIEWS = ((8,), (7, 8), (2, 8), (5,), (7,), (3, 6))
_DAY = "2030-01-01"


@dataclass(frozen=True, slots=True)
class FeedbackPreview:
    """What a page of feedback is made of. `size` is 0 where it is as the round was counted; else
    everything is invented, and `own` is what one of the invented members rated, by round."""

    council_id: str
    file: CouncilFile
    plans: tuple[RoundPlan, ...]
    release: RoundRelease
    before: tuple[RoundRelease, ...]
    own: Mapping[int, Mapping[str, int]]
    size: int
    practice: bool


def counted_feedback(instance: Instance, council_id: str) -> FeedbackPreview:
    """Return what members see, or will see, of the latest round that was counted.

    StudyUnknown; StudyStateWrong while none was.
    """
    row, releases = _row_and_releases(instance, council_id)
    if not releases:
        raise StudyStateWrong(
            f"No round of the council {council_id} was counted yet.",
            do=("Count one first", Action(Do.COUNT_ROUND, council_id, sheets=row.threshold)),
        )
    *before, last = releases
    seen = tuple(one for one in before if one.number in row.council.fed_back)
    return FeedbackPreview(row.id, row.file, row.plans, last, seen, {}, 0, row.practice)


def invented_feedback(instance: Instance, council_id: str, size: int) -> FeedbackPreview:
    """Return what members of a group of `size` would see of the latest round, with invented
    answers; the protection is the real one.

    StudyUnknown; StudyStateWrong before the first round; BadInput for a size that no council has.
    """
    row, _ = _row_and_releases(instance, council_id)
    if not FEWEST_IN_PRACTICE <= size <= MOST_MEMBERS:
        raise BadInput(
            f"A group has {FEWEST_IN_PRACTICE} to {MOST_MEMBERS} members.",
            do="Write a number between these.",
        )
    if not row.plans:
        raise StudyStateWrong(
            f"No round of the council {council_id} was opened yet.",
            do=("Open one first", Action(Do.OPEN_ROUND, council_id)),
        )
    number = row.council.round
    numbers = (number - 1, number) if row.plans[-1].kind == "rate again" else (number,)
    answers = [_answers(row, one, size) for one in numbers]
    shown = list[RoundRelease]()
    for at in range(1, len(answers) + 1):
        facts = _facts(row, answers[:at], size)
        shown.append(protect_round(answers[:at], facts, shown, row.council.policy))
    own = {one.number: _own_ratings(row, one) for one in answers}
    *before, last = shown
    given = row.id, row.file, row.plans, last, tuple(before), own
    return FeedbackPreview(*given, size, row.practice)


def _row_and_releases(
    instance: Instance, council_id: str
) -> tuple[CouncilRow, tuple[RoundRelease, ...]]:
    with instance.engine.connect() as connection:
        return council_rows.get(connection, council_id), round_releases.every(
            connection, council_id
        )


def _answers(row: CouncilRow, number: int, size: int) -> RoundAnswers:
    """Return what invented members say in a round; a member in twelve leaves each question out."""
    plan, members = row.plans[-1], [bytes([at]) for at in range(size)]
    asked = asked_in(plan, groups=False)
    return RoundAnswers(
        number=number,
        kind=plan.kind if number == row.council.round else "rate",
        members=frozenset(members),
        ratings={
            about: {one: _rating(about, one, number, place) for one in members}
            for place, about in enumerate(asked.ratings.values())
        },
        choices={
            term: {one: CHOICES[_drawn(term, one) % 3] for one in members}
            for term in asked.choices.values()
        },
        rankings={
            one: tuple(sorted((i.id for i in plan.items), key=lambda id_: _drawn(id_, one)))
            for one in members
            if plan.items
        },
    )


def _rating(about: tuple[str, str], member: Pseudonym, number: int, place: int) -> int | None:
    drawn, middles = _drawn("/".join(about), member), _VIEWS[place % len(_VIEWS)]
    if drawn % 12 == 0:
        return None
    moved = number % 2 if drawn % 3 == 0 else 0
    return max(1, min(9, middles[drawn % len(middles)] + drawn // 7 % 3 - 1 + moved))


def _drawn(id_: str, member: Pseudonym) -> int:
    return int.from_bytes(hashlib.sha256(id_.encode() + b"\0" + member).digest()[:4], "big")


def _own_ratings(row: CouncilRow, answers: RoundAnswers) -> dict[str, int]:
    """Return what the second of the invented members rated, by question."""
    asked = asked_in(row.plans[-1], groups=False).ratings
    said = {question: answers.ratings[about][bytes([1])] for question, about in asked.items()}
    return {question: rating for question, rating in said.items() if rating is not None}


def _facts(row: CouncilRow, answers: Sequence[RoundAnswers], size: int) -> RoundFacts:
    plan, language = row.plans[-1], row.file.languages[0]
    words = {one.id: one.text for one in plan.statements}
    words |= {one.id: one.text for one in (*plan.terms, *plan.items)}
    return RoundFacts(
        heading=RoundHeading(
            council=row.id,
            title=row.file.title.as_mapping(),
            practice=True,
            number=answers[-1].number,
            kind=answers[-1].kind,
            opened_on=_DAY,
            closed_on=_DAY,
            released_on=_DAY,
            shares=row.shares,
            threshold=row.threshold,
            closed_set="",
        ),
        words={id_: text.in_language(language) for id_, text in words.items()},
        invited=size,
        joined=size,
        started=[(size, size) for _ in answers],
        integrity=RoundIntegrity(envelopes=size, counted=size),
        items=tuple(one.id for one in plan.items),
    )
