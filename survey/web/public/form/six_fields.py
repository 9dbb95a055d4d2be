"""Six small fields for six words: what was typed into them, and what stands in them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jinja2 import Environment

from survey.sealing.codes.phrases import MOST_TYPED, WORDS_IN_A_PHRASE, is_listed, reads_as_phrase
from survey.web.forms import SIX
from survey.web.public.form.looking import look
from survey.web.public.sentences import NOT_SIX_WORDS
from survey.web.rendering.frames import safe
from survey.web.rendering.localisation import speaker

#: The id of the first of the six fields, and the numbers of all.
FIRST = "words.1"
ANY = range(1, WORDS_IN_A_PHRASE + 1)


def typed_words(fields: Mapping[str, Sequence[str]]) -> str:
    """Return what stands in the six fields as one text; a whole phrase may stand in one."""
    return " ".join(fields.get(SIX, ())).strip()


def boxes(fields: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return what is to stand in each of the six fields.

    Six words are spread over the six fields where one of these held several; all else stays where
    it was typed.
    """
    given = list(fields.get(SIX, ()))
    if len(given) != WORDS_IN_A_PHRASE or any(len(one.split()) > 1 for one in given):
        spread = _spread(" ".join(given))
        given = spread or [*given[:WORDS_IN_A_PHRASE], *[""] * (WORDS_IN_A_PHRASE - len(given))]
    return tuple(given)


def filled(given: Iterable[str], wrong: Iterable[int] = ()) -> dict[str, str]:
    """Return the slots of the six fields with words in them; `wrong` are the numbers to look at."""
    slots = {f"typed.{number}": safe(word) for number, word in enumerate(given, 1)}
    return slots | {f"wrong.{number}": ' aria-invalid="true"' for number in wrong}


def no_code(
    environment: Environment, language: str, fields: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the slots that say that what was typed can be no code; none where it can be one."""
    if reads_as_phrase(typed_words(fields)):
        return {}
    given = boxes(fields)
    wrong = [number for number, word in enumerate(given, 1) if not is_listed(word)]
    said = look(environment, language, map(speaker(language), NOT_SIX_WORDS), FIRST)
    return said | filled(given, wrong or ANY)


def shown(words: str) -> str:
    """Return six words as the boxes of a numbered list, in HTML."""
    return "".join(f"<li>{safe(word)}</li>" for word in words.split())


def _spread(text: str) -> list[str]:
    if len(text) > MOST_TYPED:
        return []
    words = [part for part in text.split() if any(letter.isalpha() for letter in part)]
    return words if len(words) == WORDS_IN_A_PHRASE else []
