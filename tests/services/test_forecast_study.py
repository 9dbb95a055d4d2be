"""What a report could print, before anybody is asked: against answers that are known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from random import Random
from typing import Any

import pytest

from survey.disclosure.forecast.foretold import Forecast, ForecastRow
from survey.disclosure.forecast.matrix import about_people, how_often
from survey.disclosure.policy import Policy
from survey.disclosure.release import Release
from survey.errors import BadInput
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.services.overview.forecast_study import forecast_study
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.executors import make_executor, processes
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance
from tests.conftest import Clock, Published, form_file

pytestmark = pytest.mark.slow  # each needs the solver, many times

_NUMBERS = re.compile("[0-9]+")

#: Six questions, two of which split the others.
TWO_WAYS = """
id: two-ways
title: A hall
introduction: We would like to hear from you.
consent: You can skip any question and stop at any time.
closing: Thank you.
sections:
  - id: one
    title: The hall
    questions:
      - {id: like, type: scale, text: How do you like it?, points: [A lot, A little, Not at all]}
      - {id: come, type: single, text: How often do you come?, options: [
          {id: daily, text: Daily}, {id: weekly, text: Weekly}, {id: never, text: Never}]}
      - {id: use, type: multiple, text: What do you use?, options: [
          {id: hall, text: The hall}, {id: garden, text: The garden}, {id: desk, text: The desk}]}
      - {id: warm, type: single, text: Is it warm?, options: [
          {id: warm, text: Warm enough}, {id: cold, text: Too cold}]}
      - {id: where, type: single, text: Where do you live?, breakdown: true, options: [
          {id: town, text: In town}, {id: out, text: Out of town}, {id: away, text: Far away}]}
      - {id: age, type: single, text: How old are you now?, breakdown: true, options: [
          {id: young, text: Under 40}, {id: old, text: 40 or over}]}
"""


def asked_of(groups: int, answers: int = 3, **more: Any) -> Questionnaire:
    """Give a questionnaire with one breakdown of so many groups and four other questions."""
    options = [{"id": f"g{i}", "text": f"Group {i}"} for i in range(1, groups + 1)]
    by = {"type": "single", "id": "who", "text": "Who?", "breakdown": True, "options": options}
    few = [{"id": f"a{i}", "text": f"Answer {i}"} for i in range(answers)]
    rest = [{"type": "single", "id": f"Q{i}", "text": "?", "options": few} for i in range(4)]
    return Questionnaire.model_validate({
        "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "S", "questions": [by | more, *rest]}],
    })  # fmt: skip


def forecast(asked: Questionnaire, expected: int) -> Forecast:
    return forecast_study(asked, expected, Policy())


def row(made: Forecast, by: str) -> ForecastRow:
    return next(one for one in made.rows if one.by == by)


def test_groups_that_are_certainly_too_small_are_hidden_and_not_offered() -> None:
    # a group has at least 20 people where the question is sensitive; 12 of 100 people cannot
    made = forecast(asked_of(12, sensitive=True), 100)
    cell = row(made, "who").expected
    assert (cell.kind, cell.often, cell.tries) == ("hidden", 12, 12)
    assert made.impossible == ("who",)
    assert any(one.kind == "leave out" or one.groups for one in made.advice)


def test_large_groups_are_printed() -> None:
    made = forecast(asked_of(2), 2000)
    cell = row(made, "who").expected
    assert (cell.kind, cell.short) == ("groups", "2 groups")
    assert cell.often >= 10
    assert not made.impossible
    assert made.people == (25, 50, 300, 2000)


def test_fewer_people_than_breakdowns_need_print_none_of_them() -> None:
    made = forecast(asked_of(2), 80)
    assert [cell.kind for cell in row(made, "who").cells] == ["hidden"] * 3 + ["groups"]
    assert made.people == (25, 50, 80, 300)
    assert made.impossible == ("who",)
    assert any("below 100 people" in sentence for sentence in made.said)


def test_questions_for_everybody_are_words_then_percentages() -> None:
    made = forecast(asked_of(2), 150)
    few, some, _expected, many = row(made, "").cells
    assert (few.kind, few.short + few.rest) == ("words", "words, no percent")
    assert (some.kind, many.kind) == ("percent", "percent")
    assert "±" in many.rest
    made = forecast(asked_of(2), 8)
    assert row(made, "").expected.kind == "hidden"


def test_a_sensitive_question_is_not_counted_on_where_what_splits_it_is_sensitive_too() -> None:
    asked = asked_of(2, sensitive=True)
    questions = [one.model_copy(update={"sensitive": True}) for one in asked.questions()]
    section = asked.sections[0].model_copy(update={"items": tuple(questions)})
    section.__dict__.pop("questions", None)
    made = forecast(asked.model_copy(update={"sections": (section,)}), 2000)
    assert row(made, "who").expected.kind == "hidden"


def test_merging_is_advised_only_where_the_second_try_shows_that_it_helps() -> None:
    bands = [{"id": f"b{i}", "text": f"{i * 10} to {i * 10 + 9}"} for i in range(1, 9)]
    made = forecast(asked_of(8, answers=6, options=bands), 300)
    (advice,) = made.advice
    assert advice.kind == "two bands"
    assert advice.groups == (("b1", "b2", "b3", "b4"), ("b5", "b6", "b7", "b8"))
    assert advice.title == "Use two bands: “10 to 19” to “40 to 49”, and “50 to 59” to “80 to 89”"
    # and it is true: asked for two bands, most tables are printed
    two = [{"id": "low", "text": "10 to 49"}, {"id": "high", "text": "50 to 89"}]
    after = row(forecast(asked_of(2, answers=6, options=two), 300), "who").expected
    assert after.kind == "groups"
    assert after.often >= 10
    as_it_is, *ways = made.what_if
    assert as_it_is.title == "By “Who?”: as it is"
    assert advice.title in [way.title for way in ways]
    tables = {one.title: _tables_of(one.tables) for one in made.what_if}
    assert tables[as_it_is.title] < tables[advice.title] <= 4


def test_two_groups_that_stand_beside_each_other_are_named() -> None:
    (advice,) = forecast(asked_of(6, answers=4), 200).advice
    assert advice.kind == "merge two"
    assert advice.title.startswith("Merge “Group ")
    assert sum(len(one) for one in advice.groups) == 6
    assert len(advice.groups) == 5


def test_where_nothing_that_is_tried_helps_it_is_said_so() -> None:
    (advice,) = forecast(asked_of(8, answers=6, sensitive=True), 120).advice
    assert (advice.kind, advice.groups) == ("leave out", ())


def test_the_same_questionnaire_gives_the_same_forecast_however_it_is_shared_out() -> None:
    asked = asked_of(3)
    here = forecast(asked, 120)
    told: list[tuple[int, int]] = []

    def pool() -> Executor:
        executor = processes(2)()
        assert isinstance(executor, ProcessPoolExecutor)
        return executor

    there = forecast_study(asked, 120, Policy(), pool, lambda *both: told.append(both))
    assert here == there
    assert Forecast.model_validate_json(here.model_dump_json()) == here
    assert told[-1][0] == told[-1][1] >= 48
    assert forecast(asked_of(2), 120) != here


def test_numbers_of_people_that_make_no_sense() -> None:
    with pytest.raises(BadInput, match="At least one"):
        forecast(asked_of(2), 0)
    made = forecast(asked_of(2), 40_000)
    assert made.people[-1] == 40_000
    assert "More than 5,000 people are tried as 5,000." in made.said
    assert any("80,000 answers take about 376 MB on the disk" in one for one in made.said)
    assert any("Ten times as many cost: about 3.8 GB on the disk" in one for one in made.said)


def test_how_often_and_how_many_is_said_in_words() -> None:
    assert [how_often(n, 12) for n in (0, 3, 6, 9, 12)] == [
        "in none of 12 tries",
        "in few of 12 tries",
        "in about half of 12 tries",
        "in most of 12 tries",
        "in all of 12 tries",
    ]
    assert [about_people(n) for n in (3, 9, 14, 15, 123)] == [
        "below ten", "below ten", "about 10", "about 20", "about 120",
    ]  # fmt: skip


def test_every_small_form_can_be_forecast() -> None:
    for name in ("multiple", "ranking", "scale-11", "text", "show-if-all", "dont-know", "at-most"):
        made = forecast(form_file(name), 150)
        assert row(made, "").expected.kind in ("percent", "counts"), name


def test_a_forecast_agrees_with_the_release_of_a_practice_study(
    instance: Instance, clock: Clock, publish: Callable[..., Published]
) -> None:
    asked = read_questionnaire(TWO_WAYS, "two-ways.yaml")
    made = forecast(asked, 150)
    study = publish(asked, practice=True)
    answer_as_invented(instance, study.id, 150, Random(3), clock)
    close_study(instance, study.id, clock())
    day = clock().date()
    opened = open_study(instance, study.id, study.sheets[:2], day, make_executor(1, 1))
    everybody = row(made, "").expected
    assert everybody.kind == "percent"
    assert _typical_range(opened.release) == pytest.approx(_points(everybody.rest), abs=2)
    for by in asked.breakdowns():
        said = next(one for one in made.what_if if one.by == by.id)
        foreseen, of = _tables_of(said.tables), int(said.tables.rpartition(" ")[2])
        # the release may differ by as much as one try from another
        assert abs(foreseen - len(_tables(opened.release, by.id))) <= 0.4 * of


def _points(rest: str) -> int:
    return int(rest.split("±")[1].split()[0])


def _typical_range(release: Release) -> int:
    found = sorted(
        (one.shown.high - one.shown.low) / 2
        for question in release.questions
        for one in question.rows
        if one.shown.high is not None and one.shown.low is not None
    )
    return math.ceil(found[len(found) // 2])


def _tables(release: Release, by: str) -> list[str]:
    return [
        question.id
        for question in release.questions
        for table in question.breakdowns
        if table.by == by
    ]


def _tables_of(said: str) -> int:
    """Give the tables of "about 3 of 4", or of "hardly any of 4"."""
    found = [int(one) for one in _NUMBERS.findall(said)]
    return found[0] if len(found) == 2 else 0
