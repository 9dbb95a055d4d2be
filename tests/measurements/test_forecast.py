"""What a forecast costs, and how near its parts are to whole releases: `make measure`."""

from __future__ import annotations

import os
import resource
from dataclasses import replace
from functools import partial
from random import Random
from time import perf_counter

import numpy as np
import pytest

from survey.answers.codec import Layout
from survey.disclosure.arrays import Floats
from survey.disclosure.forecast.invented_people import SKEWS, invented_records
from survey.disclosure.forecast.narrowing_to_one import narrowed
from survey.disclosure.forecast.one_try import split_by
from survey.disclosure.policy import Policy
from survey.disclosure.protect import before_proof, protect
from survey.disclosure.release import Breakdown, Integrity, QuestionResult
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.services.overview.forecast_study import forecast_study
from survey.services.steps.executors import processes
from survey.settings import shipped
from survey.tally.counting import LANGUAGE, count
from tests.measurements.test_disclosure_whole_survey import FACTS, questionnaire

pytestmark = pytest.mark.measurement

SHIPPED = ("finding-support", "reporting-and-removal")


def shipped_form(name: str) -> Questionnaire:
    file = shipped("config") / "questionnaires" / f"{name}.yaml"
    return read_questionnaire(file.read_bytes(), file.name)


@pytest.mark.parametrize("name", ["40 questions, 6 breakdowns", *SHIPPED])
def test_what_a_forecast_costs(name: str) -> None:
    asked = shipped_form(name) if name in SHIPPED else questionnaire()
    start, before = perf_counter(), _used()
    made = forecast_study(asked, 150, Policy(), processes(2))
    print(
        f"\n{name}: {perf_counter() - start:.1f} s, {_used() - before:.1f} s of processor, load "
        f"{os.getloadavg()[0]:.1f}; {len(made.advice)} pieces of advice"
    )


def _used() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, both))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("people", [150, 300])
def test_how_near_one_breakdown_at_a_time_is_to_a_release(name: str, people: int) -> None:
    asked, policy = shipped_form(name), Policy()
    found = {"whole": [0, 0, 0, 0], "with proof": [0, 0, 0, 0]}
    for skew in SKEWS:
        chance = Random(f"{name}/{people}/{skew}")
        records = invented_records(asked, Layout(asked), people, skew, partial(_draw, chance))
        tally = count(asked, Layout(asked), records)
        facts = Integrity(envelopes=people, counted=people)
        wholes = {
            "whole": before_proof(asked, tally, policy),
            "with proof": protect(asked, tally, policy, FACTS, facts).questions,
        }
        for by in (one.id for one in asked.breakdowns()):
            alone = {key: one for key, one in tally.one_way.items() if key != LANGUAGE}
            part = before_proof(
                narrowed(asked, by, split_by(asked, by)),
                replace(tally, one_way=alone),
                policy,
            )
            mine = _shares(part, by)
            for label, whole in wholes.items():
                theirs, seen = _shares(whole, by), found[label]
                for question in split_by(asked, by):
                    a, b = mine.get(question, 0.0), theirs.get(question, 0.0)
                    seen[0] += 1
                    seen[1] += a == b
                    seen[2] += (a >= 0.5) == (b >= 0.5)
                    seen[3] += (a > 0) == (b > 0)
    for label, (tables, same, well, some) in found.items():
        print(
            f"\n{name}, {people} people, beside {label}: of {tables} tables {same} print as many "
            f"numbers, {well} alike at least half or not, {some} alike any or none"
        )


def _draw(chance: Random, many: int) -> Floats:
    return np.array([chance.random() for _ in range(many)])


def _shares(questions: tuple[QuestionResult, ...], by: str) -> dict[str, float]:
    return {
        question.id: _share(table)
        for question in questions
        for table in question.breakdowns
        if table.by == by
    }


def _share(table: Breakdown) -> float:
    cells = [cell for row in table.cells for cell in row]
    return sum(not cell.hidden for cell in cells) / len(cells)
