"""Validation errors in the words of the file: where, what is wrong, and what to write instead.

It never shows a validator's own terms.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from survey.questionnaire import model
from survey.questionnaire.files.problems import Finding, Path, shown

_TYPES = "single, multiple, scale, ranking, text, note"
_KINDS: dict[str, type[BaseModel]] = {
    "single": model.Single,
    "multiple": model.Multiple,
    "scale": model.Scale,
    "ranking": model.Ranking,
    "text": model.Written,
    "note": model.Note,
}
_PARTS: dict[str, type[BaseModel]] = {
    "sections": model.Section,
    "options": model.Option,
    "other": model.Option,
    "merge": model.MergedCategory,
    "points": model.ScaleEnds,
    "audience": model.Audience,
    "young": model.Young,
    "payment": model.Payment,
    "allowed": model.Allowed,
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
#: What people write for a key who know other programs.
_OTHER_NAMES = {"introduction": "description", "text": "question", "options": "choices"}
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?\Z")
_RULES = {"all", "any", "not", "question"}
_RULE_DO = (
    "Write “question: ID” with one of “is: OPTION”, “includes: OPTION” or “answered: true”; "
    "or “all:”, “any:” (lists of rules), or “not:” (one rule)"
)


def explained(error: ValidationError, data: Any) -> tuple[Finding, ...]:
    """Return one finding for each thing that is wrong in `data`, in the order of the file's
    shape."""
    findings: dict[tuple[Path, str], Finding] = {}
    for detail in error.errors(include_url=False):
        for finding in _findings(detail, data):
            findings.setdefault((finding.path, finding.what), finding)
    if not findings:
        what, do = "this cannot be read as a questionnaire", "Compare it with the guide"
        return (Finding((), what, do),)
    return tuple(findings.values())


def _findings(detail: ErrorDetails, data: Any) -> Iterator[Finding]:
    path, loc = _place(detail, data), detail["loc"]
    if detail["type"] == "too_short" and len(_value(data, path)) >= detail["ctx"]["min_length"]:
        return  # enough stands there, but some of it is wrong and has its own finding
    if start := _inside(detail, path, "show_if"):
        yield from _rule_flaws(_value(data, start), start)
        return
    if start := _inside(detail, path, "points"):
        points = _value(data, start)
        wrong_branch = "ScaleEnds" in loc if isinstance(points, list) else "ScaleEnds" not in loc
        if not isinstance(points, (list, dict)):
            do = "Write a list of labels, or {from: 1, to: 9, low: …, high: …}"
            yield Finding(start, f"{shown(points)} is not a scale", do)
            return
        if wrong_branch:
            return
    yield _finding(detail, path, data)


def _inside(detail: ErrorDetails, path: Path, key: str) -> Path:
    """Return the path of the value of `key` that an error lies in; () when it lies in none."""
    if key not in path:
        return ()
    start = path[: path.index(key) + 1]
    no_value = detail["type"] in ("missing", "extra_forbidden") and start == path
    return () if no_value else start


def _place(detail: ErrorDetails, data: Any) -> Path:
    """Return the path in the file: a step that is not in the data is the tag of a union."""
    path: list[str | int] = []
    here, loc = data, detail["loc"]
    for i, step in enumerate(loc):
        last = i == len(loc) - 1
        if i >= 2 and loc[i - 2] == "questions" and step in _KINDS:
            continue  # the type of a question, which may also be the name of a key ("text")
        if isinstance(here, dict) and step in here:
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not (last and detail["type"] == "missing"):
            continue
        path.append(step)
    return tuple(path)


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _finding(detail: ErrorDetails, path: Path, data: Any) -> Finding:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "missing":
        return Finding(path, f"“{name}” is missing", f"Add “{name}:” here")
    if kind == "extra_forbidden":
        return _unknown_key(path, data)
    if kind.startswith("union_tag"):
        return _no_type(path, given)
    if kind == "string_pattern_mismatch":
        return _pattern(path, given)
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return Finding(path, f"{shown(given)} is not known here", f"Write one of: {expected}")
    if kind in ("too_short", "too_long"):
        return _count(path, kind, context, len(_value(data, path)))
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = "at least" if kind == "greater_than_equal" else "at most"
        limit = context.get("ge", context.get("le"))
        return Finding(path, f"{shown(given)} is out of range", f"Write {bound} {limit}")
    if kind == "string_too_short":
        return Finding(path, f"nothing is written for “{name}”", f"Write it after “{name}:”")
    if kind == "string_too_long":
        return Finding(path, f"{shown(given)} is too long", f"Keep {context['max_length']} letters")
    return _wrong_kind(path, kind, given, detail["msg"])


def _wrong_kind(path: Path, kind: str, given: Any, message: str) -> Finding:
    found = "" if given is None else f"found {shown(given)} "
    if kind == "value_error":
        return _value_error(path, given, message.removeprefix("Value error, "))
    if kind == "string_type":
        if isinstance(given, (int, float)):
            return Finding(path, f"{found}where a text is expected",
                           f'Write it in quotes: "{shown(given).strip("“”")}"')  # fmt: skip
        return Finding(path, f"{found}where a text is expected", "Write one text")
    if kind.startswith("int"):
        return Finding(path, f"{found}where a whole number is expected", "Write one such as 10")
    if kind.startswith("bool"):
        return Finding(path, f"{found}where true or false is expected", "Write true or false")
    if kind == "tuple_type":
        return Finding(path, f"{found}where a list is expected", "Begin each line of it with “- ”")
    return Finding(path, f"{found}where keys such as “id:” are expected",
                   "Write “key: value”, indented under this line")  # fmt: skip


def _value_error(path: Path, given: Any, said: str) -> Finding:
    if isinstance(given, (bool, int)):
        word = shown(given).strip("“”")
        return Finding(path, f"found {shown(given)} where a text is expected",
                       f'Write it in quotes: "{word}"')  # fmt: skip
    what, _, do = said.partition(": ")
    if not do:
        what = "this is not a text"
        do = "Write one text, or one for each language (“en: …”); put numbers in quotes"
    return Finding(path, what, do[0].upper() + do[1:])


def _no_type(path: Path, given: Any) -> Finding:
    found = given.get("type") if isinstance(given, dict) else None
    if found is None:
        return Finding((*path, "type"), "“type” is missing", f"Add “type:” with one of: {_TYPES}")
    return Finding((*path, "type"), f"{shown(found)} is not a type of question",
                   f"Write one of: {_TYPES}")  # fmt: skip


def _pattern(path: Path, given: Any) -> Finding:
    if "languages" in path:
        return Finding(path, f"{shown(given)} is not a language code", "Write en, pt-BR …")
    if "regions" in path:
        return Finding(path, f"{shown(given)} is no country", "Write its two letters, such as GB")
    what = f"{shown(given)} cannot be an id"
    first = "letter or digit" if {"options", "other", "merge"} & set(path) else "letter"
    return Finding(path, what, f"Use a {first} first, then letters, digits, - or _; at most 40")


def _count(path: Path, kind: str, context: dict[str, Any], count: int) -> Finding:
    if kind == "too_short":
        what = f"there are too few here ({count})" if count else "nothing stands in this list"
        return Finding(path, what, f"Write at least {context['min_length']}")
    return Finding(path, f"there are too many here ({count})",
                   f"Keep at most {context['max_length']}")  # fmt: skip


def _unknown_key(path: Path, data: Any) -> Finding:
    return unknown_key(path, _known_keys(path[:-1], data))


def unknown_key(path: Path, known: list[str]) -> Finding:
    """Return what to do about a key that is not known, given those that are known in its place."""
    key = str(path[-1])
    if _LANGUAGE.match(key):
        do = "Indent a language further than the key whose words it holds"
        return Finding(path, f"{shown(key)} is not known here", do)
    low = key.casefold()
    near = [
        *(name for name in known if low == name or low == _OTHER_NAMES.get(name)),
        *(name for name in known if len(low) > 3 and name.startswith(low)),
        *difflib.get_close_matches(low, known, n=1, cutoff=0.7),
    ]
    do = f"Did you mean “{near[0]}”?" if near else f"Take it out; known here: {', '.join(known)}"
    return Finding(path, f"{shown(key)} is not known here", do)


def _known_keys(path: Path, data: Any) -> list[str]:
    names = [step for step in path if isinstance(step, str)]
    part: type[BaseModel] = model.Questionnaire
    if names and names[-1] == "questions":
        part = _KINDS.get(str(_value(data, path).get("type")), model.Single)
    elif names:
        part = _PARTS.get(names[-1], model.Questionnaire)
    return [known.alias or name for name, known in part.model_fields.items()]


def _rule_flaws(rule: Any, path: Path) -> Iterator[Finding]:
    if not isinstance(rule, dict):
        yield Finding(path, f"{shown(rule)} is not a rule", _RULE_DO)
        return
    starts = [word for word in rule if word in _RULES]
    if len(starts) != 1:
        what = "two rules stand in one place" if starts else "this is not a rule"
        yield Finding(path, what, _RULE_DO)
    elif starts[0] in ("all", "any"):
        yield from _rule_list(rule, starts[0], path)
    elif starts[0] == "not":
        yield from _spare(rule, {"not"}, path)
        yield from _rule_flaws(rule["not"], (*path, "not"))
    else:
        yield from _question_flaws(rule, path)


def _rule_list(rule: dict[str, Any], word: str, path: Path) -> Iterator[Finding]:
    yield from _spare(rule, {word}, path)
    parts = rule[word]
    if not isinstance(parts, list) or not parts:
        yield Finding((*path, word), f"“{word}” needs a list of rules", "Begin each with “- ”")
        return
    for i, part in enumerate(parts):
        yield from _rule_flaws(part, (*path, word, i))


def _spare(rule: dict[str, Any], known: set[str], path: Path) -> Iterator[Finding]:
    for key in rule:
        if key not in known:
            yield Finding((*path, key), f"{shown(key)} does not belong to this rule", "Take it out")


def _question_flaws(rule: dict[str, Any], path: Path) -> Iterator[Finding]:
    words = [word for word in ("is", "includes", "answered") if word in rule]
    if len(words) != 1:
        yield Finding(path, "this rule does not say one thing about its question", _RULE_DO)
        return
    yield from _spare(rule, {"question", words[0]}, path)
    if not _fits(rule["question"]) or not rule["question"][0].isalpha():
        what = f"{shown(rule['question'])} cannot be the id of a question"
        yield Finding((*path, "question"), what, "Write the id as it stands at the question")
    said = rule[words[0]]
    if words[0] == "answered":
        if not isinstance(said, bool):
            what = f"found {shown(said)} where true or false is expected"
            yield Finding((*path, "answered"), what, "Write true or false")
    elif not _fits(said):
        do = "Write the id as it stands at the option, in quotes if it is a number"
        yield Finding((*path, words[0]), f"{shown(said)} cannot be the id of an option", do)


def _fits(id_: Any) -> bool:
    return isinstance(id_, str) and _ID.match(id_) is not None
