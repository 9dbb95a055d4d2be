"""Whoever holds a share sheet shows that it is still there, or says that it cannot be found.

It knows three words of a sheet for as long as a call lasts. It opens nothing, and keeps no word.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from survey.errors import Refused, SharesRefused
from survey.sealing.codes.staff_marks import staff_mark
from survey.sealing.opening.sheet_checks import mark_of, read_asked
from survey.services.steps.staff_links import LINK_LASTS, hour_of
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows
from survey.storage.keys.sheet_check_rows import CheckedSheet
from survey.storage.staff import journal


def sheet_of(
    instance: Instance, of_id: str, number: int, account_id: str | None = None
) -> CheckedSheet:
    """Return a sheet that an account may show to be there (None: whoever has the machine).

    Refused where none of that number is known, or it is somebody else's.
    """
    with instance.engine.connect() as connection:
        sheet = sheet_check_rows.get(connection, of_id, number)
    if account_id is not None and sheet.account_id not in ("", account_id):
        raise Refused(
            f"Sheet {number} is somebody else's.",
            kept="Nothing was changed.",
            do="Look at your own, or ask the coordinator.",
        )
    return sheet


def look_for_sheet(
    instance: Instance, sheet: CheckedSheet, typed: Sequence[str], today: date, account_id: str = ""
) -> None:
    """Note that a sheet is there, by the three words that are asked for now; nothing opens.

    It belongs to that account from then on, where it belonged to none. SharesRefused where a word
    is none or another: then the same words are asked for again.
    """
    words = read_asked(sheet.words_now, typed)
    mark = mark_of(instance.site_key, sheet.of_id, sheet.number, sheet.words_now, words)
    if not hmac.compare_digest(mark, sheet.mark_now):
        raise SharesRefused(
            f"These are not the words on sheet {sheet.number}.",
            kept="Nothing was changed, and nothing was lost.",
            do=f"Look whether your paper says “Share sheet {sheet.number}” and names this study. "
            "Then read the words off it again, by their numbers.",
        )
    with writing(instance.engine) as connection:
        sheet_check_rows.seen(connection, sheet, today, account_id)
        _note(connection, sheet, today, "sheet found")


def say_sheet_lost(instance: Instance, sheet: CheckedSheet, today: date) -> None:
    """Note that the holder of a sheet cannot find it; it counts as lost until it is shown."""
    with writing(instance.engine) as connection:
        sheet_check_rows.lost(connection, sheet, today)
        _note(connection, sheet, today, "sheet not found")


def make_sheet_link(instance: Instance, of_id: str, number: int, now: datetime) -> str:
    """Return the secret end of a link by which a holder without an account is asked for words.

    It lasts a week, and ends when it was answered or another is made. Refused where none of that
    number is known.
    """
    token = secrets.token_urlsafe(24)
    with writing(instance.engine) as connection:
        sheet = sheet_check_rows.get(connection, of_id, number)
        mark = staff_mark(instance.site_key, "sheet link", token)
        sheet_check_rows.link(connection, sheet, mark, hour_of(now + LINK_LASTS))
        _note(connection, sheet, now.date(), "link to a sheet made")
    return token


def sheet_behind_link(instance: Instance, token: str, now: datetime) -> CheckedSheet | None:
    """Return the sheet that a link asks for; None where it leads nowhere, or does not any more."""
    mark = staff_mark(instance.site_key, "sheet link", token)
    with instance.engine.connect() as connection:
        return sheet_check_rows.behind(connection, mark, hour_of(now))


def _note(connection: Connection, sheet: CheckedSheet, day: date, event: str) -> None:
    named = f"Sheet {sheet.number}{f', {sheet.holder}' if sheet.holder else ''}."
    journal.note(connection, day=day, study_id=sheet.of_id, event=event, words=named)
