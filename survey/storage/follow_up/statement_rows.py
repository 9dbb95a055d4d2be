"""Which statement of which council is about which version of which answer to an ask.

It knows rows. It must not know what a council said.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from survey.storage.follow_up.ask_tables import ask_statements


class AnswerStatement(NamedTuple):
    """A statement of a council about one version of the answer of a body to an ask."""

    council_id: str
    statement: str
    ask_id: str
    body_id: str
    number: int


def put_statement(conn: Connection, row: AnswerStatement) -> None:
    """Store that a statement is about an answer."""
    conn.execute(insert(ask_statements).values(row._asdict()))


def drop_statement(conn: Connection, council_id: str, statement: str) -> None:
    """Let go of a statement that its council is not asked about any more."""
    here = ask_statements.c
    where = here.council_id == council_id, here.statement == statement
    conn.execute(delete(ask_statements).where(*where))


def statements_of(conn: Connection, council_id: str) -> frozenset[str]:
    """Return the ids of all statements of a council that are about answers."""
    here = ask_statements.c
    found = select(here.statement).where(here.council_id == council_id)
    return frozenset(conn.execute(found).scalars())


def statements_on(conn: Connection, ask_id: str) -> tuple[AnswerStatement, ...]:
    """Return the statements about answers to an ask, those of newer versions last."""
    here = ask_statements.c
    found = select(*(here[name] for name in AnswerStatement._fields))
    ordered = found.where(here.ask_id == ask_id).order_by(
        here.number, here.council_id, here.statement
    )
    return tuple(AnswerStatement(*row) for row in conn.execute(ordered))
