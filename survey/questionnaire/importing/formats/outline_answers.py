"""Which lines are answers to the question before them, and answers that stand in one line."""

from __future__ import annotations

import re
from typing import NamedTuple

from survey.questionnaire.importing.formats.outline_lines import (
    EntryMark,
    OutlineLine,
    ticks_in,
)
from survey.questionnaire.importing.formats.outline_questions import MOST_LETTERS, DraftQuestion
from survey.questionnaire.importing.formats.outline_roles import OutlineHabits
from survey.questionnaire.importing.formats.outline_words import is_other

#: Answers in one line by letters: “A. yes  B. no”.
_LETTERED = re.compile(r"(?:(?<=\s)|(?<=[^\w\s])|^)[(（]?([A-Ha-h])[.．、)）]\s*(?=\S)")
_STRICTLY_ASKING = re.compile(r"(.*[?？؟])\s*([^?？؟]+)", re.DOTALL)
_ENDS_ASKING = re.compile(r"^(.*[?？؟:：])\s*(.*)$", re.DOTALL)


class AnswerInLine(NamedTuple):
    """An answer that stands beside others in a line."""

    words: str
    mark: EntryMark


def answers_in_line(line: OutlineLine) -> tuple[str, list[AnswerInLine]] | None:
    """Return the question before answers of one line (“” for none) and the answers."""
    return _ticked(line) or _lettered(line)


def _ticked(line: OutlineLine) -> tuple[str, list[AnswerInLine]] | None:
    words = line.words if line.mark in ("number", "letter") else line.text
    ticks = ticks_in(words)
    if not ticks or (len(ticks) == 1 and not words[: ticks[0].start()].strip()):
        return None
    mark: EntryMark = "round" if ticks[0]["round"] else "square"
    if words[ticks[-1].end() :].strip():
        if len(ticks) < 2 and not _ENDS_ASKING.fullmatch(words[: ticks[0].start()]):
            return None
        ends = [*(one.start() for one in ticks[1:]), len(words)]
        said = [words[one.end() : end].strip() for one, end in zip(ticks, ends, strict=True)]
        asking = words[: ticks[0].start()].strip()
    else:
        if len(ticks) < 2:
            return None
        begins = [0, *(one.end() for one in ticks[:-1])]
        said = [words[a : b.start()].strip() for a, b in zip(begins, ticks, strict=True)]
        split = _ENDS_ASKING.fullmatch(said[0])
        asking, said[0] = (split[1], split[2]) if split else ("", said[0])
    answers = [AnswerInLine(one, mark) for one in said if one]
    return (asking, answers) if len(answers) > 1 else None


def _lettered(line: OutlineLine) -> tuple[str, list[AnswerInLine]] | None:
    words = line.words if line.mark == "number" else line.text
    found = list(_LETTERED.finditer(words))
    letters = [one[1].upper() for one in found]
    if len(found) < 2 or letters != list("ABCDEFGH"[: len(found)]):
        return None
    ends = [*(one.start() for one in found[1:]), len(words)]
    said = [words[one.end() : end].strip() for one, end in zip(found, ends, strict=True)]
    answers = [AnswerInLine(one, "letter") for one in said]
    return words[: found[0].start()].strip(), answers


def divided(line: OutlineLine, *, below: bool) -> tuple[str, list[AnswerInLine]] | None:
    """Return answers with strokes between them: “Is it? Yes / No”, or alone `below` a question."""
    split = _STRICTLY_ASKING.fullmatch(line.words)
    asking, said = (split[1], split[2]) if split else ("", line.words)
    if not split and (not below or line.mark):
        return None
    parts = [part.strip() for part in said.strip("()（）[] ").split("/")]
    if not 2 <= len(parts) <= 6 or any(not 0 < len(part) <= 25 for part in parts):
        return None
    return asking, [AnswerInLine(part, "") for part in parts]


def takes_option(
    draft: DraftQuestion, line: OutlineLine, habits: OutlineHabits, rated: bool
) -> bool:
    """Return whether a line is an answer to the open question; `rated`: a scale is explained."""
    if draft.closed_off or not line.words:
        return False
    if line.mark in ("round", "square"):
        return True
    if not line.mark:
        stated = rated and not draft.line.asks
        return not stated and _takes_unmarked(draft, line, habits)
    if line.mark == "letter":
        return _takes_letter(draft, line, habits)
    if habits.begins_question(line):
        return _takes_numbered(draft, line)
    return not (rated and line.mark in ("number", "list") and not draft.line.asks)


def _takes_letter(draft: DraftQuestion, line: OutlineLine, habits: OutlineHabits) -> bool:
    if habits.begins_question(line):
        return False
    after = habits.next_line(line)
    if line.bold and habits.begins_question(after) and not draft.options:
        return False
    lettered = sum(one.mark == "letter" for one in draft.options)
    if draft.options and not lettered:
        return False
    return line.number in (0, lettered + 1, len(draft.options) + 1)


def _takes_numbered(draft: DraftQuestion, line: OutlineLine) -> bool:
    """Return whether a number that questions have, too, counts answers here: it begins anew."""
    if line.style != draft.line.style or line.asks or line.mark != "number":
        return False
    numbered = sum(one.mark == "number" for one in draft.options)
    if numbered == 0:
        return line.number == 1 and draft.line.number >= 1 and not draft.options
    return line.number == numbered + 1


def _takes_unmarked(draft: DraftQuestion, line: OutlineLine, habits: OutlineHabits) -> bool:
    if draft.options and is_other(line.words):
        return not draft.options[-1].mark or not line.apart
    if line.asks or line.bold or len(line.words) > MOST_LETTERS:
        return False
    if draft.options:
        return not draft.options[-1].mark and not line.apart
    after = habits.next_line(line)
    if after is None or after.asks or after.mark or after.heading or after.bold:
        return False
    if line.apart and not (draft.line.required or draft.sayings or not after.apart):
        return False
    return bool(draft.line.asks or draft.line.mark or draft.sayings)
