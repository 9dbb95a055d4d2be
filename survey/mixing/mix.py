"""The mix (promise P2): when it is due, and its steps in an order that survives a crash.

It knows batch secrets and whole hours. It must not know a study's secret, or keep when a response
came. The public door must not import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import Literal

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import OperationalError

from survey.errors import Action, Do, Guidance, InstanceUnsound
from survey.mixing import batch_secrets, erasing, shuffle, taking_back
from survey.mixing.admitting import renew_joinings
from survey.sealing.opening.batches import BatchOpener
from survey.settings import Settings
from survey.storage.council import council_rows
from survey.storage.database import (
    empty_log,
    hold_letterbox,
    is_being_copied,
    is_sqlite,
    leave_no_trace,
    writing,
)
from survey.storage.files import locked
from survey.storage.instance import Instance, batch_unless, open_instance
from survey.storage.keys import batch_keys, day_keys
from survey.storage.keys.batch_keys import Batch, current
from survey.storage.schema import batch
from survey.storage.schema import studies as studies_table
from survey.storage.studies import card_marks, sealed_answers, study_rows
from survey.studies.life_table import may

#: Steps after which `mix` calls its `after` argument, in this order.
MixStep = Literal["secret written", "committed", "old secret destroyed"]

LOCK_FILE = "mix.lock"

_SECONDS_PER_HOUR = 3600
_EPOCH = date(1970, 1, 1).toordinal()
_COPIED = "A backup is being written, so the letters wait a little longer."
_AFTER_THE_COPY = "Try the same again in some minutes, when the backup is there."


@dataclass(frozen=True, slots=True)
class MixReport:
    """What a mix did: letters moved to the shelves, letters still waiting, letters that were lost.

    `withdrawn` is how many responses were taken back, `why` a sentence for the operator, `guidance`
    what to do then. When not `mixed`, nothing was changed.
    """

    mixed: bool
    moved: int
    waiting: int
    lost: int
    why: str
    withdrawn: int = 0
    guidance: Guidance = ""


def mix(
    instance: Instance,
    *,
    now: datetime,
    closing: str | None = None,
    admitting: str | None = None,
    rng: Random | None = None,
    after: Callable[[MixStep], None] = lambda _step: None,
) -> MixReport:
    """Mix once in each hour of the clock, whether or not anything waits.

    At once with `closing`, and then all letters of that study, which takes no more after it; and
    with `admitting`, all who wait to join that council, which then takes no more.

    For each open study that is no council's round, once `settings.mix_waiting` of its letters wait,
    all but a random `settings.mix_keep` move. What people took back is taken out. Drafts are erased
    that were sent in what moved, or whose week has come. What stays is sealed anew, every table of
    what waits is made anew, and the same is written whatever was there: so number and hour of the
    batch tell when this ran, and never when a person was here. `rng` draws order, ids and the next
    secret; leave it out but in tests.
    The order of steps: the new secret is on disk, the transaction commits, the old secret is
    destroyed, SQLite's write-ahead log is emptied; a mix that is cut short anywhere is put right by
    the next. Two mixes at once wait for each other.

    StudyUnknown; ClockDoubted when the clock jumped, and nothing was changed; InstanceUnsound when
    the secret of the waiting letters is lost, or the database is kept busy (`kept` then says how
    far it came).
    """
    require_mixer(instance)
    told = _Told(now, closing, admitting, rng or SystemRandom())
    day_keys.load(instance.ephemeral, _day(now))  # by a clock that jumped nothing is erased
    with locked(instance.ephemeral / LOCK_FILE):
        old = _current(instance, told)
        secret = batch_secrets.read_and_vouch(instance.ephemeral, old)
        batch_secrets.destroy_stale(instance.ephemeral, old.number)
        if told.at_once and is_being_copied(instance.engine):
            raise InstanceUnsound(_COPIED, kept="Nothing was changed.", do=_AFTER_THE_COPY)
        why_not = "" if told.at_once else _why_not(instance, now)
        if why_not:
            report = MixReport(False, 0, _waiting(instance), 0, why_not)
            empty_log(instance.engine, 0)
        else:
            report = _mix(instance, BatchOpener(secret), old, told, after)
            _leave_no_trace(instance.engine, rewrite=told.at_once)
        return _with_unpinned(instance, report)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a mix was told: the time, what ends with it, and the chance to draw from."""

    now: datetime
    closing: str | None
    admitting: str | None
    rng: Random

    @property
    def at_once(self) -> bool:
        """Tell whether it must not wait until a mix is due."""
        return self.closing is not None or self.admitting is not None


def _with_unpinned(instance: Instance, report: MixReport) -> MixReport:
    """Return a report that names the studies whose letters wait because they are not as pinned."""
    with instance.engine.connect() as conn:
        names = ", ".join(study_rows.unpinned(conn))
    if not names:
        return report
    return replace(
        report, why=f"{report.why} Not as pinned: {names}.", guidance=Action(Do.RUN_DOCTOR)
    )


def require_mixer(instance: Instance) -> None:
    """Refuse on a web node that holds no batch secret: InstanceUnsound says where to go."""
    if not instance.settings.mixes_here:
        raise InstanceUnsound(
            "This node does not mix: its setting mixes_here is false.",
            kept="Nothing was changed.",
            do="Run this on the node that mixes.",
        )


def open_to_mix(folder: Path, settings: Settings) -> Instance:
    """Open an instance for work, as `open_instance` does, once its batch secret was looked at.

    Where this node mixes, the public door is told that the secret is right. InstanceUnsound when it
    is lost or not the right one: then the door takes nothing in.
    """
    instance = open_instance(folder, settings)
    try:
        lost = batch_unless(instance, partial(_is_right, instance))
        if lost is not None:
            batch_secrets.read_and_vouch(instance.ephemeral, lost)
    except InstanceUnsound:
        instance.close()
        raise
    return instance


def _is_right(instance: Instance, waiting: Batch) -> bool:
    if instance.settings.mixes_here:
        try:
            batch_secrets.read_and_vouch(instance.ephemeral, waiting)
        except InstanceUnsound:
            return False
    return True


def due(
    conn: Connection, settings_waiting: int, waiting: dict[str, list[bytes]] | None = None
) -> tuple[str, ...]:
    """Return the open studies of which enough letters wait, whatever the hour.

    A council's round is none of them: it is mixed when it closes. Nor is a study that is not what
    was pinned: its letters wait.
    `waiting` are the ids of letters by study, when they are known already.
    """
    wanted = (study_rows.OPEN_STUDIES, studies_table.c.council_id.is_(None))
    open_ids = conn.execute(select(studies_table.c.id).where(*wanted))
    found = shuffle.waiting_ids(conn) if waiting is None else waiting
    return tuple(
        study_id
        for study_id in open_ids.scalars()
        if len(found.get(study_id, ())) >= settings_waiting and study_rows.is_pinned(conn, study_id)
    )


def hour_allows(conn: Connection, now: datetime, interval_minutes: int) -> bool:
    """Tell whether the mix of this hour by the clock, or of these hours, is still to be done."""
    last = _last_hour(conn)
    hour = _hour(now)
    if last is None or last > hour + 1:  # never, or the clock was once ahead
        return True
    return hour >= last + -(-interval_minutes // 60) - 1


def is_late(conn: Connection, now: datetime, interval_minutes: int) -> bool:
    """Tell whether mixing has stopped: the mix of the hours before these was not done either.

    Where there was none ever, it counts from the end (UTC) of the day on which a study was opened.
    """
    last = _last_hour(conn)
    since = _first_due_hour(conn) if last is None else last
    return since is not None and _hour(now) >= since + -(-interval_minutes // 60)


def was_ever_done(conn: Connection) -> bool:
    """Tell whether there was a mix at all."""
    return _last_hour(conn) is not None


def _first_due_hour(conn: Connection) -> int | None:
    """Return the hour after the day on which the first of the open studies was opened: letters may
    wait since then; None where none is open."""
    of_open = select(func.min(studies_table.c.opened_on)).where(study_rows.OPEN_STUDIES)
    opened = conn.execute(of_open).scalar()
    return None if opened is None else (opened.toordinal() - _EPOCH + 1) * 24


def _last_hour(conn: Connection) -> int | None:
    """Return the hour before which the last mix was over; None when there was none."""
    last: int | None = conn.execute(select(batch.c.mixed_hour)).scalar()
    return last


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // _SECONDS_PER_HOUR


def _current(instance: Instance, told: _Told) -> Batch:
    """Return the batch of the moment; StudyUnknown for a study or council that does not exist."""
    with instance.engine.connect() as conn:
        if told.closing is not None:
            study_rows.get(conn, told.closing)
        if told.admitting is not None:
            council_rows.get(conn, told.admitting)
        return current(conn)


def _waiting(instance: Instance) -> int:
    with instance.engine.connect() as conn:
        return shuffle.letters_waiting(conn)


def _why_not(instance: Instance, now: datetime) -> str:
    minutes = instance.settings.mix_interval_minutes
    with instance.engine.connect() as conn:
        if not hour_allows(conn, now, minutes):
            return "The mix of this hour was done before."
    return f"{_COPIED} The next try mixes." if is_being_copied(instance.engine) else ""


def _day(now: datetime) -> int:
    return now.astimezone(UTC).toordinal()


def _mix(
    instance: Instance,
    opener: BatchOpener,
    old: Batch,
    told: _Told,
    after: Callable[[MixStep], None],
) -> MixReport:
    secret = told.rng.randbytes(batch_secrets.SECRET_SIZE)
    new = batch_secrets.write(instance.ephemeral, old.number + 1, secret)
    after("secret written")
    try:
        with writing(instance.engine, ahead=True) as conn:
            report = _transaction(conn, instance, opener, new, told)
    except OperationalError:
        raise InstanceUnsound(
            "The database was busy, so the letters were not mixed.",
            kept="Nothing was changed, and every letter still waits.",
            do=("Mix again, best every hour by a timer", Action(Do.MIX)),
        ) from None
    after("committed")
    batch_secrets.destroy_stale(instance.ephemeral, new.number)
    after("old secret destroyed")
    return report


def _transaction(
    conn: Connection,
    instance: Instance,
    opener: BatchOpener,
    new: Batch,
    told: _Told,
) -> MixReport:
    now, closing, rng = told.now, told.closing, told.rng
    hold_letterbox(conn)
    allowed = hour_allows(conn, now, instance.settings.mix_interval_minutes)
    new_day = _is_new_day(conn, now)
    acted_on = None if allowed else (closing or "",)
    sorted_slips = taking_back.read_slips(conn, opener, acted_on)
    waiting = shuffle.waiting_ids(conn)
    back = taking_back.take_back(conn, opener, sorted_slips.wishes, waiting)
    plans = _plans(conn, instance, waiting, allowed, closing, rng)
    moving = [one for one in plans if one.moving]
    done = [shuffle.shelve(conn, opener, one, rng) for one in moving]
    moved = {one.study_id for one in moving} | ({closing} if closing else set())
    taking_back.count_feelings(conn, sorted_slips, moved, closing)
    lost = sum(one.lost for one in done) + shuffle.renew_letterbox(conn, opener, new, plans, rng)
    taking_back.renew_slips(conn, new, sorted_slips.staying, rng)
    lost += renew_joinings(conn, opener, new, told.admitting, rng)
    shuffle.renew_spent(conn)
    card_marks.renew(conn, closing)
    sent = [*back.drafts, *(draft for one in done for draft in one.drafts)]
    erasing.erase_drafts(conn, _day(now), sent, closing)
    erasing.count_payments(conn, moved)
    erasing.count_for_people(conn, moved)
    values = batch_keys.pinned(conn, new)
    if allowed:
        values["mixed_hour"] = _hour(now) + 1
    conn.execute(update(batch).values(values))
    conn.execute(update(studies_table).values(edition=studies_table.c.edition))
    if closing is not None:
        _close(conn, closing)
    if not is_sqlite(conn) and (closing is not None or back.from_shelf or new_day):
        shuffle.renew_shelves(conn)
    return _report(conn, sum(one.moved for one in done), lost, back.count)


def _is_new_day(conn: Connection, now: datetime) -> bool:
    """Tell whether this is the first mix of a day: then shelves are made anew on PostgreSQL, where
    rows otherwise tell for as long as they lie there in which hour something was taken back."""
    last = _last_hour(conn)
    return last is None or (last - 1) // 24 != _hour(now) // 24


def _report(conn: Connection, moved: int, lost: int, withdrawn: int) -> MixReport:
    waiting = shuffle.letters_waiting(conn)
    why = f"{moved} letters moved to the shelves."  # and none of what a journal would put a time to
    if lost:
        why += f" {lost} did not open and are lost."
    return MixReport(True, moved, waiting, lost, why, withdrawn)


def _plans(
    conn: Connection,
    instance: Instance,
    waiting: dict[str, list[bytes]],
    allowed: bool,
    closing: str | None,
    rng: Random,
) -> list[shuffle.MovePlan]:
    settings = instance.settings
    moving = due(conn, settings.mix_waiting, waiting) if allowed else ()
    plans = []
    for study_id, ids in sorted(waiting.items()):
        keep = settings.mix_keep if study_id in moving else len(ids)
        plans.append(shuffle.plan(study_id, ids, 0 if study_id == closing else keep, rng))
    return plans


def _close(conn: Connection, study_id: str) -> None:
    """Let no letter in after the last one moved, and mark the wave that ends here."""
    if may(study_rows.get(conn, study_id).stand, "shut"):
        study_rows.set_state(conn, study_id, "closed")
    sealed_answers.drop_tags(conn, study_id)
    sealed_answers.mark_wave(conn, study_id)


def _leave_no_trace(engine: Engine, *, rewrite: bool) -> None:
    if not leave_no_trace(engine, rewrite=rewrite):
        raise InstanceUnsound(
            "The write-ahead log could not be emptied, because the database is being read.",
            kept="Every letter is mixed, and none is lost.",
            do="End long-running readers of the database, then do the same again.",
        )
