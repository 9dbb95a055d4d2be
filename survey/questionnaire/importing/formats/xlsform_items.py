"""One row of an XLSForm as an item: its kind, words, options and condition, and what is lost.

It knows no other row. Where it stands among groups, others know.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from survey.questionnaire.importing.expressions.limits_of_choices import choice_limits
from survey.questionnaire.importing.expressions.xpath import condition_of
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem, ForeignOption
from survey.questionnaire.importing.formats.xlsform_choices import ChoiceLists
from survey.questionnaire.importing.formats.xlsform_sheets import FormRow
from survey.questionnaire.importing.formats.xlsform_types import RowType
from survey.questionnaire.importing.formats.xlsform_words import ColumnLanguages, WordsOfRow

_YES = frozenset({"yes", "true", "true()", "1", "required", "oui", "si", "sí", "ja"})
_ASKS = frozenset(
    {
        AskedFor.SINGLE,
        AskedFor.MULTIPLE,
        AskedFor.RANKING,
        AskedFor.SCALE,
        AskedFor.TEXT,
        AskedFor.NUMBER,
        AskedFor.DATE,
    }
)
_CHOSEN = frozenset({AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.RANKING})
_RANGE_POINTS = 11
_SWITCHED_OFF = "It is switched off in the file (column “disabled”)."


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Reads rows of questions in the languages of a form, with its lists of choices."""

    languages: ColumnLanguages
    lists: ChoiceLists

    def item(self, row: FormRow, type_: RowType) -> ForeignItem:
        """Return the item of a row."""
        words = WordsOfRow(row, self.languages)
        found = ForeignItem(
            where=row.where,
            name=row.cell("name"),
            kind=self._kind(row, type_),
            words=words.of("label"),
            hint=words.of("hint"),
            as_written=row.cell("type"),
            required=row.cell("required").lower() in _YES,
            only_if=condition_of(row.cell("relevant")),
            only_if_written=row.cell("relevant"),
        )
        if why := _left_out(row, type_):
            return replace(found, left_out=why)
        found = self._closed(found, row, type_)
        if found.kind in _ASKS:
            found = self._limited(found, row)
        words.media()
        changes = (*words.changes, *found.changes)
        if found.kind in _ASKS:
            changes += tuple(_not_kept(row))
        return replace(found, changes=tuple(dict.fromkeys(changes)))

    def _kind(self, row: FormRow, type_: RowType) -> AskedFor:
        looks = _looks(row)
        if type_.kind is AskedFor.SINGLE and any(one.startswith("likert") for one in looks):
            return AskedFor.SCALE
        if type_.kind is AskedFor.IMAGE and "signature" in looks:
            return AskedFor.SIGNATURE
        if type_.kind is AskedFor.TEXT and "hidden" in looks:
            return AskedFor.HIDDEN
        if type_.kind in (AskedFor.TEXT, AskedFor.NUMBER) and _worked_out(row):
            return AskedFor.CALCULATED
        return type_.kind

    def _closed(self, item: ForeignItem, row: FormRow, type_: RowType) -> ForeignItem:
        if type_.kind is AskedFor.SCALE:
            return _range(item, row.cell("parameters"))
        if type_.kind not in _CHOSEN:
            return item
        if "search(" in row.cell("appearance").lower():
            why = "Its answers are looked up in another file, which is not in this one."
            return replace(item, left_out=why)
        found = self.lists.options(type_, row.cell("choice_filter"))
        if found.missing:
            return replace(item, left_out=found.missing)
        return replace(item, options=found.options, changes=found.changes)

    def _limited(self, item: ForeignItem, row: FormRow) -> ForeignItem:
        """Keep how many answers may be chosen, and which is chosen alone; say what is not kept."""
        constraint = row.cell("constraint")
        if not constraint:
            return item
        limits = choice_limits(constraint) if item.kind is AskedFor.MULTIPLE else None
        if limits is None:
            message = row.cell("constraint_message")
            told = f"Its check of answers was left out: {constraint}"
            told += f" (people were told: “{message}”)" if message else ""
            return replace(item, changes=(*item.changes, told))
        options = tuple(
            replace(one, exclusive=True) if one.code in limits.alone else one
            for one in item.options
        )
        return replace(item, options=options, at_most=limits.at_most)


def switched_off(row: FormRow) -> bool:
    """Tell whether a row is switched off."""
    return row.cell("disabled").lower() in _YES


def _left_out(row: FormRow, type_: RowType) -> str:
    if switched_off(row):
        return _SWITCHED_OFF
    if type_.include:
        return f"It stands for the questions of another file, “{row.cell('name')}”."
    if not row.cell("type"):
        return "It has no type, so it is not known what it asks for."
    return ""


def _looks(row: FormRow) -> list[str]:
    return re.split(r"[\s,]+", row.cell("appearance").lower())


def _worked_out(row: FormRow) -> bool:
    shown_only = row.cell("readonly").lower() in _YES
    return bool(row.cell("calculation")) and (shown_only or not row.words.get("label"))


def _range(item: ForeignItem, parameters: str) -> ForeignItem:
    """Make points of a slider with few steps, a number of one with many."""
    said = dict(re.findall(r"(start|end|step)\s*=\s*(-?[\d.]+)", parameters.lower()))
    try:
        start, end, step = (float(said.get(key, on)) for key, on in _RANGE)
        steps = (end - start) / step
    except (ValueError, ZeroDivisionError):
        return replace(item, kind=AskedFor.NUMBER)
    if not 1 <= steps < _RANGE_POINTS or not math.isclose(steps, round(steps), abs_tol=1e-6):
        return replace(item, kind=AskedFor.NUMBER)
    points = [f"{start + number * step:g}" for number in range(round(steps) + 1)]
    return replace(item, options=tuple(ForeignOption(one, {"": one}) for one in points))


_RANGE = (("start", "1"), ("end", "10"), ("step", "1"))


def _not_kept(row: FormRow) -> list[str]:
    said = []
    if row.cell("default"):
        said.append("The answer that was filled in beforehand was left out.")
    if row.cell("calculation"):
        said.append("What was worked out for it was left out; people answer it themselves.")
    if row.words.get("guidance_hint"):
        said.append("The guidance for interviewers was left out.")
    return said
