"""How many choices a check of answers allows, and which are chosen alone, where it says no more."""

from __future__ import annotations

from dataclasses import dataclass

from survey.questionnaire.importing.expressions.xpath_reading import (
    Call,
    Literal,
    NotReadable,
    Operation,
    Reference,
    XPathNode,
    read_expression,
)
from survey.questionnaire.texts import one_value


@dataclass(frozen=True, slots=True)
class ChoiceLimits:
    """At most so many choices (None: any number); codes of those chosen without others."""

    at_most: int | None = None
    alone: frozenset[str] = frozenset()


def choice_limits(constraint: str) -> ChoiceLimits | None:
    """Return what a check of several choices says; None where it says something else too."""
    try:
        node = read_expression(constraint.strip())
    except NotReadable:
        return None
    parts = node.parts if isinstance(node, Operation) and node.operator == "and" else (node,)
    at_most: int | None = None
    alone: set[str] = set()
    for part in parts:
        most, codes = _at_most(part), _alone(part)
        if most is None and not codes:
            return None
        at_most = most if at_most is None else min(at_most, most or at_most)
        alone |= codes
    return ChoiceLimits(at_most, frozenset(alone))


def _counts(node: XPathNode) -> bool:
    match node:
        case Call("count-selected", (Reference("."),)):
            return True
        case _:
            return False


def _at_most(node: XPathNode) -> int | None:
    match node:
        case Operation("<=" | "<", (left, Literal(value, True))) if _counts(left):
            limit = float(value)
            most = int(limit) - (node.operator == "<" and limit == int(limit))
            return most if most >= 1 else None
        case _:
            return None


def _more_than_one(node: XPathNode) -> bool:
    match node:
        case Operation(">" | ">=", (left, Literal(value, True))) if _counts(left):
            return float(value) == (1 if node.operator == ">" else 2)
        case _:
            return False


def _just_one(node: XPathNode) -> bool:
    match node:
        case Operation("=" | "<=", (left, Literal(value, True))) if _counts(left):
            return float(value) == 1
        case _:
            return False


def _selected(node: XPathNode) -> set[str]:
    """Return the codes that are looked for, one or any of several; none for anything else."""
    match node:
        case Call("selected", (Reference("."), Literal(value))):
            return {one_value(value)}
        case Operation("or", parts):
            found = [_selected(part) for part in parts]
            return set().union(*found) if all(found) else set()
        case _:
            return set()


def _alone(node: XPathNode) -> set[str]:
    """Read the usual ways to say “not together with others”."""
    match node:
        case Call("not", (Operation("and", (first, second)),)):
            if _more_than_one(second):
                return _selected(first)
            return _selected(second) if _more_than_one(first) else set()
        case Call("if", (asked, then, Call("true", ()))) if _just_one(then):
            return _selected(asked)
        case Operation("or", (Call("not", (inside,)), other)) if _just_one(other):
            return _selected(inside)
        case Operation("or", (other, Call("not", (inside,)))) if _just_one(other):
            return _selected(inside)
        case _:
            return set()
