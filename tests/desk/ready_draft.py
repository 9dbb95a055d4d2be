"""A draft with everything done but its reviews, for pages of the desk."""

from __future__ import annotations

from datetime import date

from survey.questionnaire.texts import Text
from survey.services.reviewing.confirm_tasks import (
    name_trustees,
    sign_safeguarding,
    write_safeguarding,
)
from survey.services.reviewing.invite_reviewers import invite_reviewer
from survey.services.reviewing.review_draft import decide, press_link, review_on
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.files import write_durably
from survey.storage.instance import Instance
from tests.ready_to_publish import confirmed_list, two_coordinators

FORM = """
id: evenings
title: Evenings
introduction: About evenings.
consent: It is anonymous. You can stop at any time.
closing: Thank you.
audience: {who: Adults}
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: else, type: text, text: What would help?}
"""


def draft_of(instance: Instance, today: date, *, form: str = FORM, practice: bool = False) -> str:
    """Give a draft that nobody has looked at."""
    return begin_draft(instance, form, DraftTerms(practice=practice), today).study_id


def all_but_reviews(instance: Instance, study_id: str, today: date) -> None:
    """Do every task of a draft but its reviews."""
    write_durably(instance.folder / "resources.json", confirmed_list(today).encode())
    law = Text((("en", "We may have to pass on that a child is in danger now."),))
    write_safeguarding(instance, study_id, law, Text((("en", "Luxembourg"),)), today)
    sign_safeguarding(instance, study_id, "counsel", today)
    name_trustees(instance, study_id, ("Board", "University", "Outside"), 2, today)
    two_coordinators(instance)


def signed_off(instance: Instance, study_id: str, today: date) -> None:
    """Let a new reviewer sign off a draft as it is."""
    device = press_link(instance, invite_reviewer(instance, study_id, today).secret)
    assert device is not None
    found = review_on(instance, device, today)
    assert found is not None
    decide(instance, device, found.read.fingerprint, "signed off", "", today)
