"""What finds room on the first page of a summary, which has two pages whatever was written.

It measures words by how many fit on a line, on the safe side. It knows no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from survey.reports.study.ask_views import AskShown
from survey.reports.study.report_model import CannotSay, ReportDocument, ReportFinding

#: What may stand in a summary at most: findings, asks, and things that a report cannot say.
MOST_FINDINGS, MOST_ASKS, MOST_UNSAID = 3, 3, 4
#: Of the things it cannot say, so many are always those of the program's own, the gravest.
_GRAVEST = 2
#: Signs on a line of all cards of asks together.
_OF_CARDS = 63
#: Heights in px: the page, its heads, a finding around its words, an ask and a point around theirs.
_PAGE, _HEADS, _FINDING, _ASK, _POINT = 947, 100, 28, 56, 9
_LEAST_FINDING = 130


@dataclass(frozen=True)
class SummaryRoom:
    """What the first page of a summary shows; `left` was written too, and stands with the limits
    alone."""

    supports: bool
    asks: int
    cannot_say: tuple[CannotSay, ...]
    left: tuple[CannotSay, ...]


def summary_room(doc: ReportDocument, asks: tuple[AskShown, ...], own: int) -> SummaryRoom:
    """Return what finds room; `own` things that it cannot say are the program's, the others were
    written and come before all but the gravest of these.

    Lines that support a finding go last but for the third ask.
    """
    grave, rest = doc.cannot_say[: min(own, _GRAVEST)], doc.cannot_say[min(own, _GRAVEST) : own]
    ordered = (*grave, *doc.cannot_say[own:], *rest)
    most = min(MOST_UNSAID, len(ordered))
    counts = [*range(most, 0, -1)] or [0]
    tries = product((min(MOST_ASKS, len(asks)), 2, 1), (True, False), counts)
    for shown, supports, unsaid in tries:
        left = tuple(one for one in ordered[unsaid:] if one not in doc.cannot_say[:own])
        height = _height(doc, asks[:shown], ordered[:unsaid], supports=supports)
        if height <= _PAGE or (shown, supports, unsaid) == (1, False, counts[-1]):
            return SummaryRoom(supports, shown, ordered[:unsaid], left)
    return SummaryRoom(supports=True, asks=0, cannot_say=ordered[:most], left=ordered[most:])


def _height(
    doc: ReportDocument,
    asks: tuple[AskShown, ...],
    unsaid: tuple[CannotSay, ...],
    *,
    supports: bool,
) -> float:
    findings = sum(_of_finding(one, supports=supports) for one in doc.key_findings[:MOST_FINDINGS])
    wide = _OF_CARDS // max(len(asks), 1)
    cards = max((_ASK + sum(_of_ask(one, wide)) for one in asks), default=40)
    points = [_POINT + 20 * _lines(f"{one.head} {one.why}", 40) for one in unsaid]
    columns = max(sum(points[::2]), sum(points[1::2]), max(points, default=0))
    return _HEADS + findings + cards + columns


def _of_finding(finding: ReportFinding, *, supports: bool) -> float:
    sure = finding.poison.said if finding.poison else ""
    high = 21 * _lines(str(finding.title), 58) + 16 * _lines(f"{finding.base} {sure}", 84) + 16
    if supports and finding.support:
        high += 20 * _lines(str(finding.support), 68)
    return max(_LEAST_FINDING if finding.big else 0, _FINDING + high)


def _of_ask(ask: AskShown, wide: int) -> Iterator[float]:
    yield 19 * _lines(f"0. {ask.sentence}", wide)
    yield 16 * _lines(f"Asked of {ask.asked_of}", wide * 4 // 3)
    yield 16 * _lines(f"Status {ask.standing_words}", wide * 4 // 3)


def _lines(words: str, signs: int) -> int:
    return -(-len(words) // signs) if words else 0
