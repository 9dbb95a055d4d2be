"""A code book as programs for qualitative analysis exchange it: REFI-QDA 1.5, a .qdc file.

It must not read a document type, an entity or a file beside it, and knows no text that was coded.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey.errors import BadInput
from survey.themes.code_book import EXAMPLE, MOST_CODES, CodeBook, ThemeCode, with_code

_SPACE = "urn:QDA-XML:codebook:1.0"
_IN = f"{{{_SPACE}}}"
_EXAMPLE = "\n\nExample: "
_MOST_BYTES = 1_000_000
_KEPT = "The code book is as it was."
_UNSAID = "No rule was given."
#: What XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refi_qda_file(book: CodeBook, study_id: str) -> bytes:
    """Return the codes in use as a .qdc file, rule and example as description.

    The same code of a study has the same GUID in every file. Refused as BadInput where no code is
    in use, for the format holds at least one.
    """
    if not book.in_use:
        raise BadInput("There is no code in use to export.", kept=_KEPT, do="Write a code first.")
    root = Element("CodeBook", {"xmlns": _SPACE, "origin": "Survivor Survey"})
    codes = SubElement(root, "Codes")
    for top in book.in_use:
        if top.under:
            continue
        parent = _written(codes, top, study_id)
        for one in book.below(top.number):
            _written(parent, one, study_id)
    indent(root)
    content: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + content


def read_refi_qda(content: bytes) -> CodeBook:
    """Return the code book of a .qdc file, as version 1; BadInput for what cannot be taken.

    There is one level of codes below another: a file with more is refused, and nothing of it is
    taken. Colours and sets are left out.
    """
    root = _root(content)
    book = CodeBook()
    for top in root.findall(f"{_IN}Codes/{_IN}Code"):
        book = _read(book, top, 0)
        parent = book.codes[-1].number
        for below in top.findall(f"{_IN}Code"):
            if below.find(f"{_IN}Code") is not None:
                raise _refused(
                    f"Below “{below.get('name')}” this file has a third level of codes.",
                    "Bring it to two levels, and export it again.",
                )
            book = _read(book, below, parent)
    if not book.codes:
        raise _refused("This file holds no code.", "Export the code book again.")
    return CodeBook(1, book.codes)


def _written(above: Element, code: ThemeCode, study_id: str) -> Element:
    guid = str(uuid5(NAMESPACE_URL, f"urn:survivor-survey:code:{study_id}:{code.number}"))
    made = SubElement(
        above, "Code", {"guid": guid, "name": _NOT_IN_XML.sub("", code.name), "isCodable": "true"}
    )
    words = code.rule + (_EXAMPLE + code.example if code.example else "")
    SubElement(made, "Description").text = _NOT_IN_XML.sub("", words)
    return made


def _read(book: CodeBook, element: Any, under: int) -> CodeBook:
    if len(book.codes) >= MOST_CODES:
        raise _refused(
            f"This file holds more than {MOST_CODES} codes.", "Export those that are needed."
        )
    described = element.find(f"{_IN}Description")
    words = "" if described is None else "".join(described.itertext()).strip()
    rule, _, example = words.partition(_EXAMPLE)
    if len(example) > EXAMPLE:
        rule, example = words, ""
    return with_code(book, element.get("name") or "", rule or _UNSAID, example, under=under)


def _root(content: bytes) -> Any:
    if len(content) > _MOST_BYTES:
        raise _refused("This file is larger than one megabyte.", "Check that it is the right file.")
    try:
        root: Any = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _refused(
            "This file defines entities of its own, which are not read here.",
            "Export it again as a REFI-QDA code book.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise _refused(
            "This is no XML that can be read.", "Export it again as a REFI-QDA code book."
        ) from error
    if root.tag != f"{_IN}CodeBook":
        raise _refused(
            "This is no REFI-QDA code book of version 1.0.",
            "Export the code book alone, as a .qdc file.",
        )
    return root


def _refused(what: str, do: str) -> BadInput:
    return BadInput(what, kept=_KEPT, do=do)
