"""The letterbox: where a sealed response, or a slip, is dropped and waits to be mixed.

It knows letters and slips sealed to the batch key, and HMAC marks.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Connection, Engine, bindparam, func, select

from survey.errors import Action, Do, InstanceUnsound, LetterboxShut, StudyUnknown
from survey.sealing.seal import seal_to_batch
from survey.storage.database import LETTERBOX_LOCK, is_sqlite, wait_in_turn
from survey.storage.keys import batch_keys
from survey.storage.keys.batch_keys import Batch
from survey.storage.schema import letters, studies
from survey.studies.days import last_place

#: Why nothing could be dropped that was sealed to a batch: it was mixed, or cannot be opened.
Unsealable = Literal["stale_batch", "no_secret"]
Taken = Literal["kept", "already", "not_open", "full", "no_code"]
TakenSlip = Literal["kept", "full"]
Dropped = Taken | Unsealable
DroppedSlip = TakenSlip | Unsealable
_Outcome = TypeVar("_Outcome", bound=str)
#: Runs one statement of a transaction, with its values, and gives the cursor.
Run = Callable[..., Any]
#: Tells whether what is sealed to a batch can be opened later (`Instance.can_open`).
CanOpen = Callable[[Batch], bool]

_TRIES = 3  # each waits up to ten seconds for a mix to end
_BATCHES = 5  # that may be mixed one after the other while one letter is dropped

#: Slips of one study that may wait; how it was to answer takes half of the room at most.
MOST_SLIPS = 5_000

# A drop is the one thing that happens for every response, so its statements go to the driver as
# they are: that takes a quarter of the time of the same through SQLAlchemy (decision 0042).
# One look sees everything that decides; `batch` has exactly one row.
_LOOK = (
    "SELECT EXISTS (SELECT 1 FROM spent WHERE mark = ?), (SELECT"
    " CASE WHEN state = 'open' AND closes_on < ? THEN 'over'"
    " WHEN state = 'open' AND taking <> 'yes' THEN taking"
    " WHEN state = 'open' AND counted >= ceiling THEN 'full' ELSE state END"
    " FROM studies WHERE id = ?), number, public FROM batch"
)
_LOOK_FOR_SLIP = (
    "SELECT EXISTS (SELECT 1 FROM studies WHERE id = ?),"
    " (SELECT count(*) FROM slips WHERE study_id = ?), number, public FROM batch"
)
_MARK = "INSERT INTO spent (mark, study_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_BURN = "UPDATE study_invitations SET mark = ? WHERE study_id = ? AND mark = ?"
_PUT = "INSERT INTO letters (id, study_id, batch_number, sealed) VALUES (?, ?, ?, ?)"
_PUT_SLIP = "INSERT INTO slips (id, study_id, batch_number, sealed) VALUES (?, ?, ?, ?)"

_BEGIN_SQLITE = "BEGIN IMMEDIATE"
_BEGIN_POSTGRESQL = f"SELECT pg_advisory_xact_lock_shared({LETTERBOX_LOCK})"

_WAITING = select(func.count()).select_from(letters).where(letters.c.study_id == bindparam("id"))
_ROOM = select(studies.c.ceiling - studies.c.counted).where(studies.c.id == bindparam("id"))


class Letterbox:
    """The letterbox of one instance, which seals what it is given to the batch key of the moment.

    It keeps the public key from one letter to the next, and seals once more when that batch was
    mixed meanwhile. Every method raises LetterboxShut when nobody could ever open a letter, and
    InstanceUnsound when it cannot be reached. Any number of threads may drop at once.
    """

    def __init__(self, engine: Engine, can_open: CanOpen) -> None:
        self.engine = engine
        self.can_open = can_open
        self._batch: Batch | None = None

    def drop(
        self,
        study_id: str,
        bundle: bytes,
        mark: bytes,
        now: datetime,
        blank: bytes = b"",
        card: bytes = b"",
    ) -> Taken:
        """Drop the bundle of a response; marks and outcomes as in the function `drop`."""
        return self.deliver(
            bundle,
            lambda number, letter: drop(
                self.engine, study_id, number, letter, mark, now, self.can_open, blank, card
            ),
        )

    def drop_slip(self, study_id: str, slip: bytes, most: int = MOST_SLIPS) -> TakenSlip:
        """Drop a slip; `most` and outcomes as in the function `drop_slip`."""
        return self.deliver(
            slip,
            lambda number, sealed: drop_slip(
                self.engine, study_id, number, sealed, self.can_open, most
            ),
        )

    def has_room(self, study_id: str) -> bool:
        """Tell whether a study has room for one letter more beside all that are counted or wait."""
        with self.engine.connect() as conn:
            room = conn.execute(_ROOM, {"id": study_id}).scalar_one()
            return bool(waiting(conn, study_id) < room)

    def deliver(
        self, plain: bytes, drop_sealed: Callable[[int, bytes], _Outcome | Unsealable]
    ) -> _Outcome:
        """Seal `plain` to the batch of the moment and have it dropped, until a batch holds.

        `drop_sealed` takes the number of the batch and what is sealed to it, in one transaction.
        """
        for _ in range(_BATCHES):
            number, public = self._batch_of_the_moment()
            outcome = drop_sealed(number, seal_to_batch(public, plain))
            if outcome not in ("stale_batch", "no_secret"):
                return cast("_Outcome", outcome)
            self._batch = None
            if outcome == "no_secret":
                raise LetterboxShut(
                    "The secret that waiting letters are opened with is not in its place, or"
                    " changed.",
                    kept="Nothing was taken in, and nothing that was sent before is touched.",
                    do=("See what to do", Action(Do.RUN_DOCTOR)),
                )
        raise InstanceUnsound(
            "The letterbox could not be reached.",
            kept="Nothing was stored.",
            do="Please send again in a minute.",
        )

    def _batch_of_the_moment(self) -> Batch:
        batch = self._batch
        if batch is None:
            with self.engine.connect() as conn:
                batch = self._batch = batch_keys.current(conn)
        return batch


def drop(
    engine: Engine,
    study_id: str,
    batch_number: int,
    sealed: bytes,
    mark: bytes,
    now: datetime,
    can_open: CanOpen,
    blank: bytes = b"",
    card: bytes = b"",
) -> Dropped:
    """Drop a letter into the letterbox in one transaction, and say what became of it.

    `sealed` is sealed to the public key of batch `batch_number`; `mark` (32 bytes) is that of its
    submission; `blank`, if there is one, a mark that says that it holds no answer: it goes along,
    so that nothing is given for it; `card`, if there is one, the mark of the code that it came
    with, which works no more after that. "kept": it is on disk. "already": that submission was
    taken in before, nothing is stored. "stale_batch": the letterbox was mixed meanwhile; seal to
    the current batch and drop again. "not_open": there is no such study, or it takes no answers
    `now` (its day may be over everywhere before anybody closes it). "full": it has as many
    responses on its shelves as it takes. "no_code": the code does not work. "no_secret": nobody
    could ever open it, so nothing is stored. A mix never destroys a secret that a kept letter
    needs. InstanceUnsound when the letterbox stays busy for half a minute.
    """
    day, marks = last_place(now).isoformat(), (mark, blank, card)
    return patiently(
        engine, lambda run: _drop(run, study_id, batch_number, sealed, marks, day, can_open)
    )


def drop_slip(
    engine: Engine,
    study_id: str,
    batch_number: int,
    sealed: bytes,
    can_open: CanOpen,
    most: int = MOST_SLIPS,
) -> DroppedSlip:
    """Drop a slip, whatever the state of its study: nobody can tell a late one by what happens.

    Nothing is looked up but that the study exists (StudyUnknown when it does not) and how many
    slips of it wait: "full" when they are `most`, until the next mix. What belongs to a study that
    is not open is thrown away at the mix. "kept", "stale_batch", "no_secret" and InstanceUnsound
    as in `drop`.
    """
    return patiently(
        engine, lambda run: _drop_slip(run, study_id, batch_number, sealed, can_open, most)
    )


def waiting(conn: Connection, study_id: str) -> int:
    """Return how many letters of a study wait: for the operator, never for a page (P1)."""
    return conn.execute(_WAITING, {"id": study_id}).scalar_one()


def patiently(engine: Engine, what: Callable[[Run], _Outcome]) -> _Outcome:
    """Do `what` in a transaction in which no mix can begin; it is kept when that says "kept"."""
    driver: Any = engine.dialect.loaded_dbapi
    sqlite = is_sqlite(engine)
    for _ in range(_TRIES):
        try:
            with closing(engine.raw_connection()) as conn:  # closing rolls back what is not done
                cursor = conn.cursor()

                def run(statement: str, *values: object, cursor: Any = cursor) -> Any:
                    return cursor.execute(
                        statement if sqlite else statement.replace("?", "%s"), values
                    )

                if sqlite:
                    wait_in_turn(engine)
                # From here to the end of the transaction no mix can begin; what is seen stays true.
                run(_BEGIN_SQLITE if sqlite else _BEGIN_POSTGRESQL)
                outcome = what(run)
                if outcome == "kept":
                    conn.commit()
                return outcome
        except (driver.OperationalError, driver.InternalError) as error:
            busy = error  # or full, read-only, gone: nothing was stored
    raise InstanceUnsound(
        "The letterbox cannot take a letter at the moment.",
        kept="Nothing was stored.",
        do="Please send again in a minute.",
    ) from busy


def _drop(
    run: Run,
    study_id: str,
    batch_number: int,
    sealed: bytes,
    marks: tuple[bytes, bytes, bytes],
    day: str,
    can_open: CanOpen,
) -> Dropped:
    mark, blank, card = marks
    seen, state, number, public = run(_LOOK, mark, day, study_id).fetchone()
    if seen:
        return "already"
    if state == "full":
        return "full"
    if state != "open":
        return "not_open"
    if number != batch_number:
        return "stale_batch"
    if not can_open(Batch(number, public)):
        return "no_secret"
    if card and run(_BURN, secrets.token_bytes(32), study_id, card).rowcount != 1:
        return "no_code"
    if run(_MARK, mark, study_id).rowcount != 1:  # another drop was a moment faster
        return "already"
    if blank:
        run(_MARK, blank, study_id)
    run(_PUT, secrets.token_bytes(16), study_id, batch_number, sealed)
    return "kept"


def _drop_slip(
    run: Run, study_id: str, batch_number: int, sealed: bytes, can_open: CanOpen, most: int
) -> DroppedSlip:
    known, there, number, public = run(_LOOK_FOR_SLIP, study_id, study_id).fetchone()
    if not known:
        raise StudyUnknown("There is no such form here.")
    if there >= most:
        return "full"
    if number != batch_number:
        return "stale_batch"
    if not can_open(Batch(number, public)):
        return "no_secret"
    run(_PUT_SLIP, secrets.token_bytes(16), study_id, batch_number, sealed)
    return "kept"
