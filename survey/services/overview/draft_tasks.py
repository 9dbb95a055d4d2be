"""The task list of a draft, with its reviewers and what they wrote, as every door shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.errors import QuestionnaireProblems
from survey.services.steps.answers_cost import cost_of_answers
from survey.services.steps.publishing_facts import DraftFacts, draft_facts
from survey.storage.instance import Instance
from survey.storage.studies import reviews, study_drafts
from survey.storage.studies.reviews import ReviewComment, ReviewVerdict
from survey.storage.studies.study_drafts import StudyDraft
from survey.studies.askings import ASKINGS
from survey.studies.publishing_tasks import PublishingTask, blocking

ReviewState = Literal[
    "link not pressed", "reading", "signed off", "not yet", "signed off before", "not yet before",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewerState:
    """A reviewer, where they stand with the newest version, and their newest verdict.

    "before" is a verdict on other words.
    """

    letter: str
    state: ReviewState
    verdict: ReviewVerdict | None
    comments: tuple[ReviewComment, ...]


@dataclass(frozen=True, slots=True)
class DraftTasks:
    """A draft with its tasks; `problems` of its file instead, where that cannot be read."""

    draft: StudyDraft
    tasks: tuple[PublishingTask, ...]
    reviewers: tuple[ReviewerState, ...]
    problems: tuple[str, ...] = ()
    found: DraftFacts | None = None

    @property
    def blocking(self) -> tuple[PublishingTask, ...]:
        """Return the tasks that block publishing."""
        return blocking(self.tasks)

    @property
    def can_be_published(self) -> bool:
        """Tell whether nothing is left that blocks."""
        return not self.problems and not self.blocking

    @property
    def ceiling(self) -> int:
        """Return the answers after which no more are taken, where no other number is chosen."""
        return ASKINGS[self.draft.asking].ceiling(self.draft.expected)

    @property
    def room(self) -> str:
        """Return how many answers will be taken, and what they cost; "" where it cannot be read."""
        if self.found is None:
            return ""
        cost = cost_of_answers(self.found.asked, self.ceiling)
        return (
            f"No more than {self.ceiling:,} answers will be taken, unless you choose another "
            f"number when you publish. So many take {cost.words}."
        )


def tasks_of_draft(instance: Instance, study_id: str, today: date) -> DraftTasks:
    """Return the task list of a draft as it is now; StudyUnknown."""
    with instance.engine.connect() as connection:
        draft = study_drafts.get(connection, study_id)
        comments = reviews.comments_on(connection, study_id)
        verdicts = {one.letter: one for one in reviews.verdicts_on(connection, study_id)}
        found: DraftFacts | None = None
        problems: tuple[str, ...] = ()
        try:
            found = draft_facts(instance, connection, study_id, today)
        except QuestionnaireProblems as error:
            problems = tuple(map(str, error.problems))
        newest = found.read.fingerprint if found else b""
        states = tuple(
            ReviewerState(
                one.letter,
                _state(one, verdicts.get(one.letter), newest),
                verdicts.get(one.letter),
                tuple(each for each in comments if each.letter == one.letter),
            )
            for one in reviews.reviewers_of(connection, study_id)
        )
    return DraftTasks(draft, found.tasks if found else (), states, problems, found)


def _state(reviewer: reviews.Reviewer, verdict: ReviewVerdict | None, newest: bytes) -> ReviewState:
    if verdict is not None and verdict.fingerprint == newest:
        return verdict.verdict
    if verdict is not None:
        return "signed off before" if verdict.verdict == "signed off" else "not yet before"
    return "link not pressed" if reviewer.waits else "reading"
