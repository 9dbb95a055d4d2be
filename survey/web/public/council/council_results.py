"""The reading room of a council: what was published of it, for everybody, and who answers it.

It serves published files as they were made. It makes none, and knows no member.
"""

from __future__ import annotations

from survey.storage.council.council_rows import CouncilRow
from survey.web.public.app_state import PublicState
from survey.web.public.council.council_pages import CouncilPages

#: The files of a council's report, and what they are.
COUNCIL_FILES = {
    "report.html": "text/html; charset=utf-8",
    "report.pdf": "application/pdf",
    "statements.csv": "text/csv; charset=utf-8",
    "rounds.json": "application/json",
}


def council_results(site: PublicState, row: CouncilRow, language: str) -> str:
    """Return the page on which a council's report is found, in one of its languages."""
    files = (site.instance.published / row.id / "report.html").is_file()
    return CouncilPages(site, row).part("public/council_results.html", language, files=files)
