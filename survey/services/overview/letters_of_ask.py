"""What letters about an ask say beside it: who writes, where the report stands, how late it is.

It reads settings and what is public. It must not know a link.
"""

from __future__ import annotations

from datetime import date

from survey.questionnaire.texts import Text
from survey.reports.asks.ask_letters import AskLetterFacts
from survey.reports.report_language import in_document_language
from survey.services.steps.ask_sources import AskSource
from survey.services.steps.reading_shelf import card_of_edition, shelved
from survey.storage.follow_up.ask_rows import AskRow
from survey.storage.instance import Instance


def letter_facts(
    instance: Instance, row: AskRow, source: AskSource, today: date, late_by: int = 0
) -> AskLetterFacts:
    """Return what letters about an ask of a study or council say to a body that is so many days
    late, in the language of the document."""
    study = in_document_language(source.called)
    settings, ask, until = instance.settings, row.ask, row.preview_until
    with instance.engine.connect() as conn:
        shelf = shelved(conn, ask.of_id, today)
    card = card_of_edition(shelf.editions[0]) if shelf.is_read and not shelf.is_locked else None
    title = card.title if card else study if shelf.is_read else ""
    return AskLetterFacts(
        study=study,
        organisation=in_document_language(Text.from_input(settings.organisation)),
        late_by=late_by,
        public_address=f"{settings.address_of_site}/asks/{ask.id}",
        until=until.isoformat() if until else "",
        contact=settings.report_contact,
        report_title=title,
        report_address=f"{settings.address_of_site}/r/{ask.of_id}/",
    )
