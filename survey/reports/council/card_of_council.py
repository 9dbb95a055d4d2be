"""The card of a council's report: what lists and searches say of it."""

from __future__ import annotations

from survey.reports.council.council_document import council_document
from survey.reports.council.proceedings import Proceedings
from survey.reports.report_card import CardFinding, ReportCard
from survey.reports.report_language import document_language


def council_card(given: Proceedings) -> ReportCard:
    """Return the card of a council's report: each statement is what people find in it; errors as in
    `council_document`."""
    document, last = council_document(given), given.releases[-1]
    return ReportCard(
        title=document.main or document.title.text,
        lang=document_language(),
        of=document.title.text,
        of_lang=document.title.lang,
        practice=last.practice,
        council=True,
        languages=given.file.languages,
        findings=tuple(
            CardFinding(
                anchor=one.anchor, number=one.number, title=str(one.words), questions=(one.id,)
            )
            for one in document.statements
        ),
    )
