"""What the tests of the questionnaire language may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire

FORMS = Path(__file__).resolve().parents[1] / "forms"


@pytest.fixture(scope="session")
def form() -> Callable[[str], Questionnaire]:
    """Give the form of that name from tests/forms."""

    def read(name: str) -> Questionnaire:
        path = FORMS / f"{name}.yaml"
        return read_questionnaire(path.read_bytes(), path.name)

    return read


@pytest.fixture(scope="session")
def made() -> Callable[..., Questionnaire]:
    """Build a questionnaire from the YAML of the questions of one section, or of sections."""

    def build(questions: str = "", sections: str = "") -> Questionnaire:
        head = "id: t\ntitle: T\nintroduction: I\nconsent: C\nclosing: E\nsections:\n"
        if questions:
            sections = "  - id: s\n    title: S\n    questions:\n" + questions
        return read_questionnaire(head + sections, "made.yaml")

    return build
