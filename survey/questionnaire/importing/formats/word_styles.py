"""Lists and styles of a Word file: how an entry is marked, which paragraphs are headings."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from survey.questionnaire.importing.formats.outline_lines import ROUND, SQUARE, EntryMark

#: Styles that are based on each other, beyond which we stop.
MOST_BASES = 12


def plain_tag(element: Element) -> str:
    """Return the name of an element without its namespace (there are two, strict and not)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Element | None, name: str = "val") -> str:
    """Return an attribute, whatever its namespace; “” where there is none."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child of these names, one inside the other."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if plain_tag(one) == name), None)
    return element


def is_on(element: Element | None) -> bool:
    """Return whether a switch such as bold is on."""
    return element is not None and value_of(element) not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class ListedAs:
    """How an entry of a list is marked: entries of one `style` belong to one list."""

    style: str
    level: int
    mark: EntryMark


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs; `heading` is 0 for none."""

    heading: int = 0
    bold: bool = False
    list_id: str = ""
    level: str = ""


class WordStyles:
    """Answers what the properties of a paragraph mean."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {value_of(one, "styleId"): one for one in _children(styles, "style")}
        abstract = {
            value_of(one, "abstractNumId"): one for one in _children(numbering, "abstractNum")
        }
        self._lists = {
            value_of(one, "numId"): abstract.get(value_of(child(one, "abstractNumId")))
            for one in _children(numbering, "num")
        }

    def style(self, name: str) -> ParagraphStyle:
        """Return what a style says, those it is based on included."""
        heading, bold, list_id, level = 0, False, "", ""
        for _ in range(MOST_BASES):
            style = self._styles.get(name)
            if style is None:
                break
            properties = child(style, "pPr")
            heading = heading or _heading_of(style)
            bold = bold or is_on(child(style, "rPr", "b"))
            list_id = list_id or value_of(child(properties, "numPr", "numId"))
            level = level or value_of(child(properties, "numPr", "ilvl"))
            name = value_of(child(style, "basedOn"))
        return ParagraphStyle(heading, bold, list_id, level)

    def list_entry(self, properties: Element | None, style: ParagraphStyle) -> ListedAs | None:
        """Return how a paragraph is marked as an entry of a list; None where it is none."""
        own = child(properties, "numPr")
        list_id = value_of(child(own, "numId")) or style.list_id
        said = value_of(child(own, "ilvl")) or style.level
        level = int(said) if said.isdecimal() and len(said) < 3 else 0
        if list_id not in self._lists:
            return None
        look = next(
            (one for one in _children(self._lists[list_id], "lvl") if _is_level(one, level)), None
        )
        if value_of(child(look, "numFmt")) != "bullet":
            return ListedAs(f"list {list_id}.{level}", level, "list")
        sign = value_of(child(look, "lvlText"))
        mark: EntryMark = "square" if sign and sign in SQUARE else "list"
        mark = "round" if sign and sign in ROUND else mark
        style_name = f"bullets {list_id}.{level}" if mark == "list" else mark
        return ListedAs(style_name, level, mark)


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if plain_tag(one) == name]


def _is_level(element: Element, level: int) -> bool:
    return value_of(element, "ilvl") == str(level)


def _heading_of(style: Element) -> int:
    name = value_of(child(style, "name")).lower()
    if name == "title":
        return 1
    if name.startswith("heading ") and name[8:].strip().isdecimal():
        return min(int(name[8:].strip()[:2]), 9)
    return 0
