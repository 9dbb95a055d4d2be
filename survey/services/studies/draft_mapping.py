"""Drafting how the columns of a table that somebody has become answers to a questionnaire."""

from __future__ import annotations

from dataclasses import dataclass

from survey.answers.answer_table import heading_rows_of, largest_sheet, table_of
from survey.answers.drafting_mapping import DraftedMapping, drafted_mapping
from survey.answers.mapping_text import draft_lines, mapping_text
from survey.errors import BadInput
from survey.questionnaire.files.reading import read_questionnaire
from survey.table_files.table_rows import read_rows

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """The text of a mapping file, and what there is to say about it, a line each."""

    text: str
    lines: tuple[str, ...]
    draft: DraftedMapping


def draft_mapping(
    table_name: str, content: bytes, questionnaire_name: str, questionnaire: bytes
) -> MappingDraft:
    """Return a mapping from a table to a questionnaire, as far as it can be told.

    BadInput for a table that cannot be read, or in which no question was found;
    QuestionnaireProblems for a questionnaire with problems.
    """
    asked = read_questionnaire(questionnaire, questionnaire_name)
    file = read_rows(table_name, content)
    sheet = largest_sheet(file)
    heading_rows = heading_rows_of(sheet)
    table = table_of(file, sheet, heading_rows)
    draft = drafted_mapping(table, asked)
    if not draft.found:
        raise BadInput(
            f"No column of {table_name} was recognised as a question of {questionnaire_name}.",
            kept="Nothing was written.",
            do="Check that both are of the same survey, and that the first row names the columns. "
            "Or write the mapping by hand: see docs/loading.md.",
        )
    how = (
        file.format.upper()
        if file.format != "csv"
        else (f"{file.encoding}, separated by {_SEPARATORS.get(file.separator, file.separator)}")
    )
    about = [
        f"Drafted from {table_name} ({how}) for {questionnaire_name}: "
        f"{len(table.records):,} rows, {len(table.header):,} columns.",
        *file.notes,
    ]
    if len(file.sheets) > 1:
        about.append(f"Of its {len(file.sheets)} sheets, the largest was read: {sheet.name}.")
    if heading_rows > 1:
        about.append("Two rows name its columns: the question, and below it the option.")
    text = mapping_text(draft, about, sheet.name if len(file.sheets) > 1 else "", heading_rows)
    return MappingDraft(text, (*about, *draft_lines(draft)), draft)
