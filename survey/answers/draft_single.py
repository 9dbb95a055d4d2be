"""Questions that one column may answer: choices, words, and several options in one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from survey.answers.drafted import (
    ALIKE,
    SAME,
    DraftedSource,
    SeenColumn,
    Sureness,
    heading_fit,
    question_names,
)
from survey.answers.mapped_rows import parts_of
from survey.answers.matching_words import is_other, match_words, splits
from survey.answers.private_columns import PROGRAM, private_values
from survey.answers.read_mapping import OneColumn
from survey.answers.value_matching import (
    MatchedValues,
    OptionWords,
    all_values,
    is_blank_word,
    match_values,
)
from survey.questionnaire.model import Closed, Multiple, Question, Ranking, Written

_SEPARATORS = (";", "|", ",", "/", " ")
#: A heading that is not the same must be at least so alike for a question that asks for words.
_WRITTEN = 0.75
#: Distinct values that must be options, and in a hundred values, where no heading speaks.
_FEWEST, _SHARE = 3, 0.9
#: More distinct values than this are no options.
_MOST_VALUES = 100
_HOW = {
    "words": "its values are the options",
    "groups": "its numbers are put into the groups: look at both ends",
    "order": "its codes are taken for the options in their order: look at each",
}


def single_candidates(
    columns: Sequence[SeenColumn], questions: Sequence[Question], words: Mapping[str, OptionWords]
) -> Iterator[DraftedSource]:
    """Return what a heading speaks for, one column for one question."""
    for question in questions:
        names = question_names(question)
        for column in columns:
            fit = heading_fit(column.name, names)
            if isinstance(question, Written):
                asked = not column.private or (column.private == PROGRAM and fit >= SAME)
                if fit >= _WRITTEN and asked and not private_values(column.values):
                    sureness: Sureness = "sure" if fit >= SAME else "likely"
                    blank = tuple(filter(is_blank_word, column.values))
                    source = OneColumn(column=column.name)
                    why = _heading(fit)
                    yield DraftedSource(question, source, sureness, why, fit, blank=blank)
            elif fit >= ALIKE:
                found = _closed(column, question, words[question.id], fit)
                if found is not None:
                    yield _with_other(found, columns, words[question.id].other)


def value_candidates(
    columns: Sequence[SeenColumn], questions: Sequence[Question], words: Mapping[str, OptionWords]
) -> Iterator[DraftedSource]:
    """Return what values alone speak for: one column and one question that fit no other."""
    fits: list[tuple[SeenColumn, Closed, MatchedValues]] = []
    for question in questions:
        if isinstance(question, Written):
            continue
        for column in columns:
            if len(column.values) > _MOST_VALUES:
                continue
            matched = match_values(column.values, words[question.id])
            told = len(set(matched.options.values())) >= _FEWEST and matched.how == "words"
            if told and matched.share >= _SHARE:
                fits.append((column, question, matched))
    for column, question, matched in fits:
        alone = sum(one[0] is column or one[1] is question for one in fits) == 1
        if alone:
            why = "no heading says so, but its values are the options"
            yield _drafted(column, question, matched, "guess", why, 0.0)


def _closed(
    column: SeenColumn, question: Closed, words: OptionWords, fit: float
) -> DraftedSource | None:
    separator, matched, rows = _separated(column, question, words)
    if column.private and (fit < SAME or matched.share < 0.8 or matched.how != "words"):
        return None
    if column.values and not matched.options and len(matched.blank) < len(column.values):
        return None
    sureness: Sureness = "likely"
    if matched.how == "order" or (matched.share < 0.5 and column.values):
        sureness = "guess"
    elif fit >= SAME and not matched.unknown and matched.how == "words":
        sureness = "sure"
    holds = _HOW[matched.how] if column.values else "it is empty"
    worth = 0.2 if matched.how == "order" else 0.5
    return _drafted(
        column, question, matched, sureness, f"{_heading(fit)}; {holds}",
        fit + worth * matched.share, separator, rows,
    )  # fmt: skip


def _separated(
    column: SeenColumn, question: Closed, words: OptionWords
) -> tuple[str, MatchedValues, Mapping[str, int]]:
    """Return the sign between several options in one value, the values, and their rows.

    The sign is "" where one value is one option.
    """
    whole = match_values(column.values, words)
    if not isinstance(question, Multiple | Ranking):
        return "", whole, column.values
    labels = [one for option in question.options for one in option.text.as_mapping().values()]
    best, found, counted = "", whole, column.values
    for sign in _SEPARATORS:
        parts: dict[str, int] = {}
        several = False
        for value, rows in column.values.items():
            said = list(parts_of(value, labels, sign))
            several = several or len(said) > 1
            for part in dict.fromkeys(said):
                parts[part] = parts.get(part, 0) + rows
        matched = match_values(parts, words)
        if several and matched.share > found.share:
            best, found, counted = sign, matched, parts
    return best, found, counted


def _drafted(
    column: SeenColumn,
    question: Closed,
    matched: MatchedValues,
    sureness: Sureness,
    why: str,
    weight: float,
    separator: str = "",
    rows: Mapping[str, int] | None = None,
) -> DraftedSource:
    source = OneColumn(
        column=column.name, values=all_values(matched, question), separator=separator
    )
    counted = column.values if rows is None else rows
    unknown = tuple((value, counted[value]) for value in matched.unknown)
    return DraftedSource(question, source, sureness, why, weight, unknown)


def _with_other(found: DraftedSource, columns: Sequence[SeenColumn], other: str) -> DraftedSource:
    """Add a column for “other, please say” of the same question: words in it mean that option."""
    source = found.source
    if not other or not isinstance(source, OneColumn):
        return found
    stem = match_words(source.column)
    written = {
        column.name: other
        for column in columns
        for _, base, part in splits(column.name)
        if is_other(part) and match_words(base) == stem and column.name != source.column
    }
    if not written:
        return found
    return replace(found, source=source.model_copy(update={"written": written}))


def _heading(fit: float) -> str:
    return "the heading is the question" if fit >= SAME else "the heading is like the question"
