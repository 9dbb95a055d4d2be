"""Conditions of LimeSurvey, read by their own grammar."""

from __future__ import annotations

import pytest

from survey.questionnaire.importing.expressions.expression_script import (
    ALWAYS,
    NEVER,
    Variable,
    read_condition,
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

NAMES = {
    "yes": Variable("yes", codes=frozenset({"Y", "N"})),
    "12345X6X789": Variable("yes", codes=frozenset({"Y", "N"})),
    "age": Variable("age", number=True),
    "band": Variable("band", codes=frozenset("123")),
    "way_bus": Variable("way", option="bus"),
    "way_foot": Variable("way", option="foot"),
    "12345X6X790bus": Variable("way", option="bus"),
    "box_r_c": Variable("box_r", option="c", mark="1"),
    "why": Variable("why"),
}
FAMILIES = {"way": ("way_bus", "way_foot")}
YES, BUS, FOOT = Chosen("yes", "Y"), Chosen("way", "bus"), Chosen("way", "foot")


def read(written: str) -> OnlyIf:
    return read_condition(written, NAMES, FAMILIES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('yes == "Y"', YES),
        ("yes.NAOK eq 'Y'", YES),
        ('"Y" == yes.NAOK', YES),
        ('{yes == "Y"}', YES),
        ('((12345X6X789.NAOK == "Y"))', YES),
        ('INSERTANS:12345X6X789 == "Y"', YES),
        ('yes != "Y"', NotSo(YES)),
        ('not (yes == "Y")', NotSo(YES)),
        ('!(yes ne "Y")', YES),
        ('way_bus.NAOK == "Y"', BUS),
        ('12345X6X790bus == "Y"', BUS),
        ("!is_empty(way_bus)", BUS),
        ('way_bus == ""', NotSo(BUS)),
        ("way_bus", BUS),
        ('box_r_c == "1"', Chosen("box_r", "c")),
        ("is_empty(why)", NotSo(Filled("why"))),
        ("! is_empty(why.NAOK)", Filled("why")),
        ('why != ""', Filled("why")),
        ("strlen(why) > 0", Filled("why")),
        ("band > 1", CodeLimit("band", ">", 1)),
        ('"2" >= band.NAOK', CodeLimit("band", "<=", 2)),
        ("intval(band.NAOK) ge 2", CodeLimit("band", ">=", 2)),
        ("band.value lt 3", CodeLimit("band", "<", 3)),
        ("band == 2", Chosen("band", "2")),
        ("age == 5", AllOf((CodeLimit("age", ">=", 5), CodeLimit("age", "<=", 5)))),
        ("count(way_bus, way_foot) > 0", AnyOf((BUS, FOOT))),
        ("count(that.way.NAOK) >= 1", AnyOf((BUS, FOOT))),
        ("count(way_bus, way_foot) == 2", AllOf((BUS, FOOT))),
        ("count(way_bus, way_foot) < 1", NotSo(AnyOf((BUS, FOOT)))),
        ('countif("Y", that.way) >= 1', AnyOf((BUS, FOOT))),
        ('in_array(yes, "Y", "N")', AnyOf((YES, Chosen("yes", "N")))),
        ("1", ALWAYS),
        ("", ALWAYS),
        ('"1" and true', ALWAYS),
        ("0", NEVER),
        ('yes == "Y" and 0', NEVER),
        ('yes == "Y" or 1', ALWAYS),
    ],
)
def test_what_has_a_counterpart_is_understood(written: str, meant: OnlyIf) -> None:
    assert read(written) == meant


def test_and_binds_closer_than_or_and_brackets_closer_still() -> None:
    assert read('yes == "Y" or way_bus == "Y" && way_foot == "Y"') == AnyOf(
        (YES, AllOf((BUS, FOOT)))
    )
    assert read('(yes == "Y" || way_bus == "Y") and way_foot == "Y"') == AllOf(
        (AnyOf((YES, BUS)), FOOT)
    )


@pytest.mark.parametrize(
    "written",
    [
        'yes == "Z"',
        'yes = "Y"',
        'unknown == "1"',
        "band > age",
        "count(way_bus, way_foot) == 1",
        "sum(band, age) > 3",
        'way_bus == "N"',
        'band.shown == "Two"',
        "age",
        'TOKEN:ATTRIBUTE_1 == "a"',
        "yes ==",
        'yes == "Y',
        "(((",
        "a b c",
        "§",
        "(" * 200 + "1" + ")" * 200,
        "not " * 4_000 + "1",
        "1+" * 9_000 + "1",
        "1 " * 15_000,
    ],
)
def test_what_has_none_is_kept_as_written(written: str) -> None:
    assert read(written) == NotUnderstood(written.strip())


def test_the_part_that_is_understood_is_kept_beside_the_rest() -> None:
    assert read('yes == "Y" and weather("rain") > 2') == AllOf(
        (YES, NotUnderstood('weather("rain") > 2'))
    )
    assert read('!(yes == "Y" and weather())') == NotUnderstood('!(yes == "Y" and weather())')


def test_a_long_row_of_alternatives_is_read() -> None:
    assert read(" or ".join(['yes == "Y"', 'way_bus == "Y"'] * 400)) == AnyOf((YES, BUS))
