"""Inviting reviewers of a draft: a letter and a one-time link each, and nothing that names them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from survey.sealing.codes.review_links import LINK_BYTES, review_mark
from survey.services.steps.ready_drafts import send_for_review
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import reviews, study_drafts


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A link that was just made for a reviewer: its secret is kept nowhere."""

    letter: str
    secret: str = field(repr=False)


def invite_reviewer(instance: Instance, study_id: str) -> ReviewLink:
    """Make a link for one more reviewer, and let reviewers see the draft as it is now.

    StudyUnknown; StudyStateWrong where it is published or put aside; Refused after the 26th.
    """
    secret = secrets.token_urlsafe(LINK_BYTES)
    with writing(instance.engine) as connection:
        send_for_review(connection, study_id)
        mark = review_mark(instance.site_key, "link", secret)
        return ReviewLink(reviews.add_reviewer(connection, study_id, mark), secret)


def replace_review_link(instance: Instance, study_id: str, letter: str) -> ReviewLink:
    """Make another link for a reviewer: the one before ends, used or not; their words stay.

    StudyUnknown; Refused where there is no such reviewer.
    """
    secret = secrets.token_urlsafe(LINK_BYTES)
    with writing(instance.engine) as connection:
        study_drafts.get(connection, study_id)
        mark = review_mark(instance.site_key, "link", secret)
        reviews.replace_link(connection, study_id, letter.upper(), mark)
    return ReviewLink(letter.upper(), secret)


def send_to_reviewers(instance: Instance, study_id: str) -> None:
    """Let reviewers see a draft as it is now; StudyUnknown, StudyStateWrong."""
    with writing(instance.engine) as connection:
        send_for_review(connection, study_id)


def answer_reviewer(instance: Instance, study_id: str, number: int, answer: str) -> None:
    """Keep what is answered to a comment; Refused where there is none of that number."""
    with writing(instance.engine) as connection:
        study_drafts.get(connection, study_id)
        reviews.answer_comment(connection, study_id, number, answer.strip())
