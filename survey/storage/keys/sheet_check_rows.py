"""What is kept of share sheets: which words are asked for, marks of them, and when each was seen.

It must not know a word of a sheet, or the rules of asking.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from survey.errors import Refused
from survey.sealing.opening.sheet_checks import AskedWord, SheetChecks, WordSet
from survey.storage.schema import sheet_checks

_MARK_SIZE = 32


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """One sheet of a study or council, as it is kept; `turn` is the set that is asked for next.

    `holder` is the role it was made for and `account_id` the account that it belongs to ("": not
    known); `lost_on` is None unless its holder could not find it.
    """

    of_id: str
    number: int
    holder: str
    account_id: str
    asked: tuple[WordSet, ...]
    marks: tuple[bytes, ...] = field(repr=False)
    turn: int
    seen_on: date
    lost_on: date | None

    @property
    def words_now(self) -> WordSet:
        """Return the words that are asked for next."""
        return self.asked[self.turn % len(self.asked)]

    @property
    def mark_now(self) -> bytes:
        """Return the mark of these words."""
        return self.marks[self.turn % len(self.marks)]


def add(
    conn: Connection,
    of_id: str,
    checks: Sequence[SheetChecks],
    day: date,
    *,
    holders: Sequence[str] = (),
    accounts: Sequence[str] = (),
) -> None:
    """Store what is kept of the sheets of something new, all of them seen on that day."""
    named = (*holders, *[""] * len(checks))
    of_accounts = (*accounts, *[""] * len(checks))
    rows = [
        {
            "of_id": of_id,
            "number": one.number,
            "holder": holder,
            "account_id": account,
            "asked_json": json.dumps(one.asked, separators=(",", ":")),
            "marks": b"".join(one.marks),
            "turn": 0,
            "seen_on": day,
        }
        for one, holder, account in zip(checks, named, of_accounts, strict=False)
    ]
    if rows:
        conn.execute(insert(sheet_checks), rows)


def sheets_of(conn: Connection, of_id: str | None = None) -> tuple[CheckedSheet, ...]:
    """Return the sheets of a study or council (None: of all) in the order of their numbers."""
    found = select(sheet_checks).order_by(sheet_checks.c.of_id, sheet_checks.c.number)
    if of_id is not None:
        found = found.where(sheet_checks.c.of_id == of_id)
    return tuple(_sheet(row._asdict()) for row in conn.execute(found))


def get(conn: Connection, of_id: str, number: int) -> CheckedSheet:
    """Return one sheet; Refused where none of that number is known."""
    found = [one for one in sheets_of(conn, of_id) if one.number == number]
    if not found:
        raise Refused(
            f"Nothing is kept of a share sheet {number} of {of_id}.",
            kept="Nothing was changed.",
            do="Of what was published before sheets were looked after, ask its holder yourself.",
        )
    return found[0]


def seen(conn: Connection, sheet: CheckedSheet, day: date, account_id: str = "") -> None:
    """Note that a sheet was there on a day: its link ends, and other words are asked for next."""
    values: dict[str, Any] = {"seen_on": day, "lost_on": None, "turn": sheet.turn + 1}
    _change(conn, sheet, **values, account_id=sheet.account_id or account_id, **_NO_LINK)


def lost(conn: Connection, sheet: CheckedSheet, day: date) -> None:
    """Note that the holder of a sheet could not find it; its link ends."""
    _change(conn, sheet, lost_on=day, **_NO_LINK)


def link(conn: Connection, sheet: CheckedSheet, mark: bytes, until: int) -> None:
    """Let a link lead to the words of a sheet until an hour (since 1970); one before it ends."""
    _change(conn, sheet, link_mark=mark, link_until=until)


def behind(conn: Connection, mark: bytes, hour: int) -> CheckedSheet | None:
    """Return the sheet that a link leads to in that hour; None where it leads nowhere."""
    here = sheet_checks.c.link_mark == mark, sheet_checks.c.link_until > hour
    row = conn.execute(select(sheet_checks).where(*here)).first()
    return None if row is None else _sheet(row._asdict())


def release(conn: Connection, account_id: str) -> None:
    """Let the sheets of an account that leaves belong to none: whoever has them now shows them."""
    mine = update(sheet_checks).where(sheet_checks.c.account_id == account_id)
    conn.execute(mine.values(account_id=""))


def forget(conn: Connection, of_id: str) -> None:
    """Forget all that is kept of the sheets of a study or council."""
    conn.execute(delete(sheet_checks).where(sheet_checks.c.of_id == of_id))


_NO_LINK: dict[str, None] = {"link_mark": None, "link_until": None}


def _change(conn: Connection, sheet: CheckedSheet, **values: Any) -> None:
    here = sheet_checks.c.of_id == sheet.of_id, sheet_checks.c.number == sheet.number
    conn.execute(update(sheet_checks).where(*here).values(values))


def _sheet(row: dict[str, Any]) -> CheckedSheet:
    asked = tuple(
        tuple(AskedWord(of, number) for of, number in one) for one in json.loads(row["asked_json"])
    )
    marks = bytes(row["marks"])
    return CheckedSheet(
        row["of_id"],
        row["number"],
        row["holder"],
        row["account_id"],
        asked,  # type: ignore[arg-type]  # three of each, as they were stored
        tuple(marks[at : at + _MARK_SIZE] for at in range(0, len(marks), _MARK_SIZE)),
        row["turn"],
        row["seen_on"],
        row["lost_on"],
    )
