"""A Release: everything about one study that may be printed, and nothing else.

It holds rounded numbers that passed the audit. It never holds an exact count, an answer or a word
that a respondent wrote. Only `disclosure.protect` and `storage.releases` construct one.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from survey.questionnaire.texts import Frozen

FORMAT = "survivor-survey-release/1"

#: Words by language code; "" is the questionnaire's first language.
Words = dict[str, str]
RowKind = Literal[
    "option", "skipped", "rather_not_say", "no_answer", "dont_know", "does_not_apply", "not_asked"
]
ReleaseForm = Literal["numbers", "words", "withheld"]
#: Whole points or steps of them are int. Of a large base it is a float with one decimal: tenths
#: divided by ten, so that equal ones are the same number.
Percent = int | float


class Shown(Frozen):
    """One printed cell.

    `count` is rounded to the policy's base. `percent` is a percentage, `low` and `high` its 95 %
    Wilson interval widened by the rounding of the counts; all are computed from rounded counts, in
    whole points, or with one decimal where the base is large. `words` stands in for numbers in
    small studies. A hidden cell has none of them.
    """

    hidden: bool = False
    count: int | None = None
    percent: Percent | None = None
    low: Percent | None = None
    high: Percent | None = None
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


class Sum(Frozen):
    """Several options of a question put together: a cell of its own, counted, protected and proven.

    Adding printed counts gives another number. `id` is its options with "+" between, as asked. One
    that may not be printed is not there: none is hidden. In files of all numbers each is a line of
    its own, after the rows of its question. Of a multiple choice it holds whoever chose any.
    """

    id: str
    label: Words
    options: tuple[str, ...]
    shown: Shown


def is_none_at_all(sums: tuple[Sum, ...]) -> bool:
    """Tell whether no sums of a question are printed: it is written without them, as before."""
    return not sums


class QuestionResult(Frozen):
    """All that is printed about one question: `rows` are options, `missing` kinds of no answer.

    `splits`: the question is there to split tables, whether any is split by it or not (False in
    releases of before, where only the tables tell).
    """

    id: str
    section: str
    section_title: Words
    type: Literal["single", "multiple", "scale", "ranking", "text"]
    text: Words
    help: Words = Field(default={})
    sensitive: bool = False
    splits: bool = False
    form: ReleaseForm
    reason: str = ""
    measure: Literal["chose", "ranked_first", "wrote"] = "chose"
    base: Shown
    rows: tuple[Row, ...] = ()
    missing: tuple[Row, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    sums: tuple[Sum, ...] = Field(default=(), exclude_if=is_none_at_all)


class JournalHead(Frozen):
    """How far the journal of what staff did had come before a release: its entries, and the hash
    of the last of them in hex."""

    entries: int
    hash: str


def is_of_before(journal: JournalHead | None) -> bool:
    """Tell whether a release was made before there was a journal: it is written without one."""
    return journal is None


class StudyFacts(Frozen):
    """What the report says of the study itself; dates are days, never finer.

    `consent_version` names the exact words that people agreed to; the keys are the fingerprints of
    what answers were sealed to, as trustees' sheets and the pages show them.
    `questionnaire_digest` is the SHA-256 of the questionnaire that is published with the release.
    `entrance` says whether people needed a code of one use, or could give one ("": neither).
    `journal` is that of the instance; none stands in releases of before.
    """

    id: str
    title: Words
    languages: tuple[str, ...]
    introduction: Words = Field(default={})
    audience: Words = Field(default={})
    practice: bool
    reviewed: bool
    opened_on: str
    closed_on: str
    released_on: str
    questionnaire_fingerprint: str
    closed_set: str
    shares: int
    threshold: int
    entrance: Literal["", "codes", "both"] = ""
    consent_version: str = ""
    numbers_key: str = ""
    words_key: str = ""
    questionnaire_digest: str = ""
    journal: JournalHead | None = Field(default=None, exclude_if=is_of_before)


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


def is_in_whole_points(decimal_from: int | None) -> bool:
    """Tell whether no percentage of a release has a decimal: it is written as before."""
    return decimal_from is None


class PolicyPrinted(Frozen):
    """The rules that this release was made under, as numbers and as plain sentences.

    `percent_rounding_small` is the step of percentages of a printed base below 50, whatever the
    ladder; none stands in releases of before, of which percentages were rounded otherwise.
    `decimal_from` is the printed base from which percentages have one decimal; none where no base
    is so large, nor in releases of before.
    """

    threshold: int
    threshold_sensitive: int
    base_for_counts: int
    base_for_percentages: int
    count_rounding: int
    percent_rounding: int | None
    category_people: int = 10
    slice_people: int = 100
    numbers_from: int = 30
    breakdowns_from: int = 100
    percent_rounding_small: int | None = None
    decimal_from: int | None = Field(default=None, exclude_if=is_in_whole_points)
    ladder: Literal["under 10", "10-29", "30-99", "100 and more"]
    sentences: tuple[str, ...]


class Audit(Frozen):
    """The verdict of the independent audit: numbers looked at, numbers hidden, tables refused.

    How many of the hidden ones are small is never told: it would give small numbers away.
    `exact`: what share of the cells that must be protected would be safe even if each printed
    count were known exactly, in percent, to tens, tried on the first table of the certificate; none
    stands in releases of before, which were checked as if all were, nor where no number is printed.
    `alternatives` is how many tables that fit everything ever printed of the study were found:
    those of the certificate.
    """

    passed: bool
    cells: int
    hidden: int
    refused_tables: int
    alternatives: int = 0
    exact: int | None = None


class Release(Frozen):
    """One published result of one study.

    `at_least`: ids of cells that are never printed and hold no small group (docs/disclosure.md).
    """

    format: Literal["survivor-survey-release/1"] = "survivor-survey-release/1"
    number: int = 1
    study: StudyFacts
    integrity: Integrity
    policy: PolicyPrinted
    respondents: Shown
    questions: tuple[QuestionResult, ...]
    at_least: tuple[str, ...] = ()
    audit: Audit

    @property
    def of_before(self) -> bool:
        """Tell whether it was made by a program of before, which took printed counts as exact."""
        return self.audit.exact is None and not self.study.questionnaire_digest
