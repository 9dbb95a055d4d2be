"""Words of an XLSForm in the languages of its columns, plain, with what could not be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.questionnaire.importing.foreign_form import Texts
from survey.questionnaire.importing.formats.xlsform_sheets import FormRow
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.importing.markup import words_without_markup

#: Answers inside words: ${name}, and as older forms and other programs write them. No part of it
#: can begin again inside itself, so that long words take no long time.
_ANSWER = re.compile(r"\$\{([^{}]*)\}|<output\s+value=\"([^\"<>]*)\"[^<>]*>|%\((\w+)\)s")
_CALLED_IN_WORDS = ("label", "hint")


@dataclass(frozen=True, slots=True)
class ColumnLanguages:
    """The code of each language that columns are in; no code: its words are not taken."""

    codes: Mapping[str, str]
    unnamed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def order(self) -> tuple[str, ...]:
        """Return the codes, the default language first; () where the file does not say any."""
        return tuple(dict.fromkeys(code for code in self.codes.values() if code))


def column_languages(rows: Iterable[FormRow], default: str) -> ColumnLanguages:
    """Return the languages of labels and hints; `default` is what the settings call the first."""
    found: dict[str, None] = {}
    for row in rows:
        for column in _CALLED_IN_WORDS:
            found.update(dict.fromkeys(row.words.get(column, {})))
    names = sorted(found, key=lambda name: name.casefold() != default.strip().casefold())
    codes = {name: language_code(name) for name in names if name}
    if "" in found:
        return _with_words_of_no_language(names, codes, default)
    unnamed = [name for name, code in codes.items() if not code]
    if len(unnamed) == len(codes):
        kept = dict.fromkeys(names[:1], "")
        return ColumnLanguages(kept, tuple(unnamed[1:]))
    return ColumnLanguages({name: code for name, code in codes.items() if code}, tuple(unnamed))


def _with_words_of_no_language(
    names: list[str], codes: dict[str, str], default: str
) -> ColumnLanguages:
    """Take the columns without a language for the first one, beside those that have one."""
    known = {name: code for name, code in codes.items() if code}
    unnamed = tuple(name for name, code in codes.items() if not code)
    if not known:
        return ColumnLanguages({"": ""}, unnamed)
    taken = set(known.values())
    first = language_code(default) or ("en" if "en" not in taken else next(iter(known.values())))
    remark = f"The words in columns without a language were taken for “{first}”."
    return ColumnLanguages({"": first, **known}, unnamed, (remark,))


@dataclass(slots=True)
class WordsOfRow:
    """Gives the words of one row, and collects what was left out of them."""

    row: FormRow
    languages: ColumnLanguages
    changes: list[str] = field(default_factory=list)

    def of(self, column: str) -> Texts:
        """Return the words of a column by language code."""
        said: dict[str, str] = {}
        written = self.row.words.get(column, {})
        for name, code in self.languages.codes.items():
            if name in written and code not in said and (plain := self._plain(written[name])):
                said[code] = plain
        return said

    def _plain(self, written: str) -> str:
        for found in _ANSWER.finditer(written):
            name = next((one.strip() for one in found.groups() if one), "")
            self._say(f"The answer to “{name}” inside its words was replaced by “…”.")
        plain, left_out = words_without_markup(_ANSWER.sub("…", written))
        for sentence in left_out:
            self._say(sentence)
        return plain

    def media(self, of: str = "its words") -> None:
        """Say which pictures and sounds beside the words are not taken over."""
        for column, what in (("image", "picture"), ("audio", "sound"), ("video", "film")):
            if self.row.words.get(column):
                self._say(f"A {what} beside {of} was left out.")

    def _say(self, sentence: str) -> None:
        if sentence not in self.changes:
            self.changes.append(sentence)
