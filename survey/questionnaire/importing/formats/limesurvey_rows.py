"""A LimeSurvey survey as its tables have it, whatever file they came in.

It must not judge: what a question becomes here is said in `limesurvey_items`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

#: Words by the code of a language as LimeSurvey writes it.
RawWords = dict[str, str]

#: Far more rows than the tables of any questionnaire have; with more, a file is refused.
MOST_ROWS = 200_000


@dataclass(slots=True)
class LimeAnswer:
    """One thing to choose; `scale` is “0”, or “1” for the second scale of a dual array."""

    code: str
    scale: str
    order: float
    words: RawWords = field(default_factory=dict)


@dataclass(slots=True)
class LimeQuestion:
    """A question, or a row or column of one. `letter` is its type in one letter."""

    qid: str
    gid: str
    letter: str
    code: str
    scale: str
    order: float
    where: str
    words: RawWords = field(default_factory=dict)
    help: RawWords = field(default_factory=dict)
    relevance: str = ""
    pattern: str = ""
    theme: str = ""
    other: bool = False
    mandatory: bool = False
    script: bool = False
    filled_in: bool = False
    #: By name, then by language; “” where an attribute is the same in all.
    attributes: dict[str, RawWords] = field(default_factory=dict)
    subquestions: list[LimeQuestion] = field(default_factory=list)
    answers: list[LimeAnswer] = field(default_factory=list)

    def setting(self, name: str) -> str:
        """Return an attribute that has no language; “” where it is not set."""
        values = self.attributes.get(name, {})
        return values.get("", next(iter(values.values()), "")).strip()

    def is_set(self, name: str) -> bool:
        """Return whether an attribute is set to something that matters."""
        return self.setting(name) not in ("", "0", "N", "no")

    def subquestions_of(self, scale: str) -> list[LimeQuestion]:
        """Return the rows (scale “0”) or the columns (“1”), in order."""
        found = [one for one in self.subquestions if (one.scale or "0") == scale]
        return sorted(found, key=lambda one: one.order)

    def answers_of(self, scale: str) -> list[LimeAnswer]:
        """Return what may be chosen on one scale, in order."""
        found = [one for one in self.answers if (one.scale or "0") == scale]
        return sorted(found, key=lambda one: one.order)


@dataclass(slots=True)
class LimeGroup:
    """A group of questions."""

    gid: str
    order: float
    where: str
    words: RawWords = field(default_factory=dict)
    description: RawWords = field(default_factory=dict)
    relevance: str = ""
    random: bool = False
    questions: list[LimeQuestion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LimeCondition:
    """A row of the table of conditions, which older versions keep beside relevance."""

    qid: str
    field_name: str
    method: str
    value: str
    scenario: str


@dataclass(slots=True)
class LimeSurvey:
    """The whole. `said` are the words of the survey itself: by name, then by language."""

    languages: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    said: dict[str, RawWords] = field(default_factory=dict)
    groups: list[LimeGroup] = field(default_factory=list)
    conditions: list[LimeCondition] = field(default_factory=list)
    quotas: int = 0
    assessments: int = 0
    #: What is wrong with the file itself, as full sentences.
    faults: list[str] = field(default_factory=list)

    def questions(self) -> Iterator[LimeQuestion]:
        """Yield every question in order."""
        for group in self.groups:
            yield from group.questions


def number(written: str) -> float:
    """Return a number that orders rows; 0 where it is none."""
    try:
        return float(written)
    except ValueError:
        return 0.0


def add_words(words: RawWords, language: str, said: str) -> None:
    """Keep the words of one language, unless it has some or there are none."""
    if said.strip() and not words.get(language):
        words[language] = said
