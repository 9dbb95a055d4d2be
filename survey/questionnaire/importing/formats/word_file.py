"""A Word document (.docx) as a foreign form: its paragraphs, lists, boxes and tables as lines.

Of the file, only text is taken: no macro, field, link or picture of it is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from xml.etree.ElementTree import Element

from survey.questionnaire.importing.foreign_form import ForeignForm
from survey.questionnaire.importing.formats.bytes_read import not_readable
from survey.questionnaire.importing.formats.outline_form import form_of
from survey.questionnaire.importing.formats.outline_lines import (
    OutlineBlock,
    OutlineLine,
    OutlineTable,
    list_line,
    outline_line,
)
from survey.questionnaire.importing.formats.outline_text import (
    MOST_LETTERS,
    MOST_TEXT,
    with_questions,
)
from survey.questionnaire.importing.formats.word_parts import word_parts
from survey.questionnaire.importing.formats.word_styles import (
    WordStyles,
    child,
    is_on,
    plain_tag,
    value_of,
)

#: Paragraphs of a document, and boxes in boxes or tables in tables.
MOST_BLOCKS = 20_000
MOST_NESTED = 20
#: Letters of one paragraph, all its lines together.
MOST_GATHERED = 50_000

#: What is passed over: deleted words, old places of moved ones, second forms of the same thing.
_SILENT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "txbxContent"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = frozenset({"drawing", "pict", "object"})
#: What only holds other things.
_HOLDING = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})


def read_word(name: str, content: bytes) -> ForeignForm:
    """Return the form of a Word document; BadInput where nothing in it asks anything."""
    parts = word_parts(name, content)
    reader = _DocumentReader(WordStyles(parts.numbering, parts.styles))
    blocks = list(islice(reader.blocks(child(parts.document, "body")), MOST_BLOCKS + 1))
    if reader.letters > MOST_TEXT:
        raise not_readable(
            f"{name} has more than {MOST_TEXT:,} letters.", "Check that it is the right file."
        )
    if max(len(blocks), reader.paragraphs) > MOST_BLOCKS:
        raise not_readable(
            f"{name} has more than {MOST_BLOCKS:,} paragraphs.", "Check that it is the right file."
        )
    notes = []
    if parts.has_macros:
        notes.append("The macros of the document were left out; nothing of them was run.")
    if reader.pictures:
        notes.append("Pictures in the document were left out.")
    return with_questions(form_of(blocks, "Word"), name, tuple(notes))


@dataclass(slots=True)
class _Gathered:
    """Words of a paragraph, how many of their letters are bold, and answers of its fields."""

    words: str = ""
    bold: int = 0
    choices: tuple[str, ...] = ()


class _DocumentReader:
    """Turns the body of a document into lines and tables."""

    def __init__(self, styles: WordStyles) -> None:
        self._styles = styles
        self.paragraphs = 0
        self.letters = 0
        self._tables = 0
        self._apart = False
        self.pictures = False

    def blocks(self, holder: Element | None, depth: int = 0) -> Iterator[OutlineBlock]:
        """Return the lines and tables in a part of the document."""
        if holder is None or depth > MOST_NESTED:
            return
        for element in holder:
            if self.paragraphs > MOST_BLOCKS or self.letters > MOST_TEXT:
                return
            kind = plain_tag(element)
            if kind == "p":
                yield from self._lines(element)
                for box in _boxes(element):
                    yield from self.blocks(box, depth + 1)
            elif kind == "tbl":
                yield from self._table(element, depth)
            elif kind in _HOLDING:
                yield from self.blocks(element, depth + 1)

    def _lines(self, paragraph: Element) -> Iterator[OutlineLine]:
        self.paragraphs += 1
        gathered = self._gathered(paragraph)
        properties = child(paragraph, "pPr")
        style = self._styles.style(value_of(child(properties, "pStyle")))
        letters = sum(not one.isspace() for one in gathered.words)
        bold = letters > 0 and (style.bold or gathered.bold * 10 > letters * 7)
        heading = style.heading or _outline_level(properties)
        entry = self._styles.list_entry(properties, style)
        where = f"paragraph {self.paragraphs}"
        for count, text in enumerate(gathered.words.split("\n")):
            if not text.strip():
                self._apart = True
                continue
            at = where if not count else f"{where}, line {count + 1}"
            line = outline_line(at, text[:MOST_LETTERS], apart=self._apart, bold=bold)
            line = replace(line, heading=line.heading or heading, continues=count > 0)
            if entry and not count:
                line = list_line(line, entry.style, entry.level, entry.mark)
            self._apart = False
            yield line
        for count, choice in enumerate(gathered.choices, 1):
            answer = outline_line(f"{where}, choice {count}", choice)
            yield list_line(replace(answer, mark="", words=choice), "choices", 9)

    def _gathered(self, paragraph: Element) -> _Gathered:
        found = _Gathered()
        self._gather(paragraph, found, bold=False, depth=0)
        self.letters += len(found.words)
        return found

    def _gather(self, element: Element, found: _Gathered, *, bold: bool, depth: int) -> None:
        for one in element:
            kind = plain_tag(one)
            if kind in _SILENT or depth > MOST_NESTED:
                continue
            if kind == "r":
                properties = child(one, "rPr")
                if not is_on(child(properties, "vanish")):
                    self._gather(one, found, bold=is_on(child(properties, "b")), depth=depth + 1)
            elif kind == "sdt":
                self._gather_control(one, found, bold=bold, depth=depth)
            elif kind == "ffData":
                found.words += "☐" if child(one, "checkBox") is not None else ""
                found.choices += _values(child(one, "ddList"), "listEntry", "val")
            elif kind in _PICTURES:
                self.pictures = True
            else:
                text = _text_of(one) if len(found.words) < MOST_GATHERED else ""
                found.words += text
                found.bold += len("".join(text.split())) if bold else 0
                self._gather(one, found, bold=bold, depth=depth + 1)

    def _gather_control(
        self, control: Element, found: _Gathered, *, bold: bool, depth: int
    ) -> None:
        """Gather a control of the document: its words, or the answers that it lets choose."""
        properties = child(control, "sdtPr")
        for kind in ("dropDownList", "comboBox"):
            listed = child(properties, kind)
            found.choices += _values(listed, "listItem", "displayText", "value")
        content = child(control, "sdtContent")
        if content is not None and child(properties, "showingPlcHdr") is None:
            self._gather(content, found, bold=bold, depth=depth + 1)

    def _table(self, table: Element, depth: int) -> Iterator[OutlineBlock]:
        self._tables += 1
        where = f"table {self._tables}"
        rows = [
            tuple(self._cell(cell) for cell in _found(row, "tc")) for row in _found(table, "tr")
        ]
        if rows and max(map(len, rows)) == 1:
            for row in _found(table, "tr"):
                for cell in _found(row, "tc"):
                    yield from self.blocks(cell, depth + 1)
            return
        yield OutlineTable(where, tuple(rows))

    def _cell(self, cell: Element) -> str:
        texts = [self._gathered(one).words.strip() for one in cell.iter() if plain_tag(one) == "p"]
        return "\n".join(text for text in texts if text)[:MOST_LETTERS]


def _found(element: Element, name: str, depth: int = 0) -> list[Element]:
    """Return children of a name, those in controls around them included."""
    found: list[Element] = []
    for one in element:
        if plain_tag(one) == name:
            found.append(one)
        elif plain_tag(one) in _HOLDING and depth < MOST_NESTED:
            found += _found(one, name, depth + 1)
    return found


def _boxes(paragraph: Element) -> list[Element]:
    """Return text boxes that hang at a paragraph, each once."""
    found: list[Element] = []
    waiting = list(reversed(paragraph))
    while waiting:
        one = waiting.pop()
        kind = plain_tag(one)
        if kind == "txbxContent":
            found.append(one)
        elif kind not in ("Fallback", "p"):
            waiting += reversed(one)
    return found


def _text_of(element: Element) -> str:
    kind = plain_tag(element)
    if kind == "t":
        return element.text or ""
    if kind == "sym":
        code = value_of(element, "char")[-4:]
        return chr(int(code, 16)) if len(code) == 4 and code.isalnum() and _is_hex(code) else ""
    return _SIGNS.get(kind, "")


def _is_hex(code: str) -> bool:
    return all(one in "0123456789abcdefABCDEF" for one in code)


def _values(holder: Element | None, name: str, *attributes: str) -> tuple[str, ...]:
    """Return what a list of a control offers; what has no value only says that one may choose."""
    if holder is None:
        return ()
    items = [one for one in holder if plain_tag(one) == name]
    said = [
        next((value_of(one, key) for key in attributes if value_of(one, key)), "")
        for one in items
        if name != "listItem" or value_of(one, "value")
    ]
    return tuple(one for one in said if one.strip())


def _outline_level(properties: Element | None) -> int:
    said = value_of(child(properties, "outlineLvl"))
    return int(said) + 1 if said.isdecimal() and int(said) < 9 else 0
