"""What a release says of a study itself: public facts, which anybody can compare."""

from __future__ import annotations

import json
from datetime import date

from survey.disclosure.proof.certificate import digest_of_form
from survey.disclosure.release import JournalHead, StudyFacts
from survey.questionnaire.consent import consent_version
from survey.questionnaire.files.reading import published_json
from survey.questionnaire.model import Questionnaire
from survey.sealing.public_keys import fingerprint, in_groups
from survey.storage.studies import study_rows


def facts_of(
    row: study_rows.StudyRow, questionnaire: Questionnaire, today: date, done: JournalHead
) -> StudyFacts:
    """Return what a release that is made today says of a study itself."""
    return StudyFacts(
        id=row.id,
        title=questionnaire.title.as_mapping(),
        languages=questionnaire.languages,
        introduction=questionnaire.introduction.as_mapping(),
        audience=questionnaire.audience.who.as_mapping(),
        practice=row.practice,
        reviewed=row.reviewed,
        opened_on=row.opened_on.isoformat(),
        closed_on=row.closed_on.isoformat() if row.closed_on else "",
        released_on=today.isoformat(),
        questionnaire_fingerprint=row.fingerprint.hex(),
        closed_set=row.closed_digest,
        shares=row.shares,
        threshold=row.threshold,
        entrance=row.entrance or "",
        consent_version=consent_version(
            questionnaire, row.organisation, row.safeguarding, row.jurisdiction, row.entrance
        ),
        numbers_key=in_groups(fingerprint(row.numbers_public)),
        words_key=in_groups(fingerprint(row.words_public)),
        questionnaire_digest=digest_of_form(json.loads(published_json(questionnaire))),
        journal=done,
    )
