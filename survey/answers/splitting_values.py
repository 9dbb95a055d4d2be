"""Several options in one value: the sign between them, and words of one's own beside them.

A value is split where its parts are options; an option that holds the sign itself stays whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.answers.matching_words import match_words
from survey.answers.value_matching import MatchedValues, OptionWords, match_values
from survey.questionnaire.model import Closed, Multiple, Ranking
from survey.questionnaire.texts import one_value

_SEPARATORS = (";", "|", ",", "/", " ")
#: Signs that stand in words so often that parts of a value say nothing unless all are options.
_IN_WORDS = ("/", " ")
#: The part of all values in which an option must stand before words beside them are one's own.
_AROUND = 0.5
#: The same words in so many rows may be an option that is worded differently.
_AGAIN = 3


@dataclass(frozen=True, slots=True)
class SplitValues:
    """The parts of values by one sign, "" for none: what they stand for, and rows that have each.

    `values` are the parts of each value, in how many rows it stands.
    """

    separator: str
    matched: MatchedValues
    values: Sequence[tuple[tuple[str, ...], int]]

    @property
    def rows(self) -> Counter[str]:
        """Return in how many rows each part stands."""
        found: Counter[str] = Counter()
        for parts, rows in self.values:
            found.update(dict.fromkeys(parts, rows))
        return found

    @property
    def told(self) -> float:
        """Return how many rows are options, a part of a value counting for a part of a row."""
        sure = self.matched.options.keys() - self.matched.begun
        shares = (
            (sum(part in sure for part in parts) / max(1, len(parts)), rows)
            for parts, rows in self.values
        )
        whole = self.separator in _IN_WORDS
        return sum(share * rows for share, rows in shares if share == 1 or not whole)


def split_values(
    values: Mapping[str, int], question: Closed, words: OptionWords, private: bool
) -> SplitValues:
    """Return the values of a column split by the sign that makes the most of them options."""
    best = whole_values(values, words)
    if not isinstance(question, Multiple | Ranking) or private:
        return best
    for sign in _SEPARATORS:
        found = _split(values, sign, words)
        several = any(len(parts) > 1 for parts, _ in found.values)
        if several and (found.told, not found.matched.begun) > (best.told, not best.matched.begun):
            best = found
    return best


def whole_values(values: Mapping[str, int], words: OptionWords) -> SplitValues:
    """Return the values of a column, each taken for one option."""
    return _split(values, "", words)


def own_words(split: SplitValues, words: OptionWords) -> tuple[int, bool]:
    """Return how many rows hold words of one's own, and whether the same come again and again.

    0 where they are not told from options: no “Other”, codes, or options in few values alone.
    """
    unknown = set(split.matched.unknown)
    plain = (
        isinstance(words.question, Multiple) and split.separator and split.matched.how == "words"
    )
    if not (plain and words.other) or any(not _in_words(one) for one in unknown):
        return 0, False
    known = split.matched.options.keys()
    around = sum(rows for parts, rows in split.values if known & set(parts))
    beside = any(known & set(parts) and unknown & set(parts) for parts, _ in split.values)
    if not beside or around < _AROUND * sum(rows for _, rows in split.values):
        return 0, False
    counted = split.rows
    again = any(counted[one] >= _AGAIN for one in unknown)
    return sum(rows for parts, rows in split.values if unknown & set(parts)), again


def _split(values: Mapping[str, int], sign: str, words: OptionWords) -> SplitValues:
    parts = [
        (_parts(value, sign, words) if sign else (value,), rows) for value, rows in values.items()
    ]
    matched = match_values(dict.fromkeys(part for found, _ in parts for part in found), words)
    return SplitValues(sign, matched, parts)


def _parts(value: str, sign: str, words: OptionWords) -> tuple[str, ...]:
    """Return the parts of a value, the longest option first where options hold the sign."""
    steps = one_value(value).split(sign)
    most = words.longest(sign)
    found: dict[str, None] = {}
    place = 0
    while place < len(steps):
        ends = range(min(len(steps), place + most), place, -1)
        end = next((end for end in ends if words.names(sign.join(steps[place:end]))), place + 1)
        if part := sign.join(steps[place:end]).strip():
            found[part] = None
        place = end
    return tuple(found)


def _in_words(part: str) -> bool:
    """Return whether a part may be words: it has letters, and no figure as codes have."""
    said = match_words(part)
    return any(one.isalpha() for one in said) and not (
        len(said) < 5 and any(one.isdigit() for one in said)
    )
