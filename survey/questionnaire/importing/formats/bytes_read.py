"""What every reader does with the bytes of a file before it reads them."""

from __future__ import annotations

from survey.errors import BadInput
from survey.table_files.table_text import TableText, table_text

#: Bytes of a questionnaire: the largest in use are a tenth of it.
MOST_BYTES = 5_000_000
#: How packed files of today begin, and files of office programs of long ago.
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_KEPT = "Nothing was changed."


def not_readable(what: str, do: str) -> BadInput:
    """Return the error for a file that cannot be brought in."""
    return BadInput(what, kept=_KEPT, do=do)


def require_small_file(content: bytes, most: int = MOST_BYTES) -> None:
    """Refuse with BadInput a file that is larger than any questionnaire, or empty."""
    if len(content) > most:
        raise not_readable(
            f"This file is larger than {most // 1_000_000} megabytes.",
            "Check that it is the right file: a questionnaire without answers and pictures.",
        )
    if not content.strip():
        raise not_readable("This file is empty.", "Save or export it again.")


def text_of(name: str, content: bytes, most: int = MOST_BYTES) -> TableText:
    """Return the text of a file, in whichever encoding; BadInput for what is no text."""
    require_small_file(content, most)
    if content.startswith((ZIP, OLD_OFFICE, b"%PDF")):
        raise not_readable(
            f"{name} is no text: it is a file of an office program, an archive or a PDF.",
            "Give it the ending that it has in that program, or export it as text.",
        )
    try:
        return table_text(name, content)
    except BadInput as error:
        raise not_readable(
            f"The letters of {name} cannot be read.", "Save it again as text in UTF-8."
        ) from error
