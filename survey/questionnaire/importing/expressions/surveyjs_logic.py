"""Expressions of SurveyJS (“{age} > 17 and {likes} contains 'tea'”) as conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from survey.questionnaire.importing.expressions.condition_grammar import (
    TURNED,
    ConditionGrammar,
    NotInGrammar,
    Operand,
    all_of,
    any_of,
    compared,
    negated,
)
from survey.questionnaire.importing.foreign_form import (
    Chosen,
    Filled,
    NotSo,
    OnlyIf,
)

_OPERATORS = {
    "=": "=", "==": "=", "equal": "=",
    "<>": "<>", "!=": "<>", "notequal": "<>",
    ">": ">", "greater": ">", "<": "<", "less": "<",
    ">=": ">=", "greaterorequal": ">=", "<=": "<=", "lessorequal": "<=",
    "contains": "contains", "contain": "contains", "*=": "contains",
    "notcontains": "notcontains", "notcontain": "notcontains",
    "anyof": "anyof", "allof": "allof", "noneof": "noneof",
}  # fmt: skip
_EMPTY = {"empty": False, "isempty": False, "notempty": True, "isnotempty": True}
_NOTHING = frozenset({"undefined", "null"})
#: What a question in a repeated group or a table calls its neighbours.
_NEIGHBOUR = re.compile(r"^(?:panel|row|parentPanel)\.")
_NO_QUESTION = re.compile(r"[\[\]#$]|-(?:Comment|total)$")


class _SurveyJsGrammar(ConditionGrammar):
    TOKENS: ClassVar[re.Pattern[str]] = re.compile(
        r"""(?P<blank>\s+)|(?P<question>\{[^{}]*\})|(?P<text>'[^']*'|"[^"]*")"""
        r"""|(?P<number>\d+(?:\.\d+)?)|(?P<word>[^\W\d]\w*)"""
        r"""|(?P<sign>&&|\|\||==|!=|<>|<=|>=|\*=|[=<>!()\[\],+\-*/%^])"""
    )

    def __init__(self, written: str, codes: Mapping[str, tuple[str, ...]], item: str) -> None:
        super().__init__(written)
        self._codes = codes
        self._item = item

    def _comparison(self) -> OnlyIf:
        start = self.next().start
        left = self._operand()
        word = self.next()
        if word.kind == "word" and word.text.lower() in _EMPTY:
            self.take()
            if left.kind != "question":
                return self.since(start)
            filled = Filled(left.values[0])
            return filled if _EMPTY[word.text.lower()] else NotSo(filled)
        operator = _OPERATORS.get(word.text.lower()) if word.kind in ("word", "sign") else None
        if operator is None:
            return self._alone(left) or self.since(start)
        self.take()
        right = self._operand()
        return self._compared(left, operator, right) or self.since(start)

    def _term(self) -> Operand:
        if self.next().text == "(" and self.next().kind == "sign":
            self.skip_call()
            return Operand("opaque", ())
        if self.takes("["):
            return self._list()
        if self.takes("-"):
            number = self.take()
            return Operand("value", (f"-{number.text}",))
        token = self.take()
        if token.kind == "question":
            return self._question(token.text)
        if token.kind == "text":
            return Operand("value", (token.text,))
        if token.kind == "number":
            return Operand("value", (one_code(token.text),))
        if token.kind != "word" or token.text.lower() in self.AND | self.OR:
            raise NotInGrammar
        if self.next().text == "(":
            self.skip_call()
            return Operand("opaque", ())
        plain = token.text.lower()
        return Operand("value", ("" if plain in _NOTHING else _as_said(token.text),))

    def _question(self, name: str) -> Operand:
        if name in ("item", "choice") and self._item:
            return Operand("value", (self._item,))
        name = _NEIGHBOUR.sub("", name)
        if not name or _NO_QUESTION.search(name):
            return Operand("opaque", ())
        return Operand("question", (name,))

    def _list(self) -> Operand:
        values: list[str] = []
        while not self.takes("]"):
            part = self._term()
            if part.kind != "value":
                raise NotInGrammar
            values += part.values
            self.takes(",")
        return Operand("values", tuple(values))

    def _alone(self, left: Operand) -> OnlyIf | None:
        """Return what a question without a comparison says: that it is true, or has an answer."""
        if left.kind != "question":
            return None
        name = left.values[0]
        return Chosen(name, "true") if "true" in self._codes.get(name, ()) else Filled(name)

    def _compared(self, left: Operand, operator: str, right: Operand) -> OnlyIf | None:
        if left.kind in ("value", "values") and right.kind == "question":
            if operator not in TURNED and operator != "anyof":
                return None
            return self._compared(right, TURNED.get(operator, operator), left)
        if left.kind != "question" or right.kind not in ("value", "values"):
            return None
        name = left.values[0]
        if operator in ("contains", "allof", "anyof", "noneof", "notcontains"):
            chosen: list[OnlyIf] = [Chosen(name, value) for value in right.values]
            if not chosen:
                return None
            one = any_of(chosen) if operator in ("anyof", "noneof") else all_of(chosen)
            return negated(one) if operator.startswith("no") else one
        if right.kind == "values":
            return self._exactly(name, operator, right.values)
        return compared(name, operator, right.values[0])

    def _exactly(self, name: str, operator: str, values: tuple[str, ...]) -> OnlyIf | None:
        """Return that these were chosen and no others, where the others are known."""
        codes = self._codes.get(name, ())
        if operator not in ("=", "<>") or not values or not set(values) <= set(codes):
            return None
        parts: list[OnlyIf] = [Chosen(name, one) for one in values]
        parts += [NotSo(Chosen(name, one)) for one in codes if one not in values]
        return all_of(parts) if operator == "=" else negated(all_of(parts))


def one_code(said: str) -> str:
    """Return a number as a code is written: 1.0 and 1 are the same."""
    return said.rstrip("0").rstrip(".") if "." in said else said


def _as_said(word: str) -> str:
    return word.lower() if word.lower() in ("true", "false") else word


def surveyjs_condition(
    written: str, codes: Mapping[str, tuple[str, ...]] | None = None, item: str = ""
) -> OnlyIf | None:
    """Return an expression of SurveyJS as a condition; None for an empty one.

    `codes` are those of the options of each question, for what compares whole lists; `item` is the
    code of the option that the expression is of, where it is of one.
    """
    return _SurveyJsGrammar(written, codes or {}, item).condition()
