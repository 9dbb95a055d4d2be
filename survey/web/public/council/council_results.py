"""The reading room of a council: what was published of it, for everybody, and who answers it.

It serves published files as they were made. It makes none, and knows no member.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.storage.council.council_rows import CouncilRow
from survey.web.public.app_state import PublicState
from survey.web.public.council.council_pages import CouncilPages


def council_results(
    site: PublicState, row: CouncilRow, language: str, published: Mapping[str, object]
) -> str:
    """Return the page on which a council's report is found, in one of its languages; `published` is
    what is said of its files."""
    return CouncilPages(site, row).part("public/council_results.html", language, **published)
