"""In which direction survivors and other groups differ, as far as a release tells.

A release names groups whose middle lies in another third of the scale. Where the council's middle
is high, theirs is lower; where it is low, theirs is higher; of the middle third nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from survey.delphi.statistics.agreement import third
from survey.disclosure.council.round_release import StatementShown, Third
from survey.reports.council import council_part_wording as wording
from survey.reports.report_language import say
from survey.reports.report_words import ReportSentence, WordsInLanguage, tell

#: The id of the group of survivors, as councils' files have it.
SURVIVORS = "survivor"


def directions(
    shown: StatementShown, number: int, apart: int, named: Callable[[str], WordsInLanguage]
) -> tuple[ReportSentence, ...]:
    """Return how groups saw a statement, survivors first; nothing where the rule tells of none.

    `apart` is the least distance of medians that the rule tells of; `named` gives a group's words.
    """
    if shown.minority is None:
        return ()
    groups = shown.minority.groups
    found: list[ReportSentence] = []
    if SURVIVORS in groups:
        found.append(tell(say(_of_survivors(council_third(shown))).format(number=number)))
    elif "survivors apart" in shown.minority.grounds:
        found.append(tell(say(wording.SURVIVORS_APART).format(number=number, points=apart)))
    others = (group for group in groups if group != SURVIVORS)
    return (*found, *_of_groups(others, council_third(shown), number, named))


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


def _of_groups(
    groups: Iterable[str],
    whole: Third | None,
    number: int,
    named: Callable[[str], WordsInLanguage],
) -> tuple[ReportSentence, ...]:
    ends: dict[Third | None, str] = {"high": wording.GROUP_LOWER, "low": wording.GROUP_HIGHER}
    template = say(ends.get(whole, wording.GROUP_OTHER))
    found = []
    for group in groups:
        before, _, after = template.format(group="\0", number=number).partition("\0")
        found.append(tell(before, named(group), after))
    return tuple(found)
