"""Many tries put together: for each table and each number of people, what a report could print.

What is told is how often something happened in the tries. No count of invented people is told but
rounded, and never as if it were one of real people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from survey.disclosure.forecast.foretold import CellKind, ForecastCell, ForecastRow
from survey.disclosure.forecast.invented_people import Skew
from survey.disclosure.forecast.one_try import (
    BreakdownSeen,
    InventedTry,
    QuestionsSeen,
    TrySeen,
    split_by,
    splitters_of,
)
from survey.disclosure.rounding import nearest
from survey.questionnaire.model import Questionnaire, valid_options
from survey.tally.counting import LANGUAGE

#: What was seen in each try.
Tried = Mapping[InventedTry, TrySeen]

_TEN = 10


def how_often(times: int, tries: int) -> str:
    """Say how often something happened: in all, most, about half, few or none of the tries."""
    if times in (0, tries):
        word = "all" if times else "none"
    else:
        word = "few" if 3 * times < tries else "most" if 3 * times > 2 * tries else "about half"
    return f"in {word} of {tries} tries"


def about_people(count: float) -> str:
    """Return a number of people as it is told: rounded to ten, from ten on."""
    return f"about {nearest(round(count), _TEN)}" if count >= _TEN else "below ten"


def matrix(asked: Questionnaire, expected: int, tried: Tried) -> tuple[ForecastRow, ...]:
    """Return the rows of a forecast: each question for everybody, then each breakdown."""
    people = sorted({lot.people for lot in tried})
    cells = tuple(
        _everybody([seen.everybody for lot, seen in tried.items() if lot.people == many])
        for many in people
    )
    everybody = ForecastRow(
        by="",
        title="Each question, everybody",
        cells=cells,
        expected=cells[people.index(expected)],
    )
    return everybody, *(_row(asked, by, people, expected, tried) for by in splitters_of(asked))


def _everybody(seen: Sequence[QuestionsSeen]) -> ForecastCell:
    tries = len(seen)
    spoken = [one for one in seen if one.words]
    numbers = [one for one in seen if one.numbers]
    if 2 * len(spoken) >= tries:
        return ForecastCell(
            kind="words", short="words", rest=", no percent", often=len(spoken), tries=tries
        )
    if 2 * len(numbers) < tries:
        return ForecastCell(kind="hidden", often=tries - len(numbers), tries=tries)
    reaches = [one.reach for one in numbers if one.reach is not None]
    percent = 2 * sum(2 * one.percentages >= one.questions for one in numbers) >= len(numbers)
    rest = f", range about ±{round(median(reaches))} points" if percent and reaches else ""
    hidden = round(10 * median(one.hidden for one in numbers))
    if hidden:
        rest += f"; about {hidden} in 10 numbers hidden"
    missing = round(median(one.questions - one.numbers for one in numbers))
    if missing:
        rest += f"; about {missing} of {numbers[0].questions} questions hidden"
    kind: CellKind = "percent" if percent else "counts"
    return ForecastCell(kind=kind, short=kind, rest=rest, often=len(numbers), tries=tries)


def _row(
    asked: Questionnaire, by: str, people: Sequence[int], expected: int, tried: Tried
) -> ForecastRow:
    seen = {
        many: [one.breakdowns[by] for lot, one in tried.items() if lot.people == many]
        for many in people
    }
    groups = len(seen[expected][0].sizes)
    cells = tuple(_cell(asked, by, seen[many]) for many in people)
    return ForecastRow(
        by=by,
        title=title_of_breakdown(asked, by),
        note=f"{groups} languages" if by == LANGUAGE else f"{groups} groups",
        smallest=_smallest(by, expected, tried),
        possible=any(one.in_part for one in seen[expected]),
        cells=cells,
        expected=cells[people.index(expected)],
    )


def title_of_breakdown(asked: Questionnaire, by: str) -> str:
    """Return how the tables by a question are called."""
    if by == LANGUAGE:
        return "By the language of the form"
    return f"By “{asked.question(by).text.in_language(asked.languages[0])}”"


def _smallest(by: str, expected: int, tried: Tried) -> str:
    """Say how small the smallest group is where all are alike, and where they are very unequal."""

    def least(skew: Skew) -> str:
        return about_people(
            median(
                min(seen.breakdowns[by].sizes)
                for lot, seen in tried.items()
                if lot.people == expected and lot.skew == skew
            )
        )

    alike, unequal = least("even"), least("very skewed")
    return f"smallest group: {alike} if all are alike, {unequal} if they are very unequal"


def _cell(asked: Questionnaire, by: str, seen: Sequence[BreakdownSeen]) -> ForecastCell:
    tries, tables = len(seen), sum(one.tables for one in seen)
    some = [one for one in seen if one.in_part]
    well = sum(0 < one.tables <= 2 * one.printed for one in seen)
    if 2 * len(some) < tries or not tables:
        often = tries - len(some)
        rest = "" if often == tries else f", {how_often(often, tries)}"
        return ForecastCell(kind="hidden", rest=rest, often=often, tries=tries)
    groups = round(median(len(one.groups) for one in some))
    short, rest = f"{groups} {'languages' if by == LANGUAGE else 'groups'}", ""
    merged = _merged(asked, by, some)
    missing = round(median(len(one.sizes) - sum(map(len, one.groups)) for one in some))
    if merged:
        rest += f". {merged} will be merged"
    if missing:
        rest += f". About {missing} of {len(seen[0].sizes)} hidden"
    if 2 * well >= tries:
        rest = f", {how_often(well, tries)}{rest}"
        return ForecastCell(kind="groups", short=short, rest=rest, often=well, tries=tries)
    every = len(split_by(asked, by))
    hidden = round(every * (1 - sum(one.printed for one in seen) / tables))
    rest = f", in part: more hidden than printed for about {hidden} of {every} questions{rest}"
    return ForecastCell(kind="part", short=short, rest=rest, often=len(some), tries=tries)


def _merged(asked: Questionnaire, by: str, seen: Sequence[BreakdownSeen]) -> str:
    """Name the answers that were put together in at least half of the tries that printed any."""
    if by == LANGUAGE:
        return ""
    times = Counter(group for one in seen for group in one.groups if len(group) > 1)
    words = labels_of(asked, by)
    place = {option: i for i, option in enumerate(words)}
    often = [group for group, many in times.items() if 2 * many >= len(seen)]
    return "; ".join(
        in_a_row([words[one] for one in group])
        for group in sorted(often, key=lambda group: place[group[0]])
    )


def in_a_row(words: Sequence[str]) -> str:
    """Return names in quotes, with commas and an "and"."""
    named = [f"“{one}”" for one in words]
    return f"{', '.join(named[:-1])} and {named[-1]}" if named[1:] else named[0]


def labels_of(asked: Questionnaire, by: str) -> dict[str, str]:
    """Return the words of each answer of a breakdown question, in the first language."""
    question = asked.question(by)
    assert question.type == "single"
    return {one.id: one.text.in_language(asked.languages[0]) for one in valid_options(question)}
