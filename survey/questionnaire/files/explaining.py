"""Validation errors in the words of the file: where, what is wrong, and what to write instead.

It never shows a validator's own terms.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from survey.questionnaire import model
from survey.questionnaire.files.problems import Finding, Path, shown

_Form = TypeVar("_Form", bound=BaseModel)

_TYPES = "single, multiple, scale, ranking, text, note"
_KINDS: dict[str, type[BaseModel]] = {
    "single": model.Single,
    "multiple": model.Multiple,
    "scale": model.Scale,
    "ranking": model.Ranking,
    "text": model.Written,
    "note": model.Note,
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


def built(form: type[_Form], data: Any) -> tuple[_Form | None, list[Finding]]:
    """Return the object of `data`, or None and everything that is wrong with its form."""
    try:
        return form.model_validate(data), []
    except ValidationError as error:
        return None, _explained(error, data, form)


def _explained(error: ValidationError, data: Any, form: type[BaseModel]) -> list[Finding]:
    """Return one finding for each thing that is wrong, in the order of the file's shape."""
    findings: dict[tuple[Path, str], Finding] = {}
    for detail in error.errors(include_url=False):
        for finding in _findings(detail, data, form):
            findings.setdefault((finding.path, finding.what), finding)
    if not findings:
        what, do = "this cannot be read as a questionnaire", "Compare it with the guide"
        return [Finding((), what, do)]
    return list(findings.values())


def _findings(detail: ErrorDetails, data: Any, form: type[BaseModel]) -> Iterator[Finding]:
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
    yield _finding(detail, path, data, form)


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


def _finding(detail: ErrorDetails, path: Path, data: Any, form: type[BaseModel]) -> Finding:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "missing":
        return Finding(path, f"“{name}” is missing", f"Add “{name}:” here")
    if kind == "extra_forbidden":
        return _unknown_key(path, list(_keys(_form_at(form, path[:-1], data) or form)))
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
    if kind == "greater_than":
        do = f"Write more than {context['gt']:g}"
        return Finding(path, f"{shown(given)} is out of range", do)
    if kind == "string_too_short":
        return Finding(path, f"nothing is written for “{name}”", f"Write it after “{name}:”")
    if kind == "string_too_long":
        return Finding(path, f"{shown(given)} is too long", f"Keep {context['max_length']} letters")
    if kind == "value_error":
        keys = isinstance(given, dict) and _form_at(form, path, data) is not None
        return _value_error(path, given, detail["msg"].removeprefix("Value error, "), keys=keys)
    return _wrong_kind(path, kind, given)


def _wrong_kind(path: Path, kind: str, given: Any) -> Finding:
    found = "" if given is None else f"found {shown(given)} "
    if kind == "string_type":
        if isinstance(given, (int, float)):
            return Finding(
                path,
                f"{found}where a text is expected",
                f'Write it in quotes: "{shown(given).strip("“”")}"',
            )
        return Finding(path, f"{found}where a text is expected", "Write one text")
    if kind.startswith("int"):
        return Finding(path, f"{found}where a whole number is expected", "Write one such as 10")
    if kind == "float_type":
        return Finding(path, f"{found}where a number is expected", "Write one such as 0.1")
    if kind.startswith("bool"):
        return Finding(path, f"{found}where true or false is expected", "Write true or false")
    if kind == "tuple_type":
        return Finding(path, f"{found}where a list is expected", "Begin each line of it with “- ”")
    return Finding(
        path,
        f"{found}where keys such as “id:” are expected",
        "Write “key: value”, indented under this line",
    )


def _value_error(path: Path, given: Any, said: str, *, keys: bool) -> Finding:
    if isinstance(given, (bool, int)):
        word = shown(given).strip("“”")
        return Finding(
            path, f"found {shown(given)} where a text is expected", f'Write it in quotes: "{word}"'
        )
    what, _, do = said.partition(": ")
    if not do and keys:
        do = "Change one of them"
    elif not do:
        what = "this is not a text"
        do = "Write one text, or one for each language (“en: …”); put numbers in quotes"
    return Finding(path, what, do[0].upper() + do[1:])


def _no_type(path: Path, given: Any) -> Finding:
    found = given.get("type") if isinstance(given, dict) else None
    if found is None:
        return Finding((*path, "type"), "“type” is missing", f"Add “type:” with one of: {_TYPES}")
    return Finding(
        (*path, "type"), f"{shown(found)} is not a type of question", f"Write one of: {_TYPES}"
    )


def _pattern(path: Path, given: Any) -> Finding:
    if "languages" in path:
        return Finding(path, f"{shown(given)} is not a language code", "Write en, pt-BR …")
    if "regions" in path:
        return Finding(path, f"{shown(given)} is no country", "Write its two letters, such as GB")
    what = f"{shown(given)} cannot be an id"
    first = "letter or digit" if {"options", "other", "merge", "together"} & set(path) else "letter"
    return Finding(path, what, f"Use a {first} first, then letters, digits, - or _; at most 40")


def _count(path: Path, kind: str, context: dict[str, Any], count: int) -> Finding:
    if kind == "too_short":
        what = f"there are too few here ({count})" if count else "nothing stands in this list"
        return Finding(path, what, f"Write at least {context['min_length']}")
    return Finding(
        path, f"there are too many here ({count})", f"Keep at most {context['max_length']}"
    )


def _form_at(form: type[BaseModel], path: Path, data: Any) -> type[BaseModel] | None:
    """Return the form of the group of keys at a path; None where no such group belongs."""
    here, forms, annotation, depth = data, [form], None, 0
    for step in path:
        here = here[step]
        if isinstance(step, int):
            depth += 1
        else:
            annotation, depth = _keys(forms[0]).get(step) if forms else None, 0
        forms = _forms_in(annotation, depth)
        kind = _KINDS.get(str(here.get("type"))) if isinstance(here, dict) else None
        forms = [kind] if kind in forms else forms
    return forms[0] if forms else None


def _keys(form: type[BaseModel]) -> dict[str, Any]:
    """Return the keys of a form as a file writes them, each with what it holds."""
    return {one.alias or name: one.annotation for name, one in form.model_fields.items()}


def _forms_in(annotation: Any, depth: int) -> list[type[BaseModel]]:
    """Return the forms that an annotation such as `tuple[Section, ...]` speaks of, in as many
    lists."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [] if depth else [annotation]
    within = depth - (get_origin(annotation) is tuple)
    return [form for inner in get_args(annotation) for form in _forms_in(inner, within)]


def _unknown_key(path: Path, known: list[str]) -> Finding:
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
