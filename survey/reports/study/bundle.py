"""All files of one published report, by name.

It must not know where they are kept or who may read them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from survey.disclosure.release import Release, Shown
from survey.reports.pdf import render_pdf
from survey.reports.study.companions import method_html, questionnaire_html
from survey.reports.study.html import paper_html, render_html, summary_html
from survey.reports.study.report_document import report_document
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_pages import report_pages
from survey.reports.study.spoken_words import SpokenWords, themes_csv, words_json
from survey.reports.tables.tables_csv import tables_csv
from survey.reports.tables.workbook import tables_xlsx


def bundle(given: ReportInput, templates: Path) -> dict[str, bytes]:
    """Return the files of a report: report.html, report.pdf, summary.pdf, questionnaire.pdf,
    method.pdf, tables.xlsx, tables.csv and release.json; all text is UTF-8.

    Where there are spoken words, themes.csv and words.json as well. `templates` is the folder that
    holds `report/`. The same input gives the same bytes. Raises DisclosureRefused when the release
    did not pass its audit.
    """
    release = given.release
    pages = report_pages(given, report_document(given))
    papers = {
        "report.pdf": paper_html(pages, templates),
        "summary.pdf": summary_html(pages, templates),
        "questionnaire.pdf": questionnaire_html(given, pages, templates),
        "method.pdf": method_html(given, pages, templates),
    }
    return {
        "report.html": render_html(pages, templates).encode(),
        **{name: render_pdf(html, _stamp(name, html)) for name, html in papers.items()},
        "tables.xlsx": tables_xlsx(given),
        "tables.csv": tables_csv(release).encode(),
        "release.json": release_json(release).encode(),
        **_words_files(given.spoken, release),
    }


def _stamp(name: str, html: str) -> bytes:
    """Return the identifier of a PDF: it follows from what it is made of."""
    return hashlib.sha256(f"{name}\n{html}".encode()).digest()[:16]


def _words_files(spoken: SpokenWords, release: Release) -> dict[str, bytes]:
    if not spoken:
        return {}
    return {
        "themes.csv": themes_csv(spoken, release).encode(),
        "words.json": words_json(spoken).encode(),
    }


def release_json(release: Release) -> str:
    """Return a release as canonical JSON: sorted keys, one space of indent, a newline at the end.

    A hidden cell is written without its numbers, whatever it held.
    """
    fields = _without_hidden(release.model_dump(mode="json"))
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def release_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of release.json."""
    schema = Release.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_hidden(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_hidden(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("hidden") is True:
        return Shown(hidden=True).model_dump(mode="json")
    return {name: _without_hidden(item) for name, item in part.items()}
