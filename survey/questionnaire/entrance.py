"""How people come into a study: by its address, with a code, or either of the two.

Where both lead in, one more question is part of the questionnaire that is stored. No page asks it:
the program answers it for each person, and what is said of the groups goes the way of every other
breakdown. It knows no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from survey.questionnaire.model import Option, Questionnaire, Section, Single
from survey.questionnaire.texts import Text

#: What a study stores: a code is needed, or one can be given. None: its address is enough.
Entrance = Literal["codes", "both"]

#: The same as somebody chooses it.
WayIn = Literal["link", "codes", "both"]

#: The id of the question, and of the section that holds it alone; ids of what can be answered.
ENTRANCE = "entrance"
BY_LINK, BY_CARD = "link", "card"

_TITLE = {
    "en": "How people came in",
    "fr": "Comment les personnes sont arrivées",
    "es": "Cómo llegaron las personas",
    "ar": "كيف وصل الأشخاص",
}
_TEXT = {
    "en": "Did this person come with a code, or with the address alone?",
    "fr": "Cette personne est-elle venue avec un code ou avec l’adresse seule ?",
    "es": "¿Esta persona llegó con un código o solo con la dirección?",
    "ar": "هل جاء هذا الشخص برمز أم بالعنوان وحده؟",
}
_LINK = {
    "en": "With the address alone",
    "fr": "Avec l’adresse seule",
    "es": "Solo con la dirección",
    "ar": "بالعنوان وحده",
}
_CARD = {
    "en": "With a code",
    "fr": "Avec un code",
    "es": "Con un código",
    "ar": "برمز",
}


def entrance_of(way: WayIn) -> Entrance | None:
    """Return what a study stores of the way in that somebody chose."""
    return None if way == "link" else way


def with_entrance(q: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the question that the program answers, as its last part.

    ValueError where the questionnaire has a part or a question of that id.
    """
    if ENTRANCE in {part.id for part in q.sections} | {one.id for one in q.questions()}:
        raise ValueError(f"the questionnaire has something called {ENTRANCE}")
    question = Single(
        type="single",
        id=ENTRANCE,
        text=_words(_TEXT, q.languages),
        options=(
            Option(id=BY_LINK, text=_words(_LINK, q.languages)),
            Option(id=BY_CARD, text=_words(_CARD, q.languages)),
        ),
        breakdown=True,
    )
    part = Section.model_validate(
        {"id": ENTRANCE, "title": _words(_TITLE, q.languages), "questions": (question,)}
    )
    return q.model_copy(update={"sections": (*q.sections, part)})


def without_entrance(q: Questionnaire) -> Questionnaire:
    """Return the questionnaire as people are asked it."""
    sections = tuple(part for part in q.sections if part.id != ENTRANCE)
    return q.model_copy(update={"sections": sections})


def _words(words: Mapping[str, str], languages: tuple[str, ...]) -> Text:
    """Return words in the languages of a questionnaire that there are words in; else in English."""
    spoken = [(code, words[code.split("-")[0]]) for code in languages if code[:2] in words]
    if not spoken or spoken[0][0] != languages[0]:
        spoken.insert(0, ("", words["en"]))
    return Text(tuple(spoken))
