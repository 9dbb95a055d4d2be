"""Conditions as most systems write them: comparisons joined by and, or, not and brackets.

What a comparison is, and how a question is named, is a matter of each system (`_comparison`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AnyOf,
    Chosen,
    CodeLimit,
    Filled,
    NotSo,
    NotUnderstood,
    OnlyIf,
)

#: Brackets inside brackets, and signs of one expression, beyond which nobody wrote it by hand.
MOST_NESTED = 50
MOST_LETTERS = 20_000

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TokenKind = Literal["question", "text", "number", "word", "sign", "end"]
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "^"})


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of an expression; `text` is without its quotation marks or brackets."""

    kind: TokenKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison; `kind` is “opaque” for what has no counterpart here."""

    kind: Literal["question", "value", "values", "opaque"]
    values: tuple[str, ...]


class NotInGrammar(Exception):
    """The expression breaks off, or has signs where none can stand."""


class ConditionGrammar(ABC):
    """Reads one expression once; `condition` is what comes of it."""

    AND: ClassVar[frozenset[str]] = frozenset({"and", "&&"})
    OR: ClassVar[frozenset[str]] = frozenset({"or", "||"})
    NOT: ClassVar[frozenset[str]] = frozenset({"!", "not"})
    TOKENS: ClassVar[re.Pattern[str]]

    def __init__(self, written: str) -> None:
        self.written = written
        self._at = 0
        self._nested = 0
        self._tokens: list[Token] = []

    def condition(self) -> OnlyIf | None:
        """Return what the expression says, NotUnderstood for what it cannot; None if empty."""
        if not self.written.strip():
            return None
        if len(self.written) > MOST_LETTERS:
            return NotUnderstood(self.written.strip()[:200])
        try:
            self._tokens = list(self._split())
            if self._tokens[0].kind == "end":
                return None
            found = self._any()
            if self.next().kind != "end":
                raise NotInGrammar
        except NotInGrammar:
            return NotUnderstood(" ".join(self.written.split()))
        return found

    def next(self) -> Token:
        """Return the next token without taking it."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """Return the next token and go on to the one after it."""
        token = self._tokens[self._at]
        if token.kind == "end":
            raise NotInGrammar
        self._at += 1
        return token

    def takes(self, *texts: str) -> bool:
        """Take the next token if it is a word or sign of these, whatever its capitals."""
        token = self.next()
        if token.kind in ("word", "sign") and token.text.lower() in texts:
            self._at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Take a sign that has to stand here."""
        if not self.takes(text):
            raise NotInGrammar

    def since(self, start: int) -> NotUnderstood:
        """Return what was written from `start` to the last token taken, as not understood."""
        end = self._tokens[self._at - 1].end if self._at else start
        return NotUnderstood(" ".join(self.written[start:end].split()))

    def _split(self) -> Iterator[Token]:
        at = 0
        while at < len(self.written):
            found = self.TOKENS.match(self.written, at)
            if not found:
                raise NotInGrammar
            kind = found.lastgroup
            if kind and kind != "blank":
                yield self._token(kind, found)
            at = found.end()
        yield Token("end", "", at, at)

    def _token(self, kind: str, found: re.Match[str]) -> Token:
        text = found.group()
        named: TokenKind = "sign"
        if kind in ("question", "text"):
            text = text[1:-1].strip() if kind == "question" else text[1:-1]
            named = "question" if kind == "question" else "text"
        elif kind == "number":
            named = "number"
        elif kind == "word":
            named = "word"
        return Token(named, text, *found.span())

    def _any(self) -> OnlyIf:
        parts = [self._all()]
        while self.takes(*self.OR):
            parts.append(self._all())
        return any_of(parts)

    def _all(self) -> OnlyIf:
        parts = [self._one()]
        while self.takes(*self.AND):
            parts.append(self._one())
        return all_of(parts)

    def _one(self) -> OnlyIf:
        if self.takes(*self.NOT):
            return negated(self._one_deeper())
        if self._opens_conditions():
            self.expect("(")
            found = self._deeper()
            self.expect(")")
            return found
        return self._comparison()

    def _one_deeper(self) -> OnlyIf:
        self._nest()
        found = self._one()
        self._nested -= 1
        return found

    def _deeper(self) -> OnlyIf:
        self._nest()
        found = self._any()
        self._nested -= 1
        return found

    def _nest(self) -> None:
        self._nested += 1
        if self._nested > MOST_NESTED:
            raise NotInGrammar

    def _opens_conditions(self) -> bool:
        """Return whether the bracket here holds conditions, and is not of a sum such as (a + b)."""
        if self.next().text != "(" or self.next().kind != "sign":
            return False
        after = self._tokens[self._closing(self._at) + 1]
        joins = self.AND | self.OR | {")", "]", ","}
        return after.kind == "end" or after.text.lower() in joins

    def _closing(self, at: int) -> int:
        depth = 0
        for here in range(at, len(self._tokens)):
            token = self._tokens[here]
            if token.kind == "sign":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                return here
        raise NotInGrammar

    @abstractmethod
    def _comparison(self) -> OnlyIf:
        """Return the condition that begins here, of two sides or one."""

    @abstractmethod
    def _term(self) -> Operand:
        """Return the name, value or call that begins here."""

    def _operand(self) -> Operand:
        found = self._term()
        while self.next().kind == "sign" and self.next().text in _ARITHMETIC:
            self.take()
            self._term()
            found = Operand("opaque", ())
        return found

    def skip_call(self) -> None:
        """Take the arguments of a function, brackets and all."""
        end = self._closing(self._at)
        self._at = end + 1


def all_of(parts: list[OnlyIf]) -> OnlyIf:
    """Return one condition that holds when every part does."""
    flat: list[OnlyIf] = []
    for part in parts:
        flat += part.parts if isinstance(part, AllOf) else (part,)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(parts: list[OnlyIf]) -> OnlyIf:
    """Return one condition that holds when any part does."""
    flat: list[OnlyIf] = []
    for part in parts:
        flat += part.parts if isinstance(part, AnyOf) else (part,)
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def joined(*conditions: OnlyIf | None) -> OnlyIf | None:
    """Return one condition that holds when each of those given does; None for none."""
    given = [one for one in conditions if one is not None]
    return all_of(given) if given else None


def negated(part: OnlyIf) -> OnlyIf:
    """Return the contrary; what is not understood stays so, as its words would mislead."""
    if isinstance(part, NotSo):
        return part.part
    if isinstance(part, NotUnderstood):
        return NotUnderstood(f"not ({part.expression})")
    return NotSo(part)


def compared(question: str, operator: str, value: str) -> OnlyIf | None:
    """Return a question compared with one value; None for what has no counterpart.

    `operator` is one of “=”, “<>”, “<”, “<=”, “>”, “>=”.
    """
    if operator in ("=", "<>"):
        same: OnlyIf = NotSo(Filled(question)) if value == "" else Chosen(question, value)
        return same if operator == "=" else negated(same)
    if _NUMBER.fullmatch(value):
        return CodeLimit(question, operator, float(value))
    return None


#: The same comparison with its sides changed.
TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
