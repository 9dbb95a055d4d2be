"""Publishing a study: its keys are made, split among trustees, and kept nowhere.

It knows both secrets for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey.questionnaire.model import Questionnaire
from survey.services.steps.found_keys import HandOver, found_keys
from survey.services.steps.publishing_facts import file_facts, require_publishable
from survey.services.steps.study_terms import StudyTerms as StudyTerms
from survey.services.steps.study_terms import as_stored, promised_days, study_row
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.studies import study_life
from survey.studies.publishing_tasks import REVIEWERS_NEEDED


def publish_study(
    instance: Instance,
    questionnaire: Questionnaire,
    terms: StudyTerms,
    today: date,
    hand_over: HandOver,
) -> str:
    """Publish a questionnaire and give the study's id.

    `hand_over` takes each share sheet to its trustee; the study exists only when all of them have
    confirmed, so that no study is ever without its sheets. SharesRefused for impossible numbers;
    Refused when a trustee did not confirm, days do not fit, or a task of the list blocks.
    """
    promised_days(terms, today)
    as_stored(questionnaire, terms)  # refused before there are any sheets
    with instance.engine.connect() as connection:
        facts = file_facts(instance, connection, questionnaire, terms, today)
    require_publishable(facts)
    signed = facts.signed_off >= REVIEWERS_NEEDED
    keys = found_keys(terms, instance.site_key, hand_over)
    row = study_row(keys, questionnaire, replace(terms, reviewed=signed), today)
    with writing(instance.engine) as connection:
        study_life.publish(connection, row)
        sheet_check_rows.add(connection, keys.id, keys.checks, today)
    return keys.id
