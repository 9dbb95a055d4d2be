"""The next round of a council as its file says it, under all that was rated and published before.

It must not know members or answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.delphi.files.plans import RoundPlan
from survey.delphi.files.round_file import read_round
from survey.delphi.life.statements import Register, Result, StatementEvent
from survey.delphi.statistics.stability import stopped
from survey.disclosure.council.round_release import RoundRelease
from survey.storage.council.council_rows import CouncilRow


@dataclass(frozen=True, slots=True)
class NextRound:
    """What the file of a round says: its plan, and what became of statements since the last one."""

    plan: RoundPlan
    events: tuple[StatementEvent, ...]


def round_as_read(
    row: CouncilRow, published: Sequence[RoundRelease], text: str | bytes, name: str
) -> NextRound:
    """Read the text of a file called `name` as the next round of a council, of which that much is
    `published`; QuestionnaireProblems lists all that is wrong."""
    given = row.file, row.register, row.council.round + 1
    done = stopped_by_rule(published)
    return NextRound(*read_round(text, name, *given, before=row.plans, stopped=done))


def stopped_by_rule(published: Sequence[RoundRelease]) -> tuple[str, ...]:
    """Return the statements that the rule rates no more, by what was published of them last."""
    return stopped(
        (shown.statement, shown.stability.advice)
        for release in published
        for shown in release.statements
        if shown.stability is not None
    )


def once_counted(row: CouncilRow) -> CouncilRow:
    """Return a council as if what members rate now had a result, so that the round after it can be
    written before that is known."""
    register: Register = row.register
    for one in register.in_state("rated"):
        register = register.apply(Result(one.id, "too few to say"), row.council.round)
    return replace(row, register=register)
