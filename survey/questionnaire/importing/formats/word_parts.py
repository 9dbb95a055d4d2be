"""The parts of a Word file that are read: its text, its lists and its styles, as XML.

A file is opened here and nowhere else: sizes are looked at before anything is unpacked.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey.errors import BadInput
from survey.questionnaire.importing.formats.bytes_read import (
    OLD_OFFICE,
    ZIP,
    not_readable,
    require_small_file,
)

#: Bytes of a file (pictures make it large), of one unpacked part, its tags, and parts in it.
MOST_BYTES = 50_000_000
MOST_PART = 10_000_000
MOST_TAGS = 600_000
MOST_PARTS = 5_000

_UNREADABLE = (
    BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error,
    KeyError,
)  # fmt: skip
_SAVE = "Open it in Word or LibreOffice, save it as Word document (.docx), and try again."
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = re.compile(r"word/document\d*\.xml")


@dataclass(frozen=True, slots=True)
class WordParts:
    """What is read of a Word file; None for a part that it has not."""

    document: Element
    numbering: Element | None
    styles: Element | None
    has_macros: bool


def word_parts(name: str, content: bytes) -> WordParts:
    """Return the parts of a .docx file; BadInput for every other file, saying what it is."""
    require_small_file(content, MOST_BYTES)
    if not content.startswith(ZIP):
        raise _another_kind(name, content)
    try:
        with ZipFile(BytesIO(content)) as packed:
            return _parts(name, packed)
    except _UNREADABLE as error:
        raise not_readable(f"{name} is damaged or cut short.", _SAVE) from error


def _parts(name: str, packed: ZipFile) -> WordParts:
    parts = {one.filename: one for one in packed.infolist()[: MOST_PARTS + 1]}
    if len(parts) > MOST_PARTS:
        raise not_readable(f"{name} is packed from too many parts to be a document.", _SAVE)
    main = next((one for one in parts if _MAIN.fullmatch(one)), "")
    if not main:
        raise _another_package(name, parts)
    document = _part(name, packed, parts[main])
    others = [
        _part(name, packed, parts[one]) if one in parts else None
        for one in ("word/numbering.xml", "word/styles.xml")
    ]
    macros = any(one.lower().endswith("vbaproject.bin") for one in parts)
    return WordParts(document, others[0], others[1], macros)


def _part(name: str, packed: ZipFile, part: ZipInfo) -> Any:
    if part.flag_bits & 1:
        raise not_readable(f"{name} is protected by a password.", "Save it without the password.")
    with packed.open(part) as opened:
        content = opened.read(MOST_PART + 1)
    if len(content) > MOST_PART or content.count(b"<") > MOST_TAGS:
        raise not_readable(
            f"{name} is larger than any questionnaire once it is unpacked.",
            "Copy the questions into a new document.",
        )
    try:
        return fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError) as error:
        raise not_readable(f"{name} is damaged: its text is no XML.", _SAVE) from error


def _another_package(name: str, parts: dict[str, ZipInfo]) -> BadInput:
    if "xl/workbook.xml" in parts:
        return not_readable(
            f"{name} is a spreadsheet.", "Give it the ending .xlsx if it is an XLSForm."
        )
    if "content.xml" in parts:
        return not_readable(f"{name} is a document of LibreOffice.", _SAVE)
    return not_readable(f"{name} is an archive without a Word document in it.", _SAVE)


def _another_kind(name: str, content: bytes) -> BadInput:
    if content.startswith(OLD_OFFICE):
        if _ENCRYPTED in content:
            return not_readable(
                f"{name} is protected by a password.", "Save it without the password."
            )
        return not_readable(
            f"{name} is a document of an older Word (.doc), which cannot be read here.", _SAVE
        )
    if content.startswith(b"%PDF"):
        return not_readable(
            f"{name} is a PDF.", "Copy its text into a text file (.txt), and try that."
        )
    if content.lstrip()[:5].lower() in (b"{\\rtf", b"<html", b"<!doc"):
        return not_readable(f"{name} is no Word document, whatever its ending says.", _SAVE)
    return not_readable(f"{name} is no Word document.", _SAVE)
