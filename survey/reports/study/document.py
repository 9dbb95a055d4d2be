"""The report as a document: what stands on which page, in which words, from a Release only."""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import Breakdown, QuestionResult, Release, Row, Shown
from survey.errors import DisclosureRefused
from survey.questionnaire.languages import english_name
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    all_said,
    category_base,
    category_said,
    count_text,
    day,
    listed,
    missing_name,
    percent_text,
    range_text,
    rows_said,
    say,
    sentence,
    tell,
    value_text,
    who,
)
from survey.reports.study.findings import KeyPoint, anchor, key_points, lead, main_finding
from survey.reports.study.method import (
    CAVEAT,
    GLOSSARY,
    NOTE_TO_SURVIVORS,
    PRACTICE,
    UNREVIEWED,
    Passage,
    citation,
    field_days,
    limits,
    method,
    respondents,
    who_answered,
)

#: A table has at most so many columns of numbers: more do not fit a page or a telephone.
MOST_COLUMNS = 5


@dataclass(frozen=True)
class TableCell:
    """One printed cell: its text, smaller text beside it, and whether it is hidden."""

    text: str
    small: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class TableLine:
    """One row of a table."""

    label: WordsInLanguage
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class ReportBreakdown:
    """A breakdown as printed: one table, or several where one would be too wide. `merged`: groups
    are put together; `joined`: answers are."""

    anchor: str
    by: WordsInLanguage
    merged: bool
    joined: bool
    tables: tuple[ReportTable, ...]


@dataclass(frozen=True)
class ReportTable:
    """One table: heads with the base under each, and lines."""

    heads: tuple[tuple[WordsInLanguage, str], ...]
    lines: tuple[TableLine, ...]


@dataclass(frozen=True)
class NotPrinted:
    """What is not printed: which question, which part of it, why, and what would help."""

    anchor: str
    number: int
    text: WordsInLanguage
    part: ReportSentence
    reason: str
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionFinding:
    """One question: the sentence, the table with its columns, base, missing kinds, breakdowns."""

    anchor: str
    number: int
    text: WordsInLanguage
    help: WordsInLanguage
    kind: str
    sensitive: bool
    lead: ReportSentence
    withheld: str
    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]
    base: str
    missing: tuple[tuple[WordsInLanguage, TableCell], ...]
    has_hidden: bool
    splits: tuple[ReportBreakdown, ...]
    refused: tuple[NotPrinted, ...]


@dataclass(frozen=True)
class ReportSection:
    """One section of the questionnaire with its findings."""

    anchor: str
    title: WordsInLanguage
    findings: tuple[QuestionFinding, ...]


@dataclass(frozen=True)
class AskedQuestion:
    """One question as it was asked, in every language, with its answers."""

    number: int
    id: str
    kind: str
    texts: tuple[WordsInLanguage, ...]
    helps: tuple[WordsInLanguage, ...]
    options: tuple[tuple[WordsInLanguage, ...], ...]


@dataclass(frozen=True)
class Document:
    """A whole report."""

    study: WordsInLanguage
    finding: ReportSentence
    number: int
    released_on: str
    released_day: str
    banner: str
    unreviewed: str
    cover: tuple[tuple[str, str | WordsInLanguage], ...]
    note: tuple[str, ...]
    key_points: tuple[KeyPoint, ...]
    who: tuple[ReportSentence, ...]
    splitters: tuple[tuple[int, str, WordsInLanguage], ...]
    introduction: WordsInLanguage
    parts: tuple[ReportSection, ...]
    not_printed: tuple[NotPrinted, ...]
    method: tuple[Passage, ...]
    limits: tuple[str, ...]
    citation: ReportSentence
    wording: tuple[AskedQuestion, ...]
    glossary: tuple[tuple[str, str], ...]
    caveat: str

    @property
    def title(self) -> str:
        """Return the title as one line, with the main finding where there is one."""
        return str(tell(self.study, ": ", self.finding) if self.finding else tell(self.study))


KINDS = {
    "single": "One answer could be chosen.",
    "multiple": "Several answers could be chosen.",
    "scale": "One point of a scale could be chosen.",
    "ranking": "Answers could be put in order; the table shows what was put first.",
    "text": "People could write in their own words. What each of them wrote is not listed here.",
}


def document(release: Release) -> Document:
    """Build the whole report from one release.

    Raises DisclosureRefused when the release did not pass its audit.
    """
    if not release.audit.passed:
        raise DisclosureRefused(
            "This release did not pass its check, so no report is made of it.",
            kept="The release and the sealed answers are as they were.",
            do="Make a new release with stricter rules or with fewer breakdowns.",
        )
    study = release.study
    parts = _parts(release)
    return Document(
        study=say(study.title, study.languages),
        finding=main_finding(release),
        number=release.number,
        released_on=study.released_on,
        released_day=day(study.released_on),
        banner=PRACTICE if study.practice else "",
        unreviewed=UNREVIEWED if not study.reviewed else "",
        cover=_cover(release),
        note=NOTE_TO_SURVIVORS,
        key_points=key_points(release),
        who=who_answered(release),
        splitters=_splitters(release),
        introduction=say(study.introduction, study.languages),
        parts=parts,
        not_printed=_not_printed(parts),
        method=method(release),
        limits=limits(release),
        citation=citation(release),
        wording=tuple(_asked(n, q, release) for n, q in enumerate(release.questions, 1)),
        glossary=GLOSSARY,
        caveat=CAVEAT,
    )


def _cover(release: Release) -> tuple[tuple[str, str | WordsInLanguage], ...]:
    study = release.study
    facts: list[tuple[str, str | WordsInLanguage]] = [
        ("Answers", respondents(release)),
        ("Open", field_days(release)),
        ("Languages", listed(tuple(english_name(code) for code in study.languages))),
        ("Open to", say(study.audience, study.languages)),
        ("Published", day(study.released_on)),
        ("Release", str(release.number)),
        ("Study", study.id),
    ]
    return tuple((term, text) for term, text in facts if str(text))


def _splitters(release: Release) -> tuple[tuple[int, str, WordsInLanguage], ...]:
    used = {split.by for question in release.questions for split in question.breakdowns}
    return tuple(
        (number, anchor(question), say(question.text, release.study.languages))
        for number, question in enumerate(release.questions, 1)
        if question.id in used
    )


def _parts(release: Release) -> tuple[ReportSection, ...]:
    grouped: dict[str, list[QuestionFinding]] = {}
    titles: dict[str, WordsInLanguage] = {}
    for number, question in enumerate(release.questions, 1):
        grouped.setdefault(question.section, []).append(finding_of(number, question, release))
        titles.setdefault(question.section, say(question.section_title, release.study.languages))
    return tuple(
        ReportSection(f"part-{section}", titles[section], tuple(found))
        for section, found in grouped.items()
    )


def finding_of(number: int, question: QuestionResult, release: Release) -> QuestionFinding:
    """Return what a report says of a question, which is the `number`-th of its release (from 1)."""
    languages = release.study.languages
    text = say(question.text, languages)
    withheld = ""
    if question.form == "withheld":
        withheld = sentence(question.reason) or "Too few people answered this question."
    columns = _columns(question)
    shown = [row.shown for row in (*question.rows, *question.missing)]
    shown += [cell for split in question.breakdowns for line in split.cells for cell in line]
    return QuestionFinding(
        anchor=anchor(question),
        number=number,
        text=text,
        help=say(question.help, languages),
        kind=KINDS[question.type],
        sensitive=question.sensitive,
        lead=lead(question, release),
        withheld=withheld,
        columns=columns,
        lines=() if withheld else tuple(_line(row, columns, languages) for row in question.rows),
        base=who(question.base, release.policy.count_rounding),
        missing=tuple((missing_name(r, languages), _count(r.shown)) for r in question.missing),
        has_hidden=any(cell.hidden for cell in shown),
        splits=tuple(_split(question, split, languages) for split in question.breakdowns),
        refused=tuple(
            NotPrinted(
                anchor(question),
                number,
                text,
                _table_name(item.table, question, release),
                item.reason,
                item.next_steps,
            )
            for item in question.refusals
        ),
    )


def _table_name(table: str, question: QuestionResult, release: Release) -> ReportSentence:
    """Return "split by “…”" for a table named "question by question", else its name as it is."""
    for other in release.questions:
        if table == f"{question.id} by {other.id}":
            return tell("split by “", say(other.text, release.study.languages), "”")
    return tell(table)


def _columns(question: QuestionResult) -> tuple[str, ...]:
    shown = [row.shown for row in question.rows if not row.shown.hidden]
    if not any(cell.percent is not None for cell in shown):
        return ("Share",) if any(cell.words for cell in shown) else ("People",)
    ranged = any(range_text(cell) for cell in shown)
    return ("Percent", "Range", "People") if ranged else ("Percent", "People")


def _line(row: Row, columns: tuple[str, ...], languages: tuple[str, ...]) -> TableLine:
    readers = {"Percent": percent_text, "People": count_text, "Share": count_text}
    if row.shown.hidden:
        cells = tuple(TableCell("hidden", hidden=True) for _ in columns)
    else:
        cells = tuple(TableCell(readers.get(name, range_text)(row.shown)) for name in columns)
    return TableLine(say(row.label, languages), cells)


def _count(shown: Shown) -> TableCell:
    return TableCell(count_text(shown), hidden=shown.hidden)


def _split(
    question: QuestionResult, split: Breakdown, languages: tuple[str, ...]
) -> ReportBreakdown:
    labels = rows_said(question, split, languages)
    total = len(split.categories)
    blocks = -(-total // MOST_COLUMNS)
    width = -(-total // blocks) if blocks else 0
    tables = tuple(
        _grid(split, range(at, min(at + width, total)), labels, languages)
        for at in range(0, total, width or 1)
    )
    address = f"{anchor(question)}-by-{split.by}"
    joined = bool(split.answers)
    return ReportBreakdown(address, say(split.label, languages), split.merged, joined, tables)


def _grid(
    split: Breakdown,
    columns: range,
    labels: tuple[WordsInLanguage, ...],
    languages: tuple[str, ...],
) -> ReportTable:
    chosen = [split.categories[at] for at in columns]
    heads = tuple(
        (category_said(split, category, languages), category_base(category)) for category in chosen
    )
    lines = tuple(
        TableLine(label, tuple(_pair(line[at]) for at in columns))
        for label, line in zip(labels, split.cells, strict=True)
    )
    return ReportTable(heads, lines)


def _pair(shown: Shown) -> TableCell:
    if shown.hidden:
        return TableCell("hidden", hidden=True)
    if shown.percent is None and shown.count is not None:
        return TableCell("–", small=count_text(shown))
    small = "" if shown.count is None else count_text(shown)
    return TableCell(value_text(shown), small=small)


def _not_printed(parts: tuple[ReportSection, ...]) -> tuple[NotPrinted, ...]:
    found = []
    for part in parts:
        for finding in part.findings:
            if finding.withheld:
                found.append(
                    NotPrinted(
                        finding.anchor, finding.number, finding.text, tell(), finding.withheld
                    )
                )
            found.extend(finding.refused)
    return tuple(found)


def _asked(number: int, question: QuestionResult, release: Release) -> AskedQuestion:
    languages = release.study.languages
    own = ("dont_know", "does_not_apply")
    options = (
        *(row for row in question.rows if question.type != "text"),
        *(row for row in question.missing if row.kind in own),
    )
    return AskedQuestion(
        number=number,
        id=question.id,
        kind=KINDS[question.type],
        texts=all_said(question.text, languages),
        helps=all_said(question.help, languages),
        options=tuple(all_said(row.label, languages) for row in options),
    )
