"""Labels of LimeSurvey as plain words, and the words that LimeSurvey itself says.

Expressions in labels are not reckoned, but for words in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey.questionnaire.importing.foreign_form import Words
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.importing.markup import words_without_markup

#: What was replaced by “…”, as sentences for the report.
FILLED_IN = "Words that are filled in from other answers were replaced by “…”."
PERSON_FILLED_IN = (
    "A name or another detail of the person was filled in here; it was replaced by “…”."
)
#: Said where the file leaves words to LimeSurvey, and they are not known here in its language.
IN_ENGLISH = "LimeSurvey has the words of these answers itself: they are given here in English."

#: “{” that a blank follows is no expression there, nor is “}” after one.
_EXPRESSION = re.compile(r"\{(?!\s)((?:\"[^\"]*\"|'[^']*'|[^{}\"']|[\"'])*?)(?<!\s)\}")
_QUOTED = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*")
_PERSON = re.compile(r"(?i)\b(?:TOKEN|ATTRIBUTE_\d+|FIRSTNAME|LASTNAME|EMAIL)\b")
_SILENT = re.compile(r"(?is)(<(script|style)\b[^>]*>).*?(</\2\s*>|\Z)")

#: What LimeSurvey says, in this order, by language.
_NAMES = ("Yes", "No", "Uncertain", "Increase", "Same", "Decrease", "Female", "Male", "Other")
_TOLD = """
en|Yes|No|Uncertain|Increase|Same|Decrease|Female|Male|Other
fr|Oui|Non|Je ne sais pas|Augmentation|Identique|Diminution|Féminin|Masculin|Autre
es|Sí|No|No sé|Aumento|Igual|Disminución|Femenino|Masculino|Otro
ar|نعم|لا|لست متأكدًا|زيادة|كما هو|نقصان|أنثى|ذكر|غير ذلك
de|Ja|Nein|Unsicher|Zunahme|Gleich|Abnahme|Weiblich|Männlich|Sonstiges
pt|Sim|Não|Incerto|Aumento|Igual|Diminuição|Feminino|Masculino|Outro
it|Sì|No|Incerto|Aumento|Uguale|Diminuzione|Femmina|Maschio|Altro
nl|Ja|Nee|Onzeker|Toename|Gelijk|Afname|Vrouw|Man|Anders
ca|Sí|No|No n’estic segur|Augment|Igual|Disminució|Femení|Masculí|Altres
"""
_SAID = {
    words[0]: words[1:] for words in (line.split("|") for line in _TOLD.split("\n")) if words[0]
}


class Labels:
    """Labels of one survey: which languages it has, and what became of their words."""

    def __init__(self, languages: Iterable[str]) -> None:
        """Take the languages as the file writes them, the default first."""
        self._codes: dict[str, str] = {}
        self.unnamed: list[str] = []
        self.twice: list[str] = []
        for written in languages:
            code = language_code(written)
            if not code:
                self.unnamed.append(written)
            elif code in self._codes.values():
                self.twice.append(written)
            else:
                self._codes[written] = code

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the languages by code, the default first."""
        return tuple(self._codes.values())

    def plain(self, written: Mapping[str, str], changes: list[str]) -> Words:
        """Return the words of a label in each language; what was lost is added to `changes`."""
        found: dict[str, str] = {}
        for language, label in written.items():
            code = self._codes.get(language, None if language else "")
            if code is None:
                continue
            words, lost = plain_words_of(label)
            changes.extend(one for one in lost if one not in changes)
            if words:
                found[code] = words
        if "" in found and self.codes:
            found.setdefault(self.codes[0], found.pop(""))
        order = {code: at for at, code in enumerate(self.codes)}
        return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], 0)))

    def own(self, name: str, changes: list[str]) -> Words:
        """Return what LimeSurvey itself says, in every language where it is known.

        The words are English in the default language where that is not among those known here.
        """
        codes = self.codes or ("",)
        at = _NAMES.index(name)
        known = {code: _SAID[code.split("-")[0]] for code in codes if code.split("-")[0] in _SAID}
        found = {code: words[at] for code, words in known.items()}
        if codes[0] not in found:
            found = {codes[0]: name, **found}
            if codes[0] and IN_ENGLISH not in changes:
                changes.append(IN_ENGLISH)
        return found


def plain_words_of(label: str) -> tuple[str, tuple[str, ...]]:
    """Return a label without expressions and markup, and sentences about what was lost."""
    lost: list[str] = []

    def replaced(found: re.Match[str]) -> str:
        quoted = _QUOTED.fullmatch(found[1])
        if quoted:
            return quoted[1] or quoted[2] or ""
        sentence = PERSON_FILLED_IN if _PERSON.search(found[1]) else FILLED_IN
        if sentence not in lost:
            lost.append(sentence)
        return "…"

    silent = _SILENT.sub(r"\1\3", label)
    words, also = words_without_markup(_EXPRESSION.sub(replaced, silent))
    return words, (*lost, *also)
