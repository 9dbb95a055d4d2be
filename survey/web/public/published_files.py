"""Files of published reports as readers get them: which names there are, and each with its kind.

It serves bytes as they were made. It knows no study, no tally and no reader.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response

from survey.web.headers import content_policy, style_hashes
from survey.web.rendering.localisation import N_
from survey.web.rendering.plain_pages import PlainPages
from survey.web.rendering.script import script_source, script_text

_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
_BODY = re.compile(rb"<body[^>]*>")
_WRITTEN_IN = re.compile(rb"<html[^>]* lang=\"([a-z]{2})\"")
#: A release of before, which the proof of the newest one speaks of.
_EARLIER = re.compile(r"release-[1-9][0-9]{0,3}\.json")
_BY_END = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
#: The files of the report of a study, and of a council's.
STUDY_FILES = frozenset(
    {
        *("report.html", "report.pdf", "summary.pdf", "method.pdf", "questionnaire.pdf"),
        *("tables.xlsx", "tables.csv", "release.json", "themes.csv", "words.json", "bundle.zip"),
        *("certificate.json", "questionnaire.json"),
    }
)
COUNCIL_FILES = frozenset(
    {
        *("report.html", "report.pdf", "summary.pdf", "method.pdf"),
        *("tables.xlsx", "statements.csv", "rounds.json"),
    }
)
#: What pages offer beside report.html, in this order, where it is there.
OFFERED = (
    ("summary.pdf", N_("The summary on two pages (PDF)")),
    ("report.pdf", N_("The report to print (PDF)")),
    ("tables.xlsx", N_("all tables as a workbook (XLSX)")),
    ("tables.csv", N_("the tables (CSV)")),
    ("statements.csv", N_("the tables (CSV)")),
    ("questionnaire.pdf", N_("the questions as they were asked (PDF)")),
    ("method.pdf", N_("how it was done, and its limits (PDF)")),
    ("release.json", N_("all published numbers (JSON)")),
    ("rounds.json", N_("all published numbers (JSON)")),
    ("words.json", N_("themes and quotes (JSON)")),
    ("bundle.zip", N_("everything with its signature (ZIP)")),
)


def is_published_name(name: str, *, council: bool) -> bool:
    """Return whether a file of that name can be one of a report."""
    known = COUNCIL_FILES if council else STUDY_FILES
    return name in known or (not council and _EARLIER.fullmatch(name) is not None)


def offered_files(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the names of the files that a page offers, each with its words, of those that are
    there."""
    if not has_report(folder):
        return ()
    return tuple((name, words) for name, words in OFFERED if folder and (folder / name).is_file())


def has_report(folder: Path | None) -> bool:
    """Return whether a report lies in a folder (None: there is no folder)."""
    return folder is not None and (folder / "report.html").is_file()


def file_response(name: str, body: bytes) -> Response:
    """Return one file, with its kind and its name."""
    response = Response(body, content_type=_BY_END[name[name.rindex(".") :]])
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def report_response(pages: PlainPages, body: bytes) -> Response:
    """Return a report with the ways out that every page has; the file itself stands alone."""
    found = _WRITTEN_IN.search(body)
    spoken = found[1].decode() if found else "en"
    bar = pages.part("parts/report_bar.html", spoken) + f"<script>{script_text()}</script>"
    page = _BODY.sub(lambda found: found[0] + bar.encode(), body, count=1)
    page = _TITLE.sub(b"<title>Form</title>", page, count=1)  # it goes into the browser's history
    response = Response(page, content_type=_BY_END[".html"])
    policy = content_policy(style_hashes(page), script_source())
    response.headers["Content-Security-Policy"] = policy
    return response
