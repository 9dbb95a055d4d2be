"""Correcting the spelling of a study that is open, in public.

Ids, options, rules and what people agreed to stay as they are, so that every answer means what it
meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import Action, Do, Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.consent import consent_version
from survey.questionnaire.drafting.draft_text import title_of
from survey.questionnaire.drafting.file_of import file_of
from survey.questionnaire.entrance import with_entrance, without_entrance
from survey.questionnaire.files.correcting import Corrected, compare, with_words
from survey.questionnaire.files.reading import from_json, to_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.questionnaire.texts import Text
from survey.questionnaire.what_people_read import reading_fingerprint, what_people_read
from survey.services.steps.new_ids import new_id
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import publishing_plans, reviews, study_drafts, study_life, study_rows
from survey.storage.studies.publishing_plans import PublishingPlan
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft
from survey.studies.life_table import needs
from survey.studies.publishing_tasks import REVIEWERS_NEEDED


@dataclass(frozen=True, slots=True)
class ForeseenCorrection:
    """The texts that a correction would change, and whether nobody has to sign them off any
    more."""

    words: tuple[Corrected, ...]
    signed_off: bool


def foresee_correction(
    instance: Instance, study_id: str, corrected: Questionnaire
) -> ForeseenCorrection:
    """Return the texts that `correct_spelling` would change; nothing is changed.

    It refuses what that would refuse, but for new words that wait for a sign-off.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "corrected")
        signed = _signed_off(connection, row, corrected)
        return ForeseenCorrection(_changed(row, corrected), signed >= _needed(row))


def spelled_anew(instance: Instance, study_id: str, before: str, after: str) -> Questionnaire:
    """Return the questionnaire of a study with `after` wherever `before` stands; nothing is kept.

    StudyUnknown; Refused where the words to be corrected are missing, or stand nowhere in it.
    """
    with instance.engine.connect() as connection:
        asked = from_json(study_rows.get(connection, study_id).questionnaire_json)
    corrected = with_words(asked, before, after) if before.strip() else asked
    if corrected == asked:
        raise Refused(
            f"“{before}” stands nowhere in the questions."
            if before.strip()
            else "No word is given.",
            kept="Nothing was changed.",
            do="Copy the words from the page as they are now, with their capitals and signs.",
        )
    return corrected


def correct_spelling(
    instance: Instance, study_id: str, corrected: Questionnaire, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a study whose questionnaire has the words of `corrected`; `words` are told in public.

    StudyUnknown; StudyStateWrong unless it is open or paused; Refused when nothing, or more than
    words, differs, a word of what people agree to, new words that may not be published, or, in a
    study that was reviewed, words that two reviewers have not signed off.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "corrected")
        _changed(row, corrected)
        _require_sign_off(connection, row, corrected)
        new = to_json(_as_stored(row, corrected))
        return study_life.change(connection, row, "corrected", today, words, questionnaire_json=new)


def begin_correction(
    instance: Instance, study_id: str, corrected: Questionnaire, today: date
) -> str:
    """Begin a draft with corrected words of a study, for reviewers to sign off, and return its id.

    People would be told the same of the law as in the study. StudyUnknown; Refused as above.
    """
    foresee_correction(instance, study_id, corrected)
    file = file_of(corrected)
    with writing(instance.engine) as connection:
        row = study_rows.get(connection, study_id)
        draft = StudyDraft(new_id(), title_of(file), "partners", 150, practice=row.practice)
        note = f"Corrected words of {study_id}."
        first = DraftVersion(draft.study_id, 1, file, today, "coordinator", note)
        study_drafts.add(connection, draft, first)
        told = PublishingPlan(row.safeguarding, row.jurisdiction)
        publishing_plans.keep_plan(connection, draft.study_id, told)
        words = f"In the draft {draft.study_id}."
        journal.note(
            connection, day=today, study_id=study_id, event="correction begun", words=words
        )
    return draft.study_id


def _needed(row: study_rows.StudyRow) -> int:
    """Return how many reviewers must have signed off new words of a study."""
    asked = "two reviewers signed off" in needs("corrected", practice=row.practice)
    return REVIEWERS_NEEDED if asked and row.reviewed else 0


def _signed_off(connection: Connection, row: study_rows.StudyRow, corrected: Questionnaire) -> int:
    """Return how many reviewers signed off a draft here that reads as the study would."""
    pieces = what_people_read(corrected, row.safeguarding, row.jurisdiction)
    found = reviews.drafts_signed_off(connection, reading_fingerprint(pieces))
    return max(found.values(), default=0)


def _require_sign_off(
    connection: Connection, row: study_rows.StudyRow, corrected: Questionnaire
) -> None:
    signed, needed = _signed_off(connection, row, corrected), _needed(row)
    if signed < needed:
        raise Refused(
            f"{signed} of {needed} reviewers have signed off these words.",
            kept="Nothing was changed: the study was reviewed, and stays so.",
            do=(
                "Begin a draft with the corrected questionnaire, and let two reviewers sign it off",
                Action(Do.BEGIN_DRAFT),
                "Then correct the spelling as before.",
            ),
        )


def _changed(row: study_rows.StudyRow, corrected: Questionnaire) -> tuple[Corrected, ...]:
    asked = from_json(row.questionnaire_json)
    asked = without_entrance(asked) if row.entrance == "both" else asked
    found = compare(asked, corrected)
    if found.more or fingerprint(_as_stored(row, corrected)) != row.fingerprint:
        raise Refused(
            f"More than words differs from what was published: {', '.join(found.more[:5])}.",
            kept="Nothing was changed.",
            do="Correct words only. Other questions, options or rules need a study of their own.",
        )
    if not found.words:
        raise Refused("It says what is published already.", kept="Nothing was changed.")
    terms = row.organisation, row.safeguarding, row.jurisdiction
    if consent_version(asked, *terms) != consent_version(corrected, *terms):
        raise Refused(
            "It changes words of what people agree to before they answer.",
            kept="Nothing was changed, since some have agreed to the words of before.",
            do="Leave introduction, consent, details, audience and payment as they are.",
        )
    _require_care(row, asked, corrected)
    return found.words


def _as_stored(row: study_rows.StudyRow, corrected: Questionnaire) -> Questionnaire:
    """Return the questionnaire with what the program added to it when it was published."""
    return with_entrance(corrected) if row.entrance == "both" else corrected


def _require_care(row: study_rows.StudyRow, asked: Questionnaire, corrected: Questionnaire) -> None:
    """Refuse words that publishing would refuse; what stood there before is no new harm."""
    if "no question would hurt" not in needs("corrected", practice=row.practice):
        return
    before = {(each.place, each.what) for each in stopping(asked)}
    found = [each for each in stopping(corrected) if (each.place, each.what) not in before]
    if found:
        said = "; ".join(f"{place_name(corrected, each.place)}: {each.what}" for each in found)
        raise Refused(
            f"These new words cannot be put before people as they are. {said}.",
            kept="Nothing was changed.",
            do=(
                "See what to write instead, and how to give a reason under “allowed” where a word "
                "must stay (it is stored with the study)",
                Action(Do.CHECK_QUESTIONNAIRE),
            ),
        )
