"""What a release advises its authors to do is tried here, and not refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.errors import Action, DisclosureRefused, Do
from survey.questionnaire.model import Questionnaire
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.executors import make_executor
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.services.studies.reopen_study import reopen_study
from survey.storage.instance import Instance
from tests.conftest import Clock, Published

pytestmark = pytest.mark.slow  # each needs the solver

#: What is advised of groups that are too small: a further step in the list of the question.
_STEP = [[{"id": "low", "text": "Low", "options": ["o0", "o1", "o2"]},
          {"id": "high", "text": "High", "options": ["o3", "o4", "o5"]}]]  # fmt: skip


def form(*more: dict[str, Any], merge: Any = ()) -> Questionnaire:
    """Give a questionnaire with one breakdown of six groups."""
    asked = [
        {"id": "who", "type": "single", "breakdown": True, "options": options(6), "merge": merge},
        {"id": "how", "type": "scale", "points": ["Bad", "Poor", "Fair", "Good", "Best"]},
        {"id": "many", "type": "multiple", "sensitive": True, "options": options(4)},
        *more,
    ]
    return Questionnaire.model_validate({
        "id": "few", "title": "Few", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "S", "questions": [{"text": "?", **q} for q in asked]}],
    })  # fmt: skip


def options(count: int) -> list[dict[str, str]]:
    return [{"id": f"o{i}", "text": f"Option {i}"} for i in range(count)]


RARELY = {"id": "rarely", "type": "single", "options": options(2),
          "show_if": {"question": "who", "is": "o1"}}  # fmt: skip


def advised(release: Release) -> Iterator[str]:
    for question in release.questions:
        yield question.reason
        for refusal in question.refusals:
            yield from refusal.next_steps


class Asked:
    """One study of invented people."""

    def __init__(self, instance: Instance, study: Published, clock: Clock) -> None:
        self.instance, self.study, self.clock = instance, study, clock

    def opened(self, people: int, seed: int = 3) -> Release:
        answer_as_invented(self.instance, self.study.id, people, Random(seed), self.clock)
        close_study(self.instance, self.study.id, self.clock())
        day = self.clock().date()
        sheets = self.study.sheets[:2]
        return open_study(self.instance, self.study.id, sheets, day, make_executor(1, 1)).release

    def reopen(self) -> None:
        later = self.clock().date() + timedelta(days=14)
        reopen_study(self.instance, self.study.id, later, self.clock())


@pytest.fixture
def asked(publish: Callable[..., Published], instance: Instance, clock: Clock) -> Asked:
    return Asked(instance, publish(form(RARELY), practice=True), clock)


@pytest.mark.parametrize("people", [6, 40])
def test_where_more_answers_are_advised_the_study_can_be_taken_up_again(
    asked: Asked, people: int
) -> None:
    said = " ".join(advised(asked.opened(people)))
    assert "published again" in said
    asked.reopen()


def test_a_study_in_words_advises_no_more_answers_for_it_is_never_taken_up_again(
    asked: Asked,
) -> None:
    release = asked.opened(14)
    assert release.policy.ladder == "10-29"
    said = " ".join(advised(release))
    assert "published again" not in said
    assert "later closing day" not in said
    with pytest.raises(DisclosureRefused) as refused:
        asked.reopen()
    assert "new study" in str(refused.value.do)


def test_a_question_that_too_few_answered_in_words_advises_a_new_study(
    asked: Asked,
) -> None:
    release = asked.opened(14)
    (reason,) = (one.reason for one in release.questions if one.id == "rarely")
    assert "in a new study" in reason
    assert "published again" not in reason


def test_a_further_step_for_groups_is_advised_of_a_new_study_and_taken_there(
    asked: Asked, publish: Callable[..., Published]
) -> None:
    steps = {step for step in advised(asked.opened(130)) if "merge" in step}
    assert steps
    assert all(step.startswith("In a new study") for step in steps)
    new = form(merge=_STEP)
    (by,) = new.breakdowns()
    assert [group.id for group in by.merge[0]] == ["low", "high"]
    assert publish(new, practice=True).id


def test_where_a_next_release_is_refused_what_is_advised_is_possible(asked: Asked) -> None:
    asked.opened(110)
    asked.reopen()
    with pytest.raises(DisclosureRefused) as refused:
        asked.opened(3, seed=4)
    (deed,) = (part for part in refused.value.guidance if isinstance(part, Action))
    assert deed.do == Do.REOPEN_STUDY
    asked.reopen()
