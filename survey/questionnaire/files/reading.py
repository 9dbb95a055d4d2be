"""Reading a questionnaire: from YAML to frozen objects, or to a list of problems."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from survey.questionnaire.files.explaining import built
from survey.questionnaire.files.problems import Finding, Path
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


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A file as far as it can be read: its plain data (None: it is no YAML), the questionnaire
    (None: its form is wrong) and what is wrong, each thing with its line (nothing: it is whole)."""

    data: Any
    questionnaire: Questionnaire | None
    findings: tuple[Finding, ...]


@lru_cache(maxsize=16)
def look_over(text: str | bytes) -> LookedOver:
    """Return what a file says and what is wrong with it; never raises for any text.

    It is kept for some files, so nothing may be changed in it.
    """
    tree = read_tree(text)
    if tree.data is None:
        return LookedOver(None, None, tuple(tree.findings))
    questionnaire, findings = _validated(tree.data)
    found = [
        replace(one, line=one.line or tree.line(one.path)) for one in tree.with_flaws(findings)
    ]
    return LookedOver(tree.data, questionnaire, tuple(sorted(found, key=lambda one: one.line)))


def read_with_lines(text: str | bytes, file: str) -> tuple[Questionnaire, Callable[[Path], int]]:
    """Read a questionnaire as above; give it with what tells the line of a path in the file."""
    tree = read_tree(text)
    if tree.data is None:
        raise tree.problems(file, tree.findings)
    questionnaire, findings = _validated(tree.data)
    findings = tree.with_flaws(findings)
    if questionnaire is None or findings:
        raise tree.problems(file, findings)
    return questionnaire, tree.line


def _validated(data: Any) -> tuple[Questionnaire | None, list[Finding]]:
    questionnaire, findings = built(Questionnaire, data)
    if questionnaire is None:
        return None, findings
    questionnaire = first_language_first(questionnaire, questionnaire.languages)
    return questionnaire, list(unsound(questionnaire))


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
        raise Tree().problems("stored questionnaire", [Finding((), what, do, 1)]) from None


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
