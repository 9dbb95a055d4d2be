"""Bringing a database to the newest revision: alone, and wholly or not at all.

SQLite: a copy of before lies in the instance folder meanwhile, and is put back where something
fails. PostgreSQL: it is one transaction of the server, which takes everything back by itself. It
knows revisions, files and numbers of rows, and must not know what is in a row.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, table, text

from survey.errors import Action, Do, InstanceUnsound, Refused, SurveyError, UpgradeFailed
from survey.storage.database import (
    PATIENCE_MS,
    alembic_config,
    is_sqlite,
    leave_no_trace,
    migrate,
    revision_of,
    revision_seen,
    revision_settled,
    writing,
)
from survey.storage.faults import FAULTS, explained
from survey.storage.files import OWNER_ONLY, destroy_folder, locked, make_folder, sync_folder
from survey.storage.instance import UPGRADE_FOLDER
from survey.storage.schema import REVISION, metadata
from survey.storage.staff import journal
from survey.storage.working_alone import alone_with, others_at_work

#: Held while a database is brought up to date, so that two starts do not do it twice.
_LOCK = Path("keys") / "upgrade.lock"
_COPY = "before.db"
#: How often the size of the database must be free: the copy, the log, the file written anew, and a
#: little more (measured: three times).
_TIMES = 4
#: The same on the disk of a server: rows written anew, and its log (measured: 1.4 times).
_TIMES_ON_SERVER = 2
#: Tables that hold what people sent and what was published: no revision loses a row of them.
_KEPT_WHOLE = (
    *("studies", "councils", "codes", "texts", "letters", "slips", "joinings", "drafts", "spent"),
    *("study_invitations", "invitations", "members", "own_ratings", "payments", "releases"),
    *("round_releases", "journal", "draft_versions"),
)


@dataclass(frozen=True, slots=True)
class RevisionStep:
    """One revision that is still to come, and what it brings, in its own words."""

    number: str
    brings: str


@dataclass(frozen=True, slots=True)
class UpgradeOutlook:
    """What bringing a database up to date would do: from which revision, in which steps; its size,
    the room that it needs and that is free, in bytes (None on the disk of a server, which cannot be
    seen from here); and where else it is open now. `is_cut_short` tells that one was begun and not
    ended."""

    found: str
    steps: tuple[RevisionStep, ...]
    size: int
    needed: int
    free: int | None
    others: tuple[str, ...]
    is_cut_short: bool

    @property
    def fits(self) -> bool:
        """Tell whether there is room for it, as far as can be seen from here."""
        return self.free is None or self.free >= self.needed


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which revision to which a database was brought."""

    before: str
    after: str


def look_ahead(folder: Path, engine: Engine) -> UpgradeOutlook:
    """Return what `upgrade` would do; nothing is changed. Refused where the program is older than
    the database."""
    found = revision_of(engine)
    steps = _steps_from(found)
    size, needed, free = _room(folder, engine) if is_sqlite(engine) else _room_on_server(engine)
    cut_short = (folder / UPGRADE_FOLDER).exists()
    others = others_at_work(engine)
    return UpgradeOutlook(found, steps, size, needed, free, others, cut_short)


def upgrade(
    folder: Path, engine: Engine, site_key: bytes, patience: float = PATIENCE_MS / 1000
) -> Upgraded | None:
    """Bring the database to the newest revision, and return what was done; None where it is there.

    What a killed one left is ended, forwards or backwards. Refused where others have the database
    open for longer than `patience` seconds, there is no room for a copy, or the database is newer
    than the program: then nothing was changed. UpgradeFailed when it failed: then it is as it was.
    """
    make_folder(folder / "keys")
    with locked(folder / _LOCK):
        scratch = folder / UPGRADE_FOLDER
        if revision_of(engine) == REVISION and not scratch.exists():
            return None
        with alone_with(engine, patience, lambda conn: revision_seen(conn) == REVISION):
            found = revision_of(engine)  # another node may have done it meanwhile
            if is_sqlite(engine):
                return _with_copy(folder, engine, site_key, found)
            return _in_one_transaction(engine, site_key, found)


def note_upgraded(engine: Engine, done: Upgraded, today: date) -> None:
    """Tell the journal that the database was brought up to date; `engine` carries the site key."""
    words = f"From revision {done.before} to {done.after}."
    with writing(engine) as conn:
        journal.note(conn, day=today, study_id="", event="database upgraded", words=words)


def _with_copy(folder: Path, engine: Engine, site_key: bytes, found: str) -> Upgraded:
    scratch = folder / UPGRADE_FOLDER
    copy = scratch / _COPY
    if found != REVISION or not copy.exists():  # else one was killed after it was done
        destroy_folder(scratch)
        _steps_from(found)
        _require_room(folder, engine)
        _require_sound(engine)
        _copy_beside(engine, copy)
    before, rows = _seen_in(copy)
    try:
        _migrate(engine, site_key, rows)
        leave_no_trace(engine, rewrite=True)
        _require_sound(engine)
    except Exception as fault:
        raise _put_back(engine, copy, before, fault) from fault
    destroy_folder(scratch)
    return Upgraded(before, REVISION)


def _in_one_transaction(engine: Engine, site_key: bytes, found: str) -> Upgraded | None:
    if found == REVISION:
        return None
    _steps_from(found)
    with engine.connect() as conn:
        rows = _rows(conn)
    try:
        _migrate(engine, site_key, rows)
    except Exception as fault:
        _require_done(engine, found, fault)
    leave_no_trace(engine, rewrite=True)
    return Upgraded(found, REVISION)


def _require_done(engine: Engine, found: str, fault: Exception) -> None:
    """Raise what to say of a fault, unless the server did it and only its answer was lost."""
    engine.dispose()
    try:
        now = revision_settled(engine)
    except FAULTS:
        raise UpgradeFailed(
            f"The database could not be brought up to date: {_reason(fault)} Its server cannot be "
            "asked now how that ended.",
            kept="Nothing was lost: it did all of it or took everything back.",
            do=(
                "See that PostgreSQL runs and can be reached; then the same command finds it done, "
                "or begins anew",
                Action(Do.UPGRADE),
            ),
        ) from fault
    if now != REVISION:
        kept = f"The database took everything back: it is of revision {now}, as before, and "
        raise _failed(fault, f"{kept}nothing was lost.") from fault


def _migrate(engine: Engine, site_key: bytes, rows: dict[str, int]) -> None:
    """Bring the database up, and take everything back unless it is whole at the end, with as many
    `rows` as before."""

    def require(conn: Connection) -> None:
        now = _rows(conn)
        lost = [name for name, count in rows.items() if now.get(name) != count]
        if lost:
            raise InstanceUnsound(f"Rows would be lost of: {', '.join(lost)}.")
        for one in metadata.sorted_tables:
            conn.execute(select(one).limit(0))
        if is_sqlite(conn) and conn.execute(text("PRAGMA foreign_key_check")).first():
            raise InstanceUnsound("Rows would belong to nothing.")

    migrate(engine, site_key=site_key, require=require)


def _rows(conn: Connection) -> dict[str, int]:
    there = set(inspect(conn).get_table_names())
    counted = select(func.count())
    return {
        name: conn.execute(counted.select_from(table(name))).scalar_one()
        for name in _KEPT_WHOLE
        if name in there
    }


def _steps_from(found: str) -> tuple[RevisionStep, ...]:
    """Return what is still to come after a revision; Refused where the program does not know it."""
    # Imported here because what only looks on need not carry Alembic.
    from alembic.script import ScriptDirectory
    from alembic.script.revision import RevisionError
    from alembic.util import CommandError

    scripts = ScriptDirectory.from_config(alembic_config())
    try:
        steps = list(scripts.iterate_revisions("head", found or "base"))
    except (CommandError, RevisionError):
        raise Refused(
            f"The database is of revision {found}, which this version of the program does not "
            f"know: it needs {REVISION}.",
            kept="Nothing was changed.",
            do="Install the version that the database was last used with, or a newer one; or "
            "bring back a backup that was made by this version.",
        ) from None
    return tuple(RevisionStep(one.revision, one.doc) for one in reversed(steps))


def _room(folder: Path, engine: Engine) -> tuple[int, int, int]:
    """Return the size of the database, the room that is needed and that is free, in bytes."""
    database = Path(str(engine.url.database))
    files = (database, database.with_name(f"{database.name}-wal"))
    size = sum(one.stat().st_size for one in files if one.exists())
    return size, _TIMES * size, shutil.disk_usage(folder).free


def _room_on_server(engine: Engine) -> tuple[int, int, None]:
    with engine.connect() as conn:
        size = conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return size, _TIMES_ON_SERVER * size, None


def _require_room(folder: Path, engine: Engine) -> None:
    _size, needed, free = _room(folder, engine)
    if free < needed:
        raise Refused(
            "There is no room to bring the database up to date with a copy beside it: "
            f"{needed / 2**20:,.0f} MiB must be free, and {free / 2**20:,.0f} MiB are.",
            kept="Nothing was changed.",
            do=("Make room on that disk, then go on", Action(Do.UPGRADE)),
        )


def _require_sound(engine: Engine) -> None:
    with engine.connect() as conn:
        found = conn.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if found != "ok":
        raise InstanceUnsound(
            f"The database file is damaged ({found}).",
            kept="Nothing was changed.",
            do="Bring back a backup.",
        )


def _copy_beside(engine: Engine, copy: Path) -> None:
    """Copy the database, so that what lies at `copy` is always whole and on disk."""
    make_folder(copy.parent)
    part = copy.with_suffix(".part")
    part.touch(mode=OWNER_ONLY)
    _copy(Path(str(engine.url.database)), part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.rename(copy)
    sync_folder(copy.parent)
    sync_folder(copy.parent.parent)


def _copy(old: Path, new: Path) -> None:
    """Make `new` what `old` is, in one transaction."""
    with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(new)) as to:
        to.execute("PRAGMA synchronous = FULL")
        source.backup(to)


def _seen_in(copy: Path) -> tuple[str, dict[str, int]]:
    """Return the revision of a copy, and how many rows its tables have."""
    there = create_engine(f"sqlite:///{copy}")
    with there.connect() as conn:
        seen = revision_seen(conn), _rows(conn)
    there.dispose()
    return seen


def _put_back(engine: Engine, copy: Path, before: str, fault: Exception) -> UpgradeFailed:
    """Bring the database back to what it was, unless it took everything back by itself, and return
    what to say."""
    engine.dispose()
    try:
        if not _is_as_it_was(engine, before):
            _copy(copy, Path(str(engine.url.database)))
            _require_sound(engine)
    except Exception:
        return UpgradeFailed(
            f"The database could not be brought up to date: {_reason(fault)} The copy of before "
            "could not be put back either.",
            kept=f"All that was there before is kept in {copy}, of revision {before}.",
            do=(
                "See that the disk has room and can be written to; then the same command puts it "
                "right",
                Action(Do.UPGRADE),
            ),
        )
    engine.dispose()
    destroy_folder(copy.parent)
    return _failed(fault, f"The database is of revision {before}, as before; nothing was lost.")


def _is_as_it_was(engine: Engine, before: str) -> bool:
    if revision_of(engine) != before:
        return False
    _require_sound(engine)
    return True


def _failed(fault: Exception, kept: str) -> UpgradeFailed:
    return UpgradeFailed(
        f"The database could not be brought up to date: {_reason(fault)}",
        kept=kept,
        do=(
            "Where the disk was full, make room and try again. Else install the version of the "
            "program that was here before, which goes on as it did, and pass on what this says",
            Action(Do.UPGRADE),
        ),
    )


def _reason(fault: Exception) -> str:
    if isinstance(fault, SurveyError):
        return fault.what
    if isinstance(fault, FAULTS):
        return explained(fault).what
    return f"{type(fault).__name__}."
