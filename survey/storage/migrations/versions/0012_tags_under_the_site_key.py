"""Tags on the shelves come under the site key, so that nobody recognises rows by receipts alone.

Every receipt works as before: a mix puts what a receipt gives under the same key.
"""

from __future__ import annotations

import hashlib
import hmac

import sqlalchemy as sa
from alembic import context, op

from survey.errors import Action, Do, InstanceUnsound

revision = "0012"
down_revision = "0011"

_KEYS = {"codes": ("study_id", "id"), "texts": ("study_id", "question_id", "id")}
_LABEL = b"\x00\x1bsurvivor-survey/1/shelf-tag\x00\x20"  # with the lengths of itself and of a tag


def upgrade() -> None:
    """Put each tag that is there under the key; PostgreSQL keeps old rows: make tables anew."""
    conn = op.get_bind()
    for name, key in _KEYS.items():
        table = sa.table(name, *map(sa.column, (*key, "tag")))
        rows = conn.execute(sa.select(table).where(table.c.tag.is_not(None))).all()
        if not rows:
            continue
        change = sa.update(table).where(
            *(table.c[one] == sa.bindparam(f"at_{one}") for one in key)
        )
        site_key = _site_key()
        conn.execute(
            change.values(tag=sa.bindparam("new")),
            [
                {f"at_{one}": row._mapping[one] for one in key}
                | {"new": hmac.digest(site_key, _LABEL + bytes(row.tag), hashlib.sha256)}
                for row in rows
            ],
        )
        if conn.dialect.name == "postgresql":
            _make_anew(name, key)


def _site_key() -> bytes:
    site_key: bytes = context.config.attributes["site_key"]
    if not site_key:
        raise InstanceUnsound(
            "The site key is missing, and the database has receipts that need it.",
            kept="Nothing was changed.",
            do=("Bring keys/site.key back from its backup, then repair", Action(Do.REPAIR)),
        )
    return site_key


def _make_anew(name: str, key: tuple[str, ...]) -> None:
    for statement in (
        f"CREATE TABLE {name}_next (LIKE {name} INCLUDING ALL)",
        f"INSERT INTO {name}_next SELECT * FROM {name} ORDER BY {', '.join(key)}",  # noqa: S608 - our own names
        f"DROP TABLE {name}",
        f"ALTER TABLE {name}_next RENAME TO {name}",
        f"ALTER INDEX {name}_next_pkey RENAME TO {name}_pkey",
    ):
        op.execute(statement)
    for column in (*key, "envelope", "tag", "wave"):
        op.execute(f"ALTER TABLE {name} ALTER COLUMN {column} SET STATISTICS 0")
