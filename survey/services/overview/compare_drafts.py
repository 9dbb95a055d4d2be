"""What two versions of a draft say differently, or a version and the study that it became."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.questionnaire.drafting.file_of import file_of
from survey.questionnaire.files.reading import from_json, look_over
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that says something else: what it said before ("": nothing) and says after."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """Two versions beside each other (`before` 0: the study that is live), and what differs.

    Where one of them is no YAML, `lines` are those that differ.
    """

    before: int
    after: int
    differences: tuple[Difference, ...]
    remarks_only: bool


def compare_versions(
    instance: Instance, study_id: str, before: int, after: int, *, live: bool = False
) -> ComparedVersions:
    """Return what differs between two versions; StudyUnknown where one is not there.

    With `live` the first is the study that the draft became, where it became one.
    """
    with instance.engine.connect() as connection:
        draft = study_drafts.get(connection, study_id)
        new = study_drafts.version(connection, study_id, after).file
        if live and draft.published_as:
            row = study_rows.get(connection, draft.published_as)
            before, old = 0, file_of(from_json(row.questionnaire_json))
        else:
            old = study_drafts.version(connection, study_id, before).file
    found = tuple(_differences(old, new))
    return ComparedVersions(before, after, found, not found and old != new)


def _differences(old: str, new: str) -> list[Difference]:
    before, after = look_over(old).data, look_over(new).data
    if not isinstance(before, dict) or not isinstance(after, dict):
        return _lines(old, new)
    said, says = _texts(before), _texts(after)
    places = list(dict.fromkeys([*says, *said]))
    found = [
        Difference(place, said.get(place, ""), says.get(place, ""))
        for place in places
        if said.get(place) != says.get(place)
    ]
    kept = [name for name in _order(before) if name in _order(after)]
    moved = [name for name in _order(after) if name in kept]
    if kept != moved:
        found.append(Difference("The order of questions", ", ".join(kept), ", ".join(moved)))
    return found


def _order(data: dict[str, Any]) -> list[str]:
    return [str(item.get("id")) for part in parts_of(data) for item in items_of(part)]


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """Return everything that a file says, by a place that does not change with the order."""
    found: dict[str, str] = {}
    for key, value in data.items():
        if key != "sections":
            _flat(value, key, found)
    for number, part in enumerate(parts_of(data), 1):
        name = f"Part {part.get('id', number)}"
        for key, value in part.items():
            if key not in ("id", "questions"):
                _flat(value, f"{name}, {key}", found)
        for item in items_of(part):
            for key, value in item.items():
                if key != "id":
                    _flat(value, f"Question {item.get('id')}, {key}", found)
    return found


def _flat(value: Any, place: str, found: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "id":
                _flat(inner, f"{place}, {key}", found)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            known = isinstance(inner, dict) and isinstance(inner.get("id"), str)
            _flat(inner, f"{place} {inner['id'] if known else number}", found)
    else:
        found[place] = "yes" if value is True else "no" if value is False else str(value)


def _lines(old: str, new: str) -> list[Difference]:
    before, after = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Difference(f"Line {a + 1}", "\n".join(before[a:b]), "\n".join(after[c:d]))
        for act, a, b, c, d in matcher.get_opcodes()
        if act != "equal"
    ]
