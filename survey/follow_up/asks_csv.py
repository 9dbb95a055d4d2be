"""All asks as one CSV file: a row for each body of each ask, as it stands on a day.

It knows what readers may see. It must not know where a file goes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from survey.answers.csv_text import plain_cell
from survey.follow_up.ask_standing import ask_standing, body_standings
from survey.follow_up.asks import Ask, Evidence

COLUMNS = (
    "ask", "of", "number", "practice", "theme", "sentence", "done_looks_like", "evidence",
    "published_on", "sent_on", "how_sent", "due_on", "standing", "withdrawn_on",
    "withdrawn_because", "group", "body", "function", "leads", "body_standing", "days_late",
    "answered_on", "answer", "reason", "shown_by", "by_when", "answered_by", "mark", "mark_words",
)  # fmt: skip


def asks_csv(asks: Iterable[Ask], today: date) -> str:
    """Return the file; no spreadsheet calculates a cell of it."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for ask in asks:
        for row in _rows(ask, today):
            writer.writerow([plain_cell(one) for one in row])
    return out.getvalue()


def evidence_words(evidence: Evidence) -> str:
    """Return a reference in one word: "told/clear", or "statement s1"."""
    where = f"{evidence.of_id}:" if evidence.of_id else ""
    if evidence.statement:
        return f"{where}statement {evidence.statement}"
    return f"{where}{evidence.question}/{evidence.row}"


def _rows(ask: Ask, today: date) -> Iterator[list[str]]:
    whole = [
        ask.id, ask.of_id, str(ask.number), _yes(is_so=ask.practice), ask.theme, ask.sentence,
        ask.done_looks_like, "; ".join(map(evidence_words, ask.evidence)), ask.published_on,
        ask.sent_on, ask.how_sent, ask.due_on, ask_standing(ask, today), ask.withdrawn_on,
        ask.withdrawn_because,
    ]  # fmt: skip
    for held in body_standings(ask, today):
        body, said = held.body, held.answer
        row = [body.group, body.name, body.function, _yes(is_so=body.leads), held.standing]
        row.append(str(held.late_by or ""))
        if said is None:
            yield [*whole, *row, *[""] * 8]
            continue
        row += [said.answered_on, said.words, said.reason, said.evidence, said.by_when, said.who]
        yield [*whole, *row, said.mark, said.mark_words]


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"
