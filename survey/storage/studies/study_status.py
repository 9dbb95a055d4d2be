"""What every page of the public door asks of the database, on connections that are held open."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, LifoQueue
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from survey.errors import StudyUnknown
from survey.storage.database import PATIENCE_MS, is_sqlite
from survey.studies.life_table import IN_FIELD, stands

# Statements go to the driver as they are, on a connection that no pool has to check and reset for
# each page: that takes a thirtieth of the time of the same through SQLAlchemy (measurement 0001).
_LOOK = (
    "SELECT state, EXISTS (SELECT 1 FROM spent WHERE mark = ?),"
    " closes_on, taking, edition FROM studies WHERE id = ?"
)


#: How many threads of a process look at once, each on a connection; the others wait their turn.
AT_ONCE = 4


class Seen(NamedTuple):
    """What a page needs to know: is the study open, until the end of which day (ISO 8601), and was
    this submission sent before.

    `taking` says whether an open study takes answers ("yes"), `edition` which one of its pages is
    the newest, `keeps` whether what people put aside may still lie here: until it is closed.
    `is_archived`: its sealed answers are destroyed."""

    is_open: bool
    is_spent: bool
    closes_on: str = ""
    taking: str = "yes"
    edition: int = 0
    keeps: bool = True
    is_archived: bool = False


class StudyStatus:
    """Looks at the database of one engine; any number of threads may ask, so many at once.

    Its connections are its own: the pool of the engine lacks none of them, and never gets one back
    that commits by itself. They are closed with the engine (`engine.dispose()`).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._statement = _LOOK if is_sqlite(engine) else _LOOK.replace("?", "%s")
        # Last in, first out: a process in which one person asks at a time holds one connection.
        self._places: LifoQueue[Any] = LifoQueue()
        for _ in range(AT_ONCE):
            self._places.put(None)
        event.listen(engine, "engine_disposed", lambda _engine: self._close())

    def look(self, study_id: str, mark: bytes = b"") -> Seen:
        """Tell whether a study takes answers, and whether a mark was taken in, by any process.

        StudyUnknown when there is no study of that name. A connection that broke is replaced;
        OperationalError or TimeoutError when the database is away, or stays busy.
        """
        driver = self._engine.dialect.loaded_dbapi
        held = self._place()
        try:
            try:
                if held is not None:
                    return self._ask(held, study_id, mark)
            except driver.OperationalError:
                if not getattr(held, "closed", True):  # it is only the database that is busy
                    raise
            old, held = held, None  # where no other is to be had, nothing is held here
            held = self._renewed(old)
            return self._ask(held, study_id, mark)
        except (driver.OperationalError, driver.InternalError) as error:
            raise OperationalError(None, None, error, hide_parameters=True) from error
        finally:
            self._places.put(held)

    def _place(self) -> Any:
        """Wait for one of the places, and return the connection that is held there, if any."""
        try:
            return self._places.get(timeout=PATIENCE_MS / 1000)
        except Empty:
            raise TimeoutError from None

    def _ask(self, held: Any, study_id: str, mark: bytes) -> Seen:
        found = held.execute(self._statement, (mark, study_id)).fetchone()
        if found is None:
            raise StudyUnknown("There is no such form here.")
        state, spent, closes_on, taking, edition = found
        here = stands(state, taking, fixed=True)
        is_open, gone = here in IN_FIELD, here in ("archived", "shredded")
        return Seen(is_open, bool(spent), str(closes_on), taking, edition, is_open, gone)

    def _renewed(self, old: Any) -> Any:
        """Close a connection, if there is one, and return another, which no pool knows."""
        if old is not None:
            old.close()
        pooled = self._engine.raw_connection()
        new: Any = pooled.driver_connection
        pooled.detach()
        if not is_sqlite(self._engine):
            new.autocommit = True  # on SQLite every connection of ours begins for itself
        return new

    def _close(self) -> None:
        held = []
        with suppress(Empty):
            while True:
                held.append(self._places.get_nowait())
        for one in held:
            if one is not None:
                one.close()
            self._places.put(None)
