"""Words in several languages, and the base of every part of a questionnaire."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema

#: White space, and what takes room or none and has no shape: zero-width signs, fillers, directions.
_NOTHING = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)

#: Whole numbers as spreadsheets write them: 3, 3.0.
_WHOLE = re.compile(r"(-?(?:0|[1-9][0-9]{0,17}))\.0+")


def seen(words: str) -> bool:
    """Return whether anything of these words can be seen, and not blanks alone."""
    return _NOTHING.fullmatch(words) is None


def one_form(words: str) -> str:
    """Return words in one Unicode form (NFC), without unseen signs, single spaces between them."""
    if words.isascii():
        return " ".join(words.split())
    letters = unicodedata.normalize("NFC", words)
    return " ".join("".join(one for one in letters if one.isspace() or seen(one)).split())


def one_value(words: str) -> str:
    """Return a value of a table as it is compared: in one form, and a whole number 3.0 as 3."""
    said = one_form(words)
    whole = _WHOLE.fullmatch(said)
    return whole[1] if whole else said


def plain_words(words: str) -> str:
    """Return words as a reader tells them apart: one Unicode form, no capitals, nothing unseen."""
    return one_form(unicodedata.normalize("NFC", words).casefold())


class Text:
    """Words in one or more languages; the first language given is the original.

    Written in YAML as a plain string (the questionnaire's first language, kept under "") or as a
    mapping from language to string.
    """

    __slots__ = ("pairs",)

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.pairs = pairs

    def in_language(self, language: str) -> str:
        """Return the words in `language`, or the original where there is no translation."""
        for code, words in self.pairs:
            if code == language:
                return words
        return self.pairs[0][1] if self.pairs else ""

    def languages(self) -> tuple[str, ...]:
        """Return the language codes that have words, the original first ("" for the default)."""
        return tuple(code for code, _ in self.pairs)

    def as_mapping(self) -> dict[str, str]:
        """Return a fresh dict from language to words."""
        return dict(self.pairs)

    def __bool__(self) -> bool:
        return any(words for _, words in self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"Text({self.pairs!r})"

    @classmethod
    def from_input(cls, value: Any) -> Text:
        """Build from a string, a mapping or a Text; ValueError says what else was found."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls((("", value.strip()),))
        if isinstance(value, dict) and value:
            if not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
                raise ValueError("write a text, or one text for each language")
            return cls(tuple((code, words.strip()) for code, words in value.items()))
        raise ValueError("write a text, or one text for each language")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.from_input,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda text: text.as_mapping()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        words = {"type": "string"}
        return {
            "description": "Words: a plain string, or one string for each language.",
            "anyOf": [
                words,
                {"type": "object", "additionalProperties": words, "minProperties": 1},
            ],
        }


EMPTY = Text(())


class Frozen(BaseModel):
    """Base of every part: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
