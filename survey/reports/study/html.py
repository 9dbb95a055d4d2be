"""The report as one HTML file: no script, nothing fetched, one stylesheet inside.

It must not know answers, tallies or where a file will be kept.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.disclosure.release import Release
from survey.reports.study.charts import Chart, breakdown_chart, question_chart
from survey.reports.study.document import document
from survey.reports.study.findings import anchor
from survey.reports.study.method import NOTE_WITH_QUOTES
from survey.reports.study.spoken_words import NO_WORDS, SpokenWords, words_part


def render_html(release: Release, templates: Path, spoken: SpokenWords = NO_WORDS) -> str:
    """Return the report of a release as one HTML text.

    `templates` is the folder that holds `report/`, `spoken` what people wrote about. Raises
    DisclosureRefused when the release did not pass its audit. The same release gives the same text.
    """
    pages = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    doc = document(release)
    if spoken.quotes:
        doc = replace(doc, note=(NOTE_WITH_QUOTES, *doc.note[1:]))
    return pages.get_template("report/report.html").render(
        doc=doc, charts=_charts(release), spoken=words_part(spoken, release)
    )


def _charts(release: Release) -> dict[str, Chart | None]:
    """Draw every chart of a report, by the anchor of its question or breakdown."""
    languages = release.study.languages
    drawn: dict[str, Chart | None] = {}
    for question in release.questions:
        drawn[anchor(question)] = question_chart(question, languages)
        for split in question.breakdowns:
            address = f"{anchor(question)}-by-{split.by}"
            drawn[address] = breakdown_chart(question, split, languages)
    return drawn
