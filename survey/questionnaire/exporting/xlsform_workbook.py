"""A questionnaire as an XLSForm workbook that other programs read, and that comes back whole.

What XLSForm has no place for stands in a sheet of its own, which other programs pass over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from babel import Locale
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from survey.questionnaire.exporting.xpath_rules import expression_of
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.importing.formats.xlsform_sheets import OWN_SHEET, PART_COLUMN
from survey.questionnaire.model import (
    Item,
    Multiple,
    Note,
    Question,
    Questionnaire,
    Ranking,
    Scale,
    Section,
    Text,
    Written,
)

_OWN_FIRST_LINE = (
    "What other programs have no place for. It is put back when this workbook is imported here; "
    "what the other sheets say counts more. Please leave it as it is."
)
_TYPES: Mapping[type, str] = {
    Multiple: "select_multiple",
    Ranking: "rank",
}
_LONGEST_CELL = 32_000
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
#: Names that XLSForm keeps for itself.
_RESERVED = frozenset({"meta"})

_Row = dict[str, str]


def xlsform_of(q: Questionnaire) -> bytes:
    """Return a workbook (.xlsx) of a questionnaire, with all its languages and rules."""
    form = _Sheets(q, row_names(q))
    book = Workbook()
    first: Any = book.active
    book.remove(first)
    _write(book, "survey", form.columns(), form.rows())
    _write(book, "choices", form.choice_columns(), form.choices())
    settings = {
        "form_title": _plain(_in_first(q.title, q)),
        "form_id": q.id,
        "default_language": form.called[q.languages[0]],
    }
    _write(book, "settings", tuple(settings), (settings,))
    _write_own(book, q)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def row_names(q: Questionnaire) -> dict[str, str]:
    """Return the names of groups that cannot have the id of their section, by that id.

    Items keep their ids, but for names that XLSForm keeps for itself.
    """
    items = {item.id for section in q.sections for item in section.items}
    taken = {*items, *(section.id for section in q.sections), *_RESERVED}
    names: dict[str, str] = {}
    for id_, group in [*((one, False) for one in items), *((one.id, True) for one in q.sections)]:
        if id_ in _RESERVED or (group and id_ in items):
            key = f"group {id_}" if group else id_
            names[key] = _free(f"{id_[:36]}_", taken)
            taken.add(names[key])
    return names


def _free(start: str, taken: Iterable[str]) -> str:
    used, name, number = set(taken), start, 1
    while name in used:
        number += 1
        name = f"{start}{number}"
    return name


@dataclass(frozen=True, slots=True)
class _Sheets:
    """A questionnaire on its way into rows."""

    q: Questionnaire
    names: Mapping[str, str]

    @property
    def called(self) -> dict[str, str]:
        """Return what each language is called in headers."""
        return {code: _language_name(code) for code in self.q.languages}

    def columns(self) -> tuple[str, ...]:
        """Return the headers of the sheet with questions."""
        words = (f"{kind}::{one}" for kind in ("label", "hint") for one in self.called.values())
        return ("type", "name", *words, "relevant", "constraint", "appearance", PART_COLUMN)

    def choice_columns(self) -> tuple[str, ...]:
        """Return the headers of the sheet with choices."""
        return ("list_name", "name", *(f"label::{one}" for one in self.called.values()))

    def rows(self) -> Iterator[_Row]:
        """Return the rows of the sheet with questions."""
        yield from self._part("introduction", "introduction", self.q.introduction)
        yield from self._part("consent", "consent", self.q.consent)
        yield from self._part("details", "details", self.q.details)
        for section in self.q.sections:
            yield from self._section(section)
        yield from self._part("closing", "closing", self.q.closing)

    def _part(self, part: str, name: str, text: Text) -> Iterator[_Row]:
        if text:
            ids = {item.id for section in self.q.sections for item in section.items}
            taken = ids | {section.id for section in self.q.sections}
            free = _free(name, taken) if name not in taken else _free(f"{name}_", taken)
            yield {"type": "note", "name": free, **self._words("label", text), PART_COLUMN: part}

    def _section(self, section: Section) -> Iterator[_Row]:
        yield {
            "type": "begin_group",
            "name": self.names.get(f"group {section.id}", section.id),
            **self._words("label", section.title),
            "relevant": self._relevant(section.show_if),
            "appearance": "field-list",
        }
        yield from self._part("content note", f"{section.id}_note", section.content_note)
        for item in section.items:
            yield self._item(item)
        yield {"type": "end_group"}

    def _item(self, item: Item) -> _Row:
        name = self.names.get(item.id, item.id)
        row = {"name": name, **self._words("label", item.text)}
        row["relevant"] = self._relevant(item.show_if)
        if isinstance(item, Note):
            return {**row, "type": "note"}
        row |= self._words("hint", item.help)
        if isinstance(item, Written):
            return {**row, "type": "text", "appearance": "multiline"}
        row["type"] = f"{_TYPES.get(type(item), 'select_one')} {name}"
        if isinstance(item, Scale):
            row["appearance"] = "likert"
        if isinstance(item, Multiple):
            row["constraint"] = _limits(item)
        return row

    def choices(self) -> Iterator[_Row]:
        """Return the rows of the sheet with choices, a list for each question."""
        for question in self.q.questions():
            if isinstance(question, Written):
                continue
            for option in question.options:
                yield {
                    "list_name": self.names.get(question.id, question.id),
                    "name": option.id,
                    **self._words("label", option.text),
                }

    def _relevant(self, rule: Any) -> str:
        asked: dict[str, Question] = {one.id: one for one in self.q.questions()}
        return expression_of(rule, asked, self.names) if rule is not None else ""

    def _words(self, kind: str, text: Text) -> _Row:
        called, first = self.called, self.q.languages[0]
        said = {code or first: words for code, words in text.pairs}
        return {f"{kind}::{called[code]}": _plain(said[code]) for code in called if said.get(code)}


def _limits(question: Multiple) -> str:
    """Return the check of answers for how many may be chosen, and which alone."""
    alone = [one for one in question.option_ids if one in question.alone_ids]
    parts = [f"not(selected(., '{one}') and count-selected(.) > 1)" for one in alone]
    if question.at_most:
        parts.append(f"count-selected(.) <= {question.at_most}")
    return " and ".join(parts)


def _in_first(text: Text, q: Questionnaire) -> str:
    said = text.as_mapping()
    return said.get("") or said.get(q.languages[0]) or text.in_language(q.languages[0])


def _language_name(code: str) -> str:
    name = Locale("en").languages.get(code.split("-")[0], code)
    return f"{name.replace('(', '').replace(')', '')} ({code})"


def _write(book: Workbook, title: str, columns: tuple[str, ...], rows: Iterable[_Row]) -> None:
    sheet: Any = book.create_sheet(title)
    wide = [column.startswith(("label", "hint")) for column in columns]
    for place, column in enumerate(columns, 1):
        _cell(sheet, 1, place, column).font = _BOLD
    for number, row in enumerate(rows, 2):
        for place, column in enumerate(columns, 1):
            if words := row.get(column, ""):
                cell = _cell(sheet, number, place, words)
                if wide[place - 1]:
                    cell.alignment = _WRAPPED
    for place, is_wide in enumerate(wide):
        sheet.column_dimensions[_letter(place)].width = 50 if is_wide else 24
    sheet.freeze_panes = "A2"


def _write_own(book: Workbook, q: Questionnaire) -> None:
    sheet: Any = book.create_sheet(OWN_SHEET)
    whole = json.dumps(json.loads(to_json(q)), indent=1, ensure_ascii=True)
    _cell(sheet, 1, 1, _OWN_FIRST_LINE).font = _BOLD
    for number, line in enumerate(whole.splitlines(), 2):
        _cell(sheet, number, 1, line)
    sheet.column_dimensions["A"].width = 110


def _cell(sheet: Any, row: int, column: int, words: str) -> Any:
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)[:_LONGEST_CELL]
    cell.data_type = "s"  # never a formula
    return cell


def _letter(place: int) -> str:
    letters = ""
    while place >= 0:
        letters, place = chr(ord("A") + place % 26) + letters, place // 26 - 1
    return letters


def _plain(words: str) -> str:
    """Return words in which no program looks for an answer to put in."""
    return words.replace("${", "$ {")
