"""A report as a typed document, of a release and what was written about it.

It knows printed cells and words. It must not know pages, colours or files.
"""

from __future__ import annotations

from survey.disclosure.release import QuestionResult, Release
from survey.errors import DisclosureRefused
from survey.questionnaire.languages import english_name
from survey.reports.report_words import (
    ReportSentence,
    day,
    listed,
    percent_text,
    range_text,
    say,
    tell,
    who,
)
from survey.reports.study.findings import anchor, describing, lead, main_finding, printed_rows
from survey.reports.study.method import (
    NOTE_TO_SURVIVORS,
    NOTE_WITH_QUOTES,
    Passage,
    citation,
    field_days,
    limits,
    method,
    respondents,
    who_answered,
)
from survey.reports.study.report_model import (
    BigNumber,
    CellName,
    ReportDocument,
    ReportFinding,
    ReportInput,
)
from survey.reports.study.unsaid import cannot_say, not_printed

#: A report has at most so many findings, each of a page; so many stand in the summary.
MOST_FINDINGS = 5
MOST_KEY = 3

_HOW_TO_READ = (
    "The bar is what people said. The thin line shows how far chance and rounding could move it. "
    "Where two lines overlap, we say “no clear difference”.",
    "“Hidden” means that a number may not be printed, or would give a small one away. It can be "
    "nothing at all, and it can be large.",
)


def report_document(given: ReportInput) -> ReportDocument:
    """Return the whole report of a release, part after part.

    Raises DisclosureRefused when the release did not pass its audit.
    """
    release = given.release
    if not release.audit.passed:
        raise DisclosureRefused(
            "This release did not pass its check, so no report is made of it.",
            kept="The release and the sealed answers are as they were.",
            do="Make a new release with stricter rules or with fewer breakdowns.",
        )
    study = release.study
    first, *kept = who_answered(release)
    return ReportDocument(
        study=say(study.title, study.languages),
        title=main_finding(release) or tell(say(study.title, study.languages)),
        practice=study.practice,
        facts=_facts(release),
        publisher=given.publisher,
        note=_note(given),
        acted_on=(),
        who=(first,),
        kept_safe=tuple(kept),
        how_to_read=tuple(tell(text) for text in _HOW_TO_READ),
        findings=_findings(release),
        comparisons=(),
        cannot_say=cannot_say(release),
        not_printed=not_printed(release),
        asks=given.asks,
        earlier_asks=given.earlier_asks,
        limits=tuple(tell(text) for text in limits(release)),
        method=tuple(_passage(one) for one in method(release)),
        annex=release.questions,
        citation=citation(release),
        program=given.program,
    )


def _facts(release: Release) -> tuple[tuple[str, ReportSentence], ...]:
    study = release.study
    facts = (
        ("Answers", tell(respondents(release))),
        ("Who", tell(say(study.audience, study.languages))),
        ("Languages", tell(listed(tuple(english_name(code) for code in study.languages)))),
        ("Asked", tell(field_days(release))),
        ("Published", tell(f"{day(study.released_on)}, release {release.number}")),
        ("Study", tell(study.id)),
    )
    return tuple((term, text) for term, text in facts if text)


def _note(given: ReportInput) -> tuple[str, ...]:
    if not given.spoken.quotes:
        return NOTE_TO_SURVIVORS
    return (NOTE_WITH_QUOTES, *NOTE_TO_SURVIVORS[1:])


def _passage(passage: Passage) -> tuple[str, tuple[ReportSentence, ...]]:
    facts = tuple(tell(f"{term}: {text}") for term, text in passage.facts)
    texts = (*passage.paragraphs, *passage.points)
    return (passage.title, (*(tell(text) for text in texts), *facts))


def _findings(release: Release) -> tuple[ReportFinding, ...]:
    splitting = describing(release)
    fit = [
        question
        for question in release.questions
        if question.id not in splitting
        and question.measure != "wrote"
        and question.form != "withheld"
        and printed_rows(question)
    ][:MOST_FINDINGS]
    return tuple(_finding(at, question, release) for at, question in enumerate(fit, 1))


def _finding(at: int, question: QuestionResult, release: Release) -> ReportFinding:
    row = printed_rows(question)[0]
    percent = row.shown.percent
    big = None
    if percent is not None:
        big = BigNumber(
            CellName(question.id, row.id),
            percent_text(row.shown),
            percent,
            row.shown.low,
            row.shown.high,
            range_text(row.shown),
        )
    return ReportFinding(
        number=at,
        anchor=anchor(question),
        theme=say(question.section_title, release.study.languages).text,
        title=lead(question, release),
        lead=lead(question, release),
        key=at <= MOST_KEY,
        big=big,
        support=tell(),
        base=tell(f"Of {who(question.base, release.policy.count_rounding)} who answered."),
        questions=(question,),
        margin=(),
        means=tell(),
    )
