"""In which direction survivors and other groups differ, as far as a release tells.

A release names groups whose middle lies in another third of the scale. Where the council's middle
is high, theirs is lower; where it is low, theirs is higher; of the middle third nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from survey.delphi.statistics.agreement import third
from survey.disclosure.council.round_release import StatementShown, Third
from survey.reports.council import council_part_wording as wording
from survey.reports.report_language import say
from survey.reports.report_words import ReportSentence, WordsInLanguage, listed, tell

#: The id of the group of survivors, as councils' files have it.
SURVIVORS = "survivor"


@dataclass(frozen=True, slots=True)
class GroupDirection:
    """How one group saw one statement: a sentence of one statement, and what stands in it."""

    template: str
    number: int
    points: int
    group: WordsInLanguage | None = None


def directions(
    shown: StatementShown, number: int, apart: int, named: Callable[[str], WordsInLanguage]
) -> tuple[GroupDirection, ...]:
    """Return how groups saw a statement, survivors first; nothing where the rule tells of none.

    `apart` is the least distance of medians that the rule tells of; `named` gives a group's words.
    """
    if shown.minority is None:
        return ()
    groups, whole = shown.minority.groups, council_third(shown)
    found: list[GroupDirection] = []
    if SURVIVORS in groups:
        found.append(GroupDirection(_of_survivors(whole), number, apart))
    elif "survivors apart" in shown.minority.grounds:
        found.append(GroupDirection(wording.SURVIVORS_APART, number, apart))
    others = (group for group in groups if group != SURVIVORS)
    template = _of_group(whole)
    found += [GroupDirection(template, number, apart, named(group)) for group in others]
    return tuple(found)


def directions_said(found: Iterable[GroupDirection]) -> tuple[ReportSentence, ...]:
    """Return them in words, in their order: one sentence for all statements of which the same is
    said of the same group."""
    alike: dict[tuple[str, str], list[GroupDirection]] = {}
    for one in found:
        alike.setdefault((one.template, str(one.group or "")), []).append(one)
    return tuple(map(_said, alike.values()))


def _said(alike: list[GroupDirection]) -> ReportSentence:
    first = alike[0]
    numbers = tuple(str(number) for number in dict.fromkeys(one.number for one in alike))
    template = first.template if len(numbers) == 1 else wording.OF_SEVERAL[first.template]
    places = {"number": numbers[0], "numbers": listed(numbers), "points": first.points}
    before, mark, after = say(template).format(group="\0", **places).partition("\0")
    return tell(before, first.group, after) if mark and first.group else tell(before)


def council_third(shown: StatementShown) -> Third | None:
    """Return the third of the scale in which the council's middle is printed to lie."""
    if shown.third is not None:
        return shown.third
    if shown.median is None:
        return None
    return third(shown.median)


def _of_survivors(whole: Third | None) -> str:
    ends: dict[Third | None, str] = {
        "high": wording.SURVIVORS_LOWER,
        "low": wording.SURVIVORS_HIGHER,
    }
    return ends.get(whole, wording.SURVIVORS_OTHER)


def _of_group(whole: Third | None) -> str:
    ends: dict[Third | None, str] = {"high": wording.GROUP_LOWER, "low": wording.GROUP_HIGHER}
    return ends.get(whole, wording.GROUP_OTHER)
