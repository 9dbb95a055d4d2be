"""How the desk says where a release stands: its next action, its state, and its tables in sums.

It knows words, and no rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.services.overview.release_to_sign import ReleaseToSign, TableToSign
from survey.web.desk.desk_words import long_day


@dataclass(frozen=True, slots=True)
class ReleaseNext:
    """The one thing to do: a heading, words, and the button that does it.

    `act` is "look", "work-out", "sign" or "report" ("": no button); `waits`: somebody else is
    asked, or something has to be looked at.
    """

    heading: str
    words: str
    act: str = ""
    button: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class TableSummary:
    """Tables of one kind: how many are printed whole, in part, and not at all."""

    title: str
    whole: int
    in_part: int
    not_printed: int


def table_chip(table: TableToSign) -> tuple[str, str]:
    """Return the word of a table's state, and the shape of its chip."""
    if table.falls_with:
        return f"Goes with {table.falls_with}", "shut"
    if table.unproven:
        return "Left out as well", "shut"
    if table.decision is None:
        return "No decision yet", "dash"
    return ("Approved", "on") if table.decision.verdict == "approved" else ("Rejected", "shut")


def standing_words(found: ReleaseToSign) -> tuple[str, str]:
    """Return the word of a release's state, and the shape of its chip."""
    if found.is_signed:
        return "Signed", "on"
    if found.undecided:
        return "To be looked at", "wait"
    return "To be signed", "wait"


def next_of_release(found: ReleaseToSign, name: str) -> ReleaseNext:
    """Return what comes next of a release for somebody of that name."""
    signed, left = found.signature, len(found.undecided)
    if found.is_signed and signed and (signed.of_before or not left):
        when = f" on {long_day(signed.day)}" if signed.day else ""
        who = f"{signed.signed_by} signed{when}." if signed.signed_by else "It is from before."
        return ReleaseNext(
            "This release may leave",
            f"{who} Its report holds the tables that go out, and nothing else of it.",
            "report",
            "Go to its report",
        )
    if left:
        may = " What is signed may leave meanwhile." if found.is_signed else ""
        return ReleaseNext(
            f"{left} table{' waits' if left == 1 else 's wait'} for a decision",
            f"Look at each as readers would see it. Approve it, or reject it with a reason.{may}",
            "look",
            "Look at the next table",
        )
    if not found.worked_out:
        return ReleaseNext(
            "Find out what goes out without the rejected tables",
            "Readers need a proof of what is left. It takes from some seconds to a few minutes.",
            "work-out",
            "Work out what goes out",
        )
    if found.must_be_signed and name.casefold() in found.deciders:
        return ReleaseNext(
            "A second person signs",
            "You decided about these tables. Ask another coordinator, or a trustee, to look and "
            "sign.",
            waits=True,
        )
    return ReleaseNext(
        f"Sign for release {found.number}",
        f"{len(found.goes_out)} of {len(found.tables)} tables go out. You say that they may.",
        "sign",
        "Sign for this release",
    )


def summaries(found: ReleaseToSign) -> list[TableSummary]:
    """Return how much of each kind of table is printed, as the protection left it."""
    kinds = (
        ("Each question, everybody", "question"),
        ("Questions by groups", "breakdown"),
        ("Headline numbers", "headline"),
        ("Themes of what people wrote", "themes"),
    )
    sums = []
    for title, kind in kinds:
        tables = [one for one in found.tables if one.kind == kind]
        refused = sum(one.kind == kind for one in found.not_printed)
        if tables or refused:
            whole = sum(not one.hidden for one in tables)
            sums.append(TableSummary(title, whole, len(tables) - whole, refused))
    return sums
