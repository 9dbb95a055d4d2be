"""The council's part of a report: results in order, near misses, small groups, who differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.delphi.rule import ConsensusRule
from survey.delphi.statistics.dissent import Ground, MinorityReport
from survey.delphi.statistics.proportions import percent_share
from survey.disclosure.council.round_release import StatementShown
from survey.reports.council.council_part import CouncilPart, council_part
from survey.reports.council.council_part_wording import share_in_words
from survey.reports.council.group_directions import directions, directions_said
from survey.reports.council.near_rule import near_miss, needed, rule_in_numbers
from survey.reports.report_words import WordsInLanguage
from survey.reports.study.html import report_environment
from survey.settings import shipped
from tests.reports.council_sample import WORDS, ordering, proceedings
from tests.reports.page import Page

TEMPLATES = Path(__file__).parents[2] / "templates"
RULE = ConsensusRule()


@pytest.fixture(scope="module")
def part() -> CouncilPart:
    return council_part(proceedings())


def shown(low: int, middle: int, high: int, median: float = 8.0, **other: object) -> StatementShown:
    n = low + middle + high
    fields = {
        "statement": "form",
        "words": "One form",
        "shown": "percentages",
        "n": n,
        "median": median,
        "verdict": "no consensus yet",
        "shares": tuple(percent_share(count, n) for count in (low, middle, high)),
    }
    return StatementShown.model_validate({**fields, **other})


def test_agreed_statements_come_first_and_each_says_its_result(part: CouncilPart) -> None:
    verdicts = [line.verdict for line in part.lines]
    assert verdicts[:4] == ["Agreed"] * 4
    assert verdicts[-1] == "Views apart"
    assert {line.statement for line in part.lines} == set(WORDS)
    assert all("middle rating" in line.middle and line.share for line in part.agreed)


def test_the_title_says_what_was_found(part: CouncilPart) -> None:
    assert part.title == "The council agrees on four of seven statements, and is divided on one"
    one = council_part(ordering())
    assert one.title.startswith("The council agrees on")


def test_large_councils_have_percentages_and_small_ones_words() -> None:
    large = council_part(proceedings(200))
    assert any(line.share.split()[0].endswith("%") for line in large.lines)
    assert not any("words" in note for note in large.notes)
    small = council_part(proceedings(9))
    assert all("%" not in line.share.replace("at least 75%", "") for line in small.lines)


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ((6, 20, 74), "Close to the rule: 74% rated it 7 to 9, and the rule asks for 75%."),
        ((74, 20, 6), "Close to the rule: 74% rated it 1 to 3, and the rule asks for 75%."),
        (
            (16, 2, 82),
            "Close to the rule: 82% rated it 7 to 9, which is enough. But 16% rated it 1 to 3, "
            "and the rule asks for under 15%.",
        ),
        (
            (2, 3, 13),
            "Close to the rule: about three quarters rated it 7 to 9. Of 18 ratings, the rule "
            "asks for at least 14.",
        ),
        ((20, 20, 60), ""),
        ((2, 5, 11), ""),
    ],
)
def test_a_near_miss_is_said_with_what_the_rule_asks(
    ratings: tuple[int, int, int], said: str
) -> None:
    assert near_miss(shown(*ratings), RULE) == said


def test_a_share_that_rounds_to_the_rule_is_said_to_lie_under_it() -> None:
    assert "just under 75%" in near_miss(shown(20, 53, 214), RULE)


def test_nothing_is_near_where_there_is_a_verdict_or_no_share() -> None:
    assert not near_miss(shown(6, 20, 74, verdict="disagreement"), RULE)
    assert not near_miss(shown(6, 20, 74, shares=None), RULE)


@pytest.mark.parametrize("n", range(8, 30))
def test_a_small_group_is_told_the_rule_in_its_own_numbers(n: int) -> None:
    need, most = needed(n, RULE)
    assert 100 * need >= RULE.agree_from * n > 100 * (need - 1)
    assert 100 * most < RULE.oppose_under * n <= 100 * (most + 1)
    said = rule_in_numbers(shown(0, n - need, need), RULE)
    assert f"With {n} ratings" in said
    assert f"at least {need} lie at 7 to 9" in said


def test_no_rule_in_numbers_where_percentages_stand() -> None:
    assert not rule_in_numbers(shown(0, 5, 25), RULE)


@pytest.mark.parametrize("percent", range(101))
def test_words_for_a_share_hold_for_all_that_rounds_to_it(percent: int) -> None:
    least, most = percent - 0.5, percent + 0.5
    held = {
        "more than nine in ten": least > 90,
        "more than three quarters": least > 75,
        "more than two thirds": least > 66.7,
        "more than half": least > 50,
        "less than half": most < 50,
        "less than a quarter": most < 25,
        "fewer than one in ten": most <= 10,
        "about three quarters": least > 70 and most < 80,
        "about two thirds": least > 62 and most < 71,
        "about half": least > 44 and most < 56,
        "about a third": least > 28 and most < 39,
        "about a quarter": least > 19 and most < 30,
    }
    assert held[share_in_words(percent)]


@pytest.mark.parametrize(
    ("median", "groups", "grounds", "said"),
    [
        (8.0, ("survivor",), ("group in another third",), "lower than the council as a whole"),
        (2.0, ("survivor",), ("group in another third",), "higher than the council as a whole"),
        (5.0, ("survivor",), ("group in another third",), "In which direction is not shown"),
        (8.0, (), ("survivors apart",), "In which direction is not shown"),
        (None, ("survivor",), ("group in another third",), "In which direction is not shown"),
    ],
)
def test_a_direction_is_said_only_where_the_release_tells_it(
    median: float | None, groups: tuple[str, ...], grounds: tuple[Ground, ...], said: str
) -> None:
    report = MinorityReport(grounds=grounds, groups=groups, sentences=())
    one = shown(1, 1, 18, median=median, minority=report)  # type: ignore[arg-type]
    found = directions_said(directions(one, 4, 2, WordsInLanguage))
    assert len(found) == 1
    assert str(found[0]).startswith(("Survivors rated statement 4", "On statement 4, survivors"))
    assert said in str(found[0])


def test_other_groups_are_named_in_their_words() -> None:
    report = MinorityReport(grounds=("group in another third",), groups=("staff",), sentences=())
    found = directions(shown(1, 1, 18, minority=report), 2, 2, lambda _: WordsInLanguage("Staff"))
    assert [str(one) for one in directions_said(found)] == [
        "“Staff” rated statement 2 lower than the council as a whole."
    ]


def test_the_same_of_several_statements_is_said_once() -> None:
    report = MinorityReport(grounds=("group in another third",), groups=("survivor",), sentences=())
    one = shown(1, 1, 18, median=8.0, minority=report)
    found = [each for number in (4, 6) for each in directions(one, number, 2, WordsInLanguage)]
    assert [str(each) for each in directions_said(found)] == [
        "Survivors rated statements 4 and 6 lower than the council as a whole."
    ]


def test_how_a_statement_came_to_be_is_one_line(part: CouncilPart) -> None:
    came = {line.statement: line.came for line in part.lines}
    assert came["reply"] == "Made of two ideas proposed in round 1, rated in rounds 2 and 3."
    assert came["form"] == ("Proposed in round 1, put into clearer words, rated in rounds 2 and 3.")
    assert came["charge"] == "Proposed in round 1, rated in round 2. Dropped."
    assert came["look"].startswith("Part of a longer idea")
    assert part.words[0] == "Nine ideas came in."


def test_every_strip_says_in_words_what_it_draws(part: CouncilPart) -> None:
    for line in part.lines:
        if line.drawing is not None:
            assert f"Statement {line.number}" in str(line.drawing.alt)
            assert "Round" in str(line.drawing.alt)
            dots = [kind for kind in line.drawing.kinds if kind in ("middle dot", "ring", "part")]
            assert 1 <= len(dots) <= 2


def test_the_page_holds_every_statement_and_every_dissent(part: CouncilPart) -> None:
    pages = report_environment(shipped("templates"))
    made = Page(
        pages.from_string(
            '{% import "report/council_part.html" as council %}{{ council.council_part(of) }}'
        ).render(of=part)
    )
    for line in part.lines:
        assert line.words.text in made.text
        assert line.came in made.text
    for one in part.dissent:
        assert one.words.text in made.text
        assert all(said in made.text for said in one.report.sentences)
    assert all(one.get("aria-label") for one in made.all("svg"))
