"""Making an instance: its folders, keys, database and first batch.

The public door must not import it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import OperationalError

from survey.errors import InstanceUnsound
from survey.mixing import batch_secrets
from survey.mixing.mix import open_to_mix
from survey.sealing.page_state import KEY_SIZE
from survey.settings import Settings
from survey.storage.database import make_engine, migrate, revision_of, writing
from survey.storage.faults import no_answer
from survey.storage.files import (
    OWNER_ONLY,
    locked,
    make_folder,
    mark_as_no_backup,
    write_durably,
)
from survey.storage.instance import (
    BRING_SITE_KEY_BACK,
    DATABASE_FILE,
    SITE_KEY_FILE,
    SITE_KEY_SIZE,
    Instance,
    database_url,
    read_site_key,
    require_mounted,
)
from survey.storage.keys import batch_keys, day_keys
from survey.storage.keys.pins import SITE_KEY
from survey.storage.schema import batch, studies
from survey.storage.upgrading import note_upgraded, upgrade


def create_instance(
    folder: Path,
    settings: Settings,
    random_bytes: Callable[[int], bytes],
    today: int | None = None,
) -> Instance:
    """Make an instance folder, or complete and migrate one that is there; then open it.

    `random_bytes(n)` gives n fresh random bytes (secrets.token_bytes); `today` is a day number, by
    default that of the clock in UTC. Nothing that exists is replaced. InstanceUnsound when the
    folder had studies and then lost a key: a new key would only hide that; and when `ephemeral/` is
    on a disk that is not mounted.
    """
    require_mounted(folder)
    for part in (folder, folder / "keys", folder / "ephemeral", folder / "published"):
        make_folder(part)
    with locked(folder / "keys" / "founding.lock"):
        mark_as_no_backup(folder / "ephemeral")
        if not settings.database_url and not (folder / DATABASE_FILE).exists():
            # to open one that is there beside SQLite would end the locks that this process has
            os.close(os.open(folder / DATABASE_FILE, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
        engine = make_engine(database_url(folder, settings))
        try:
            _found(engine, folder, random_bytes, today or datetime.now(UTC).toordinal())
        finally:
            engine.dispose()
    return open_to_mix(folder, settings)


def _found(engine: Engine, folder: Path, random_bytes: Callable[[int], bytes], today: int) -> None:
    done = None
    try:
        revision = revision_of(engine)
    except OperationalError as fault:
        raise no_answer(engine.url, fault) from None
    if revision:
        there = (folder / SITE_KEY_FILE).exists()
        done = upgrade(folder, engine, read_site_key(folder) if there else b"")
    else:
        migrate(engine)
    _require_new_or_whole(folder, engine)
    _make_keys(folder, random_bytes, today)
    carrying = engine.execution_options(**{SITE_KEY: read_site_key(folder)})
    if done is not None:
        note_upgraded(carrying, done, date.fromordinal(today))
    with writing(carrying) as conn:
        if conn.execute(select(batch.c.number)).first() is None:
            secret = random_bytes(batch_secrets.SECRET_SIZE)
            first = batch_secrets.write(folder / "ephemeral", 1, secret)
            conn.execute(insert(batch).values(one=1, **batch_keys.pinned(conn, first)))
        elif not batch_keys.is_pinned(conn):
            _pin_batch(conn, folder / "ephemeral")


def _pin_batch(conn: Connection, ephemeral: Path) -> None:
    """Pin the batch key that lies in the database, where its secret in `ephemeral/` proves it."""
    found = batch_keys.unchecked(conn)
    with suppress(
        InstanceUnsound
    ):  # another node holds the secret, or the doctor says what is lost
        batch_secrets.read(ephemeral, found)
        conn.execute(update(batch).values(batch_keys.pinned(conn, found)))


def _make_keys(folder: Path, random_bytes: Callable[[int], bytes], today: int) -> None:
    site_key = folder / SITE_KEY_FILE
    if not site_key.exists():
        write_durably(site_key, random_bytes(SITE_KEY_SIZE))
    day_keys.create(folder / "ephemeral", today, random_bytes(KEY_SIZE))


def _require_new_or_whole(folder: Path, engine: Engine) -> None:
    with engine.connect() as conn:
        in_use = conn.execute(select(studies.c.id).limit(1)).first() is not None
    if in_use and not (folder / SITE_KEY_FILE).exists():
        raise InstanceUnsound(
            f"The site key {folder / SITE_KEY_FILE} is missing, and the database has studies.",
            kept="Nothing was changed.",
            do=(
                "On a new web node, copy keys/site.key and ephemeral/day-key from the first node.",
                *BRING_SITE_KEY_BACK,
            ),
        )
