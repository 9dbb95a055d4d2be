"""Whether somebody copied their six words right: the page asks for them again and compares.

It stores nothing and looks nothing up, so it tells nothing to anybody who has not the page with the
words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jinja2 import Environment

from survey.sealing.codes.phrases import normalised, phrase
from survey.web.forms import carried
from survey.web.public.form.form_request import FormRequest, beside, say
from survey.web.public.form.looking import look
from survey.web.public.form.six_fields import ANY, FIRST, boxes, filled, typed_words
from survey.web.public.sentences import CANNOT_COMPARE, OTHER_WORDS, SAME_WORDS
from survey.web.rendering.localisation import listed, speaker

#: The page that asks for the words again, and what is pressed on it.
CHECK, COMPARE = "check", "compare"


def check_copy(req: FormRequest) -> str:
    """Return the page that asks for the words of a code again; it says how they compare."""
    if req.lost:
        return say(req, (req.lost, CANNOT_COMPARE))
    draft, values = req.draft, {}
    words = phrase(draft.phrase if req.first("r") else draft.code)
    if req.go == COMPARE:
        values = compared(req.site.environment, draft.language, words, req.fields)
    along = carried({"r": "yes"}) if req.first("r") else ""
    return beside(req, CHECK, carried=along, **values)


def compared(
    environment: Environment, language: str, words: str, fields: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the slots that say whether the words typed are `words`, and which are not."""
    speak = speaker(language)
    if normalised(typed_words(fields)) == normalised(words):
        return look(environment, language, [speak(SAME_WORDS)])
    given = boxes(fields)
    pairs = zip(given, words.split(), strict=True)
    places = [
        place for place, (one, other) in enumerate(pairs, 1) if normalised(one) != normalised(other)
    ]
    named = listed([str(place) for place in places or ANY], language)
    sentences = [speak(OTHER_WORDS[0], numbers=named), speak(OTHER_WORDS[1])]
    return look(environment, language, sentences, FIRST) | filled(given, places or ANY)
