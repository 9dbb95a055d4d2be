"""Values as YAML text that the reader of questionnaires takes for what they are.

It writes what is new in a file. It must not touch what somebody wrote there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from survey.questionnaire.files.yaml_nodes import read_tree

#: Columns of a line, and the longest text that stands in the line of its key.
_WIDTH = 100
IN_A_LINE = 84
_NO_LIMIT = 1_000_000
#: Two or more words of plain letters, of which no reader of YAML makes anything else.
_SURELY_PLAIN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+(?:['’-][A-Za-z]+)*)+[.?!]?")
#: What a remark may stand behind without quotes.
_NO_SENTENCE = re.compile(r"[a-z0-9_-]+")


def block_words(data: Any, column: int, *, offset: int = 2, fold: bool = True) -> str:
    """Return data in block style: its first line bare, the others indented by `column`.

    `offset` is how far the file indents the dashes of a list. Without `fold` no text runs over
    several lines, and a remark may stand behind the last.
    """
    width = max(_WIDTH - column, 40) if fold else _NO_LIMIT
    lines = _dumped(_styled(data, fold=fold), offset, width).rstrip("\n").split("\n")
    return "\n".join([lines[0], *(f"{' ' * column}{line}" if line else line for line in lines[1:])])


def item_words(data: Any, column: int, *, offset: int = 2) -> str:
    """Return one item of a list with its dash, which stands in `column`."""
    return f"- {block_words(data, column + 2, offset=offset)}"


def value_words(value: str | int | bool, *, alone: bool = True) -> str:
    """Return a single value as it stands in one line, `alone` where no remark stands behind it."""
    return _dumped(_scalar(value, fold=False, alone=alone), 0, _NO_LIMIT).partition("\n")[0]


def flow_words(source: str, data: Any) -> str:
    """Return what stands in braces or brackets with other data; its own quotes stay."""
    found = _yaml(0, _NO_LIMIT).load(source)
    return _dumped(_brought(found, data), 0, _NO_LIMIT).rstrip("\n")


def _yaml(offset: int, width: int) -> YAML:
    made = YAML()
    made.preserve_quotes = True
    made.width = width
    made.indent(mapping=2, sequence=offset + 2, offset=offset)
    return made


def _dumped(node: Any, offset: int, width: int) -> str:
    out = StringIO()
    _yaml(offset, width).dump(node, out)
    return out.getvalue().removesuffix("...\n")


def _styled(data: Any, *, fold: bool) -> Any:
    if isinstance(data, dict):
        made = CommentedMap()
        for key, value in data.items():
            made[_scalar(key, fold=False)] = _styled(value, fold=fold)
        if not data:
            made.fa.set_flow_style()
        return made
    if isinstance(data, list):
        bare = all(isinstance(one, str) and one.isascii() and one.isalnum() for one in data)
        if bare:
            return _flow(CommentedSeq(_scalar(one, fold=False, flow=True) for one in data))
        return CommentedSeq(_styled(one, fold=fold) for one in data)
    return _scalar(data, fold=fold, alone=fold)


def _flow(node: Any) -> Any:
    node.fa.set_flow_style()
    return node


def _scalar(value: Any, *, fold: bool, flow: bool = False, alone: bool = True) -> Any:
    if not isinstance(value, str):
        return value
    if fold and (len(value) > IN_A_LINE or "\n" in value) and _folds(value):
        return FoldedScalarString(value)
    plain = _is_plain(value, flow=flow) and (alone or _NO_SENTENCE.fullmatch(value))
    return value if plain else DoubleQuotedScalarString(value)


@lru_cache(maxsize=8192)
def _is_plain(words: str, *, flow: bool) -> bool:
    """Say whether words without quotes are read as they are."""
    if "\n" in words:
        return False
    if _SURELY_PLAIN.fullmatch(words):
        return True
    tree = read_tree(f"k: {{k: {words}, l: l}}" if flow else f"k: {words}")
    wanted = {"k": {"k": words, "l": "l"}} if flow else {"k": words}
    return not tree.findings and tree.data == wanted


def _folds(words: str) -> bool:
    """Say whether words come back when they are written over several lines."""
    if any(line != line.strip() for line in words.split("\n")):
        return False
    tree = read_tree(_dumped({"k": FoldedScalarString(words)}, 2, 40))
    return not tree.findings and tree.data == {"k": words}


def _brought(found: Any, data: Any) -> Any:
    """Return what stands in braces, brought to other data."""
    if isinstance(found, CommentedMap) and isinstance(data, dict):
        for key in [key for key in found if key not in data]:
            del found[key]
        for key, value in data.items():
            same = key in found
            found[key] = _brought(found[key], value) if same else _in_flow(value)
        return found
    if isinstance(found, CommentedSeq) and isinstance(data, list) and len(found) == len(data):
        for place, value in enumerate(data):
            found[place] = _brought(found[place], value)
        return found
    if isinstance(data, (dict, list)):
        return _in_flow(data)
    return found if found == data and type(found) is not str else _in_flow(data)


def _in_flow(data: Any) -> Any:
    if isinstance(data, dict):
        made = CommentedMap((key, _in_flow(value)) for key, value in data.items())
        return _flow(made)
    if isinstance(data, list):
        return _flow(CommentedSeq(map(_in_flow, data)))
    return _scalar(data, fold=False, flow=True)
