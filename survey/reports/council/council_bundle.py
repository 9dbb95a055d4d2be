"""All files of a council's report, by name.

It must not know where they are kept or who may read them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import (
    council_method_paper,
    council_paper,
    council_summary_paper,
    render_council_html,
)
from survey.reports.council.council_tables import rounds_json, statements_csv
from survey.reports.council.council_workbook import council_tables_xlsx
from survey.reports.council.proceedings import Proceedings
from survey.reports.pdf import render_pdf


def council_bundle(given: Proceedings, templates: Path) -> dict[str, bytes]:
    """Return report.html, report.pdf, summary.pdf, method.pdf, tables.xlsx, statements.csv and
    rounds.json; all text is UTF-8.

    `templates` is the folder that holds `report/`. The same proceedings give the same bytes.
    BadInput and Refused as in `council_document`.
    """
    doc = council_document(given)
    papers = {
        "report.pdf": council_paper(doc, templates),
        "summary.pdf": council_summary_paper(doc, templates),
        "method.pdf": council_method_paper(doc, templates),
    }
    return {
        "report.html": render_council_html(doc, templates).encode(),
        **{name: render_pdf(html, _stamp(name, html)) for name, html in papers.items()},
        "tables.xlsx": council_tables_xlsx(doc, given),
        "statements.csv": statements_csv(given.releases).encode(),
        "rounds.json": rounds_json(given.releases).encode(),
    }


def _stamp(name: str, html: str) -> bytes:
    """Return the identifier of a PDF: it follows from what it is made of."""
    return hashlib.sha256(f"{name}\n{html}".encode()).digest()[:16]
