"""Branching logic of REDCap (“[age] > 17 and [likes(2)] = '1'”) as conditions."""

from __future__ import annotations

import re
from typing import ClassVar

from survey.questionnaire.importing.expressions.condition_grammar import (
    TURNED,
    ConditionGrammar,
    NotInGrammar,
    Operand,
    compared,
)
from survey.questionnaire.importing.foreign_form import Chosen, Filled, NotSo, OnlyIf

_OPERATORS = {
    "=": "=", "==": "=", "<>": "<>", "!=": "<>", ">": ">", "<": "<", ">=": ">=", "<=": "<=",
}  # fmt: skip
#: A field, or one box of a field to tick: [likes], [likes(2)], [likes:value].
_FIELD = re.compile(r"([A-Za-z]\w*)(?:\(([^()]+)\))?(?::value|:checked)?", re.ASCII)
#: A whole line that explains what follows.
_REMARK = re.compile(r"^[ \t]*(?:#|//).*$", re.MULTILINE)


class _RedcapGrammar(ConditionGrammar):
    TOKENS: ClassVar[re.Pattern[str]] = re.compile(
        r"""(?P<blank>\s+)|(?P<question>\[[^\[\]]*\])|(?P<text>'[^']*'|"[^"]*")"""
        r"""|(?P<number>\d+(?:\.\d+)?)|(?P<word>[^\W\d]\w*)"""
        r"""|(?P<sign>&&|\|\||==|!=|<>|<=|>=|[=<>!(),+\-*/%^])"""
    )

    def _comparison(self) -> OnlyIf:
        start = self.next().start
        left = self._operand()
        operator = _OPERATORS.get(self.next().text) if self.next().kind == "sign" else None
        if operator is None:
            return _alone(left) or self.since(start)
        self.take()
        right = self._operand()
        return _between(left, operator, right) or self.since(start)

    def _term(self) -> Operand:
        if self.next().text == "(" and self.next().kind == "sign":
            self.skip_call()
            return Operand("opaque", ())
        negative = self.takes("-")
        token = self.take()
        if token.kind == "question":
            return self._field(token.text)
        if token.kind == "text":
            return Operand("value", (token.text.strip(),))
        if token.kind == "number":
            return Operand("value", (f"-{token.text}" if negative else token.text,))
        if token.kind != "word" or token.text.lower() in self.AND | self.OR:
            raise NotInGrammar
        if self.next().text == "(":
            self.skip_call()
        return Operand("opaque", ())

    def _field(self, said: str) -> Operand:
        """Return a field; what stands before it in brackets names an event, what after, a visit."""
        names = [said]
        while self.next().kind == "question":
            names.append(self.take().text)
        if len(names) > 1 and re.fullmatch(r"\d+|[a-z]+-instance", names[-1]):
            names.pop()
        found = _FIELD.fullmatch(names[-1].strip())
        if not found:
            return Operand("opaque", ())
        return Operand("question", (found[1], found[2].strip()) if found[2] else (found[1],))


def _alone(left: Operand) -> OnlyIf | None:
    if left.kind != "question":
        return None
    return Chosen(*left.values) if len(left.values) == 2 else Filled(left.values[0])


def _between(left: Operand, operator: str, right: Operand) -> OnlyIf | None:
    if left.kind == "value" and right.kind == "question":
        return _between(right, TURNED[operator], left)
    if left.kind != "question" or right.kind != "value":
        return None
    if len(left.values) == 1:
        return compared(left.values[0], operator, right.values[0])
    ticked = Chosen(*left.values)
    wanted = {("=", "1"): True, ("=", "0"): False, ("=", ""): False, ("<>", "1"): False}
    wanted |= {("<>", "0"): True, ("<>", ""): True, (">", "0"): True}
    so = wanted.get((operator, right.values[0]))
    return None if so is None else ticked if so else NotSo(ticked)


def redcap_condition(written: str) -> OnlyIf | None:
    """Return branching logic of REDCap as a condition; None for an empty one."""
    return _RedcapGrammar(_REMARK.sub("", written)).condition()
