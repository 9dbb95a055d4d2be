"""The file by which a council is begun: who it is for, its words, its groups and its policy.

It knows the language of that file. It opens no file and must not know a member or an answer.
"""

from __future__ import annotations

from survey.delphi.plans import SURVIVOR as SURVIVOR
from survey.delphi.plans import CouncilFile as CouncilFile
from survey.delphi.plans import Group as Group
from survey.delphi.rule import CouncilPolicy


def read_council(
    yaml_text: str | bytes, name: str, policy: CouncilPolicy | None = None
) -> CouncilFile:
    """Read a council from the text (or UTF-8 bytes) of a YAML file.

    `name` is that of the file, for problems; `policy` the one of the installation, which the file
    may make stricter (None: the shipped one). QuestionnaireProblems lists all that is wrong.
    """
    raise NotImplementedError
