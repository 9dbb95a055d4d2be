"""The types of questions of LimeSurvey: one letter each, and what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from survey.questionnaire.importing.foreign_form import AskedFor, ForeignOption
from survey.questionnaire.importing.formats.limesurvey_rows import LimeQuestion
from survey.questionnaire.importing.formats.limesurvey_words import Labels, says_something

#: What LimeSurvey calls each type.
NAMES = {
    "L": "list (radio)",
    "!": "list (dropdown)",
    "O": "list with comment",
    "Z": "list (radio, label set)",
    "W": "list (dropdown, label set)",
    "M": "multiple choice",
    "P": "multiple choice with comments",
    "R": "ranking",
    "F": "array",
    "H": "array by column",
    "A": "array (5 point choice)",
    "B": "array (10 point choice)",
    "C": "array (yes/no/uncertain)",
    "E": "array (increase/same/decrease)",
    "1": "array dual scale",
    ":": "array (numbers)",
    ";": "array (texts)",
    "5": "5 point choice",
    "Y": "yes/no",
    "G": "gender",
    "N": "numerical input",
    "K": "multiple numerical input",
    "S": "short free text",
    "T": "long free text",
    "U": "huge free text",
    "Q": "multiple short text",
    "D": "date/time",
    "I": "language switch",
    "X": "text display",
    "*": "equation",
    "|": "file upload",
}
#: Types that become one item, with its kind.
PLAIN = {
    "L": AskedFor.SINGLE,
    "!": AskedFor.SINGLE,
    "O": AskedFor.SINGLE,
    "Z": AskedFor.SINGLE,
    "W": AskedFor.SINGLE,
    "M": AskedFor.MULTIPLE,
    "P": AskedFor.MULTIPLE,
    "R": AskedFor.RANKING,
    "5": AskedFor.SCALE,
    "Y": AskedFor.SINGLE,
    "G": AskedFor.SINGLE,
    "N": AskedFor.NUMBER,
    "S": AskedFor.TEXT,
    "T": AskedFor.TEXT,
    "U": AskedFor.TEXT,
    "D": AskedFor.DATE,
    "X": AskedFor.NOTE,
    "*": AskedFor.CALCULATED,
    "|": AskedFor.FILE,
}
#: Types that become an item for each row, with the kind of each.
BY_ROWS = {
    "F": AskedFor.SINGLE,
    "H": AskedFor.SINGLE,
    "A": AskedFor.SCALE,
    "B": AskedFor.SCALE,
    "C": AskedFor.SINGLE,
    "E": AskedFor.SINGLE,
    "K": AskedFor.NUMBER,
    "Q": AskedFor.TEXT,
}
LISTS, SEVERAL = frozenset("L!OZW"), frozenset("MP")
#: The codes of “other” in lists, and among several answers.
OTHER_IN_LIST, OTHER_AMONG = "-oth-", "other"
#: Numbers to choose from become points up to this many.
_POINTS_AT_MOST = 11
_SAID_THERE = {
    "Y": (("Y", "Yes"), ("N", "No")),
    "G": (("F", "Female"), ("M", "Male")),
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
}
_POINTS = {"5": 5, "A": 5, "B": 10}


def type_as_written(question: LimeQuestion) -> str:
    """Return a type as people know it: its letter and its name."""
    name = NAMES.get(question.letter, question.theme)
    return f"{question.letter} ({name})" if name else question.letter


def option_codes(question: LimeQuestion, scale: str = "0") -> tuple[str, ...]:
    """Return the codes of what may be chosen, in one row where there are rows."""
    return tuple(one.code for one in options_of(question, Labels(()), [], scale))


def options_of(
    question: LimeQuestion, labels: Labels, changes: list[str], scale: str = "0"
) -> tuple[ForeignOption, ...]:
    """Return what may be chosen: for the whole question, or in one row of an array."""
    letter = question.letter
    if letter in _SAID_THERE:
        return tuple(
            ForeignOption(code, labels.own(name, changes)) for code, name in _SAID_THERE[letter]
        )
    if letter in _POINTS:
        return _numbers([str(one) for one in range(1, _POINTS[letter] + 1)], labels)
    if letter == "K":
        return _numbers(number_points(question), labels)
    if letter in SEVERAL:
        return _of_subquestions(question, labels, changes)
    found = [
        ForeignOption(one.code or f"A{at}", labels.plain(one.words, changes))
        for at, one in enumerate(question.answers_of(scale), 1)
    ]
    if question.other and letter in LISTS:
        _put_other(found, question, _other(question, OTHER_IN_LIST, labels, changes))
    return tuple(found)


def number_points(question: LimeQuestion) -> Sequence[str]:
    """Return the numbers to choose from, where they are few: of a slider, or of an array."""
    if question.letter == "K" and question.is_set("slider_layout"):
        names = ("slider_min", "slider_max", "slider_accuracy")
        defaults = ("0", "100", "1")
    elif question.letter == ":" and not question.is_set("input_boxes"):
        names = ("multiflexible_min", "multiflexible_max", "multiflexible_step")
        defaults = ("1", "10", "1")
    else:
        return ()
    said = [question.setting(name) or other for name, other in zip(names, defaults, strict=True)]
    if not all(one.lstrip("-").isascii() and one.lstrip("-").isdigit() for one in said):
        return ()
    if max(map(len, said)) > 6 or int(said[2]) < 1:
        return ()
    points = range(int(said[0]), int(said[1]) + 1, int(said[2]))
    return [str(one) for one in points] if 2 <= len(points) <= _POINTS_AT_MOST else ()


def number_options(question: LimeQuestion, labels: Labels) -> tuple[ForeignOption, ...]:
    """Return the numbers to choose from as options, none where they are many."""
    return _numbers(number_points(question), labels)


def _numbers(points: Sequence[str], labels: Labels) -> tuple[ForeignOption, ...]:
    codes = labels.codes or ("",)
    return tuple(ForeignOption(point, dict.fromkeys(codes, point)) for point in points)


def _of_subquestions(
    question: LimeQuestion, labels: Labels, changes: list[str]
) -> tuple[ForeignOption, ...]:
    alone = {one.strip() for one in question.setting("exclude_all_others").split(";")}
    found = [
        ForeignOption(
            one.code or one.qid, labels.plain(one.words, changes), exclusive=one.code in alone
        )
        for one in question.subquestions_of("0")
    ]
    if question.other:
        _put_other(found, question, _other(question, OTHER_AMONG, labels, changes))
    return tuple(found)


def _other(question: LimeQuestion, code: str, labels: Labels, changes: list[str]) -> ForeignOption:
    words = labels.plain(question.attributes.get("other_replace_text", {}), changes)
    if not all(map(says_something, words.values())):
        words = {}
    return ForeignOption(code, words or labels.own("Other", changes), is_other=True)


def _put_other(found: list[ForeignOption], question: LimeQuestion, other: ForeignOption) -> None:
    """Put “other” where the file wants it, which is the end unless it says so."""
    position, codes = question.setting("other_position"), [one.code for one in found]
    after = question.setting("other_position_code")
    if position == "beginning":
        found.insert(0, other)
    elif position == "specific" and after in codes:
        found.insert(codes.index(after) + 1, other)
    else:
        found.append(other)
