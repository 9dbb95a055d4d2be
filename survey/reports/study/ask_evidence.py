"""What the asks of a study rest on, as its release prints it, and which finding that stands in.

It knows printed cells. It must not know pages, or how an ask stands.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from survey.disclosure.release import Release, Row, Sum
from survey.follow_up.asks import Ask
from survey.reports.asks.ask_views import AskShown, shown_asks
from survey.reports.report_language import say as _
from survey.reports.report_words import ReportSentence, put_in, say, tell, value_text
from survey.reports.study.report_model import ReportFinding, ReportInput


def asks_of_study(asks: tuple[Ask, ...], given: ReportInput) -> tuple[AskShown, ...]:
    """Return asks as they stand on the day of the report of a study."""
    on = date.fromisoformat(given.status_on or given.release.study.released_on)
    return shown_asks(asks, on, partial(_evidence, release=given.release), given.site)


def asks_because_of(finding: ReportFinding, asks: tuple[AskShown, ...]) -> tuple[AskShown, ...]:
    """Return the asks that rest on a finding, in the order of their numbers."""
    return tuple(one for one in asks if one.id in finding.ask_ids)


def _evidence(ask: Ask, release: Release) -> tuple[ReportSentence, ...]:
    """Return the cells of this release that an ask rests on, and statements of its own council."""
    found = []
    of_release = ask.of_id == release.study.id
    questions = {one.id: (at, one) for at, one in enumerate(release.questions, 1)}
    for one in ask.evidence:
        if one.of_id not in ("", ask.of_id):
            continue
        if one.statement:
            found.append(tell(_("council statement %(number)s", number=one.statement)))
        elif of_release and one.question in questions:
            number, question = questions[one.question]
            cells: dict[str, Row | Sum] = {
                row.id: row for row in (*question.rows, *question.missing)
            }
            cells |= {each.id: each for each in question.sums}
            row = cells.get(one.row)
            if row is not None and not row.shown.hidden:
                label = say(row.label, release.study.languages)
                found.append(
                    put_in(
                        _("{share} “{answer}” (question {number})"),
                        share=value_text(row.shown),
                        answer=label,
                        number=str(number),
                    )
                )
    return tuple(found)
