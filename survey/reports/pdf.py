"""The report as a PDF for reading and printing, tagged after PDF/UA-1 (ISO 14289-1).

It fetches nothing: only pictures inside the text.
"""

from __future__ import annotations

from weasyprint import HTML
from weasyprint.urls import URLFetcher


def render_pdf(html: str, identifier: bytes) -> bytes:
    """Return the PDF of a report's HTML, dated by its `dcterms` meta elements.

    `identifier` (16 bytes or more) becomes the PDF's file identifier, so that the same text and
    identifier give the same bytes twice.
    """
    fetcher = URLFetcher(allowed_protocols=("data",))
    page = HTML(string=html, base_url="about:blank", url_fetcher=fetcher)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made
