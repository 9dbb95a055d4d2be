"""The next round of a council as it is being written: its file, and what stops it from opening.

It knows what moderators wrote and what was published. It must not know members or answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.files.round_editing import foreseen
from survey.delphi.life.council_life import CouncilState
from survey.delphi.life.statements import Register
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import QuestionnaireProblems, StudyUnknown
from survey.questionnaire.files.problems import Problem
from survey.questionnaire.files.yaml_nodes import read_tree
from survey.services.steps.next_round import once_counted, round_as_read
from survey.storage.council import council_rows, round_drafts, round_releases
from survey.storage.council.round_drafts import RoundVersion
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """The round of a council that is written now, at one version.

    `number` is that of the round, `version` that of the file (0: nothing was written yet), `data`
    its plain data. `plan` is what it would ask (None: `problems` stop it). `register` holds the
    statements, as if those that members rate now (`rated_now`) had a result already.
    """

    council_id: str
    title: str
    practice: bool
    state: CouncilState
    number: int
    version: int
    file: str
    data: dict[str, Any]
    problems: tuple[Problem, ...]
    plan: RoundPlan | None
    register: Register
    rated_now: frozenset[str]
    council: CouncilFile
    plans: tuple[RoundPlan, ...]
    releases: tuple[RoundRelease, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the council, the first being the one that is written in."""
        return self.council.languages

    @property
    def over(self) -> bool:
        """Tell whether no round comes any more."""
        return self.state in ("stopped", "reported")

    @property
    def rates(self) -> bool:
        """Tell whether statements are rated in it, or could be: nothing is written yet."""
        return not self.version or self.data.get("kind") in ("rate", "rate again")

    def after(self) -> Register:
        """Return the register as this round would leave it, as far as its file can be read."""
        return foreseen(self.data, self.register, self.number, self.languages)

    def problems_at(self, place: str) -> tuple[Problem, ...]:
        """Return what is wrong at a place, such as `statements[2]`, and below it."""
        return tuple(one for one in self.problems if one.path.startswith(place))


def round_sheet(instance: Instance, council_id: str, version: int | None = None) -> RoundSheet:
    """Return the next round of a council at one of its versions (None: the newest); StudyUnknown
    where there is no such council or version."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        published = round_releases.every(connection, council_id)
        number = row.council.round + 1
        try:
            found = round_drafts.version(connection, council_id, number, version)
            file, at = found.file, found.number
        except StudyUnknown:
            if version is not None:
                raise
            file, at = "", 0
    counted = once_counted(row)
    plan, problems = None, tuple[Problem, ...]()
    if file:
        try:
            plan = round_as_read(counted, published, file, "round").plan
        except QuestionnaireProblems as found_wrong:
            problems = tuple(one for one in found_wrong.problems if isinstance(one, Problem))
    return RoundSheet(
        council_id=row.id,
        title=row.file.title.in_language(row.file.languages[0]),
        practice=row.practice,
        state=row.council.state,
        number=number,
        version=at,
        file=file,
        data=read_tree(file).data if file else {},
        problems=problems,
        plan=plan,
        register=counted.register,
        rated_now=frozenset(one.id for one in row.register.in_state("rated")),
        council=row.file,
        plans=row.plans,
        releases=published,
    )


def round_versions(instance: Instance, council_id: str) -> tuple[RoundVersion, ...]:
    """Return all versions of the next round of a council, the newest first; StudyUnknown."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        return round_drafts.versions(connection, council_id, row.council.round + 1)
