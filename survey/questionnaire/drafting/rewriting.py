"""A file with other values: what was not changed stays as somebody wrote it, remarks included.

It knows YAML. It must not know what a questionnaire is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from survey.errors import BadInput
from survey.questionnaire.drafting.yaml_extents import Extents
from survey.questionnaire.drafting.yaml_words import (
    IN_A_LINE,
    block_words,
    flow_words,
    item_words,
    value_words,
)
from survey.questionnaire.files.reading import look_over


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The text of a file after a change, and the remarks that are `lost` with it."""

    text: str
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Patch:
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Slot:
    """An item of a list: where its remarks begin, its dash, and the end of its last line."""

    lead: int
    dash: int
    end: int


class _NotInPlace(Exception):
    """A value that is written in a way that cannot be changed line by line."""


def rewritten(text: str, data: dict[str, Any]) -> Rewritten:
    """Return a file that says `data`, in which all that it said before is as it was written.

    Lines of their own that begin with “#” go with what they stand right above. BadInput when the
    file cannot be read as YAML.
    """
    old = look_over(text)
    if old.data is None:
        found = old.findings[0]
        raise BadInput(
            f"This file cannot be read from line {found.line} on: {found.what}.",
            kept="Nothing was changed.",
            do="Mend it as text first.",
        )
    new = _patched(text, old.data, data)
    if new is None or look_over(new).data != data:
        new = f"{block_words(data, 0)}\n"
    return Rewritten(new, _lost(text, new))


def _lost(text: str, new: str) -> tuple[str, ...]:
    """Return the remarks of a file that are not in another any more."""
    maybe = Counter(line for line in text.split("\n") if "#" in line)
    if not maybe - Counter(line for line in new.split("\n") if "#" in line):
        return ()
    return tuple((Counter(remarks(text)) - Counter(remarks(new))).elements())


def remarks(text: str) -> Iterator[str]:
    """Return each remark of a file: lines of their own, and what stands behind a value."""
    found = Extents(text)
    quoted = _covered(found)
    for line, words in enumerate(found.lines):
        at = -1
        while (at := words.find("#", at + 1)) >= 0:
            place = found.line_start(line) + at
            if (not at or words[at - 1] in " \t") and not any(a <= place < b for a, b in quoted):
                yield words[at:].strip()
                break


def _covered(found: Extents) -> list[tuple[int, int]]:
    """Return the places that words cover."""
    said: list[tuple[int, int]] = []
    waiting = [(found.root, -1)] if found.root is not None else []
    while waiting:
        node, column = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            begins = found.start(node)
            if node.style in ("|", ">"):
                begins = found.line_end(node.start_mark.line)
            said.append((begins, found.end(node, column)))
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                said.append((found.start(key), found.place(key.end_mark)))
                waiting.append((value, key.start_mark.column))
        else:
            waiting += [(item, node.start_mark.column) for item in node.value]
    return said


def _patched(text: str, old: Any, new: Any) -> str | None:
    """Return the text with all changes, or None where it has to be written anew."""
    found = Extents(text)
    if not _is_inside(found.root, old, new):
        return None
    try:
        return _applied(text, 0, list(_Changes(found).inside(found.root, old, new)))
    except _NotInPlace:
        return None


def _applied(text: str, begins: int, patches: list[_Patch]) -> str:
    placed = [(one.start, one.end, number) for number, one in enumerate(patches)]
    for _, _, number in sorted(placed, reverse=True):  # at one place, inner ones stand first
        one = patches[number]
        text = f"{text[: one.start - begins]}{one.words}{text[one.end - begins :]}"
    return text


def _is_inside(node: Any, old: Any, new: Any) -> bool:
    """Say whether a value can be changed within, and need not be written anew."""
    if isinstance(node, yaml.MappingNode):
        return isinstance(old, dict) and isinstance(new, dict) and bool(old) and bool(new)
    if isinstance(node, yaml.SequenceNode):
        return isinstance(old, list) and isinstance(new, list) and bool(old) and bool(new)
    return False


class _Changes:
    """What to write where in a text, so that it says something else."""

    def __init__(self, found: Extents) -> None:
        self.found = found
        self.offset = _offset(found.root)

    def inside(self, node: Any, old: Any, new: Any) -> Iterator[_Patch]:
        """Return the patches within a mapping or a list."""
        if old == new:
            return
        if node.flow_style:
            start, end = self.found.start(node), self.found.place(node.end_mark)
            yield _Patch(start, end, flow_words(self.found.text[start:end], new))
        elif isinstance(node, yaml.MappingNode):
            yield from self._mapping(node, old, new)
        else:
            yield from self._list(node, old, new)

    def _mapping(self, node: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[_Patch]:
        entries = _entries(node)
        above: str | None = None
        added: dict[str | None, dict[str, Any]] = {}
        for key, value in new.items():
            if key in entries:
                above = key
            else:
                added.setdefault(above, {})[key] = value
        if not set(entries) & set(new):
            raise _NotInPlace
        for place, (key, (key_node, value_node)) in enumerate(entries.items()):
            if key not in new:
                yield self._without(key_node, value_node, first=place == 0)
            elif old[key] != new[key]:
                yield from self._entry(key, key_node, value_node, old[key], new[key])
        yield from self._added(entries, new, added)

    def _entry(
        self, key: str, key_node: Any, value_node: Any, old: Any, new: Any
    ) -> Iterator[_Patch]:
        """Return the patches that bring the value of a key to another."""
        if _is_inside(value_node, old, new):
            try:
                yield from list(self.inside(value_node, old, new))
                return
            except _NotInPlace:
                pass
        yield self._other(key, key_node, value_node, new)

    def _added(
        self, entries: dict[str, Any], new: dict[str, Any], added: dict[str | None, dict[str, Any]]
    ) -> Iterator[_Patch]:
        kept = [key for key in entries if key in new]
        if None in added:
            added[kept[0]] = {**added.pop(None), **added.get(kept[0], {})}
        for above, values in added.items():
            key_node, value_node = entries[str(above)]
            column = key_node.start_mark.column
            end = self.found.line_end(self._last_line(key_node, value_node))
            words = block_words(values, column, offset=self.offset)
            yield _Patch(end, end, f"\n{' ' * column}{words}")

    def _last_line(self, key_node: Any, value_node: Any) -> int:
        end = self.found.end(value_node, key_node.start_mark.column)
        return self.found.line_of(max(end, self.found.place(key_node.end_mark)))

    def _without(self, key_node: Any, value_node: Any, *, first: bool) -> _Patch:
        """Return the patch that takes out a key with its value and the remarks above it."""
        line = key_node.start_mark.line
        before = self.found.lines[line][: key_node.start_mark.column]
        if before.strip() or (first and line == 0):
            raise _NotInPlace
        lead = self.found.first_remark(line, -1)
        last = self._last_line(key_node, value_node)
        return _Patch(self.found.line_start(lead), self.found.line_start(last + 1), "")

    def _other(self, key: str, key_node: Any, value_node: Any, new: Any) -> _Patch:
        """Return the patch that gives a key another value."""
        found, column = self.found, key_node.start_mark.column
        start, end = found.start(value_node), found.end(value_node, column)
        in_line = key_node.start_mark.line == value_node.end_mark.line
        plain = isinstance(value_node, yaml.ScalarNode) and value_node.style not in ("|", ">")
        folds = found.rest_is_bare(end)
        if in_line and plain and start < end and not isinstance(new, (dict, list)):
            line = value_words(new, alone=folds)
            if len(line) <= IN_A_LINE or not folds:
                return _Patch(start, end, line)
        words = block_words({key: new}, column, offset=self.offset, fold=folds)
        return _Patch(found.start(key_node), max(end, found.place(key_node.end_mark) + 1), words)

    def _list(self, node: Any, old: list[Any], new: list[Any]) -> Iterator[_Patch]:
        slots, paired = self._slots(node), _paired(old, new)
        if paired == list(range(len(old))):
            for child, slot, before, after in zip(node.value, slots, old, new, strict=True):
                yield from self._item(child, slot, before, after)
            return
        column = node.start_mark.column
        texts: list[tuple[str, str]] = []
        carried = self._carried(slots, paired)
        for place, number in enumerate(paired):
            if number is None:
                texts.append(("", item_words(new[place], column, offset=self.offset)))
                continue
            slot = slots[number]
            patches = list(self._item(node.value[number], slot, old[number], new[place]))
            words = _applied(self.found.text[slot.lead : slot.end], slot.lead, patches)
            texts.append((carried[number], words.removeprefix(" " * column)))
        yield _Patch(slots[0].lead, slots[-1].end, self._joined(texts, slots, column))

    def _item(self, child: Any, slot: _Slot, old: Any, new: Any) -> Iterator[_Patch]:
        if old == new:
            return
        if _is_inside(child, old, new):
            try:
                yield from list(self.inside(child, old, new))
                return
            except _NotInPlace:
                pass
        column = slot.dash - self.found.line_start(self.found.line_of(slot.dash))
        end = self.found.end(child, column)
        one_line = self.found.line_of(slot.dash) == self.found.line_of(end)
        if isinstance(child, yaml.ScalarNode) and not isinstance(new, (dict, list)) and one_line:
            alone = self.found.rest_is_bare(end)
            yield _Patch(self.found.start(child), end, value_words(new, alone=alone))
            return
        yield _Patch(slot.dash, end, item_words(new, column, offset=self.offset))

    def _slots(self, node: Any) -> list[_Slot]:
        """Return the items of a list; each must begin in a line of its own."""
        slots: list[_Slot] = []
        column, after = node.start_mark.column, node.start_mark.line - 1
        after = self._line_above(after)
        for child in node.value:
            line = child.start_mark.line
            words = self.found.lines[line]
            if words[:column].strip() or words[column : column + 1] != "-":
                raise _NotInPlace
            lead = self.found.first_remark(line, after)
            last = self.found.line_of(self.found.end(child, column))
            dash = self.found.line_start(line) + column
            slots.append(_Slot(self.found.line_start(lead), dash, self.found.line_end(last)))
            after = last
        return slots

    def _line_above(self, line: int) -> int:
        """Return the nearest line, at or above one, that is no remark right above a list."""
        while line >= 0 and self.found.is_remark(line):
            line -= 1
        return line

    def _carried(self, slots: list[_Slot], paired: list[int | None]) -> dict[int, str]:
        """Return what stands before each item that stays, with remarks of those that go."""
        carried: dict[int, str] = {}
        waiting = ""
        for number, slot in enumerate(slots):
            gap = self.found.text[slots[number - 1].end : slot.lead] if number else ""
            if number not in paired:
                waiting += gap if "#" in gap else ""
                continue
            carried[number], waiting = waiting + gap, ""
        self._trailing = waiting
        return carried

    def _joined(self, texts: list[tuple[str, str]], slots: list[_Slot], column: int) -> str:
        gaps = Counter(self.found.text[one.end : other.lead] for one, other in pairwise(slots))
        bare = [gap for gap, _ in gaps.most_common() if not gap.strip()]
        usual = bare[0] if bare else "\n"
        said = ""
        for place, (gap, words) in enumerate(texts):
            if place:
                said += gap or usual
            elif "#" in gap:
                said += gap.lstrip("\n")
            said += f"{' ' * column}{words}"
        return said + self._trailing.rstrip("\n")


def _entries(node: Any) -> dict[str, tuple[Any, Any]]:
    """Return the first entry of each key."""
    found: dict[str, tuple[Any, Any]] = {}
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            found.setdefault(key.value, (key, value))
    return found


def _offset(root: Any) -> int:
    """Return how far this file indents the dashes of a list below its key."""
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
            return max(0, int(value.start_mark.column - key.start_mark.column))
    return 2


def _paired(old: list[Any], new: list[Any]) -> list[int | None]:
    """Return for each new item which of the old ones it is; None for one that was not there."""
    was, now = [_name(one) for one in old], [_name(one) for one in new]
    if len(old) == len(new) and all(
        one == other or (one not in now and other not in was)
        for one, other in zip(was, now, strict=True)
    ):
        return list(range(len(old)))
    left = list(range(len(old)))
    paired: list[int | None] = []
    for name in now:
        number = next((i for i in left if was[i] == name), None)
        if number is not None:
            left.remove(number)
        paired.append(number)
    return paired


def _name(item: Any) -> str:
    """Return by what an item of a list is known: its id, or all of it."""
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return f"id {item['id']}"
    return json.dumps(item, sort_keys=True)
