"""Reading a questionnaire: from YAML to frozen objects, or to a list of problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.explaining import explained
from survey.questionnaire.files.problems import Finding, Path, path_text
from survey.questionnaire.files.problems import Problem as Problem
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.files.yaml_nodes import Tree, read_tree
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.text_places import first_language_first


def read_questionnaire(text: str | bytes, file: str) -> Questionnaire:
    """Read a questionnaire from the text (or the bytes) of a YAML file.

    `file` is the name used in problems. Raises QuestionnaireProblems, and nothing else, with all
    that is wrong: first with the form of the file, then with the questionnaire as a whole.
    """
    return read_with_lines(text, file)[0]


def read_with_lines(text: str | bytes, file: str) -> tuple[Questionnaire, Callable[[Path], int]]:
    """Read a questionnaire as above; give it with what tells the line of a path in the file."""
    tree = read_tree(text)
    if tree.data is None:
        raise _problems(file, tree, tree.findings)
    questionnaire, findings = _validated(tree.data)
    flawed = [finding.path for finding in tree.findings]
    findings = [f for f in findings if not any(_under(f.path, path) for path in flawed)]
    if questionnaire is None or findings or tree.findings:
        raise _problems(file, tree, [*tree.findings, *findings])
    return questionnaire, tree.line


def _under(path: Path, flawed: Path) -> bool:
    return bool(flawed) and path[: len(flawed)] == flawed


def _validated(data: Any) -> tuple[Questionnaire | None, list[Finding]]:
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError as error:
        return None, list(explained(error, data))
    questionnaire = first_language_first(questionnaire, questionnaire.languages)
    return questionnaire, list(unsound(questionnaire))


def _problems(file: str, tree: Tree, findings: Iterable[Finding]) -> QuestionnaireProblems:
    problems = [
        Problem(file, f.line or tree.line(f.path), path_text(f.path), f.what, f.do)
        for f in findings
    ]
    problems.sort(key=lambda problem: problem.line)
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    return QuestionnaireProblems(f"{file} has {count}.", tuple(problems))


def to_json(q: Questionnaire) -> str:
    """Return the canonical form in which a study stores its questionnaire: each key written."""
    plain = _without_empty_texts(q.model_dump(mode="json", by_alias=True))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def published_json(q: Questionnaire) -> str:
    """Return the form of a questionnaire that is published with the numbers: all that people were
    asked, without what those who wrote it noted for each other."""
    return to_json(q.model_copy(update={"allowed": ()}))


def from_json(text: str) -> Questionnaire:
    """Read what `to_json` gave; the same object comes back. QuestionnaireProblems when damaged."""
    try:
        return Questionnaire.model_validate_json(text)
    except (ValidationError, RecursionError):
        what, do = "this stored questionnaire is damaged", "Restore it from a backup"
        raise _problems("stored questionnaire", Tree(), [Finding((), what, do, 1)]) from None


def _without_empty_texts(part: Any) -> Any:
    """Take out {} (only an empty text is written so; reading refuses it) at any depth."""
    if isinstance(part, dict):
        return {key: _without_empty_texts(value) for key, value in part.items() if value != {}}
    if isinstance(part, list):
        return [_without_empty_texts(value) for value in part]
    return part


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a questionnaire file after YAML loading."""
    schema = Questionnaire.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
