"""A questionnaire as a file that people can go on writing in."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from survey.questionnaire.drafting.yaml_words import block_words
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.texts import Text

_FIRST = ("id", "type", "title", "text")


def file_of(q: Questionnaire) -> str:
    """Return the text of a file that reads back as the same questionnaire."""
    return f"{block_words(_plain(q, q.languages[0]), 0)}\n"


def empty_file(title: str, language: str) -> str:
    """Return the text of a file that is about to be written, in one language."""
    words: dict[str, Any] = {
        "id": "questionnaire",
        "title": title,
        "languages": [language],
        "introduction": "",
        "consent": "",
        "closing": "",
        "sections": [{"id": "part-1", "title": "", "questions": []}],
    }
    return f"{block_words(words, 0)}\n"


def _plain(part: Any, first: str) -> Any:
    if isinstance(part, Text):
        pairs = {code or first: words for code, words in part.pairs}
        return pairs[first] if set(pairs) == {first} else pairs
    if isinstance(part, tuple):
        return [_plain(one, first) for one in part]
    if not isinstance(part, BaseModel):
        return part
    made = {
        known.alias or name: _plain(getattr(part, name), first)
        for name, known in type(part).model_fields.items()
        if known.is_required() or getattr(part, name) != known.default
    }
    return {key: made[key] for key in sorted(made, key=lambda key: _rank(key, made))}


def _rank(key: str, made: dict[str, Any]) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST) + list(made).index(key)
