"""A questionnaire that is not finished, as far as it goes: what is wrong stands aside for a note.

It makes something to look at. It must never be published.
"""

from __future__ import annotations

import copy
from typing import Any

from survey.questionnaire.files.explaining import built
from survey.questionnaire.files.problems import Path
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.text_places import first_language_first

_TRIES = 4
_WORDS = "—"
_TEXTS = ("id", "title", "introduction", "consent", "closing")


def as_far_as_it_goes(data: Any) -> tuple[Questionnaire | None, frozenset[tuple[int, int]]]:
    """Return a questionnaire of plain data, and the places of questions that stand aside in it.

    A question that is wrong is a note in its place, a text that is missing a dash. None where that
    is not enough.
    """
    if not isinstance(data, dict):
        return None, frozenset()
    made, aside = _with_all_parts(data), set[tuple[int, int]]()
    for _ in range(_TRIES):
        questionnaire, findings = built(Questionnaire, made)
        if questionnaire is not None:
            whole = first_language_first(questionnaire, questionnaire.languages)
            return whole, frozenset(aside)
        for finding in findings:
            place = _item(finding.path)
            if place is None:
                _without(made, finding.path)
            elif _put_aside(made, place):
                aside.add(place)
    return None, frozenset()


def _with_all_parts(data: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(data)
    for key in _TEXTS:
        made.setdefault(key, "q" if key == "id" else _WORDS)
    if not isinstance(made.get("sections"), list) or not made["sections"]:
        made["sections"] = [{}]
    made["sections"] = [one if isinstance(one, dict) else {} for one in made["sections"]]
    for number, section in enumerate(made["sections"], 1):
        section.setdefault("id", f"part-{number}")
        section.setdefault("title", _WORDS)
        if not isinstance(section.get("questions"), list) or not section["questions"]:
            section["questions"] = [_note(0)]
    return made


def _item(path: Path) -> tuple[int, int] | None:
    """Return the part and the place of the question that a path leads into."""
    if len(path) < 4 or path[0] != "sections" or path[2] != "questions":
        return None
    part, place = path[1], path[3]
    return (part, place) if isinstance(part, int) and isinstance(place, int) else None


def _note(place: int) -> dict[str, str]:
    return {"id": f"aside-{place}", "type": "note", "text": _WORDS}


def _put_aside(made: dict[str, Any], place: tuple[int, int]) -> bool:
    items = made["sections"][place[0]]["questions"]
    if place[1] >= len(items):
        return False
    items[place[1]] = _note(place[1])
    return True


def _without(made: dict[str, Any], path: Path) -> None:
    """Take out what is wrong outside of questions; what has to be there is a dash."""
    holder: Any = made
    for step in path[:-1]:
        inside = isinstance(holder, dict) and step in holder
        listed = isinstance(holder, list) and isinstance(step, int) and step < len(holder)
        if not (inside or listed):
            return
        holder = holder[step]
    if not path or not isinstance(holder, dict) or path[-1] not in holder:
        return
    key = path[-1]
    if key == "id":
        holder[key] = f"part-{path[1] if len(path) > 2 else 0}"
    elif key in _TEXTS:
        holder[key] = _WORDS
    elif key != "sections":
        del holder[key]
