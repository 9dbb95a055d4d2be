"""What finds room on the first page of a summary, which has two pages whatever was written.

It measures words by how many fit on a line, on the safe side. It knows no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from survey.reports.asks.ask_views import AskShown
from survey.reports.study.report_model import CannotSay, ReportDocument, ReportFinding

#: What may stand in a summary at most: findings, asks, and things that a report cannot say.
MOST_FINDINGS, MOST_ASKS, MOST_UNSAID = 3, 3, 4
#: Asks of a short report, whose summary has them in a table that no other part repeats.
MOST_ROWS = 6
#: Of the things it cannot say, so many are always those of the program's own, the gravest.
_GRAVEST = 2
#: Signs on a line of all cards of asks together.
_OF_CARDS = 63
#: Signs on a line of the columns of their table: the ask, of whom, the day, the status.
_OF_COLUMNS = (62, 17, 15, 17)
#: Heights in px: the page, its heads, a finding around its words, an ask and a point around theirs.
_PAGE, _HEADS, _FINDING, _ASK, _POINT = 947, 150, 28, 56, 9
_LEAST_FINDING = 130


@dataclass(frozen=True)
class SummaryRoom:
    """What the first page of a summary shows; `left` was written too, and stands with the limits
    alone."""

    supports: bool
    asks: int
    cannot_say: tuple[CannotSay, ...]
    left: tuple[CannotSay, ...]


def summary_room(
    doc: ReportDocument, asks: tuple[AskShown, ...], own: int, *, short: bool = False
) -> SummaryRoom:
    """Return what finds room; `own` things that it cannot say are the program's, the others were
    written and come before all but the gravest of these.

    Lines that support a finding go last but for the third ask. Asks of a `short` report are lines
    of a table.
    """
    grave, rest = doc.cannot_say[: min(own, _GRAVEST)], doc.cannot_say[min(own, _GRAVEST) : own]
    ordered = (*grave, *doc.cannot_say[own:], *rest)
    most = min(MOST_UNSAID, len(ordered))
    counts = [*range(most, 0, -1)] or [0]
    fewer = range(min(MOST_ROWS if short else MOST_ASKS, len(asks)), 0, -1) or (0,)
    tries = product(fewer, (True, False), counts)
    for shown, supports, unsaid in tries:
        left = tuple(one for one in ordered[unsaid:] if one not in doc.cannot_say[:own])
        high = _of_table(asks[:shown]) if short else _of_cards(asks[:shown])
        height = high + _height(doc, ordered[:unsaid], supports=supports)
        if height <= _PAGE or (shown, supports, unsaid) == (1, False, counts[-1]):
            return SummaryRoom(supports, shown, ordered[:unsaid], left)
    return SummaryRoom(supports=True, asks=0, cannot_say=ordered[:most], left=ordered[most:])


def _height(doc: ReportDocument, unsaid: tuple[CannotSay, ...], *, supports: bool) -> float:
    findings = sum(_of_finding(one, supports=supports) for one in doc.key_findings[:MOST_FINDINGS])
    points = [_POINT + 20 * _lines(f"{one.head} {one.why}", 40) for one in unsaid]
    rows = sum(max(points[at : at + 2]) for at in range(0, len(points), 2))
    return _HEADS + findings + rows


def _of_cards(asks: tuple[AskShown, ...]) -> float:
    wide = _OF_CARDS // max(len(asks), 1)
    return max((_ASK + sum(_of_ask(one, wide)) for one in asks), default=40)


def _of_table(asks: tuple[AskShown, ...]) -> float:
    """Return how high a table of asks is, with its head and the line below it."""
    return 60 + sum(_of_row(one) for one in asks) if asks else 40


def _of_row(ask: AskShown) -> float:
    first, second, third, last = _OF_COLUMNS
    words = _lines(f"0. {ask.sentence}", first) + _lines(ask.address, first)
    if ask.done_looks_like:
        words += _lines(f"Done looks like: {ask.done_looks_like}", first)
    if ask.evidence:
        words += _lines("Evidence: " + "; ".join(map(str, ask.evidence)), first)
    said = _lines(ask.standing_words, last)
    said += sum(_lines(f"{one.body}: {one.standing}.", last) for one in ask.answers)
    return 12 + 16 * max(words, _lines(ask.asked_of, second), _lines(ask.due, third), said)


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
