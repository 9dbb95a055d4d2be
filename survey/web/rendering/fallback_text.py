"""A questionnaire's words in one language, or as they were first written, and then marked so.

It knows no study, no page and no person.
"""

from __future__ import annotations

from collections.abc import Callable

from survey.questionnaire.catalogues import spoken
from survey.questionnaire.languages import direction
from survey.questionnaire.model import Text
from survey.web.rendering.frames import safe


class MarkedText(str):
    """Words to show; `marks` are the attributes of the element that they stand in."""

    __slots__ = ("marks",)
    marks: dict[str, str]


def teller(original: str, language: str) -> Callable[[Text], MarkedText]:
    """Return what tells a questionnaire's texts on a page in `language`.

    `original` is the questionnaire's first language. The page itself has the language that the
    interface speaks and the direction of `language`; `marks` hold `lang` and `dir` where the words
    have another (WCAG 2.2, 3.1.2), and are empty elsewhere: also for figures, which have none.
    """
    page = (spoken(language), direction(language))

    def tell(text: Text) -> MarkedText:
        known = text.languages()
        code = language if language in known else (known[0] if known else "")
        words = MarkedText(text.in_language(language))
        words.marks = {}
        if not any(letter.isalpha() for letter in words):
            return words
        own = (code or original, direction(code or original))
        pairs = zip(("lang", "dir"), own, page, strict=True)
        words.marks = {name: mine for name, mine, its in pairs if mine != its}
        return words

    return tell


def spanned(words: MarkedText) -> str:
    """Return words as HTML, in an element of their own where they must be marked."""
    marks = "".join(f' {name}="{safe(value)}"' for name, value in words.marks.items())
    return f"<span{marks}>{safe(words)}</span>" if marks else safe(words)
