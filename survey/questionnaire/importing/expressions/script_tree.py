"""What LimeSurvey’s expressions (ExpressionScript) say, as a tree; it knows no meaning of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MOST_LETTERS = 20_000
_MOST_DEEP = 40
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>\d+X\d+X\d+[A-Za-z0-9_\#]*(?:\.[A-Za-z]+)?
        |(?:INSERTANS|TOKEN):[A-Za-z0-9_\#]+(?:\.[A-Za-z]+)?
        |[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<sign>&&|\|\||==|!=|<=|>=|<>|[-+*/.!<>=(),&|{}])
    )""",
    re.VERBOSE,
)
_WORDS = {
    "and": "&&",
    "or": "||",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "not": "!",
}
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("==", "!=", "<>"),
    ("<", "<=", ">", ">="),
    ("+", "-", "."),
    ("*", "/"),
)


@dataclass(frozen=True, slots=True)
class _ScriptToken:
    kind: str
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScriptNode:
    """A part of an expression: what it is, what it says, what is in it, and where it stands."""

    kind: str  # text, number, name, call, not, minus, or the sign of an operator
    said: str
    start: int
    end: int
    parts: tuple[ScriptNode, ...] = ()


class ScriptUnreadable(Exception):
    """This is no expression that can be parsed."""


def script_tree(written: str) -> ScriptNode:
    """Return the tree of an expression; ScriptUnreadable where it is none."""
    if len(written) > _MOST_LETTERS:
        raise ScriptUnreadable
    return _Parser(written).whole()


@dataclass(slots=True)
class _Parser:
    """Reads signs into a tree, by the precedence that LimeSurvey gives them."""

    written: str
    _tokens: list[_ScriptToken] = field(init=False)
    _at: int = field(init=False, default=0)
    _deep: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._tokens = _tokens(self.written)

    def whole(self) -> ScriptNode:
        """Return the tree of all signs."""
        node = self._level(0)
        if self._at < len(self._tokens):
            raise ScriptUnreadable
        return node

    def _next(self) -> _ScriptToken:
        if self._at >= len(self._tokens):
            raise ScriptUnreadable
        self._at += 1
        return self._tokens[self._at - 1]

    def _sees(self, *signs: str) -> bool:
        if self._at >= len(self._tokens):
            return False
        token = self._tokens[self._at]
        return token.kind == "sign" and token.said in signs

    def _level(self, level: int) -> ScriptNode:
        if level == len(_LEVELS):
            return self._single()
        node = self._level(level + 1)
        while self._sees(*_LEVELS[level]):
            sign = self._next().said
            sign = "!=" if sign == "<>" else sign
            other = self._level(level + 1)
            # A long row of “or” is one node, so that its tree is not as deep as it is long.
            row = level < 2 and node.kind == sign
            before = node.parts if row else (node,)
            node = ScriptNode(sign, "", node.start, other.end, (*before, other))
        return node

    def _single(self) -> ScriptNode:
        self._deep += 1
        if self._deep > _MOST_DEEP:
            raise ScriptUnreadable
        token = self._next()
        node = self._after(token)
        self._deep -= 1
        return node

    def _after(self, token: _ScriptToken) -> ScriptNode:
        if token.kind == "sign":
            if token.said in ("!", "-"):
                inner = self._single()
                kind = "not" if token.said == "!" else "minus"
                return ScriptNode(kind, token.said, token.start, inner.end, (inner,))
            if token.said == "(":
                inner = self._level(0)
                end = self._close()
                return ScriptNode(inner.kind, inner.said, token.start, end, inner.parts)
            raise ScriptUnreadable
        if token.kind == "name" and self._sees("("):
            self._next()
            return self._call(token)
        return ScriptNode(token.kind, token.said, token.start, token.end)

    def _call(self, token: _ScriptToken) -> ScriptNode:
        parts: list[ScriptNode] = []
        while not self._sees(")"):
            parts.append(self._level(0))
            if not self._sees(","):
                break
            self._next()
        return ScriptNode("call", token.said, token.start, self._close(), tuple(parts))

    def _close(self) -> int:
        if not self._sees(")"):
            raise ScriptUnreadable
        return self._next().end


def _tokens(written: str) -> list[_ScriptToken]:
    found: list[_ScriptToken] = []
    at = 0
    while written[at:].strip():
        match = _TOKEN.match(written, at)
        if match is None or match.lastgroup is None:
            raise ScriptUnreadable
        kind, said = match.lastgroup, match[match.lastgroup]
        if kind == "name" and said.lower() in _WORDS:
            kind, said = "sign", _WORDS[said.lower()]
        elif kind == "text":
            said = re.sub(r"\\(.)", r"\1", said[1:-1])
        found.append(_ScriptToken(kind, said, match.start(match.lastgroup), match.end()))
        at = match.end()
    return found
