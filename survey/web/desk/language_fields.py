"""Fields for words in each language of a council: shown as they stand, or as they were typed.

It knows the form at hand, and no council.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from survey.delphi.files.round_editing import by_language
from survey.questionnaire.languages import direction, english_name


@dataclass(frozen=True, slots=True)
class WordsIn:
    """One field: its name, its language with the direction of its script, and what stands in it."""

    name: str
    label: str
    code: str
    direction: str
    words: str


@dataclass(frozen=True, slots=True)
class WordsField:
    """The fields of one text, a language each; one of `rows` 1 is a single line."""

    hint: str
    rows: int
    fields: tuple[WordsIn, ...]


def words_field(
    name: str,
    label: str,
    languages: Sequence[str],
    said: Any = "",
    *,
    hint: str = "",
    rows: int = 1,
) -> WordsField:
    """Return the fields of one text: with what was typed where the form was sent, else with what
    the file says."""
    there = by_language(said, languages)
    return WordsField(
        hint,
        rows,
        tuple(
            WordsIn(
                f"{name}-{code}",
                label if len(languages) == 1 else f"{label} in {english_name(code)}",
                code,
                direction(code),
                request.form.get(f"{name}-{code}", there[code]),
            )
            for code in languages
        ),
    )


def typed_words(name: str, languages: Sequence[str]) -> dict[str, str]:
    """Return what was typed for one text, by language."""
    return {
        code: request.form.get(f"{name}-{code}", "").replace("\r\n", "\n").strip()
        for code in languages
    }
