"""One trustee's share sheet: shown once, printed by them, and confirmed from the paper.

Nothing of it is stored; the page is never kept by a browser.
"""

from __future__ import annotations

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from survey.errors import Refused, SharesRefused, SurveyError
from survey.sealing.public_keys import in_groups
from survey.services.steps.hand_out_sheets import AskedWord, SheetOnPaper
from survey.services.studies.publish_draft import DraftPublishing
from survey.web.desk.access import with_link
from survey.web.desk.desk_page import bare_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.publishing import handed_out_by

sheet_pages = Blueprint("sheet_pages", __name__)


@sheet_pages.get("/sheet/<link>")
@with_link
def look(link: str) -> Response:
    """Show what is about to be shown once; looking shows nothing of it."""
    found = handed_out_by(link)
    return _no_sheet(link) if found is None else _sheet_page(found, link)


@sheet_pages.post("/sheet/<link>")
@with_link
def show(link: str) -> Response:
    """Show the sheet, this once."""
    found = handed_out_by(link)
    if found is None:
        return _no_sheet(link)
    try:
        paper = found.hand_out.show(link)
    except SharesRefused as error:
        return _sheet_page(found, link, wrong=error_text(error), status=422)
    return _sheet_page(found, link, paper=paper)


@sheet_pages.post("/sheet/<link>/have")
@with_link
def have(link: str) -> Response:
    """Take the words that a trustee reads off the paper."""
    found = handed_out_by(link)
    if found is None:
        return _no_sheet(link)
    words = tuple(request.form.get(f"{of}_word", "") for of in ("numbers", "words"))
    links = found.hand_out.links()
    try:
        is_open = found.confirm(link, words, desk_state().today())
    except SharesRefused as error:
        return _sheet_page(found, link, wrong=error_text(error), status=422)
    except Refused as error:
        return _message(error.what, f"{error.kept} {error.do}", status=422)
    except SurveyError:
        found.hand_out.forget()
        raise
    if is_open:
        _opened().update(dict.fromkeys(links, found.title))
        return _is_open(found.title)
    return _message(
        "You have your sheet",
        "This page is gone for good. The study opens when every trustee has confirmed.",
    )


def _sheet_page(
    found: DraftPublishing,
    link: str,
    *,
    paper: SheetOnPaper | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    if found.hand_out.is_confirmed(link):
        return _message("You have your sheet", "It was confirmed, and is not shown again.")
    asked: tuple[AskedWord, ...] = found.hand_out.asked(link)
    sheet = paper.sheet if paper else None
    return bare_page(
        "desk/share_sheet.html",
        status=status,
        link=link,
        title=found.title,
        practice=found.practice,
        role=_role_of(found, link),
        study_id=found.study_id,
        shares=len(found.trustees),
        threshold=found.threshold,
        until=f"{found.hand_out.until:%H:%M} UTC",
        sheet=sheet,
        prints=[
            (name, in_groups(key).split())
            for name, key in (
                (("Numbers key", sheet.numbers_key), ("Words key", sheet.words_key))
                if sheet
                else ()
            )
        ],
        lists=(
            (
                ("Numbers list", sheet.share.numbers.split()),
                ("Words list", sheet.share.words.split()),
            )
            if sheet
            else ()
        ),
        asked=asked,
        wrong=wrong,
    )


def _role_of(found: DraftPublishing, link: str) -> str:
    """Return the trustee whose sheet a link shows, as they were named."""
    return dict(zip(found.hand_out.links(), found.trustees, strict=False)).get(link, "")


def _opened() -> dict[str, str]:
    """Return the links whose studies were opened by this process, with their titles.

    They show nothing any more; a second press is told that the first was right.
    """
    opened: dict[str, str] = current_app.extensions.setdefault("opened sheets", {})
    return opened


def _is_open(title: str) -> Response:
    return _message(
        f"“{title}” is open now",
        "Every trustee has a sheet. Yours is on your paper only; keep it in a safe place, "
        "apart from the others.",
    )


def _no_sheet(link: str) -> Response:
    title = _opened().get(link)
    if title is not None:
        return _is_open(title)
    return _message(
        "There is no share sheet here now.",
        "The hour may be over, or somebody began again. Nothing is lost: ask the coordinator.",
        status=404,
    )


def _message(heading: str, words: str, *, status: int = 200) -> Response:
    return bare_page("desk/review_message.html", status=status, heading=heading, words=words)
