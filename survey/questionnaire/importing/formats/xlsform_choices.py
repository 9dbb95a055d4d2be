"""Lists of choices of an XLSForm as options, each with the condition that offers it.

It knows no question but by the name in a filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from survey.questionnaire.importing.expressions.xpath import (
    NEVER,
    condition_of,
    not_understood_in,
)
from survey.questionnaire.importing.foreign_form import ForeignOption
from survey.questionnaire.importing.formats.xlsform_sheets import FormRow
from survey.questionnaire.importing.formats.xlsform_types import RowType
from survey.questionnaire.importing.formats.xlsform_words import ColumnLanguages, WordsOfRow
from survey.questionnaire.texts import one_value

#: The choice that “or_other” adds, in languages that forms are written in.
_OTHER = {
    "en": "Other",
    "fr": "Autre",
    "es": "Otra",
    "pt": "Outra",
    "de": "Andere",
    "ar": "أخرى",
}
_OTHER_CODE = "other"


@dataclass(slots=True)
class FoundOptions:
    """The options of a question; `changes` say what could not be kept, `missing` why none."""

    options: list[ForeignOption] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    missing: str = ""


class ChoiceLists:
    """The lists of both sheets of choices, by their names."""

    def __init__(
        self, choices: Iterable[FormRow], external: Iterable[FormRow], languages: ColumnLanguages
    ) -> None:
        self._here = _by_list(choices)
        self._external = _by_list(external)
        self._languages = languages
        self.without_list = sum(
            not row.cell("list_name") and bool(row.cell("name")) for row in (*choices, *external)
        )

    def options(self, type_: RowType, choice_filter: str) -> FoundOptions:
        """Return the options of a question, with what its filter makes of each."""
        if type_.file:
            why = f"Its answers are in the file “{type_.file}”, which is not in this one."
            return FoundOptions(missing=why)
        rows = self._rows(type_)
        if not rows and not type_.or_other:
            named = f"“{type_.choices}”" if type_.choices else "that its type should name"
            return FoundOptions(missing=f"The list of answers {named} is not in the file.")
        found = FoundOptions()
        for row in rows:
            self._add(found, row, choice_filter)
        if type_.or_other:
            self._add_other(found)
        found.changes = list(dict.fromkeys(found.changes))
        return found

    def of_list(self, name: str) -> tuple[ForeignOption, ...]:
        """Return the options of a list without a filter."""
        return tuple(self.options(RowType(choices=name), "").options)

    def _rows(self, type_: RowType) -> list[FormRow]:
        sheets = (self._here, self._external)
        for lists in reversed(sheets) if type_.external else sheets:
            for name in (type_.choices, type_.choices.split(" ")[0]):
                if rows := lists.get(_key(name)):
                    return rows
        return []

    def _add(self, found: FoundOptions, row: FormRow, choice_filter: str) -> None:
        words = WordsOfRow(row, self._languages)
        said = words.of("label")
        code = one_value(row.cell("name"))
        if not code and not said:
            return
        if not code:
            code = f"a{len(found.options) + 1}"
            found.changes.append("An answer had no name; it was given one.")
        if not said:
            said = {"": code}
            found.changes.append("An answer had no words; its name stands there.")
        words.media("an answer")
        only_if = condition_of(choice_filter, row.raw)
        if only_if == NEVER:
            found.changes.append("Answers that its filter never offers were left out.")
            return
        if not_understood_in(only_if):
            found.changes.append(
                f"The filter of its answers has no counterpart here: {choice_filter}. "
                "All of them are shown."
            )
            only_if = None
        found.changes += words.changes
        found.options.append(ForeignOption(code, said, only_if=only_if))

    def _add_other(self, found: FoundOptions) -> None:
        for number, option in enumerate(found.options):
            if option.code.lower() == _OTHER_CODE:
                found.options[number] = ForeignOption(
                    option.code, option.words, is_other=True, only_if=option.only_if
                )
                return
        codes = self._languages.order() or ("",)
        words = {code: _OTHER.get(code.split("-")[0], _OTHER["en"]) for code in codes}
        found.options.append(ForeignOption(_OTHER_CODE, words, is_other=True))
        found.changes.append("“Other” was added to its answers, as the file says (or_other).")


def _by_list(rows: Iterable[FormRow]) -> dict[str, list[FormRow]]:
    lists: dict[str, list[FormRow]] = {}
    for row in rows:
        if name := row.cell("list_name"):
            lists.setdefault(_key(name), []).append(row)
    return lists


def _key(name: str) -> str:
    return one_value(name).casefold()
