"""What a council and each of its rounds consist of, as they are kept: frozen, JSON both ways.

It must not know files, answers, or who a member is.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from survey.delphi.form.form_labels import FormLabel, Wording
from survey.delphi.life.council_life import RoundKind
from survey.delphi.rule import CouncilPolicy
from survey.questionnaire.audience import Audience, AudienceAsWritten
from survey.questionnaire.model import Allowed, Id, Language, OptionId
from survey.questionnaire.texts import EMPTY, Frozen, Text

#: The group whose medians are compared with those of all others.
SURVIVOR = "survivor"

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

#: A month as a year and two digits: 2030-09.
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class Kept(Frozen):
    """Frozen, unknown keys refused; empty texts and mappings are left out of its plain form."""

    @model_serializer(mode="wrap")
    def _plain(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain: dict[str, Any] = _without_empty(handler(self))
        return plain


class MemberGroup(Kept):
    """A group that a member may say they belong to; "survivor" is the one that reports look at."""

    id: OptionId
    text: Text


class WhoAnswers(Kept):
    """Who agreed beforehand to answer in public what the council finds, and `by` which month."""

    who: Text
    by: Month


class CouncilFile(Kept):
    """All that is said of a council before its first round.

    `about` is topic of the checklist -> where it is written; `left_out` is topic -> why it does not
    apply. `labels` are words in place of the fixed ones of forms: label -> language -> words.
    """

    title: Text
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    introduction: Text
    consent: Text
    details: Text = EMPTY
    closing: Text
    audience: AudienceAsWritten = Audience()
    groups: tuple[MemberGroup, ...] = Field(default=(), max_length=8)
    policy: CouncilPolicy = CouncilPolicy()
    answered_by: tuple[WhoAnswers, ...] = Field(default=(), max_length=12)
    about: dict[str, ShortText] = Field(default_factory=dict)
    left_out: dict[str, ShortText] = Field(default_factory=dict)
    labels: dict[FormLabel, dict[Language, ShortText]] = Field(default_factory=dict)
    allowed: tuple[Allowed, ...] = Field(default=(), max_length=20)

    def wording(self) -> Wording:
        """Return the fixed words in the languages of this council."""
        return Wording(self.languages, self.labels)


class Prompt(Kept):
    """One question of a round that gathers ideas."""

    id: Id
    text: Text


class Planned(Kept):
    """A statement as it is put to the council.

    `changed` says that its words were edited, merged or split since people last saw them;
    `earlier` are the words before, in the languages that had them. `in_favour` and `against` are a
    moderator's summaries of reasons: both, or neither.
    """

    id: Id
    text: Text
    changed: bool = False
    earlier: tuple[Text, ...] = ()
    in_favour: Text = EMPTY
    against: Text = EMPTY


class CouncilTerm(Kept):
    """A word or thing to choose or rank; `help` says what it means or where it is used."""

    id: Id
    text: Text
    help: Text = EMPTY
    in_favour: Text = EMPTY
    against: Text = EMPTY


class RoundPlan(Kept):
    """What one round asks. `aspects` are ("",) for agreement, or importance and feasibility.

    `ask_why` offers a text field for reasons after every statement or term. With `content_note` all
    of it stands behind that note, however many pages it takes. `question` is what a ranking asks.
    `ask_changed` asks once, after all ratings, what led people to another one than before;
    `why_changed` is a moderator's summary of what they said to that in the round before.
    """

    kind: RoundKind
    title: Text
    introduction: Text
    minutes: int | None = Field(default=None, ge=1, le=60)
    content_note: Text = EMPTY
    ask_young: bool = False
    ask_why: bool = True
    ask_changed: bool = False
    why_changed: Text = EMPTY
    prompts: tuple[Prompt, ...] = ()
    aspects: tuple[str, ...] = ("",)
    statements: tuple[Planned, ...] = ()
    terms: tuple[CouncilTerm, ...] = ()
    items: tuple[CouncilTerm, ...] = ()
    question: Text = EMPTY
    allowed: tuple[Allowed, ...] = Field(default=(), max_length=20)


def _without_empty(part: Any) -> Any:
    """Take out {} at any depth: an empty text is written so, and reading refuses it."""
    if isinstance(part, dict):
        return {key: _without_empty(value) for key, value in part.items() if value != {}}
    if isinstance(part, (list, tuple)):
        return [_without_empty(value) for value in part]
    return part
