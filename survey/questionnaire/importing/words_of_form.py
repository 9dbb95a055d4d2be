"""The words of an imported form as a questionnaire writes them: one string, or one by language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

from survey.questionnaire.importing.foreign_form import ForeignForm, Texts
from survey.questionnaire.texts import one_form, seen

#: Letters that tell a language by their script alone, where a file says none: first and last.
_SCRIPTS = (
    ("ar", 0x0600, 0x06FF),
    ("ru", 0x0400, 0x04FF),
    ("zh", 0x4E00, 0x9FFF),
    ("he", 0x0590, 0x05FF),
    ("hi", 0x0900, 0x097F),
    ("th", 0x0E00, 0x0E7F),
    ("el", 0x0370, 0x03FF),
)
#: Small words that are of one language alone among these.
_SMALL_WORDS = {
    "en": ("the", "of", "and", "you", "your", "what", "how", "did", "is", "with", "this", "which"),
    "fr": ("vous", "votre", "les", "des", "est", "quel", "quelle", "avez", "dans", "une", "et"),
    "es": ("usted", "cuál", "qué", "cómo", "los", "las", "está", "tiene", "una", "del", "para"),
    "pt": ("você", "qual", "como", "não", "uma", "são", "seu", "sua", "dos", "das", "foi"),
    "de": ("sie", "und", "wie", "ist", "der", "die", "das", "ihre", "haben", "nicht", "welche"),
    "nl": ("het", "een", "van", "hoe", "niet", "wat", "heeft", "welke", "zijn", "uw", "bent"),
    "it": ("il", "che", "della", "sono", "quale", "gli", "hai", "nel", "quanto", "è", "di"),
    "da": ("og", "hvad", "hvor", "ikke", "er", "jeg", "af", "har", "hvilke", "din", "det"),
    "id": ("yang", "dan", "apakah", "anda", "dengan", "tidak", "ini", "untuk", "berapa", "apa"),
    "sw": ("ya", "wa", "kwa", "ni", "na", "je", "hii", "gani", "katika", "cha"),
    "ca": ("què", "els", "les", "amb", "quina", "quin", "és", "molt", "són", "teu"),
}
#: As many texts, and letters of each, as are looked at for their script.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class FormLanguages:
    """The languages that a questionnaire will have, the first one the original."""

    codes: tuple[str, ...]

    def of(self, words: Texts) -> dict[str, str]:
        """Return the words by language, in order; the first one is there if any is."""
        kept = {code or self.codes[0]: one_form(said) for code, said in words.items() if seen(said)}
        found = {code: kept[code] for code in self.codes if code in kept}
        if found and self.codes[0] not in found:
            return {self.codes[0]: next(iter(found.values())), **found}
        return found

    def lacks_the_first(self, words: Texts) -> bool:
        """Tell whether there are words, but none in the first language."""
        kept = {code or self.codes[0] for code, said in words.items() if seen(said)}
        return bool(kept & set(self.codes)) and self.codes[0] not in kept

    def written(self, words: dict[str, str]) -> Any:
        """Return words as a file has them: a string where only the first language has some."""
        return words[self.codes[0]] if set(words) == {self.codes[0]} else words

    def joined(self, before: dict[str, str], between: str, after: dict[str, str]) -> dict[str, str]:
        """Return two texts as one, in each language that has either."""
        first = self.codes[0]
        return {
            code: f"{before.get(code, before[first])}{between}{after.get(code, after[first])}"
            for code in self.codes
            if code in before or code in after
        }


def languages_of(form: ForeignForm, chosen: str) -> FormLanguages:
    """Return the languages of a form; `chosen` is that of words in no language (“”: by script)."""
    if form.languages:
        return FormLanguages(tuple(dict.fromkeys(form.languages)))
    return FormLanguages((chosen or _by_script(form),))


def _by_script(form: ForeignForm) -> str:
    texts = (
        words[:_LOOKED_AT]
        for section in form.sections
        for item in section.items
        for words in item.words.values()
    )
    said = "".join(islice(texts, _LOOKED_AT))
    counted = {code: sum(lo <= ord(one) <= hi for one in said) for code, lo, hi in _SCRIPTS}
    code = max(counted, key=lambda one: counted[one])
    letters = sum(one.isalpha() for one in said)
    return code if counted[code] * 2 > letters else _by_small_words(said)


def _by_small_words(said: str) -> str:
    """Return the language whose small words stand most often in a text; English in doubt."""
    met = Counter(re.findall(r"[^\W\d_]+", said.casefold()))
    counted = {code: sum(met[word] for word in words) for code, words in _SMALL_WORDS.items()}
    code = max(counted, key=lambda one: counted[one])
    return code if counted[code] > counted["en"] else "en"
