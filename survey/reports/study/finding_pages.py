"""Which findings share a page of paper: in their order, so that as little as can be stays empty.

It measures words by how many fit on a line, on the safe side. It knows no numbers; where it errs, a
finding that has no room goes over to the next page whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from survey.reports.study.charted import ChartedQuestion
from survey.reports.study.report_model import ReportFinding, SinceLastTime

#: Heights in px: a page, and what stands between two findings.
_PAGE, _BETWEEN = 947, 30
#: What the number that leads takes, and by how much rows grow where there is space.
_NUMBER, _HIGHER = 60, 25


def pages_begun(heights: Sequence[float]) -> tuple[bool, ...]:
    """Return for each height, in order, whether it begins a page: so that what stays empty on the
    pages, squared and added up, is least. What is higher than a page has one of its own."""

    @cache
    def least(start: int) -> tuple[float, tuple[int, ...]]:
        if start == len(heights):
            return 0, ()
        found = []
        for end in range(start + 1, len(heights) + 1):
            used = sum(heights[start:end]) + _BETWEEN * (end - start - 1)
            if used > _PAGE and end > start + 1:
                break
            rest, begins = least(end)
            found.append((max(_PAGE - used, 0) ** 2 + rest, (start, *begins)))
        return min(found)

    begun = least(0)[1]
    return tuple(at in begun for at in range(len(heights)))


def finding_height(
    finding: ReportFinding, charts: Sequence[ChartedQuestion], asks: Sequence[str]
) -> float:
    """Return about how high a finding is where it shares its page."""
    title = str(finding.title)
    head = 34 * _lines(title, 42) if len(title) <= 130 else 28 * _lines(title, 56)
    return 34 + head + max(sum(_reading(finding, charts, asks)), sum(_margin(finding)))


def is_short(height: float, charts: Sequence[ChartedQuestion]) -> bool:
    """Tell whether a finding that stands alone has room for its number and for higher rows."""
    rows = sum(len(one.chart.rows) for one in charts if one.chart is not None)
    return height + _NUMBER + _HIGHER * rows <= _PAGE


def since_height(since: SinceLastTime) -> float:
    """Return about how high what differs from the release before is."""
    said = sum(8 + 20 * _lines(str(one), 88) for one in since.said)
    return 70 + said + sum(8 + 17 * _lines(str(one), 100) for one in since.lines)


def _reading(
    finding: ReportFinding, charts: Sequence[ChartedQuestion], asks: Sequence[str]
) -> Iterator[float]:
    if finding.content_note:
        yield 60
    lead = str(finding.lead) if str(finding.lead) != str(finding.title) else ""
    if said := f"{lead} {finding.support}".strip():
        yield 12 + 23 * _lines(said, 56)
    for chart in charts:
        yield 30 + 18 * _lines(str(chart.text), 62) + 16 * _lines(chart.under, 78)
        yield from _rows(chart)
    if str(finding.means):
        yield 52 + 20 * _lines(str(finding.means), 58)
    if asks:
        yield 74 + sum(22 + 18 * _lines(one, 62) for one in asks[:3])


def _rows(chart: ChartedQuestion) -> Iterator[float]:
    if chart.chart is None:
        for _share, labels in chart.wording:
            yield 4 + 20 * _lines("; ".join(map(str, labels)), 50)
        return
    yield 30 + (chart.chart.stack.height + 8 if chart.chart.stack else 0)
    for row in chart.chart.rows:
        yield max(33, 11 + 16 * _lines(str(row.label), 19))


def _margin(finding: ReportFinding) -> Iterator[float]:
    notes = [str(finding.base), *(str(one) for note in finding.margin for one in note.lines)]
    if finding.poison:
        notes.append(str(finding.poison.said))
    yield from (16 * _lines(one, 25) for one in notes)
    yield 32 * (len(finding.margin) + 2) + 48


def _lines(words: str, signs: int) -> int:
    return -(-len(words) // signs) if words else 0
