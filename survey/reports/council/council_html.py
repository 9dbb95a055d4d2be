"""A council's report as one HTML file: no script, nothing fetched, one stylesheet inside.

It must not know answers, releases or where a file will be kept.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.reports.council.council_document import CouncilDocument
from survey.reports.council.council_grids import CHOICES, FLOW_HEADS, RANK_HEADS
from survey.reports.council.council_statements import THIRDS


def render_council_html(doc: CouncilDocument, templates: Path) -> str:
    """Return the report as one HTML text; `templates` is the folder that holds `report/`.

    The same document gives the same text.
    """
    pages = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("report/council.html").render(
        doc=doc, choices=CHOICES, flow_heads=FLOW_HEADS, rank_heads=RANK_HEADS, thirds=THIRDS
    )
