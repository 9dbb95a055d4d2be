"""All files of a council's report, by name.

It must not know where they are kept or who may read them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from survey.reports.council.council_document import council_document
from survey.reports.council.council_html import render_council_html
from survey.reports.council.council_tables import rounds_json, statements_csv
from survey.reports.council.proceedings import Proceedings
from survey.reports.pdf import render_pdf


def council_bundle(given: Proceedings, templates: Path) -> dict[str, bytes]:
    """Return report.html, report.pdf, statements.csv and rounds.json; all text is UTF-8.

    `templates` is the folder that holds `report/`. The same proceedings give the same bytes.
    BadInput and Refused as in `council_document`.
    """
    html = render_council_html(council_document(given), templates).encode()
    return {
        "report.html": html,
        "report.pdf": render_pdf(html.decode(), hashlib.sha256(html).digest()[:16]),
        "statements.csv": statements_csv(given.releases).encode(),
        "rounds.json": rounds_json(given.releases).encode(),
    }
