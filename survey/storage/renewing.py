"""Making a table anew: a fresh one takes its place, so that nothing of the old rows is left."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.schema import CreateTable

from survey.storage.database import is_sqlite


def fresh_table(conn: Connection, table: Table) -> Table:
    """Make an empty table like `table`, under another name, and give it.

    PostgreSQL gathers no statistics of it, as of the first one (migration 0007): what ANALYZE
    copies would outlive its rows.
    """
    fresh = table.to_metadata(MetaData(), name=f"{table.name}_next")
    if is_sqlite(conn):
        conn.execute(CreateTable(fresh))
    else:
        conn.execute(text(f"CREATE TABLE {fresh.name} (LIKE {table.name} INCLUDING ALL)"))
        quiet = ", ".join(f"ALTER COLUMN {one.name} SET STATISTICS 0" for one in table.columns)
        conn.execute(text(f"ALTER TABLE {fresh.name} {quiet}"))
    return fresh


def take_place(conn: Connection, fresh: Table, table: Table) -> None:
    """Drop `table` and give its name to `fresh`."""
    conn.execute(text(f"DROP TABLE {table.name}"))
    conn.execute(text(f"ALTER TABLE {fresh.name} RENAME TO {table.name}"))
    if not is_sqlite(conn):
        conn.execute(text(f"ALTER INDEX {fresh.name}_pkey RENAME TO {table.name}_pkey"))


def rewrite(conn: Connection, table: Table, order: str = "random()") -> None:
    """Make `table` anew with all its rows, in an order given in SQL."""
    fresh = fresh_table(conn, table)
    names = ", ".join(column.name for column in table.columns)
    conn.execute(
        text(
            f"INSERT INTO {fresh.name} ({names}) SELECT {names} FROM {table.name} ORDER BY {order}"  # noqa: S608 - our own names, no person's
        )
    )
    take_place(conn, fresh, table)
