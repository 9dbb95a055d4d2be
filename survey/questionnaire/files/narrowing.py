"""A ready-made file with some of its languages only, its comments and order kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from survey.errors import BadInput

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A comment that begins so, and its further lines, is about translations.
_ABOUT_TRANSLATIONS = "# TO BE REVIEWED:"


def only_languages(text: str, languages: Sequence[str]) -> str:
    """Return the text of a ready-made file with words in `languages` only.

    They stand under `languages` in the order given, where the file has that line; of a file left in
    its first language alone the note on translations goes too. BadInput for a language that the
    file does not have, or none.
    """
    root: Any = yaml.compose(text, Loader=_LOADER)
    known = _languages_of(root)
    unknown = [one for one in languages if one not in known]
    if unknown or not languages:
        raise BadInput(
            f"The ready-made file has no words in {', '.join(unknown) or 'no language'}.",
            do=f"Choose among {', '.join(known)}. Another language can be written into the copy.",
        )
    lines = text.splitlines(keepends=True)
    away: set[int] = set()
    for first, end in _others(root, frozenset(known), frozenset(languages)):
        away |= set(range(first, _without_blank(lines, first, end)))
    if tuple(languages) == known[:1]:
        away |= _note(lines)
    _list(root, lines, languages)
    return "".join(line for i, line in enumerate(lines) if i not in away)


def _entries(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _languages_of(root: yaml.Node) -> tuple[str, ...]:
    """Return the languages of a file in order: those in which it has a title."""
    title = next(value for key, value in _entries(root) if key.value == "title")
    return tuple(key.value for key, _ in _entries(title))


def _others(
    node: yaml.Node, known: frozenset[str], wanted: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Return first line and end of everything in a language that is not wanted."""
    entries = _entries(node)
    words = bool(entries) and all(key.value in known for key, _ in entries)
    for place, (key, value) in enumerate(entries):
        if words and key.value not in wanted:
            following = entries[place + 1][0].start_mark if place + 1 < len(entries) else None
            yield key.start_mark.line, following.line if following else _end(value)
        elif not words:
            yield from _others(value, known, wanted)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _others(item, known, wanted)


def _end(node: yaml.Node) -> int:
    """Return the line after the last of a value."""
    return int(node.end_mark.line) + bool(node.end_mark.column)


def _without_blank(lines: Sequence[str], first: int, end: int) -> int:
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _note(lines: Sequence[str]) -> set[int]:
    """Return the lines of the note on translations."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        begins = line.startswith(_ABOUT_TRANSLATIONS)
        if begins or (i - 1 in found and line.startswith("#")):
            found.add(i)
    return found


def _list(root: yaml.Node, lines: list[str], languages: Sequence[str]) -> None:
    """Write the languages into the line that lists them."""
    for key, _ in _entries(root):
        if key.value == "languages":
            lines[key.start_mark.line] = f"languages: [{', '.join(languages)}]\n"
