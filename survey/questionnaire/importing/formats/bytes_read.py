"""What every reader does with the bytes of a file before it reads them."""

from __future__ import annotations

import re

from survey.errors import BadInput

#: Bytes of a questionnaire: the largest in use are a tenth of it.
MOST_BYTES = 5_000_000

_KEPT = "Nothing was changed."
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: What no text has: most signs that control a machine, and bytes that are no letter.
_NO_SIGNS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


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


def text_of(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, failing that, Windows-1252.

    BadInput for what is no text, or too large.
    """
    require_small_file(content)
    if content.startswith((_ZIP, _OLD_OFFICE, b"%PDF")):
        raise not_readable(
            "This is no text: it is a file of an office program, an archive or a PDF.",
            "Give it the ending that it has in that program, or export it as text.",
        )
    text = _decoded(content, _encoding(content)) or content.decode("cp1252", errors="replace")
    if len(_NO_SIGNS.findall(text[:20_000])) > len(text[:20_000]) // 50:
        raise not_readable("This is no text that can be read.", "Save it again as text in UTF-8.")
    return text


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if b"\x00" in content[:4_000]:
        even = content[0:4_000:2].count(0) > content[1:4_000:2].count(0)
        return "utf-16-be" if even else "utf-16-le"
    return "utf-8"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""
