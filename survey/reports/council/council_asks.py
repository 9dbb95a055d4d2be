"""What is asked because of a council, and how it stands on the day of its report.

It knows asks and statements. It must not know releases, pages or the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from survey.follow_up.asks import Ask
from survey.reports.asks.ask_views import AskShown, shown_asks
from survey.reports.council.council_statements import StatementPart
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_language import say
from survey.reports.report_words import ReportSentence, tell


def asks_of_council(given: Proceedings, parts: Sequence[StatementPart]) -> tuple[AskShown, ...]:
    """Return the asks of a council as they stand on the day of its report, each with the statements
    that it rests on."""
    numbers = {one.id: one.number for one in parts}

    def rests_on(ask: Ask) -> tuple[ReportSentence, ...]:
        named = [numbers[one] for one in _statements(ask) if one in numbers]
        return tuple(tell(say("Statement %(n)s", n=one)) for one in named)

    on = date.fromisoformat(given.status_on or given.releases[-1].released_on)
    return shown_asks(given.asks, on, rests_on, given.site)


def asks_on_statement(
    statement: str, given: Proceedings, asks: tuple[AskShown, ...]
) -> tuple[AskShown, ...]:
    """Return the asks that rest on a statement, of those that are shown."""
    resting = {one.id for one in given.asks if statement in _statements(one)}
    return tuple(one for one in asks if one.id in resting)


def _statements(ask: Ask) -> list[str]:
    return [one.statement for one in ask.evidence if one.of_id in ("", ask.of_id)]
