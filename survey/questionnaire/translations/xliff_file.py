"""XLIFF 1.2, the form that translators' programs have in common: written and read.

It must not read a document type, an entity or a file beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey.questionnaire.translations.bounds import (
    MOST_LETTERS,
    refused,
    require_few,
    require_small,
)
from survey.questionnaire.translations.units import FromTranslator, Unit

_SPACE = "urn:oasis:names:tc:xliff:document:1.2"
_IN = f"{{{_SPACE}}}"
_KEEP = "{http://www.w3.org/XML/1998/namespace}space"


def xliff_file(units: Iterable[Unit], name: str, original: str, language: str) -> bytes:
    """Return an XLIFF file of units, from the original into a language."""
    root = Element("xliff", {"version": "1.2", "xmlns": _SPACE})
    about = {"original": name, "source-language": original, "target-language": language}
    file = SubElement(root, "file", {**about, "datatype": "plaintext"})
    body = SubElement(file, "body")
    for unit in units:
        one = SubElement(
            body, "trans-unit", {"id": unit.name, "resname": unit.where, _KEEP: "preserve"}
        )
        SubElement(one, "source").text = unit.original
        state = "translated" if unit.translation else "needs-translation"
        SubElement(one, "target", {"state": state}).text = unit.translation
        SubElement(one, "note").text = unit.where
    indent(root)
    written: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written


def read_xliff(content: bytes) -> FromTranslator:
    """Read an XLIFF 1.2 file; BadInput for anything else, and for what is too large."""
    require_small(content)
    try:
        root: Any = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refused(
            "This file defines entities of its own, which are not read here.",
            "Export it again as plain XLIFF 1.2.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused(
            "This is no XML that can be read.", "Export it again as XLIFF 1.2."
        ) from error
    files = root.findall(f"{_IN}file")
    if root.tag != f"{_IN}xliff" or len(files) != 1:
        raise refused("This is no XLIFF file of version 1.2.", "Export it again as XLIFF 1.2.")
    units: dict[str, tuple[str, str]] = {}
    for unit in files[0].iter(f"{_IN}trans-unit"):
        source, target = unit.find(f"{_IN}source"), unit.find(f"{_IN}target")
        name = unit.get("id") or ""
        if source is None or not name or name in units:
            raise refused(
                "A text in this file has no original, no name, or a name twice.",
                "Export it again as XLIFF 1.2.",
            )
        units[name] = (_words(source), "" if target is None else _words(target))
        require_few(len(units))
    about = files[0]
    return FromTranslator(
        about.get("source-language") or "", about.get("target-language") or "", units
    )


def _words(element: Any) -> str:
    words = "".join(element.itertext())
    if len(words) > MOST_LETTERS:
        raise refused("A text in this file is far too long.", "Check that it is the right file.")
    return words
