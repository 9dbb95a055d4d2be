"""Expressions of XLSForm as conditions, and checks of answers as limits."""

from __future__ import annotations

import pytest

from survey.questionnaire.importing.expressions.limits_of_choices import (
    ChoiceLimits,
    choice_limits,
)
from survey.questionnaire.importing.expressions.xpath import condition_of, not_understood_in
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

A, B, C = Chosen("a", "1"), Chosen("b", "x"), Filled("c")


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("${a} = 1", A),
        ("${ a }='1'", A),
        ("'1' = ${a}", A),
        ("${a} = 1.0", A),
        ("${a} == “1”", A),
        ("../a = '1'", A),
        ("/data/group/a = ‘1’", A),
        ("current()/../a='1'", A),
        ("selected(${a}, '1')", A),
        ('selected(../group/a, "1") = true()', A),
        ("int(${a}) = 1", A),
        ("coalesce(${a}, '') = '1'", A),
        ("if(${a} = '1', true(), false())", A),
        ("not(not(${a} = 1))", A),
        ("not(${a} = '1')", NotSo(A)),
        ("${a} != '1'", NotSo(A)),
        ("${a} <> '1'", NotSo(A)),
        ("${c} != ''", C),
        ('${c} = ""', NotSo(C)),
        ("string-length(${c}) > 0", C),
        ("count-selected(${c}) >= 1", C),
        ("count-selected(${c}) = 0", NotSo(C)),
        ("${a} > 3", CodeLimit("a", ">", 3)),
        ("3 < ${a}", CodeLimit("a", ">", 3)),
        ("${a} <= -1.5", CodeLimit("a", "<=", -1.5)),
        ("${a} ≥ 2", CodeLimit("a", ">=", 2)),
        ("${a}=1 and ${b}='x'", AllOf((A, B))),
        ("${a}=1 AND (${b}='x' or ${c}!='')", AllOf((A, AnyOf((B, C))))),
        ("${a}=1 and ${b}='x' or ${c}!=''", AnyOf((AllOf((A, B)), C))),
        ("((${a}=1)) or ((${b}='x') or (${c}!=''))", AnyOf((A, B, C))),
        ("${a}=1 and true()", A),
        ("${a}=1 or 1 = 2", A),
        ("true()", None),
        ("1 = 1", None),
        ("", None),
        ("false()", AnyOf(())),
        ("${a}=1 and false()", AnyOf(())),
        ("if(${a}=1, ${b}='x', ${c}!='')", AnyOf((AllOf((A, B)), AllOf((NotSo(A), C))))),
    ],
)
def test_what_has_a_counterpart(expression: str, condition: OnlyIf | None) -> None:
    assert condition_of(expression) == condition


@pytest.mark.parametrize(
    "expression",
    [
        "${a} = ${b}",
        "${a} + 1 > 3",
        "today() > ${a}",
        "count-selected(${a}) > 1",
        "regex(${a}, '[0-9]+')",
        "selected(., 'x')",
        ". > 3",
        "${a}",
        "a[1]/b = 'x'",
        "${a} = '",
        "((${a} = 1)",
        "${a} = 1 ${b} = 2",
        "*",
        "(" * 5_000,
        "not(" * 5_000 + "1",
        "x" * 30_000,
        "${a} = 1 § 2",
        "not(${a} + 1 > 3)",
    ],
)
def test_what_has_none_is_kept_as_it_was_written(expression: str) -> None:
    assert condition_of(expression) == NotUnderstood(expression)


def test_the_part_that_has_no_counterpart_is_named_alone() -> None:
    condition = condition_of("${a} = 1 and (today() > ${b} or ${c} != '')")
    assert not_understood_in(condition) == ("today() > ${b}",)
    assert isinstance(condition, AllOf)
    assert condition.parts[0] == A


def test_many_parts_are_no_deep_nesting() -> None:
    condition = condition_of(" or ".join(f"${{a}} = {number}" for number in range(500)))
    assert isinstance(condition, AnyOf)
    assert len(condition.parts) == 500


def test_columns_of_choices_are_known_by_their_names() -> None:
    columns = {"kind": "x", "state": "1", "none": ""}
    assert condition_of("state = ${a} and kind='x'", columns) == A
    assert condition_of("selected(${b}, kind)", columns) == B
    assert condition_of("kind = 'other'", columns) == AnyOf(())
    assert condition_of("none = ${c}", columns) == NotSo(C)
    assert condition_of("unknown = ${a}", columns) == NotUnderstood("unknown = ${a}")


@pytest.mark.parametrize(
    ("constraint", "limits"),
    [
        ("count-selected(.) <= 3", ChoiceLimits(3)),
        ("count-selected(.)<4", ChoiceLimits(3)),
        ("not(selected(., 'no') and count-selected(.) > 1)", ChoiceLimits(None, frozenset({"no"}))),
        (
            "not(count-selected(.) >= 2 and (selected(., 'no') or selected(.,'dk')))",
            ChoiceLimits(None, frozenset({"no", "dk"})),
        ),
        (
            "if(selected(.,'no'), count-selected(.)=1, true()) and count-selected(.) <= 2",
            ChoiceLimits(2, frozenset({"no"})),
        ),
        ("not(selected(.,'no')) or count-selected(.) = 1", ChoiceLimits(None, frozenset({"no"}))),
        ("count-selected(.) = 2", None),
        ("count-selected(.) <= 3 and ${a} = 1", None),
        ("not(selected(., 'a'))", None),
        ("count-selected(.) <= 0", None),
        ("((", None),
    ],
)
def test_checks_of_several_choices(constraint: str, limits: ChoiceLimits | None) -> None:
    assert choice_limits(constraint) == limits
