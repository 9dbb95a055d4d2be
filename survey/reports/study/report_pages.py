"""What the pages of a report show of its document: charts, bars of the cover, how asks stand.

It knows cells, words and marks. It must not know paper, screens or files.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey.disclosure.release import Release
from survey.reports.asks.ask_views import AskShown
from survey.reports.council.council_part import CouncilPart, council_part
from survey.reports.pictures.asks_picture import AsksPicture, asks_picture
from survey.reports.pictures.journey import Journey, journey
from survey.reports.report_language import document_direction
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    day,
    say,
    tell,
    who,
)
from survey.reports.study.annex_tables import AnnexTable, annex_tables
from survey.reports.study.ask_evidence import asks_because_of, asks_of_study
from survey.reports.study.charted import ChartedQuestion, better_of, charted, share_words
from survey.reports.study.charts import GroupChart, group_chart
from survey.reports.study.document import NotPrinted, ReportBreakdown, finding_of
from survey.reports.study.finding_pages import (
    finding_height,
    is_short,
    pages_begun,
    since_height,
)
from survey.reports.study.findings import anchor, describing
from survey.reports.study.method import PRACTICE, UNREVIEWED
from survey.reports.study.report_model import (
    GroupComparison,
    Publisher,
    ReportDocument,
    ReportFinding,
    ReportInput,
)
from survey.reports.study.routed import is_routed
from survey.reports.study.summary_room import SummaryRoom, summary_room
from survey.reports.study.unsaid import cannot_say
from survey.reports.study.words_part import WordsPart, words_part
from survey.reports.tables.dataset_markup import MarkupItem, dataset_markup

#: So many charts stand in one finding, and so many splits are drawn, at most.
MOST_CHARTS, MOST_GROUPS = 2, 2
_PNG = b"\x89PNG"


@dataclass(frozen=True)
class FindingPage:
    """One finding with its charts, and what is asked because of it; whether it `begins` a page of
    paper, and is `roomy` there: it stands alone, and its page has space to spare."""

    finding: ReportFinding
    anchor: str
    charts: tuple[ChartedQuestion, ...]
    asks: tuple[AskShown, ...] = ()
    begins: bool = True
    roomy: bool = False


@dataclass(frozen=True)
class GroupPage:
    """One split: what it says, its chart, and the base of everybody."""

    said: GroupComparison
    anchor: str
    number: int
    text: WordsInLanguage
    by: WordsInLanguage
    merged: bool
    base: str
    routed: bool
    chart: GroupChart


@dataclass(frozen=True)
class CoverBar:
    """A number that leads: what was answered, to which question, of whom, and how many percent."""

    answer: WordsInLanguage
    question: WordsInLanguage
    base: ReportSentence
    said: str
    percent: float


@dataclass(frozen=True)
class ReportPages:
    """All that templates need of a report. `short`: so few people that no number is printed.

    `colophon` says who publishes it and which version of the program made it.
    """

    doc: ReportDocument
    summary: SummaryRoom
    study_id: str
    released_on: str
    released_day: str
    number: int
    banner: str
    unreviewed: str
    short: bool
    logo: str
    logo_alt: str
    bars: tuple[CoverBar, ...]
    facts: tuple[tuple[str, ReportSentence], ...]
    colophon: tuple[tuple[str, str], ...]
    who: ChartedQuestion | None
    findings: tuple[FindingPage, ...]
    groups: tuple[GroupPage, ...]
    no_difference: tuple[ReportSentence, ...]
    words: WordsPart | None
    council: CouncilPart | None
    journey: Journey | None
    asks_picture: AsksPicture | None
    asks: tuple[AskShown, ...]
    asks_day: str
    earlier: tuple[AskShown, ...]
    annex: tuple[AnnexTable, ...]
    splits: Mapping[str, tuple[ReportBreakdown, ...]]
    refused: Mapping[str, tuple[NotPrinted, ...]]
    wordings: Mapping[str, tuple[tuple[str, tuple[WordsInLanguage, ...]], ...]]
    dataset: MarkupItem

    @property
    def has_last_time(self) -> bool:
        """Tell whether there is something to say of what was asked before."""
        return bool(self.doc.acted_on or self.earlier)


def report_pages(given: ReportInput, doc: ReportDocument) -> ReportPages:
    """Return what stands on the pages of a report of a document."""
    release = given.release
    groups, plain = _groups(given, doc)
    asks = asks_of_study(doc.asks, given)
    short = release.policy.ladder in ("under 10", "10-29")
    to_left = document_direction() == "rtl"
    tables = [finding_of(at, one, release) for at, one in enumerate(release.questions, 1)]
    return ReportPages(
        doc=doc,
        summary=summary_room(doc, asks, len(cannot_say(release)), short=short),
        study_id=release.study.id,
        released_on=release.study.released_on,
        released_day=day(release.study.released_on),
        number=release.number,
        banner=_(PRACTICE) if doc.practice else "",
        unreviewed="" if release.study.reviewed else _(UNREVIEWED),
        short=short,
        logo=_data_uri(doc.publisher.logo),
        logo_alt=doc.publisher.organisation or _("The publisher"),
        bars=_cover_bars(doc, release),
        facts=(*doc.facts, *((term, tell(text)) for term, text in _signed(doc.publisher))),
        colophon=(*_signed(doc.publisher), *_made(given)),
        who=_who(given),
        findings=_finding_pages(doc, given, asks, with_since=not groups),
        groups=groups,
        no_difference=plain,
        words=words_part(given),
        council=council_part(given.council) if given.council is not None else None,
        journey=journey(release, given.questionnaire, right_to_left=to_left),
        asks_picture=asks_picture(doc.asks, right_to_left=to_left),
        asks=asks,
        asks_day=day(given.status_on or release.study.released_on),
        earlier=asks_of_study(doc.earlier_asks, given),
        annex=annex_tables(release, frozenset(one.big.cell for one in doc.findings if one.big)),
        splits={one.anchor: one.splits for one in tables},
        refused={one.anchor: one.refused for one in tables},
        wordings={anchor(one): share_words(one, release) for one in release.questions},
        dataset=dataset_markup(given),
    )


def _finding_pages(
    doc: ReportDocument, given: ReportInput, asks: tuple[AskShown, ...], *, with_since: bool
) -> tuple[FindingPage, ...]:
    """Return the findings, each with its page; `with_since`: what differs from the release before
    follows the last one, so that it needs no page of its own."""
    pages = [_finding_page(one, given, asks) for one in doc.findings]
    sizes = [
        (finding_height(one.finding, one.charts, [ask.sentence for ask in one.asks]), one.charts)
        for one in pages
    ]
    heights = [height for height, _charts in sizes]
    if with_since and doc.since is not None and heights:
        heights.append(since_height(doc.since))
    begun = (*pages_begun(heights), True)
    return tuple(
        replace(one, begins=begun[at], roomy=begun[at] and begun[at + 1] and is_short(*sizes[at]))
        for at, one in enumerate(pages)
    )


def _finding_page(
    finding: ReportFinding, given: ReportInput, asks: tuple[AskShown, ...]
) -> FindingPage:
    lead = finding.big.cell if finding.big is not None else None
    charts = tuple(
        charted(one, given, lead.row if lead is not None and lead.question == one.id else "")
        for one in finding.questions[:MOST_CHARTS]
    )
    return FindingPage(finding, finding.anchor, charts, asks_because_of(finding, asks))


def _groups(
    given: ReportInput, doc: ReportDocument
) -> tuple[tuple[GroupPage, ...], tuple[ReportSentence, ...]]:
    """Return the splits that are drawn, the clear ones first, and one line for each other."""
    pages: list[GroupPage] = []
    lines = []
    for one in sorted(doc.comparisons, key=lambda one: not one.clear):
        page = _group_page(one, given, len(pages)) if len(pages) < MOST_GROUPS else None
        if page is None:
            lines.append(one.said)
        else:
            pages.append(page)
    return tuple(pages), tuple(lines)


def _group_page(said: GroupComparison, given: ReportInput, at: int) -> GroupPage | None:
    release, question = given.release, said.question
    split = next((one for one in question.breakdowns if one.by == said.by), None)
    if split is None:
        return None
    languages = release.study.languages
    chart = group_chart(question, split, languages, better_of(given.questionnaire, question.id))
    if chart is None:
        return None
    number = next((n for n, q in enumerate(release.questions, 1) if q.id == question.id), 0)
    return GroupPage(
        said,
        f"groups-{at + 1}",
        number,
        say(question.text, languages),
        say(split.label, languages),
        split.merged,
        who(question.base, release.policy.count_rounding),
        is_routed(given.questionnaire, question.id),
        chart,
    )


def _cover_bars(doc: ReportDocument, release: Release) -> tuple[CoverBar, ...]:
    """Return the bars of the cover: the numbers of the first findings that have one."""
    languages = release.study.languages
    questions = {one.id: one for one in release.questions}
    bars = []
    for finding in doc.key_findings:
        if finding.big is None or finding.big.percent is None:
            continue
        cell = finding.big.cell
        question = questions[cell.question]
        labels = {row.id: row.label for row in (*question.rows, *question.missing)}
        labels |= {one.id: one.label for one in question.sums}
        labels |= {one.id: one.label for split in question.breakdowns for one in split.answers}
        if cell.row in labels:
            label = say(labels[cell.row], languages)
            asked = say(question.text, languages)
            percent = float(finding.big.percent)
            bars.append(CoverBar(label, asked, finding.base, finding.big.said, percent))
    return tuple(bars[:2])


def _who(given: ReportInput) -> ChartedQuestion | None:
    """Return the question that tells best who answered: one that says who somebody is, or else the
    first that is there to split tables."""
    release = given.release
    telling = {
        q.id for q in given.questionnaire.questions() if getattr(q, "lived_experience", None)
    }
    splitting = describing(release)
    fit = [one for one in release.questions if one.form != "withheld" and one.type == "single"]
    for known in (telling, splitting):
        for one in fit:
            if one.id in known and not all(row.shown.hidden for row in one.rows):
                return charted(one, given)
    return None


def _signed(publisher: Publisher) -> tuple[tuple[str, str], ...]:
    """Return who stands behind a report, as far as the operator said it."""
    facts = (
        (_("Its words read by"), publisher.reviewed_by),
        (_("Published by"), publisher.organisation),
        (_("Contact"), publisher.contact),
        (_("Funded by"), publisher.funder),
        (_("Licence"), publisher.licence),
    )
    return tuple((term, text) for term, text in facts if text)


def _made(given: ReportInput) -> tuple[tuple[str, str], ...]:
    return ((_("Made with"), f"Survivor Survey {given.program}"),) if given.program else ()


def _data_uri(picture: bytes) -> str:
    if not picture:
        return ""
    kind = "png" if picture.startswith(_PNG) else "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
