"""Where something stands in a questionnaire, in the words of those who write it."""

from __future__ import annotations

from survey.questionnaire.files.problems import Path, path_text
from survey.questionnaire.model import Note, Questionnaire

_NAMES = {
    "help": "the help",
    "content_note": "the content note",
    "text": "",
    "title": "the title",
    "show_if": "the rule",
    "report": "the phrase for reports",
}
_LISTS = {
    "options": "option",
    "points": "point",
    "other": "option",
    "merge": "merged step",
    "together": "set of answers",
}


def place_name(q: Questionnaire, path: Path) -> str:
    """Return a path as in "Part 4, question E02, option 3"; outside the parts, its key alone."""
    if path[:1] != ("sections",) or len(path) < 2 or not isinstance(path[1], int):
        return path_text(path)
    said = [f"Part {path[1] + 1}"]
    rest = path[2:]
    if len(rest) > 1 and rest[0] == "questions" and isinstance(rest[1], int):
        item = q.sections[path[1]].items[rest[1]]
        said.append(f"{'note' if isinstance(item, Note) else 'question'} {item.id}")
        rest = rest[2:]
    return ", ".join([*said, *_steps(rest)])


def _steps(rest: Path) -> list[str]:
    said: list[str] = []
    for step in rest:
        if isinstance(step, int):
            said[-1] += f" {step + 1}"
        elif name := _NAMES.get(step, _LISTS.get(step, step)):
            said.append(name)
    return said
