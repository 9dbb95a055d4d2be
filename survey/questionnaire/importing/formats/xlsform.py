"""XLSForm, as ODK, Kobo, SurveyCTO and others write it, read as a form of another system.

It refuses only what holds no questions at all; everything else is said.
"""

from __future__ import annotations

from survey.questionnaire.importing.foreign_form import ForeignForm, Texts
from survey.questionnaire.importing.formats.xlsform_choices import ChoiceLists
from survey.questionnaire.importing.formats.xlsform_groups import SectionsOfRows
from survey.questionnaire.importing.formats.xlsform_items import ItemReader
from survey.questionnaire.importing.formats.xlsform_sheets import (
    PART_COLUMN,
    FormRow,
    FormSheets,
    sheets_of,
)
from survey.questionnaire.importing.formats.xlsform_types import row_type
from survey.questionnaire.importing.formats.xlsform_words import (
    ColumnLanguages,
    WordsOfRow,
    column_languages,
)
from survey.table_files.table_rows import read_rows

#: Bytes of a workbook once it is unpacked: far more than any questionnaire has.
_MOST_UNPACKED = 50_000_000
_COLUMNS = ("type", "name", "label", "list_name", "list name", "survey")
_ENCRYPTED = (
    "The file encrypts answers with a key of its own or sends them elsewhere. Nothing of that was "
    "taken over: answers here are always sealed."
)
#: What rows of a workbook from here are, by their column “survey::part”.
PARTS = ("introduction", "consent", "details", "closing", "content note")


def read_xlsform(name: str, content: bytes) -> ForeignForm:
    """Return the form in an XLSForm file; BadInput where it cannot be read or asks nothing."""
    sheets = sheets_of(read_rows(name, content, _COLUMNS, _MOST_UNPACKED))
    settings = sheets.settings
    default = settings.cell("default_language") if settings else ""
    languages = column_languages((*sheets.survey, *sheets.choices, *sheets.external), default)
    lists = ChoiceLists(sheets.choices, sheets.external, languages)
    return _FormReading(sheets, languages, lists).read()


class _FormReading:
    """A form that is being read."""

    def __init__(self, sheets: FormSheets, languages: ColumnLanguages, lists: ChoiceLists) -> None:
        self._sheets = sheets
        self._languages = languages
        self._lists = lists
        self._sections = SectionsOfRows(ItemReader(languages, lists))
        self._title = sheets.settings.cell("form_title") if sheets.settings else ""
        self._parts: dict[str, Texts] = {}

    def read(self) -> ForeignForm:
        """Return the whole form."""
        for row in self._sheets.survey:
            self._row(row)
        sections = self._sections.finish()
        return ForeignForm(
            format="XLSForm",
            sections=sections,
            title={"": self._title} if self._title else {},
            introduction=self._parts.get("introduction", {}),
            consent=self._parts.get("consent", {}),
            details=self._parts.get("details", {}),
            closing=self._parts.get("closing", {}),
            languages=self._languages.order(),
            unnamed_languages=self._languages.unnamed,
            remarks=tuple(dict.fromkeys(self._remarks())),
            own=self._sheets.own,
        )

    def _row(self, row: FormRow) -> None:
        if not row.cell("type") and not row.words.get("label"):
            return
        type_ = row_type(row.cell("type"))
        part = row.cell(PART_COLUMN).lower()
        if type_.opens:
            self._sections.begin(row, type_)
        elif type_.closes:
            self._sections.end(row, type_)
        elif type_.passed_over:
            return
        elif type_.setting:
            if type_.setting == "set form title":
                self._title = self._title or _first_words(row) or row.cell("name")
        elif part in PARTS:
            self._part(part, row)
        else:
            self._sections.take(row, type_)

    def _part(self, part: str, row: FormRow) -> None:
        words = WordsOfRow(row, self._languages).of("label")
        if part == "content note":
            self._sections.note_of_section(words)
        else:
            self._parts[part] = words

    def _remarks(self) -> list[str]:
        said = [*self._sheets.remarks, *self._languages.remarks, *self._sections.remarks]
        settings = self._sheets.settings
        if settings and (settings.cell("public_key") or settings.cell("submission_url")):
            said.append(_ENCRYPTED)
        if self._lists.without_list:
            count = self._lists.without_list
            said.append(f"Rows of choices that belong to no list were left out: {count}.")
        return said


def _first_words(row: FormRow) -> str:
    return next(iter(row.words.get("label", {}).values()), "")
