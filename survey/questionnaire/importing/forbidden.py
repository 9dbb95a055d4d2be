"""What an import leaves out because it would tell who somebody is: the rule has this one home.

By the kind of what is asked, and by the words and the name of a question with an open field.
It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from survey.questionnaire.advice.demanding import DEMANDING
from survey.questionnaire.advice.lints import Lint, folded, pattern
from survey.questionnaire.importing.forbidden_words import (
    ACCOUNT,
    ADDRESS,
    ASKED_FOR,
    BIRTH,
    MAIL,
    NAME,
    NAMED,
    NAMED_THINGS,
    NOUNS,
    OF_A_THING,
    OF_SOMEBODY,
    WHOLE,
    WITHOUT_BLANKS,
)
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem, Texts
from survey.questionnaire.model import Written
from survey.questionnaire.places import asks_birth
from survey.questionnaire.texts import Text

#: Kinds that are never asked, each with its reason.
KINDS: dict[AskedFor, str] = {
    AskedFor.PLACE: "It asks for a place on a map, which points to one person.",
    AskedFor.IMAGE: "It asks for a picture. Pictures can show people and places, and say where and "
    "when they were taken.",
    AskedFor.AUDIO: "It asks for a sound recording. A voice points to one person.",
    AskedFor.VIDEO: "It asks for a film. Films can show people and places.",
    AskedFor.FILE: "It asks for a file. Files can hold names, places and times that nobody sees.",
    AskedFor.SIGNATURE: "It asks for a signature, which is a name.",
    AskedFor.BARCODE: "It asks for a code to be scanned, which can point to one person.",
    AskedFor.RECORD: "It is the number that the other system keeps each record under, and no "
    "question. Answers have no number here, so that nobody can be found by one.",
    AskedFor.METADATA: "It records something about the device, the person or the moment. "
    "Nothing of the kind is kept here.",
}


def _unless_denied(reason: str, told: re.Pattern[str]) -> Lint:
    """Return a pattern that passes over “Please do not write your name”."""
    return Lint("AN-01", "prompts", told, reason, "", (), (), english=False, unless_denied=True)


_WORDS_OF_A_LABEL = 6
_NUMBERED = re.compile(r"^\W*(?:[a-z]{0,2}\d{1,3}|[a-z])(?:[.):]|\s*-)\s*|^\W+")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_YES_OR_NO = re.compile(
    r"\W*(?:did|does|do|would|was|were|have|has|had|is|are|should|could|can|will|how (?:did|do|"
    r"does|many|often|much|long|well|easy|clear)|why|where did|when did|who)\b"
    r"(?! you (?:please )?(?:give|tell|write|enter))"
)
#: What things have as well as people: the name of a platform, the address of a page.
_OF_THINGS_TOO = frozenset({NAME, MAIL, ACCOUNT, ADDRESS})
_THINGS = pattern(rf"\b(?:{OF_A_THING})\b")
_SHORT = tuple((reason, pattern(rf"(?<!\w)(?:{nouns})(?!\w)")) for reason, nouns in NOUNS)
_LONG = tuple(
    _unless_denied(
        reason,
        pattern(
            rf"(?<!\w){OF_SOMEBODY} (?:[\w-]+ ){{0,3}}(?:{nouns})(?!\w)",
            rf"(?<!\w){ASKED_FOR} (?:[\w'-]+ ){{0,5}}(?:{nouns})(?!\w)",
        ),
    )
    for reason, nouns in NOUNS
)
_WHOLE = tuple(_unless_denied(reason, pattern(told)) for reason, told in (*WHOLE, *WITHOUT_BLANKS))
#: As much of a text as is looked at: who asks who somebody is does so at once.
_LOOKED_AT = 600
#: What stops a study because it asks for names or contacts, as proofreading knows it.
_LINTS = tuple(lint for lint in DEMANDING if lint.rule == "AN-01" and lint.stops)
_OPEN = frozenset({AskedFor.TEXT, AskedFor.NUMBER, AskedFor.DATE})


def forbidden(item: ForeignItem, around: Texts | None = None) -> str:
    """Return why privacy forbids to ask this, as a sentence; “” when it may be asked.

    `around` is the title of the group it stands in: “Name of the respondent” above “First”.
    """
    if item.kind in KINDS:
        return KINDS[item.kind]
    if _asks_birth(item):
        return BIRTH
    if item.kind not in _OPEN:
        return ""
    texts = (*item.words.values(), *item.stem.values())
    if why := asks_who(texts, item.name) or _asks_outright(item.hint.values()):
        return why
    return _by_title(item, around or {})


def asks_who(texts: Iterable[str], name: str = "") -> str:
    """Return why a question with an open field tells who somebody is, as a sentence; “” for none.

    `texts` are its words in any languages, `name` what its file calls it.
    """
    said = [_plain(one) for one in texts]
    why = next(filter(None, map(_asked_by_label, said)), "") or _asks_outright(said)
    return why or _asked_by_name(name)


def _asked_by_label(said: str) -> str:
    """Return what a label without a sentence around it asks for: “Full name (optional)”."""
    inside = [one for one in _IN_BRACKETS.findall(said) if "," not in one and " or " not in one]
    label = _NUMBERED.sub("", _IN_BRACKETS.sub(" ", said)).strip(" :：*_.#-")
    for one in (label, *inside):
        if len(one.split()) <= _WORDS_OF_A_LABEL and not _YES_OR_NO.match(one):
            why = next((reason for reason, told in _SHORT if told.search(one)), "")
            if why and not (why in _OF_THINGS_TOO and _THINGS.search(one)):
                return why
    return ""


def _asks_outright(texts: Iterable[str]) -> str:
    """Return what a sentence asks for: “What is your name?”, “Please write your address”."""
    for text in texts:
        said = _plain(text)
        sought = _WHOLE if _YES_OR_NO.match(said) else (*_WHOLE, *_LONG)
        found = next((lint.found for lint in sought if any(True for _ in lint.hits(said))), "")
        if found and not (found in _OF_THINGS_TOO and _THINGS.search(said)):
            return found
        if any(True for lint in _LINTS for _ in lint.hits(said)):
            return "It asks who somebody is, or how to reach them."
    return ""


def _by_title(item: ForeignItem, title: Texts) -> str:
    """Return what a group asks for whose fields have a word each: “Name: first, last”."""
    if any(len(words.split()) > 2 for words in item.words.values()):
        return ""
    return next(filter(None, (_asked_by_label(_plain(one)) for one in title.values())), "")


def _asked_by_name(name: str) -> str:
    parts = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).casefold())
    joined = {a + b for a, b in pairwise(parts)}
    if set(parts) & NAMED_THINGS:
        return ""
    return next((why for why, told in NAMED if told & (set(parts) | joined)), "")


def _plain(text: str) -> str:
    return folded(unicodedata.normalize("NFKC", text[:_LOOKED_AT]))[0]


def _asks_birth(item: ForeignItem) -> bool:
    said = Written(
        id="asked", type="text", text=Text(_pairs(item.words)), help=Text(_pairs(item.hint))
    )
    return asks_birth(said)


def _pairs(words: Texts) -> tuple[tuple[str, str], ...]:
    return tuple((code, said[:_LOOKED_AT]) for code, said in words.items())
