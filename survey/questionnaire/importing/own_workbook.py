"""An XLSForm that was written here as the questionnaire it was, with what was changed in it.

What other programs have no place for is taken from its sheet of ours, and whatever was changed in
the other sheets counts more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from survey.errors import BadInput
from survey.questionnaire.drafting.file_of import file_of
from survey.questionnaire.drafting.yaml_words import block_words
from survey.questionnaire.exporting.xlsform_workbook import row_names, xlsform_of
from survey.questionnaire.files.reading import from_json, look_over
from survey.questionnaire.importing.conditions import FoundRule
from survey.questionnaire.importing.forbidden import forbidden
from survey.questionnaire.importing.foreign_form import ForeignForm, ForeignItem, Texts
from survey.questionnaire.importing.foreign_questions import fitting_id
from survey.questionnaire.importing.formats.xlsform import read_xlsform
from survey.questionnaire.importing.import_report import ImportLine, ImportReport, ItemResult
from survey.questionnaire.importing.making import Imported, imported
from survey.questionnaire.importing.options_left import without_lost_options
from survey.questionnaire.importing.three_versions import ThreeVersions
from survey.questionnaire.model import Questionnaire

_PUT_BACK = (
    "This file was written here. What other programs have no place for was put back from its sheet "
    "“survey platform”; what was changed in the other sheets counts."
)
_NOT_PUT_BACK = (
    "The sheet “survey platform” of this file cannot be read any more, so what only it says was "
    "left out."
)
#: Words of the whole that our own files have, and others do not.
_OWN_PARTS = ("consent", "details")

_Data = dict[str, Any]


def brought_back(form: ForeignForm, file: str, language: str = "") -> Imported:
    """Return what a form becomes, as `imported` does, with what its `own` has beside it."""
    made = imported(form, file, language)
    try:
        own = from_json(form.own)
        base_form = read_xlsform(file, xlsform_of(own))
        same = _bare(form) == _bare(base_form)
        base = made if same else imported(base_form, file, language)
    except BadInput:
        remarks = (_NOT_PUT_BACK, *made.report.remarks)
        return replace(made, report=replace(made.report, remarks=remarks))
    report = _report(_Forms(base_form, form), base.report, made.report)
    if same:
        return Imported(file_of(own), report)
    merge = _Merge(own, _Forms(base_form, form), _data(base.text), _data(made.text))
    return Imported(f"{block_words(merge.whole(), 0)}\n", report)


def _data(text: str) -> _Data:
    data = look_over(text).data
    return data if isinstance(data, dict) else {"sections": []}


@dataclass(frozen=True, slots=True)
class _Forms:
    """The form as it was written, and as it came back."""

    base: ForeignForm
    edited: ForeignForm

    def unchanged(self) -> frozenset[str]:
        """Return the names of items that came back as they were written."""
        before = {item.name: item for item in _items(self.base)}
        return frozenset(
            item.name
            for item in _items(self.edited)
            if item.name in before and _bare_item(item) == _bare_item(before[item.name])
        )


def _items(form: ForeignForm) -> Iterator[ForeignItem]:
    for section in form.sections:
        yield from section.items


def _bare_item(item: ForeignItem) -> ForeignItem:
    return replace(item, where="", as_written="", only_if_written="")


def _bare(form: ForeignForm) -> ForeignForm:
    """Return a form without where its parts stand and how they were written."""
    sections = tuple(
        replace(one, where="", only_if_written="", items=tuple(map(_bare_item, one.items)))
        for one in form.sections
    )
    return replace(form, sections=sections, own="", remarks=())


def _report(forms: _Forms, before: ImportReport, after: ImportReport) -> ImportReport:
    """Return the report of what was changed; what stayed came back as it was."""
    unchanged = forms.unchanged() - {one.name for one in _items(forms.edited) if forbidden(one)}
    known = {(line.name, why) for line in before.lines for why in line.why}
    lines: list[ImportLine] = []
    for line in after.lines:
        why = tuple(one for one in line.why if (line.name, one) not in known)
        left_out = line.outcome is ItemResult.LEFT_OUT
        if (line.name in unchanged) if left_out else not why:
            lines.append(replace(line, outcome=ItemResult.TAKEN, why=()))
        else:
            lines.append(replace(line, why=why or line.why))
    remarks = tuple(one for one in after.remarks if one not in before.remarks)
    return replace(after, lines=tuple(lines), remarks=(_PUT_BACK, *remarks))


class _Merge:
    """A questionnaire of ours with what was changed in its workbook."""

    def __init__(self, own: Questionnaire, forms: _Forms, base: _Data, edited: _Data) -> None:
        self._forms = forms
        self._own = {"languages": [*own.languages], **_data(file_of(own))}
        self._base, self._edited = base, edited
        self._join = ThreeVersions(own.languages[0])
        names = row_names(own)
        parts = [(part["id"], item) for part in self._own["sections"] for item in part["questions"]]
        self._items = {names.get(item["id"], item["id"]): item for _, item in parts}
        self._sections = {
            names.get(f"group {part['id']}", part["id"]): part for part in self._own["sections"]
        }
        self._base_items = {item["id"]: item for item in _made_items(base)}
        self._edited_items = {item["id"]: item for item in _made_items(edited)}
        self._unchanged = forms.unchanged()
        self._met: set[str] = set()

    def whole(self) -> _Data:
        """Return the whole as plain data."""
        base, edited = (
            self._with_parts(_without(data, "sections", "id"), form)
            for data, form in ((self._base, self._forms.base), (self._edited, self._forms.edited))
        )
        made: _Data = self._join.joined(base, edited, _without(self._own, "sections"))
        sections = [one for part in self._merged_sections() for one in _parted(part)]
        whole = {**made, "sections": [without_lost_options(one) for one in sections]}
        return self._in_languages(whole)

    def _in_languages(self, whole: _Data) -> _Data:
        """Return the whole in its own languages, those that were added, and without those gone."""
        own, base, edited = (data["languages"] for data in (self._own, self._base, self._edited))
        gone = {one for one in own[1:] if one in base and one not in edited}
        kept = [one for one in own if one not in gone]
        languages = [*kept, *(one for one in edited if one not in own)]
        return {**_without_languages(whole, gone, set(own)), "languages": languages}

    def _with_parts(self, data: _Data, form: ForeignForm) -> _Data:
        said = {part: self._words(getattr(form, part)) for part in _OWN_PARTS}
        return {**_without(data, *_OWN_PARTS), **{key: one for key, one in said.items() if one}}

    def _words(self, words: Texts) -> Any:
        said = dict(words)
        return said[self._join.first] if set(said) == {self._join.first} else said

    def _merged_sections(self) -> list[_Data]:
        made: dict[str, _Data] = {}
        for section in self._forms.edited.sections:
            own = self._sections.get(section.name)
            key = section.name or f"part {len(made)}"
            if key not in made:
                made[key] = self._head(section.name, own, made)
            for item in section.items:
                made[key]["questions"] += self._merged(item)
        return [part for part in made.values() if part["questions"]]

    def _head(self, name: str, own: _Data | None, made: dict[str, _Data]) -> _Data:
        """Return a section without its items."""
        base, edited = self._page(self._base, name), self._page(self._edited, name)
        for page, form in ((base, self._forms.base), (edited, self._forms.edited)):
            note = next((one.content_note for one in form.sections if one.name == name), {})
            page.update({"content_note": self._words(note)} if note else {})
        if own is None:
            ids = {part["id"] for part in made.values()} | set(self._sections)
            title = edited.get("title") or self._edited["title"]
            return {**edited, "id": fitting_id(name, ids, "part"), "title": title, "questions": []}
        head = self._join.joined(base, edited, _without(own, "questions")) if edited else own
        return {**head, "id": own["id"], "questions": []}

    def _page(self, data: _Data, name: str) -> _Data:
        id_ = fitting_id(name, (), "part")
        pages: list[_Data] = data["sections"]
        found = next((page for page in pages if page["id"] == id_), _Data())
        return _without(found, "questions", "id")

    def _merged(self, item: ForeignItem) -> list[_Data]:
        own = self._items.get(item.name)
        if own is None or item.name in self._met:
            return self._new(item)
        self._met.add(item.name)
        id_ = fitting_id(item.name, (), "q")
        base, edited = self._base_items.get(id_, {}), self._edited_items.get(id_)
        if edited is None:
            return [own] if item.name in self._unchanged and not forbidden(item) else []
        if edited["type"] != own["type"] and edited["type"] != base.get("type"):
            kept = {key: own[key] for key in ("sensitive",) if key in own}
            return [{**edited, **kept, "id": own["id"]}]
        joined: _Data = self._join.joined(base, edited, own)
        return [{**joined, "id": own["id"]}]

    def _new(self, item: ForeignItem) -> list[_Data]:
        """Return what a row became that was not in the workbook before."""
        start = fitting_id(item.name, (), "q")
        found = [
            one
            for id_, one in self._edited_items.items()
            if (id_ == start or id_.startswith(f"{start}-"))
            and id_ not in self._items
            and id_ not in self._met
        ]
        self._met.update(one["id"] for one in found)
        return found


def _made_items(data: _Data) -> Iterator[_Data]:
    for page in data["sections"]:
        yield from page["questions"]


def _without(data: _Data, *keys: str) -> _Data:
    return {key: value for key, value in data.items() if key not in keys}


def _parted(section: _Data) -> Iterator[_Data]:
    """Return a section in parts, so that no rule looks at a question of its own page."""
    part = {**section, "questions": list[_Data]()}
    number = 1
    for item in section["questions"]:
        here = {one["id"] for one in part["questions"]}
        if FoundRule(item.get("show_if"), ()).looks_at() & here:
            yield part
            number += 1
            part = {**section, "id": f"{section['id'][:36]}-{number}", "questions": []}
        part["questions"].append(item)
    yield part


def _without_languages(data: Any, gone: set[str], known: set[str]) -> Any:
    """Return data without words in languages that are no longer there."""
    if isinstance(data, list):
        return [_without_languages(one, gone, known) for one in data]
    if not isinstance(data, dict):
        return data
    of_words = bool(data) and set(data) <= known
    kept = {key: one for key, one in data.items() if not (of_words and key in gone)}
    return {key: _without_languages(one, gone, known) for key, one in kept.items()}
