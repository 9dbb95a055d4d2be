"""Words of a label as every reader needs them: plain, and without answers put in among them."""

from __future__ import annotations

import re

from survey.questionnaire.importing.foreign_form import Texts
from survey.questionnaire.importing.markup import words_without_markup
from survey.questionnaire.texts import one_form

#: Signs that no label has, and halves of letters.
_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
INSTEAD = "…"


def plain_label(said: str, put_in: re.Pattern[str] | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the words of a label, and sentences about what was left out of it.

    `put_in` finds where the other system puts in an answer or another value; “…” stands there.
    """
    words, left_out = words_without_markup(_NO_LETTERS.sub(" ", said))
    named = [one.group().strip() for one in put_in.finditer(words)] if put_in else []
    if not put_in or not named:
        return words, left_out
    told = ", ".join(dict.fromkeys(named[:5]))
    return put_in.sub(INSTEAD, words), (
        *left_out,
        f"An answer given before was put in among the words ({told}): “{INSTEAD}” stands there.",
    )


def plain_code(said: str) -> str:
    """Return a code or a name of the file as words are cleaned: without what nobody sees."""
    return one_form(_NO_LETTERS.sub(" ", said))


def with_language(words: str, language: str) -> Texts:
    """Return words as those of a language; none for no words."""
    return {language: words} if words else {}


def shown_briefly(said: str, most: int = 160) -> str:
    """Return an expression as a sentence can show it: in one line, cut if it is long."""
    line = " ".join(_NO_LETTERS.sub(" ", said).split())
    return line if len(line) <= most else line[: most - 1] + "…"
