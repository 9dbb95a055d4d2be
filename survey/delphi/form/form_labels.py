"""The fixed words of every round's form, in four languages, and how they join with a council's own.

It must not know statements, answers or people. French, Spanish and Arabic were translated by
machine; a council file can replace every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from survey.questionnaire.texts import EMPTY, Text

FormLabel = Literal[
    "agree", "agree_low", "agree_high", "importance", "importance_low", "importance_high",
    "feasibility", "feasibility_low", "feasibility_high", "why", "no_names", "changed", "lost_ask",
    "kept", "lost", "reasons_for", "reasons_against", "term", "use", "care", "avoid", "order",
    "group", "page", "gather_title", "terms_title", "rank_title", "group_title",
    "changed_why", "changed_title", "changes_told",
]  # fmt: skip
LABELS: tuple[FormLabel, ...] = get_args(FormLabel)

#: Label -> language -> words. %(own)s stands for words of the council, %(n)s for a number.
WORDS: Mapping[FormLabel, Mapping[str, str]] = {
    "agree": {
        "en": "%(own)s How much do you agree?",
        "fr": "%(own)s À quel point êtes-vous d’accord\u00a0?",
        "es": "%(own)s ¿Hasta qué punto está de acuerdo?",
        "ar": "%(own)s إلى أي حدّ توافقون؟",
    },
    "agree_low": {
        "en": "I do not agree at all",
        "fr": "Je ne suis pas du tout d’accord",
        "es": "No estoy nada de acuerdo",
        "ar": "لا أوافق إطلاقًا",
    },
    "agree_high": {
        "en": "I agree fully",
        "fr": "Je suis tout à fait d’accord",
        "es": "Estoy totalmente de acuerdo",
        "ar": "أوافق تمامًا",
    },
    "importance": {
        "en": "%(own)s How important is this?",
        "fr": "%(own)s À quel point est-ce important\u00a0?",
        "es": "%(own)s ¿Qué importancia tiene?",
        "ar": "%(own)s ما مدى أهمية هذا؟",
    },
    "importance_low": {
        "en": "Not important at all",
        "fr": "Pas du tout important",
        "es": "Nada importante",
        "ar": "غير مهم إطلاقًا",
    },
    "importance_high": {
        "en": "Very important",
        "fr": "Très important",
        "es": "Muy importante",
        "ar": "مهم جدًا",
    },
    "feasibility": {
        "en": "%(own)s How well could this be done?",
        "fr": "%(own)s À quel point est-ce faisable\u00a0?",
        "es": "%(own)s ¿Hasta qué punto se puede hacer?",
        "ar": "%(own)s إلى أي حدّ يمكن تنفيذ هذا؟",
    },
    "feasibility_low": {
        "en": "It could not be done",
        "fr": "Pas du tout faisable",
        "es": "No se puede hacer",
        "ar": "لا يمكن تنفيذه",
    },
    "feasibility_high": {
        "en": "It could be done well",
        "fr": "Tout à fait faisable",
        "es": "Se puede hacer bien",
        "ar": "يمكن تنفيذه بسهولة",
    },
    "why": {
        "en": "Would you like to say why?",
        "fr": "Voulez-vous dire pourquoi\u00a0?",
        "es": "¿Quiere decir por qué?",
        "ar": "هل تودّون أن تقولوا لماذا؟",
    },
    "no_names": {
        "en": "Leave out names, links and anything that could point to you or someone else.",
        "fr": "Merci de n’écrire ni noms, ni liens, ni rien qui puisse désigner quelqu’un.",
        "es": "Por favor, no escriba nombres, enlaces ni nada que pueda señalar a alguien.",
        "ar": "يُرجى عدم كتابة أسماء أو روابط أو أي شيء قد يدل عليكم أو على شخص آخر.",
    },
    "changed": {
        "en": "These words are new. Before, it said: %(own)s",
        "fr": "Ces mots sont nouveaux. Avant, il y avait\u00a0: %(own)s",
        "es": "Estas palabras son nuevas. Antes decía: %(own)s",
        "ar": "هذه الكلمات جديدة. كانت قبل ذلك: %(own)s",
    },
    "lost_ask": {
        "en": "%(own)s Do the new words still say what you meant?",
        "fr": "%(own)s Les nouveaux mots disent-ils encore ce que vous vouliez dire\u00a0?",
        "es": "%(own)s ¿Dicen las nuevas palabras lo que usted quería decir?",
        "ar": "%(own)s هل ما زالت الكلمات الجديدة تقول ما قصدتموه؟",
    },
    "kept": {
        "en": "They say what I meant",
        "fr": "Ils disent ce que je voulais dire",
        "es": "Dicen lo que yo quería decir",
        "ar": "تقول ما قصدته",
    },
    "lost": {
        "en": "This lost my meaning",
        "fr": "Cela a perdu mon sens",
        "es": "Esto perdió mi sentido",
        "ar": "هذا أضاع المعنى الذي قصدته",
    },
    "reasons_for": {
        "en": "Reasons for: %(own)s",
        "fr": "Raisons pour\u00a0: %(own)s",
        "es": "Razones a favor: %(own)s",
        "ar": "أسباب مؤيدة: %(own)s",
    },
    "reasons_against": {
        "en": "Reasons against: %(own)s",
        "fr": "Raisons contre\u00a0: %(own)s",
        "es": "Razones en contra: %(own)s",
        "ar": "أسباب معارضة: %(own)s",
    },
    "term": {
        "en": "“%(own)s”: how should these words be used?",
        "fr": "«\u00a0%(own)s\u00a0»\u00a0: comment ces mots devraient-ils être utilisés\u00a0?",
        "es": "«%(own)s»: ¿cómo deberían usarse estas palabras?",
        "ar": "«%(own)s»: كيف ينبغي استخدام هذه الكلمات؟",
    },
    "use": {"en": "Use them", "fr": "Les utiliser", "es": "Usarlas", "ar": "تُستخدم"},
    "care": {
        "en": "Use them with care",
        "fr": "Les utiliser avec prudence",
        "es": "Usarlas con cuidado",
        "ar": "تُستخدم بحذر",
    },
    "avoid": {"en": "Avoid them", "fr": "Les éviter", "es": "Evitarlas", "ar": "يُتجنّب استخدامها"},
    "order": {
        "en": "Which of these should come first?",
        "fr": "Lequel de ces points devrait venir en premier\u00a0?",
        "es": "¿Cuál de estos puntos debería ir primero?",
        "ar": "أيّ من هذه النقاط ينبغي أن يأتي أولًا؟",
    },
    "group": {
        "en": "Which of these fits you best?",
        "fr": "Qu’est-ce qui vous correspond le mieux\u00a0?",
        "es": "¿Qué opción le describe mejor?",
        "ar": "أيّ من هذه يناسبكم أكثر؟",
    },
    "page": {
        "en": "Statements",
        "fr": "Phrases",
        "es": "Afirmaciones",
        "ar": "عبارات",
    },
    "gather_title": {
        "en": "Your ideas",
        "fr": "Vos idées",
        "es": "Sus ideas",
        "ar": "أفكاركم",
    },
    "terms_title": {
        "en": "Words",
        "fr": "Les mots",
        "es": "Palabras",
        "ar": "الكلمات",
    },
    "rank_title": {
        "en": "Your order",
        "fr": "Votre ordre",
        "es": "Su orden",
        "ar": "ترتيبكم",
    },
    "group_title": {
        "en": "About you",
        "fr": "À propos de vous",
        "es": "Sobre usted",
        "ar": "عنكم",
    },
    "changed_why": {
        "en": "If you gave another rating than before: would you like to say what led you to it?",
        "fr": "Si vous avez changé une note\u00a0: voulez-vous dire ce qui vous y a amené\u00a0?",
        "es": "Si dio una valoración distinta de la anterior: ¿quiere decir qué le llevó a ello?",
        "ar": "إذا أعطيتم تقييمًا مختلفًا عن السابق: هل تودّون أن تقولوا ما الذي دعاكم إلى ذلك؟",
    },
    "changed_title": {
        "en": "What changed",
        "fr": "Ce qui a changé",
        "es": "Lo que cambió",
        "ar": "ما الذي تغيّر",
    },
    "changes_told": {
        "en": "What was said in the last round about giving another rating: %(own)s",
        "fr": "Ce qui a été dit au dernier tour sur un changement de note\u00a0: %(own)s",
        "es": "Lo que se dijo en la última ronda sobre cambiar una valoración: %(own)s",
        "ar": "ما قيل في الجولة السابقة عن تغيير التقييم: %(own)s",
    },
}

_ENDS = tuple(".!?…؟。")


class Wording:
    """Says the fixed words in a council's languages; `own` are its words in place of ours."""

    def __init__(
        self, languages: tuple[str, ...], own: Mapping[FormLabel, Mapping[str, str]]
    ) -> None:
        self._languages = languages
        self._own = own

    def unknown(self) -> tuple[FormLabel, ...]:
        """Return the labels that have no words in the first language of the council."""
        return tuple(name for name in LABELS if self._words(name, self._languages[0]) is None)

    def text(self, name: FormLabel, **values: object) -> Text:
        """Return a label in every language that has it, with values for its places."""
        pairs = []
        for i, code in enumerate(self._languages):
            words = self._words(name, code)
            if words is not None or i == 0:
                pairs.append(("" if i == 0 else code, _filled(words or WORDS[name]["en"], values)))
        return Text(tuple(pairs))

    def around(self, name: FormLabel, own: Text) -> Text:
        """Return a label with the council's words in its place, in every language that has them.

        Where those have no translation neither has the whole: no text is in two languages.
        """
        pairs = []
        for code, said in own.pairs:
            words = self._words(name, code or self._languages[0]) or WORDS[name]["en"]
            pairs.append((code, _filled(words, {"own": said})))
        return Text(tuple(pairs))

    def point(self, number: int) -> Text:
        """Return a point in the middle of a scale: its number, the same in every language."""
        codes = ("", *self._languages[1:])
        return Text(tuple((code, str(number)) for code in codes))

    def numbered(self, number: int, name: FormLabel) -> Text:
        """Return the label of one end of a scale: “1 – …”."""
        pairs = self.text(name).pairs
        return Text(tuple((code, f"{number} – {words}") for code, words in pairs))

    def _words(self, name: FormLabel, code: str) -> str | None:
        own = self._own.get(name, {})
        short = code.split("-")[0]
        return own.get(code) or WORDS[name].get(code) or WORDS[name].get(short)


def _filled(words: str, values: Mapping[str, object]) -> str:
    for place, value in values.items():
        words = words.replace(f"%({place})s", str(value))
    return words


def sentence(own: Text) -> Text:
    """Return words as a sentence: with a full stop, where none of its signs ends them."""
    return Text(
        tuple((code, words if words.endswith(_ENDS) else f"{words}.") for code, words in own.pairs)
    )


def quoted(texts: Sequence[Text]) -> Text:
    """Return texts in quotation marks one after the other, in the languages that all have."""
    first, *others = texts
    original = first.languages()[0]
    return Text(
        tuple(
            (code, " ".join(f"“{one.in_language(code)}”" for one in texts))
            for code in first.languages()
            if code == original or all(code in one.languages() for one in others)
        )
    )


def joined(one: Text, two: Text) -> Text:
    """Return two texts as paragraphs of one, in the languages that both have."""
    both = dict(two.pairs)
    pairs = tuple((code, f"{words}\n\n{both[code]}") for code, words in one.pairs if code in both)
    return Text(pairs) if pairs else EMPTY
