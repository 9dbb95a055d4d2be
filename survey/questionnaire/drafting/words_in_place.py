"""Words in plain data of a file: read and written in one language, the others as they are."""

from __future__ import annotations

from typing import Any


def languages_of(data: Any) -> tuple[str, ...]:
    """Return the languages that a file lists, the original first."""
    listed = data.get("languages") if isinstance(data, dict) else None
    found = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return tuple(found) or ("en",)


def words_in(value: Any, language: str, first: str) -> str:
    """Return the words of a text in a language; "" where there are none."""
    if isinstance(value, dict):
        words = value.get(language)
        return words if isinstance(words, str) else ""
    return value if isinstance(value, str) and language == first else ""


def with_words(value: Any, language: str, first: str, words: str) -> Any:
    """Return a text with other words in a language; None for a text without any.

    A text in the first language alone stays a plain one.
    """
    words = words.replace("\r\n", "\n").strip()
    if not isinstance(value, dict):
        if language == first:
            return words or None
        plain = {first: value} if isinstance(value, str) and value else {}
        return {**plain, language: words} if words else (value or None)
    changed = dict(value)
    if words:
        changed[language] = words
    else:
        changed.pop(language, None)
    return changed if any(changed.values()) else None


def set_words(
    group: dict[str, Any], key: str, language: str, first: str, words: str, *, needed: bool
) -> None:
    """Write words into a group of keys; one that is not needed goes when it has none left."""
    changed = with_words(group.get(key), language, first, words)
    if changed is None and not needed:
        group.pop(key, None)
    elif changed is None:
        group[key] = ""
    elif changed != group.get(key):
        group[key] = changed
