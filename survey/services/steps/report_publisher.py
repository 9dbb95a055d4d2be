"""Who signs a report: what the operator set, and the logo that they named.

It knows settings and one file. It must not know what a report says.
"""

from __future__ import annotations

from pathlib import Path

from survey.errors import BadInput
from survey.questionnaire.texts import Text
from survey.reports.report_language import in_document_language
from survey.reports.study.report_model import Publisher
from survey.settings import Settings
from survey.storage.instance import Instance

#: A larger picture would make every file of a report large.
LARGEST_LOGO = 200 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"


def publisher_of(instance: Instance, organisation: Text) -> Publisher:
    """Return who signs the reports of a study, which names its `organisation` or takes that of the
    settings, in the language of the document.

    BadInput when the logo cannot be read, is too large, or is neither SVG nor PNG.
    """
    settings = instance.settings
    return Publisher(
        organisation=in_document_language(organisation) or _organisation(settings),
        contact=settings.report_contact,
        funder=settings.report_funder,
        licence=settings.report_licence,
        logo=_logo(instance.folder, settings.report_logo),
    )


def _organisation(settings: Settings) -> str:
    return in_document_language(Text.from_input(settings.organisation))


def _logo(folder: Path, name: str) -> bytes:
    if not name:
        return b""
    try:
        with (folder / name).open("rb") as file:
            picture = file.read(LARGEST_LOGO + 1)
    except (OSError, ValueError) as error:
        raise _unusable(name, "it cannot be read") from error
    if len(picture) > LARGEST_LOGO:
        raise _unusable(name, f"it is larger than {LARGEST_LOGO // 1024} kB")
    if not picture.startswith(_PNG) and b"<svg" not in picture[:2048]:
        raise _unusable(name, "it is neither SVG nor PNG")
    return picture


def _unusable(name: str, why: str) -> BadInput:
    return BadInput(
        f"The logo of reports, {name}, cannot be used: {why}.",
        kept="Nothing was written, and what was published stays as it is.",
        do="Set report_logo to an SVG or PNG file of at most 200 kB, or leave it empty.",
    )
