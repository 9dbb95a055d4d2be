"""The path follows the answers, and nothing off the path survives or decides anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import RATHER_NOT_SAY, Note, Questionnaire, Rule, Single, Written
from survey.questionnaire.path import (
    entries_on_path,
    items_on_path,
    on_path,
    pages_on_path,
    sections_on_path,
)
from survey.questionnaire.rules import Entries, holds, leaves

Form = Callable[[str], Questionnaire]
DECLINED = (RATHER_NOT_SAY,)

CHAIN = """
id: chain
title: T
introduction: I
consent: C
closing: E
sections:
  - id: one
    title: One
    questions:
      - {id: a, type: single, text: A, options: [{id: x, text: X}, {id: y, text: Y}]}
      - {id: m, type: multiple, text: M, options: [{id: x, text: X}, {id: y, text: Y}]}
  - id: two
    title: Two
    show_if: {question: a, is: x}
    questions:
      - {id: b, type: single, text: B, options: [{id: x, text: X}, {id: y, text: Y}]}
      - {id: t, type: text, text: T, show_if: {question: m, includes: y}}
  - id: three
    title: Three
    questions:
      - {id: n, type: note, text: N, show_if: {question: b, answered: true}}
      - {id: c, type: text, text: C, show_if: {question: b, is: y}}
  - id: four
    title: Four
    questions:
      - {id: d, type: text, text: D, show_if: {not: {question: c, answered: true}}}
      - {id: r, type: ranking, text: R, options: [{id: x, text: X}, {id: y, text: Y}]}
"""
Q = read_questionnaire(CHAIN, "chain.yaml")


def rule_of(form: Questionnaire) -> Rule:
    """Give the one rule of a form."""
    rule = form.sections[-1].items[-1].show_if
    assert rule is not None
    return rule


@pytest.mark.parametrize(
    ("name", "entries", "expected"),
    [
        ("is", {"visits": ("moved",)}, True),
        ("is", {"visits": ("often",)}, False),
        ("is", {}, False),
        ("is", {"visits": DECLINED}, False),
        ("includes", {"uses": ("books", "games")}, True),
        ("includes", {"uses": ("books",)}, False),
        ("includes", {"uses": ()}, False),
        ("answered", {"words": ("The light",)}, True),
        ("answered", {"words": ()}, False),
        ("answered", {"visits": ("often",)}, False),
        ("not", {"visits": ("moved",)}, False),
        ("not", {"visits": ("often",)}, True),
        ("not", {}, True),
        ("all", {"visits": ("often",), "uses": ("rooms",)}, True),
        ("all", {"visits": ("often",)}, False),
        ("any", {"uses": ("books",)}, True),
        ("any", {"visits": ("sometimes",)}, True),
        ("any", {"visits": ("sometimes",), "words": ("Hm",)}, False),
    ],
)
def test_each_kind_of_rule(form: Form, name: str, entries: Entries, expected: bool) -> None:
    assert holds(rule_of(form(f"show-if-{name}")), entries) is expected


def test_declining_is_not_an_answer() -> None:
    answered = Q.sections[2].items[0].show_if
    assert answered is not None
    assert not holds(answered, {"b": DECLINED})


def test_leaves_are_given_in_the_order_written(form: Form) -> None:
    looked_at = [leaf.question for leaf in leaves(rule_of(form("show-if-any")))]
    assert looked_at == ["uses", "visits", "words"]


def test_sections_and_items_come_and_go() -> None:
    assert [s.id for s in sections_on_path(Q, {})] == ["one", "four"]
    assert [s.id for s in sections_on_path(Q, {"a": ("x",)})] == ["one", "two", "four"]
    full = {"a": ("x",), "m": ("x", "y"), "b": ("y",)}
    pages = [(section.id, [item.id for item in items]) for section, items in pages_on_path(Q, full)]
    assert pages == [
        ("one", ["a", "m"]), ("two", ["b", "t"]), ("three", ["n", "c"]), ("four", ["d", "r"]),
    ]  # fmt: skip
    assert on_path(Q, full) == {"a", "m", "b", "t", "c", "d", "r"}
    assert [item.id for item in items_on_path(Q.sections[2], full)] == ["n", "c"]


def test_an_answer_off_the_path_is_dropped_and_opens_nothing() -> None:
    stale = {"a": ("y",), "b": ("y",), "c": ("words",), "t": ("words",), "zzz": ("x",), "m": ()}
    assert entries_on_path(Q, stale) == {"a": ("y",)}
    assert on_path(Q, stale) == {"a", "m", "d", "r"}


def test_entries_come_in_the_order_of_the_questionnaire() -> None:
    assert list(entries_on_path(Q, {"r": ("y",), "m": ("x",), "a": ("x",)})) == ["a", "m", "r"]


def test_a_note_never_has_an_entry() -> None:
    entries = {"a": ("x",), "b": ("x",), "n": ("x",)}
    assert entries_on_path(Q, entries) == {"a": ("x",), "b": ("x",)}


TOKENS = st.lists(st.sampled_from(["x", "y", RATHER_NOT_SAY, "zz"]), max_size=2).map(tuple)
ENTRIES = st.dictionaries(st.sampled_from([*"ambtncdr", "other"]), TOKENS)


@given(ENTRIES)
def test_what_is_kept_is_asked_and_the_path_is_stable(entries: dict[str, tuple[str, ...]]) -> None:
    kept = entries_on_path(Q, entries)
    assert set(kept) <= on_path(Q, entries)
    assert on_path(Q, kept) == on_path(Q, entries)
    assert entries_on_path(Q, kept) == kept
    assert pages_on_path(Q, kept) == pages_on_path(Q, entries)


@given(ENTRIES, ENTRIES)
def test_answers_off_the_path_change_nothing(
    entries: dict[str, tuple[str, ...]], others: dict[str, tuple[str, ...]]
) -> None:
    asked = on_path(Q, entries)
    stale = {**{k: v for k, v in others.items() if k not in asked}, **entries}
    stale = {k: v for k, v in stale.items() if k in asked and k in entries} | {
        k: v for k, v in stale.items() if k not in asked
    }
    assert entries_on_path(Q, stale) == entries_on_path(Q, entries)


@st.composite
def rules(draw: st.DrawFn, depth: int = 3) -> dict[str, object]:
    """Give a rule over the questions a and m, as written in YAML."""
    kinds = ["is", "includes", "answered"] + (["all", "any", "not"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "not":
        return {"not": draw(rules(depth - 1))}
    if kind in ("all", "any"):
        return {kind: draw(st.lists(rules(depth - 1), min_size=1, max_size=3))}
    question = {"is": "a", "includes": "m"}.get(kind, draw(st.sampled_from("am")))
    value = draw(st.booleans()) if kind == "answered" else draw(st.sampled_from("xy"))
    return {"question": question, kind: value}


@given(rules(), ENTRIES)
def test_rules_obey_the_laws_of_logic(
    rule: dict[str, object], entries: dict[str, tuple[str, ...]]
) -> None:
    def value(written: dict[str, object]) -> bool:
        item = Written.model_validate({"id": "q", "type": "text", "text": "T", "show_if": written})
        assert item.show_if is not None
        return holds(item.show_if, entries)

    plain = value(rule)
    assert value({"not": rule}) is not plain
    assert value({"all": [rule, rule]}) is plain
    assert value({"any": [rule, {"not": rule}]}) is True
    assert value({"all": [rule, {"not": rule}]}) is False


def test_every_section_without_rules_is_on_every_path(form: Form) -> None:
    q = form("sensitive")
    assert sections_on_path(q, {}) == q.sections
    assert on_path(q, {}) == {question.id for question in q.questions()}
    assert not any(isinstance(item, Note) for item in q.sections[1].items)
    assert isinstance(q.question("Q2"), Single)
