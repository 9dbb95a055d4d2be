"""Expressions of XLSForm (XPath as forms use it) as a small tree, each part with its own text.

It knows the grammar. It must not know what an expression is used for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

#: Beyond these an expression is not one that a person wrote, and is not read.
_LONGEST = 20_000
_DEEPEST = 40

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<reference>\$\{[^{}]*\})
  | (?P<words>'[^']*'|"[^"]*"|['‘’][^'‘’]*['‘’]|["“”„][^"“”]*["“”])
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<sign>!=|<>|<=|>=|==|≤|≥|≠|=|<|>|\(|\)|\[|\]|,|\+|-|\*|\||\.\.|\.|//|/|@)
  | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
    )""",
    re.VERBOSE,
)
_SAME = {"<>": "!=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
#: Operators that bind more loosely first.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_OF_WORDS = frozenset({"or", "and", "div", "mod"})
_STEPS = frozenset({".", "..", "/", "//", "@", "*"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What an expression calls by name: `${name}` or a path, whose last step is `name`.

    `bare` says that it is a name alone, without `${}` or steps: a column of a list of choices.
    """

    name: str
    bare: bool
    text: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Literal:
    """Words or a number, as written; `number` says which."""

    value: str
    number: bool = False
    text: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is given."""

    function: str
    given: tuple[XPathNode, ...]
    text: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Operation:
    """Two or more parts with the same operator between them (more than two for and, or)."""

    operator: str
    parts: tuple[XPathNode, ...]
    text: str = field(compare=False, default="")


XPathNode = Reference | Literal | Call | Operation


class NotReadable(ValueError):
    """An expression that the grammar has no reading of."""


@dataclass(frozen=True, slots=True)
class _XPathToken:
    kind: str
    said: str
    start: int
    end: int


@lru_cache(maxsize=64)
def read_expression(expression: str) -> XPathNode:
    """Return the tree of an expression; NotReadable when it has none."""
    if len(expression) > _LONGEST:
        raise NotReadable("too long")
    reader = _XPathReader(expression, _tokens(expression))
    node = reader.level(0)
    if reader.at < len(reader.tokens):
        raise NotReadable("something stands after its end")
    return node


def _tokens(expression: str) -> list[_XPathToken]:
    found: list[_XPathToken] = []
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if not match or match.lastgroup is None:
            raise NotReadable("a sign that has no meaning here")
        kind = match.lastgroup
        said = match[kind]
        found.append(_XPathToken(kind, _SAME.get(said, said), match.start(kind), match.end()))
        at = match.end()
    return found


class _XPathReader:
    """Reads tokens from left to right, with one look ahead."""

    def __init__(self, expression: str, tokens: list[_XPathToken]) -> None:
        self.expression = expression
        self.tokens = tokens
        self.at = 0
        self._depth = 0

    def level(self, number: int) -> XPathNode:
        """Read operators of one level, and all that bind more tightly."""
        if number == len(_LEVELS):
            return self._single()
        start = self.at
        node = self.level(number + 1)
        while (operator := self._operator(_LEVELS[number])) is not None:
            right = self.level(number + 1)
            joined = isinstance(node, Operation) and node.operator == operator in _OF_WORDS
            before = node.parts if joined and isinstance(node, Operation) else (node,)
            node = Operation(operator, (*before, right), self._since(start))
        return node

    def _operator(self, signs: frozenset[str]) -> str | None:
        token = self._next()
        if token is None or token.kind not in ("sign", "name"):
            return None
        said = token.said.lower() if token.kind == "name" else token.said
        if said not in signs:
            return None
        self.at += 1
        return said

    def _single(self) -> XPathNode:
        token = self._next()
        start = self.at
        if token is None:
            raise NotReadable("it breaks off")
        if token.kind == "words":
            self.at += 1
            return Literal(token.said[1:-1], text=token.said)
        if token.kind == "number":
            self.at += 1
            return Literal(token.said, number=True, text=token.said)
        if token.said == "-":
            self.at += 1
            return self._negative(start)
        if token.said == "(":
            return self._in_brackets()
        if token.kind == "name" and self._follows("("):
            return self._call(token)
        return self._path(start)

    def _negative(self, start: int) -> XPathNode:
        part = self._deeper()
        if isinstance(part, Literal) and part.number:
            return Literal(f"-{part.value}", number=True, text=self._since(start))
        return Call("-", (part,), self._since(start))

    def _in_brackets(self) -> XPathNode:
        self.at += 1
        node = self._deeper(0)
        self._expect(")")
        return node

    def _call(self, name: _XPathToken) -> XPathNode:
        start = self.at
        self.at += 2
        given: list[XPathNode] = []
        if not self._take(")"):
            given.append(self._deeper(0))
            while self._take(","):
                given.append(self._deeper(0))
            self._expect(")")
        call = Call(name.said.lower(), tuple(given), self._since(start))
        if self._follows_path() and name.said.lower() in ("current", "instance"):
            return self._path(start)
        return call

    def _path(self, start: int) -> XPathNode:
        """Read steps up to what is no step; only the last name counts."""
        names: list[str] = []
        first = self.at
        after_name = False
        while (token := self._next()) is not None:
            if token.kind == "reference" and not after_name:
                names.append(token.said[2:-1].strip().rpartition("/")[2])
                after_name = True
            elif token.kind == "name" and not after_name:
                names.append(token.said)
                after_name = True
            elif token.kind == "sign" and token.said in _STEPS:
                if token.said == "*" and after_name:
                    break
                after_name = token.said == "*"
                if after_name:
                    names.append("")
            else:
                break
            self.at += 1
        if not names or not names[-1] or not after_name:
            return self._itself(start, first, names)
        bare = self.tokens[first].kind == "name" and self.at == first + 1 and first == start
        return Reference(names[-1], bare, self._since(start))

    def _itself(self, start: int, first: int, names: list[str]) -> XPathNode:
        """Take a full stop alone as the question that the expression belongs to."""
        if self.at == first + 1 and self.tokens[first].said == "." and not names:
            return Reference(".", False, self._since(start))
        raise NotReadable("a path without a name at its end")

    def _deeper(self, level: int = len(_LEVELS)) -> XPathNode:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotReadable("too many brackets")
        node = self.level(level)
        self._depth -= 1
        return node

    def _next(self) -> _XPathToken | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _follows(self, sign: str) -> bool:
        after = self.at + 1
        return after < len(self.tokens) and self.tokens[after].said == sign

    def _follows_path(self) -> bool:
        token = self._next()
        return token is not None and token.said == "/"

    def _take(self, sign: str) -> bool:
        token = self._next()
        if token is None or token.kind != "sign" or token.said != sign:
            return False
        self.at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise NotReadable(f"no {sign} where one must be")

    def _since(self, start: int) -> str:
        return self.expression[self.tokens[start].start : self.tokens[self.at - 1].end]
