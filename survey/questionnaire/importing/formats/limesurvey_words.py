"""Labels of LimeSurvey as plain words, and the words that LimeSurvey itself says.

Expressions in labels are not reckoned, but for words in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey.questionnaire.importing.foreign_form import Texts
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.importing.markup import words_without_markup

#: What was replaced by “…”, as sentences for the report.
FILLED_IN = "Words that are filled in from other answers were replaced by “…”."
PERSON_FILLED_IN = (
    "A name or another detail of the person was filled in here; it was replaced by “…”."
)
#: Said where the file leaves words to LimeSurvey, and they are not known here in its language.
IN_ENGLISH = "LimeSurvey has the words of these answers itself: they are given here in English."

#: Letters of a label as it is written, and of one expression in it, beyond which nothing is read.
_MOST_LETTERS, _MOST_OF_EXPRESSION = 100_000, 20_000
TOO_LONG = "The words were far too long, and their end was left out."
_PICTURE_INSIDE = re.compile(r"data:[a-zA-Z0-9/+.;=-]{0,100},[A-Za-z0-9+/=%\s]*")
_QUOTED = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*")
_PERSON = re.compile(r"(?i)\b(?:TOKEN|ATTRIBUTE_\d+|FIRSTNAME|LASTNAME|EMAIL)\b")
_SILENT = re.compile(r"(?is)(<(script|style)\b[^<>]*>).*?(</\2\s*>|\Z)")

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
        #: Languages of words that are none of the survey's own.
        self.foreign: set[str] = set()
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

    def plain(self, written: Mapping[str, str], changes: list[str]) -> Texts:
        """Return the words of a label in each language; what was lost is added to `changes`."""
        found: dict[str, str] = {}
        for language, label in written.items():
            code = self._codes.get(language, None if language else "")
            if code is None:
                if language not in (*self.unnamed, *self.twice) and self._codes:
                    self.foreign.add(language)
                continue
            words, lost = plain_words_of(label)
            changes.extend(one for one in lost if one not in changes)
            if words:
                found[code] = words
        if "" in found and self.codes:
            found.setdefault(self.codes[0], found.pop(""))
        order = {code: at for at, code in enumerate(self.codes)}
        return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], 0)))

    def own(self, name: str, changes: list[str]) -> Texts:
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


def says_something(words: str) -> bool:
    """Return whether words say anything beside what was replaced."""
    return any(one.isalnum() for one in words)


def plain_words_of(label: str) -> tuple[str, tuple[str, ...]]:
    """Return a label without expressions and markup, and sentences about what was lost."""
    lost: list[str] = []
    label = _PICTURE_INSIDE.sub("", label) if "data:" in label else label
    if len(label) > _MOST_LETTERS:
        label, lost = label[:_MOST_LETTERS], [TOO_LONG]
    silent = _SILENT.sub(r"\1\3", label)
    words, also = words_without_markup(_without_expressions(silent, lost))
    return words, (*lost, *also)


def _without_expressions(label: str, lost: list[str]) -> str:
    """Return a label with “…” for each expression, which stands in “{” and “}” without blanks."""
    found: list[str] = []
    at = 0
    while (start := label.find("{", at)) >= 0:
        end = _end_of_expression(label, start)
        if end < 0:
            found.append(label[at : start + 1])
            at = start + 1
            continue
        inside = label[start + 1 : end]
        found += (label[at:start], _instead(inside, lost))
        at = end + 1
    return "".join((*found, label[at:]))


def _end_of_expression(label: str, start: int) -> int:
    """Return where the “}” of an expression stands; -1 where “{” begins none."""
    if label[start + 1 : start + 2].strip() in ("", "}"):
        return -1
    quote = ""
    for at in range(start + 1, min(len(label), start + _MOST_OF_EXPRESSION)):
        letter = label[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            return -1
        elif letter == "}":
            return at if label[at - 1].strip() else -1
    end = label.find("}", start, start + _MOST_OF_EXPRESSION)
    return end if end > 0 and "{" not in label[start + 1 : end] else -1


def _instead(expression: str, lost: list[str]) -> str:
    """Return what stands in the place of an expression: the words it quotes, or “…”."""
    quoted = _QUOTED.fullmatch(expression)
    if quoted:
        return quoted[1] or quoted[2] or ""
    sentence = PERSON_FILLED_IN if _PERSON.search(expression) else FILLED_IN
    if sentence not in lost:
        lost.append(sentence)
    return "…"
