"""Loading the pool of payment codes of a study from a CSV file.

It knows no person, and keeps no order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from survey.errors import BadInput, Refused
from survey.questionnaire.files.reading import from_json
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import payments, study_rows

COLUMN = "code"
#: Characters that one code may have.
LONGEST = 200

#: A lot that takes so many hours to give away is a large one.
_LARGE_HOURS = 5
_LISTED = 20
_KEPT = "No code was loaded."


@dataclass(frozen=True, slots=True)
class LoadedCodes:
    """How many codes were loaded, and how many are given in an hour at most; a program could take
    a large lot, hour by hour."""

    codes: int
    hourly: int

    @property
    def is_large(self) -> bool:
        """Whether smaller lots would be safer."""
        return self.codes > _LARGE_HOURS * self.hourly


def load_payments(
    instance: Instance, study_id: str, text: str, name: str, today: date
) -> LoadedCodes:
    """Put the codes of a CSV file into the pool of a study and return how many.

    `text` is the file's content, `name` what to call it. All or nothing: BadInput with the numbers
    of the lines that cannot be used; Refused when the form does not tell people of a payment.
    """
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study_id)
        there = payments.pool(conn, study_id)
    if from_json(row.questionnaire_json).payment is None:
        raise Refused(
            f"The form of the study {study_id} does not tell people of a payment.",
            kept=_KEPT,
            do="Publish a form that has a block `payment`: people must know before they begin.",
        )
    codes: set[str] = set()
    problems: list[str] = []
    for line, fields in _lines(text, name):
        problem = _problem(fields, there, codes)
        if problem:
            problems.append(f"line {line}: {problem}")
        codes.add("".join(fields).strip())
    if problems or not codes:
        raise _refused(name, problems)
    with writing(instance.engine) as conn:
        hold_letterbox(conn)  # a mix makes that table anew
        loaded = payments.add(conn, study_id, codes)
        # without their number: with what is left it would say how many were given
        journal.note(conn, day=today, study_id=study_id, event="thank-you codes loaded")
    return LoadedCodes(loaded, instance.settings.thanks_hourly)


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        head = next(reader, [])
        if [column.strip() for column in head] != [COLUMN]:
            raise BadInput(
                f"{name} has not the one column `{COLUMN}`.",
                kept=_KEPT,
                do=f"Write `{COLUMN}` on the first line, and one code on each line after it.",
            )
        for fields in reader:
            yield reader.line_num, fields
    except csv.Error as error:
        raise BadInput(
            f"{name}: line {reader.line_num} is not CSV: {error}.",
            kept=_KEPT,
            do="Correct this line and load the whole file again.",
        ) from None


def _problem(fields: list[str], there: frozenset[str], before: set[str]) -> str:
    """Say what is wrong with one line, "" for nothing."""
    code = "".join(fields).strip()
    if len(fields) > 1:
        return "more than one column"
    if not code:
        return "no code"
    if len(code) > LONGEST:
        return f"more than {LONGEST} characters"
    if not code.isprintable():
        return "signs that cannot be shown"
    if code in there:
        return "this code is in the pool already"
    return "the same code as on a line before" if code in before else ""


def _refused(name: str, problems: list[str]) -> BadInput:
    said = problems[:_LISTED]
    if len(problems) > _LISTED:
        said.append(f"and {len(problems) - _LISTED} more")
    found = "; ".join(said) or "it holds no code"
    return BadInput(
        f"{name} cannot be used: {found}.",
        kept=_KEPT,
        do="Correct these lines and load the whole file again.",
    )
