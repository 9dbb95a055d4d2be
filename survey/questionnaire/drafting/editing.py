"""Changes to the plain data of a questionnaire file, as a form makes them.

It takes data that may hold problems, and gives data; what it does not name stays.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from survey.errors import BadInput
from survey.questionnaire.drafting.words_in_place import languages_of, set_words, words_in

Kind = Literal["single", "multiple", "scale", "ranking", "text", "note"]

#: Which keys a kind of question has beside those of every question.
_OWN: dict[str, frozenset[str]] = {
    "single": frozenset(
        {"options", "breakdown", "merge", "together", "step", "better", "lived_experience"}
    ),
    "multiple": frozenset({"options", "at_most", "together", "step"}),
    "scale": frozenset({"points", "other", "together", "better"}),
    "ranking": frozenset({"options", "together"}),
    "text": frozenset(),
    "note": frozenset(),
}
_OF_KINDS = frozenset().union(*_OWN.values())
_NOT_OF_NOTES = frozenset({"help", "sensitive"})
#: The texts of a whole questionnaire, and those that may be left out.
WHOLE_TEXTS = ("title", "theme", "introduction", "consent", "details", "closing")
_MAY_BE_LEFT_OUT = frozenset({"theme", "details"})


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    """One answer as a form has it: its id ("": it is new), its words in the language of the form,
    its kind, and whether it excludes the others."""

    id: str
    words: str
    kind: str = "option"
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """A numbered scale: from 0 or 1 to 11 at most, with words for both ends."""

    first: int
    last: int
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question or note as a form has it, its words in one language.

    `answers` are its options, or the points of a scale and what stands beside them; `ends` are
    those of a numbered scale. `rule` says whom it is shown to (None: everybody), `merged` whether
    the groups of a breakdown are joined as the file says.
    """

    kind: Kind
    text: str
    help: str = ""
    sensitive: bool = False
    breakdown: bool = False
    at_most: int | None = None
    answers: tuple[AnswerAsked, ...] = ()
    ends: Ends | None = None
    rule: Any = None
    merged: bool = True


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part as a form has it, its words in one language."""

    title: str
    content_note: str = ""
    same_note: bool = False
    sensitivity: int = 1
    rule: Any = None


def parts_of(data: Any) -> list[dict[str, Any]]:
    """Return the parts of a file, each in its place; what is no part has nothing in it."""
    return _groups(data.get("sections")) if isinstance(data, dict) else []


def items_of(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the questions and notes of a part, each in its place."""
    return _groups(part.get("questions"))


def _groups(listed: Any) -> list[dict[str, Any]]:
    found = listed if isinstance(listed, list) else []
    return [one if isinstance(one, dict) else {} for one in found]


def _opened(data: Any) -> dict[str, Any]:
    """Return a copy of data; BadInput where it is no group of keys."""
    if not isinstance(data, dict):
        raise _not_here("This file holds no questionnaire yet.")
    return copy.deepcopy(data)


def _not_here(what: str) -> BadInput:
    return BadInput(
        what, kept="Nothing was changed.", do="Look at the questions anew, or write it as text."
    )


def _listed(group: dict[str, Any], key: str) -> list[Any]:
    """Return a list of a group of keys, which has it from now on."""
    found = group.setdefault(key, [])
    if not isinstance(found, list):
        raise _not_here("Something else stands where a list is expected.")
    return found


def _part(made: dict[str, Any], part: int) -> dict[str, Any]:
    parts = _listed(made, "sections")
    if not 0 <= part < len(parts) or not isinstance(parts[part], dict):
        raise _not_here("There is no such part.")
    found: dict[str, Any] = parts[part]
    return found


def _item(made: dict[str, Any], part: int, place: int) -> dict[str, Any]:
    items = _listed(_part(made, part), "questions")
    if not 0 <= place < len(items) or not isinstance(items[place], dict):
        raise _not_here("There is no such question.")
    found: dict[str, Any] = items[place]
    return found


def with_question(
    data: Any, part: int, place: int, asked: QuestionAsked, language: str
) -> dict[str, Any]:
    """Return data in which a question is as a form has it, in the language of the form."""
    made = _opened(data)
    first = languages_of(made)[0]
    item = _item(made, part, place)
    choices = choices_of(item)
    item["type"] = asked.kind
    for key in [key for key in item if key in _OF_KINDS and key not in _OWN[asked.kind]]:
        del item[key]
    set_words(item, "text", language, first, asked.text, needed=True)
    if asked.kind == "note":
        for key in _NOT_OF_NOTES:
            item.pop(key, None)
    else:
        set_words(item, "help", language, first, asked.help, needed=False)
        _flag(item, "sensitive", asked.sensitive)
    _set_rule(item, asked.rule)
    _set_choices(item, asked, choices, language, first)
    return made


def _flag(group: dict[str, Any], key: str, value: bool) -> None:
    if value:
        group[key] = True
    elif group.get(key) is not False:
        group.pop(key, None)


def _set_rule(group: dict[str, Any], rule: Any) -> None:
    if rule is None:
        group.pop("show_if", None)
    else:
        group["show_if"] = rule


def choices_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answers of a question as options, whatever its kind; points get their ids."""
    if item.get("type") != "scale":
        listed = item.get("options")
        return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    points, other = item.get("points"), item.get("other")
    listed = points if isinstance(points, list) else []
    found = [{"id": f"p{number}", "text": words} for number, words in enumerate(listed, 1)]
    return found + [
        one for one in (other if isinstance(other, list) else ()) if isinstance(one, dict)
    ]


def _set_choices(
    item: dict[str, Any],
    asked: QuestionAsked,
    before: list[dict[str, Any]],
    language: str,
    first: str,
) -> None:
    if asked.kind == "scale" and asked.ends is not None:
        _set_ends(item, asked.ends, language, first)
        beside = [one for one in asked.answers if one.kind != "option"]
        _set_list(item, "other", _options(beside, before, language, first, multiple=False))
    elif asked.kind == "scale":
        made = _options(asked.answers, before, language, first, multiple=False)
        item["points"] = [one["text"] for one in made if "kind" not in one]
        _set_list(item, "other", [one for one in made if "kind" in one])
    elif "options" in _OWN[asked.kind]:
        multiple = asked.kind == "multiple"
        item["options"] = _options(asked.answers, before, language, first, multiple=multiple)
    gone = {one.get("id") for one in before} - {one.get("id") for one in choices_of(item)}
    _keep_sets(item, gone)
    if asked.kind == "single":
        _flag(item, "breakdown", asked.breakdown)
        _keep_lived_experience(item, gone)
        if not asked.merged:
            item.pop("merge", None)
    if asked.kind == "multiple":
        if asked.at_most is None:
            item.pop("at_most", None)
        else:
            item["at_most"] = asked.at_most


def _keep_lived_experience(item: dict[str, Any], gone: set[Any]) -> None:
    """Take answers that are gone out of those of lived experience, which only a breakdown has."""
    marked = item.get("lived_experience")
    if not isinstance(marked, list):
        return
    kept = [one for one in marked if one not in gone] if item.get("breakdown") else []
    _set_list(item, "lived_experience", kept)


def _keep_sets(item: dict[str, Any], gone: set[Any]) -> None:
    """Take answers that are gone out of the named sets, and sets of fewer than two with them."""
    sets = item.get("together")
    if not isinstance(sets, list) or not gone or isinstance(item.get("points"), dict):
        return
    kept = [_without(one, gone) for one in sets]
    _set_list(item, "together", [one for one in kept if len(one.get("options", ())) > 1])


def _without(named: Any, gone: set[Any]) -> dict[str, Any]:
    if not isinstance(named, dict) or not isinstance(named.get("options"), list):
        return {}
    return {**named, "options": [one for one in named["options"] if one not in gone]}


def _set_list(item: dict[str, Any], key: str, made: Sequence[Any]) -> None:
    if made:
        item[key] = list(made)
    else:
        item.pop(key, None)


def _set_ends(item: dict[str, Any], ends: Ends, language: str, first: str) -> None:
    found = item.get("points")
    points = dict(found) if isinstance(found, dict) else {}
    points["from"], points["to"] = ends.first, ends.last
    set_words(points, "low", language, first, ends.low, needed=True)
    set_words(points, "high", language, first, ends.high, needed=True)
    item["points"] = points


def _options(
    answers: Iterable[AnswerAsked],
    before: list[dict[str, Any]],
    language: str,
    first: str,
    *,
    multiple: bool,
) -> list[dict[str, Any]]:
    known = {one["id"]: one for one in before if isinstance(one.get("id"), str)}
    taken, made = set(known), list[dict[str, Any]]()
    for answer in answers:
        option = dict(known.get(answer.id, {}))
        if "id" not in option:
            option["id"] = new_name(answer.words, taken)
            taken.add(option["id"])
        set_words(option, "text", language, first, answer.words, needed=True)
        if answer.kind != "option":
            option["kind"] = answer.kind
        elif option.get("kind") != "option":
            option.pop("kind", None)
        _flag(option, "exclusive", answer.exclusive and multiple)
        made.append(option)
    return made


def new_name(words: str, taken: Iterable[str], otherwise: str = "answer") -> str:
    """Return an id made of words, that is not taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.casefold())[:24].strip("-")
    start = plain if re.match(r"[a-z]", plain) else f"{otherwise}-{plain}".strip("-")
    name, number, used = start, 1, set(taken)
    while name in used:
        number += 1
        name = f"{start}-{number}"
    return name


def _question_ids(made: dict[str, Any]) -> set[str]:
    return {str(one.get("id")) for part in parts_of(made) for one in items_of(part)}


def with_new_question(data: Any, part: int, kind: Kind = "single") -> tuple[dict[str, Any], int]:
    """Return data with an empty question at the end of a part, and its place there."""
    made = _opened(data)
    ids, number = _question_ids(made), 1
    while f"Q{number}" in ids:
        number += 1
    item: dict[str, Any] = {"id": f"Q{number}", "type": kind, "text": ""}
    if "options" in _OWN[kind]:
        item["options"] = [{"id": f"answer-{n}", "text": ""} for n in (1, 2)]
    elif kind == "scale":
        item["points"] = ["", ""]
    items = _listed(_part(made, part), "questions")
    items.append(item)
    return made, len(items) - 1


def with_copied_question(data: Any, part: int, place: int) -> dict[str, Any]:
    """Return data with a copy of a question right behind it, under an id of its own."""
    made = _opened(data)
    copied = copy.deepcopy(_item(made, part, place))
    copied["id"] = new_name(f"{copied.get('id', 'q')}-copy", _question_ids(made), "q")
    made["sections"][part]["questions"].insert(place + 1, copied)
    return made


def without_question(data: Any, part: int, place: int) -> dict[str, Any]:
    """Return data without a question."""
    made = _opened(data)
    _item(made, part, place)
    del made["sections"][part]["questions"][place]
    return made


def with_moved_question(
    data: Any, part: int, place: int, to_part: int, to_place: int
) -> dict[str, Any]:
    """Return data with a question at another place, of the same or another part."""
    made = _opened(data)
    item = _item(made, part, place)
    del made["sections"][part]["questions"][place]
    items = _listed(_part(made, to_part), "questions")
    items.insert(max(0, min(to_place, len(items))), item)
    return made


def with_part(data: Any, part: int, asked: PartAsked, language: str) -> dict[str, Any]:
    """Return data in which a part is as a form has it, in the language of the form."""
    made = _opened(data)
    first, found = languages_of(made)[0], _part(made, part)
    set_words(found, "title", language, first, asked.title, needed=True)
    set_words(found, "content_note", language, first, asked.content_note, needed=False)
    _flag(found, "same_note", asked.same_note)
    if asked.sensitivity != 1 or "sensitivity" in found:
        found["sensitivity"] = asked.sensitivity
    _set_rule(found, asked.rule)
    return made


def with_new_part(data: Any, title: str) -> dict[str, Any]:
    """Return data with a new part at its end, which holds an empty question."""
    made = _opened(data)
    ids = {str(one.get("id")) for one in parts_of(made)}
    parts = _listed(made, "sections")
    parts.append({"id": new_name(title, ids, "part"), "title": title, "questions": []})
    return with_new_question(made, len(made["sections"]) - 1)[0]


def without_part(data: Any, part: int) -> dict[str, Any]:
    """Return data without a part and its questions."""
    made = _opened(data)
    _part(made, part)
    del made["sections"][part]
    return made


def with_moved_part(data: Any, part: int, to: int) -> dict[str, Any]:
    """Return data with a part at another place."""
    made = _opened(data)
    found = _part(made, part)
    del made["sections"][part]
    made["sections"].insert(max(0, min(to, len(made["sections"]))), found)
    return made


def with_whole_texts(data: Any, words: dict[str, str], language: str) -> dict[str, Any]:
    """Return data with other words for the whole: title, introduction, consent, closing …"""
    made = _opened(data)
    first = languages_of(made)[0]
    for key, said in words.items():
        set_words(made, key, language, first, said, needed=key not in _MAY_BE_LEFT_OUT)
    return made


def with_audience(
    data: Any, who: str, regions: tuple[str, ...], minutes: int | None, language: str
) -> dict[str, Any]:
    """Return data with other words for who is asked, the countries it is about, and its length."""
    made = _opened(data)
    first, found = languages_of(made)[0], made.get("audience")
    block = dict(found) if isinstance(found, dict) and not _is_text(found, made) else {"who": found}
    if block.get("who") is None:
        block.pop("who", None)
    set_words(block, "who", language, first, who, needed=False)
    if regions:
        block["regions"] = list(regions)
    else:
        block.pop("regions", None)
    made["audience"] = block
    if not block:
        del made["audience"]
    if minutes is None:
        made.pop("minutes", None)
    else:
        made["minutes"] = minutes
    return made


def _is_text(found: dict[str, Any], made: dict[str, Any]) -> bool:
    return bool(found) and set(found) <= set(languages_of(made))


def with_languages(data: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return data that lists other languages; the original stays the first. Texts stay."""
    made = _opened(data)
    first = languages_of(made)[0]
    made["languages"] = [first, *(one for one in languages if one != first)]
    return made


def with_text_at(data: Any, path: tuple[str | int, ...], language: str, words: str) -> Any:
    """Return data with other words at the place of a text, in a language."""
    return with_texts(data, {path: words}, language)


def with_texts(data: Any, changed: Mapping[tuple[str | int, ...], str], language: str) -> Any:
    """Return data with other words at the places of texts, in a language."""
    made: Any = copy.deepcopy(data)
    first = languages_of(made)[0]
    for path, words in changed.items():
        is_block = isinstance(made.get("audience"), dict) and not _is_text(made["audience"], made)
        if path[:2] == ("audience", "who") and not is_block:
            made["audience"] = {"who": made.get("audience", "")}
        holder: Any = made
        for step in path[:-1]:
            holder = holder[step]
        key: Any = path[-1]
        found = {"text": holder[key] if isinstance(holder, list) else holder.get(key)}
        set_words(found, "text", language, first, words, needed=True)
        holder[key] = found["text"]
    return made


def with_allowed(data: Any, words: str, kind: str, reason: str) -> dict[str, Any]:
    """Return data with a reason for words that stay, stored with the study."""
    made = _opened(data)
    listed = made.get("allowed")
    kept = list(listed) if isinstance(listed, list) else []
    made["allowed"] = [*kept, {"words": words, "kind": kind, "reason": reason}]
    return made


def question_title(item: dict[str, Any], language: str, first: str) -> str:
    """Return what a question asks, for lists: its words in a language, or in the first."""
    text = item.get("text")
    return words_in(text, language, first) or words_in(text, first, first)
