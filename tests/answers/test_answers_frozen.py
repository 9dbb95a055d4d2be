"""Codes records written long ago mean the same for ever: tests/vectors/codes.json is only read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from survey.answers import answer_types
from survey.answers.answer_types import Answer, Given
from survey.answers.codec import Layout, decode, encode
from survey.questionnaire.model import Questionnaire

FROZEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "codes.json").read_text(encoding="utf-8")
)
LAYOUT = Layout(Questionnaire.model_validate(FROZEN["questionnaire"]))


def answers_of(case: dict[str, Any]) -> dict[str, Answer]:
    given: dict[str, Answer] = {
        name: Given(tuple(chosen)) for name, chosen in case.get("given", {}).items()
    }
    missing: dict[str, Answer] = {
        name: getattr(answer_types, kind)() for name, kind in case.get("missing", {}).items()
    }
    return given | missing


@pytest.mark.parametrize("case", FROZEN["records"], ids=lambda case: case["language"])
def test_a_frozen_record_means_the_same(case: dict[str, Any]) -> None:
    record = bytes.fromhex(case["record"])
    answers = answers_of(case)
    assert decode(LAYOUT, record) == (answers, case["language"])
    assert encode(LAYOUT, answers, case["language"]) == record
