"""What every page of the public door asks of the database, on connections that are held open."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection

from survey.errors import StudyUnknown
from survey.storage.database import is_sqlite
from survey.studies.life_table import IN_FIELD, stands

# Statements go to the driver as they are, on a connection that no pool has to check and reset for
# each page: that takes a thirtieth of the time of the same through SQLAlchemy (measurement 0001).
_LOOK = (
    "SELECT state, EXISTS (SELECT 1 FROM spent WHERE mark = ?),"
    " closes_on, taking, edition FROM studies WHERE id = ?"
)


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
    """Looks at the database of one engine; any number of threads may ask at once.

    Its connections are closed with the engine (`engine.dispose()`).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[PoolProxiedConnection] = deque()
        self._statement = _LOOK if is_sqlite(engine) else _LOOK.replace("?", "%s")
        event.listen(engine, "engine_disposed", lambda _engine: self._close())

    def look(self, study_id: str, mark: bytes = b"") -> Seen:
        """Tell whether a study takes answers, and whether a mark was taken in, by any process.

        StudyUnknown when there is no study of that name. A connection that broke is replaced;
        OperationalError when the database is away.
        """
        driver = self._engine.dialect.loaded_dbapi
        with suppress(IndexError):  # none is idle
            held = self._idle.pop()
            try:
                return self._ask(held, study_id, mark)
            except driver.OperationalError:
                held.invalidate()
        try:
            return self._ask(self._connect(), study_id, mark)
        except (driver.OperationalError, driver.InternalError) as error:
            raise OperationalError(None, None, error, hide_parameters=True) from error

    def _ask(self, held: PoolProxiedConnection, study_id: str, mark: bytes) -> Seen:
        driver: Any = held.driver_connection
        found = driver.execute(self._statement, (mark, study_id)).fetchone()
        self._idle.append(held)
        if found is None:
            raise StudyUnknown("There is no such form here.")
        state, spent, closes_on, taking, edition = found
        here = stands(state, taking, fixed=True)
        is_open, gone = here in IN_FIELD, here in ("archived", "shredded")
        return Seen(is_open, bool(spent), str(closes_on), taking, edition, is_open, gone)

    def _connect(self) -> PoolProxiedConnection:
        held = self._engine.raw_connection()
        if not is_sqlite(self._engine):
            driver: Any = held.driver_connection
            driver.autocommit = True  # on SQLite every connection of ours begins for itself
        return held

    def _close(self) -> None:
        while self._idle:
            self._idle.pop().invalidate()
