"""The answers of a scale put together, as a table that is split may print them, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey.questionnaire.codebook import CodebookRow, rows
from survey.questionnaire.model import Question, Scale, ScaleEnds, Text

#: The options of each group of answers, in order; none: the rows of the question as they are.
Answers = tuple[tuple[str, ...], ...]

#: A scale with fewer points is never merged; one with at least so many has a wide middle.
FEWEST_POINTS = 4
WIDE_MIDDLE = 9

#: How a group is named by its first and last answer, by language: by their words, and where they
#: are numbered. The last for every other language.
_FROM_TO: Mapping[str, tuple[str, str]] = {
    "en": ("“{first}” to “{last}”", "{first} to {last}"),
    "fr": ("de « {first} » à « {last} »", "de {first} à {last}"),
    "es": ("de «{first}» a «{last}»", "de {first} a {last}"),
    "ar": ("من «{first}» إلى «{last}»", "من {first} إلى {last}"),
}
_BETWEEN = "“{first}” – “{last}”", "{first} – {last}"


def answer_steps(question: Question) -> tuple[Answers, ...]:
    """Return the ways in which the answers of a question may be put together, the finest first.

    The first is none: the rows as they are. A scale may be told in three groups, with those about
    its middle between the others, and in two.
    """
    if not isinstance(question, Scale):
        return ((),)
    points = tuple(row.id for row in rows(question))
    return ((), *(_parted(points, sizes) for sizes in _sizes(len(points))))


def group_id(options: tuple[str, ...]) -> str:
    """Return the id of a group of answers; a group of one answer is that answer."""
    return "+".join(options)


def group_words(question: Question, options: tuple[str, ...], language: str) -> dict[str, str]:
    """Return the words of a group of answers in each language, made of its first and its last.

    `language` is the one of the words kept under "".
    """
    known: dict[str, CodebookRow] = {row.id: row for row in rows(question)}
    first, last = known[options[0]].text, known[options[-1]].text
    if len(options) == 1:
        return first.as_mapping()
    numbered = isinstance(question, Scale) and isinstance(question.points, ScaleEnds)
    found = {}
    for code in _languages(first, last):
        words = _FROM_TO.get((code or language).split("-")[0], _BETWEEN)[numbered]
        found[code] = words.format(first=first.in_language(code), last=last.in_language(code))
    return found


def _languages(first: Text, last: Text) -> tuple[str, ...]:
    """Return the languages that one of two texts has; "" where both have words under it, or neither
    names any."""
    codes = dict.fromkeys((*first.languages(), *last.languages()))
    both = "" in first.languages() and "" in last.languages()
    return tuple(code for code in codes if code or both) or ("",)


def _sizes(points: int) -> Iterator[tuple[int, ...]]:
    """Return how many points each group has: in three groups, the outer ones alike, and in two."""
    if points < FEWEST_POINTS:
        return
    if points > FEWEST_POINTS:
        narrow = points % 2 and points < WIDE_MIDDLE
        outer = points // 2 if narrow else (points + 1) // 3
        yield outer, points - 2 * outer, outer
    yield points - points // 2, points // 2


def _parted(points: tuple[str, ...], sizes: tuple[int, ...]) -> Answers:
    found, at = [], 0
    for size in sizes:
        found.append(points[at : at + size])
        at += size
    return tuple(found)
