"""Questions that several columns may answer: one for each option, or one for each place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from survey.answers.answer_words import NO, YES
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
from survey.answers.read_mapping import ManyColumns, PlaceColumns, RankColumns
from survey.answers.value_matching import (
    OptionWords,
    all_values,
    in_order,
    is_blank_word,
    match_values,
)
from survey.questionnaire.model import Closed, Multiple, Question, Ranking

#: Columns that must name options, and the part of all, where no heading speaks for a question.
_FEWEST, _SHARE = 3, 0.8
#: Columns without an option that are named.
_NAMED = 4
_NUMBERED = re.compile(r"(?:rank|rang|place|platz|sq|ao|a|q|c)?[ _]?0*(\d{1,3})", re.IGNORECASE)
_BY_ORDER = "its columns are taken for the options in their order: look at each"

_Part = tuple[SeenColumn, str]


def group_candidates(
    columns: Sequence[SeenColumn], questions: Sequence[Question], words: Mapping[str, OptionWords]
) -> Iterator[DraftedSource]:
    """Return what groups of columns speak for, by their common heading or by their options."""
    groups = _groups(columns)
    for question in questions:
        if not isinstance(question, Multiple | Ranking):
            continue
        names = question_names(question)
        for base, parts in groups:
            fit = heading_fit(base, names) if base else 0.0
            found = _grouped(parts, question, words[question.id], fit)
            if found is not None:
                yield _beside(found, base, columns)


def bases_of_groups(columns: Sequence[SeenColumn]) -> dict[str, tuple[str, ...]]:
    """Return the common headings of the groups that a column is in, but for “other, please say”."""
    found: dict[str, tuple[str, ...]] = {}
    for base, parts in _groups(columns):
        for column, part in parts:
            if base and not is_other(part):
                found[column.name] = (*found.get(column.name, ()), base)
    return found


def tick_columns(columns: Sequence[SeenColumn]) -> frozenset[str]:
    """Return the columns of groups that hold a tick, a yes or their own heading, and no more."""
    found: set[str] = set()
    for base, parts in _groups(columns):
        ticks = {column.name for column, part in parts if base and _only_ticks(column, part)}
        found |= ticks if len(ticks) > 1 else set()
    return frozenset(found)


def _only_ticks(column: SeenColumn, part: str) -> bool:
    said = set(map(match_words, column.values))
    return bool(said) and said <= YES | NO | {match_words(part)}


def _groups(columns: Sequence[SeenColumn]) -> list[tuple[str, list[_Part]]]:
    """Return columns by the question that their headings name; "" for those that name an option."""
    found: dict[tuple[int, str], list[_Part]] = defaultdict(list)
    for column in columns:
        for way, base, part in splits(column.name):
            found[way, base].append((column, part))
    groups = [(base, parts) for (_, base), parts in found.items() if len(parts) > 1]
    return [*groups, ("", [(column, column.name) for column in columns])]


def _grouped(
    parts: Sequence[_Part], question: Multiple | Ranking, words: OptionWords, fit: float
) -> DraftedSource | None:
    named = {column.name: words.option(part) for column, part in parts}
    named = {name: option for name, option in named.items() if option}
    by_words = bool(named) and (len(named) >= _FEWEST or fit >= ALIKE)
    if fit < ALIKE:
        if not by_words or len(set(named.values())) < _SHARE * len(question.answer_ids):
            return None
        parts = [(column, part) for column, part in parts if column.name in named]
    if isinstance(question, Ranking) and (placed := _places(parts, question, words, fit)):
        return placed
    ordered = False
    if not by_words or len(named) * 2 < len(parts):
        in_turn = _in_turn(parts, question, words)
        ordered, named = bool(in_turn), in_turn or named
    if len(named) < 2:
        return None
    kept = [(column, part) for column, part in parts if column.name in named]
    if isinstance(question, Ranking):
        found = _ranks(kept, named, question, fit, ordered)
    else:
        found = _ticks(kept, named, question, words, fit, ordered)
    rest = [column.name for column, _ in parts if column.name not in named]
    if found is None or not rest or fit < ALIKE:
        return found
    sureness: Sureness = "guess" if found.sureness == "guess" else "likely"
    named_few = ", ".join(rest[:_NAMED]) + (" …" if len(rest) > _NAMED else "")
    why = f"{found.why}; without an option: {named_few}"
    return replace(found, sureness=sureness, why=why, weight=found.weight - 0.2)


def _in_turn(parts: Sequence[_Part], question: Closed, words: OptionWords) -> dict[str, str]:
    """Return options for columns that are numbered, in their order; {} where they do not fit."""
    numbers = {
        column.name: int(number[1])
        for column, part in parts
        if (number := _NUMBERED.fullmatch(part)) and not is_other(part)
    }
    if len(numbers) < 2 or len(set(numbers.values())) < len(numbers):
        return {}
    options = in_order(question, numbers.values())
    if not options:
        return {}
    first = min(1, *numbers.values())
    found = {name: options[number - first] for name, number in numbers.items()}
    others = [column.name for column, part in parts if is_other(part)]
    return found | dict.fromkeys(others if words.other else (), words.other)


def _ticks(
    parts: Sequence[_Part],
    named: Mapping[str, str],
    question: Multiple,
    words: OptionWords,
    fit: float,
    ordered: bool,
) -> DraftedSource | None:
    """Return a group whose columns hold a tick, a yes or the option itself where it was chosen."""
    chosen: dict[str, None] = {}
    declined: dict[str, None] = {}
    blank: dict[str, None] = {}
    unknown: list[tuple[str, int]] = []
    columns: dict[str, str] = {}
    written: dict[str, str] = {}
    strange = 0
    for column, part in parts:
        option = named[column.name]
        odd = []
        for value, rows in column.values.items():
            said = match_words(value) or value
            if said in YES or said == match_words(part) or words.option(value) == option:
                chosen[value.lower()] = None
            elif said in NO:
                declined[value.lower()] = None
            elif is_blank_word(value):
                blank[value] = None
            else:
                odd.append((value, rows))
        if is_other(part) and option == words.other and (odd or not column.values):
            written[column.name] = option
            continue
        columns[column.name] = option
        unknown += odd
        strange += len(odd) > 1
    if not columns or strange * 2 > len(columns) or chosen.keys() & declined.keys():
        return None
    source = ManyColumns(
        columns=columns,
        chosen=tuple(chosen) or ("1", "yes", "true"),
        not_chosen=tuple(declined) or ("0", "no", "false"),
        written=written,
    )
    sureness, why = _how_sure(fit, ordered, bool(unknown))
    weight = fit + 0.6 + (0 if ordered else 0.4)
    return DraftedSource(question, source, sureness, why, weight, tuple(unknown), tuple(blank))


def _ranks(
    parts: Sequence[_Part],
    named: Mapping[str, str],
    question: Ranking,
    fit: float,
    ordered: bool,
) -> DraftedSource | None:
    """Return a group whose columns hold the place of an option each."""
    most = len(question.options)
    unknown = [
        (value, rows)
        for column, _ in parts
        for value, rows in column.values.items()
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most)
        and not is_blank_word(value)
    ]
    values = sum(len(column.values) for column, _ in parts)
    options = [named[column.name] for column, _ in parts]
    if len(unknown) * 2 > values or len(set(options)) < len(options):
        return None
    source = RankColumns(ranks={column.name: named[column.name] for column, _ in parts})
    sureness, why = _how_sure(fit, ordered, bool(unknown))
    return DraftedSource(question, source, sureness, why, fit + 0.8, tuple(unknown))


def _places(
    parts: Sequence[_Part], question: Ranking, words: OptionWords, fit: float
) -> DraftedSource | None:
    """Return a group whose columns are places, each holding the option that stands there."""
    numbers = {
        int(found[1]): column for column, part in parts if (found := _NUMBERED.fullmatch(part))
    }
    if fit < ALIKE or len(numbers) < len(parts) or not numbers:
        return None
    values = {value: 0 for _, column in sorted(numbers.items()) for value in column.values}
    for column in numbers.values():
        for value, rows in column.values.items():
            values[value] += rows
    matched = match_values(values, words)
    if matched.share < 0.5 or matched.how not in ("words", "beginning"):
        return None
    source = PlaceColumns(
        places=tuple(column.name for _, column in sorted(numbers.items())),
        values=all_values(matched, question),
    )
    unknown = tuple((value, values[value]) for value in matched.unknown)
    sureness, _ = _how_sure(fit, False, bool(unknown))
    if matched.begun:
        sureness = "guess"
    why = "its columns are the places, and their values the options"
    return DraftedSource(question, source, sureness, why, fit + 0.8, unknown)


def _how_sure(fit: float, ordered: bool, unknown: bool) -> tuple[Sureness, str]:
    if ordered:
        return "guess", _BY_ORDER
    if fit >= SAME:
        return "likely" if unknown else "sure", "the headings are the question and its options"
    if fit >= ALIKE:
        return "likely", "the headings are like the question, and name its options"
    return "guess", "no heading names the question, but they name its options"


def _beside(found: DraftedSource, base: str, columns: Sequence[SeenColumn]) -> DraftedSource:
    """Note the column that holds all options of the group once more, as Kobo writes it."""
    again = tuple(column.name for column in columns if base and column.name == base)
    if not again:
        return found
    return replace(found, beside=again)
