"""Which answers of a question a release may also print as one: a rule of the questionnaire alone.

It must not know counts. Which of them are printed is decided in `chosen_sums.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.disclosure.study.answer_groups import answer_steps, group_words
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Closed, Question, Scale, Single, Text, Written

#: Options of a question that are counted as one, as asked.
Options = tuple[str, ...]

#: A single choice with fewer answers has no others to put together.
_FEWEST_ANSWERS = 3
#: The words for everybody who gave another answer than one, by language; the last for all others.
_ALL_BUT: Mapping[str, str] = {
    "en": "All answers but “{one}”",
    "fr": "Toutes les réponses sauf « {one} »",
    "es": "Todas las respuestas menos «{one}»",
    "ar": "كل الإجابات ما عدا «{one}»",
}


@dataclass(frozen=True, slots=True)
class AnswerSum:
    """Options that may be printed as one, and the words for them by language."""

    options: Options
    label: Mapping[str, str]


def sums_of(question: Question, language: str) -> tuple[AnswerSum, ...]:
    """Return what may be printed as one of a question, in the order in which it is tried.

    Named sets come first, then both ends of a scale (the outer groups in which its answers may be
    told), then all answers but one of a single choice that splits no tables. `language` is the one
    of the words kept under "".
    """
    if isinstance(question, Written):
        return ()
    found: dict[Options, AnswerSum] = {}
    for one in (*_named(question), *_ends(question, language), *_all_but(question, language)):
        found.setdefault(one.options, one)
    return tuple(found.values())


def named_sets(question: Question) -> tuple[Options, ...]:
    """Return the options of each named set of a question, as asked."""
    return () if isinstance(question, Written) else tuple(x.options for x in _named(question))


def _named(question: Closed) -> Iterator[AnswerSum]:
    for one in question.together:
        options = tuple(row.id for row in rows(question) if row.id in one.options)
        yield AnswerSum(options, one.text.as_mapping())


def _ends(question: Closed, language: str) -> Iterator[AnswerSum]:
    steps = answer_steps(question)
    if isinstance(question, Scale) and len(steps) > 1:
        for options in (steps[1][0], steps[1][-1]):
            yield AnswerSum(options, group_words(question, options, language))


def _all_but(question: Closed, language: str) -> Iterator[AnswerSum]:
    known = rows(question)
    if not isinstance(question, Single) or question.breakdown or len(known) < _FEWEST_ANSWERS:
        return
    for left in known:
        options = tuple(row.id for row in known if row.id != left.id)
        yield AnswerSum(options, _words_but(left.text, language))


def _words_but(left: Text, language: str) -> dict[str, str]:
    """Return the words for all answers but one, in each language that it has."""
    found = {}
    for code, said in left.as_mapping().items():
        words = _ALL_BUT.get((code or language).split("-")[0], _ALL_BUT["en"])
        found[code] = words.format(one=said)
    return found
