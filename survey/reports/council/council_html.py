"""A council's report as HTML: one file for a screen, and what its paper is made of; no script,
nothing fetched.

It must not know answers, releases or where a file will be kept.
"""

from __future__ import annotations

from pathlib import Path

from survey.reports.council.council_document import CouncilDocument
from survey.reports.council.council_grids import CHOICES, FLOW_HEADS, FLOW_NOTES, RANK_HEADS
from survey.reports.council.council_statements import THIRDS
from survey.reports.study.html import report_environment


def render_council_html(doc: CouncilDocument, templates: Path) -> str:
    """Return a report as one HTML text for a screen; the same document gives the same text.

    `templates` is the folder that holds `report/`.
    """
    return _rendered("screen.html", doc, templates)


def council_paper(doc: CouncilDocument, templates: Path) -> str:
    """Return a report as the HTML text that its PDF is made of."""
    return _rendered("paper.html", doc, templates)


def council_summary_paper(doc: CouncilDocument, templates: Path) -> str:
    """Return the two-page summary as the HTML text that its PDF is made of."""
    return _rendered("paper.html", doc, templates, alone=True)


def council_method_paper(doc: CouncilDocument, templates: Path) -> str:
    """Return the method, the rule and the limits as the HTML text that their PDF is made of."""
    return _rendered("method.html", doc, templates)


def _rendered(name: str, doc: CouncilDocument, templates: Path, *, alone: bool = False) -> str:
    template = report_environment(templates).get_template(f"report/council/{name}")
    return template.render(
        doc=doc,
        alone=alone,
        choices=CHOICES,
        flow_heads=FLOW_HEADS,
        flow_notes=FLOW_NOTES,
        rank_heads=RANK_HEADS,
        thirds=THIRDS,
    )
