"""A report of a study as a typed document: what stands in it, in the order in which it is read.

Whatever renders it (a page, paper, a workbook) takes words and numbers from here and makes up none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.disclosure.release import QuestionResult, Release
from survey.follow_up.asks import Ask
from survey.questionnaire.model import Questionnaire
from survey.reports.report_words import ReportSentence, WordsInLanguage
from survey.reports.study.spoken_words import NO_WORDS, SpokenWords

if TYPE_CHECKING:
    from survey.reports.council.proceedings import Proceedings


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who signs a report, as the operator set it; "" for what is not set.

    `logo` is an SVG or PNG.
    """

    organisation: str = ""
    contact: str = ""
    funder: str = ""
    licence: str = ""
    reviewed_by: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class ReportInput:
    """All that a report is made of. `text` is what the coordinator wrote (a report text file); ""
    is the draft by rule; `language` is that of the report. `program` is the version that made it,
    `status_on` the day (ISO) on which asks stand as printed. `earlier` are the releases of before
    as they went out, the first one first, and `editions` the approved words of the report by their
    number and day (ISO). `site` is the address of the public pages ("": none)."""

    release: Release
    questionnaire: Questionnaire
    spoken: SpokenWords = NO_WORDS
    text: str = ""
    language: str = "en"
    publisher: Publisher = field(default_factory=Publisher)
    asks: tuple[Ask, ...] = ()
    earlier_asks: tuple[Ask, ...] = ()
    council: Proceedings | None = None
    program: str = ""
    status_on: str = ""
    earlier: tuple[Release, ...] = ()
    editions: tuple[tuple[int, str], ...] = ()
    site: str = ""


@dataclass(frozen=True, slots=True)
class CellName:
    """A printed cell: a question and a row of it (an option, the id of a sum, a kind of missing
    answer, or "base"), or that row in one group of a breakdown."""

    question: str
    row: str
    by: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class BigNumber:
    """The number that leads a finding: as printed ("35%"), and its range in percent."""

    cell: CellName
    said: str
    percent: int | float | None
    low: int | float | None
    high: int | float | None
    range_said: str


@dataclass(frozen=True, slots=True)
class PoisonBudget:
    """How many of the answers by the open link could be false before a sentence fails."""

    false_answers: int
    said: ReportSentence


@dataclass(frozen=True, slots=True)
class MarginNote:
    """One note beside a finding: a head and lines below it."""

    head: str
    lines: tuple[ReportSentence, ...]


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One finding: a sentence as its title, what it rests on, and what it means.

    `questions` are shown as charts with their tables, the first leads. `key` says that it stands in
    the summary, with its number and one supporting line.
    """

    number: int
    anchor: str
    theme: str
    title: ReportSentence
    lead: ReportSentence
    key: bool
    big: BigNumber | None
    support: ReportSentence
    base: ReportSentence
    questions: tuple[QuestionResult, ...]
    margin: tuple[MarginNote, ...]
    means: ReportSentence
    ask_ids: tuple[str, ...] = ()
    poison: PoisonBudget | None = None
    content_note: str = ""


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """One split that is shown: what differs in words, or one line that nothing clearly does.

    `title` is that in few words, where it is long.
    """

    question: QuestionResult
    by: str
    said: ReportSentence
    clear: bool
    title: ReportSentence | None = None


@dataclass(frozen=True, slots=True)
class SinceLastTime:
    """What differs from the release before, in words, and the lines that stand below."""

    said: tuple[ReportSentence, ...]
    lines: tuple[ReportSentence, ...]


@dataclass(frozen=True, slots=True)
class CannotSay:
    """One thing that this report cannot say: a head in bold, and why."""

    head: str
    why: ReportSentence


@dataclass(frozen=True, slots=True)
class NotPrintedKind:
    """What is not printed, by reason: how many numbers or tables, and where they are listed."""

    reason: str
    what: ReportSentence


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report of a study, part after part."""

    study: WordsInLanguage
    title: ReportSentence
    practice: bool
    facts: tuple[tuple[str, ReportSentence], ...]
    publisher: Publisher
    note: tuple[str, ...]
    acted_on: tuple[ReportSentence, ...]
    who: tuple[ReportSentence, ...]
    kept_safe: tuple[ReportSentence, ...]
    how_to_read: tuple[ReportSentence, ...]
    findings: tuple[ReportFinding, ...]
    comparisons: tuple[GroupComparison, ...]
    since: SinceLastTime | None
    cannot_say: tuple[CannotSay, ...]
    not_printed: tuple[NotPrintedKind, ...]
    asks: tuple[Ask, ...]
    earlier_asks: tuple[Ask, ...]
    limits: tuple[ReportSentence, ...]
    method: tuple[tuple[str, tuple[ReportSentence, ...]], ...]
    annex: tuple[QuestionResult, ...]
    citation: ReportSentence
    permalink: str = ""
    program: str = ""

    @property
    def key_findings(self) -> tuple[ReportFinding, ...]:
        """Return the findings of the summary, at most three."""
        return tuple(one for one in self.findings if one.key)[:3]
