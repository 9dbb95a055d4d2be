"""Reading the files of a council: YAML into one frozen object, or a list of problems.

It opens no file and must not know what keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from survey.delphi.statistics.feedback import pressing
from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.explaining import explained, unknown_key
from survey.questionnaire.files.problems import Finding, Path, Problem, path_text, shown
from survey.questionnaire.files.yaml_nodes import Tree, read_tree
from survey.questionnaire.texts import Text

_Model = TypeVar("_Model", bound=BaseModel)

#: Words that look like pressure to somebody who sees their middle only, and are none.
_HARMLESS = re.compile(
    r"\b(?:what|this|it) (?:should|must) change\b|\bno (?:right or )?wrong answers?\b",
    re.IGNORECASE,
)


def tree_of(content: str | bytes, file: str, what: str) -> Tree:
    """Return the plain data of a YAML text with its lines and flaws; `what` names such a file.

    QuestionnaireProblems when there is no data at all.
    """
    tree = read_tree(content)
    tree.findings = [_about(finding, what) for finding in tree.findings]
    if tree.data is None:
        raise problems_of(file, tree, tree.findings)
    return tree


def _about(finding: Finding, what: str) -> Finding:
    """Return a finding that speaks of questionnaires as one that speaks of such a file."""
    do = "Begin with “title:”" if finding.do.startswith("Begin with “id:”") else finding.do
    said, do = (words.replace("questionnaire", what) for words in (finding.what, do))
    return Finding(finding.path, said, do, finding.line)


def built(model: type[_Model], data: Any) -> tuple[_Model | None, list[Finding]]:
    """Return the object of `data`, or None and everything that is wrong with its form."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        own = {found.path: found for detail in details if (found := _own(detail, model))}
        return None, [own.pop(found.path, found) for found in explained(error, data)]


def _own(detail: ErrorDetails, model: type[BaseModel]) -> Finding | None:
    """Return what is said here of an error; None where a questionnaire would say the same."""
    path = tuple(detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return unknown_key(path, known_keys(model, path[:-1]))
        case "greater_than":
            limit = detail["ctx"]["gt"]
            return Finding(path, f"{shown(detail['input'])} is out of range",
                           f"Write more than {limit:g}")  # fmt: skip
        case "float_type":
            return Finding(path, f"found {shown(detail['input'])} where a number is expected",
                           "Write one such as 0.1")  # fmt: skip
        case "value_error" if isinstance(detail["input"], dict) and _inner(model, path):
            what = detail["msg"].removeprefix("Value error, ")
            return Finding(path, what, "Change one of them")
    return None


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that can stand at a path below `model`."""
    part = _inner(model, path) or model
    return [field.alias or name for name, field in part.model_fields.items()]


def _inner(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    part: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or part is None:
            continue
        named = {field.alias or name: field for name, field in part.model_fields.items()}
        part = _model_in(named[step].annotation) if step in named else None
    return part


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model that an annotation such as `tuple[Group, ...]` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in get_args(annotation))
    return next((one for one in found if one is not None), None)


def problems_of(file: str, tree: Tree, findings: Iterable[Finding]) -> QuestionnaireProblems:
    """Return all that is wrong with a file as one error, by lines; each thing once."""
    once = dict.fromkeys(
        Problem(file, f.line or tree.line(f.path), path_text(f.path), f.what, f.do)
        for f in findings
    )
    problems = sorted(once, key=lambda problem: problem.line)
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    return QuestionnaireProblems(f"{file} has {count}.", tuple(problems))


def beside_flaws(tree: Tree, findings: Iterable[Finding]) -> list[Finding]:
    """Return the flaws of the YAML, and those findings that lie at no value with such a flaw."""
    flawed = [finding.path for finding in tree.findings if finding.path]
    return [
        *tree.findings,
        *(f for f in findings if not any(f.path[: len(path)] == path for path in flawed)),
    ]


def texts_in(part: object, path: Path = ()) -> Iterator[tuple[Path, Text, bool]]:
    """Return every text below `part` with its path, and whether it must have words."""
    if isinstance(part, tuple):
        for i, inner in enumerate(part):
            yield from texts_in(inner, (*path, i))
    elif isinstance(part, BaseModel):
        for name, known in type(part).model_fields.items():
            inner, place = getattr(part, name), (*path, known.alias or name)
            if isinstance(inner, Text):
                yield place, inner, known.is_required()
            else:
                yield from texts_in(inner, place)


def language_flaws(part: BaseModel, languages: tuple[str, ...]) -> Iterator[Finding]:
    """Return what is wrong with the languages of all texts of `part`, first language under ""."""
    for path, text, required in texts_in(part):
        if not text:
            if required:
                yield Finding(path, "there are no words here", "Write what people will read")
            continue
        if text.pairs[0][0] != "":
            what = f"there are no words in {shown(languages[0])}, the first language of the council"
            yield Finding(path, what, f"Add them as “{languages[0]}: …”")
        for code, words in text.pairs:
            if code and code not in languages:
                what = f"{shown(code)} is not in the council's list of languages"
                yield Finding((*path, code), what, "Add it there, or take it out here")
            elif code and not words:
                what = f"there are no words in {shown(code)}"
                yield Finding((*path, code), what, "Write them, or take this line out")


def pressing_flaws(path: Path, text: Text) -> Iterator[Finding]:
    """Return the words of a text that press people towards a group."""
    for code, words in text.pairs:
        for found in pressing(_HARMLESS.sub("", words)):
            do = "Say it without telling people what others think or what they should do"
            place = (*path, code) if code else path
            yield Finding(place, f"these words press people: “{found}”", do)


def twice(ids: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    """Return the ids that stand in more than one place."""
    seen: set[str] = set()
    for path, id_ in ids:
        if id_ in seen:
            yield Finding(path, f"the id {shown(id_)} stands here twice", "Give each its own id")
        seen.add(id_)
