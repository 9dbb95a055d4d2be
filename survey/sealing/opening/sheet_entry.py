"""A list of a share sheet as somebody types or pastes it: the words, or what is wrong with them.

It knows the words for as long as a call lasts. What is wrong is told to whoever typed it, so a
problem repeats what was typed where that is no word of the list; it must never be logged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from shamir_mnemonic import MnemonicError
from shamir_mnemonic import Share as Slip39Share
from shamir_mnemonic.wordlist import WORDLIST

from survey.errors import SharesRefused
from survey.sealing.opening.share_words import WORDS_IN_A_LIST, sum_is_right, wrong_position
from survey.sealing.public_keys import ShelfLabel

#: Letters by which every word of the list is told from all others.
LETTERS_ENOUGH = 4

#: How alike two words are, of 1, so that one is named as the nearest to the other.
_ALIKE = 0.5

#: How many problems are said in one sentence after the other; the rest is seen at the next try.
_SAID_AT_ONCE = 5

_BY_PREFIX = {word[:LETTERS_ENOUGH]: word for word in WORDLIST}
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_HEADING = r"\b{}\s+list\b"
_END = re.compile(r"\b(?:numbers\s+list|words\s+list|end\s+of\s+sheet|keep\s+(?:it|this))\b", re.I)

#: What can be wrong: with one word, or with the list as a whole.
EntryFault = Literal["not on the list", "twice", "no such number", "missing", "count", "checksum"]


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """One thing to look at.

    `number` is the word it is about, from 1 (None: the whole list); `typed` what stands there, and
    `nearest` the word of the list that is nearest to it, or nothing.
    """

    fault: EntryFault
    number: int | None
    said: str = field(repr=False)
    typed: str = field(default="", repr=False)
    nearest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """What was typed of one list: all its words where there is no problem, else what is wrong."""

    words: tuple[str, ...] = field(repr=False)
    problems: tuple[EntryProblem, ...]

    @property
    def mnemonic(self) -> str:
        """Return the list as one text, with spaces between."""
        return " ".join(self.words)


def read_list(text: str, shelf: ShelfLabel) -> ListEntry:
    """Return what was typed or pasted of one list of a sheet.

    Capitals, line breaks, commas and what stands around the list on our sheets do not matter; of a
    whole sheet the list of that shelf is read. Four letters of a word are enough. A number says
    which word follows, so words may come in any order; without numbers they are in their order.
    """
    placed, problems = _placed(_TOKENS.findall(_cut(text, shelf).lower()))
    words = {number: _word_of(typed) for number, typed in placed.items()}
    problems += [
        _not_on_the_list(number, placed[number]) for number in sorted(words) if not words[number]
    ]
    problems += _count_problems(words)
    whole = tuple(words.get(number, "") for number in range(1, WORDS_IN_A_LIST + 1))
    if not problems and not sum_is_right(whole):
        problems.append(_confused(whole))
    return ListEntry(() if problems else whole, tuple(problems))


def read_word(text: str) -> str:
    """Return the word of the list that was typed as one word; nothing where it is none."""
    found = re.findall(r"[^\W\d_]+", text.lower())
    return _word_of(found[0]) if len(found) == 1 else ""


def nearest_word(typed: str) -> str:
    """Return the word of the list that is most like what was typed; nothing where none is."""
    near = get_close_matches(typed.lower(), WORDLIST, 1, _ALIKE)
    prefix = _BY_PREFIX.get(typed.lower()[:LETTERS_ENOUGH])
    return prefix or (near[0] if near else "")


def require_list(text: str, shelf: ShelfLabel) -> str:
    """Return the whole list of one shelf as words with spaces between; SharesRefused otherwise."""
    entry = read_list(text, shelf)
    if entry.problems:
        said = [problem.said for problem in entry.problems[:_SAID_AT_ONCE]]
        raise SharesRefused(
            f"In the {shelf} list: " + " ".join(said),
            kept="Nothing was opened, and nothing was changed.",
            do="Compare the list with the printed sheet, and type it again.",
        )
    return entry.mnemonic


def sheet_number(words: Sequence[str]) -> int:
    """Return the number, from 1, of the sheet that a whole list is of: the words say it.

    SharesRefused where they are no list.
    """
    try:
        return int(Slip39Share.from_mnemonic(" ".join(words)).index) + 1
    except MnemonicError:
        raise SharesRefused(
            "This is not a list of a share sheet.",
            kept="Nothing was opened, and nothing was changed.",
            do="Compare it with the printed sheet.",
        ) from None


def _cut(text: str, shelf: ShelfLabel) -> str:
    """Return the part of a pasted sheet that is the list of one shelf; all of it without one."""
    heading = re.search(_HEADING.format(shelf), text, re.IGNORECASE)
    after = text[heading.end() :] if heading else text
    end = _END.search(after)
    return after[: end.start()] if end else after


def _placed(tokens: Sequence[str]) -> tuple[dict[int, str], list[EntryProblem]]:
    """Return what stands at which number; a number that is named leads on from there."""
    placed: dict[int, str] = {}
    problems: list[EntryProblem] = []
    at = 1
    for token in tokens:
        if token.isdecimal():
            at = int(token[:4])
            continue
        if placed.setdefault(at, token) != token:
            problems.append(EntryProblem("twice", at, f"Word {at} was given twice.", token))
        at += 1
    return placed, problems


def _word_of(typed: str) -> str:
    """Return the word of which the first letters were typed, or nothing."""
    word = _BY_PREFIX.get(typed[:LETTERS_ENOUGH], "")
    return word if word.startswith(typed) else ""


def _not_on_the_list(number: int, typed: str) -> EntryProblem:
    near = nearest_word(typed)
    said = f"Word {number}, “{typed}”, is not on the word list."
    return EntryProblem(
        "not on the list", number, said + (f" Did you mean {near}?" if near else ""), typed, near
    )


def _count_problems(words: dict[int, str]) -> list[EntryProblem]:
    """Return what is wrong with how many words there are, and at which numbers."""
    beyond = [number for number in sorted(words) if not 1 <= number <= WORDS_IN_A_LIST]
    missing = [number for number in range(1, WORDS_IN_A_LIST + 1) if number not in words]
    if len(words) != WORDS_IN_A_LIST:
        are = "is 1 word" if len(words) == 1 else f"are {len(words)} words"
        more = "; some are too many" if len(words) > WORDS_IN_A_LIST else ""
        said = f"There {are}, and there should be {WORDS_IN_A_LIST}{more}."
        if 0 < len(missing) < WORDS_IN_A_LIST:
            said += f" Missing: {', '.join(map(str, missing))}."
        return [EntryProblem("count", missing[0] if missing else beyond[0], said)]
    problems = [
        EntryProblem("no such number", number, f"A sheet has no word {number}.")
        for number in beyond
    ]
    problems += [
        EntryProblem("missing", number, f"Word {number} is missing.") for number in missing
    ]
    return problems


def _confused(words: Sequence[str]) -> EntryProblem:
    number = wrong_position(words)
    said = (
        "The words are all on the list, but the list as a whole is not right: a word was probably "
        "confused with another."
    )
    look = f" Look at word {number} first." if number else ""
    return EntryProblem("checksum", number, said + look)
