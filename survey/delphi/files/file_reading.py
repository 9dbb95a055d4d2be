"""What the files of a council have in common: their YAML, their languages, words that press.

It opens no file and must not know what keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from survey.delphi.statistics.feedback import pressing
from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.files.yaml_nodes import Tree, read_tree
from survey.questionnaire.texts import Text

#: Words that look like pressure to somebody who sees their middle only, and are none.
_HARMLESS = re.compile(
    r"\b(?:what|this|it) (?:should|must) change\b|\bno (?:right or )?wrong answers?\b",
    re.IGNORECASE,
)


def tree_of(content: str | bytes, file: str, what: str) -> Tree:
    """Return the plain data of a YAML text with its lines and flaws; `what` names such a file.

    QuestionnaireProblems when there is no data at all.
    """
    tree = read_tree(content, what, "“title:”")
    if tree.data is None:
        raise tree.problems(file, tree.findings)
    return tree


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
