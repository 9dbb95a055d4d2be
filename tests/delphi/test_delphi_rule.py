"""The council's policy file: it can be made stricter, never weaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.delphi.rule import CouncilPolicy, read_council_policy
from survey.errors import SettingsProblems

FILE = Path(__file__).parents[2] / "config" / "council.toml"
#: Part and name -> the first value that is too weak.
TOO_WEAK = {
    "rule.scale": 7, "rule.percentiles": "'lower'", "rule.too_few_under": 7, "rule.median_from": 6,
    "rule.agree_from": 50, "rule.oppose_under": 34, "rule.rounds_most": 4,
    "rule.stable_change_under": 16, "rule.stable_kappa_from": 0.6,
    "rule.stable_cv_change_under": 0.2, "rule.pairs_from": 7, "rule.many_missing_under": 49,
    "feedback.median_from": 2, "feedback.verdict_from": 7, "feedback.percentages_from": 14,
    "dissent.minority_percent": 16, "dissent.minority_people": 2, "dissent.medians_apart": 3,
    "groups.people": 4,
}  # fmt: skip


def test_the_shipped_file_is_the_default_and_names_everything():
    text = FILE.read_text(encoding="utf-8")
    assert read_council_policy(text) == CouncilPolicy()
    named = {
        f"{part}.{name}" for part, rest in CouncilPolicy().model_dump().items() for name in rest
    }
    assert named == set(TOO_WEAK)
    lines = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    assert len(lines) == len(named)


@pytest.mark.parametrize(("place", "value"), TOO_WEAK.items())
def test_nothing_goes_past_its_floor_or_ceiling(place, value):
    part, name = place.split(".")
    with pytest.raises(SettingsProblems) as problem:
        read_council_policy(f"[{part}]\n{name} = {value}")
    assert place in problem.value.problems[0]


def test_stricter_is_taken():
    assert read_council_policy("[rule]\nagree_from = 80").rule.agree_from == 80
    assert read_council_policy("[feedback]\npercentages_from = 20").feedback.percentages_from == 20


@pytest.mark.parametrize(
    "text",
    ["rule = ", "[rule]\nagre_from = 80", "[rule]\nagree_from = '80'", "[rules]\nx = 1",
     "[feedback]\nmedian_from = 9", "[rule]\ntoo_few_under = 12"],
    ids=["no TOML", "unknown name", "no number", "unknown part", "out of order", "verdict early"],
)  # fmt: skip
def test_what_cannot_be_used_is_said(text):
    with pytest.raises(SettingsProblems) as problem:
        read_council_policy(text)
    assert problem.value.problems
    assert all(sentence.endswith(".") for sentence in problem.value.problems)
