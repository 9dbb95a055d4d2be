"""What a report is made of, from the sample releases: with sums, and as large as wanted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from survey.disclosure.release import Release
from survey.questionnaire.files.reading import read_questionnaire
from survey.reports.study.document import QuestionFinding, finding_of
from survey.reports.study.html import paper_html, render_html
from survey.reports.study.report_document import report_document
from survey.reports.study.report_model import Publisher, ReportInput
from survey.reports.study.report_pages import ReportPages, report_pages
from survey.reports.study.spoken_words import NO_WORDS, SpokenWords
from survey.settings import shipped

HERE = Path(__file__).parent
SUM = {
    "id": "o4+o5",
    "label": {"en": "=Hard or very hard", "ar": "صعب أو صعب جدا"},
    "options": ["o4", "o5"],
    "shown": {"count": 175, "percent": 61, "low": 54, "high": 68},
}
PUBLISHER = Publisher("Example Charity", "office@charity.example", "A fund", "CC BY 4.0")
ASKED = read_questionnaire(
    (shipped("config") / "questionnaires" / "reporting-and-removal.yaml").read_text("utf-8"),
    "reporting-and-removal.yaml",
)


def held(name: str) -> Any:
    """Return a sample release as JSON; that for practice has a sum."""
    found = json.loads((HERE / f"release-{name}.json").read_text("utf-8"))
    if name == "practice":
        easy = next(one for one in found["questions"] if one["id"] == "easy")
        easy["sums"] = [SUM]
    return found


def report_input(fields: Any) -> ReportInput:
    """Return what a report is made of for a release as JSON."""
    release = Release.model_validate(fields)
    return ReportInput(release, ASKED, publisher=PUBLISHER, program="0.1.0")


def earlier_of(fields: Any) -> Any:
    """Return, as JSON, a release of before that printed what another prints; it closed in March."""
    before = json.loads(json.dumps(fields)) | {"number": 1}
    before["study"] |= {"closed_on": "2026-03-31", "released_on": "2026-04-02"}
    return before


def pages_of(release: Release, spoken: SpokenWords = NO_WORDS) -> ReportPages:
    """Return the pages of the report of a release."""
    given = ReportInput(release, ASKED, spoken, publisher=PUBLISHER, program="0.1.0")
    return report_pages(given, report_document(given))


def screen(release: Release, spoken: SpokenWords = NO_WORDS) -> str:
    """Return the report of a release for a screen."""
    return render_html(pages_of(release, spoken), shipped("templates"))


def paper(release: Release, spoken: SpokenWords = NO_WORDS) -> str:
    """Return what the PDF of the report of a release is made of."""
    return paper_html(pages_of(release, spoken), shipped("templates"))


def tables_of(release: Release) -> tuple[QuestionFinding, ...]:
    """Return the tables of every question of a release."""
    return tuple(finding_of(at, one, release) for at, one in enumerate(release.questions, 1))


def large(questions: int, splits: int) -> Any:
    """Return a release as JSON of so many questions, each split so often."""
    found = held("practice")
    easy = next(one for one in found["questions"] if one["id"] == "easy")
    found["questions"] = [
        {**easy, "id": f"q{number}", "breakdowns": [easy["breakdowns"][1]] * splits}
        for number in range(questions)
    ]
    return found
