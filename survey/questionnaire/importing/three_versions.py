"""Three versions of the same plain data as one: what was changed, on top of what is richer.

`base` and `edited` are the poorer version before and after a change, `own` is the richer one: where
nothing was changed, it stays. It knows data, ids and words by language, and no questionnaire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Values that are changed as a whole.
_WHOLE = frozenset({"show_if", "type", "id"})
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class ThreeVersions:
    """Joins versions; words that are one string are in the language `first`."""

    first: str

    def joined(self, base: Any, edited: Any, own: Any) -> Any:
        """Return `own` with what differs between `base` and `edited`."""
        if edited == base:
            return own
        if self._are_words(edited, own):
            base, edited, own = (self._by_language(one) for one in (base, edited, own))
            return self._as_written(self._mappings(base, edited, own))
        if isinstance(edited, dict) and isinstance(own, dict):
            return self._mappings(base, edited, own)
        if isinstance(edited, list) and isinstance(own, list):
            return self._lists(base if isinstance(base, list) else [], edited, own)
        return edited

    def _mappings(self, base: Any, edited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        before = base if isinstance(base, dict) else {}
        made: dict[str, Any] = {}
        for key in (*own, *(one for one in edited if one not in own)):
            old, new = before.get(key, _ABSENT), edited.get(key, _ABSENT)
            if new == old:
                if key in own:
                    made[key] = own[key]
            elif new is not _ABSENT:
                whole = key in _WHOLE or key not in own
                made[key] = new if whole else self.joined(old, new, own[key])
        return made

    def _lists(self, base: list[Any], edited: list[Any], own: list[Any]) -> list[Any]:
        if all(isinstance(one, dict) and "id" in one for one in (*base, *edited, *own)):
            return self._by_ids(base, edited, own)
        if len(base) == len(edited) == len(own):
            return [self.joined(*one) for one in zip(base, edited, own, strict=True)]
        return edited

    def _by_ids(self, base: list[Any], edited: list[Any], own: list[Any]) -> list[Any]:
        """Join items of the same id; those that only `own` has stay behind the one before them."""
        before = {one["id"]: one for one in base}
        ours = {one["id"]: one for one in own}
        made = [
            self.joined(before.get(one["id"], {}), one, ours[one["id"]])
            if one["id"] in ours
            else one
            for one in edited
        ]
        for number, one in enumerate(own):
            if one["id"] not in before and one["id"] not in {each["id"] for each in made}:
                ids = [each["id"] for each in made]
                earlier = [each["id"] for each in own[:number] if each["id"] in ids]
                made.insert(ids.index(earlier[-1]) + 1 if earlier else 0, one)
        return made

    def _are_words(self, edited: Any, own: Any) -> bool:
        return {type(edited), type(own)} == {str, dict}

    def _by_language(self, words: Any) -> Any:
        return {self.first: words} if isinstance(words, str) else words

    def _as_written(self, words: dict[str, Any]) -> Any:
        return words[self.first] if set(words) == {self.first} else words
