"""The language that a published document is written in, and its sentences in it.

A document is written in one language from its first sentence to its last, so the language belongs
to the writing of it and not to each sentence: `writing_in("fr")` holds for everything below it in
the same thread or task (PEP 567), and is English where nobody said another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel import Locale

from survey.questionnaire.catalogues import catalogue, spoken
from survey.questionnaire.languages import ENGLISH, direction
from survey.questionnaire.texts import Text

_LANGUAGE: ContextVar[str] = ContextVar("language of a document", default="en")


@contextmanager
def writing_in(language: str) -> Iterator[None]:
    """Write what is written within in a language: English, French, Spanish or Arabic.

    A language that the program does not speak is taken as English.
    """
    before = _LANGUAGE.set(spoken(language))
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def document_language() -> str:
    """Return the code of the language of the document that is being written: "en", "fr" …."""
    return _LANGUAGE.get()


def document_direction() -> str:
    """Return the writing direction of the document: "ltr" or "rtl"."""
    return direction(document_language())


def document_locale() -> Locale:
    """Return whose dates, numbers and lists fit the document's sentences (Unicode CLDR)."""
    return ENGLISH if document_language() == "en" else Locale(document_language())


def in_document_language(text: Text) -> str:
    """Return words that exist in several languages in that of the document, whatever its region,
    else as they were first written."""
    wanted = document_language()
    known = text.languages()
    regional = (one for one in known if one.split("-")[0] == wanted)
    return text.in_language(wanted if wanted in known else next(regional, wanted))


def say(sentence: str, **values: object) -> str:
    """Return a sentence in the language of the document, with `%(name)s` filled from `values`.

    Where there is no translation, the English sentence is returned.
    """
    said = catalogue(document_language(), "reports").get(sentence, sentence)
    return said % values if values else said


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues of reports; `say` translates it where it is written."""
    return sentence
