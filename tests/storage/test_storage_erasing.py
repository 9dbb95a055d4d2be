"""A form that was put aside ends by its owner: at once, alike for right and wrong words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, select

from survey.mixing.doctor import examine
from survey.mixing.mix import mix
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.sealed_drafts import week_of_erasing
from survey.services.answering import keep_draft
from survey.storage.database import is_sqlite, writing
from survey.storage.letters import drafts
from survey.storage.schema import drafts as table
from tests.storage.test_storage_drafts import WORDS, count, find, keep
from tests.storage.thief import traces

OTHER = phrase([7] * 6)


def erase(office: Any, words: str = WORDS, study_id: str = "study") -> None:
    keep_draft.erase(office.instance, study_id, words)


def rows(office: Any) -> list[Any]:
    """Give all rows but their marks."""
    with office.instance.engine.connect() as conn:
        return list(conn.execute(select(table.c.study_id, table.c.week, table.c.sealed)).all())


@contextmanager
def statements(office: Any) -> Iterator[list[str]]:
    """Write down every statement that the block has the database carry out."""
    said: list[str] = []

    def listen(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(office.instance.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(office.instance.engine, "before_cursor_execute", listen)


def test_a_draft_is_gone_at_once_and_no_other(office: Any) -> None:
    office.add_study("other")
    for words, study_id in ((WORDS, "study"), (OTHER, "study"), (WORDS, "other")):
        keep(office, b"so far", words, study_id=study_id)
    erase(office, WORDS.upper().replace(" ", "-"))
    assert find(office) is None
    assert find(office, OTHER) == b"so far"
    assert find(office, study_id="other") == b"so far"


def test_right_and_wrong_words_do_the_same_and_leave_the_same(office: Any) -> None:
    keep(office, b"so far")
    with statements(office) as right:
        erase(office)
    after = rows(office)
    mix(office.instance, now=office.now)
    assert count(office) == 0
    with statements(office) as wrong:
        erase(office, OTHER)
    assert right == wrong
    assert rows(office) == after == [("study", 0, b"")]


def test_nothing_of_an_erased_draft_is_left(office: Any, thief: Any) -> None:
    """SQLite: at once. PostgreSQL: once the hourly run has made the table anew."""
    keep(office, b"zebrafinch quarterlight " * 4)
    keep(office, b"of somebody else", OTHER)
    with office.instance.engine.connect() as conn:
        sealed = list(conn.execute(select(table.c.sealed)).scalars())
    assert traces(thief.copy(), sealed, 64) > 0
    erase(office)
    erase(office, OTHER)
    if not is_sqlite(office.instance.engine):
        mix(office.instance, now=office.now + timedelta(hours=1))
    files = thief.copy()
    files.pop("pg_wal", None)
    assert traces(files, sealed, 64) == 0


def test_the_mix_of_the_next_hour_takes_away_what_erasing_left(office: Any) -> None:
    assert mix(office.instance, now=office.now).mixed
    keep(office, b"stays", OTHER)
    erase(office)
    assert not mix(office.instance, now=office.now).mixed
    mix(office.instance, now=office.now + timedelta(hours=1))
    assert (count(office), find(office, OTHER)) == (1, b"stays")


def test_erased_rows_take_no_room_and_are_not_late(office: Any) -> None:
    week = week_of_erasing(office.now.toordinal())
    full = [
        {"study_id": "study", "mark": bytes([0, *divmod(n, 256)]) + bytes(29), "week": week,
         "sealed": b"x", "doubt": 0}
        for n in range(drafts.MOST)
    ]  # fmt: skip
    with writing(office.instance.engine) as conn:
        conn.execute(insert(table), full)
    assert keep(office, b"one more") == "full"
    with writing(office.instance.engine) as conn:
        conn.execute(table.delete().where(table.c.mark == full[0]["mark"]))
    for number in range(10):
        erase(office, phrase([number] * 6))
    assert keep(office, b"one more") == "kept"
    late = [one for one in examine(office.instance, now=office.now) if one.name == "drafts"]
    assert [one.ok for one in late] == [True]


def test_what_is_kept_again_under_the_same_words_is_found(office: Any) -> None:
    keep(office, b"first")
    erase(office)
    keep(office, b"second")
    mix(office.instance, now=office.now + timedelta(days=1))
    assert find(office) == b"second"
