"""Conditions out of expressions of XLSForm: what has a counterpart here, the rest as written.

An empty AllOf is always true, an empty AnyOf never. It asks nobody, and knows no file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from survey.questionnaire.importing.expressions.xpath_reading import (
    Call,
    Literal,
    NotReadable,
    Operation,
    Reference,
    XPathNode,
    read_expression,
)
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
from survey.questionnaire.texts import one_value

ALWAYS = AllOf(())
NEVER = AnyOf(())
#: Functions that give the answer they are given.
_SAME_ANSWER = frozenset({"string", "number", "int", "normalize-space", "once", "coalesce"})
_COUNTS = frozenset({"count-selected", "string-length"})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def condition_of(expression: str, columns: Mapping[str, str] | None = None) -> OnlyIf | None:
    """Return the condition of an expression; None where it is empty or always true.

    `columns` are the values of a row of choices, by column: a bare name is one of them then, and
    one that is no column makes the whole not understood. What can never be is an empty AnyOf.
    """
    said = expression.strip()
    if not said:
        return None
    try:
        condition = _Conditions(columns).of(read_expression(said))
    except NotReadable:
        return NotUnderstood(said)
    return None if condition == ALWAYS else condition


def not_understood_in(condition: OnlyIf | None) -> tuple[str, ...]:
    """Return the parts of a condition that have no counterpart here, as they were written."""
    match condition:
        case NotUnderstood(expression):
            return (expression,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(one for part in parts for one in not_understood_in(part))
        case NotSo(part):
            return not_understood_in(part)
        case _:
            return ()


def both(first: OnlyIf | None, second: OnlyIf | None) -> OnlyIf | None:
    """Return the condition that holds where both do."""
    joined = all_of([one for one in (first, second) if one is not None])
    return None if joined == ALWAYS else joined


def all_of(parts: list[OnlyIf]) -> OnlyIf:
    """Return the condition that holds where all do, without nesting and without constants."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AllOf) else (part,))]
    if NEVER in flat:
        return NEVER
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else AllOf(kept)


def any_of(parts: list[OnlyIf]) -> OnlyIf:
    """Return the condition that holds where one does, without nesting and without constants."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AnyOf) else (part,))]
    if ALWAYS in flat:
        return ALWAYS
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else AnyOf(kept)


def not_so(condition: OnlyIf) -> OnlyIf:
    """Return the condition that holds where another does not."""
    if condition in (ALWAYS, NEVER):
        return NEVER if condition == ALWAYS else ALWAYS
    return condition.part if isinstance(condition, NotSo) else NotSo(condition)


class _Conditions:
    """Turns trees into conditions."""

    def __init__(self, columns: Mapping[str, str] | None) -> None:
        self._columns = columns

    def of(self, node: XPathNode) -> OnlyIf:
        """Return the condition of a part."""
        match node:
            case Operation("and", parts):
                return all_of([self.of(part) for part in parts])
            case Operation("or", parts):
                return any_of([self.of(part) for part in parts])
            case Operation(operator, (left, right)) if operator in _MIRRORED:
                return self._compared(operator, left, right, node.text)
            case Literal(value, True):
                return ALWAYS if float(value) else NEVER
            case Call():
                return self._called(node)
            case _:
                return NotUnderstood(node.text)

    def _called(self, call: Call) -> OnlyIf:
        match call.function, call.given:
            case "true", ():
                return ALWAYS
            case "false", ():
                return NEVER
            case "not", (part,):
                inside = self.of(part)
                return NotUnderstood(call.text) if _unclear(inside) else not_so(inside)
            case (("boolean" | "once"), (part,)):
                return self.of(part)
            case "selected", (question, value):
                return self._selected(question, value, call.text)
            case "if", (asked, then, otherwise):
                return self._if(asked, then, otherwise, call.text)
            case _:
                return NotUnderstood(call.text)

    def _if(self, asked: XPathNode, then: XPathNode, otherwise: XPathNode, text: str) -> OnlyIf:
        first, yes, no = self.of(asked), self.of(then), self.of(otherwise)
        if _unclear(first):
            return NotUnderstood(text)
        return any_of([all_of([first, yes]), all_of([not_so(first), no])])

    def _selected(self, question: XPathNode, value: XPathNode, text: str) -> OnlyIf:
        asked, given = self._value(question), self._value(value)
        if isinstance(asked, Reference) and asked.name == ".":
            return NotUnderstood(text)
        if isinstance(asked, Reference) and isinstance(given, Literal) and given.value:
            return Chosen(asked.name, one_value(given.value))
        if isinstance(asked, Literal) and isinstance(given, Literal):
            return ALWAYS if given.value in asked.value.split() else NEVER
        return NotUnderstood(text)

    def _compared(self, operator: str, left: XPathNode, right: XPathNode, text: str) -> OnlyIf:
        first, second = self._value(left), self._value(right)
        if isinstance(first, Literal) and not isinstance(second, Literal):
            first, second, operator = second, first, _MIRRORED[operator]
        if not isinstance(second, Literal):
            return NotUnderstood(text)
        if isinstance(first, Literal):
            return _constant(operator, first, second, text)
        if isinstance(first, Reference):
            return _answer(operator, first.name, second, text)
        if isinstance(first, Call) and first.function in _COUNTS and len(first.given) == 1:
            counted = self._value(first.given[0])
            if isinstance(counted, Reference):
                return _count(operator, counted.name, second, text)
        if isinstance(first, Call) and second.value in ("true", "false", "1", "0"):
            return self._said_to_be(operator, first, second.value in ("true", "1"), text)
        return NotUnderstood(text)

    def _said_to_be(self, operator: str, call: Call, true: bool, text: str) -> OnlyIf:
        inside = self._called(call)
        if operator not in ("=", "!=") or _unclear(inside):
            return NotUnderstood(text)
        return inside if true == (operator == "=") else not_so(inside)

    def _value(self, node: XPathNode) -> XPathNode:
        """Return what stands for a value: the answer inside functions that change nothing."""
        if isinstance(node, Call):
            if node.function in ("true", "false") and not node.given:
                return Literal(node.function, text=node.text)
            if node.function in _SAME_ANSWER and node.given:
                rest = node.given[1:]
                if all(isinstance(one, Literal) and not one.value for one in rest):
                    return self._value(node.given[0])
        if isinstance(node, Reference) and node.bare and self._columns is not None:
            if node.name not in self._columns:
                raise NotReadable("no column of that name")
            return Literal(self._columns[node.name], text=node.text)
        return node


def _unclear(condition: OnlyIf) -> bool:
    return bool(not_understood_in(condition))


def _number(literal: Literal) -> float | None:
    try:
        return float(literal.value)
    except ValueError:
        return None


def _constant(operator: str, left: Literal, right: Literal, text: str) -> OnlyIf:
    if operator in ("=", "!="):
        same = one_value(left.value) == one_value(right.value)
        return ALWAYS if same == (operator == "=") else NEVER
    first, second = _number(left), _number(right)
    if first is None or second is None:
        return NotUnderstood(text)
    return ALWAYS if _COMPARED[operator](first, second) else NEVER


def _answer(operator: str, question: str, value: Literal, text: str) -> OnlyIf:
    if question == ".":
        return NotUnderstood(text)
    if operator in ("=", "!="):
        said = one_value(value.value)
        is_so = Chosen(question, said) if said else not_so(Filled(question))
        return is_so if operator == "=" else not_so(is_so)
    number = _number(value)
    return NotUnderstood(text) if number is None else CodeLimit(question, operator, number)


def _count(operator: str, question: str, value: Literal, text: str) -> OnlyIf:
    """Read a count of choices or letters where it says no more than that there are any."""
    number = _number(value)
    if number is None or question == ".":
        return NotUnderstood(text)
    compare = _COMPARED[operator]
    none, *some = [compare(count, number) for count in (0.0, 1.0, 2.0, 1_000_000.0)]
    if all(some) and not none:
        return Filled(question)
    return not_so(Filled(question)) if none and not any(some) else NotUnderstood(text)
