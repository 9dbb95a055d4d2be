"""Publishing a study: its keys are made, split among trustees, and kept nowhere.

It knows both secrets for as long as the call lasts. It must not store, log or return them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey.errors import Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.consent import untold
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import EMPTY, Questionnaire, Text
from survey.questionnaire.place_names import place_name
from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.share_sheets import share_sheet
from survey.sealing.opening.shares import ShareSheet, split
from survey.sealing.public_keys import fingerprint as key_fingerprint
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


_DAYS_OPEN = 28
_MONTHS_TO_RESULTS = 2


@dataclass(frozen=True, slots=True)
class StudyTerms:
    """How a study is published: `shares` sheets, any `threshold` of which open it together.

    `closes_on` is the last day for answers and for taking them back (None: 28 days from today),
    `results_by` a day of the month in which results are promised (None: two months after that),
    `ceiling` the number of responses after which no more are taken. Who runs it (`organisation`),
    what must be passed on by law (`safeguarding`), under which law (`jurisdiction`) and who
    confirmed that (`legal_sign_off`) may be left out of a practice study only.
    """

    shares: int
    threshold: int
    practice: bool = False
    reviewed: bool = False
    closes_on: date | None = None
    results_by: date | None = None
    ceiling: int = study_rows.CEILING
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    legal_sign_off: str = ""


def publish_study(
    instance: Instance,
    questionnaire: Questionnaire,
    terms: StudyTerms,
    today: date,
    hand_out: Callable[[Sequence[str]], None],
) -> str:
    """Publish a questionnaire and give the study's id.

    `hand_out` takes the texts of the share sheets, one for each trustee; the study exists only when
    it returns, so that no study is ever without its sheets. SharesRefused for impossible numbers;
    Refused when days do not fit, what people must be told is missing, or the questions would hurt.
    """
    _days(terms, today)
    _require_words(terms)
    _require_care(questionnaire, terms)
    study_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
    numbers, words = secrets.token_bytes(32), secrets.token_bytes(32)
    publics = (
        derive(numbers, study_id, "numbers").public,
        derive(words, study_id, "words").public,
    )
    keys = tuple(key_fingerprint(public) for public in publics)
    parts = split(numbers, words, shares=terms.shares, threshold=terms.threshold)
    hand_out(
        [
            share_sheet(ShareSheet(study_id, part, terms.shares, terms.threshold, *keys))
            for part in parts
        ]
    )
    row = _row(study_id, questionnaire, terms, today, (publics[0], publics[1]))
    with writing(instance.engine) as connection:
        study_rows.add(connection, row)
    return study_id


def _row(
    study_id: str,
    questionnaire: Questionnaire,
    terms: StudyTerms,
    today: date,
    publics: tuple[bytes, bytes],
) -> study_rows.StudyRow:
    closes_on, results_by = _days(terms, today)
    return study_rows.StudyRow(
        id=study_id,
        state="open",
        questionnaire_json=to_json(questionnaire),
        fingerprint=fingerprint(questionnaire),
        practice=terms.practice,
        reviewed=terms.reviewed,
        numbers_public=publics[0],
        words_public=publics[1],
        shares=terms.shares,
        threshold=terms.threshold,
        opened_on=today,
        closes_on=closes_on,
        results_by=results_by,
        organisation=terms.organisation,
        safeguarding=terms.safeguarding,
        jurisdiction=terms.jurisdiction,
        ceiling=terms.ceiling,
    )


def _days(terms: StudyTerms, today: date) -> tuple[date, date]:
    """Return the last day for answers, and the first of the month in which results are promised."""
    closes_on = terms.closes_on or today + timedelta(days=_DAYS_OPEN)
    months = closes_on.year * 12 + closes_on.month - 1 + _MONTHS_TO_RESULTS
    results_by = terms.results_by or date(months // 12, months % 12 + 1, 1)
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
    missing = untold(
        terms.organisation, terms.safeguarding, terms.jurisdiction, terms.legal_sign_off
    )
    if missing and not terms.practice:
        raise Refused(
            f"What people must be told before they answer is not complete: {', '.join(missing)}.",
            kept="Nothing was published.",
            do="Write it into the settings (see docs/operating.md), or publish for practice.",
        )


def _require_care(questionnaire: Questionnaire, terms: StudyTerms) -> None:
    """Refuse to ask people what may hurt, press or name them, or what is hard to read."""
    found = () if terms.practice else stopping(questionnaire)
    if found:
        said = "; ".join(f"{place_name(questionnaire, each.place)}: {each.what}" for each in found)
        raise Refused(
            f"This cannot be asked of people as it is. {said}.",
            kept="Nothing was published.",
            do="The check (survey questionnaire check) says what to write instead.",
        )
