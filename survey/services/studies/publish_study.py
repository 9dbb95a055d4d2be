"""Publishing a study: its keys are made, split among trustees, and kept nowhere.

It knows both secrets for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from survey.disclosure.policy import Policy
from survey.errors import Action, Do, Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.entrance import ENTRANCE, Entrance, with_entrance
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.services.steps.found_keys import FoundKeys, HandOver, found_keys
from survey.services.steps.founding_terms import Terms
from survey.services.steps.study_policy import shipped_policy
from survey.services.steps.support_list import require_support, resources_of
from survey.settings import shipped
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows
from survey.studies.days import month_after
from survey.studies.life_table import needs

_DAYS_OPEN = 28
_MONTHS_TO_RESULTS = 2


@dataclass(frozen=True, slots=True)
class StudyTerms(Terms):
    """How a study is published, beside what all terms say.

    `closes_on` is the last day for answers and for taking them back (None: 28 days from today),
    `results_by` a day of the month in which results are promised (None: two months after that),
    `ceiling` the number of responses after which no more are taken, `policy` what may be printed
    of it (None: as this program comes), `entrance` whether a code is needed to answer, or can be
    given (None: the address is enough).
    """

    closes_on: date | None = None
    results_by: date | None = None
    ceiling: int = study_rows.CEILING
    policy: Policy | None = None
    entrance: Entrance | None = None


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
    Refused when a trustee did not confirm, days do not fit, what people must be told is missing,
    the questions would hurt, or nobody in a region could help.
    """
    _days(terms, today)
    _require_words(terms)
    _require_care(questionnaire, terms)
    require_support(
        resources_of(instance.folder, shipped("config")), questionnaire.audience.regions
    )
    questionnaire = _as_stored(questionnaire, terms)
    keys = found_keys(terms, hand_over)
    row = _row(keys, questionnaire, terms, today)
    with writing(instance.engine) as connection:
        study_life.publish(connection, row)
    return keys.id


def _row(
    keys: FoundKeys, questionnaire: Questionnaire, terms: StudyTerms, today: date
) -> study_rows.StudyRow:
    closes_on, results_by = _days(terms, today)
    return study_rows.StudyRow(
        id=keys.id,
        state="open",
        questionnaire_json=to_json(questionnaire),
        fingerprint=fingerprint(questionnaire),
        practice=terms.practice,
        reviewed=terms.reviewed,
        numbers_public=keys.numbers_public,
        words_public=keys.words_public,
        shares=terms.shares,
        threshold=terms.threshold,
        opened_on=today,
        closes_on=closes_on,
        results_by=results_by,
        organisation=terms.organisation,
        safeguarding=terms.safeguarding,
        jurisdiction=terms.jurisdiction,
        ceiling=terms.ceiling,
        policy_json=(terms.policy or shipped_policy()).model_dump_json(),
        entrance=terms.entrance,
    )


def _as_stored(questionnaire: Questionnaire, terms: StudyTerms) -> Questionnaire:
    """Return the questionnaire with how people came in, where they can come in both ways."""
    if terms.entrance != "both":
        return questionnaire
    try:
        return with_entrance(questionnaire)
    except ValueError:
        raise Refused(
            f"The questionnaire has a part or a question called {ENTRANCE}, which is what the "
            "program calls how people came in.",
            kept="Nothing was published.",
            do="Give it another id.",
        ) from None


def _days(terms: StudyTerms, today: date) -> tuple[date, date]:
    """Return the last day for answers, and the first of the month in which results are promised."""
    closes_on = terms.closes_on or today + timedelta(days=_DAYS_OPEN)
    results_by = terms.results_by or month_after(closes_on, _MONTHS_TO_RESULTS)
    if closes_on < today:
        raise Refused(
            f"The closing day {closes_on} is past.",
            kept="Nothing was published.",
            do="Choose today or a later day.",
        )
    if results_by.replace(day=1) < closes_on.replace(day=1):
        raise Refused(
            f"Results are promised for {results_by:%Y-%m}, before the study closes.",
            kept="Nothing was published.",
            do="Choose the month of the closing day, or a later one.",
        )
    if terms.ceiling < 1:
        raise Refused("A study takes at least one response.", do="Choose a larger ceiling.")
    return closes_on, results_by.replace(day=1)


def _require_words(terms: StudyTerms) -> None:
    needed = "people are told who asks" in needs("published", practice=terms.practice)
    missing = terms.missing() if needed else ()
    if missing:
        raise Refused(
            f"What people must be told before they answer is not complete: {', '.join(missing)}.",
            kept="Nothing was published.",
            do="Write it into the settings (see docs/operating.md), or publish for practice.",
        )


def _require_care(questionnaire: Questionnaire, terms: StudyTerms) -> None:
    """Refuse to ask people what may hurt, press or name them, or what is hard to read."""
    needed = "no question would hurt" in needs("published", practice=terms.practice)
    found = stopping(questionnaire) if needed else ()
    if found:
        said = "; ".join(f"{place_name(questionnaire, each.place)}: {each.what}" for each in found)
        raise Refused(
            f"This cannot be asked of people as it is. {said}.",
            kept="Nothing was published.",
            do=("See what to write instead", Action(Do.CHECK_QUESTIONNAIRE)),
        )
