"""What is printed of an invitation: cards to cut out, a poster, and how a page becomes a PDF.

It knows codes for as long as a call lasts, and keeps none. A square holds an address and never a
code; nothing printed says what a study is about.
"""

from __future__ import annotations

import base64
import io
import secrets
from collections.abc import Sequence

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.questionnaire.catalogues import spoken
from survey.questionnaire.languages import direction
from survey.settings import shipped
from survey.web.rendering.localisation import N_, speaker

#: Cards on a sheet of A4.
ON_A_SHEET = 8

_CARDS, _POSTER = N_("Cards"), N_("Poster")


def card_sheets(
    codes: Sequence[str],
    address: str,
    language: str,
    *,
    practice: bool = False,
    of_council: bool = False,
) -> bytes:
    """Return the PDF of cards to cut out, eight on a sheet of A4, for codes and the address at
    which they are typed, in a language of the interface (else English): of a study, or of a council
    that people join with them."""
    sheets = [codes[at : at + ON_A_SHEET] for at in range(0, len(codes), ON_A_SHEET)]
    said = {"sheets": sheets, "practice": practice, "of_council": of_council}
    return _printed("paper/cards.html", language, _CARDS, address=address, **said)


def poster(address: str, language: str, *, needs_code: bool, practice: bool = False) -> bytes:
    """Return the PDF of a poster of A4 with the address; `needs_code`: a card is needed, too."""
    return _printed(
        "paper/poster.html",
        language,
        _POSTER,
        address=address,
        needs_code=needs_code,
        practice=practice,
    )


def paper_html(template: str, language: str, title: str, **values: object) -> str:
    """Return a page to print in a language of the interface; `title` is a sentence of it."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speak = speaker(language)
    page = environment.get_template(template)
    return page.render(
        _=speak,
        title=speak(title),
        language=spoken(language),
        direction=direction(language),
        **values,
    )


def _printed(template: str, language: str, title: str, *, address: str, **values: object) -> bytes:
    html = paper_html(
        template,
        language,
        title,
        square=square(address),
        address=address.partition("://")[2] or address,
        **values,
    )
    return as_pdf(html)


def as_pdf(html: str) -> bytes:
    """Return a page as a PDF, tagged after PDF/UA-1."""
    # Imported here because it takes a second, and most commands and pages print nothing.
    from survey.reports.pdf import render_pdf

    return render_pdf(html, secrets.token_bytes(16))


def square(address: str) -> str:
    """Return a QR code (ISO 18004) that holds an address, as the address of a picture."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
