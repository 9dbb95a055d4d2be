"""`survey … forecast`: what a report could print, at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireProblems

Survey = Callable[..., str]

FORM = Path(__file__).parents[1] / "forms" / "breakdown.yaml"


def test_a_file_is_forecast(survey: Survey) -> None:
    said = survey("questionnaire", "forecast", FORM, "--expected", 150, "--workers", 1)
    assert "Each question, everybody\n  25 people: words, no percent\n" in said
    assert "By “How old are you now?” (4 groups; smallest group: about " in said
    assert "  about 150 people: " in said
    assert "How people will really answer is not known." in said
    assert said == survey("questionnaire", "forecast", FORM, "--workers", 1)


def test_a_draft_is_forecast_for_the_people_it_is_for(survey: Survey, tmp_path: Path) -> None:
    draft = survey("draft", "create", "--file", FORM, "--expected", 40).split()[0]
    assert "about 40 people: percent" in survey("draft", "forecast", draft, "--workers", 1)
    said = survey("draft", "forecast", draft, "--expected", 60, "--workers", 1)
    assert "about 60 people: percent" in said
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\n", encoding="utf-8")
    draft = survey("draft", "create", "--file", broken).split()[0]
    with pytest.raises(QuestionnaireProblems):
        survey("draft", "forecast", draft)
