"""A council that is to be founded, as it is written: its file, its trustees, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.delphi.files.plans import CouncilFile
from survey.disclosure.council.round_policy import policy_sentences
from survey.errors import QuestionnaireProblems
from survey.questionnaire.drafting.words_in_place import languages_of
from survey.questionnaire.files.problems import Problem
from survey.questionnaire.files.yaml_nodes import read_tree
from survey.services.steps.council_policy import read_new_council
from survey.storage.council import council_drafts, round_drafts
from survey.storage.council.council_drafts import CouncilDraft
from survey.storage.council.round_drafts import RoundVersion
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class CouncilSheet:
    """A council that is to be founded, at its newest version.

    `data` is the plain data of its file, `council` what it says (None: `problems` stop it),
    `policy_said` what members will accept.
    """

    draft: CouncilDraft
    version: int
    file: str
    data: dict[str, Any]
    problems: tuple[Problem, ...]
    council: CouncilFile | None
    languages: tuple[str, ...]
    policy_said: tuple[str, ...]
    versions: tuple[RoundVersion, ...]


def council_sheet(instance: Instance, council_id: str) -> CouncilSheet:
    """Return a council that is to be founded; StudyUnknown."""
    with instance.engine.connect() as connection:
        draft = council_drafts.get(connection, council_id)
        found = round_drafts.versions(connection, council_id, 0)
    file = found[0].file
    council, problems = None, tuple[Problem, ...]()
    try:
        council = read_new_council(file.encode(), "council file")
    except QuestionnaireProblems as wrong:
        problems = tuple(one for one in wrong.problems if isinstance(one, Problem))
    data = read_tree(file).data
    return CouncilSheet(
        draft=draft,
        version=found[0].number,
        file=file,
        data=data,
        problems=problems,
        council=council,
        languages=council.languages if council else tuple(languages_of(data)),
        policy_said=policy_sentences(council.policy) if council else (),
        versions=found,
    )
