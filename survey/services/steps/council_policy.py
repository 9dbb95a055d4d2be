"""The policy that comes with this program, and the file of a council under it."""

from __future__ import annotations

from collections.abc import Mapping

from survey.delphi.files.council_file import read_council
from survey.delphi.files.plans import CouncilFile
from survey.delphi.rule import CouncilPolicy, read_council_policy
from survey.errors import BadInput
from survey.questionnaire.files.explaining import built
from survey.questionnaire.files.problems import path_text
from survey.settings import shipped


def shipped_policy() -> CouncilPolicy:
    """Return the policy that a new council has unless its file says otherwise."""
    return read_council_policy((shipped("config") / "council.toml").read_text(encoding="utf-8"))


def read_new_council(content: bytes, name: str) -> CouncilFile:
    """Read the file of a council to be; QuestionnaireProblems lists all that is wrong."""
    return read_council(content, name, shipped_policy())


def policy_with(policy: CouncilPolicy, typed: Mapping[str, str]) -> CouncilPolicy:
    """Return a policy with other numbers, as they were typed: by part and name, such as
    “rule.agree_from”. BadInput for what is no number, or is weaker than a number may be."""
    numbers = policy.model_dump()
    for place, words in typed.items():
        part, _, name = place.partition(".")
        try:
            numbers[part][name] = type(numbers[part][name])(words)
        except ValueError:
            raise BadInput(
                f"“{words[:40]}” is no number for {place}.",
                kept="Nothing was changed, and what you wrote is below.",
            ) from None
    made, findings = built(CouncilPolicy, numbers)
    if made is None:
        said = "; ".join(f"{path_text(one.path)}: {one.what}. {one.do}" for one in findings)
        raise BadInput(
            "These numbers cannot be the rule.",
            kept="Nothing was changed, and what you wrote is below.",
            do=f"{said}.",
        )
    return made
