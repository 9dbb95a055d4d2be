"""What is asked: frozen, typed objects of one questionnaire.

It knows nothing of files, answers, pages or people.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, cast

from pydantic import Field, StringConstraints, model_validator

from survey.questionnaire.audience import Audience as Audience
from survey.questionnaire.audience import AudienceAsWritten
from survey.questionnaire.audience import Payment as Payment
from survey.questionnaire.audience import Young as Young
from survey.questionnaire.texts import EMPTY as EMPTY
from survey.questionnaire.texts import Frozen as Frozen
from survey.questionnaire.texts import Text as Text

#: Characters that a written answer may have: 700 characters fit the fixed ciphertext in any script.
TEXT_LIMIT = 700

#: The entry that stands for "I'd rather not say"; option ids cannot begin with an underscore.
RATHER_NOT_SAY = "_rns"

#: The second entry of a written answer whose writer lets it be quoted; without it, it is not.
MAY_QUOTE = "_quote"

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
OptionKind = Literal["option", "dont_know", "does_not_apply"]
#: Which end of ordered answers is good for people.
GoodEnd = Literal["first", "last"]


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

    `exclusive` (multiple choice only): choosing it excludes every other option. `report` says what
    people did who chose it, after a share: "were told clearly what was decided".
    """

    id: OptionId
    text: Text
    report: Text = EMPTY
    kind: OptionKind = "option"
    exclusive: bool = False


class MergedCategory(Frozen):
    """One coarser category of a breakdown: a label and the option ids that fall into it."""

    id: OptionId
    text: Text
    options: tuple[OptionId, ...] = Field(min_length=1)


class Together(Frozen):
    """Answers that a report also counts as one, people who gave any of them: a label and their ids.

    Nobody who answers reads the label. `report` says what people did who gave any of them, as that
    of an option does.
    """

    id: OptionId
    text: Text
    report: Text = EMPTY
    options: tuple[OptionId, ...] = Field(min_length=2)


def _names_none(together: tuple[Together, ...]) -> bool:
    """Tell whether no sets are named: a question is written without them, as before."""
    return not together


#: A step of what happened to people, in the order of the picture that reports draw of it.
JourneyPoint = Literal["where", "hurdles", "tried", "heard", "outcome"]


def _is_no_step(step: str) -> bool:
    """Tell whether a question is no step: it is written without one, as before."""
    return not step


class _Question(Frozen):
    """What every kind of question has."""

    id: Id
    text: Text
    help: Text = EMPTY
    sensitive: bool = False
    show_if: Rule | None = None


def _is_unmarked(value: object) -> bool:
    """Tell whether a mark for reports is not set: a question is written without it, as before."""
    return not value


class _Closed(_Question):
    """What every question with options has; the ids are worked out once.

    `report` says for reports what people did who chose an answer, with {answer} in its place;
    `headline` marks a question that a report leads with. `together`: sets of answers that a report
    also counts as one.
    """

    report: Text = EMPTY
    headline: bool = Field(default=False, exclude_if=_is_unmarked)
    together: tuple[Together, ...] = Field(default=(), max_length=8, exclude_if=_names_none)

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """Return the ids of all options, in order."""
        return tuple(option.id for option in cast("Closed", self).options)

    @cached_property
    def answer_ids(self) -> tuple[str, ...]:
        """Return the ids of the valid options, in order."""
        return tuple(option.id for option in valid_options(cast("Closed", self)))

    @cached_property
    def alone_ids(self) -> frozenset[str]:
        """Return what is never chosen with others: exclusive options, kinds of no answer."""
        options = cast("Closed", self).options
        alone = {option.id for option in options if option.exclusive or option.kind != "option"}
        return frozenset(alone | {RATHER_NOT_SAY})


class Single(_Closed):
    """One option may be chosen. `merge` is the ladder of coarser categories of a breakdown.

    `better` is the good end, where the options are in order; `lived_experience` are the options of
    a breakdown that say that somebody lived through what is asked about. `step`: which
    step of what happened to people it asks about.
    """

    type: Literal["single"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)
    breakdown: bool = False
    merge: tuple[tuple[MergedCategory, ...], ...] = ()
    step: JourneyPoint | Literal[""] = Field(default="", exclude_if=_is_no_step)
    better: GoodEnd | None = Field(default=None, exclude_if=_is_unmarked)
    lived_experience: tuple[OptionId, ...] = Field(default=(), exclude_if=_is_unmarked)


class Multiple(_Closed):
    """Any number of options may be chosen, or `at_most` so many.

    `step`: which step of what happened to people it asks about.
    """

    type: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)
    at_most: int | None = Field(default=None, ge=2, le=59)
    step: JourneyPoint | Literal[""] = Field(default="", exclude_if=_is_no_step)


class ScaleEnds(Frozen):
    """Short way to write a numbered scale: points `from` to `to`, with words for both ends."""

    from_: int = Field(alias="from", ge=0, le=1)
    to: int = Field(ge=1, le=11)
    low: Text
    high: Text


class Scale(_Closed):
    """One point of an ordered scale of 2 to 11 labelled points.

    `points` is a list of labels, or `{from: 1, to: 9, low: …, high: …}`. Point ids are "p1",
    "p2", … in order. `other` may add "don't know" and "does not apply". `better` is the good end.
    """

    type: Literal["scale"]
    points: ScaleEnds | Annotated[tuple[Text, ...], Field(min_length=2, max_length=11)]
    other: tuple[Option, ...] = Field(default=(), max_length=2)
    better: GoodEnd | None = Field(default=None, exclude_if=_is_unmarked)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Return the points as options, in order, then the options in `other`."""
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
    """One page. `sensitivity` 1 is plain; 2 and 3 need a content note.

    With `same_note` the content note of the section before holds for this one too: it is read once.
    `ask_young` lets a section of sensitivity 2 or 3 stand in a study that is open to young people.
    """

    id: Id
    title: Text
    content_note: Text = EMPTY
    same_note: bool = False
    sensitivity: Literal[1, 2, 3] = 1
    ask_young: bool = False
    show_if: Rule | None = None
    items: tuple[Item, ...] = Field(alias="questions", min_length=1)

    @cached_property
    def same_for_all(self) -> bool:
        """Say whether everybody who meets this section is shown all of it."""
        return all(item.show_if is None for item in self.items)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Return the items that ask something, in order."""
        return tuple(item for item in self.items if not isinstance(item, Note))


class Allowed(Frozen):
    """Words that would stop a study and stay in it for a `reason`, which is stored with it.

    `kind` says what they are: a term under discussion, a legal or proper name, or something else
    that a pattern took for what it is not.
    """

    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
    kind: Literal["term", "name", "other"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)]


class Questionnaire(Frozen):
    """A whole questionnaire, in order. `details` is the longer part of the consent text."""

    id: Id
    title: Text
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    minutes: int | None = Field(default=None, ge=1, le=60)
    theme: Text = EMPTY
    audience: AudienceAsWritten = Audience()
    payment: Payment | None = None
    introduction: Text
    consent: Text
    details: Text = EMPTY
    closing: Text
    allowed: tuple[Allowed, ...] = Field(default=(), max_length=40)
    sections: tuple[Section, ...] = Field(min_length=1)

    @cached_property
    def same_for_all(self) -> bool:
        """Say whether everybody is shown everything: there is no rule."""
        return all(part.show_if is None and part.same_for_all for part in self.sections)

    @cached_property
    def noted_by(self) -> dict[str, Section]:
        """Return the section whose content note is read before a section, by the section's id."""
        found: dict[str, Section] = {}
        note: Section | None = None
        for section in self.sections:
            if not section.same_note:
                note = section if section.content_note else None
            if note is not None:
                found[section.id] = note
        return found

    def questions(self) -> Iterator[Question]:
        """Return every question, in order."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: str) -> Question:
        """Return the question of that id; KeyError when there is none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def breakdowns(self) -> tuple[Single, ...]:
        """Return the questions that split tables, in order."""
        return tuple(q for q in self.questions() if isinstance(q, Single) and q.breakdown)


def valid_options(question: Closed) -> tuple[Option, ...]:
    """Return the options that are answers, in order; not "don't know" nor "does not apply"."""
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
