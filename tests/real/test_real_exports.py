"""Files as other programs wrote them: what is found in each by itself, and what the rows become.

The questionnaire is made from a plan of the columns; the draft has to find that plan again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from survey.answers.answer_table import AnswerTable, heading_rows_of, largest_sheet, table_of
from survey.answers.mapped_rows import BadRow, read_rows
from survey.answers.read_mapping import columns_of, read_mapping
from survey.questionnaire.files.reading import read_questionnaire
from survey.services.studies.draft_mapping import draft_mapping
from survey.table_files.table_rows import read_rows as read_file

NO_ANSWER = ("", "N/A", "NA")


@dataclass(frozen=True)
class Plan:
    """What stands in a file: rows, columns, where which questions are, and what is never taken.

    `singles` and `words` are columns of one question each, `groups` those of one for each option;
    `coded` are columns of codes, each with the number of options that its question has.
    """

    rows: int
    columns: int
    singles: Sequence[int] = ()
    words: Sequence[int] = ()
    groups: Sequence[range] = ()
    coded: tuple[tuple[int, int], ...] = ()
    private: Sequence[int] = ()


INFORMAL = Plan(
    45, 38, [*range(7, 17), *range(18, 22), *range(30, 37)], groups=(range(7), range(22, 30))
)
PLANS = {
    "surveymonkey_steak_two_header_rows.csv": Plan(550, 15, range(1, 15), private=[0]),
    "surveymonkey_sleeping_two_header_rows_8bit.csv": Plan(
        1093, 31, [2, 3, 4, 5, 7, *range(20, 25), *range(26, 31)], groups=[range(9, 20)],
        private=[0, 1],
    ),
    "surveymonkey_food_mac_roman.csv": Plan(1373, 48, range(1, 48), private=[0]),
    "kobo_ona_split_multiple_invented.csv": Plan(
        800, 37, [1, 10], groups=[range(13, 19)], private=[0, *range(3, 10), *range(19, 37)]
    ),
    "redcap_decimal_comma_and_dot.csv": Plan(4, 9, [3, 4, 5, 6], private=[0, 1, 8]),
    "limesurvey_informal_models_de_two_header_rows.csv": INFORMAL,
    "limesurvey_informal_models_de.xlsx": INFORMAL,
    "limesurvey_digital_twins_de.csv": Plan(
        96, 317, [*range(8, 20), *range(21, 28), *range(29, 34)], [20, 28],
        (range(1, 8), range(34, 47), range(59, 71)), private=[0],
    ),
    "limesurvey_codes_only_dummy.csv": Plan(
        36, 680, words=[39], groups=(range(24, 35), range(40, 49)),
        coded=((7, 2), (8, 4), (10, 15), (18, 6), (38, 4)), private=range(7),
    ),
}  # fmt: skip


def _values(table: AnswerTable, place: int) -> list[str]:
    return [one.values[place] for one in table.records if one.values[place] not in NO_ANSWER]


def _question(heading: str) -> str:
    """Return a heading in the words of a questionnaire: without tags, brackets and capitals."""
    return re.sub(r"<br>|[\[\]:]", " ", heading).lower()


def _form(table: AnswerTable, plan: Plan) -> dict[str, Any]:
    questions: dict[int, dict[str, Any]] = {}
    for place in plan.singles:
        labels = [*sorted(set(_values(table, place))), "never chosen"]
        options = [{"id": f"o{number}", "text": text} for number, text in enumerate(labels)]
        text = _question(table.header[place])
        questions[place] = {"type": "single", "text": text, "options": options}
    for place in plan.words:
        questions[place] = {"type": "text", "text": _question(table.header[place])}
    for group in plan.groups:
        whole = table.header[group[-1]]
        heading = whole.partition("[" if "[" in whole else "/")[0].strip()
        labels = [table.header[place][len(heading) :].strip("[]/ ") for place in group]
        if labels[0].startswith("SQ"):
            labels = [f"Choice {letter}" for letter in "ABCDEFGHIJKL"[: len(labels) - 1]] + [
                "Other"
            ]
        options = [{"id": f"o{number}", "text": text} for number, text in enumerate(labels)]
        questions[group[0]] = {"type": "multiple", "text": heading, "options": options}
    for place, count in plan.coded:
        options = [{"id": f"o{at}", "text": f"Choice {at}x"} for at in range(count)]
        options += [{"id": "other", "text": "Other"}]
        questions[place] = {"type": "single", "text": table.header[place], "options": options}
    return {
        "id": "foreign", "title": "A", "introduction": "B", "consent": "C", "closing": "D",
        "sections": [{
            "id": "all", "title": "E",
            "questions": [{"id": f"at-{at}", **questions[at]} for at in sorted(questions)],
        }],
    }  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_all_questions_of_a_foreign_file_are_found(
    shared: Callable[[str], Path], name: str
) -> None:
    plan, content = PLANS[name], shared(f"data/exports/{name}").read_bytes()
    file = read_file(name, content)
    sheet = largest_sheet(file)
    table = table_of(file, sheet, heading_rows_of(sheet))
    assert (len(table.records), len(table.header)) == (plan.rows, plan.columns)
    form = json.dumps(_form(table, plan)).encode()
    drafted = draft_mapping(name, content, "form.yaml", form)
    asked = read_questionnaire(form, "form.yaml")
    mapping = read_mapping(drafted.text, "mapping.yaml", asked)
    sources = {
        id_: {table.header.index(one) for one in columns_of(source)}
        for id_, source in mapping.questions.items()
    }
    for place in (*plan.singles, *plan.words, *(place for place, _ in plan.coded)):
        assert place in sources.pop(f"at-{place}")
    for group in plan.groups:
        assert sources.pop(f"at-{group[0]}") == set(group)
    assert not sources
    private = {table.header.index(one) for one, _ in drafted.draft.left_out}
    assert private >= set(plan.private)
    assert private.isdisjoint({*plan.singles, *plan.words})
    read = read_rows(content, name, mapping, asked)
    assert not [one for one in read.rows.values() if isinstance(one, BadRow)]
    for place in plan.singles:
        answered = sum(f"at-{place}" in one for one in read.rows.values())  # type: ignore[operator]
        assert answered == len(_values(table, place))
