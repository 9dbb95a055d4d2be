"""Counting a round together with trustees: all rounds so far are opened, one release is stored.

It knows the secret of the numbers and everybody's answers under pseudonyms for as long as the call
lasts; nothing of them is stored, logged or returned. It cannot read the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from survey.answers.codec import Layout
from survey.delphi.form.pseudonymous_answers import RoundAnswers
from survey.delphi.form.reading_answers import read_answers
from survey.delphi.form.round_form import asked_in
from survey.delphi.life.statements import Flag, Register, Result
from survey.disclosure.council.protect_round import RoundFacts, protect_round
from survey.disclosure.council.round_release import RoundHeading, RoundIntegrity, RoundRelease
from survey.disclosure.release import JournalHead
from survey.errors import ClosedSetChanged
from survey.questionnaire.files.reading import from_json
from survey.sealing.codes.member_tags import PSEUDONYM_SIZE
from survey.services.steps.journal_now import journal_now
from survey.services.steps.open_shelf import open_shelf
from survey.storage.council import council_acts, council_rows, round_releases
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows


@dataclass(frozen=True, slots=True)
class _Opened:
    """One round, opened: answers, and the numbers of envelopes and of what was left out."""

    study: study_rows.StudyRow
    answers: RoundAnswers
    envelopes: int
    damaged: int
    copies: int

    def integrity(self) -> RoundIntegrity:
        """Return what happened to the envelopes."""
        return RoundIntegrity(
            envelopes=self.envelopes,
            counted=len(self.answers.members),
            damaged=self.damaged,
            copies=self.copies,
        )


def tally_round(
    instance: Instance, council_id: str, sheets: Sequence[str], now: datetime
) -> RoundRelease:
    """Open and count the latest round with the texts of share sheets; store and give its release.

    Earlier rounds are opened too, since stability compares the same members. StudyUnknown; Refused
    in a state that does not allow it; SharesRefused; ClosedSetChanged.
    """
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        before = round_releases.every(connection, council_id)
        done = journal_now(connection)
    after = row.council.apply("tally")
    rounds = [_opened(instance, row, number, sheets) for number in range(1, row.council.round + 1)]
    _require_same(rounds, before)
    facts = _facts(row, rounds, now, done)
    answers = [one.answers for one in rounds]
    release = protect_round(answers, facts, before, row.council.policy)
    register = _judged(row.register, release, answers[-1])
    with writing(instance.engine) as connection:
        round_releases.put(connection, release)
        changed, today = replace(row, council=after, register=register), now.astimezone(UTC).date()
        said = f"With {len(sheets)} share sheets."
        council_acts.keep(connection, changed, "round counted", today, said)
        study_life.release(connection, rounds[-1].study.id, today, release.number, len(sheets))
    return release


def _opened(
    instance: Instance, row: council_rows.CouncilRow, number: int, sheets: Sequence[str]
) -> _Opened:
    with instance.engine.connect() as connection:
        study = study_rows.get(connection, council_rows.round_id(row.id, number))
    layout, plan = Layout(from_json(study.questionnaire_json)), row.plans[number - 1]
    width = layout.width + PSEUDONYM_SIZE
    found = open_shelf(instance, study, sheets, width)
    joined = found.joined
    records = [joined[at : at + width] for at in range(0, len(joined), width)]
    asked = asked_in(plan, bool(row.file.groups))
    answers, left_out = read_answers(number, plan.kind, asked, layout, records)
    damaged = found.damaged + found.foreign + left_out
    return _Opened(study, answers, len(found.hashes), damaged, found.copies)


def _require_same(rounds: Sequence[_Opened], before: Sequence[RoundRelease]) -> None:
    """Check that the answers of earlier rounds are those that their releases were made of (P12)."""
    for release in before:
        if rounds[release.number - 1].study.closed_digest != release.closed_set:
            raise ClosedSetChanged(
                f"The answers of round {release.number} are not those it was counted from.",
                kept="Nothing was published.",
                do="Restore the database from a backup made after closing, and find out who "
                "changed it.",
            )


def _facts(
    row: council_rows.CouncilRow, rounds: Sequence[_Opened], now: datetime, done: JournalHead
) -> RoundFacts:
    last, plan = rounds[-1], row.plans[-1]
    named = {one.id: one.words for one in row.register.statements}
    language = row.file.languages[0]
    named |= {one.id: one.text.in_language(language) for one in (*plan.terms, *plan.items)}
    return RoundFacts(
        heading=RoundHeading(
            council=row.id,
            title=row.file.title.as_mapping(),
            practice=row.practice,
            number=row.council.round,
            kind=plan.kind,
            opened_on=last.study.opened_on.isoformat(),
            closed_on=last.study.closed_on.isoformat() if last.study.closed_on else "",
            released_on=now.astimezone(UTC).date().isoformat(),
            shares=row.shares,
            threshold=row.threshold,
            closed_set=last.study.closed_digest,
            journal=done,
        ),
        words=named,
        invited=row.invited,
        joined=row.joined or 0,
        started=[_flow(one, row.joined or 0) for one in rounds],
        integrity=last.integrity(),
        items=tuple(one.id for one in plan.items),
    )


def _flow(one: _Opened, joined: int) -> tuple[int, int]:
    """Return how many members started a round, those who took their answers back included, and how
    many completed it."""
    completed = len(one.answers.members)
    return min(joined, completed + one.study.withdrawn), completed


def _judged(register: Register, release: RoundRelease, answers: RoundAnswers) -> Register:
    """Return the register with what was found of each statement: its verdict, and lost meanings.

    A statement that was rated for two aspects has the verdict of the first.
    """
    judged: set[str] = set()
    for shown in release.statements:
        if shown.statement not in judged:
            verdict = shown.verdict or "too few to say"
            register = register.apply(Result(shown.statement, verdict), release.number)
            judged.add(shown.statement)
        if shown.lost and shown.aspect == release.statements[0].aspect:
            register = register.apply(Flag(shown.statement), release.number)
    return register
