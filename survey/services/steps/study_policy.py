"""The disclosure policy of a study: recorded when it is published, used whenever it is opened.

It knows rules of printing. It must not know answers.
"""

from __future__ import annotations

from pydantic import ValidationError

from survey.disclosure.policy import Policy, read_policy
from survey.errors import StudyStateWrong
from survey.settings import shipped
from survey.storage.studies.study_rows import StudyRow


def shipped_policy() -> Policy:
    """Return the policy that comes with this program."""
    return read_policy((shipped("config") / "disclosure.toml").read_text(encoding="utf-8"))


def policy_of(row: StudyRow) -> Policy:
    """Return the policy that a study was published with; of one from before they were recorded,
    the policy that comes with this program.

    StudyStateWrong where this program allows no policy as weak as that.
    """
    if row.policy_json is None:
        return shipped_policy()
    try:
        return Policy.model_validate_json(row.policy_json)
    except ValidationError as error:
        raise StudyStateWrong(
            f"The disclosure policy that {row.id} was published with is not one that this program "
            "uses.",
            kept="Nothing was opened.",
            do="Open it with the program that it was published with.",
        ) from error
