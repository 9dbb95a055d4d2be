"""YAML text to plain data with the line of every value, refusing what YAML 1.1 would misread.

It knows YAML. It knows nothing of questions, and never builds an object that a file names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from survey.questionnaire.problems import Finding, Path, shown

#: The largest file that is read, in bytes.
SIZE_LIMIT = 1_000_000
#: How deep lists and groups of keys may lie inside each other.
DEPTH_LIMIT = 40

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})\Z")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_REMARK = re.compile("[ \t]+#")
#: An id, a word of the format or a number: what stands behind one on its line is a remark.
_NAME = re.compile(r"[a-z0-9_.-]*")
_READ_AS = {"int": "a number", "float": "a number", "timestamp": "a date"}
_HINTS = (
    ("cannot start any token", "Indent with spaces, never with tabs; put a text that begins with a "
     "sign such as @ % ` in quotes"),
    ("tab character", "Indent with spaces, never with tabs"),
    ("unexpected end of stream", "Check that each quote and bracket is closed"),
    ("mapping values are not allowed", "Put a text that holds a colon in quotes"),
    ("did not find expected key", "Check the indentation, and that each quote is closed"),
    ("could not find expected ':'", "Write “key: value”, or check that each quote is closed"),
)  # fmt: skip


@dataclass(slots=True)
class Tree:
    """Plain data (dict, list, str, int, bool), the line of each path from 1, and what is wrong."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Give the line of a path, or of the nearest place above it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def flaw(self, path: Path, line: int, what: str, do: str) -> None:
        """Add one finding."""
        self.findings.append(Finding(path, what, do, line))


def read_tree(text: str) -> Tree:
    """Read one YAML document; never raises for any text, all that is wrong is in `findings`."""
    tree = Tree()
    try:
        if len(text.encode("utf-8")) > SIZE_LIMIT:
            tree.flaw((), 1, "this file is larger than one megabyte", "Make it smaller")
            return tree
        refused = _refused_events(text)
        if refused:
            tree.findings.append(refused)
            return tree
        tree.findings += _cut_short(text)
        node = yaml.compose(text, Loader=_LOADER)
    except UnicodeEncodeError:
        tree.flaw((), 1, "this file holds broken characters", "Save it again as UTF-8")
        return tree
    except yaml.YAMLError as error:
        tree.findings.append(_syntax(error))
        return tree
    if not isinstance(node, yaml.MappingNode):
        tree.flaw((), 1, "this is not a questionnaire", "Begin with “id:” and “title:”")
        return tree
    tree.data = _plain(tree, node, ())
    return tree


def _refused_events(text: str) -> Finding | None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "anchors and aliases (& and *) are not used here"
            return Finding((), what, "Write the words out again, or put the text in quotes", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                return Finding((), "lists lie too deep inside each other", "Make it flatter", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                what = "a second questionnaire begins here (---)"
                return Finding((), what, "Keep one questionnaire in one file", line)
    return None


def _cut_short(text: str) -> list[Finding]:
    """Return what YAML leaves out of words that somebody wrote: from a # on, or a ! before them."""
    lines, found = _BREAK.split(text), []
    for event in yaml.parse(text, Loader=_LOADER):
        if not isinstance(event, yaml.ScalarEvent) or event.style:
            continue
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            continue
        line = start.line + 1
        if event.tag == "!":
            what = "the ! before these words is not read"
            found.append(Finding((), what, "Put the whole text in quotes", line))
        rest = lines[end.line][end.column :] if end.line < len(lines) else ""
        if _REMARK.match(rest) and not _NAME.fullmatch(event.value):
            what = f"these words end before the # sign: {shown(event.value)}"
            do = "Put the whole text in quotes, or a remark on a line of its own"
            found.append(Finding((), what, do, line))
    return found


def _syntax(error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it ends too early"
    hints = [hint for words, hint in _HINTS if words in said]
    do = hints[0] if hints else "Check this line and the one before"
    return Finding((), f"this is not YAML: {said}", do, mark.line + 1 if mark else 1)


def _plain(tree: Tree, node: yaml.Node, path: Path) -> Any:
    line = node.start_mark.line + 1
    tree.lines.setdefault(path, line)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(tree, node, path, line)
    if node.tag not in (f"{_TAG}map", f"{_TAG}seq"):
        tree.flaw(path, line, f"the tag {shown(node.tag)} is not used here", "Take it out")
    if isinstance(node, yaml.MappingNode):
        return _mapping(tree, node, path)
    return [_plain(tree, item, (*path, i)) for i, item in enumerate(node.value)]


def _mapping(tree: Tree, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            tree.flaw(path, line, "a list or group stands where a key is expected", "Write a word")
            continue
        key = str(_scalar(tree, key_node, path, line, key=True))
        if not key:
            tree.flaw(
                path, line, "a key without a name stands here", "Write a word before the colon"
            )
            continue
        if key in data:
            first = tree.lines[(*path, key)]
            what = f"{shown(key)} is written twice (first in line {first})"
            tree.flaw((*path, key), line, what, "Keep one of the two")
            continue
        tree.lines[(*path, key)] = line
        data[key] = _plain(tree, value_node, (*path, key))
    return data


def _scalar(tree: Tree, node: yaml.ScalarNode, path: Path, line: int, key: bool = False) -> Any:
    words: str = node.value
    kind = node.tag.removeprefix(_TAG)
    if _UNPRINTABLE.search(words):
        tree.flaw(path, line, "a control character stands in this text", "Take it out")
        return _UNPRINTABLE.sub("", words)
    if kind == "str":
        return words
    quoted = bool(node.style)
    if not quoted and not key and kind == "bool" and words in ("true", "false"):
        return words == "true"
    if not quoted and not key and kind == "int" and _INTEGER.match(words):
        return int(words)
    tree.findings.append(_misread(words, kind, quoted, Finding(path, "", "", line)))
    return words


def _misread(words: str, kind: str, quoted: bool, at: Finding) -> Finding:
    in_quotes = f'Write it in quotes: "{words[:60]}"'
    if kind == "null":
        what, do = "nothing is written here", "Write a value, or take this line out"
    elif kind == "merge":
        what, do = "merge keys (<<) are not used here", "Write the words out again"
    elif quoted or kind not in ("bool", *_READ_AS, "value"):
        what, do = f"the tag {shown(kind)} is not used here", "Take it out"
    elif kind == "bool":
        what, do = (
            f"YAML reads {shown(words)} as true or false",
            f"{in_quotes}, or write true or false",
        )
    else:
        what, do = f"YAML reads {shown(words)} as {_READ_AS.get(kind, 'a sign')}", in_quotes
    return Finding(at.path, what, do, at.line)
