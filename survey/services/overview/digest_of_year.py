"""The digest of a year: public asks, what they rest on as printed, and who signs.

It reads what everybody may see. It must not know a draft or an answer that waits.
"""

from __future__ import annotations

import hashlib
from datetime import date

from survey.errors import Refused
from survey.follow_up.asks import Ask
from survey.follow_up.asks_of_year import asks_of_year, last_day
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.texts import Text
from survey.reports.asks.ask_digest import DigestFacts, digest_html
from survey.reports.report_language import in_document_language, writing_in
from survey.services.steps.ask_sources import CitableCell, ask_source, evidence_read
from survey.services.steps.asks_in_public import open_asks
from survey.settings import shipped
from survey.storage.instance import Instance

_SAID = "{of} {said}: {words}"


def digest_of_year(instance: Instance, year: int, today: date, language: str = INTERFACE[0]) -> str:
    """Return the digest of a year as one HTML text in a language.

    Asks for practice stand in it only where there are no others. Refused for a year that has not
    begun, or by whose end nothing was asked in public.
    """
    if year > today.year:
        raise Refused(f"The year {year} has not begun.", kept="Nothing was written.")
    with writing_in(language):
        asks, facts = _found(instance, year, today)
        if not asks:
            raise Refused(
                f"Nothing was asked in public by the end of {year}.",
                kept="Nothing was written.",
                do="Publish an ask first.",
            )
        return digest_html(asks, year, today, shipped("templates"), facts)


def digest_pdf(html: str) -> bytes:
    """Return a digest on paper; the same text gives the same bytes."""
    from survey.reports.pdf import render_pdf  # carries what sets pages, which few need

    return render_pdf(html, hashlib.sha256(html.encode()).digest())


def _found(instance: Instance, year: int, today: date) -> tuple[tuple[Ask, ...], DigestFacts]:
    with instance.engine.connect() as conn:
        found = asks_of_year(open_asks(conn, today), last_day(year, today))
        asks = tuple(one for one in found if not one.practice) or found
        told = {one.id: _told(evidence_read(conn, one.of_id, one.evidence, today)) for one in asks}
        titles = {
            one.of_id: in_document_language(ask_source(conn, one.of_id).called) for one in asks
        }
    organisation = in_document_language(Text.from_input(instance.settings.organisation))
    return asks, DigestFacts(organisation, told, titles, instance.settings.address_of_site)


def _told(cells: tuple[CitableCell, ...]) -> tuple[str, ...]:
    return tuple(
        _SAID.format(of=one.of, said=one.said, words=one.words) if one.said else one.words
        for one in cells
    )
