"""What stands in a cell of somebody's table: a count, a sign that it is hidden, or what it is not.

It must not know a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.disclosure.tables.plain_reading import MOST_PEOPLE

#: What is written where a number is not given, in small letters.
HIDDEN_SIGNS = frozenset(
    {
        "*", "**", "***", "[c]", "(c)", "c", "[x]", "x", ".", "..", "...", "…", ":", "-", "–", "—",
        "n/a", "na", "n.a.", "#", "†", "suppressed", "hidden", "s", "[s]", "(s)", "null",
    }
)  # fmt: skip
_NEVER_WORDS = frozenset({"c", "x", "s", "na", "null", "hidden", "suppressed", "n/a", "n.a."})
_BLANKS = re.compile(r"(?<=\d)[\s'’ ](?=\d{3}(?:\D|$))")
_WHOLE = re.compile(r"\d+(?:\.0+)?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DECIMAL = re.compile(r"\d*[.,]\d+")
_FEWER = re.compile(r"[<≤]\s*\d+|(?:fewer|less) than \d+|under \d+", re.IGNORECASE)
_ERRORS = re.compile(r"#[A-Z/0]+[!?]?")


@dataclass(frozen=True, slots=True)
class CountText:
    """A count; or `hidden` where a sign says that it is not given, `fewer` where it says so with a
    limit; or what is `wrong` with it, a sentence."""

    count: int | None = None
    hidden: bool = False
    fewer: bool = False
    wrong: str = ""


def count_text(text: str) -> CountText:
    """Return what stands in a cell that should hold a count."""
    words = " ".join(text.split())
    number = _BLANKS.sub("", words)
    if _WHOLE.fullmatch(number):
        count = int(number.split(".")[0])
        if count > MOST_PEOPLE:
            return CountText(wrong=f"more than {MOST_PEOPLE} people; check the number")
        return CountText(count)
    if words.lower() in HIDDEN_SIGNS:
        return CountText(hidden=True)
    if _FEWER.fullmatch(words):
        return CountText(hidden=True, fewer=True)
    return CountText(wrong=_wrong(words, number))


def looks_like_value(text: str) -> bool:
    """Say whether a cell holds a number or a sign for one, and no words."""
    words = " ".join(text.split())
    if not words:
        return False
    if words.lower() in HIDDEN_SIGNS:
        return words.lower() not in _NEVER_WORDS
    signed = words.lstrip("+-−").strip("% ")
    return bool(
        _WHOLE.fullmatch(_BLANKS.sub("", signed))
        or _GROUPED.fullmatch(signed)
        or _DECIMAL.fullmatch(signed)
        or _FEWER.fullmatch(words)
        or _ERRORS.fullmatch(words)
    )


def _wrong(words: str, number: str) -> str:
    if not words:
        return (
            "it is empty. Write the count, 0 for nobody. Cells that are merged, and formulas whose "
            "value was never worked out, are empty too: open the file in a spreadsheet program, "
            "take the merging back, and save it again"
        )
    if "%" in words:
        return "it is a percentage. Write how many people these are"
    if words[0] in "-−" and looks_like_value(words):
        return "it is below 0. Write how many people these are"
    if _GROUPED.fullmatch(number):
        plain = re.sub("[.,]", "", number)
        return f"this may be {plain} or a number with decimals. Write {plain} if it is that"
    if _DECIMAL.fullmatch(number):
        return (
            "it has decimals: a percentage, a mean or a weighted number. Write how many people "
            "these are"
        )
    if _ERRORS.fullmatch(words):
        return "its formula has an error. Write the count"
    if words.startswith("="):
        return "it is a formula without its value. Write the count"
    return "it is no number. Write how many people these are, 0 for nobody"
