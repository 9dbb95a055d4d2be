"""On which terms a study is published: its days and limits, and the row that is stored of it.

It knows public keys and words that people are told. It must not know secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from survey.disclosure.policy import Policy
from survey.errors import Refused
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.entrance import ENTRANCE, Entrance, with_entrance
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.files.soundness import too_many_breakdowns
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.youth import unfit_for_young
from survey.services.steps.found_keys import FoundKeys
from survey.services.steps.founding_terms import Terms
from survey.services.steps.study_policy import shipped_policy
from survey.storage.studies import study_rows
from survey.studies.askings import MOST_TAKEN
from survey.studies.days import month_after

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


def study_row(
    keys: FoundKeys, asked: Questionnaire, terms: StudyTerms, today: date
) -> study_rows.StudyRow:
    """Return a study that opens today as it is stored; Refused where its days do not fit."""
    closes_on, results_by = promised_days(terms, today)
    asked = as_stored(asked, terms)
    return study_rows.StudyRow(
        id=keys.id,
        state="open",
        questionnaire_json=to_json(asked),
        fingerprint=fingerprint(asked),
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


def as_stored(asked: Questionnaire, terms: StudyTerms) -> Questionnaire:
    """Return the questionnaire with how people came in, where they can come in both ways.

    Refused where it has a part or a question of that name, or is split as much as it may be.
    """
    if terms.entrance != "both":
        return asked
    try:
        stored = with_entrance(asked)
    except ValueError:
        raise Refused(
            f"The questionnaire has a part or a question called {ENTRANCE}, which is what the "
            "program calls how people came in.",
            kept="Nothing was published.",
            do="Give it another id.",
        ) from None
    what = _split_too_much(asked, stored)
    if what:
        raise Refused(
            f"Told apart by how they came in, people would be split once more: {what}.",
            kept="Nothing was published.",
            do="Choose one way in, or take “breakdown” out of a question.",
        )
    return stored


def why_one_way_in(asked: Questionnaire) -> str:
    """Return why people cannot come in both ways, in words; "" where they can."""
    try:
        as_stored(asked, StudyTerms(0, 0, practice=True, entrance="both"))
    except Refused as error:
        return f"{error.what} Choose one of the other ways."
    return ""


def _split_too_much(asked: Questionnaire, stored: Questionnaire) -> str:
    """Return what is wrong of the breakdowns of a questionnaire only as it is stored."""
    before = {one.what for one in unfit_for_young(asked)}
    found = (*too_many_breakdowns(stored), *unfit_for_young(stored))
    return next((one.what for one in found if one.what not in before), "")


def promised_days(terms: StudyTerms, today: date) -> tuple[date, date]:
    """Return the last day for answers, and the first of the month in which results are promised.

    Refused where they do not fit each other or today, or no response would be taken.
    """
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
    if terms.ceiling > MOST_TAKEN:
        raise Refused(
            f"A study takes no more than {MOST_TAKEN:,} answers, and {terms.ceiling:,} are asked.",
            kept="Nothing was published.",
            do="Choose about twice the answers that you expect.",
        )
    return closes_on, results_by.replace(day=1)
