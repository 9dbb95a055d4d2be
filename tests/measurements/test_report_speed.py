"""What the files of a report cost: seconds of the processor, pages and bytes of each, and memory.

40 questions, each split by four, of 300 and of 13,947 people; and the demonstration's 15.
"""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from survey.reports.pdf import render_pdf
from survey.reports.study.bundle import bundle
from survey.reports.study.companions import method_html, questionnaire_html
from survey.reports.study.html import paper_html, render_html, summary_html
from survey.reports.study.pages import report_pages
from survey.reports.study.report_document import report_document
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.tables_csv import tables_csv
from survey.reports.tables.workbook import tables_xlsx
from survey.settings import shipped
from tests.reports.report_inputs import held, large, report_input

TEMPLATES = shipped("templates")
#: How many times as many people 13,947 are as 280.
MANY = 50


def multiplied(part: Any) -> Any:
    """Return a release as JSON with so many times as many people in every printed cell."""
    if isinstance(part, list):
        return [multiplied(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {name: multiplied(item) for name, item in part.items()}
    if isinstance(found.get("count"), int):
        found["count"] *= MANY
    return found


def _timed(make: Callable[[], str | bytes]) -> tuple[float, bytes]:
    start = time.process_time()
    made = make()
    seconds = time.process_time() - start
    return seconds, made if isinstance(made, bytes) else made.encode()


def _each(given: ReportInput) -> dict[str, tuple[float, bytes]]:
    pages = report_pages(given, report_document(given))

    def pdf(html: str) -> bytes:
        return render_pdf(html, bytes(16))

    return {
        "report.html": _timed(lambda: render_html(pages, TEMPLATES)),
        "report.pdf": _timed(lambda: pdf(paper_html(pages, TEMPLATES))),
        "summary.pdf": _timed(lambda: pdf(summary_html(pages, TEMPLATES))),
        "questionnaire.pdf": _timed(lambda: pdf(questionnaire_html(given, pages, TEMPLATES))),
        "method.pdf": _timed(lambda: pdf(method_html(given, pages, TEMPLATES))),
        "tables.xlsx": _timed(lambda: tables_xlsx(given)),
        "tables.csv": _timed(lambda: tables_csv(given.release)),
    }


@pytest.mark.measurement
def test_report_speed(capsys: pytest.CaptureFixture[str]) -> None:
    inputs = {
        "15 questions, n = 300": held("demo"),
        "40 questions x 4, n = 300": large(40, 4),
        "40 questions x 4, n = 13,947": multiplied(large(40, 4)),
    }
    _each(report_input(held("words")))  # warms up
    for name, fields in inputs.items():
        given = report_input(fields)
        found = _each(given)
        start = time.perf_counter()
        files = bundle(given, TEMPLATES)
        wall = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with capsys.disabled():
            print(f"\n{name}: load {os.getloadavg()[0]:.1f}, peak {peak:.0f} MiB")
            for file, (seconds, made) in found.items():
                pages = len(PdfReader(io.BytesIO(made)).pages) if file.endswith("pdf") else 0
                print(f"{file:<20}{seconds:>7.2f} s {pages or '':>4} {len(made) / 1000:>8.0f} kB")
            cpu = sum(seconds for seconds, _ in found.values())
            size = sum(map(len, files.values())) / 1e6
            print(f"all: {cpu:.1f} processor seconds, {wall:.1f} s of the clock, {size:.1f} MB")
        assert len(files) >= len(found)
