"""The bytes of a table to text: which encoding they are in, and which signs are in doubt.

UTF-8 and UTF-16 tell themselves. Between Windows-1252 and Mac Roman the letters decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.table_files.table_file import MOST_TEXT, unreadable

_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 20_000
_OTHER_SIGNS = re.compile("[^\x00-\x7f]")
#: Signs of text that are no letters; any other sign beyond ASCII is a sign of a wrong encoding.
_USUAL = frozenset("\u00a0«»‘’‚“”„–—…•€£§°©®™½¼¾²³¹µºª¿¡×·÷±")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_LOST = "\ufffd"
_STRAY = re.compile("[\udc80-\udcff]")
_STRAYS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
#: So many letters beyond ASCII in a hundred are no language that is written in these encodings.
_TOO_MANY = 35
_SAVE = "Save it as CSV in UTF-8: in Excel, “CSV UTF-8 (comma delimited)”."


@dataclass(frozen=True, slots=True)
class TableText:
    """The text of a file, its encoding, and what there is to say about that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def table_text(name: str, content: bytes) -> TableText:
    """Return the text of a file of rows; BadInput for one that is too large or no text."""
    if len(content) > MOST_TEXT:
        raise unreadable(
            f"{name} is larger than {MOST_TEXT // 1_000_000} MB.",
            "Check that it is the right file, or divide it into several.",
        )
    read = _wide(content) or _utf_8(content)
    text = read.text if read else content[:100_000].decode("latin-1")
    if sum(1 for _ in _CONTROLS.finditer(text, 0, 100_000)) * 50 > min(len(text), 100_000):
        raise unreadable(
            f"{name} is no text and no workbook.", f"Check that it is the right file. {_SAVE}"
        )
    return read or _eight_bits(name, content)


def _wide(content: bytes) -> TableText | None:
    if content.startswith(_UTF32):
        return _replaced(content, "utf-32", "UTF-32")
    if content.startswith(_UTF16):
        return _replaced(content, "utf-16", "UTF-16")
    start = content[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half > 3 and odd * 3 > half and even * 20 < half:
        return _replaced(content, "utf-16-le", "UTF-16")
    if half > 3 and even * 3 > half and odd * 20 < half:
        return _replaced(content, "utf-16-be", "UTF-16")
    return None


def _replaced(content: bytes, codec: str, encoding: str) -> TableText:
    text = content.decode(codec, "replace")
    lost = [one.start() for one in re.finditer(_LOST, text)]
    return TableText(text.removeprefix("\ufeff"), encoding, _doubt(text, lost))


def _utf_8(content: bytes) -> TableText | None:
    """Return the text where it is UTF-8, or UTF-8 but for a few stray bytes."""
    try:
        return TableText(content.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", "surrogateescape")
    strays = [one.start() for one in _STRAY.finditer(text)]
    others = sum(1 for one in _OTHER_SIGNS.finditer(text)) - len(strays)
    if others <= len(strays):
        return None
    return TableText(text.translate(_STRAYS), "UTF-8", _doubt(text, strays))


def _eight_bits(name: str, content: bytes) -> TableText:
    found = [
        (content.decode(codec, "replace"), encoding)
        for codec, encoding in (("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"))
    ]
    text, encoding = max(found, key=lambda one: _likely(one[0]))
    letters = sum(map(str.isalpha, text[:1_000_000]))
    beyond = sum(1 for one in text[:1_000_000] if one.isalpha() and not one.isascii())
    if beyond > 20 and beyond * 100 > _TOO_MANY * letters:
        raise unreadable(f"{name} is saved in an encoding that cannot be told.", _SAVE)
    said = f"It is not saved in UTF-8; it was read as {encoding}."
    doubtful = [place for place, worth in _judged(text) if worth < 0]
    return TableText(text, encoding, (said, *_doubt(text, doubtful)))


def _doubt(text: str, places: list[int]) -> tuple[str, ...]:
    if not places:
        return ()
    line = text.count("\n", 0, places[0]) + 1
    if len(places) == 1:
        return (f"One sign of it, on line {line}, may be read wrongly.",)
    return (f"{len(places):,} signs of it, the first on line {line}, may be read wrongly.",)


def _likely(text: str) -> int:
    return sum(worth for _, worth in _judged(text))


def _judged(text: str) -> list[tuple[int, int]]:
    """Return the first places of signs beyond ASCII, and whether each stands as in a text."""
    found = []
    for one in _OTHER_SIGNS.finditer(text):
        place = one.start()
        before = text[place - 1] if place else " "
        found.append((place, _worth(before, one.group(), text[place + 1 : place + 2])))
        if len(found) == _LOOKED_AT:
            break
    return found


def _worth(before: str, sign: str, after: str) -> int:
    if sign.isupper():
        return 1 if not before.islower() and (after.isalpha() or before.isupper()) else -1
    if sign.isalpha():
        return 1 if sign.isascii() or before.isalpha() or after.isalpha() or before == " " else -1
    return 1 if sign in _USUAL else -1
