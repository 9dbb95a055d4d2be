"""The file that an opening on a machine without a network leaves, to be brought back.

It holds a release, its certificate and nothing that is hidden.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import ValidationError

from survey.errors import BadInput
from survey.questionnaire.texts import Frozen


class OpenedFile(Frozen):
    """A release that was made elsewhere, as text: of which exported file, with how many share
    sheets, and its certificate as text (None: it has none)."""

    format: Literal["survivor-survey-opened/1"] = "survivor-survey-opened/1"
    sealed_digest: str
    sheets: int
    release: str
    certificate: str | None


def opened_text(opened: OpenedFile) -> tuple[str, str]:
    """Return the text of the file, and its digest in hex, which people compare."""
    text = opened.model_dump_json()
    return text, opened_digest(text)


def opened_digest(text: str) -> str:
    """Return the digest of such a file in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_opened(text: str, name: str) -> OpenedFile:
    """Return what such a file, called `name`, holds; BadInput where it is none."""
    try:
        return OpenedFile.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(
            f"{name} is not the file of an opening on another machine.",
            kept="Nothing was stored, and nothing was changed.",
            do="Bring the file that opening there has written. Copy it once more, whole.",
        ) from error
