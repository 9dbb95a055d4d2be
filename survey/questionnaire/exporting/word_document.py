"""A document for a word processor (.docx): headings, paragraphs, lists and lines to write on.

It has one language and one direction, and single paragraphs may have others. It knows no
questionnaire, no clock and no author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from survey.questionnaire.languages import direction

#: A typeface that word processors have everywhere, with Latin, Greek, Cyrillic and Arabic letters.
_FACE = "Arial"
_POINTS = 12
_DARK = RGBColor(0x1A, 0x1A, 0x1A)
#: Signs that no XML may hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: The days inside the file tell nothing of when it was made.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_DAY = datetime(2000, 1, 1, tzinfo=UTC)

TITLE, NORMAL, LIST = "Title", "Normal", "List Bullet"
NOTE, LINE = "Note to reviewers", "Line to write on"


class WordDocument:
    """Takes parts in order, and gives the whole as bytes; the same parts give the same bytes."""

    def __init__(self, title: str, language: str) -> None:
        """Take the title, which is a property of the file and not yet a line of it."""
        self._language = language
        self._document: Any = Document()
        self._styles()
        self._page()
        properties = self._document.core_properties
        properties.title, properties.language = title[:255], language
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.created = properties.modified = _DAY

    def title(self, words: str, language: str = "") -> None:
        """Add the title of the document."""
        self._add(words, TITLE, language)

    def heading(self, words: str, level: int, language: str = "") -> None:
        """Add a heading of a level from 1, in the style that tables of contents look for."""
        self._add(words, f"Heading {level}", language)

    def paragraphs(self, words: str, language: str = "") -> None:
        """Add a paragraph for each part of a text that blank lines divide."""
        for part in words.split("\n\n"):
            if part.strip():
                self._add(part.strip(), NORMAL, language)

    def note(self, words: str, language: str = "") -> None:
        """Add a sentence about the document, which is none of its words."""
        self._add(words, NOTE, language)

    def lines(self, words: str, count: int, language: str = "") -> None:
        """Add lines to write on, on one page with the words before them, if there are any."""
        if words:
            self._add(words, NOTE, language).paragraph_format.keep_with_next = True
        for left in range(count, 0, -1):
            self._add("", LINE, "").paragraph_format.keep_with_next = left > 1

    def listed(self, entries: Iterable[tuple[str, str]]) -> None:
        """Add a list: the words of each entry and their language (“”: that of the document)."""
        for words, language in entries:
            self._add(words, LIST, language)

    def content(self) -> bytes:
        """Return the file."""
        made, out = BytesIO(), BytesIO()
        self._document.save(made)
        with ZipFile(made) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
            for name in old.namelist():
                entry = ZipInfo(name, _ZIP_DAY)
                entry.compress_type = ZIP_DEFLATED
                new.writestr(entry, old.read(name))
        return out.getvalue()

    def _add(self, words: str, style: str, language: str) -> Any:
        paragraph = self._document.add_paragraph(style=style)
        own = language or self._language
        if direction(own) == "rtl":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        if not words:
            return paragraph
        run = paragraph.add_run(_printable(words))
        properties = run._r.get_or_add_rPr()
        if direction(own) == "rtl":
            properties.append(OxmlElement("w:rtl"))
        properties.append(_language_mark(own))
        return paragraph

    def _styles(self) -> None:
        styles = self._document.styles
        for name in (NOTE, LINE):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[NORMAL]
        larger = {TITLE: 24, "Heading 1": 18, "Heading 2": 14}
        for name in (*larger, NORMAL, LIST, NOTE, LINE):
            _set_letters(styles[name], larger.get(name, _POINTS))
        for name in (TITLE, "Heading 1", "Heading 2"):
            styles[name].font.color.rgb = _DARK
            styles[name].paragraph_format.keep_with_next = True
        styles["Heading 1"].paragraph_format.space_before = Pt(24)
        styles["Heading 2"].paragraph_format.space_before = Pt(16)
        # Letters that lean are for Latin script: Arabic ones are never slanted.
        styles[NOTE].font.italic = True
        styles[NORMAL].paragraph_format.space_after = Pt(6)
        styles[LINE].paragraph_format.space_before = Pt(14)
        _border_below(styles[LINE])

    def _page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        footer = section.footer.paragraphs[0]
        if direction(self._language) == "rtl":
            footer._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = footer.add_run()._r
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            part.text = words or None
            run.append(part)


def _set_letters(style: Any, points: int) -> None:
    """Set face and size, also of scripts that run from right to left, which Word keeps apart."""
    style.font.size = Pt(points)
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")) + properties.findall(qn("w:szCs")):
        properties.remove(old)
    faces = OxmlElement("w:rFonts")
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(qn(f"w:{kind}"), _FACE)
    properties.insert(0, faces)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(points * 2))
    properties.find(qn("w:sz")).addnext(size)


def _border_below(style: Any) -> None:
    borders, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "808080")):
        below.set(qn(f"w:{name}"), value)
    between = OxmlElement("w:between")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "808080")):
        between.set(qn(f"w:{name}"), value)
    borders.append(below)
    borders.append(between)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")


def _language_mark(language: str) -> Any:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:bidi" if direction(language) == "rtl" else "w:val"), language)
    return mark


def _printable(words: str) -> str:
    """Return words without signs that no XML may hold."""
    return _NOT_IN_XML.sub("", words)
