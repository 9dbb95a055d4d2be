"""Answers that are none: “don't know”, “does not apply”, “prefer not to say”, by their words.

It knows the words of several languages, and no question.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from survey.questionnaire.advice.lints import folded, pattern


class NoAnswer(Enum):
    """Why an answer to choose is none."""

    DONT_KNOW = auto()
    DOES_NOT_APPLY = auto()
    RATHER_NOT_SAY = auto()


#: Longer words say something else as well.
_LONGEST = 60
_EDGES = re.compile(r"^[\W_\d]+|[\W_]+$")
_SAID: dict[NoAnswer, re.Pattern[str]] = {
    NoAnswer.DONT_KNOW: pattern(
        r"(?:i )?(?:do not|don't|dont|does not|doesn't) know(?: ?/ ?not sure)?|dk|unknown|"
        r"(?:i am |i'm )?(?:not sure|unsure)|(?:je )?ne sai[st] pas|nsp|no (?:lo )?se|no sabe|"
        r"ns/nc|"
        r"nao sei|nao sabe|weiss (?:ich )?nicht|ich weiss (?:es )?nicht|weet (?:ik )?niet|"
        r"не знаю|لا (?:اعرف|ادري|اعلم)|不知道|ved ikke|non (?:lo )?so|थाहा छैन"
    ),
    NoAnswer.DOES_NOT_APPLY: pattern(
        r"(?:this )?does(?: not|n't) apply(?: to me)?|not applicable|n/a|n\.a\.?|na|"
        r"sans objet|non applicable|ne s'applique pas|no (?:se )?aplica|no procede|nao se aplica|"
        r"trifft nicht zu|nicht zutreffend|keine angabe moglich|n\.? ?v\.? ?t|"
        r"не применимо|لا ينطبق|不适用|ikke relevant|non applicabile"
    ),
    NoAnswer.RATHER_NOT_SAY: pattern(
        r"(?:i(?:'d| would)? )?(?:rather|prefer) not(?: to)?(?: say| answer| disclose| tell| "
        r"respond| share)?|(?:i )?(?:do not|don't) (?:want|wish) to (?:say|answer|disclose)|"
        r"refused?(?: to (?:answer|say))?|declined?(?: to (?:answer|say))?|rns|"
        r"moechte ich nicht sagen|mochte ich nicht sagen|"
        r"(?:je )?(?:prefere|souhaite) ne pas (?:repondre|dire|le dire)|pas de reponse|refus|"
        r"prefiero no (?:responder|decir|decirlo|contestar)|no (?:responde|contesta)|"
        r"prefiro nao (?:responder|dizer)|keine (?:angabe|antwort)|zeg ik liever niet|"
        r"отказ\w*|افضل عدم (?:الاجابه|القول)|لا اريد الاجابه|不愿回答|onsker ikke at svare"
    ),
}


@lru_cache(maxsize=4096)
def no_answer(words: str) -> NoAnswer | None:
    """Return what the words of an option say instead of an answer; None for an answer."""
    if len(words) > _LONGEST:
        return None
    said = _EDGES.sub("", folded(words)[0]).replace("ß", "ss")
    return next((kind for kind, told in _SAID.items() if told.fullmatch(said)), None)
