"""Questions that one column may answer: choices, words, and several options in one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from survey.answers.draft_groups import bases_of_groups, tick_columns
from survey.answers.drafted import (
    ALIKE,
    SAME,
    DraftedSource,
    SeenColumn,
    Sureness,
    heading_fit,
    question_names,
)
from survey.answers.matching_words import is_other, match_words, splits
from survey.answers.private_columns import PROGRAM, private_values
from survey.answers.read_mapping import OWN_WORDS, OneColumn
from survey.answers.splitting_values import (
    SplitValues,
    own_words,
    split_values,
    whole_values,
)
from survey.answers.value_matching import (
    OptionWords,
    all_values,
    is_blank_word,
)
from survey.questionnaire.model import Closed, Question, Written

#: A heading that is not the same must be at least so alike for a question that asks for words.
_WRITTEN = 0.75
#: Distinct values that must be options, and in a hundred values, where no heading speaks.
_FEWEST, _SHARE = 3, 0.9
#: More distinct values than this are no options.
_MOST_VALUES = 100
_HOW = {
    "words": "its values are the options",
    "beginning": "some values only begin with an option: look at each",
    "groups": "its numbers are put into the groups: look at both ends",
    "order": "its codes are taken for the options in their order: look at each",
}


def single_candidates(
    columns: Sequence[SeenColumn], questions: Sequence[Question], words: Mapping[str, OptionWords]
) -> Iterator[DraftedSource]:
    """Return what a heading speaks for, one column for one question."""
    names = {one.id: question_names(one) for one in questions}
    bases, ticks = bases_of_groups(columns), tick_columns(columns)
    for question in questions:
        fits = [heading_fit(column.name, names[question.id]) for column in columns]
        best = max((_WRITTEN, *fits))
        others = [names[one.id] for one in questions if one is not question]
        for column, fit in zip(columns, fits, strict=True):
            if isinstance(question, Written):
                near = fit >= best and column.name not in ticks
                if near and not _fits_better(column, others, fit, bases):
                    yield from _written(column, question, fit)
            elif fit >= ALIKE:
                own = _own_columns(column, columns)
                found = _closed(column, question, words[question.id], fit, bool(own))
                if found is not None:
                    yield _with_other(found, own, words[question.id].other)


def _written(column: SeenColumn, question: Written, fit: float) -> Iterator[DraftedSource]:
    asked = not column.private or (column.private == PROGRAM and fit >= SAME)
    if asked and not private_values(column.values):
        sureness: Sureness = "sure" if fit >= SAME else "likely"
        blank = tuple(filter(is_blank_word, column.values))
        source = OneColumn(column=column.name)
        yield DraftedSource(question, source, sureness, _heading(fit), fit, blank=blank)


def _fits_better(
    column: SeenColumn,
    others: Sequence[tuple[str, ...]],
    fit: float,
    bases: Mapping[str, Sequence[str]],
) -> bool:
    """Return whether a heading, or that of its group, names another question better."""
    said = (column.name, *bases.get(column.name, ()))
    return any(heading_fit(one, names) > fit for one in said for names in others)


def value_candidates(
    columns: Sequence[SeenColumn], questions: Sequence[Question], words: Mapping[str, OptionWords]
) -> Iterator[DraftedSource]:
    """Return what values alone speak for: one column and one question that fit no other."""
    fits: list[tuple[SeenColumn, Closed, SplitValues]] = []
    for question in questions:
        if isinstance(question, Written):
            continue
        for column in columns:
            if len(column.values) > _MOST_VALUES:
                continue
            split = whole_values(column.values, words[question.id])
            matched = split.matched
            told = len(set(matched.options.values())) >= _FEWEST and matched.how == "words"
            if told and matched.share >= _SHARE:
                fits.append((column, question, split))
    for column, question, split in fits:
        alone = sum(one[0] is column or one[1] is question for one in fits) == 1
        if alone:
            why = "no heading says so, but its values are the options"
            yield _drafted(column, question, split, "guess", why, 0.0)


def _closed(
    column: SeenColumn, question: Closed, words: OptionWords, fit: float, own: bool
) -> DraftedSource | None:
    split = split_values(column.values, question, words, bool(column.private))
    matched = split.matched
    if column.private and (fit < SAME or matched.share < 0.8 or matched.how != "words"):
        return None
    if column.values and not matched.options and len(matched.blank) < len(column.values):
        return None
    sureness: Sureness = "likely"
    if matched.how in ("order", "beginning") or (matched.share < 0.5 and column.values):
        sureness = "guess"
    elif fit >= SAME and not matched.unknown and matched.how == "words":
        sureness = "sure"
    holds = _HOW[matched.how] if column.values else "it is empty"
    worth = 0.2 if matched.how == "order" else 0.5
    found = _drafted(
        column, question, split, sureness, f"{_heading(fit)}; {holds}", fit + worth * matched.share
    )
    return found if column.private or own else _with_own_words(found, split, words)


def _with_own_words(found: DraftedSource, split: SplitValues, words: OptionWords) -> DraftedSource:
    """Take words that are no option for “Other”, where they stand beside options in one value."""
    rows, again = own_words(split, words)
    if not rows or not isinstance(found.source, OneColumn):
        return found
    # Options that nobody chose so far are named, too: they may stand in a later file.
    named = {
        value: option
        for value, option in found.source.values.items()
        if option != words.other or words.names(value)
    }
    values = {**words.labels(), **named, OWN_WORDS: words.other}
    said = "1 row" if rows == 1 else f"{rows:,} rows"
    why = f"{found.why}; words of one's own ({said}) are taken for its option “Other”"
    if again:
        why += ", some of them in several rows: look whether an option has other words there"
    return replace(
        found,
        source=found.source.model_copy(update={"values": values}),
        sureness="guess" if again else "likely",
        why=why,
        unknown=(),
    )


def _drafted(
    column: SeenColumn,
    question: Closed,
    split: SplitValues,
    sureness: Sureness,
    why: str,
    weight: float,
) -> DraftedSource:
    matched, rows = split.matched, split.rows
    source = OneColumn(
        column=column.name, values=all_values(matched, question), separator=split.separator
    )
    unknown = tuple((value, rows[value]) for value in matched.unknown)
    return DraftedSource(question, source, sureness, why, weight, unknown)


def _own_columns(column: SeenColumn, columns: Sequence[SeenColumn]) -> tuple[str, ...]:
    """Return the columns for “other, please say” of the same question."""
    stem = match_words(column.name)
    return tuple(
        one.name
        for one in columns
        for _, base, part in splits(one.name)
        if is_other(part) and match_words(base) == stem and one.name != column.name
    )


def _with_other(found: DraftedSource, own: Sequence[str], other: str) -> DraftedSource:
    """Add columns for “other, please say”: words in one mean that option."""
    if not other or not own or not isinstance(found.source, OneColumn):
        return found
    written = dict.fromkeys(own, other)
    return replace(found, source=found.source.model_copy(update={"written": written}))


def _heading(fit: float) -> str:
    return "the heading is the question" if fit >= SAME else "the heading is like the question"
