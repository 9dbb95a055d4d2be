"""The bytes of a file to plain text: which program saved it wrongly, and how to save it well."""

from __future__ import annotations

import re

from survey.questionnaire.files.problems import Finding

#: How to save a file so that it can be read.
SAVE = (
    "In Word: Save as, Plain text, other encoding, Unicode (UTF-8). "
    "In Notepad: Save as, encoding UTF-8"
)
_BROKEN = "this file holds broken characters"
_KINDS = (
    (b"PK\x03\x04", "this is a document of Word or of an office program, and no plain text"),
    (b"\xd0\xcf\x11\xe0", "this is a document of an older Word, and no plain text"),
    (b"{\\rtf", "this is a document with formatting (RTF), and no plain text"),
    (b"%PDF", "this is a PDF, and no plain text"),
    (b"<!doctype html", "this is a web page, and no plain text"),
    (b"<html", "this is a web page, and no plain text"),
    (b"<?xml", "this is an XML file, and no plain text"),
)
_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_NO_BREAK = "\u00a0\u2007\u202f"
#: A sign that keeps a no-break space before it, as French has it; and one that keeps it after.
_TYPOGRAPHY = re.compile(
    rf"(?<=[^\s{_NO_BREAK}])[{_NO_BREAK}](?=[?!;»%€:](?:\s|[»”\"']|$))|(?<=«)[{_NO_BREAK}]"
)
_KEY = re.compile(rf"(?m)^[\s{_NO_BREAK}-]*[\w-]+[{_NO_BREAK}]+:")
_LINE_SIGNS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
_BLANKS = str.maketrans(dict.fromkeys(_NO_BREAK, " "))
_UNREAD = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
)


def plain_text(content: str | bytes) -> str | Finding:
    """Return the text of a file as it is read on, or the one thing that is wrong with it.

    No-break spaces are taken as spaces, but for those that French puts beside its signs. Each
    letter and each line keeps its place.
    """
    text = _decoded(content) if isinstance(content, bytes) else content
    if isinstance(text, Finding):
        return text
    what = _other_kind(text[:200].encode("utf-8", "replace"))
    if what:
        return Finding((), what, SAVE, 1)
    if found := _UNREAD.search(text):
        line = line_of(text, found.start())
        if "\ud800" <= found.group() <= "\udfff":
            return Finding((), _BROKEN, f"Save it again. {SAVE}", line)
        what = f"a control character stands in this line, after {_before(text, found.start())}"
        return Finding((), what, "Take it out: write the words around it anew", line)
    return _even(text)


def line_of(text: str, place: int) -> int:
    """Return the line of a place in a text as editors count them, from 1."""
    return len(re.findall(r"\r\n|\r|\n", text[:place])) + 1


def _decoded(content: bytes) -> str | Finding:
    if what := _other_kind(content):
        return Finding((), what, SAVE, 1)
    if content.startswith(_WIDE) or content[:2000].count(0) * 10 > len(content[:2000]) > 3:
        return Finding((), "this file is saved as UTF-16, and UTF-8 is needed", SAVE, 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = line_of(content[: error.start].decode("utf-8", "replace"), len(content))
        what = "from this line on letters are not UTF-8: this file is saved in another encoding"
        return Finding((), what, SAVE, line)


def _other_kind(content: bytes) -> str:
    start = content[:200].removeprefix(_MARK).lstrip().lower()
    return next((what for sign, what in _KINDS if start.startswith(sign.lower())), "")


def _before(text: str, place: int) -> str:
    said = re.split(r"[\r\n]", text[:place])[-1].split()
    return f"“{' '.join(said)[-30:]}”" if said else "its beginning"


def _even(text: str) -> str:
    text = text.translate(_LINE_SIGNS)
    if not any(sign in text for sign in _NO_BREAK):
        return text
    text = _KEY.sub(lambda key: key.group().translate(_BLANKS), text)
    kept = {found.start() for found in _TYPOGRAPHY.finditer(text)}
    return "".join(
        " " if sign in _NO_BREAK and place not in kept else sign for place, sign in enumerate(text)
    )
