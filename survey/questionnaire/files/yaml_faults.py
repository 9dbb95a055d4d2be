"""What a person did when YAML cannot be read, or when YAML drops words: the line and the remedy.

It looks at the lines of a text as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from survey.questionnaire.files.problems import Finding, shown

_HINTS = (
    (
        "cannot start any token",
        "Indent with spaces, never with tabs; put a text that begins with a "
        "sign such as @ % ` in quotes",
    ),
    ("tab character", "Indent with spaces, never with tabs"),
    ("unexpected end of stream", "Check that each quote and bracket is closed"),
    ("mapping values are not allowed", "Put a text that holds a colon in quotes"),
    ("did not find expected key", "Check the indentation, and that each quote is closed"),
    ("could not find expected ':'", "Write “key: value”, or check that each quote is closed"),
)
_ITEM = r"\s*(?:- +)*"
_KEY = r"[A-Za-z_][\w-]*"
_NO_SPACE = re.compile(rf"{_ITEM}\{{?\s*(?P<key>{_KEY}):(?![\s/]|$)")
_NO_COLON = re.compile(rf"{_ITEM}(?P<key>{_KEY})(?P<sign>[;：=]?)(?:\s|$)")
_OTHER_COLON = re.compile(rf"{_ITEM}(?P<key>{_KEY})\s*(?P<sign>[;：=])")
_OTHER_DASH = re.compile(r"\s*(?P<sign>[–—−‐‑•·*▪●])\s")
_NO_DASH_SPACE = re.compile(rf"\s*-{_KEY} *:")
_HASH = re.compile(r"\S[ \t]+(?P<rest>#\S.*)")
_TWO_COLONS = re.compile(rf"{_ITEM}(?P<key>{_KEY}) *: [^\"'\[{{|>].*:(?:\s|$)")
_AFTER_QUOTE = re.compile(rf"{_ITEM}{_KEY} *: *(?:\"[^\"]*\"|'[^']*') *[^\s#]")
_AFTER_BRACKET = re.compile(rf"{_ITEM}{_KEY} *: *(?:\[[^\[\]]*\]|\{{[^{{}}]*\}}) *[^\s#]")
_SIGN_FIRST = re.compile(
    rf"{_ITEM}(?:{_KEY} *: +(?P<sign>[@%`&*!]|[-?>|](?= +\S))|(?P<alone>[@%`]))"
)
_OPENS = re.compile(rf"{_ITEM}{_KEY} *: +(?P<quote>[\"'])(?P<rest>.*)")
_VALUE_ABOVE = re.compile(rf"{_ITEM}{_KEY} *: +[^|>\s]")
#: A value that is no sentence, behind which a remark may stand: an id, a type, a number.
_NO_WORDS = re.compile(r"[a-z0-9_-]+|[A-Z]{0,4}[0-9]*")

IN_QUOTES = "Put the whole text in quotes; a remark for yourselves goes on a line of its own"


def dropped(rest: str) -> str:
    """Return what is wrong where YAML takes words behind a “#” as a remark."""
    return f"{shown(rest.strip())} is not read: behind a blank, # begins a remark"


def fault(error: yaml.YAMLError, text: str) -> Finding:
    """Return the line and the remedy for a text that cannot be read as YAML."""
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it ends too early"
    lines = re.split(r"\r\n|\r|\n", text)
    at = min(mark.line, len(lines) - 1) if mark else 0
    if "quoted scalar" in (getattr(error, "context", None) or "") and begun:
        what = "a quote is opened here and not closed as it should be"
        return Finding(
            (), what, "Close it with the same sign at the end of the text", begun.line + 1
        )
    if "flow" in (getattr(error, "context", None) or "") and begun:
        return _in_brackets(lines[begun.line : at + 1], begun.line)
    if "simple key" in (getattr(error, "context", None) or "") and begun:
        at = begun.line
    elif (above := _above(lines, at)) >= 0 and (lost := _HASH.search(lines[above])):
        return Finding((), dropped(lost["rest"]), IN_QUOTES, above + 1)
    found = next(_in_lines(lines, at), None) or _by_indentation(lines, at, said)
    if found:
        return found
    hints = [hint for words, hint in _HINTS if words in said]
    do = hints[0] if hints else "Check this line and the one before"
    return Finding((), f"this is not YAML: {said}", do, at + 1)


def _in_brackets(lines: list[str], first: int) -> Finding:
    for place, line in enumerate(lines):
        if lost := _HASH.search(line):
            return Finding((), dropped(lost["rest"]), IN_QUOTES, first + place + 1)
    what = "a bracket is opened here and not closed, or a comma is missing behind it"
    do = "Close it with the same kind, and put texts with signs in quotes"
    return Finding((), what, do, first + 1)


def _in_lines(lines: list[str], at: int) -> Iterator[Finding]:
    """Return what is wrong within a line: the line at which reading ended, or the one before."""
    for place in (at, _above(lines, at)):
        if place >= 0 and (found := _in_line(lines[place], below=place == at)):
            yield Finding((), *found, place + 1)


def _in_line(line: str, *, below: bool) -> tuple[str, str] | None:
    """Return what and remedy; `below` when reading ended in this line, and not behind it."""
    if found := _OTHER_DASH.match(line):
        return f"this line begins with “{found['sign']}”, which is no hyphen", "Write “- ”"
    if _NO_DASH_SPACE.match(line):
        return "no space stands after the hyphen", "Write “- ” with a space"
    if found := _NO_SPACE.match(line):
        key = found["key"]
        return f"no space stands after “{key}:”", f"Write “{key}: …” with a space"
    if found := _OTHER_COLON.match(line):
        return f"“{found['sign']}” stands where a colon is expected", f"Write “{found['key']}: …”"
    if found := _HASH.search(line):
        return dropped(found["rest"]), IN_QUOTES
    ends = below or line.lstrip().startswith("- ")
    if ends and ": " not in line and (found := _NO_COLON.match(line)) and line[-1:] != ":":
        key = found["key"]
        return f"no colon stands after “{key}”", f"Write “{key}: …”"
    if below and _AFTER_QUOTE.match(line):
        return "words stand behind a closing quote", "Put the whole text in one pair of quotes"
    if below and _AFTER_BRACKET.match(line):
        return "words stand behind a closing bracket", "Put the whole text in quotes"
    if below and (found := _SIGN_FIRST.match(line)):
        sign = found["sign"] or found["alone"]
        return (
            f"this text begins with “{sign}”, a sign with a meaning of its own",
            "Put the whole text in quotes",
        )
    if below and _TWO_COLONS.match(line):
        return "a colon stands within this text", "Put a text that holds a colon in quotes"
    return None


def _by_indentation(lines: list[str], at: int, said: str) -> Finding | None:
    above = _above(lines, at)
    if "tab character" in said or "\t" in _indent(lines[at]):
        what = "this line is indented with a tab"
        return Finding((), what, "Indent with spaces, never with tabs", at + 1)
    if above < 0:
        return None
    if "block sequence entries" in said:
        what = "a list begins here, and the line above it ends without a colon"
        return Finding((), what, "Write a key such as “questions:” above it", at + 1)
    if opened := _opened_above(lines, at):
        what = "a quote is opened here and not closed in this line"
        return Finding((), what, "Close it with the same sign at the end of the text", opened)
    deeper = len(_indent(lines[at])) > len(_indent(lines[above]))
    if "mapping values" in said and deeper and _VALUE_ABOVE.match(lines[above]):
        what = "this line is indented further than the one above it, which has its words already"
        return Finding((), what, "Line it up with the lines it belongs to", at + 1)
    if "expected key" in said or "expected '-'" in said:
        what = "this line is not lined up with those it belongs to"
        return Finding((), what, "Give it as many spaces as they have", at + 1)
    return None


def _opened_above(lines: list[str], at: int) -> int:
    """Return the number of the nearest line above that opens a quote and does not close it."""
    for place in range(at - 1, -1, -1):
        if (found := _OPENS.match(lines[place])) and found["quote"] not in found["rest"]:
            return place + 1
    return 0


def _above(lines: list[str], at: int) -> int:
    """Return the nearest line above with anything on it; -1 for none."""
    return next((i for i in range(at - 1, -1, -1) if lines[i].strip()), -1)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def lost_words(node: yaml.ScalarNode, lines: list[str]) -> tuple[str, int]:
    """Return what stands behind an unquoted text and is not read, and its line; "" for nothing.

    A remark behind an id, a type or a number stays one, unless “#” has no blank behind it.
    """
    if node.style:
        return "", 0
    end = node.end_mark
    rest = lines[end.line][end.column :] if end.line < len(lines) else ""
    if not node.value and re.match(r"[ \t]*#\S", rest):
        return rest.strip(), end.line + 1
    if re.match(r"[ \t]+#", rest):
        kept = re.match(r"[ \t]+#(?:\s|#|$)", rest) and _NO_WORDS.fullmatch(node.value)
        return "" if kept else rest.strip(), end.line + 1
    below = lines[end.line + 1] if end.line + 1 < len(lines) else ""
    within = len(_indent(below)) > len(_indent(lines[node.start_mark.line])) if below else False
    lost = node.value and within and re.match(r"[ \t]+#\w", below)
    return below.strip() if lost else "", end.line + 2
