"""A Release: everything about one study that may be printed, and nothing else.

It holds rounded numbers that passed the audit. It never holds an exact count, an answer or a word
that a respondent wrote. Only `disclosure.protect` and `storage.releases` construct one.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = "survivor-survey-release/1"

#: Words by language code; "" is the questionnaire's first language.
Words = dict[str, str]
RowKind = Literal[
    "option", "skipped", "rather_not_say", "no_answer", "dont_know", "does_not_apply", "not_asked"
]
Form = Literal["numbers", "words", "withheld"]


class Frozen(BaseModel):
    """Base of every part: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(Frozen):
    """One printed cell.

    `count` is rounded to the policy's base; `percent`, `low` and `high` (Wilson 95 %, rounded
    outwards) are whole percentages computed from rounded counts; `words` stands in for numbers in
    small studies. A hidden cell has none of them.
    """

    hidden: bool = False
    count: int | None = None
    percent: int | None = None
    low: int | None = None
    high: int | None = None
    words: str = ""


class Row(Frozen):
    """One line of a table: an option, or one of the kinds of missing answer."""

    id: str
    kind: RowKind
    label: Words
    shown: Shown


class Category(Frozen):
    """One column of a breakdown, with the number of people in it who answered the question.

    `options` are the options of the breakdown question that it holds; they stay the same for the
    life of the study.
    """

    id: str
    label: Words
    base: Shown
    options: tuple[str, ...] = ()


class AnswerGroup(Frozen):
    """Neighbouring answers of a scale that a table prints as one row: their ids are `options`, in
    order, and `id` is these with "+" between. They stay the same for the life of the study."""

    id: str
    label: Words
    options: tuple[str, ...]


class Breakdown(Frozen):
    """One question split by one variable; `cells[row][category]` in the order of both.

    `by` is a question's id, or "_language": the language that people answered in. `row_ids` are
    those of `answers`, where answers are put together, or else those of the question's rows.
    """

    by: str
    label: Words
    merged: bool = False
    categories: tuple[Category, ...]
    answers: tuple[AnswerGroup, ...] = ()
    row_ids: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]


class Refusal(Frozen):
    """A table that is not printed: which one, why, and what would help."""

    table: str
    reason: str
    next_steps: tuple[str, ...] = ()


class QuestionResult(Frozen):
    """All that is printed about one question: `rows` are options, `missing` kinds of no answer."""

    id: str
    section: str
    section_title: Words
    type: Literal["single", "multiple", "scale", "ranking", "text"]
    text: Words
    help: Words = {}
    sensitive: bool = False
    form: Form
    reason: str = ""
    measure: Literal["chose", "ranked_first", "wrote"] = "chose"
    base: Shown
    rows: tuple[Row, ...] = ()
    missing: tuple[Row, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class StudyFacts(Frozen):
    """What the report says of the study itself; dates are days, never finer.

    `consent_version` names the exact words that people agreed to; the keys are the fingerprints of
    what answers were sealed to, as trustees' sheets and the pages show them.
    """

    id: str
    title: Words
    languages: tuple[str, ...]
    introduction: Words = {}
    audience: Words = {}
    practice: bool
    reviewed: bool
    opened_on: str
    closed_on: str
    released_on: str
    questionnaire_fingerprint: str
    closed_set: str
    shares: int
    threshold: int
    consent_version: str = ""
    numbers_key: str = ""
    words_key: str = ""


class Integrity(Frozen):
    """What happened to the envelopes: how many there were and how many could not be counted.

    `blank` held no answer at all: they are nobody among the people. None stands in releases of
    before, which counted them as people. In a release, `envelopes` (without the blank ones),
    `counted` and `blank` are rounded as all counts are, and None where even the number of people is
    not printed.
    """

    envelopes: int | None
    counted: int | None
    damaged: int = 0
    foreign: int = 0
    copies: int = 0
    blank: int | None = None

    @property
    def blanks_are_people(self) -> bool:
        """Tell whether a release counted those who gave no answer among its people."""
        return self.counted is not None and self.blank is None


class PolicyPrinted(Frozen):
    """The rules that this release was made under, as numbers and as plain sentences."""

    threshold: int
    threshold_sensitive: int
    base_for_counts: int
    base_for_percentages: int
    count_rounding: int
    percent_rounding: int | None
    ladder: Literal["under 10", "10-29", "30-99", "100 and more"]
    sentences: tuple[str, ...]


class Audit(Frozen):
    """The verdict of the independent audit: numbers looked at, numbers hidden, tables refused.

    How many of the hidden ones are small is never told: it would give small numbers away.
    `alternatives` is how many other tables that fit everything ever printed of the study were
    found, up to the next power of two; they are kept in the certificate, which is never published.
    """

    passed: bool
    cells: int
    hidden: int
    refused_tables: int
    alternatives: int = 0


class Release(Frozen):
    """One published result of one study."""

    format: Literal["survivor-survey-release/1"] = "survivor-survey-release/1"
    number: int = 1
    study: StudyFacts
    integrity: Integrity
    policy: PolicyPrinted
    respondents: Shown
    questions: tuple[QuestionResult, ...]
    audit: Audit
