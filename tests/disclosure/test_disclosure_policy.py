"""The policy file: it can be made stricter, never weaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.disclosure.policy import Policy, read_policy
from survey.errors import SettingsProblems

FILE = Path(__file__).parents[2] / "config" / "disclosure.toml"
FLOORS = {
    "threshold": 5, "threshold_sensitive": 5, "base_for_counts": 10, "base_for_percentages": 20,
    "words_from": 10, "numbers_from": 30, "breakdowns_from": 100, "count_rounding": 5,
    "percent_rounding_small": 5, "category_people": 10, "tiny_table": 12, "slice_people": 100,
    "next_release_percent": 10, "most_hidden": 0,
}  # fmt: skip


def test_the_shipped_file_is_the_default():
    assert read_policy(FILE.read_text()) == Policy()


def test_every_field_has_a_floor_here():
    assert set(FLOORS) == set(Policy.model_fields)


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_nothing_goes_below_its_floor(name, floor):
    with pytest.raises(SettingsProblems) as problem:
        read_policy(f"{name} = {floor - 1}")
    assert name in problem.value.problems[0]


def test_stricter_is_taken():
    assert read_policy("threshold = 8").threshold == 8
    assert read_policy("words_from = 20\nnumbers_from = 40").step(19) == "under 10"


@pytest.mark.parametrize(
    "text",
    [
        "threshold = ",
        "treshold = 6",
        "threshold = '6'",
        "threshold = 12",
        "numbers_from = 400",
        "percent_rounding_small = 7",
    ],
    ids=["no TOML", "unknown name", "no number", "above sensitive", "out of order", "a rest"],
)
def test_what_cannot_be_used_is_said(text):
    with pytest.raises(SettingsProblems) as problem:
        read_policy(text)
    assert problem.value.problems
    assert all(sentence.endswith(".") for sentence in problem.value.problems)


@pytest.mark.parametrize(
    ("people", "step"),
    [(0, "under 10"), (9, "under 10"), (10, "10-29"), (29, "10-29"), (30, "30-99"),
     (99, "30-99"), (100, "100 and more")],
)  # fmt: skip
def test_the_step_depends_on_people_alone(people, step):
    assert Policy().step(people) == step
