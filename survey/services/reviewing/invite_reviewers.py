"""Inviting reviewers of a draft: a letter and a one-time link each, and nothing that names them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from survey.sealing.codes.review_links import LINK_BYTES, review_mark
from survey.services.steps.public_words import COMMENT, public_words
from survey.services.steps.ready_drafts import send_for_review
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import reviews, study_drafts


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A link that was just made for a reviewer: its secret is kept nowhere."""

    letter: str
    secret: str = field(repr=False)


def invite_reviewer(instance: Instance, study_id: str, today: date) -> ReviewLink:
    """Make a link for one more reviewer, and let reviewers see the draft as it is now.

    StudyUnknown; StudyStateWrong where it is published or put aside; Refused after the 26th.
    """
    secret = secrets.token_urlsafe(LINK_BYTES)
    with writing(instance.engine) as connection:
        send_for_review(connection, study_id)
        mark = review_mark(instance.site_key, "link", secret)
        letter = reviews.add_reviewer(connection, study_id, mark)
        _note(connection, today, study_id, "reviewer invited", f"Reviewer {letter}.")
    return ReviewLink(letter, secret)


def replace_review_link(instance: Instance, study_id: str, letter: str, today: date) -> ReviewLink:
    """Make another link for a reviewer: the one before ends, used or not; their words stay.

    StudyUnknown; Refused where there is no such reviewer.
    """
    secret = secrets.token_urlsafe(LINK_BYTES)
    with writing(instance.engine) as connection:
        study_drafts.get(connection, study_id)
        mark = review_mark(instance.site_key, "link", secret)
        reviews.replace_link(connection, study_id, letter.upper(), mark)
        _note(connection, today, study_id, "review link replaced", f"Reviewer {letter.upper()}.")
    return ReviewLink(letter.upper(), secret)


def send_to_reviewers(instance: Instance, study_id: str, today: date) -> None:
    """Let reviewers see a draft as it is now; StudyUnknown, StudyStateWrong."""
    with writing(instance.engine) as connection:
        send_for_review(connection, study_id)
        newest = study_drafts.get(connection, study_id).newest
        _note(connection, today, study_id, "sent to reviewers", f"Version {newest}.")


def answer_reviewer(
    instance: Instance, study_id: str, number: int, answer: str, today: date
) -> None:
    """Keep what is answered to a comment, which its reviewer then sees.

    Refused where there is none of that number; BadInput for no words or too many.
    """
    said = public_words(
        answer, "The answer", COMMENT, kept="Nothing was changed.", do="for the reviewer"
    )
    with writing(instance.engine) as connection:
        study_drafts.get(connection, study_id)
        reviews.answer_comment(connection, study_id, number, said)
        _note(connection, today, study_id, "reviewer answered", f"Comment {number}.")


def _note(connection: Connection, today: date, study_id: str, event: str, words: str) -> None:
    journal.note(connection, day=today, study_id=study_id, event=event, words=words)
