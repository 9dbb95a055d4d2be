"""Conditions of LimeSurvey (ExpressionScript) read as conditions of a foreign form.

It reckons nothing: what has no counterpart is kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from survey.questionnaire.importing.expressions.script_tree import (
    ScriptNode,
    ScriptUnreadable,
    script_tree,
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

ALWAYS = AllOf(())
NEVER = AnyOf(())

_NUMBER = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
#: Endings of a name that still mean the code of the answer, or its number.
_SAME = frozenset({"NAOK", "code"})
_VALUES = frozenset({"value", "valueNAOK"})
#: Functions that give a number or words as they are.
_PLAIN = frozenset({"intval", "floatval", "trim", "strtolower", "strtoupper", "round", "floor"})


@dataclass(frozen=True, slots=True)
class Variable:
    """What a name of an expression stands for.

    `option`: the name is about this one option of the item alone, and has the value `mark` where it
    was chosen. `codes` are what can be chosen, none where the item asks for words or numbers.
    """

    item: str
    option: str = ""
    mark: str = "Y"
    codes: frozenset[str] = frozenset()
    number: bool = False


def read_condition(
    written: str,
    variables: Mapping[str, Variable],
    families: Mapping[str, Sequence[str]] | None = None,
) -> OnlyIf:
    """Return a condition; ALWAYS where it holds for everybody, NEVER where for nobody.

    `variables` are the names that it may use; `families` the names of all parts of a question, for
    “that.CODE”. It never fails: what cannot be read is NotUnderstood.
    """
    said = written.strip()
    if said.startswith("{") and said.endswith("}"):
        said = said[1:-1].strip()
    if not said:
        return ALWAYS
    try:
        node = script_tree(said)
    except ScriptUnreadable:
        return NotUnderstood(said)
    return _Meaning(said, variables, families or {}).truth(node)


def every(parts: Sequence[OnlyIf]) -> OnlyIf:
    """Return a condition that is true when all are."""
    if NEVER in parts:
        return NEVER
    flat = [one for part in parts for one in (part.parts if isinstance(part, AllOf) else (part,))]
    flat = list(dict.fromkeys(flat))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def either(parts: Sequence[OnlyIf]) -> OnlyIf:
    """Return a condition that is true when one is."""
    if ALWAYS in parts:
        return ALWAYS
    flat = [one for part in parts for one in (part.parts if isinstance(part, AnyOf) else (part,))]
    flat = list(dict.fromkeys(flat))
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def opposite(part: OnlyIf) -> OnlyIf:
    """Return a condition that is true when another is not."""
    if part == ALWAYS:
        return NEVER
    if part == NEVER:
        return ALWAYS
    return part.part if isinstance(part, NotSo) else NotSo(part)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a tree means for the items of one form."""

    written: str
    variables: Mapping[str, Variable]
    families: Mapping[str, Sequence[str]]

    def truth(self, node: ScriptNode) -> OnlyIf:
        """Return when a part is true."""
        match node.kind:
            case "||":
                return either([self.truth(one) for one in node.parts])
            case "&&":
                return every([self.truth(one) for one in node.parts])
            case "not":
                return self._denied(node)
            case "text" | "number":
                return NEVER if node.said in ("", "0") else ALWAYS
            case "name":
                return self._named(node)
            case "call":
                return self._called(node)
            case "==" | "!=" | "<" | "<=" | ">" | ">=":
                return self._compared(node)
        return self._not_understood(node)

    def _not_understood(self, node: ScriptNode) -> OnlyIf:
        return NotUnderstood(self.written[node.start : node.end])

    def _denied(self, node: ScriptNode) -> OnlyIf:
        inner = self.truth(node.parts[0])
        return self._not_understood(node) if _has_unknown(inner) else opposite(inner)

    def _named(self, node: ScriptNode) -> OnlyIf:
        if node.said.lower() in ("true", "false"):
            return ALWAYS if node.said.lower() == "true" else NEVER
        known = self._variable(node)
        if known is None or "0" in known.codes or known.number:
            return self._not_understood(node)
        return _filled(known)

    def _variable(self, node: ScriptNode) -> Variable | None:
        """Return what a name, or a function that changes nothing of it, stands for."""
        if node.kind == "call" and node.said in _PLAIN and len(node.parts) == 1:
            return self._variable(node.parts[0])
        if node.kind != "name":
            return None
        if node.said in self.variables:
            return self.variables[node.said]
        stem, _, ending = node.said.rpartition(".")
        known = self.variables.get(stem.removeprefix("INSERTANS:"))
        if known is None and node.said.startswith("INSERTANS:"):
            return self.variables.get(node.said.removeprefix("INSERTANS:"))
        if known is not None and (ending in _SAME or (ending in _VALUES and _is_numbered(known))):
            return known
        return None

    def _called(self, node: ScriptNode) -> OnlyIf:
        match node.said:
            case "is_empty" if len(node.parts) == 1:
                filled = self._all_filled(node.parts)
                return opposite(filled[0]) if len(filled) == 1 else self._not_understood(node)
            case "count" | "countif":
                return self._counted(node, node, ">=", 1)
            case "in_array" if len(node.parts) > 1:
                return self._in_array(node)
        return self._not_understood(node)

    def _in_array(self, node: ScriptNode) -> OnlyIf:
        known = self._variable(node.parts[0])
        if known is None:
            return self._not_understood(node)
        found = [self._equal(known, one, node) for one in node.parts[1:]]
        return self._not_understood(node) if any(map(_has_unknown, found)) else either(found)

    def _all_filled(self, parts: Sequence[ScriptNode]) -> list[OnlyIf]:
        """Return when each of them has an answer; nothing where one is not known."""
        found: list[OnlyIf] = []
        for part in parts:
            names = self._family(part)
            if names:
                found.extend(_filled(self.variables[name]) for name in names)
                continue
            known = self._variable(part)
            if known is None:
                return []
            found.append(_filled(known))
        return found

    def _family(self, node: ScriptNode) -> Sequence[str]:
        if node.kind != "name" or not node.said.startswith("that."):
            return ()
        return self.families.get(node.said.split(".")[1], ())

    def _counted(self, whole: ScriptNode, call: ScriptNode, sign: str, limit: float) -> OnlyIf:
        """Return when so many of several names have an answer, or a certain one."""
        if call.said == "countif" and len(call.parts) > 1:
            found = self._all_equal(call)
        else:
            found = self._all_filled(call.parts) if call.said == "count" else []
        least, most = _bounds(sign, limit, len(found))
        if not found:
            return self._not_understood(whole)
        if least <= 0 and most >= len(found):
            return ALWAYS
        if most >= len(found) and least == 1:
            return either(found)
        if most >= len(found) and least == len(found):
            return every(found)
        if least <= 0 and most == 0:
            return opposite(either(found))
        return self._not_understood(whole)

    def _all_equal(self, call: ScriptNode) -> list[OnlyIf]:
        names = [name for part in call.parts[1:] for name in self._family(part)]
        known = [self.variables[name] for name in names]
        for part in call.parts[1:]:
            one = self._variable(part)
            if one is not None:
                known.append(one)
            elif not self._family(part):
                return []
        found = [self._equal(one, call.parts[0], call) for one in known]
        return [] if any(map(_has_unknown, found)) else found

    def _compared(self, node: ScriptNode) -> OnlyIf:
        left, right = node.parts
        sign = node.kind
        if _literal(left) is not None and _literal(right) is None:
            left, right, sign = right, left, _FLIPPED[sign]
        value = _literal(right)
        if value is None:
            return self._not_understood(node)
        if left.kind == "call" and left.said in ("count", "countif") and _number(value) is not None:
            return self._counted(node, left, sign, float(value))
        if left.kind == "call" and left.said == "strlen" and len(left.parts) == 1:
            return self._any_letters(node, left, sign, value)
        known = self._variable(left)
        if known is None:
            return self._not_understood(node)
        if sign in ("==", "!="):
            found = self._equal(known, right, node)
            if _has_unknown(found):
                return self._not_understood(node)
            return found if sign == "==" else opposite(found)
        limit = _number(value)
        if limit is None or known.option:
            return self._not_understood(node)
        return CodeLimit(known.item, sign, limit)

    def _any_letters(self, node: ScriptNode, call: ScriptNode, sign: str, value: str) -> OnlyIf:
        known, limit = self._variable(call.parts[0]), _number(value)
        if known is None or limit is None:
            return self._not_understood(node)
        if (sign, limit) in ((">", 0), (">=", 1), ("!=", 0)):
            return _filled(known)
        if (sign, limit) in (("==", 0), ("<", 1), ("<=", 0)):
            return opposite(_filled(known))
        return self._not_understood(node)

    def _equal(self, known: Variable, literal: ScriptNode, whole: ScriptNode) -> OnlyIf:
        """Return when a name has a value."""
        value = _literal(literal)
        if value is None:
            return self._not_understood(whole)
        if value == "":
            return opposite(_filled(known))
        if known.option:
            if value == known.mark:
                return Chosen(known.item, known.option)
            return self._not_understood(whole)
        if known.codes:
            code = _same_code(value, known.codes)
            return Chosen(known.item, code) if code else self._not_understood(whole)
        limit = _number(value)
        if known.number and limit is not None:
            return AllOf((CodeLimit(known.item, ">=", limit), CodeLimit(known.item, "<=", limit)))
        return self._not_understood(whole)


def _is_numbered(known: Variable) -> bool:
    return known.number or (bool(known.codes) and all(map(str.isdigit, known.codes)))


def _filled(known: Variable) -> OnlyIf:
    return Chosen(known.item, known.option) if known.option else Filled(known.item)


def _literal(node: ScriptNode) -> str | None:
    if node.kind in ("text", "number"):
        return node.said.strip()
    if node.kind == "minus" and node.parts[0].kind == "number":
        return f"-{node.parts[0].said}"
    return None


def _number(value: str) -> float | None:
    try:
        return (
            float(value)
            if re.fullmatch(r"-?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})", value)
            else None
        )
    except ValueError:
        return None


def _same_code(value: str, codes: frozenset[str]) -> str:
    """Return the code that a value names: as it is, or as the same number."""
    if value in codes:
        return value
    number = _number(value)
    same = [one for one in codes if number is not None and _number(one) == number]
    return same[0] if len(same) == 1 else ""


def _bounds(sign: str, limit: float, count: int) -> tuple[int, int]:
    """Return the least and the most that a count may be, of whole numbers up to `count`."""
    holds: Mapping[str, Callable[[int], bool]] = {
        "==": lambda one: one == limit,
        "!=": lambda one: one != limit,
        "<": lambda one: one < limit,
        "<=": lambda one: one <= limit,
        ">": lambda one: one > limit,
        ">=": lambda one: one >= limit,
    }
    fitting = [one for one in range(count + 1) if holds[sign](one)]
    if not fitting or fitting != list(range(fitting[0], fitting[-1] + 1)):
        return (-1, -1)
    return fitting[0], fitting[-1]


def _has_unknown(part: OnlyIf) -> bool:
    match part:
        case NotUnderstood():
            return True
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(_has_unknown(one) for one in parts)
        case NotSo(part=inner):
            return _has_unknown(inner)
    return False
