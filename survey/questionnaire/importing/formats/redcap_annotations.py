"""What the annotation of a REDCap field asks for (@HIDDEN, @NONEOFTHEABOVE=…), done to an item."""

from __future__ import annotations

import re
from dataclasses import replace

from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem

#: A tag and what it is set to: @MAXCHECKED=3, @NONEOFTHEABOVE='98,99', @DEFAULT="x".
_TAG = re.compile(r"@([A-Z][A-Z0-9_-]*)(?:\s*=\s*('[^']*'|\"[^\"]*\"|[^\s@{(]+))?")
#: What the tag takes away from people, and what becomes of the field then.
_KINDS = {
    "HIDDEN": AskedFor.HIDDEN,
    "HIDDEN-SURVEY": AskedFor.HIDDEN,
    "READONLY": AskedFor.HIDDEN,
    "READONLY-SURVEY": AskedFor.HIDDEN,
    "CALCTEXT": AskedFor.CALCULATED,
    "CALCDATE": AskedFor.CALCULATED,
    "USERNAME": AskedFor.METADATA,
    "NOW": AskedFor.METADATA,
    "TODAY": AskedFor.METADATA,
    "NOW-SERVER": AskedFor.METADATA,
    "TODAY-SERVER": AskedFor.METADATA,
    "NOW-UTC": AskedFor.METADATA,
    "TODAY-UTC": AskedFor.METADATA,
    "APPUSERNAME-APP": AskedFor.METADATA,
    "SYNC-APP": AskedFor.METADATA,
    "LATITUDE": AskedFor.PLACE,
    "LONGITUDE": AskedFor.PLACE,
    "BARCODE-APP": AskedFor.BARCODE,
}
_FILLED_IN = frozenset({"DEFAULT", "SETVALUE", "PREFILL"})
#: Tags that change nothing of what is asked.
_OF_NO_WEIGHT = frozenset(
    {
        "HIDDEN-FORM", "HIDDEN-APP", "HIDDEN-PDF", "READONLY-FORM", "READONLY-APP", "HIDEBUTTON",
        "PLACEHOLDER", "RANDOMORDER", "NOMISSING", "PASSWORDMASK", "RICHTEXT", "WORDLIMIT",
        "CHARLIMIT", "INLINE", "INLINE-PREVIEW", "DOWNLOAD-COUNT", "LANGUAGE-CURRENT-SURVEY",
    }
)  # fmt: skip


def with_annotation(item: ForeignItem, annotation: str) -> ForeignItem:
    """Return an item as its annotation wants it; what is not kept of it is said."""
    if "@" not in annotation:
        return item
    changes = list(item.changes)
    for found in _TAG.finditer(annotation):
        tag, value = found[1], (found[2] or "").strip("'\"")
        if tag in _KINDS:
            asks = item.kind not in (
                AskedFor.NOTE,
                AskedFor.CALCULATED,
                AskedFor.METADATA,
                AskedFor.SIGNATURE,
            )
            item = replace(item, kind=_KINDS[tag]) if asks else item
        elif tag == "NONEOFTHEABOVE":
            item = _exclusive(item, _codes(value))
        elif tag == "HIDECHOICE":
            item = _fewer(item, _codes(value), changes)
        elif tag == "MAXCHECKED" and value.isdecimal() and len(value) < 4:
            item = replace(item, at_most=int(value) if item.kind == AskedFor.MULTIPLE else None)
        elif tag in _FILLED_IN:
            changes.append("The answer that was filled in beforehand was left out.")
        elif tag not in _OF_NO_WEIGHT:
            changes.append(f"What the annotation @{tag} does was left out.")
    return replace(item, changes=tuple(dict.fromkeys(changes)))


def _codes(value: str) -> frozenset[str]:
    return frozenset(code.strip() for code in value.split(",") if code.strip())


def _exclusive(item: ForeignItem, codes: frozenset[str]) -> ForeignItem:
    options = tuple(
        replace(one, exclusive=True) if one.code in codes else one for one in item.options
    )
    return replace(item, options=options)


def _fewer(item: ForeignItem, codes: frozenset[str], changes: list[str]) -> ForeignItem:
    left = tuple(one for one in item.options if one.code not in codes)
    if len(left) < len(item.options):
        changes.append("Choices that the form hides were left out.")
    return replace(item, options=left)
