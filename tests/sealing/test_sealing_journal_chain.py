"""The chain of the journal: frozen hashes, worked out by hand, and what breaks it."""

from __future__ import annotations

import hashlib
import struct
from datetime import date

import pytest

from survey.sealing.journal_chain import (
    START,
    JournalEntry,
    chained,
    check_chain,
    journal_line,
    read_journal_line,
)

#: From `sha256sum` over bytes that were put together without this program.
FIRST = "5231158efbb1b2871fb3d5c4110e2cec30deedb77473f4885eb29d395d7d9c28"
SECOND = "2b45a0424ee697a80f5d9be0ca1d5bd7181ddefa3eb16a2101daa54c2bdea1eb"


def by_hand(*fields: bytes) -> bytes:
    """Return the SHA-256 of fields, each after its length in two bytes, big-endian."""
    return hashlib.sha256(b"".join(struct.pack(">H", len(one)) + one for one in fields)).digest()


def two() -> list[JournalEntry]:
    one = chained(
        1, date(2026, 3, 2), "study", "operator", "paused", "A mistake – sorry.", bytes(32)
    )
    return [one, chained(2, date(2026, 3, 3), "", "administrator", "resumed", "", one.hash)]


def test_hashes_are_those_that_were_frozen() -> None:
    assert [one.hash.hex() for one in two()] == [FIRST, SECOND]
    assert two()[1].hash == by_hand(
        b"survivor-survey/1/journal", b"2", b"2026-03-03", b"", b"administrator", b"resumed", b"",
        bytes.fromhex(FIRST),
    )  # fmt: skip


def test_a_chain_holds_from_its_start() -> None:
    assert check_chain([]) == (0, START, "")
    assert check_chain(two()) == (2, bytes.fromhex(SECOND), "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", date(2026, 3, 4)), ("study_id", "other"), ("role", "x"), ("event", "x"),
     ("words", "\ud800"), ("words", "x" * 70_000), ("hash", bytes(32))],
)  # fmt: skip
def test_whatever_is_changed_is_found_at_its_entry(field: str, value: object) -> None:
    one, other = two()
    changed = check_chain([one, other._replace(**{field: value})])
    assert changed == (1, one.hash, "entry 2 does not say what was written down")


def test_what_is_left_out_or_moved_is_found() -> None:
    one, other = two()
    assert check_chain([other]).wrong == "entry 1 is not there"
    assert check_chain([one, one]).wrong == "entry 2 is not there"
    alone = chained(*other[:6], previous=START)
    assert check_chain([one, alone]).wrong == "entry 2 does not follow from the entry before"


def test_lines_give_the_same_entries_back() -> None:
    lines = [journal_line(one) for one in two()]
    assert lines[0] == (
        '{"number":1,"day":"2026-03-02","study_id":"study","role":"operator","event":"paused",'
        f'"words":"A mistake – sorry.","previous":"{"0" * 64}","hash":"{FIRST}"}}\n'
    )
    assert [read_journal_line(line) for line in lines] == two()


@pytest.mark.parametrize(
    "line",
    ["", "{}", "[1]", "x", "[" * 5_000, '{"number": 1}',
     journal_line(two()[0]).replace("2026-03-02", "2026-13-02"),
     journal_line(two()[0]).replace('"number":1', '"number":true'),
     journal_line(two()[0]).replace('"paused"', "7")],
)  # fmt: skip
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        read_journal_line(line)
