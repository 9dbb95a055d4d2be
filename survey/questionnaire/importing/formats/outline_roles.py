"""What a line of a written questionnaire is for: told by its mark, and by the lines around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from survey.questionnaire.importing.formats.outline_lines import OutlineBlock, OutlineLine
from survey.questionnaire.importing.formats.outline_words import (
    EXPLAINS_REQUIRED,
    ONE,
    OWN_WORDS,
    PART,
    SEVERAL,
)

#: Letters of a heading, and of a line that only tells how to answer.
MOST_HEADING = 110
MOST_SAYING = 70

_QUESTION_MARK = re.compile(r"[?？؟]")
_ENDS_SENTENCE = re.compile(r"[.。।!！]\W*$|\w{3}[.!。！]\s")


@dataclass(slots=True)
class _Look:
    """How the lines of one style stand.

    `numbers` are those of the lines that ask.
    """

    lines: int = 0
    asking: int = 0
    before_others: int = 0
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OutlineHabits:
    """What the styles of a file are used for."""

    questions: frozenset[str] = frozenset()
    bold_questions: bool = False
    following: dict[str, OutlineLine] = field(default_factory=dict)

    def next_line(self, line: OutlineLine) -> OutlineLine | None:
        """Return the line after this one, over empty ones; None before a table or the end."""
        return self.following.get(line.where)

    def begins_question(self, line: OutlineLine | None) -> bool:
        """Return whether a line is of a style that questions have."""
        return line is not None and line.style in self.questions

    def begins_option(self, line: OutlineLine | None) -> bool:
        """Return whether a line has a mark that is none of questions."""
        if line is None or line.heading:
            return False
        return bool(line.mark) and line.style not in self.questions


def habits_of(blocks: Sequence[OutlineBlock]) -> OutlineHabits:
    """Return what the styles of a file are used for."""
    looks: dict[str, _Look] = defaultdict(_Look)
    following: dict[str, OutlineLine] = {}
    for at, line in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if not isinstance(line, OutlineLine):
            continue
        if isinstance(after, OutlineLine):
            following[line.where] = after
        if not line.mark or line.heading:
            continue
        look = looks[line.style]
        look.lines += 1
        look.asking += line.asks
        look.numbers += [line.number] if line.asks else []
        look.before_others += not isinstance(after, OutlineLine) or after.style != line.style
    questions = {style for style, look in looks.items() if _is_for_questions(style, look)}
    lines = [one for one in blocks if isinstance(one, OutlineLine)]
    bold = sum(one.bold and not one.mark and not one.heading for one in lines)
    return OutlineHabits(frozenset(questions), not questions and bold * 3 >= len(lines), following)


def _is_for_questions(style: str, look: _Look) -> bool:
    if style in ("round", "square"):
        return False
    if look.asking * 2 > look.lines or style in ("Q", "N.N"):
        return True
    counted = [*range(1, len(look.numbers) + 1)] == look.numbers
    if counted and len(look.numbers) > 1:
        return True
    numbered = "N" in style or "一" in style or style.startswith("list")
    return numbered and look.before_others * 2 > look.lines


def is_saying(line: OutlineLine) -> bool:
    """Return whether a line only tells how to answer (“Mark only one oval.”)."""
    if len(line.text) > MOST_SAYING or line.mark in ("number", "letter", "round", "square"):
        return False
    words = line.text
    if OWN_WORDS.search(words) or EXPLAINS_REQUIRED.search(words):
        return True
    if _QUESTION_MARK.search(words):
        return False
    bold = line.bold and not line.text.startswith(("(", "（"))
    return not line.asks and not bold and bool(SEVERAL.search(words) or ONE.search(words))


def is_part(line: OutlineLine, habits: OutlineHabits) -> bool:
    """Return whether a line opens a part of the questionnaire, whatever stands before it."""
    if line.heading and not line.asks:
        return bool(line.words)
    if len(line.words) > MOST_HEADING or line.words.rstrip().endswith(("?", "？", "؟")):
        return False
    if PART.search(line.text) or (line.text.startswith("【") and line.text.endswith("】")):
        return True
    after = habits.next_line(line)
    deeper = after is not None and after.level > line.level and line.mark != "letter"
    chinese = "一" in line.style and after is not None and "一" not in after.style
    return (
        habits.begins_question(line)
        and habits.begins_question(after)
        and (deeper or chinese)
        and not line.asks
    )


def is_heading(line: OutlineLine, habits: OutlineHabits) -> bool:
    """Return whether a line that asks nothing heads the questions after it."""
    after = habits.next_line(line)
    if line.has_field or (line.asks and not line.words.endswith((":", "："))):
        return False
    short = len(line.words) <= MOST_HEADING and not _ENDS_SENTENCE.search(line.words)
    return short and after is not None and (habits.begins_question(after) or after.asks)


def is_question(line: OutlineLine, habits: OutlineHabits) -> bool:
    """Return whether a line without the mark of an option asks something."""
    if habits.begins_question(line):
        return True
    if line.mark and line.mark != "letter":
        return False
    if line.mark == "letter":
        return line.asks and line.words.rstrip(" )）").endswith(("?", "？", "؟"))
    if line.asks:
        return True
    return habits.bold_questions and line.bold and len(line.words) > 1
