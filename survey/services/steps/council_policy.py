"""The policy that comes with this program, and the file of a council under it."""

from __future__ import annotations

from survey.delphi.files.council_file import read_council
from survey.delphi.files.plans import CouncilFile
from survey.delphi.rule import CouncilPolicy, read_council_policy
from survey.settings import shipped


def shipped_policy() -> CouncilPolicy:
    """Return the policy that a new council has unless its file says otherwise."""
    return read_council_policy((shipped("config") / "council.toml").read_text(encoding="utf-8"))


def read_new_council(content: bytes, name: str) -> CouncilFile:
    """Read the file of a council to be; QuestionnaireProblems lists all that is wrong."""
    return read_council(content, name, shipped_policy())
