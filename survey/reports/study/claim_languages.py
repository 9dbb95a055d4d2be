"""Words for shares in French, Spanish and Arabic, and numbers that are typed in words there.

Short lists: what is not in them is no word for a share. Numbers come from cells in any language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

WordKind = Literal["about", "over", "at least", "under", "at most", "nearly", "all", "compared"]


@dataclass(frozen=True, slots=True)
class ShareWords:
    """The words of one language: fractions in percent, what stands before one, words that say a
    share by themselves, and words that compare (True: the first is the smaller one)."""

    fractions: Mapping[str, float]
    before: Mapping[str, WordKind]
    alone: Mapping[str, tuple[WordKind, float]]
    compared: Mapping[str, bool]

    def pattern(self) -> re.Pattern[str]:
        """Return what finds each of them in a text."""
        before, fraction, alone, compared = map(
            _any, (self.before, self.fractions, self.alone, self.compared)
        )
        return re.compile(
            rf"\b(?:(?P<before>{before})\s+)?(?P<fraction>{fraction})\b|\b(?P<alone>{alone})\b"
            rf"|\b(?P<compared>{compared})\b",
            re.IGNORECASE,
        )


def _any(words: Mapping[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


SHARE_WORDS: Mapping[str, ShareWords] = {
    "fr": ShareWords(
        {
            "la moitié": 50.0, "un tiers": 100 / 3, "le tiers": 100 / 3, "deux tiers": 200 / 3,
            "les deux tiers": 200 / 3, "un quart": 25.0, "trois quarts": 75.0, "un dixième": 10.0,
            "un cinquième": 20.0, "une personne sur dix": 10.0, "une personne sur cinq": 20.0,
        },
        {
            "plus de": "over", "plus que": "over", "au moins": "at least", "moins de": "under",
            "au plus": "at most", "près de": "nearly", "presque": "nearly", "environ": "about",
            "à peu près": "about",
        },
        {
            "la plupart": ("over", 50.0), "la majorité": ("over", 50.0),
            "une majorité": ("over", 50.0), "une minorité": ("under", 50.0),
            "presque tout le monde": ("at least", 90.0), "tout le monde": ("all", 100.0),
            "beaucoup": ("at least", 25.0), "très peu": ("at most", 10.0),
        },
        {"plus souvent": False, "moins souvent": True, "davantage": False},
    ),
    "es": ShareWords(
        {
            "la mitad": 50.0, "un tercio": 100 / 3, "dos tercios": 200 / 3, "un cuarto": 25.0,
            "la cuarta parte": 25.0, "tres cuartos": 75.0, "un décimo": 10.0,
            "una de cada diez personas": 10.0, "una de cada cinco personas": 20.0,
        },
        {
            "más de": "over", "al menos": "at least", "por lo menos": "at least",
            "menos de": "under", "como máximo": "at most", "casi": "nearly",
            "cerca de": "about", "alrededor de": "about", "aproximadamente": "about",
        },
        {
            "la mayoría": ("over", 50.0), "la mayor parte": ("over", 50.0),
            "una minoría": ("under", 50.0), "casi todas las personas": ("at least", 90.0),
            "todo el mundo": ("all", 100.0), "nadie": ("all", 0.0),
            "muchas personas": ("at least", 25.0), "muy pocas": ("at most", 10.0),
        },
        {"más a menudo": False, "con más frecuencia": False, "menos a menudo": True,
         "con menos frecuencia": True},
    ),
    "ar": ShareWords(
        {
            "النصف": 50.0, "نصف": 50.0, "الثلث": 100 / 3, "ثلث": 100 / 3, "ثلثي": 200 / 3,
            "ثلثا": 200 / 3, "الثلثين": 200 / 3, "ربع": 25.0, "الربع": 25.0,
            "ثلاثة أرباع": 75.0, "عُشر": 10.0, "خُمس": 20.0,
        },
        {
            "أكثر من": "over", "على الأقل": "at least", "أقل من": "under", "على الأكثر": "at most",
            "قرابة": "nearly", "نحو": "about", "حوالي": "about",
        },
        {
            "معظم": ("over", 50.0), "أغلب": ("over", 50.0), "غالبية": ("over", 50.0),
            "أغلبية": ("over", 50.0), "أقلية": ("under", 50.0), "لا أحد": ("all", 0.0),
        },
        {"أكثر تكرارًا": False, "أقل تكرارًا": True, "مرات أكثر": False, "مرات أقل": True},
    ),
}  # fmt: skip

#: Numbers that are typed in words, and words for percent.
TYPED_WORDS: Mapping[str, str] = {
    "fr": r"\bpour ?cent\b|\b(?:onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    r"|cinquante|soixante|cents?|mille|douzaines?|dizaines?|centaines?)\b",
    "es": r"\bpor ?ciento\b|\b(?:once|doce|trece|catorce|quince|veinte|treinta|cuarenta|cincuenta"
    r"|sesenta|setenta|ochenta|noventa|cien|cientos?|mil|docenas?|decenas?|centenares)\b",
    "ar": r"\bبالمئة\b|\bبالمائة\b|\bفي المئة\b|\b(?:عشرون|عشرين|ثلاثون|ثلاثين|أربعون|أربعين"
    r"|خمسون|خمسين|مئة|مائة|ألف|عشرات|مئات)\b",
}
#: Digits that a sentence may have: days and years, and numbers of questions and the like.
ALLOWED_NUMBERS: Mapping[str, str] = {
    "fr": r"\b(?:\d{1,2}(?:er)? )?(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre"
    r"|octobre|novembre|décembre)(?: \d{4})?\b|\b(?:en|depuis|de|à|avant|après) (?:19|20)\d\d\b"
    r"|\b(?:questions?|constats?|recommandations?|pages?|demandes?|tableaux?) \d+\b",
    "es": r"\b(?:\d{1,2} de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre)(?: de \d{4})?\b|\b(?:en|desde|de|hasta) (?:19|20)\d\d\b"
    r"|\b(?:preguntas?|hallazgos?|recomendaciones|páginas?|peticiones|tablas?) \d+\b",
    "ar": r"\b\d{1,2} (?:يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر"
    r"|ديسمبر)(?: \d{4})?\b|\b(?:عام|سنة|منذ) (?:19|20)\d\d\b"
    r"|\b(?:السؤال|سؤال|النتيجة|الصفحة|الطلب|الجدول) \d+\b",
}
