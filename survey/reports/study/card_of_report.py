"""The card of a report of a study: what lists and searches say of it, taken from its document."""

from __future__ import annotations

from survey.reports.report_card import CardFinding, ReportCard
from survey.reports.report_language import document_language
from survey.reports.study.report_model import ReportDocument, ReportFinding


def card_of_document(
    document: ReportDocument, languages: tuple[str, ...], people: str
) -> ReportCard:
    """Return the card of the report of a study; `people` says in words how many answered."""
    return ReportCard(
        title=str(document.title),
        lang=document_language(),
        of=document.study.text,
        of_lang=document.study.lang,
        practice=document.practice,
        people=people,
        languages=languages,
        findings=tuple(_finding(one) for one in document.findings),
    )


def _finding(finding: ReportFinding) -> CardFinding:
    return CardFinding(
        anchor=finding.anchor,
        number=finding.number,
        title=str(finding.title),
        lead=str(finding.lead),
        big=finding.big.said if finding.big else "",
        range=finding.big.range_said if finding.big else "",
        base=str(finding.base),
        questions=tuple(one.id for one in finding.questions),
        asks=finding.ask_ids,
    )
