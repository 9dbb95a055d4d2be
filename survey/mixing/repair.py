"""When `ephemeral/` is lost: what waits is given up, counted, and new keys are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, text, update

from survey.errors import Action, Do, InstanceUnsound, StudyStateWrong
from survey.mixing import batch_secrets, shuffle
from survey.mixing.mix import LOCK_FILE, require_mixer
from survey.mixing.taking_back import slips_waiting
from survey.sealing.page_state import KEY_SIZE
from survey.storage.database import LETTERBOX_LOCK, is_sqlite, writing
from survey.storage.files import locked, make_folder, mark_as_no_backup
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys, day_keys
from survey.storage.keys.batch_keys import Batch
from survey.storage.renewing import fresh_table, take_place
from survey.storage.schema import batch, joinings, letters, slips, spent, studies
from survey.storage.studies import study_rows


class GivenUp(NamedTuple):
    """How many letters are lost, how many slips (wishes to take answers back, and feelings), and
    how many people who waited to be members of a council."""

    letters: int
    slips: int
    joinings: int


def give_up_waiting_letters(
    instance: Instance, random_bytes: Callable[[int], bytes], today: int
) -> GivenUp:
    """Begin a new batch after the secret of what waits was lost; give how much is lost.

    Letters are added to each study's `lost`; the members of a council's open round, whose letters
    all wait, can answer it again. A missing day key is made anew for the day number `today`.
    StudyStateWrong when the secret is there: then nothing is lost.
    """
    require_mixer(instance)
    make_folder(instance.ephemeral)
    mark_as_no_backup(instance.ephemeral)
    with locked(instance.ephemeral / LOCK_FILE):
        with instance.engine.connect() as conn:
            old = batch_keys.unchecked(conn)
        _require_lost(instance, old)
        day_keys.create(instance.ephemeral, today, random_bytes(KEY_SIZE))
        new = batch_secrets.write(
            instance.ephemeral, old.number + 1, random_bytes(batch_secrets.SECRET_SIZE)
        )
        with writing(instance.engine) as conn:
            if not is_sqlite(conn):
                conn.execute(text(f"SELECT pg_advisory_xact_lock({LETTERBOX_LOCK})"))
            waiting = {study_id: len(ids) for study_id, ids in shuffle.waiting_ids(conn).items()}
            for study_id, gone in waiting.items():
                of_study = update(studies).where(studies.c.id == study_id)
                conn.execute(of_study.values(lost=studies.c.lost + gone))
            lost = GivenUp(sum(waiting.values()), slips_waiting(conn), _joinings(conn))
            _let_members_answer_again(conn)
            for table in (letters, slips, joinings):
                take_place(conn, fresh_table(conn, table), table)
            conn.execute(update(batch).values(batch_keys.pinned(conn, new)))
        return lost


def _joinings(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(joinings)).scalar_one()


def _let_members_answer_again(conn: Connection) -> None:
    rounds = select(studies.c.id).where(study_rows.OPEN_STUDIES, studies.c.council_id.is_not(None))
    conn.execute(delete(spent).where(spent.c.study_id.in_(rounds)))
    shuffle.renew_spent(conn)


def _require_lost(instance: Instance, old: Batch) -> None:
    try:
        batch_secrets.read(instance.ephemeral, old)
    except InstanceUnsound:
        return
    raise StudyStateWrong(
        "The secret of the waiting letters is in its place.",
        kept="Nothing was changed.",
        do=("Mix them", Action(Do.MIX)),
    )
