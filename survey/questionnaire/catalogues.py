"""Catalogues of the program's own sentences: one PO file a language, read when first asked for.

It knows no page, no study and no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.messages.pofile import read_po

from survey.settings import shipped

#: The languages that the program speaks; the first is the one that its sentences are written in.
INTERFACE = ("en", "fr", "es", "ar")


@cache
def catalogue(language: str, of: str = "") -> Mapping[str, str]:
    """Return a language's sentences by the English ones they stand for; none where it has no file.

    `of` is the folder of the catalogues: "" for the public pages, "reports" for what is published.
    A sentence without a translation is left out, so that English stands in its place.
    """
    path = shipped("config") / "languages" / of / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, charset="utf-8", abort_invalid=True)
    return {str(one.id): str(one.string) for one in messages if one.id and one.string}


def spoken(language: str) -> str:
    """Return the language that the program speaks where `language` is read: it, or English."""
    first = language.split("-")[0].lower()
    return first if first in INTERFACE else INTERFACE[0]
