"""Headline numbers: the plan that names them, what a release lets be asked, and what is given out.

It must not know an exact count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, exp
from typing import Any, Literal

from survey.disclosure.noise.noise_mechanism import (
    LEAST_EPSILON,
    LEAST_PEOPLE,
    MOST_FOR_LIFE,
    MOST_HEADLINES,
    NoisyCount,
    accuracy,
    beyond,
    decimal,
    spent,
)
from survey.disclosure.release import QuestionResult, Release, Words
from survey.disclosure.rounding import WHOLE_POINTS_FROM
from survey.errors import BadInput
from survey.questionnaire.files.toml_text import NotToml, read_toml
from survey.questionnaire.texts import Frozen

FORMAT = "survivor-survey-headlines/1"

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_KEYS = ("id", "question", "options", "epsilon")
_EVERYONE = ("single", "scale", "ranking")
#: From which printed base on a share is given in steps of so many tenths of a point: at 500 the
#: rounding of the base moves a share by 0.4 points at most.
_TENTHS = ((500, 1), (WHOLE_POINTS_FROM, 10), (0, 50))


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of a plan: how many gave one of `options` of `question`; `epsilon` in
    thousandths."""

    id: str
    question: str
    options: tuple[str, ...]
    epsilon: int

    @property
    def indicator(self) -> str:
        """Return the name under which the ledger has it; the order of options does not matter."""
        return f"{self.question}/{'+'.join(sorted(self.options))}"


class HeadlineOption(Frozen):
    """One of the options that a headline number counts."""

    id: str
    label: Words


class HeadlineNumber(Frozen):
    """One number with noise, with the range that holds the exact one in 95 of 100 cases.

    `base` is the rounded number of people who answered, as the release prints it; percentages are
    of it, in no finer steps than it bears, and their range covers its rounding too.
    """

    id: str
    question: str
    text: Words
    options: tuple[HeadlineOption, ...]
    measure: Literal["chose", "ranked_first"]
    epsilon: float
    count: int
    count_low: int
    count_high: int
    base: int
    percent: float
    percent_low: float
    percent_high: float
    sentence: str


class Budget(Frozen):
    """What the numbers of this file spent, what the study has spent in its life, and the most;
    then how many numbers the study has given out in its life, and the most."""

    here: float
    for_life: float
    most: float
    numbers: int
    most_numbers: int


class HeadlineRelease(Frozen):
    """The headline numbers of one release of one study."""

    format: Literal["survivor-survey-headlines/1"] = "survivor-survey-headlines/1"
    study: str
    title: Words
    practice: bool
    release: int
    closed_set: str
    headlines: tuple[HeadlineNumber, ...]
    epsilon: Budget
    sentences: tuple[str, ...]


def read_plan(toml_text: str, name: str) -> tuple[Headline, ...]:
    """Return the headlines of a TOML text; BadInput lists everything that is wrong with it.

    `name` is what the file is called in messages.
    """
    try:
        content = read_toml(toml_text, parse_float=Decimal)
    except NotToml as error:
        raise refused(name, (f"The file is not TOML: {error}.",)) from error
    entries = content.get("headline")
    problems = [
        f"“{key}” means nothing here: write [[headline]] only."
        for key in content
        if key != "headline"
    ]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        problems.append("There is no [[headline]]: write one for each number.")
        raise refused(name, problems)
    for place, entry in enumerate(entries, 1):
        problems += [f"Headline {place}: {problem}" for problem in _wrong(entry)]
    if not problems:
        plan = tuple(_headline(entry) for entry in entries)
        problems = list(_clashes(plan))
    if problems:
        raise refused(name, problems)
    return plan


def refused(name: str, problems: Sequence[str]) -> BadInput:
    """Return the refusal of a plan, with one problem a line."""
    found = len(problems)
    return BadInput(
        f"The plan {name} has {found} problem{'' if found == 1 else 's'}.",
        kept="Nothing was opened, and nothing was spent.",
        do="\n".join(problems),
    )


def unsuitable(
    plan: Sequence[Headline], release: Release, ledger: Sequence[NoisyCount]
) -> tuple[str, ...]:
    """Return what is in the way of a plan, with what to do, from what is public alone.

    Only numbers that the release prints, or sums of such, may be asked for: what is hidden keeps
    more than one person apart, which noise does not. Printed counts may be learnt more finely than
    their rounding tells; docs/noise.md says how far that goes.
    """
    questions = {question.id: question for question in release.questions}
    found = [
        f"Headline “{one.id}”: {problem}" for one in plan for problem in _unprinted(one, questions)
    ]
    given = _given(ledger, release)
    for one in plan:
        before = given.get(one.indicator)
        if before is not None and before.epsilon != one.epsilon:
            found.append(
                f"Headline “{one.id}”: this number was given out with epsilon "
                f"{decimal(before.epsilon)}, and there is one for each release. "
                f"Write epsilon = {decimal(before.epsilon)} to have it again."
            )
    return (*found, *beyond(ledger, [one.epsilon for one in new(plan, release, ledger)]))


def new(
    plan: Sequence[Headline], release: Release, ledger: Sequence[NoisyCount]
) -> tuple[Headline, ...]:
    """Return the headlines of a plan that were not given out yet for this release."""
    given = _given(ledger, release)
    return tuple(one for one in plan if one.indicator not in given)


def headline_release(
    plan: Sequence[Headline], release: Release, ledger: Sequence[NoisyCount]
) -> HeadlineRelease:
    """Return what may be handed out of a plan whose numbers are all in the ledger (else
    KeyError)."""
    given = _given(ledger, release)
    questions = {question.id: question for question in release.questions}
    here = sum(one.epsilon for one in plan)
    return HeadlineRelease(
        study=release.study.id,
        title=release.study.title,
        practice=release.study.practice,
        release=release.number,
        closed_set=release.study.closed_set,
        headlines=tuple(
            _number(one, questions[one.question], given[one.indicator], release) for one in plan
        ),
        epsilon=Budget(
            here=here / 1000,
            for_life=spent(ledger) / 1000,
            most=MOST_FOR_LIFE / 1000,
            numbers=len(ledger),
            most_numbers=MOST_HEADLINES,
        ),
        sentences=_sentences(release, max(one.epsilon for one in plan), spent(ledger)),
    )


def _wrong(entry: dict[str, Any]) -> Iterator[str]:
    """Return what is wrong with one headline as it was written."""
    for key in entry:
        if key not in _KEYS:
            yield f"“{key}” means nothing here: write {', '.join(_KEYS)}."
    if not isinstance(entry.get("id"), str) or not _ID.fullmatch(entry["id"]):
        yield "write an id of at most 40 letters, digits, - and _, a letter first."
    if not isinstance(entry.get("question"), str):
        yield "write question = and the id of the question."
    options = entry.get("options")
    if not isinstance(options, list) or not options or not all(isinstance(x, str) for x in options):
        yield 'write options = ["…"] with the id of one option or more.'
    elif len(set(options)) < len(options):
        yield "an option is named twice: name each once."
    if _thousandths(entry.get("epsilon")) is None:
        yield (
            f"write epsilon = and a number from {decimal(LEAST_EPSILON)} to "
            f"{decimal(MOST_FOR_LIFE)}, with three decimals at most."
        )


def _thousandths(epsilon: object) -> int | None:
    if isinstance(epsilon, bool) or not isinstance(epsilon, int | Decimal):
        return None
    exact = Decimal(epsilon)
    if not exact.is_finite() or not LEAST_EPSILON <= 1000 * exact <= MOST_FOR_LIFE:
        return None
    return int(1000 * exact) if 1000 * exact == int(1000 * exact) else None


def _headline(entry: dict[str, Any]) -> Headline:
    epsilon = _thousandths(entry["epsilon"]) or 0
    return Headline(entry["id"], entry["question"], tuple(entry["options"]), epsilon)


def _clashes(plan: Sequence[Headline]) -> Iterator[str]:
    """Return what is wrong with headlines next to each other."""
    if not plan:
        yield "There is no [[headline]]: write one for each number."
    if len(plan) > MOST_HEADLINES:
        yield (
            f"There are {len(plan)} headlines, and a study has at most {MOST_HEADLINES} in its "
            f"life. Leave out {len(plan) - MOST_HEADLINES}."
        )
    for place, one in enumerate(plan, 1):
        for before, other in enumerate(plan[: place - 1], 1):
            if one.id == other.id:
                yield f"Headlines {before} and {place} have one id: give each its own."
            if one.indicator == other.indicator:
                yield f"Headlines {before} and {place} ask for the same number: leave one out."


def _unprinted(one: Headline, questions: dict[str, QuestionResult]) -> Iterator[str]:
    """Return why a release does not let a number be asked for."""
    question = questions.get(one.question)
    if question is None:
        yield f"there is no question “{one.question}”. Use an id of the questionnaire."
        return
    if question.type == "text":
        yield f"“{one.question}” is answered in words. Choose a question with options."
        return
    if question.form != "numbers" or question.base.count is None:
        yield f"the release prints no numbers for “{one.question}”. Choose another question."
        return
    rows = {row.id: row for row in question.rows}
    strange = [option for option in one.options if option not in rows]
    if strange:
        yield (
            f"“{one.question}” has no answer {_listed(strange)}. “Don't know” and “does not apply” "
            f"are no answers here. Choose among {_listed(rows)}."
        )
        return
    if question.type == "multiple" and len(one.options) > 1:
        yield (
            f"people could choose several options of “{one.question}”, and how options go together "
            "is not printed. Name one option."
        )
    if question.type in _EVERYONE and len(one.options) == len(rows):
        yield "it names every option, so it counts everybody who answered. Leave out an option."
    hidden = [option for option in one.options if rows[option].shown.count is None]
    if hidden:
        yield (
            f"the release hides {_listed(hidden)}, so that nobody can be found out; a number with "
            "noise would tell of them all the same. Leave it out, or choose another headline."
        )
    elif any(rows[option].shown.percent is None for option in one.options):
        yield f"too few people answered “{one.question}” for a percentage. Choose another question."


def _listed(ids: Sequence[str] | dict[str, Any]) -> str:
    return ", ".join(f"“{one}”" for one in ids)


def _given(ledger: Sequence[NoisyCount], release: Release) -> dict[str, NoisyCount]:
    return {one.indicator: one for one in ledger if one.release == release.number}


def _number(
    one: Headline, question: QuestionResult, given: NoisyCount, release: Release
) -> HeadlineNumber:
    """Make what is handed out of a number with noise and of printed numbers; nothing else."""
    base, slack = question.base.count or 0, release.policy.count_rounding // 2
    most = base + slack
    count = _within(given.noisy, base)
    low = min(count, _within(given.noisy - accuracy(given.epsilon), most))
    high = _within(given.noisy + accuracy(given.epsilon), most)
    percent = _percents(base, slack, (count, low, high))
    return HeadlineNumber(
        id=one.id,
        question=question.id,
        text=question.text,
        options=tuple(
            HeadlineOption(id=row.id, label=row.label)
            for row in question.rows
            if row.id in one.options
        ),
        measure="ranked_first" if question.measure == "ranked_first" else "chose",
        epsilon=given.epsilon / 1000,
        count=count,
        count_low=low,
        count_high=high,
        base=base,
        percent=percent[0],
        percent_low=percent[1],
        percent_high=percent[2],
        sentence=f"About {count} of about {base} who answered ({percent[0]} %). In 95 of 100 such "
        f"numbers the exact one is in the range: here {low} to {high}, {percent[1]} to "
        f"{percent[2]} %.",
    )


def _percents(base: int, slack: int, counts: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return the share of a number, rounded once, and those of its ends, outwards, in no finer
    steps than the rounded base bears."""
    step = next(step for least, step in _TENTHS if base >= least)
    count, low, high = counts
    share = step * round(Fraction(1000 * count, base * step))
    least = step * (1000 * low // ((base + slack) * step))
    most = -step * (-1000 * high // ((base - slack) * step))
    return share / 10, least / 10, min(1000, most) / 10


def _within(count: int, most: int) -> int:
    return min(max(count, 0), most)


def _sentences(release: Release, largest: int, for_life: int) -> tuple[str, ...]:
    one, all_ = (_upwards(exp(epsilon / 1000)) for epsilon in (largest, for_life))
    return (
        "Chance was added to each of these numbers: a little more or less, drawn once. Asked again "
        "it is the same number, so that nobody can draw often and take the middle.",
        "Epsilon says how little a number tells of one person. Whatever a reader knows already, a "
        f"number with epsilon {decimal(largest)}, the largest here, changes the odds of any guess "
        f"about one person by a factor of {one} at most.",
        f"Epsilons add up. This study has spent {decimal(for_life)} of {decimal(MOST_FOR_LIFE)} by "
        f"all headline numbers it ever gave: together a factor of {all_} at most. When all is "
        "spent, no more are given.",
        "The range beside a number holds the exact count in at least 95 of 100 cases. It is about "
        "the noise and the rounding of the base, and makes no claim about anybody else.",
        f"The base is the rounded number that release {release.number} prints, without noise of "
        "its own. Tables are protected in another way, which the report describes: what is said "
        "here of epsilon is said of the headline numbers.",
    )


def _upwards(factor: float) -> float:
    return ceil(10 * factor) / 10


def too_few(release: Release) -> bool:
    """Say whether a release, as it is printed, counts fewer people than headline numbers need."""
    return release.respondents.count is None or release.respondents.count < LEAST_PEOPLE
