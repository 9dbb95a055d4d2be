"""JSON as people keep it: with remarks, names without quotation marks, commas too many, `var x =`.

What is no value (a function, a call) is passed over as nothing. Nothing of a file is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

#: Objects in objects, and places in a page or script where one may begin, beyond which we stop.
MOST_NESTED = 60
MOST_BEGINNINGS = 200
#: How often the text is read over, at most, in search of something that can be read.
MOST_READINGS = 3

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|\ufeff)+", re.DOTALL)
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`(?:\\.|[^`\\])*`', re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w$]*|[$][\w$]*")
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]{1,15}|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)")
_BEGINNING = re.compile(r"(?:(?:[=(:,]|\breturn|\bdefault)\s{0,200}|(?:\A|\n)[ \t]{0,80})([{\[])")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "", "\n": ""}
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}


class NotJson(Exception):
    """No value stands here; `line` is where reading ended."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class TooNested(Exception):
    """Objects lie in objects deeper than anybody writes them."""


def values_in(text: str) -> Iterator[object]:
    """Return the file as a value, or else every object and list in it that can be read.

    NotJson when it is none and holds none; TooNested when one lies too deep.
    """
    try:
        whole = json.loads(text)
    except RecursionError as error:
        raise TooNested from error
    except ValueError:
        yield from _values_among(text)
        return
    _require_shallow(whole)
    yield whole


def _values_among(text: str) -> Iterator[object]:
    after, found, line, spent = 0, False, 0, 0
    for count, beginning in enumerate(_BEGINNING.finditer(text)):
        if count == MOST_BEGINNINGS or spent > MOST_READINGS * len(text):
            break
        if beginning.start(1) < after:
            continue
        reader = _ValueReader(text, beginning.start(1))
        try:
            value = reader.value(0)
        except NotJson as error:
            line = max(line, error.line)
            spent += reader.at - beginning.start(1)
            continue
        after, found = reader.at, True
        yield value
    if not found:
        raise NotJson(line or 1)


def _require_shallow(value: object) -> None:
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MOST_NESTED:
            raise TooNested
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(each, depth + 1) for each in inside]


class _ValueReader:
    """Reads one value from a place in a text."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def value(self, depth: int) -> object:
        """Return the value that begins here, and stand behind it."""
        if depth > MOST_NESTED:
            raise TooNested
        sign = self._sign()
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._list(depth)
        if sign in "\"'`" and sign:
            return self._joined_string()
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return _number(number.group())
        return self._constant()

    def _sign(self) -> str:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        if self.text.startswith("/*", self.at):
            raise self._fail()
        return self.text[self.at : self.at + 1]

    def _fail(self) -> NotJson:
        return NotJson(self.text.count("\n", 0, self.at) + 1)

    def _object(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        self.at += 1
        while True:
            sign = self._sign()
            if sign == "}":
                self.at += 1
                return found
            if sign == ",":
                self.at += 1
                continue
            name = self._key(sign)
            if self._sign() != ":":
                raise self._fail()
            self.at += 1
            found[name] = self.value(depth + 1)
            if self._sign() not in (",", "}"):
                self._pass_over()

    def _key(self, sign: str) -> str:
        if sign and sign in "\"'":
            return self._string()
        found = _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
        if not found:
            raise self._fail()
        self.at = found.end()
        return found.group()

    def _list(self, depth: int) -> list[object]:
        found: list[object] = []
        self.at += 1
        while True:
            sign = self._sign()
            if sign == "]":
                self.at += 1
                return found
            if sign == ",":
                self.at += 1
                continue
            found.append(self.value(depth + 1))
            if self._sign() not in (",", "]"):
                self._pass_over()

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if not found:
            raise self._fail()
        self.at = found.end()
        return _ESCAPE.sub(_unescaped, found.group()[1:-1])

    def _joined_string(self) -> str:
        """Return a string, with those that are added to it by a plus sign."""
        words = self._string()
        while self._sign() == "+":
            self.at += 1
            if self._sign() not in ("'", '"', "`"):
                raise self._fail()
            words += self._string()
        return words

    def _constant(self) -> object:
        name = _NAME.match(self.text, self.at)
        if not name:
            raise self._fail()
        if name.group() in _CONSTANTS:
            self.at = name.end()
            return _CONSTANTS[name.group()]
        self._pass_over()
        return None

    def _pass_over(self) -> None:
        """Go on to the comma or bracket that ends what stands here."""
        depth = 0
        while sign := self._sign():
            if depth == 0 and sign in ",}]":
                return
            if sign in "\"'`":
                self._string()
                continue
            depth += (sign in "{[(") - (sign in "}])")
            self.at += 1
        raise self._fail()


def _number(said: str) -> float | int:
    if said.lower().lstrip("+-").startswith("0x"):
        return int(said, 16)
    try:
        return int(said)
    except ValueError:
        return float(said) if len(said) < 400 else 0.0


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if not code:
        return _ESCAPED.get(found[4], found[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
