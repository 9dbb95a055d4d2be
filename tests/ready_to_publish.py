"""All that a real study needs before it is published, done as the rows that it leaves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from survey.questionnaire.model import Questionnaire
from survey.services.steps.founding_terms import Responsible, Terms
from survey.services.steps.publishing_facts import payment_words, read_text
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts
from survey.storage.staff.accounts import AccountRow, RoleHeld
from survey.storage.studies import publishing_plans, reviews
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft, add


def confirmed_list(today: date) -> str:
    """Give the shipped list of support services, with every service confirmed today."""
    found = json.loads((shipped("config") / "resources.json").read_text(encoding="utf-8"))
    for service in found["services"]:
        service |= {"checked_on": today.isoformat(), "verified_by": "a coordinator"}
    return json.dumps(found)


def reviewed_by_two(
    instance: Instance, asked: Questionnaire, terms: Terms | Responsible, today: date
) -> str:
    """Let two reviewers sign off a draft that reads like `asked`, and two people go on with it."""
    told = terms if isinstance(terms, dict) else _told(terms)
    text, study_id = read_text(asked, told), secrets.token_hex(4)
    with writing(instance.engine) as conn:
        draft = StudyDraft(study_id, "Signed off", "open", 150, state="in review")
        add(conn, draft, DraftVersion(study_id, 1, "", today, "coordinator"))
        for _ in range(2):
            reviews.add_reviewer(conn, study_id, secrets.token_bytes(32))
        for reviewer in reviews.reviewers_of(conn, study_id):
            reviews.give_verdict(conn, reviewer, text.fingerprint, "signed off", today)
        publishing_plans.confirm(
            conn, study_id, "payment", "coordinator", today, payment_words(asked)
        )
    two_coordinators(instance)
    return study_id


def two_coordinators(instance: Instance) -> None:
    """Let two people be there who could go on with any study."""
    with writing(instance.engine) as conn:
        for _ in range(2):
            row = AccountRow(secrets.token_hex(8), f"Ready {secrets.token_hex(4)}", "active")
            accounts.add(conn, row, [RoleHeld("coordinator")])


@contextmanager
def all_tasks_done(
    instance: Instance, asked: Questionnaire, terms: Terms, today: date
) -> Iterator[None]:
    """Have nothing left to do for a study that is not for practice, while it is published.

    The list of support services is put back as it was afterwards.
    """
    own = instance.folder / "resources.json"
    if terms.practice:
        yield
        return
    reviewed_by_two(instance, asked, terms, today)
    before = own.read_bytes() if own.is_file() else None
    own.write_text(confirmed_list(today), encoding="utf-8")
    yield
    _put_back(own, before)


def _put_back(own: Path, before: bytes | None) -> None:
    if before is None:
        own.unlink()
    else:
        own.write_bytes(before)


def _told(terms: Terms) -> Responsible:
    return Responsible(
        organisation=terms.organisation,
        safeguarding=terms.safeguarding,
        jurisdiction=terms.jurisdiction,
        legal_sign_off=terms.legal_sign_off,
    )
