"""One holder's share sheet: shown once, printed by them, and confirmed from the paper.

Nothing of it is stored; the page is never kept by a browser.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.errors import SharesRefused, SurveyError
from survey.sealing.public_keys import in_groups
from survey.services.steps.hand_out_sheets import Ceremony, SheetOnPaper
from survey.web.desk.access import with_link
from survey.web.desk.ceremonies import NOT_ON_PAPER, CeremonyEnd, ceremonies, is_done
from survey.web.desk.desk_page import bare_page, error_text
from survey.web.desk.desk_state import desk_state

sheet_pages = Blueprint("sheet_pages", __name__)

#: Names of the fields for the words that are asked for.
WORD_FIELDS = ("word_1", "word_2", "word_3")


@sheet_pages.get("/sheet/<link>")
@with_link
def look(link: str) -> Response:
    """Show what is about to be shown once, or ask for words of what was; shows nothing of it."""
    found = ceremonies().behind(link)
    return _over(ceremonies().end_of(link)) if found is None else _sheet_page(found[1], link)


@sheet_pages.post("/sheet/<link>")
@with_link
def show(link: str) -> Response:
    """Show the sheet, this once."""
    found = ceremonies().behind(link)
    if found is None:
        return _over(ceremonies().end_of(link))
    try:
        paper = found[1].hand_out.show(link)
    except SharesRefused as error:
        return _sheet_page(found[1], link, wrong=error_text(error), status=422)
    return _paper_page(found[1], link, paper)


@sheet_pages.post("/sheet/<link>/have")
@with_link
def have(link: str) -> Response:
    """Take the words that a holder reads off the paper."""
    found = ceremonies().behind(link)
    if found is None:
        return _over(ceremonies().end_of(link))
    of, ceremony = found
    words = tuple(request.form.get(name, "") for name in WORD_FIELDS)
    try:
        is_complete = ceremony.confirm(link, words, desk_state().today())
    except SharesRefused as error:
        return _sheet_page(ceremony, link, wrong=error_text(error), typed=words, status=422)
    except SurveyError as error:
        ceremony.hand_out.forget()
        why = CeremonyEnd(error.what, f"{error.kept} {error.do}", f"{error.what} {error.kept}")
        ceremonies().end(of, why)
        return _over(why)
    if is_complete:
        ceremonies().end(of, is_done(ceremony))
        return _over(is_done(ceremony))
    return _waits(ceremony, link)


@sheet_pages.post("/sheet/<link>/not-on-paper")
@with_link
def not_on_paper(link: str) -> Response:
    """Throw the keys away, because this sheet was shown and is not on paper."""
    found = ceremonies().behind(link)
    if found is None:
        return _over(ceremonies().end_of(link))
    of, ceremony = found
    number = ceremony.hand_out.number(link)
    if ceremony.hand_out.is_confirmed(link):
        return redirect(f"/sheet/{link}", 303)
    instance = desk_state().instance.acting_as(f"holder of sheet {number}")
    ceremony.stop(instance, desk_state().today(), f"Sheet {number} is not on paper.")
    ceremonies().end(of, NOT_ON_PAPER)
    return _over(NOT_ON_PAPER)


def _sheet_page(
    ceremony: Ceremony,
    link: str,
    *,
    wrong: str = "",
    typed: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    """Return the page before a sheet is shown, or the one that asks for words of it."""
    if ceremony.hand_out.is_confirmed(link):
        return _waits(ceremony, link)
    asked = ceremony.hand_out.asked(link)
    fields = zip(WORD_FIELDS, asked, (*typed, "", "", ""), strict=False)
    return _page(ceremony, link, status=status, wrong=wrong, fields=list(fields), sheet=None)


def _paper_page(ceremony: Ceremony, link: str, paper: SheetOnPaper) -> Response:
    """Return the page that is made for paper."""
    sheet = paper.sheet
    keys = ("Numbers key", sheet.numbers_key), ("Words key", sheet.words_key)
    lists = ("Numbers list", sheet.share.numbers), ("Words list", sheet.share.words)
    return _page(
        ceremony,
        link,
        fields=[],
        sheet=sheet,
        prints=[(name, in_groups(key).split()) for name, key in keys],
        lists=[(name, words.split()) for name, words in lists],
    )


def _waits(ceremony: Ceremony, link: str) -> Response:
    """Return the page of somebody who has confirmed; the last step can be taken again, where it
    could not be stored."""
    return _page(
        ceremony, link, template="desk/sheet_waits.html", stuck=all(ceremony.hand_out.confirmed())
    )


def _page(
    ceremony: Ceremony,
    link: str,
    *,
    template: str = "desk/share_sheet.html",
    status: int = 200,
    wrong: str = "",
    **values: object,
) -> Response:
    of = ceremony.hand_out
    number = of.number(link)
    return bare_page(
        template,
        status=status,
        link=link,
        title=ceremony.title,
        practice=ceremony.practice,
        rehearsal=ceremony.rehearsal,
        role=ceremony.trustees[number - 1],
        number=number,
        study_id=ceremony.id,
        shares=len(ceremony.trustees),
        threshold=ceremony.threshold,
        confirmed=sum(of.confirmed()),
        until=f"{of.until:%H:%M} UTC",
        wrong=wrong,
        **values,
    )


def _over(how: CeremonyEnd) -> Response:
    return bare_page(
        "desk/review_message.html", status=how.status, heading=how.heading, words=how.words
    )
