"""Who stands behind a report and what made it, as pages and files say it at their end."""

from __future__ import annotations

import base64

from survey.reports.report_language import say as _
from survey.reports.study.report_model import Publisher

_PNG = b"\x89PNG"


def colophon(publisher: Publisher, program: str) -> tuple[tuple[str, str], ...]:
    """Return who stands behind a report, as far as the operator said it, and the program's
    version."""
    facts = (
        (_("Its words read by"), publisher.reviewed_by),
        (_("Published by"), publisher.organisation),
        (_("Contact"), publisher.contact),
        (_("Funded by"), publisher.funder),
        (_("Licence"), publisher.licence),
        (_("Made with"), f"Survivor Survey {program}" if program else ""),
    )
    return tuple((term, text) for term, text in facts if text)


def data_uri(picture: bytes) -> str:
    """Return a picture as an address that holds it; "" for none."""
    if not picture:
        return ""
    kind = "png" if picture.startswith(_PNG) else "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
