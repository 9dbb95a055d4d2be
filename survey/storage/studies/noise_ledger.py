"""The ledger of noise: what each headline number of a study spent, and the number itself.

Nothing is ever taken out of it: what is spent stays spent.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from survey.disclosure.noise.noise_mechanism import NoisyCount
from survey.storage.schema import noise_ledger, studies

_COLUMNS = (
    noise_ledger.c.number,
    noise_ledger.c.indicator,
    noise_ledger.c.epsilon,
    noise_ledger.c.noisy,
)


def every(conn: Connection, study_id: str) -> tuple[NoisyCount, ...]:
    """Return all that a study ever gave out, in the order of release and indicator."""
    of_study = select(*_COLUMNS).where(noise_ledger.c.study_id == study_id)
    rows = conn.execute(of_study.order_by(noise_ledger.c.number, noise_ledger.c.indicator))
    return tuple(NoisyCount(*row) for row in rows)


def hold(conn: Connection, study_id: str) -> None:
    """Keep others from spending for this study until the transaction ends.

    SQLite has one writer at a time anyway; on PostgreSQL the row of the study is locked.
    """
    conn.execute(select(studies.c.id).where(studies.c.id == study_id).with_for_update())


def put(conn: Connection, study_id: str, given: NoisyCount) -> None:
    """Write down what is about to be given out; a second line for the same number is refused by
    the database (IntegrityError)."""
    row = {
        "study_id": study_id,
        "number": given.release,
        "indicator": given.indicator,
        "epsilon": given.epsilon,
        "noisy": given.noisy,
    }
    conn.execute(insert(noise_ledger).values(row))
