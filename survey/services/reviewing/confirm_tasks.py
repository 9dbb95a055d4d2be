"""What a role writes and confirms of a draft before it is published.

It knows roles, never names. A confirmation holds for the words as they are on that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, Refused
from survey.questionnaire.consent import untold
from survey.questionnaire.texts import Text
from survey.services.steps.publishing_facts import draft_facts, law_words, payment_words
from survey.services.steps.ready_drafts import look_whether_ready, require_unpublished
from survey.services.steps.trustee_roles import require_roles, role_words
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import publishing_plans
from survey.storage.studies.publishing_plans import Subject

#: Letters of a role, and of what people are told of the law in one language.
_LAW_LETTERS = 2_000


def write_safeguarding(
    instance: Instance, study_id: str, safeguarding: Text, jurisdiction: Text, today: date
) -> None:
    """Keep what people are told of the law, for this study, before they write.

    A sign-off of other words does not hold any more. BadInput for words that only hold a place;
    StudyUnknown; StudyStateWrong where the draft is published or put aside.
    """
    held = Text((("", "kept"),))
    wanting = untold(held, safeguarding, jurisdiction, "kept")
    if wanting:
        raise BadInput(
            f"What people are told is not complete: {', '.join(wanting)}.",
            kept="Nothing was changed.",
            do="Write what you may have to pass on, and whose law that is.",
        )
    longest = max(len(words) for text in (safeguarding, jurisdiction) for _, words in text.pairs)
    if longest > _LAW_LETTERS:
        raise BadInput(
            f"One of these texts has {longest:,} characters.",
            kept="Nothing was changed.",
            do=f"Write up to {_LAW_LETTERS:,} characters: people read it before they agree.",
        )
    with writing(instance.engine) as connection:
        require_unpublished(connection, study_id)
        plan = publishing_plans.plan_of(connection, study_id)
        plan = replace(plan, safeguarding=safeguarding, jurisdiction=jurisdiction)
        publishing_plans.keep_plan(connection, study_id, plan)
        journal.note(connection, day=today, study_id=study_id, event="safeguarding text written")


def sign_safeguarding(instance: Instance, study_id: str, role: str, today: date) -> None:
    """Keep that somebody who knows the law signed what people are told, as it is now.

    Refused where nothing was written for this study yet; otherwise as above.
    """
    with writing(instance.engine) as connection:
        require_unpublished(connection, study_id)
        plan = publishing_plans.plan_of(connection, study_id)
        if not plan.safeguarding:
            raise Refused(
                "No safeguarding text was written for this study yet.",
                kept="Nothing was changed.",
                do="Write it first, then let somebody who knows that law sign it.",
            )
        words = law_words(plan.safeguarding, plan.jurisdiction)
        _confirm(instance, connection, study_id, "safeguarding", role, today, words)


def confirm_payment(instance: Instance, study_id: str, role: str, today: date) -> None:
    """Keep that what is promised for answering is there, in the words of the newest version."""
    with writing(instance.engine) as connection:
        require_unpublished(connection, study_id)
        words = payment_words(draft_facts(instance, connection, study_id, today).asked)
        if not words:
            raise Refused(
                "Nothing is promised for answering.",
                kept="Nothing was changed.",
                do="Nothing has to be confirmed.",
            )
        _confirm(instance, connection, study_id, "payment", role, today, words)


def name_trustees(
    instance: Instance, study_id: str, roles: Sequence[str], threshold: int, today: date
) -> None:
    """Keep who is to have a share sheet, a role each, and how many of them open the study together.

    SharesRefused for impossible numbers; BadInput for a role without words; otherwise as above.
    """
    named = tuple(role_words(one) for one in roles)
    require_roles(named, threshold)
    with writing(instance.engine) as connection:
        require_unpublished(connection, study_id)
        plan = publishing_plans.plan_of(connection, study_id)
        plan = replace(plan, trustees=named, threshold=threshold)
        publishing_plans.keep_plan(connection, study_id, plan)
        said = f"{', '.join(named)}; {threshold} open it."
        journal.note(connection, day=today, study_id=study_id, event="trustees named", words=said)
        look_whether_ready(instance, connection, study_id, today)


def _confirm(
    instance: Instance,
    connection: Connection,
    study_id: str,
    subject: Subject,
    role: str,
    today: date,
    words: str,
) -> None:
    publishing_plans.confirm(connection, study_id, subject, role_words(role), today, words)
    said = f"{role_words(role)} confirmed {subject}."
    journal.note(connection, day=today, study_id=study_id, event="confirmed", words=said)
    look_whether_ready(instance, connection, study_id, today)
