"""Catalogues of the interface's own words: one PO file a language, read when first asked for.

It knows no page, no study and no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.messages.pofile import read_po

from survey.settings import shipped


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return a language's sentences by the English ones they stand for; none where it has no file.

    A sentence without a translation is left out, so that English stands in its place.
    """
    path = shipped("config") / "languages" / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, charset="utf-8", abort_invalid=True)
    return {str(one.id): str(one.string) for one in messages if one.id and one.string}
