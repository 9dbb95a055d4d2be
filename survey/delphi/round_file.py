"""The file by which a moderator writes a round: what is asked, and what became of statements.

It knows the language of that file. It opens no file and must not know a member, an answer or who
proposed anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from survey.delphi.plans import CouncilFile
from survey.delphi.plans import Planned as Planned
from survey.delphi.plans import Prompt as Prompt
from survey.delphi.plans import RoundPlan as RoundPlan
from survey.delphi.plans import Term as Term
from survey.delphi.rounds import Kind
from survey.delphi.statements import Event, Register


def read_round(
    yaml_text: str | bytes,
    name: str,
    council: CouncilFile,
    register: Register,
    number: int,
    *,
    before: Sequence[RoundPlan] = (),
    stopped: Collection[str] = (),
) -> tuple[RoundPlan, tuple[Event, ...]]:
    """Read round `number` of a council from the text (or UTF-8 bytes) of a YAML file.

    `before` are the plans of the rounds so far (their words in all languages), `stopped` the
    statements that the rule rates no more. Gives the plan, and the events that the register has to
    take before the round opens (all but that statements are rated). QuestionnaireProblems lists all
    that is wrong.
    """
    raise NotImplementedError


def words_sheet(
    kind: Kind,
    asked_words: Mapping[str, str],
    said: Mapping[str, Sequence[tuple[str, bool]]],
    taken: Collection[str] = (),
) -> str:
    """Give the YAML that a moderator edits into the file of the next round.

    `kind` is that of the round that was answered; `asked_words` are the words of each prompt,
    statement or term by its id, `said` what was written to each: (text, may be quoted), in the
    order given, which the caller has made random. `taken` are ids that ideas cannot have.
    """
    raise NotImplementedError
