"""How the desk says where share sheets are: a line, and a warning with what to do.

It knows words, and no sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from survey.services.overview.sheets_seen import SheetsSeen
from survey.studies.sheet_rule import SheetState

#: The word of each state of a sheet, and the shape of its chip.
SHEET_CHIPS: Mapping[SheetState, tuple[str, str]] = {
    "found": ("Found", "on"),
    "due": ("To be looked at", "half"),
    "late": ("Not looked at", "wait"),
    "lost": ("Not found", "shut"),
}


class SheetWarning(NamedTuple):
    """What is said where sheets are missed: a heading, and what to do."""

    heading: str
    words: str


def sheets_line(of: SheetsSeen) -> str:
    """Return how many sheets were found lately, in one line."""
    if not of.sheets:
        return "Nobody is asked for these sheets: they were made before sheets were looked after."
    if of.over:
        return "Nothing is left to open, so nobody is asked for these sheets."
    return f"{of.found} of {of.shares} sheets were found in the last 30 days."


def sheet_warning(of: SheetsSeen) -> SheetWarning | None:
    """Return what is to be done about sheets that are missed; None where none is."""
    left = f"{of.left} of {of.shares} are left as far as you know, and {of.threshold} are needed."
    lost = "A share sheet" if of.lost == 1 else f"{of.lost} share sheets"
    if of.alarm == "never":
        return SheetWarning(
            "Too few share sheets are left",
            f"{left} Let everybody search now. Without one more, nobody can ever open it; then say "
            "so to those who asked, and in public.",
        )
    if of.alarm == "last":
        return SheetWarning(
            f"{lost} cannot be found, and no other may be lost",
            f"{left} Nobody can make a new sheet. Close it early, and open it as soon as you can.",
        )
    if of.alarm == "lost":
        return SheetWarning(
            f"{lost} cannot be found",
            f"{left} Nobody can make a new sheet. Close it early and open it while enough are "
            "left, or look after the others well.",
        )
    if of.alarm == "late":
        return SheetWarning(
            "A share sheet was not looked at for 60 days",
            "Nobody can say that it is still there. Ask its holder yourself, and make a link.",
        )
    return None


def address_of(of: SheetsSeen) -> str:
    """Return the address of the page about the sheets of a study or council."""
    return f"/{'studies' if of.kind == 'study' else 'councils'}/{of.of_id}/sheets"
