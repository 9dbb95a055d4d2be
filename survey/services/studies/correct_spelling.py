"""Correcting the spelling of a study that is open, in public.

Ids, options, rules and what people agreed to stay as they are, so that every answer means what it
meant.
"""

from __future__ import annotations

from datetime import date

from survey.errors import Action, Do, Refused
from survey.questionnaire.advice.proofreading import stopping
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.consent import consent_version
from survey.questionnaire.entrance import with_entrance, without_entrance
from survey.questionnaire.files.correcting import Corrected, compare
from survey.questionnaire.files.reading import from_json, to_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows
from survey.studies.life_table import needs


def foresee_correction(
    instance: Instance, study_id: str, corrected: Questionnaire
) -> tuple[Corrected, ...]:
    """Return the texts that `correct_spelling` would change; nothing is changed.

    It refuses what that would refuse.
    """
    with writing(instance.engine) as connection:
        return _changed(study_life.begin(connection, study_id, "corrected"), corrected)


def correct_spelling(
    instance: Instance, study_id: str, corrected: Questionnaire, words: str, today: date
) -> study_rows.StudyRow:
    """Return a study whose questionnaire has the words of `corrected`; `words` are told in public.

    StudyUnknown; StudyStateWrong unless it is open or paused; Refused when nothing, or more than
    words, differs, a word of what people agree to, or new words that may not be published.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "corrected")
        _changed(row, corrected)
        new = to_json(_as_stored(row, corrected))
        return study_life.change(connection, row, "corrected", today, words, questionnaire_json=new)


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
