"""Which option of a question each value of a column stands for: labels, ids, codes, numbers.

It guesses, and says how: by words, by their beginning, by numbers in groups, or only by the order
of codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from survey.answers.answer_words import BLANK, NO, YES
from survey.answers.matching_words import is_other, match_words
from survey.answers.read_mapping import SKIPPED
from survey.questionnaire.answers_that_are_none import NoAnswer, no_answer
from survey.questionnaire.model import RATHER_NOT_SAY, Closed, Option, Scale, valid_options
from survey.questionnaire.texts import one_value

HowMatched = Literal["words", "beginning", "groups", "order"]

#: Codes that programs keep for what is no answer; which of them is which, nobody can tell.
_SPECIAL = frozenset(
    (66, 77, 88, 96, 97, 98, 99, 777, 888, 999, 9999, -1, -7, -8, -9, -77, -88, -99)
)
_CODE = re.compile(r"([a-z]{0,4})(-?\d{1,4})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DOWN = re.compile(
    r"^<|\b(under|below|less|up to|younger|fewer|unter|bis zu|weniger|jünger|moins|au plus|menos"
    r"|menor)\b"
)
_UP = re.compile(
    r"^>|\+|\b(over|above|more|older|and over|least|über|mehr|älter|ab|plus|más|mayor|mas)\b"
)
#: Letters of a label that was cut off, at least, to be told by its beginning.
_CUT = 12
#: Letters of a label, at least, that names a second option within a value.
_NAMED = 3


@dataclass(slots=True)
class MatchedValues:
    """Value -> option id, what no option was found for, what is blank, and how it was found.

    `begun` values begin with an option and go on with other words.
    """

    options: dict[str, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    how: HowMatched = "words"

    @property
    def share(self) -> float:
        """Return the part of the values that stand for an option; 0 where there are none."""
        known = len(self.options)
        return known / (known + len(self.unknown)) if known else 0.0


class OptionWords:
    """The options of one question, by every way in which a value may name them."""

    def __init__(self, question: Closed) -> None:
        self.question = question
        self._known: dict[str, str] = {}
        doubtful: set[str] = set()
        for option in question.options:
            for said in _names(question, option):
                if said and self._known.setdefault(said, option.id) != option.id:
                    doubtful.add(said)
        for said in doubtful:
            del self._known[said]
        self._known = _ends(question) | self._known
        self._labels = frozenset(
            match_words(text) for one in question.options for text in one.text.as_mapping().values()
        )
        self.other = next(
            (one.id for one in question.options if _named_other(one)),
            "",
        )

    def option(self, value: str) -> str:
        """Return the option that a value names by its words, "" for none."""
        said = match_words(value)
        if found := self._known.get(said):
            return found
        if self.other and (value == "-oth-" or (is_other(value) and len(said) < 40)):
            return self.other
        none = no_answer(value)
        if none is NoAnswer.RATHER_NOT_SAY:
            return RATHER_NOT_SAY
        if none is not None:
            kind = "dont_know" if none is NoAnswer.DONT_KNOW else "does_not_apply"
            return next((o.id for o in self.question.options if o.kind == kind), "")
        return self._by_beginning(said)

    def names(self, value: str) -> bool:
        """Return whether a value is an option by all its words."""
        return match_words(value) in self._known

    def labels(self) -> dict[str, str]:
        """Return each label that names one option, with the id of that."""
        texts = (one for o in self.question.options for one in o.text.as_mapping().values())
        said = {one_value(text): self._known.get(match_words(text), "") for text in texts}
        return {text: option for text, option in said.items() if option}

    def longest(self, sign: str) -> int:
        """Return how many parts an option has at most, where this sign stands between them."""
        texts = (one for o in self.question.options for one in o.text.as_mapping().values())
        return 1 + max((text.strip().count(sign) for text in texts), default=0)

    def only_begins(self, value: str) -> bool:
        """Return whether a value begins with an option and goes on with other words."""
        said = match_words(value)
        if said in self._known or is_other(value) or no_answer(value) is not None:
            return False
        return any(len(one) >= _CUT and said.startswith(f"{one} ") for one in self._known)

    def _by_beginning(self, said: str) -> str:
        found = {
            option
            for known, option in self._known.items()
            if min(len(said), len(known)) >= _CUT
            and (known.startswith(said) or self._goes_on(said, known))
        }
        return found.pop() if len(found) == 1 else ""

    def _goes_on(self, said: str, known: str) -> bool:
        """Return whether words begin with an option, and no other option follows in them."""
        if not said.startswith(f"{known} "):
            return False
        rest = f"{said[len(known) :]} "
        return not any(f" {one} " in rest for one in self._labels if len(one) >= _NAMED)

    def yes_and_no(self) -> tuple[str, str] | None:
        """Return the two options where a question has yes and no alone."""
        yes = {self._known[one] for one in YES if one in self._known} - {""}
        no = {self._known[one] for one in NO if one in self._known}
        ids = set(self.question.answer_ids)
        if len(yes) == len(no) == 1 and yes | no == ids and yes != no:
            return yes.pop(), no.pop()
        return None


def match_values(values: Iterable[str], words: OptionWords) -> MatchedValues:
    """Return which option each of these values stands for."""
    found = MatchedValues()
    for value in values:
        if option := words.option(value):
            found.options[value] = option
            if words.only_begins(value):
                found.begun.add(value)
        elif is_blank_word(value):
            found.blank.append(value)
        else:
            found.unknown.append(value)
    if found.unknown:
        _by_yes_and_no(found, words)
    if found.unknown and not _by_groups(found, words.question):
        named = set(found.options.values()) & set(words.question.answer_ids)
        if not named - {words.other}:
            _by_order(found, words.question)
    if found.begun and found.how == "words":
        found.how = "beginning"
    return found


def all_values(matched: MatchedValues, question: Closed) -> dict[str, str]:
    """Return what each value stands for, in the order of the options; blank ones for no answer."""
    options = (*question.option_ids, RATHER_NOT_SAY)
    in_turn = sorted(matched.options.items(), key=lambda one: options.index(one[1]))
    return dict(in_turn) | dict.fromkeys(matched.blank, SKIPPED)


def is_blank_word(value: str) -> bool:
    """Return whether a value says that there is none."""
    said = match_words(value)
    return not said or said in BLANK or no_answer(value) is NoAnswer.DOES_NOT_APPLY


def _names(question: Closed, option: Option) -> Iterable[str]:
    yield match_words(option.id)
    for text in option.text.as_mapping().values():
        said = match_words(text)
        yield said
        if "(" in text:
            yield match_words(re.sub(r"\([^()]*\)", " ", text))
        if isinstance(question, Scale) and (number := re.match(r"(\d{1,2})\b", said)):
            yield number[1]


def _ends(question: Closed) -> dict[str, str]:
    """Return the numbers of both ends of a scale whose other points are their own numbers."""
    if not isinstance(question, Scale):
        return {}
    points = [one for one in question.options if one.kind == "option"]
    said = [{match_words(text) for text in one.text.as_mapping().values()} for one in points]
    for first in (0, 1):
        inner = all(said[place] == {str(place + first)} for place in range(1, len(points) - 1))
        if len(points) > 2 and inner:
            return {str(first): points[0].id, str(len(points) - 1 + first): points[-1].id}
    return {}


def _named_other(option: Option) -> bool:
    return option.kind == "option" and (
        is_other(option.id) or any(map(is_other, option.text.as_mapping().values()))
    )


def _by_yes_and_no(found: MatchedValues, words: OptionWords) -> None:
    pair = words.yes_and_no()
    if pair is None:
        return
    plain = {value: match_words(value) for value in found.unknown}
    if not set(plain.values()) <= YES | NO or "2" in plain.values():
        return
    for value, said in plain.items():
        found.options[value] = pair[0] if said in YES else pair[1]
    found.unknown.clear()


def _by_groups(found: MatchedValues, question: Closed) -> bool:
    """Put numbers into options such as “25–34” and “65 or older”; say whether all went in."""
    groups = {
        option.id: bounds
        for option in valid_options(question)
        if (bounds := _bounds(option.text.as_mapping().values()))
    }
    if len(groups) < 2 or len(groups) * 2 < len(question.answer_ids):
        return False
    placed: dict[str, str] = {}
    for value in found.unknown:
        said = match_words(value)
        inside = (
            {one for one, (low, high) in groups.items() if low <= float(said) < high}
            if _NUMBER.fullmatch(said)
            else set()
        )
        if len(inside) == 1:
            placed[value] = inside.pop()
    if not placed or len(placed) * 10 < 9 * len(found.unknown):
        return False
    found.options |= placed
    found.unknown = [value for value in found.unknown if value not in placed]
    found.how = "groups"
    return True


def _bounds(texts: Iterable[str]) -> tuple[float, float] | None:
    for text in texts:
        said = match_words(text)
        numbers = [float(one) for one in _NUMBER.findall(said)]
        if len(numbers) == 2 and numbers[0] < numbers[1]:
            whole = all(one.is_integer() for one in numbers)
            return numbers[0], numbers[1] + (1 if whole else 1e-9)
        if len(numbers) == 1 and _DOWN.search(said):
            return float("-inf"), numbers[0]
        if len(numbers) == 1 and _UP.search(said):
            beyond = said.startswith(">") or re.search(r"\b(over|above|über|more than)\b", said)
            only = beyond and not re.search(r"\band over\b", said)
            return numbers[0] + (1 if only else 0), float("inf")
    return None


def _by_order(found: MatchedValues, question: Closed) -> None:
    """Take codes (1, 2, 3; A1, A2) for options in their order, where there are as many."""
    codes = {
        value: code for value in found.unknown if (code := _CODE.fullmatch(match_words(value)))
    }
    numbers = {value: int(code[2]) for value, code in codes.items() if int(code[2]) not in _SPECIAL}
    prefixes = {codes[value][1] for value in numbers}
    if not numbers or len(prefixes) != 1 or len(numbers) + _specials(codes) < len(found.unknown):
        return
    options = in_order(question, numbers.values())
    if not options:
        return
    first = min(1, *numbers.values())
    found.options |= {value: options[number - first] for value, number in numbers.items()}
    found.unknown = [value for value in found.unknown if value not in numbers]
    found.how = "order"


def _specials(codes: Mapping[str, re.Match[str]]) -> int:
    return sum(int(code[2]) in _SPECIAL for code in codes.values())


def in_order(question: Closed, numbers: Iterable[int]) -> tuple[str, ...]:
    """Return the ids that numbers from 0 or 1 count, () where there are too few for them."""
    said = set(numbers)
    first = 0 if 0 in said else 1
    if min(said) < first:
        return ()
    for ids in (question.answer_ids, question.option_ids):
        if max(said) - first < len(ids):
            return tuple(ids)
    return ()
