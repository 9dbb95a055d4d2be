"""The report as HTML: one file for a screen, and what its paper is made of; nothing is fetched.

It must not know answers, tallies or where a file will be kept.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from unicodedata import bidirectional

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.questionnaire.languages import direction
from survey.reports.report_language import document_language, say
from survey.reports.study.report_pages import ReportPages


def render_html(pages: ReportPages, templates: Path) -> str:
    """Return a report as one HTML text for a screen; the same pages give the same text.

    `templates` is the folder that holds `report/`.
    """
    return _rendered("screen.html", templates, pages, alone=False)


def paper_html(pages: ReportPages, templates: Path) -> str:
    """Return a report as the HTML text that its PDF is made of."""
    return _rendered("paper.html", templates, pages, alone=False)


def summary_html(pages: ReportPages, templates: Path) -> str:
    """Return the two-page summary as the HTML text that its PDF is made of."""
    return _rendered("paper.html", templates, pages, alone=True)


def _rendered(name: str, templates: Path, pages: ReportPages, *, alone: bool) -> str:
    template = report_environment(templates).get_template(f"report/study/{name}")
    return template.render(pages=pages, doc=pages.doc, alone=alone)


def report_environment(templates: Path) -> Environment:
    """Return what fills in the templates of reports in the language of the document: everything is
    escaped, `_` says a sentence, and `start` and `end` are the sides where lines begin and end."""
    return _environment(templates, document_language())


@cache
def _environment(templates: Path, language: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sides = ("right", "left") if direction(language) == "rtl" else ("left", "right")
    found.globals.update(
        _=say,
        lang=language,
        dir_of=_direction_of,
        dir=direction(language),
        start=sides[0],
        end=sides[1],
        sides=partial(_around, sides[0] == "left"),
    )
    return found


def _direction_of(words: str) -> str:
    """Return the direction of the first letter of words, as `dir="auto"` has it; paper does not
    know that value."""
    kinds = map(bidirectional, words)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _around(left_to_right: bool, top: str, end: str, bottom: str, start: str) -> str:
    """Return four lengths around a box as a style sheet has them: from the top, clockwise."""
    return " ".join((top, end, bottom, start) if left_to_right else (top, start, bottom, end))
