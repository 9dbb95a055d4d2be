"""Holders confirm that their share sheets are destroyed, each for the number on their own.

It knows numbers of sheets and who confirmed. It must not know what a sheet says.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import Connection

from survey.errors import BadInput, Refused, StudyStateWrong
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.steps.note_shredded import note_if_shredded
from survey.services.steps.sheets_destroyed import sheets_of
from survey.services.steps.staff_links import LINK_LASTS, hour_of
from survey.storage.database import hold_journal, writing
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.studies import end_of_data, study_life
from survey.storage.studies.end_of_data import ConfirmedHow, DestroyedSheet

#: Characters of the role or name of whoever confirms.
WHO_LETTERS = 100

_KEPT = "Nothing was noted."


def confirm_destroyed(
    instance: Instance, of: str, sheet: int, who: str, how: ConfirmedHow, today: date
) -> bool:
    """Note that the holder of a sheet destroyed it; return whether the study or council `of` is
    shredded by that.

    `who` is an account or a role. StudyUnknown; StudyStateWrong before it is archived; BadInput for
    a number that no sheet has, or no role; Refused for a sheet that was confirmed or is known to be
    somebody else's, and for somebody who confirmed another.
    """
    said = " ".join(who.split())
    if not 0 < len(said) <= WHO_LETTERS:
        raise BadInput(
            "Who confirms this is missing, or too long.",
            kept=_KEPT,
            do=f"Write the role of whoever held the sheet, in up to {WHO_LETTERS} characters.",
        )
    with writing(instance.engine) as conn:
        hold_journal(conn)  # two at once are one after the other
        _require_open(conn, of, sheet)
        if how == "signed in":
            _require_own(conn, of, sheet, said)
        for one in end_of_data.destroyed(conn, of):
            if one.who.casefold() == said.casefold() and how != "by link":
                raise Refused(
                    f"{said} has confirmed sheet {one.sheet} already.",
                    kept=_KEPT,
                    do="Each holder confirms their own sheet.",
                )
        done = DestroyedSheet(sheet, today, how, said)
        end_of_data.add_destroyed(conn, of, done)
        study_life.destroy_sheet(conn, of, today, f"Sheet {sheet}, confirmed {how} by {said}.")
        return note_if_shredded(conn, of, today)


def take_back(
    instance: Instance, of: str, sheet: int, today: date, only_by: str | None = None
) -> None:
    """Forget that a sheet was confirmed to be destroyed, where that was said of a wrong one.

    `only_by` is the name of an account that takes back its own word alone (None: any).
    StudyUnknown; Refused where nobody confirmed it, somebody else did, or it is shredded.
    """
    with writing(instance.engine) as conn:
        hold_journal(conn)
        sheets_of(conn, of)
        end = end_of_data.end_of(conn, of)
        found = [one for one in end_of_data.destroyed(conn, of) if one.sheet == sheet]
        mine = [one for one in found if (one.how, one.who) == ("signed in", only_by)]
        if end is None or end.shredded_on or not (mine if only_by is not None else found):
            raise Refused(
                f"What was noted of sheet {sheet} cannot be taken back.",
                kept="It stays as it was noted.",
                do="Whoever confirmed it takes it back, or a coordinator, until it is shredded.",
            )
        end_of_data.take_back_destroyed(conn, of, sheet)
        words = f"Sheet {sheet}: that it is destroyed was taken back."
        journal.note(conn, day=today, study_id=of, event="sheet destroyed", words=words)


def make_destruction_link(instance: Instance, of: str, sheet: int, now: datetime) -> str:
    """Return the secret end of a link with which the holder of a sheet confirms without an account.

    It works once, for a week; one made before for that sheet leads nowhere. Errors as for
    `confirm_destroyed`.
    """
    token = secrets.token_urlsafe(24)
    with writing(instance.engine) as conn:
        _require_open(conn, of, sheet)
        until = hour_of(now + LINK_LASTS)
        end_of_data.put_link(conn, of, sheet, _mark(instance, token), until)
        journal.note(
            conn,
            day=now.date(),
            study_id=of,
            event="link for a sheet made",
            words=f"Sheet {sheet}: its holder confirms with it that it is destroyed.",
        )
    return token


def sheet_of_link(instance: Instance, token: str, now: datetime) -> tuple[str, int] | None:
    """Return the study or council and the sheet that a link is for; None where it leads nowhere."""
    with instance.engine.connect() as conn:
        return end_of_data.by_link(conn, _mark(instance, token[:64]), hour_of(now))


def confirm_by_link(instance: Instance, token: str, now: datetime) -> bool:
    """Note what the holder of a link confirms, which works once; as `confirm_destroyed`.

    Refused where the link leads nowhere.
    """
    found = sheet_of_link(instance, token, now)
    if found is None:
        raise Refused(
            "This link leads nowhere: it was used, is too old, or was replaced.",
            kept=_KEPT,
            do="Ask whoever gave it to you for another.",
        )
    of, sheet = found
    who = f"the holder of sheet {sheet}"
    return confirm_destroyed(instance, of, sheet, who, "by link", now.date())


def _require_open(conn: Connection, of: str, sheet: int) -> None:
    shares = sheets_of(conn, of).shares
    if end_of_data.end_of(conn, of) is None:
        raise StudyStateWrong(
            f"{of} is not archived, so its share sheets may still be needed.",
            kept=f"{_KEPT} Keep the sheet.",
            do="Destroy it once the coordinator says that the study is archived.",
        )
    if not 1 <= sheet <= shares:
        raise BadInput(
            f"There is no sheet {sheet}: they are numbered from 1 to {shares}.",
            kept=_KEPT,
            do="The number stands in the first line of the sheet.",
        )
    if any(one.sheet == sheet for one in end_of_data.destroyed(conn, of)):
        raise Refused(
            f"Sheet {sheet} was confirmed already.",
            kept="It stays as it was noted.",
            do="If that was not you, tell the coordinator.",
        )


def _require_own(conn: Connection, of: str, sheet: int, name: str) -> None:
    """Refuse a sheet that is another account's, and any but that of this one."""
    account = accounts.by_name(conn, name)
    owners = {one.sheet: one.account_id for one in end_of_data.held(conn, of)}
    mine = {number for number, owner in owners.items() if account and owner == account.id}
    if sheet in mine or (not mine and not owners.get(sheet)):
        return
    raise Refused(
        f"Sheet {sheet} is not yours, as far as it was noted who holds which.",
        kept=_KEPT,
        do="Type the number on your own sheet. If it is this one, tell the coordinator.",
    )


def _mark(instance: Instance, token: str) -> bytes:
    return staff_mark(instance.site_key, "destroyed sheet", token)
