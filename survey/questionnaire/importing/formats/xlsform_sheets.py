"""The sheets of an XLSForm as rows whose cells are found by what their column is for.

It knows the names that columns have been given over the years, and no type of question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from survey.errors import BadInput
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.texts import one_form
from survey.table_files.table_file import Sheet, TableFile

#: More rows than any questionnaire has; beyond them a sheet holds something else.
_MOST_ROWS = 20_000
_MOST_CHOICES = 200_000
#: Rows at the top of a sheet among which the one with the names of columns is looked for.
_HEAD_WITHIN = 10
_ALSO_CALLED = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraint_msg": "constraint_message",
    "constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "read_only": "readonly",
    "count": "repeat_count",
    "listname": "list_name",
    "big_image": "image",
    "title": "form_title",
    "set_form_title": "form_title",
}
_IN_LANGUAGES = frozenset({"label", "hint", "guidance_hint", "image", "audio", "video"})
_BEFORE = frozenset({"bind", "control", "body", "media"})
_NAMES = {
    "survey": ("survey",),
    "choices": ("choices", "choice", "options", "lists"),
    "external_choices": ("external_choices",),
    "settings": ("settings", "setting"),
}
#: The sheet that only this platform writes, and the column that says what a note is there that is
#: no item of a section: “introduction”, “content note” …
OWN_SHEET = "survey platform"
PART_COLUMN = "survey::part"
_SHEETS = frozenset({name for names in _NAMES.values() for name in names})


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row that holds something: where it stands, cells by column, words by column and language.

    `raw` are the cells by their headers as written, for filters of choices.
    """

    where: str
    cells: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    raw: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return what stands in a column; “” where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class FormSheets:
    """The rows of an XLSForm by what they are for; `remarks` are sentences about the file.

    `columns` are the headers of choices by sheet, `own` the words of the sheet that only this
    platform writes.
    """

    survey: tuple[FormRow, ...]
    choices: tuple[FormRow, ...] = ()
    external: tuple[FormRow, ...] = ()
    settings: FormRow | None = None
    own: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    column: str
    language: str
    raw: str


@dataclass(slots=True)
class _Finder:
    """Finds the sheets of a file by their names, or else by their columns."""

    file: str
    sheets: list[Sheet]
    in_text: bool
    remarks: list[str] = field(default_factory=list)

    def rows(self, purpose: str, needed: Collection[str], most: int) -> tuple[FormRow, ...]:
        """Return the rows of the sheet that serves a purpose; () where there is none."""
        sheet = self._named(purpose) or self._alike(purpose, needed)
        if sheet is None:
            return ()
        head = _head_of(sheet, needed)
        if head is None:
            return ()
        if len(sheet.rows) - head > most:
            raise _refused(
                f"The sheet “{sheet.name}” of {self.file} has more than {most:,} rows.",
                "Check that it is the right file, and take out what is no question.",
            )
        return tuple(self._rows(sheet, head))

    def _named(self, purpose: str) -> Sheet | None:
        by_name = {_column(sheet.name): sheet for sheet in reversed(self.sheets)}
        return next((by_name[name] for name in _NAMES[purpose] if name in by_name), None)

    def _alike(self, purpose: str, needed: Collection[str]) -> Sheet | None:
        """Return the one sheet that has the columns (or whose name says what it is for)."""
        if purpose not in ("survey", "choices"):
            return None
        others = [one for one in self.sheets if _column(one.name) not in _SHEETS]
        found = [one for one in others if _head_of(one, needed) is not None]
        called = [one for one in found if _NAMES[purpose][0] in _column(one.name)]
        if len(found) != 1 and len(called) != 1:
            return None
        sheet = called[0] if len(called) == 1 else found[0]
        if sheet.name:
            self.remarks.append(f"The sheet “{sheet.name}” was read as “{purpose}”.")
        return sheet

    def _rows(self, sheet: Sheet, head: int) -> Iterable[FormRow]:
        headers = [_header(cell) for cell in sheet.rows[head]]
        place = "line" if self.in_text else f"sheet {sheet.name}, row"
        for row, (line, _) in zip(sheet.rows[head + 1 :], sheet.lines[head + 1 :], strict=True):
            if any(map(str.strip, row)):
                yield _form_row(f"{place} {line}", headers, row)


def sheets_of(table: TableFile) -> FormSheets:
    """Return the rows of a file that was read; BadInput where no sheet holds questions."""
    in_text = table.format == "csv"
    sheets = _sections(table.sheets[0]) if in_text else list(table.sheets)
    finder = _Finder(table.name, sheets, in_text)
    survey = finder.rows("survey", ("type", "label|name"), _MOST_ROWS)
    if not survey:
        raise _no_survey(table.name, sheets)
    settings = finder.rows("settings", (), _MOST_ROWS)
    return FormSheets(
        survey,
        finder.rows("choices", ("list_name", "name|label"), _MOST_CHOICES),
        finder.rows("external_choices", ("list_name", "name|label"), _MOST_CHOICES),
        settings[0] if settings else None,
        _own_words(sheets),
        (*table.notes, *finder.remarks),
    )


def _sections(sheet: Sheet) -> list[Sheet]:
    """Return the sheets that a text holds below each other, each with its name alone above it."""
    starts = [
        number
        for number, row in enumerate(sheet.rows)
        if row and _column(row[0]) in _SHEETS | {_column(OWN_SHEET)} and not any(row[1:])
    ]
    if not starts:
        return [sheet]
    ends = [*starts[1:], len(sheet.rows)]
    return [
        Sheet(
            sheet.rows[start][0].strip(),
            tuple(row[1:] for row in sheet.rows[start + 1 : end]),
            sheet.lines[start + 1 : end],
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _own_words(sheets: list[Sheet]) -> str:
    found = next((one for one in sheets if _column(one.name) == _column(OWN_SHEET)), None)
    lines = [row[0] for row in found.rows if row] if found else []
    start = next((number for number, line in enumerate(lines) if line[:1] == "{"), len(lines))
    return "\n".join(lines[start:])


def _head_of(sheet: Sheet, needed: Collection[str]) -> int | None:
    """Return the number of the row with the columns that are needed; any row if none is."""
    for number, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        columns = {_header(cell).column for cell in row if cell.strip()}
        if columns and all(set(one.split("|")) & columns for one in needed):
            return number
    return None


def _form_row(where: str, headers: list[_Header], row: tuple[str, ...]) -> FormRow:
    cells: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    raw: dict[str, str] = {}
    for header, value in zip(headers, row, strict=False):
        said = value.strip()
        if header.raw:
            raw.setdefault(header.raw, said)
        if not header.column or not said:
            continue
        if header.column in _IN_LANGUAGES:
            words.setdefault(header.column, {}).setdefault(header.language, said)
        else:
            cells.setdefault(header.column, said)
    raw.update({header.raw: "" for header in headers if header.raw and header.raw not in raw})
    return FormRow(where, cells, words, raw)


def _header(cell: str) -> _Header:
    raw = " ".join(cell.split())
    parts = [part.strip() for part in re.split("::?", raw)]
    while len(parts) > 1 and (parts[0].lower() in _BEFORE or parts[0].lower() == "jr"):
        parts = parts[1:]
    column, language = _column(parts[0]), " ".join(parts[1:])
    column = _ALSO_CALLED.get(column, column)
    if column == "survey" and language:
        return _Header(f"survey::{language.lower()}", "", raw)
    if column not in _IN_LANGUAGES and not language:
        return _with_language_inside(column, raw)
    if language and column not in _IN_LANGUAGES | {"constraint_message", "required_message"}:
        return _Header("", "", raw)
    return _Header(column, language, raw)


def _with_language_inside(column: str, raw: str) -> _Header:
    """Read headers such as “label_en” and “hint (French)”."""
    inside = re.fullmatch(r"(label|hint)_+\(?(.+?)\)?", column)
    if inside and language_code(inside[2]):
        return _Header(inside[1], inside[2], raw)
    return _Header(column, "", raw)


def _column(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", one_form(name).strip().lower())


def _no_survey(file: str, sheets: list[Sheet]) -> BadInput:
    names = ", ".join(f"“{sheet.name}”" for sheet in sheets[:12] if sheet.name)
    survey = next((one for one in sheets if _column(one.name) == "survey"), None)
    if survey is not None and _head_of(survey, ("type", "label|name")) is not None:
        return _refused(f"The sheet “survey” of {file} holds no row.", "Check that it is whole.")
    if survey is not None:
        return _refused(
            f"The sheet “survey” of {file} has no columns “type” and “name” or “label”.",
            "Give these columns their names in its first row.",
        )
    what = f"It has these sheets: {names}." if names else "It has no columns “type” and “name”."
    return _refused(
        f"{file} is no XLSForm: no sheet “survey” is in it. {what}",
        "Name the sheet with the questions “survey”, with the columns “type”, “name” and “label”.",
    )


def _refused(what: str, do: str) -> BadInput:
    return BadInput(what, kept="Nothing was taken from it.", do=do)
