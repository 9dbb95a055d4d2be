"""Names of rows and columns that tell how many people there are: nothing protects a number there.

It knows words only, and no table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey.disclosure.tables.plain_reading import LONGEST, plain_name

#: What may hold digits: an item number at the beginning, ages, years.
_ALLOWED = re.compile(
    r"^\s*\d{1,3}[.)]\s"
    r"|\b\d{1,4}\s*(?:[-–—/]|to|and)\s*\d{1,4}\b"
    r"|\b(?:under|over|below|above|before|after|since|until|from|up to|at least|aged?|less than|"
    r"more than|older than|younger than)[\s-]+\d{1,4}\b"
    r"|[<>≤≥]\s*\d{1,4}\b"
    r"|\b\d{1,3}\s*(?:\+|(?:years?\s+)?(?:and|or)\s+(?:over|older|above|more|under|younger|below|less)\b)"
    r"|\b\d{1,3}[\s-]*(?:years?|yrs?|months?|weeks?|days?|hours?)\b"
    r"|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_PEOPLE = (
    r"(?:people|persons?|cases?|respondents?|participants?|survivors?|personnes?|répondants?|"
    r"personas?|casos?|أشخاص|شخص)"
)
_NEVER = re.compile(
    rf"\bn\s*[=:]\s*\d|\d\s*(?:%|٪|per ?cent\b|{_PEOPLE}\b)|\b{_PEOPLE}\s*[=:]?\s*\d",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[(\[{（][^)\]}）]*\d|(?:\s[-–—]\s*|[-–—]\s+|:\s*)\d[\d.,\s]*$")


def counts_people(name: str) -> bool:
    """Say whether a name tells how many people there are: “Women (34)”, “Men - 61”, “3 cases”."""
    return bool(_NEVER.search(name) or _COUNTED.search(_ALLOWED.sub(" ", name)))


def without_numbers(name: str) -> str:
    """Return a name with “…” for each number that is no age, year, item number or end of a word."""
    kept, at = list[str](), 0
    for found in _ALLOWED.finditer(name):
        kept += [re.sub(r"(?<!\w)\d+", "…", name[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*kept, re.sub(r"(?<!\w)\d+", "…", name[at:])])


def names_without_numbers(names: Sequence[str]) -> list[str]:
    """Return names without numbers of people, by their places where some would be the same."""
    left = [without_numbers(name) for name in names]
    if len(set(map(plain_name, left))) == len(left):
        return left
    return [f"{k}. {name}"[:LONGEST] for k, name in enumerate(left, 1)]
