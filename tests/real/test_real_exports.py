"""Files that other programs wrote, real and dummy ones: how much of each is found by itself.

The questionnaire is made from the file by a plan of the columns; the draft must find that plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.answers.answer_table import AnswerTable, heading_rows_of, largest_sheet, table_of
from survey.table_files.table_rows import read_rows as read_file

OTHER = ("Other (please specify)", "Sonstiges", "other")


@dataclass(frozen=True)
class Plan:
    """Which columns are questions: of one choice, of words, and groups of one for each option.

    `codes`: options are written as codes A1, A2 …, and the questionnaire names other words.
    """

    rows: int
    columns: int
    singles: Sequence[int] = ()
    words: Sequence[int] = ()
    groups: Sequence[range] = ()
    private: Sequence[int] = ()
    sure: int = 0
    loaded: int = 0


PLANS = {
    "surveymonkey_steak_two_header_rows.csv": Plan(550, 15, range(1, 15), private=[0], sure=14),
}


def _table(name: str, content: bytes) -> AnswerTable:
    file = read_file(name, content)
    sheet = largest_sheet(file)
    return table_of(file, sheet, heading_rows_of(sheet))
