"""Words for shares, and whether a printed number bears them out.

It knows percentages and their ranges. It must not know questions or pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from survey.reports.report_language import document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import decimal, percent_sign
from survey.reports.study.claim_languages import SHARE_WORDS, ShareWords
from survey.reports.study.poison import ShareBounds
from survey.reports.study.report_cells import ReportCell

ClaimKind = Literal["about", "over", "at least", "under", "at most", "nearly", "all", "compared"]

#: A share is "about" a fraction where it is printed no further from it, in points.
ABOUT = 3.0
#: "Nearly" a fraction: no further below it, in points.
NEARLY = 5.0
#: The words that a draft uses, each for a fraction in percent, and how near the share must lie.
_DRAFTED = (
    ("one in ten", 10.0, 1.5),
    ("one in five", 20.0, 2.0),
    ("a quarter", 25.0, 2.0),
    ("a third", 100 / 3, 2.7),
    ("four in ten", 40.0, 2.0),
    ("half", 50.0, 3.0),
    ("six in ten", 60.0, 2.0),
    ("two thirds", 200 / 3, 2.7),
    ("three quarters", 75.0, 2.0),
    ("eight in ten", 80.0, 2.0),
    ("nine in ten", 90.0, 2.0),
)
_UNITS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_NUMBER = "|".join(_UNITS)
_NAMED = {
    "half": 50.0,
    "a half": 50.0,
    "one third": 100 / 3,
    "a third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "one fifth": 20.0,
    "two fifths": 40.0,
    "three fifths": 60.0,
    "four fifths": 80.0,
    "a tenth": 10.0,
    "one tenth": 10.0,
}
_FRACTION = rf"(?:(?:{_NUMBER}) (?:in|out of|of every) (?:{_NUMBER})|{'|'.join(_NAMED)})"
_BEFORE: dict[str, ClaimKind] = {
    "more than": "over", "over": "over", "above": "over",
    "at least": "at least", "no fewer than": "at least",
    "fewer than": "under", "less than": "under", "under": "under", "below": "under",
    "not even": "under",
    "at most": "at most", "no more than": "at most", "up to": "at most",
    "nearly": "nearly", "almost": "nearly", "close to": "nearly",
    "about": "about", "around": "about", "roughly": "about", "some": "about",
}  # fmt: skip
#: Words that say how large a share is by themselves: kind, and percent.
_ALONE: dict[str, tuple[ClaimKind, float]] = {
    "nearly all": ("at least", 90.0), "almost all": ("at least", 90.0),
    "nearly everybody": ("at least", 90.0), "almost everybody": ("at least", 90.0),
    "nearly everyone": ("at least", 90.0), "almost everyone": ("at least", 90.0),
    "the vast majority": ("at least", 75.0), "the majority": ("over", 50.0),
    "a majority": ("over", 50.0), "most": ("over", 50.0), "a minority": ("under", 50.0),
    "very few": ("at most", 10.0), "hardly anybody": ("at most", 10.0),
    "hardly anyone": ("at most", 10.0), "hardly any": ("at most", 10.0),
    "almost nobody": ("at most", 10.0), "almost no one": ("at most", 10.0),
    "few": ("at most", 25.0), "many": ("at least", 25.0),
    "nobody": ("all", 0.0), "no one": ("all", 0.0), "none": ("all", 0.0),
    "everybody": ("all", 100.0), "everyone": ("all", 100.0),
}  # fmt: skip
_COMPARED = (
    "more often", "less often", "more likely", "less likely", "more than", "fewer than",
    "less than", "higher", "lower", "rose", "fell", "increased", "decreased", "twice", "double",
    "doubled", "half as", "three times",
)  # fmt: skip
#: Words that compare, and say that the first share is the smaller one.
_SMALLER = frozenset(
    {"less often", "less likely", "fewer than", "less than", "lower", "fell", "decreased"}
)
#: Words that say how many times as much: no printed number says so.
_TIMES = frozenset({"twice", "double", "doubled", "half as", "three times"})
_WORDS = re.compile(
    rf"\b(?:(?P<before>{'|'.join(_BEFORE)}) )?(?P<fraction>{_FRACTION})\b(?! as\b)"
    rf"|\b(?P<alone>{'|'.join(sorted(_ALONE, key=len, reverse=True))})\b"
    rf"|\b(?P<compared>{'|'.join(_COMPARED)})\b",
    re.IGNORECASE,
)
#: What looks like a word for a share and is none.
_NOT_CLAIMS = re.compile(
    r"\bmost (?:of all|often|likely|important|needed|common|recent|urgent)\b|\bat most\b"
    r"|\bup to (?:three|two|four|five)\b|\bhelped? (?:the )?most\b|\bthe most\b|\bthe few\b"
    r"|\bno one (?:thing|place)\b|\bhalf an hour\b|\b(?:as|how) many\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ShareClaim:
    """A word for a share as it stands in a sentence: what it says, of how many percent, and where
    it begins. `smaller`: of two shares it says that the first is the smaller one."""

    words: str
    kind: ClaimKind
    percent: float = 0.0
    at: int = 0
    smaller: bool = False

    @property
    def counts_times(self) -> bool:
        """Tell whether it says how many times as much one share is."""
        return self.words.lower() in _TIMES


def claims_in(text: str) -> Iterator[ShareClaim]:
    """Return every word for a share in a sentence of the document's language, in order."""
    other = SHARE_WORDS.get(document_language())
    return _claims(text, other) if other else _english_claims(text)


def _claims(text: str, known: ShareWords) -> Iterator[ShareClaim]:
    for found in known.pattern().finditer(" ".join(text.splitlines())):
        words, at = text[found.start() : found.end()], found.start()
        if found["fraction"]:
            kind = known.before.get((found["before"] or "").lower(), "about")
            yield ShareClaim(words, kind, known.fractions[found["fraction"].lower()], at)
        elif found["alone"]:
            kind, percent = known.alone[found["alone"].lower()]
            yield ShareClaim(words, kind, percent, at)
        else:
            smaller = known.compared[found["compared"].lower()]
            yield ShareClaim(words, "compared", 0.0, at, smaller)


def _english_claims(text: str) -> Iterator[ShareClaim]:
    hushed = _NOT_CLAIMS.sub(lambda found: " " * len(found[0]), text)
    for found in _WORDS.finditer(" ".join(hushed.splitlines())):
        words = text[found.start() : found.end()]
        if found["fraction"]:
            before = (found["before"] or "about").lower()
            percent = _percent(found["fraction"].lower())
            yield ShareClaim(words, _BEFORE[before], percent, found.start())
        elif found["alone"]:
            kind, percent = _ALONE[found["alone"].lower()]
            yield ShareClaim(words, kind, percent, found.start())
        else:
            smaller = words.lower() in _SMALLER
            yield ShareClaim(words, "compared", 0.0, found.start(), smaller)


def holds(claim: ShareClaim, cell: ReportCell) -> bool:
    """Tell whether a printed cell bears a claim out: with its whole range, but for "about" and
    "nearly", which speak of the share itself."""
    found = cell.percents
    if found is None:
        return False
    low, high = found
    printed = cell.shown.percent if cell.shown.percent is not None else (low + high) / 2
    if claim.kind == "about":
        return low <= claim.percent <= high and abs(printed - claim.percent) <= ABOUT
    if claim.kind == "nearly":
        return claim.percent <= high and 0 < claim.percent - printed <= NEARLY
    if claim.kind in ("over", "at least"):
        over = low > claim.percent if claim.kind == "over" else low >= claim.percent
        return over or (bool(cell.shown.words) and low >= claim.percent)
    if claim.kind == "all":
        return low == high == claim.percent
    under = high < claim.percent if claim.kind == "under" else high <= claim.percent
    return under or (bool(cell.shown.words) and high <= claim.percent)


def stay_apart(first: ReportCell, second: ReportCell) -> int:
    """Return 1 where the range of the first lies above that of the second, -1 where it lies below,
    and 0 where they meet or one is not printed."""
    if gap_between(first, second) > 0:
        return 1
    return -1 if gap_between(second, first) > 0 else 0


def gap_between(larger: ReportCell, smaller: ReportCell) -> float:
    """Return how far the range of one share lies above that of another, in points; 0 where they
    meet, stand the other way round, or one is not printed."""
    one, other = larger.percents, smaller.percents
    if one is None or other is None or larger.shown.words or smaller.shown.words:
        return 0.0
    return max(0.0, one[0] - other[1])


def widest_apart(
    pairs: Iterable[tuple[ReportCell, ReportCell]],
) -> tuple[ReportCell, ReportCell] | None:
    """Return the pair whose first range lies furthest above its second; None where none does."""
    apart = [pair for pair in pairs if stay_apart(*pair) == 1]
    return max(apart, key=lambda pair: gap_between(*pair), default=None)


def drafted_words(cell: ReportCell) -> str:
    """Return the words that a draft uses for a share ("about a third"), "" where none fits, or the
    draft is not in English: then the number stands for itself."""
    if document_language() in SHARE_WORDS:
        return ""
    found = cell.percents
    if found is None or cell.shown.words:
        return cell.shown.words.lower() if found else ""
    percent = float(cell.shown.percent or 0)
    if found[0] >= 90:
        return "nearly all"
    for words, fraction, near in _DRAFTED:
        if abs(percent - fraction) <= near and found[0] <= fraction <= found[1]:
            return f"about {words}"
    if found[0] > 50:
        return "most"
    return "fewer than half" if found[1] < 50 < percent + 15 else ""


def bounds_of(claim: ShareClaim | None, cell: ReportCell) -> tuple[ShareBounds, str] | None:
    """Return between what the share of a cell has to lie so that its sentence holds, and that in
    words; without a claim, or with one that speaks of the share itself, its printed range."""
    found = cell.percents
    if found is None or cell.shown.words:
        return None
    if claim is not None and claim.kind in ("over", "at least") and claim.percent < 100:
        strictly = claim.kind == "over"
        least = Fraction(claim.percent).limit_denominator(100) / 100
        said = _("more than %(share)s") if strictly else _("at least %(share)s")
        return ShareBounds(least=least, strictly=strictly), said % {"share": _plain(claim.percent)}
    if claim is not None and claim.kind in ("under", "at most") and claim.percent > 0:
        most = Fraction(claim.percent).limit_denominator(100) / 100
        return ShareBounds(most=most), _("no more than %(share)s", share=_plain(claim.percent))
    low, high = (Fraction(str(one)) / 100 for one in found)
    return ShareBounds(low, high), _(
        "between %(low)s and %(high)s", low=_plain(found[0]), high=_plain(found[1])
    )


def _plain(percent: float) -> str:
    plain = round(percent) if percent == round(percent) else round(percent, 1)
    return f"{decimal(plain)}{percent_sign()}"


def _percent(fraction: str) -> float:
    if fraction in _NAMED:
        return _NAMED[fraction]
    first, *_, last = fraction.split()
    return 100.0 * _UNITS[first] / _UNITS[last]
