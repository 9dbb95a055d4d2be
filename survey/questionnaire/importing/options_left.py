"""What names options of its own question, without options that were taken out."""

from __future__ import annotations

from typing import Any


def without_lost_options(section: dict[str, Any]) -> dict[str, Any]:
    """Return a section whose sets, ladders and marks name only options that are there."""
    return {**section, "questions": [_item(item) for item in section["questions"]]}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    ids = _ids(item)
    made = dict(item)
    if "together" in item:
        sets = [_left(one, ids) for one in item["together"]]
        made["together"] = [one for one in sets if len(one["options"]) > 1]
    if "merge" in item:
        made["merge"] = _ladder(item, ids)
    if "lived_experience" in item:
        made["lived_experience"] = [one for one in item["lived_experience"] if one in ids]
    for key in ("together", "merge", "lived_experience"):
        if key in made and not made[key]:
            del made[key]
    return made


def _ladder(item: dict[str, Any], ids: set[str]) -> list[list[dict[str, Any]]]:
    """Return the steps that are still coarser than the one before."""
    finest = sum(one.get("kind", "option") == "option" for one in item["options"])
    kept: list[list[dict[str, Any]]] = []
    for rung in item["merge"]:
        left = [one for one in (_left(each, ids) for each in rung) if one["options"]]
        if 2 <= len(left) < (len(kept[-1]) if kept else finest):
            kept.append(left)
    return kept


def _left(named: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    return {**named, "options": [one for one in named["options"] if one in ids]}


def _ids(item: dict[str, Any]) -> set[str]:
    options = [*item.get("options", ()), *item.get("other", ())]
    points = item.get("points", ())
    count = points["to"] - points["from"] + 1 if isinstance(points, dict) else len(points)
    return {one["id"] for one in options} | {f"p{number}" for number in range(1, count + 1)}
