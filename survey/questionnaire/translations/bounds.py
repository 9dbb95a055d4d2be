"""How large a file of a translator may be, before and after it is unpacked."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from survey.errors import BadInput

#: Bytes of a file, bytes of all that is packed in it, parts in it, and texts.
MOST_BYTES = 1_000_000
MOST_UNPACKED = 10_000_000
MOST_PARTS = 100
MOST_UNITS = 2_000
#: Letters of one text: far more than a questionnaire takes.
MOST_LETTERS = 20_000

#: What unpacking raises where a file is broken, encrypted, or packed in another way.
_UNREADABLE = (
    BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error,
)  # fmt: skip


def require_small(content: bytes) -> None:
    """Refuse with BadInput a file that is larger than any translation."""
    if len(content) > MOST_BYTES:
        raise refused("This file is larger than one megabyte.", "Check that it is the right file.")


def require_small_parts(content: bytes) -> None:
    """Refuse with BadInput what would be too much once it is unpacked, without unpacking it."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise refused(
                    "This spreadsheet is too large once it is unpacked.",
                    "Save the table alone in a new spreadsheet.",
                )
            for one in parts:  # what a part says of its size need not be true
                with packed.open(one) as opened:
                    if len(opened.read(one.file_size + 1)) > one.file_size:
                        raise BadZipFile
    except _UNREADABLE as error:
        raise refused(
            "This is no spreadsheet that can be read.", "Save it as Excel workbook (.xlsx)."
        ) from error


def require_few(count: int) -> None:
    """Refuse with BadInput more texts than a questionnaire has."""
    if count > MOST_UNITS:
        raise refused(
            f"This file holds more than {MOST_UNITS:,} texts.", "Check that it is the right file."
        )


def refused(what: str, do: str) -> BadInput:
    """Return the error for a file that cannot be taken."""
    return BadInput(what, kept="Nothing was changed.", do=do)
