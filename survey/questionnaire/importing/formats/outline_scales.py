"""Scales in written questionnaires: “1 2 3 4 5”, rows of boxes between two ends, and legends."""

from __future__ import annotations

import re
from itertools import pairwise

from survey.questionnaire.importing.foreign_form import ForeignOption
from survey.questionnaire.importing.formats.label_words import plain_label, with_language
from survey.questionnaire.importing.formats.outline_lines import OutlineLine, ticks_in
from survey.questionnaire.importing.formats.outline_words import ordered

MOST_POINTS = 11

_PAIR = re.compile(r"(?<![\d.])(\d{1,2})\s*(?:[=＝]|[:：](?=\s)|\s[–—-]\s)\s*(?=[^\d\s])")
_NUMBERS = re.compile(r"(?<![\w.])(\d{1,2})(?![\w%.])")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]{10,300})[)）]")
_ASKING = re.compile(r"(.{3,}[?？؟:：])\s*(.+)")
_GAP = re.compile(r"\t+|\s{3,}|\s*…\s*|\s*\.{3,}\s*")
_BETWEEN = re.compile(r"\s+[–—/-]\s+|\s*[;；|→]\s*")


def legend_in(line: OutlineLine) -> list[ForeignOption]:
    """Return the points that a line explains (“1 = never, 2 = rarely …”), or one of them."""
    text = line.text
    found = list(_PAIR.finditer(text))
    if not found or len(text) > 400:
        return _legend_in_words(line)
    numbers = [int(one[1]) for one in found]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    if len(found) == 1 and (line.asks or text[: found[0].start()].strip(" -–•*(")):
        return []
    ends = [*(one.start() for one in found[1:]), len(text)]
    points = []
    for one, end in zip(found, ends, strict=True):
        words = plain_label(text[one.end() : end].strip(" ,;.，；、()（）\t-–•"))[0]
        points.append(ForeignOption(one[1], with_language(words or one[1], "")))
    return points if len(found) != 2 else []


def _legend_in_words(line: OutlineLine) -> list[ForeignOption]:
    """Return points that stand beside each other, in brackets or as a line of their own."""
    whole = [] if line.mark in ("number", "letter") or line.asks else [line.words]
    for said in (*whole, *(found[1] for found in _IN_BRACKETS.finditer(line.text))):
        parts = [part.strip() for part in _BETWEEN.split(said) if part.strip()]
        if 3 <= len(parts) <= MOST_POINTS and ordered(parts):
            return [
                ForeignOption(str(count), with_language(plain_label(part)[0] or part, ""))
                for count, part in enumerate(parts, 1)
            ]
    return []


def leads_to_legend(line: OutlineLine) -> bool:
    """Return whether a line says more than what the points of a scale mean."""
    found = _PAIR.search(line.text)
    before = line.text[: found.start()] if found else line.text if "(" in line.text else ""
    return sum(map(str.isalpha, before)) > 15


def asking_before_points(line: OutlineLine) -> str:
    """Return the question that stands before a scale in one line; “” where none does."""
    found = _ASKING.match(line.words)
    return found[1] if found and points_in(found[2]) else ""


def ends_in(line: OutlineLine) -> tuple[str, str] | None:
    """Return the words of both ends of a scale, where a wide gap stands between them."""
    parts = [part.strip() for part in _GAP.split(line.text) if part.strip()]
    return (parts[0], parts[1]) if len(parts) == 2 else None


def points_in(text: str) -> list[ForeignOption]:
    """Return the points of a line that is a scale: numbers in order, with words at the ends."""
    found = list(_NUMBERS.finditer(text))
    numbers = [int(one[1]) for one in found]
    if not 3 <= len(numbers) <= MOST_POINTS or numbers[0] not in (0, 1):
        return []
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    between = text[found[0].end() : found[-1].start()]
    if re.sub(r"[\d\s,;/|_.()\[\]○☐□◯-]", "", between):
        return []
    ends = (text[: found[0].start()], text[found[-1].end() :])
    if any(len(end.strip()) > 60 for end in ends):
        return []
    return scale_of([str(number) for number in numbers], *ends)


def boxes_in(line: OutlineLine) -> tuple[str, int, str] | None:
    """Return what stands before and after a row of at least three bare boxes, and how many."""
    ticks = ticks_in(line.text)
    if len(ticks) < 3:
        return None
    between = [line.text[a.end() : b.start()].strip() for a, b in pairwise(ticks)]
    if any(between):
        return None
    return line.text[: ticks[0].start()].strip(), len(ticks), line.text[ticks[-1].end() :].strip()


def scale_of(codes: list[str], low: str, high: str) -> list[ForeignOption]:
    """Return points by their codes; the words of the ends are those given, where there are any."""
    said = {0: _end(low), len(codes) - 1: _end(high)}
    return [
        ForeignOption(code, with_language(said.get(at) or code, ""))
        for at, code in enumerate(codes)
    ]


def _end(words: str) -> str:
    return plain_label(words.strip(" :：-–()[]\t○☐□◯|"))[0]
