"""YAML text to plain data with the line of every value, refusing what YAML 1.1 would misread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.file_text import plain_text
from survey.questionnaire.files.problems import Finding, Path, Problem, path_text, shown
from survey.questionnaire.files.yaml_faults import IN_QUOTES, dropped, fault, lost_words

#: The largest file that is read, in bytes.
SIZE_LIMIT = 1_000_000
#: How deep lists and groups of keys may lie inside each other.
DEPTH_LIMIT = 40

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})\Z")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_READ_AS = {"int": "a number", "float": "a number", "timestamp": "a date"}


@dataclass(slots=True)
class Tree:
    """Plain data (dict, list, str, int, bool), the line of each path from 1, and what is wrong."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    source: list[str] = field(default_factory=list, repr=False)

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest place above it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def flaw(self, path: Path, line: int, what: str, do: str) -> None:
        """Add one finding."""
        self.findings.append(Finding(path, what, do, line))

    def with_flaws(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the flaws of the YAML, and those findings that lie at no value with such a
        flaw."""
        flawed = [finding.path for finding in self.findings if finding.path]
        return [
            *self.findings,
            *(f for f in findings if not any(f.path[: len(path)] == path for path in flawed)),
        ]

    def problems(self, file: str, findings: Iterable[Finding]) -> QuestionnaireProblems:
        """Return all that is wrong with a file as one error, by lines; each thing once."""
        once = dict.fromkeys(
            Problem(file, f.line or self.line(f.path), path_text(f.path), f.what, f.do)
            for f in findings
        )
        problems = sorted(once, key=lambda problem: problem.line)
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        return QuestionnaireProblems(f"{file} has {count}.", tuple(problems))


def read_tree(
    content: str | bytes, what: str = "questionnaire", first: str = "“id:” and “title:”"
) -> Tree:
    """Read one YAML document; never raises for any text, all that is wrong is in `findings`.

    `what` names such a file, `first` its first keys.
    """
    tree = Tree()
    size = len(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    if size > SIZE_LIMIT:
        do = f"Check that it is the right file; a {what} takes a hundredth of that"
        tree.flaw((), 1, "this file is larger than one megabyte", do)
        return tree
    text = plain_text(content)
    if isinstance(text, Finding):
        tree.findings.append(text)
        return tree
    try:
        refused = _refused_events(text, what)
        if refused:
            tree.findings.append(refused)
            return tree
        tree.findings += _signs_before(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        tree.findings.append(fault(error, text))
        return tree
    if not isinstance(node, yaml.MappingNode):
        found = f"this is not a {what}" if node else "this file is empty"
        tree.flaw((), 1, found, f"Begin with {first}")
        return tree
    tree.source = re.split(r"\r\n|\r|\n", text)
    tree.data = _plain(tree, node, ())
    return tree


def _refused_events(text: str, what: str) -> Finding | None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            found = "anchors and aliases (& and *) are not used here"
            return Finding((), found, "Write the words out again, or put the text in quotes", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                return Finding((), "lists lie too deep inside each other", "Make it flatter", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                found = f"a second {what} begins here (---)"
                return Finding((), found, f"Keep one {what} in one file", line)
    return None


def _signs_before(text: str) -> list[Finding]:
    """Return what YAML leaves out before words that somebody wrote: a ! is read as a tag."""
    what = "the ! before these words is not read"
    return [
        Finding((), what, "Put the whole text in quotes", event.start_mark.line + 1)
        for event in yaml.parse(text, Loader=_LOADER)
        if isinstance(event, yaml.ScalarEvent)
        and not event.style
        and event.tag == "!"
        and event.start_mark is not None
    ]


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
            item = bool(path) and isinstance(path[-1], int)
            do = "Keep one of the two" + (", or begin the second with “- ”" if item else "")
            tree.flaw((*path, key), line, what, do)
            continue
        if node.flow_style and value_node.start_mark.index == value_node.end_mark.index:
            _alone(tree, key, path, line)
            continue
        tree.lines[(*path, key)] = line
        data[key] = _plain(tree, value_node, (*path, key))
    return data


def _alone(tree: Tree, key: str, path: Path, line: int) -> None:
    """Add what is wrong with a key within braces that has no value."""
    word, colon, rest = key.partition(":")
    if colon and rest:
        do = f"Write “{word}: …” with a space"
        tree.flaw((*path, word), line, f"no space stands after “{word}:”", do)
        return
    do = "Write “key: value”, and put a text that holds a comma in quotes"
    tree.flaw((*path, key), line, f"{shown(key)} stands alone within braces", do)


def _scalar(tree: Tree, node: yaml.ScalarNode, path: Path, line: int, key: bool = False) -> Any:
    words: str = node.value
    kind = node.tag.removeprefix(_TAG)
    lost, where = ("", 0) if key else lost_words(node, tree.source)
    if lost:
        tree.flaw(path, where, dropped(lost), IN_QUOTES)
        return words
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
