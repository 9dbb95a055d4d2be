"""Words for what a file names without words: yes, no, true, false, other, none."""

from __future__ import annotations

from survey.questionnaire.importing.foreign_form import Texts

_WORDS = {
    "yes": {
        "en": "Yes", "fr": "Oui", "es": "Sí", "de": "Ja", "nl": "Ja", "pt": "Sim", "it": "Sì",
        "ar": "نعم", "ru": "Да", "zh": "是",
    },
    "no": {
        "en": "No", "fr": "Non", "es": "No", "de": "Nein", "nl": "Nee", "pt": "Não", "it": "No",
        "ar": "لا", "ru": "Нет", "zh": "否",
    },
    "true": {"en": "True", "fr": "Vrai", "es": "Verdadero", "de": "Richtig"},
    "false": {"en": "False", "fr": "Faux", "es": "Falso", "de": "Falsch"},
    "other": {
        "en": "Other", "fr": "Autre", "es": "Otro", "de": "Anderes", "nl": "Anders", "pt": "Outro",
        "it": "Altro", "ar": "غير ذلك", "ru": "Другое", "zh": "其他",
    },
    "none": {
        "en": "None", "fr": "Aucun", "es": "Ninguno", "de": "Nichts davon", "nl": "Geen",
        "pt": "Nenhum", "it": "Nessuno", "ar": "لا شيء", "ru": "Ничего", "zh": "无",
    },
}  # fmt: skip


def word_for(meaning: str, language: str) -> Texts:
    """Return the words for “yes”, “no”, “true”, “false”, “other” or “none” in a language.

    English where it is not known here; `language` may be “” for a file that does not say.
    """
    known = _WORDS[meaning]
    return {language: known.get(language.partition("-")[0], known["en"])}
