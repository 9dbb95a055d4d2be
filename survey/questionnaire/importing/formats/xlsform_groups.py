"""Groups inside groups of an XLSForm as sections one after the other, and its matrices.

It knows begin and end rows. What a question is, it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from survey.questionnaire.importing.expressions.xpath import both, condition_of
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignItem,
    ForeignOption,
    ForeignSection,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.formats.xlsform_items import ItemReader, switched_off
from survey.questionnaire.importing.formats.xlsform_sheets import FormRow
from survey.questionnaire.importing.formats.xlsform_types import RowType
from survey.questionnaire.importing.formats.xlsform_words import WordsOfRow

_ASKED_AGAIN = frozenset({"repeat", "loop", "lgroup", "looped group"})
_IN_ROWS = frozenset({AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.SCALE})
#: Groups inside each other beyond this are no work of a person.
_DEEPEST = 60
#: More things than this that a group asks about, one after the other, are no work of a person.
_MOST_THINGS = 60


@dataclass(slots=True)
class _Group:
    """A group that is open; the outermost stands for the sheet."""

    where: str = ""
    name: str = ""
    title: Texts = field(default_factory=dict)
    only_if: OnlyIf | None = None
    only_if_written: str = ""
    repeats: bool = False
    off: bool = False
    #: Every question in it is a row of one matrix; `choices` is the list that its rows share.
    table: bool = False
    choices: str = ""
    #: What every question in it is asked about (a matrix of Kobo).
    about: tuple[ForeignOption, ...] = ()
    #: Words above the rows of a matrix, once a row has given its headings.
    headed: Texts | None = None
    content_note: Texts = field(default_factory=dict)
    items: list[ForeignItem] = field(default_factory=list)
    shown: bool = False


class SectionsOfRows:
    """Takes rows in order, and gives the sections that they make."""

    def __init__(self, reader: ItemReader) -> None:
        self._reader = reader
        self._open = [_Group()]
        self.sections: list[ForeignSection] = []
        self.remarks: list[str] = []

    def begin(self, row: FormRow, type_: RowType) -> None:
        """Open a group inside the one that is open."""
        if type_.opens == "rank":
            self.take(row, RowType(AskedFor.RANKING, choices=row.cell("kobo_rank_items")))
            return
        outer = self._open[-1]
        self._keep(outer)
        if len(self._open) > _DEEPEST:
            self._say(f"Groups lie inside each other more than {_DEEPEST} times.")
        words = WordsOfRow(row, self._reader.languages)
        written = row.cell("relevant")
        group = _Group(
            row.where,
            row.cell("name"),
            words.of("label") or (outer.title if not outer.shown else {}),
            both(outer.only_if, condition_of(written)),
            " and ".join(filter(None, (outer.only_if_written, written))),
            outer.repeats or type_.opens in _ASKED_AGAIN,
            outer.off or switched_off(row),
            "table-list" in row.cell("appearance") or type_.opens in ("score", "kobomatrix"),
            row.cell("kobo_score_choices"),
            self._things(row),
        )
        for change in words.changes:
            self._say(f"Group “{group.name}”: {change}")
        if type_.opens == "loop":
            self._say(
                f"The group “{group.name}” was asked again for each answer of the list "
                f"“{type_.choices}”; it is asked once here."
            )
        self._open.append(group)

    def end(self, row: FormRow, type_: RowType) -> None:
        """Close the group that is open; one end too many is said."""
        if type_.closes == "rank":
            return
        if len(self._open) == 1:
            self._say(f"A group ends that did not begin ({row.where}).")
            return
        group = self._open.pop()
        self._keep(group)
        if group.title and not group.shown:
            title = next(iter(group.title.values()))
            self._say(f"The title “{title}” stood above no question of its own.")

    def take(self, row: FormRow, type_: RowType) -> None:
        """Put the item of a row into the group that is open."""
        group = self._open[-1]
        if type_.of_group:
            type_ = replace(type_, choices=group.choices)
        item = self._reader.item(row, type_)
        if group.off and not item.left_out:
            why = f"It is in the group “{group.name}”, which is switched off (column “disabled”)."
            item = replace(item, left_out=why)
        group.items += _about_each(group, self._in_matrix(group, item, row))

    def note_of_section(self, words: Texts) -> None:
        """Take a content note of the section that is open."""
        self._open[-1].content_note = words

    def finish(self) -> tuple[ForeignSection, ...]:
        """Close what is still open, and return all sections."""
        if len(self._open) > 1:
            names = ", ".join(f"“{group.name}”" for group in self._open[1:])
            self._say(f"These groups have no end in the file: {names}.")
        for group in reversed(self._open):
            self._keep(group)
        return tuple(self.sections)

    def _things(self, row: FormRow) -> tuple[ForeignOption, ...]:
        """Return what a group asks about, one thing after the other; () where it is too much."""
        name = row.cell("kobo_matrix_list")
        if not name:
            return ()
        found = self._reader.lists.options(RowType(choices=name), "")
        if not found.missing and len(found.options) <= _MOST_THINGS:
            return found.options
        why = found.missing or f"It asks about {len(found.options)} things, one after the other."
        self._say(f"Group “{row.cell('name')}”: {why} Its questions are asked once here.")
        return ()

    def _in_matrix(self, group: _Group, item: ForeignItem, row: FormRow) -> ForeignItem:
        """Make a row of a matrix of an item, where its looks or its group say so."""
        looks = row.cell("appearance").lower().split()
        if item.kind not in _IN_ROWS or item.left_out:
            return item
        if "label" in looks:
            group.headed = {**item.words} or {**group.title}
            return replace(item, left_out="It gives only the headings of the rows below it.")
        if group.table:
            return replace(item, matrix=group.name or group.where, stem=group.title)
        if "list-nolabel" in looks:
            stem = group.headed if group.headed is not None else group.title
            return replace(item, matrix=group.name or group.where or "matrix", stem=stem)
        return item

    def _keep(self, group: _Group) -> None:
        """Make a section of the items that a group has so far."""
        if not group.items:
            return
        items, group.items = tuple(group.items), []
        self.sections.append(
            ForeignSection(
                where=group.where or items[0].where,
                name=group.name,
                items=items,
                title=group.title,
                only_if=group.only_if,
                only_if_written=group.only_if_written,
                repeats=group.repeats,
                content_note=group.content_note,
            )
        )
        for outer in self._open:
            if outer is group or (outer.title and outer.title == group.title):
                outer.shown = True
        group.shown = True

    def _say(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)


def _about_each(group: _Group, item: ForeignItem) -> Iterator[ForeignItem]:
    """Return an item once for each thing that its group asks about, or alone."""
    if not group.about:
        yield item
    for one in group.about:
        words = {
            code: f"{one.words.get(code, one.code)}: {said}" for code, said in item.words.items()
        }
        name = f"{group.name}_{one.code}_{item.name}"
        yield replace(item, name=name, words=words, matrix=group.name, stem=group.title)
