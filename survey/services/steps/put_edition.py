"""Putting an edition of a report on the shelf: its row, its files, and what becomes of the one
before.

It knows files as bytes. It must not know what they say.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from survey.services.steps.finish_edition import (
    PUBLISHED,
    alone_on_the_shelf,
    copy_linked,
    say_whole,
    withhold_older,
)
from survey.services.steps.reading_shelf import (
    EDITIONS,
    LANGUAGES,
    card_of_edition,
    card_of_json,
)
from survey.storage.database import writing
from survey.storage.files import sync_folder
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.published_editions import (
    EditionRow,
    editions_of,
    facts_of,
    hold_back,
    put_edition_row,
)

#: Acts after which what was published before says something that was taken back.
_TAKEN_BACK = ("quote taken back",)


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be put on the shelf: its number, and what lists say of it, as JSON ("":
    nothing); `put` writes its files into a folder."""

    of_id: str
    number: int
    card_json: str
    put: Callable[[Path], object]


@contextmanager
def putting_edition(
    instance: Instance, edition: NewEdition, today: date
) -> Iterator[tuple[Connection, date | None]]:
    """Put an edition on the shelf: what is done with the connection that is given goes with it, or
    nothing does. Beside it stands the day from which it is read (None: from now on).

    The edition before stays under its number, unless words in it were taken back since it came
    out: then nobody has any before this one is read. The same report in another language stands
    beside the one that is there, where the same was decided about both; else it takes its place.
    What readers have of this number already cannot be held back any more. All files take the place
    of those before at once, when it is certain that the rest is done; a program that is killed
    before leaves what readers had. Under its number the edition before can be read by then already.
    Nobody else writes to the database meanwhile, so what takes time with the number of editions is
    done before.
    """
    with (
        alone_on_the_shelf(instance, edition.of_id) as coming,
        writing(instance.engine) as conn,
    ):
        before = editions_of(conn, edition.of_id)
        same = next((one for one in before if one.number == edition.number), None)
        wanted = facts_of(conn, edition.of_id).embargo_until
        held = wanted if wanted and wanted > today else None
        if same is not None and same.is_read(today):
            held = None
        back = _taken_back(conn, edition.of_id)
        yield conn, held
        kept = _stays_beside(same, edition) if not back else None
        card_json = kept.card_json if kept else edition.card_json
        put_edition_row(conn, EditionRow(edition.of_id, edition.number, today, held, card_json))
        if back and held:
            _hold_back_with(conn, before, edition, held)
        older = before[0].number if before and before[0].number < edition.number else 0
        _keep_older(coming, older, back)
        if kept is None:
            shutil.rmtree(coming / LANGUAGES, ignore_errors=True)
        shutil.rmtree(coming / EDITIONS / str(edition.number), ignore_errors=True)
        into = coming / LANGUAGES / kept.beside if kept and kept.beside else coming
        edition.put(into)
        sync_folder(into)
        sync_folder(into.parent)
        top = instance.published / edition.of_id
        if back:
            withhold_older(conn, edition.of_id, top)
        else:
            _keep_older(top, older, back)
        say_whole(conn, edition.of_id, coming)


class _Kept(NamedTuple):
    """The language of an edition beside the one that is there ("": it takes its place), and what
    lists say of both."""

    beside: str
    card_json: str


def _stays_beside(same: EditionRow | None, edition: NewEdition) -> _Kept | None:
    """Return what an edition stays beside: what is there of its number, where the same was decided
    about both and its own language says what it said; None where it is all that readers have, as
    others could say more than it."""
    there = card_of_edition(same) if same else None
    new = card_of_json(edition.card_json)
    if there is None or new is None or not new.made_of or new.made_of != there.made_of:
        return None
    if there.says_otherwise(new):
        return None
    if new.lang == there.lang:
        return _Kept("", new.model_copy(update={"also": there.also}).model_dump_json())
    return _Kept(new.lang, there.with_other(new).model_dump_json())


def _hold_back_with(
    conn: Connection, before: Sequence[EditionRow], edition: NewEdition, held: date
) -> None:
    """Offer nobody the editions of before any more, whose files go, where the new one comes
    later."""
    for one in before:
        if one.number < edition.number:
            hold_back(conn, edition.of_id, one.number, held)


def _taken_back(conn: Connection, of_id: str) -> bool:
    """Return whether words were taken back since something was published."""
    back, out = (journal.newest_of(conn, of_id, acts) for acts in (_TAKEN_BACK, PUBLISHED))
    return back is not None and (out is None or back[0] > out[0])


def _keep_older(top: Path, older: int, back: bool) -> None:
    """Let the newest edition lie below, too, under its number (0: it stays the newest), or none of
    before (`back`)."""
    if back:
        shutil.rmtree(top / EDITIONS, ignore_errors=True)
    elif older and top.is_dir():
        below = top / EDITIONS / str(older)
        shutil.rmtree(below, ignore_errors=True)
        below.parent.mkdir(exist_ok=True)
        copy_linked(top, below, but=(EDITIONS,))
        sync_folder(below.parent)
