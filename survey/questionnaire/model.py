"""What is asked: frozen, typed objects of one questionnaire.

It knows the words and the order of questions. It knows nothing of files, answers, pages or people.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import core_schema

#: Characters that a written answer may have: 700 characters fit the fixed ciphertext in any script.
TEXT_LIMIT = 700

#: The entry that stands for "I'd rather not say"; option ids cannot begin with an underscore.
RATHER_NOT_SAY = "_rns"

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
OptionKind = Literal["option", "dont_know", "does_not_apply"]


class Text:
    """Words in one or more languages; the first language given is the original.

    Written in YAML as a plain string (the questionnaire's first language, kept under "") or as a
    mapping from language to string.
    """

    __slots__ = ("pairs",)

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.pairs = pairs

    def in_language(self, language: str) -> str:
        """Give the words in `language`, or the original where there is no translation."""
        for code, words in self.pairs:
            if code == language:
                return words
        return self.pairs[0][1] if self.pairs else ""

    def languages(self) -> tuple[str, ...]:
        """Give the language codes that have words, the original first ("" for the default)."""
        return tuple(code for code, _ in self.pairs)

    def as_mapping(self) -> dict[str, str]:
        """Give a fresh dict from language to words."""
        return dict(self.pairs)

    def __bool__(self) -> bool:
        return any(words for _, words in self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"Text({self.pairs!r})"

    @classmethod
    def from_input(cls, value: Any) -> Text:
        """Build from a string, a mapping or a Text; ValueError says what else was found."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls((("", value.strip()),))
        if isinstance(value, dict) and value:
            if not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
                raise ValueError("write a text, or one text for each language")
            return cls(tuple((code, words.strip()) for code, words in value.items()))
        raise ValueError("write a text, or one text for each language")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.from_input,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda text: text.as_mapping()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        words = {"type": "string"}
        return {
            "description": "Words: a plain string, or one string for each language.",
            "anyOf": [
                words,
                {"type": "object", "additionalProperties": words, "minProperties": 1},
            ],
        }


EMPTY = Text(())


class Frozen(BaseModel):
    """Base of every part: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Is(Frozen):
    """True when the answer to `question` is the option `is`."""

    question: Id
    is_: OptionId = Field(alias="is")


class Includes(Frozen):
    """True when the options chosen for `question` include `includes`."""

    question: Id
    includes: OptionId


class Answered(Frozen):
    """True when `question` has any answer of its own options or words (or has none, if false)."""

    question: Id
    answered: bool


class All(Frozen):
    """True when every rule inside is true."""

    all: tuple[Rule, ...] = Field(min_length=1)


class Any_(Frozen):
    """True when at least one rule inside is true."""

    any: tuple[Rule, ...] = Field(min_length=1)


class Not(Frozen):
    """True when the rule inside is false."""

    not_: Rule = Field(alias="not")


Rule = All | Any_ | Not | Is | Includes | Answered


class Option(Frozen):
    """One thing to choose. `kind` says whether it is an answer, "don't know" or "does not apply".

    `exclusive` (multiple choice only): choosing it excludes every other option.
    """

    id: OptionId
    text: Text
    kind: OptionKind = "option"
    exclusive: bool = False


class MergedCategory(Frozen):
    """One coarser category of a breakdown: a label and the option ids that fall into it."""

    id: OptionId
    text: Text
    options: tuple[OptionId, ...] = Field(min_length=1)


class _Question(Frozen):
    """What every kind of question has."""

    id: Id
    text: Text
    help: Text = EMPTY
    sensitive: bool = False
    show_if: Rule | None = None


class _Closed(_Question):
    """What every question with options has; the ids are worked out once."""

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """Give the ids of all options, in order."""
        return tuple(option.id for option in cast("Closed", self).options)

    @cached_property
    def answer_ids(self) -> tuple[str, ...]:
        """Give the ids of the valid options, in order."""
        return tuple(option.id for option in valid_options(cast("Closed", self)))

    @cached_property
    def alone_ids(self) -> frozenset[str]:
        """Give what is never chosen with others: exclusive options, kinds of no answer."""
        options = cast("Closed", self).options
        alone = {option.id for option in options if option.exclusive or option.kind != "option"}
        return frozenset(alone | {RATHER_NOT_SAY})


class Single(_Closed):
    """One option may be chosen. `merge` is the ladder of coarser categories of a breakdown."""

    type: Literal["single"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)
    breakdown: bool = False
    merge: tuple[tuple[MergedCategory, ...], ...] = ()


class Multiple(_Closed):
    """Any number of options may be chosen."""

    type: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)


class ScaleEnds(Frozen):
    """Short way to write a numbered scale: points `from` to `to`, with words for both ends."""

    from_: int = Field(alias="from", ge=0, le=1)
    to: int = Field(ge=1, le=11)
    low: Text
    high: Text


class Scale(_Closed):
    """One point of an ordered scale of 2 to 11 labelled points.

    `points` is a list of labels, or `{from: 1, to: 9, low: …, high: …}`. Point ids are "p1",
    "p2", … in order. `other` may add "don't know" and "does not apply".
    """

    type: Literal["scale"]
    points: ScaleEnds | Annotated[tuple[Text, ...], Field(min_length=2, max_length=11)]
    other: tuple[Option, ...] = Field(default=(), max_length=2)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Give the points as options, in order, then the options in `other`."""
        return (*_points(self.points), *self.other)


class Ranking(_Closed):
    """Put up to seven options in order; leaving some out is allowed."""

    type: Literal["ranking"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=9)

    @model_validator(mode="after")
    def _at_most_seven(self) -> Ranking:
        if len(valid_options(self)) > 7:
            raise ValueError("a ranking holds at most seven options: make two questions of it")
        return self


class Written(_Question):
    """A text answer in a person's own words, at most TEXT_LIMIT characters."""

    type: Literal["text"]


class Note(Frozen):
    """Words between questions; nothing is asked."""

    type: Literal["note"]
    id: Id
    text: Text
    show_if: Rule | None = None


Closed = Single | Multiple | Scale | Ranking
Question = Single | Multiple | Scale | Ranking | Written
Item = Annotated[Single | Multiple | Scale | Ranking | Written | Note, Field(discriminator="type")]


class Section(Frozen):
    """One page. `sensitivity` 1 is plain; 2 and 3 need a content note."""

    id: Id
    title: Text
    content_note: Text = EMPTY
    sensitivity: Literal[1, 2, 3] = 1
    show_if: Rule | None = None
    items: tuple[Item, ...] = Field(alias="questions", min_length=1)

    @cached_property
    def same_for_all(self) -> bool:
        """Say whether everybody who meets this section is shown all of it."""
        return all(item.show_if is None for item in self.items)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Give the items that ask something, in order."""
        return tuple(item for item in self.items if not isinstance(item, Note))


class Questionnaire(Frozen):
    """A whole questionnaire, in order."""

    id: Id
    title: Text
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    minutes: int | None = Field(default=None, ge=1, le=60)
    theme: Text = EMPTY
    audience: Text = EMPTY
    introduction: Text
    consent: Text
    closing: Text
    sections: tuple[Section, ...] = Field(min_length=1)

    @cached_property
    def same_for_all(self) -> bool:
        """Say whether everybody is shown everything: there is no rule."""
        return all(part.show_if is None and part.same_for_all for part in self.sections)

    def questions(self) -> Iterator[Question]:
        """Give every question, in order."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: str) -> Question:
        """Give the question of that id; KeyError when there is none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def breakdowns(self) -> tuple[Single, ...]:
        """Give the questions that split tables, in order."""
        return tuple(q for q in self.questions() if isinstance(q, Single) and q.breakdown)


def valid_options(question: Closed) -> tuple[Option, ...]:
    """Give the options that are answers, in order; not "don't know" nor "does not apply"."""
    return tuple(option for option in question.options if option.kind == "option")


def _points(points: ScaleEnds | tuple[Text, ...]) -> tuple[Option, ...]:
    if isinstance(points, tuple):
        return tuple(Option(id=f"p{i}", text=text) for i, text in enumerate(points, 1))
    numbers = range(points.from_, points.to + 1)
    return tuple(
        Option(id=f"p{i}", text=_numbered(number, points)) for i, number in enumerate(numbers, 1)
    )


def _numbered(number: int, ends: ScaleEnds) -> Text:
    if number == ends.from_:
        return Text(tuple((code, f"{number} ({words})") for code, words in ends.low.pairs))
    if number == ends.to:
        return Text(tuple((code, f"{number} ({words})") for code, words in ends.high.pairs))
    return Text((("", str(number)),))


for _rule in (All, Any_, Not, Single, Multiple, Scale, Ranking, Written, Note, Section):
    _rule.model_rebuild()
