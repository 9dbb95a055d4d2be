"""Lists of choices of an XLSForm as options, each with the condition that offers it.

It knows no question but by the name in a filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from survey.questionnaire.importing.expressions.xpath import (
    NEVER,
    condition_of,
    not_understood_in,
)
from survey.questionnaire.importing.foreign_form import ForeignOption, Texts
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


_NO_ROWS: list[FormRow] = []
#: More options than this are handed over of no list; the maker takes far fewer still.
_MOST_OPTIONS = 500
#: Answers of the file whose filters are worked out: one for each question and answer.
_MOST_FILTERED = 200_000


@dataclass(frozen=True, slots=True)
class FoundOptions:
    """The options of a question; `changes` say what could not be kept, `missing` why none."""

    options: tuple[ForeignOption, ...] = ()
    changes: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class _ChoiceRow:
    """A row of choices with its plain words, which are the same for every question."""

    row: FormRow
    code: str
    words: Texts
    changes: tuple[str, ...]


class ChoiceLists:
    """The lists of both sheets of choices, by their names."""

    def __init__(
        self, choices: Iterable[FormRow], external: Iterable[FormRow], languages: ColumnLanguages
    ) -> None:
        self._here = _by_list(choices)
        self._external = _by_list(external)
        self._languages = languages
        self._choices: dict[int, list[_ChoiceRow]] = {}
        self._found: dict[tuple[int, str, bool], FoundOptions] = {}
        self._filtered = 0
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
        key = (id(rows), choice_filter, type_.or_other)
        if key not in self._found:
            self._found[key] = self._options(rows, choice_filter, type_.or_other)
        return self._found[key]

    def _options(self, rows: list[FormRow], choice_filter: str, or_other: bool) -> FoundOptions:
        self._filtered += len(rows) if choice_filter else 0
        if self._filtered > _MOST_FILTERED:
            return FoundOptions(missing="The filters of the file have too many answers to go by.")
        options: list[ForeignOption] = []
        changes: list[str] = []
        for choice in self._choices_of(rows):
            self._add(options, changes, choice, choice_filter)
        if or_other:
            self._add_other(options, changes)
        if len(options) > _MOST_OPTIONS:
            return FoundOptions(missing=_too_many(len(options)))
        return FoundOptions(tuple(options), tuple(dict.fromkeys(changes)))

    def _choices_of(self, rows: list[FormRow]) -> list[_ChoiceRow]:
        """Return the rows of a list with their words, which are made plain once."""
        if id(rows) not in self._choices:
            self._choices[id(rows)] = [self._choice(row) for row in rows]
        return self._choices[id(rows)]

    def _choice(self, row: FormRow) -> _ChoiceRow:
        words = WordsOfRow(row, self._languages)
        said = words.of("label")
        words.media("an answer")
        return _ChoiceRow(row, one_value(row.cell("name")), said, tuple(words.changes))

    def _rows(self, type_: RowType) -> list[FormRow]:
        sheets = (self._here, self._external)
        for lists in reversed(sheets) if type_.external else sheets:
            for name in (type_.choices, type_.choices.split(" ")[0]):
                if rows := lists.get(_key(name)):
                    return rows
        return _NO_ROWS

    def _add(
        self,
        options: list[ForeignOption],
        changes: list[str],
        choice: _ChoiceRow,
        choice_filter: str,
    ) -> None:
        code, said = choice.code, choice.words
        if not code and not said:
            return
        if not code:
            code = f"a{len(options) + 1}"
            changes.append("An answer had no name; it was given one.")
        if not said:
            said = {"": code}
            changes.append("An answer had no words; its name stands there.")
        only_if = condition_of(choice_filter, choice.row.raw)
        if only_if == NEVER:
            changes.append("Answers that its filter never offers were left out.")
            return
        if not_understood_in(only_if):
            changes.append(
                f"The filter of its answers has no counterpart here: {choice_filter}. "
                "All of them are shown."
            )
            only_if = None
        changes += choice.changes
        options.append(ForeignOption(code, said, only_if=only_if))

    def _add_other(self, options: list[ForeignOption], changes: list[str]) -> None:
        for number, option in enumerate(options):
            if option.code.lower() == _OTHER_CODE:
                options[number] = ForeignOption(
                    option.code, option.words, is_other=True, only_if=option.only_if
                )
                return
        codes = self._languages.order() or ("",)
        words = {code: _OTHER.get(code.split("-")[0], _OTHER["en"]) for code in codes}
        options.append(ForeignOption(_OTHER_CODE, words, is_other=True))
        changes.append("“Other” was added to its answers, as the file says (or_other).")


def _too_many(count: int) -> str:
    return (
        f"It has {count} answers to choose from, far more than people can look through. "
        "Ask for wider groups instead."
    )


def _by_list(rows: Iterable[FormRow]) -> dict[str, list[FormRow]]:
    lists: dict[str, list[FormRow]] = {}
    for row in rows:
        if name := row.cell("list_name"):
            lists.setdefault(_key(name), []).append(row)
    return lists


def _key(name: str) -> str:
    return one_value(name).casefold()
