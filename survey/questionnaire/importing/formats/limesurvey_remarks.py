"""What a LimeSurvey survey has beside its questions, and that is not taken over, in sentences."""

from __future__ import annotations

from survey.questionnaire.importing.formats.limesurvey_rows import LimeSurvey
from survey.questionnaire.importing.formats.limesurvey_words import Labels

_KEPT_THERE = {
    "datestamp": "the time of answering",
    "ipaddr": "the IP address",
    "refurl": "the page that people came from",
    "savetimings": "how long each answer took",
}
_LETTERS = {
    "surveyls_email_invite": "invitation",
    "surveyls_email_remind": "reminder",
    "surveyls_email_register": "registration",
    "surveyls_email_confirm": "confirmation",
    "email_admin_notification": "notice to the administrator",
    "email_admin_responses": "answers to the administrator",
}
_IN_WORDS = {
    "surveyls_url": "The address that people were led to at the end was left out.",
    "surveyls_policy_notice": "The notice about data protection was left out: write what people "
    "agree to as the consent of the questionnaire.",
    "surveyls_attributecaptions": "Details of the people invited were asked for or kept there; "
    "none of them was read.",
}


def remarks_of(survey: LimeSurvey, labels: Labels) -> list[str]:
    """Return full sentences about the file as a whole."""
    found = [*survey.faults, *_settings(survey)]
    letters = [name for key, name in _LETTERS.items() if _has_words(survey, key)]
    if letters:
        found.append(f"The e-mails of LimeSurvey were left out: {', '.join(letters)}.")
    found += [said for key, said in _IN_WORDS.items() if _has_words(survey, key)]
    if survey.quotas:
        found.append(f"Quotas were left out ({survey.quotas}): nobody is turned away here.")
    if survey.assessments or survey.settings.get("assessments", "").upper() == "Y":
        found.append("Points for answers (“assessments”) were left out.")
    if any(group.random for group in survey.groups):
        found.append("Some groups came in another order for each person; here they stand.")
    for written in labels.twice:
        found.append(f"“{written}” is a second form of a language that is there; it was left out.")
    for written in sorted(labels.foreign):
        found.append(f"Words in “{written}”, which is no language of the survey, were left out.")
    found += _twice(survey)
    return found


def _settings(survey: LimeSurvey) -> list[str]:
    settings = survey.settings
    kept = [name for key, name in _KEPT_THERE.items() if settings.get(key, "").upper() == "Y"]
    found: list[str] = []
    if kept:
        found.append(
            f"LimeSurvey was set to keep with each answer: {', '.join(kept)}. Nothing of the kind "
            "is kept here."
        )
    if settings.get("anonymized", "").upper() == "N":
        found.append(
            "The survey was not set to be anonymous there. Here answers are kept without who gave "
            "them."
        )
    if settings.get("attributedescriptions", "").strip() not in ("", "a:0:{}", "[]", "{}"):
        found.append(_IN_WORDS["surveyls_attributecaptions"])
    return found


def _has_words(survey: LimeSurvey, key: str) -> bool:
    return any(words.strip() not in ("", "[]", "{}") for words in survey.said.get(key, {}).values())


def _twice(survey: LimeSurvey) -> list[str]:
    codes = [question.code for question in survey.questions()]
    twice = [code for code in dict.fromkeys(codes) if code and codes.count(code) > 1]
    if not twice:
        return []
    named = ", ".join(twice[:10])
    return [f"More than one question is called: {named}. Conditions look at the first."]
