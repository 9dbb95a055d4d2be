"""Writing at the desk: questions, their problems, order, files and versions, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.services.overview.list_drafts import read_draft
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor
from tests.services.test_writing_drafts import FILE

Staff = Callable[..., StaffVisitor]


@pytest.fixture
def draft(instance: Instance, clock: Clock) -> str:
    """Give the id of a draft."""
    return begin_draft(instance, FILE, DraftTerms(), clock().date()).study_id


def kept(instance: Instance, draft: str) -> str:
    return read_draft(instance, draft).version.file


def test_a_question_is_changed_on_its_page(staff: Staff, instance: Instance, draft: str) -> None:
    ann = staff("ann", "coordinator")
    page = ann.get(f"/studies/{draft}/questions")
    assert ann.status == 200
    assert "2 questions , about 1 minute" in page.words
    page = ann.get(f"/studies/{draft}/questions/1/1")
    assert ann.status == 200, page.words
    page = ann.press("Save question 1", text="When do you like to swim?")
    assert "version 2" in page.words
    assert 'en: "When do you like to swim?"  # not “How often”' in kept(instance, draft)
    assert "fr: Quand nagez-vous ?" in kept(instance, draft)
