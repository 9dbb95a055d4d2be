"""A code book: named themes with a rule and an example, and every change of it as a new version.

A code that was ever given to a text is never taken out: it is merged or retired, with a reason. It
must not know texts, who codes, or how often a theme was found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from survey.errors import BadInput, Refused
from survey.questionnaire.texts import one_form, plain_words, seen

CodeState = Literal["in use", "merged", "retired"]

#: Codes that a book can ever hold, so that what a text was given always takes the same room.
MOST_CODES = 120
#: Letters of a name, a rule, an example and a reason.
NAME, RULE, EXAMPLE, REASON = 60, 600, 400, 400

_KEPT = "The code book is as it was."


@dataclass(frozen=True, slots=True)
class ThemeCode:
    """One code: a theme with the rule when to give it and an example that nobody wrote.

    `under` is the number of the code that it belongs to (0: none), `into` the one that it was
    merged into.
    """

    number: int
    name: str
    rule: str
    example: str = ""
    under: int = 0
    state: CodeState = "in use"
    into: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CodeBook:
    """One version of a code book; codes are in the order in which they were made."""

    version: int = 0
    codes: tuple[ThemeCode, ...] = ()

    def code(self, number: int) -> ThemeCode:
        """Return a code by its number; Refused where there is none."""
        for one in self.codes:
            if one.number == number:
                return one
        raise Refused(
            f"There is no code {number} in this code book.",
            kept=_KEPT,
            do="Look at the list of its codes.",
        )

    @property
    def in_use(self) -> tuple[ThemeCode, ...]:
        """Return the codes that can be given, each followed by those that belong to it."""
        given = [one for one in self.codes if one.state == "in use"]
        return tuple(
            one
            for top in given
            if not top.under
            for one in (top, *(below for below in given if below.under == top.number))
        )

    def below(self, number: int) -> tuple[ThemeCode, ...]:
        """Return the codes in use that belong to a code."""
        return tuple(one for one in self.in_use if one.under == number)


def with_code(
    book: CodeBook, name: str, rule: str, example: str = "", *, under: int = 0
) -> CodeBook:
    """Return the book with one more code; BadInput or Refused where it cannot be taken."""
    if len(book.codes) >= MOST_CODES:
        raise Refused(
            f"A code book holds at most {MOST_CODES} codes.",
            kept=_KEPT,
            do="Change or merge codes that are there.",
        )
    number = max((one.number for one in book.codes), default=0) + 1
    made = _checked(book, ThemeCode(number, name, rule, example, under))
    return CodeBook(book.version + 1, (*book.codes, made))


def with_change(
    book: CodeBook, number: int, name: str, rule: str, example: str, *, under: int
) -> CodeBook:
    """Return the book with other words or another place of a code in use."""
    before = _usable(book, number)
    if under and book.below(number):
        raise Refused(
            f"Other codes belong to “{before.name}”, so it cannot belong to one itself.",
            kept=_KEPT,
            do="Move those first: there is one level of codes below another, and no more.",
        )
    changed = replace(before, name=name, rule=rule, example=example, under=under)
    return _with(book, _checked(book, changed))


def with_merge(book: CodeBook, number: int, into: int, reason: str) -> CodeBook:
    """Return the book in which whatever was given one code counts as given another."""
    before, other = _usable(book, number), _usable(book, into)
    if before == other:
        raise Refused(
            f"“{before.name}” cannot be merged into itself.", kept=_KEPT, do="Choose another code."
        )
    _require_childless(book, before)
    merged = replace(before, state="merged", into=into, reason=_reason(reason))
    return _with(book, merged)


def with_retirement(book: CodeBook, number: int, reason: str) -> CodeBook:
    """Return the book in which a code is given no more, and counts no more."""
    before = _usable(book, number)
    _require_childless(book, before)
    return _with(book, replace(before, state="retired", reason=_reason(reason)))


def without_code(book: CodeBook, number: int, *, begun: bool) -> CodeBook:
    """Return the book without a code; Refused once coding has `begun`."""
    before = book.code(number)
    if begun:
        raise Refused(
            "Texts are being coded, so no code is taken out any more.",
            kept=_KEPT,
            do="Merge it into another or retire it, with a reason.",
        )
    _require_childless(book, before)
    if any(one.into == number for one in book.codes):
        raise Refused(
            f"Another code was merged into “{before.name}”.", kept=_KEPT, do="Retire it instead."
        )
    left = tuple(one for one in book.codes if one.number != number)
    return CodeBook(book.version + 1, left)


def resolved(book: CodeBook, given: Iterable[int]) -> frozenset[int]:
    """Return the codes in use that a text counts under: merges are followed, retired codes are
    left out, and a code counts for the one that it belongs to as well."""
    by_number = {one.number: one for one in book.codes}
    found = set()
    for number in given:
        code = by_number.get(number)
        while code is not None and code.state == "merged":
            code = by_number.get(code.into)
        if code is not None and code.state == "in use":
            found |= {code.number, code.under} - {0}
    return frozenset(found)


def as_json(book: CodeBook) -> str:
    """Return a book as JSON, the same for the same book."""
    return json.dumps(asdict(book), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> CodeBook:
    """Return the book of a JSON text that `as_json` gave."""
    fields = json.loads(text)
    return CodeBook(fields["version"], tuple(ThemeCode(**one) for one in fields["codes"]))


def _with(book: CodeBook, changed: ThemeCode) -> CodeBook:
    codes = tuple(changed if one.number == changed.number else one for one in book.codes)
    return CodeBook(book.version + 1, codes)


def _usable(book: CodeBook, number: int) -> ThemeCode:
    code = book.code(number)
    if code.state != "in use":
        raise Refused(
            f"“{code.name}” is {code.state}, and stays as it is.",
            kept=_KEPT,
            do="Choose a code in use.",
        )
    return code


def _checked(book: CodeBook, code: ThemeCode) -> ThemeCode:
    """Return a code with its words in one form, or raise for what is missing, long or there."""
    clean = replace(
        code,
        name=_said("A name", code.name, NAME),
        rule=_said("A rule", code.rule, RULE),
        example=_short("An example", code.example, EXAMPLE),
    )
    others = [one for one in book.in_use if one.number != code.number]
    if any(plain_words(one.name) == plain_words(clean.name) for one in others):
        raise BadInput(
            f"There is a code “{clean.name}” already.", kept=_KEPT, do="Choose another name."
        )
    if clean.under and (clean.under == clean.number or _usable(book, clean.under).under):
        raise BadInput(
            "A code can belong to a code that belongs to none itself.",
            kept=_KEPT,
            do="Choose one of those.",
        )
    return clean


def _require_childless(book: CodeBook, code: ThemeCode) -> None:
    if book.below(code.number):
        raise Refused(
            f"Other codes belong to “{code.name}”.",
            kept=_KEPT,
            do="Move, merge or retire those first.",
        )


def _reason(reason: str) -> str:
    return _said("A reason", reason, REASON)


def _said(what: str, words: str, most: int) -> str:
    if not seen(words):
        raise BadInput(f"{what} is missing.", kept=_KEPT, do="Write it.")
    return _short(what, words, most)


def _short(what: str, words: str, most: int) -> str:
    clean = one_form(words)
    if len(clean) > most:
        raise BadInput(
            f"{what} has at most {most} letters; this one has {len(clean)}.",
            kept=_KEPT,
            do="Shorten it.",
        )
    return clean
