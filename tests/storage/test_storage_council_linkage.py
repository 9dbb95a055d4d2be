"""Councils attacked: a thief with every file and table, who knows who was given which printed code.

After two rounds of twenty members the thief tries to join codes to pseudonyms, and pseudonyms to
ratings: by every stored column, every order of rows and every transaction, without `ephemeral/`.
Guessing gives one right pair on average; more than eight happens once in a million guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from survey.sealing.bundles import unpack_bundle
from survey.sealing.codes.marks import spent_mark
from survey.sealing.codes.member_tags import own_tag, vote_tag
from survey.services.councils.recognise_member import root_of
from survey.storage.schema import (
    codes,
    journal,
    journal_head,
    members,
    metadata,
    own_ratings,
    sheet_checks,
    spent,
)
from tests.storage.circle import AGAIN, RATE, Circle
from tests.storage.thief import LUCK, Thief, drift, hits, places, too_far

MEMBERS = 20
#: What a thief can make out of one table: for each order of its rows, whose they really are.
Orders = dict[str, list[list[int]]]


@pytest.fixture
def circle(office: Any) -> Circle:
    """Two rounds, answered by all twenty in the order in which they joined."""
    circle = Circle(office.instance, office.now)
    circle.create(MEMBERS)
    circle.everyone_joins()
    return circle


def answered(circle: Circle, file: str) -> dict[bytes, int]:
    """Have everybody answer one round; give the member of every envelope of codes."""
    circle.open(file)
    owners = {}
    for member, words in enumerate(circle.words):
        outcome, bundle = circle.send(words, {"one": f"p{member % 9 + 1}", "two": "p5"})
        assert outcome == "kept"
        owners[unpack_bundle(bundle).numbers.envelope] = member
    return owners


def test_no_order_of_any_table_joins_codes_members_and_ratings(
    circle: Circle, thief: Thief
) -> None:
    owners = answered(circle, RATE)
    assert circle.count().integrity.counted == MEMBERS
    owners |= answered(circle, AGAIN)
    assert circle.count().integrity.counted == MEMBERS
    found = _orders(circle, thief, owners)
    assert len(found) == 8
    found["printed codes"] = [list(range(MEMBERS))]
    with pytest.raises(AssertionError):
        _assert_apart(found | {"the truth": [list(range(MEMBERS))]})
    _assert_apart(found)
    if thief.server_folder is not None:
        for table in ("members", "own_ratings", "codes", "texts", "spent"):
            assert thief.transactions(table) == 1


def test_no_stored_value_stands_in_two_places(circle: Circle, thief: Thief) -> None:
    answered(circle, RATE)
    circle.count()
    answered(circle, AGAIN)
    circle.count()
    with circle.instance.engine.connect() as conn:
        stored = [
            (f"{table.name}.{column.name}", values)
            for table in metadata.sorted_tables
            if table not in (journal, journal_head, sheet_checks)  # of staff alone
            for column in table.columns
            if (values := _bytes_in(conn, table, column.name))
        ]
    assert len(stored) == 8
    seen: dict[bytes, str] = {}
    for place, values in stored:
        assert len(values) == len(set(values)) or place == "batch.public", place
        for value in values:
            assert seen.setdefault(value, place) == place, (place, seen[value])


def test_nobody_votes_twice_or_without_words(circle: Circle) -> None:
    circle.open(RATE)
    assert circle.send(circle.words[0], {"one": "p9"})[0] == "kept"
    assert circle.send(circle.words[0], {"one": "p1"})[0] == "already"
    with circle.instance.engine.connect() as conn:
        tags = set(conn.execute(select(members.c.tag).where(members.c.round == 1)).scalars())
    assert len(tags) == MEMBERS
    assert vote_tag(root_of(circle.words[0], circle.id), 1) in tags
    assert vote_tag(root_of("six words that nobody was given", circle.id), 1) not in tags


def _orders(circle: Circle, thief: Thief, owners: dict[bytes, int]) -> Orders:
    """Give every order of the rows of every table that the thief finds, as members."""
    files = thief.copy()
    roots = [root_of(words, circle.id) for words in circle.words]
    key = circle.instance.site_key
    wanted: dict[str, tuple[Table, str, dict[bytes, int]]] = {}
    for number in (1, 2):
        votes = {vote_tag(root, number): member for member, root in enumerate(roots)}
        own = {own_tag(root, number): member for member, root in enumerate(roots)}
        sent = {spent_mark(key, tag): member for tag, member in votes.items()}
        wanted[f"members {number}"] = (members, "tag", votes)
        wanted[f"own ratings {number}"] = (own_ratings, "tag", own)
        wanted[f"sent {number}"] = (spent, "mark", sent)
    half = len(owners) // 2
    rounds = list(owners.items())
    wanted["codes 1"] = (codes, "envelope", dict(rounds[:half]))
    wanted["codes 2"] = (codes, "envelope", dict(rounds[half:]))
    return {name: _found(thief, files, *what) for name, what in wanted.items()}


def _found(
    thief: Thief, files: dict[str, bytes], table: Table, column: str, owners: dict[bytes, int]
) -> list[list[int]]:
    with thief.engine.connect() as conn:
        orders = [list(conn.execute(select(table.c[column])).scalars())]
    if thief.server_folder is not None:
        orders.append(thief.physical(table.name, column))
    if table is spent:  # its log tells the order of sending while it is kept: docs/storage.md
        files = {name: content for name, content in files.items() if name != "pg_wal"}
    orders += places(files, list(owners), slice(0, 32))
    told = [[owners[bytes(one)] for one in order if bytes(one) in owners] for order in orders]
    assert all(len(order) == MEMBERS for order in told[:1])
    return [order for order in told if len(order) > MEMBERS // 2]


def _assert_apart(found: Orders) -> None:
    """Fail when rows of two tables, paired by rank, belong together better than by chance."""
    for one, other in permutations(found, 2):
        for first in found[one]:
            for second in found[other]:
                _assert_only_luck(first, second, f"{one} by {other}")


def _assert_only_luck(first: Sequence[int], second: Sequence[int], what: str) -> None:
    both = set(first) & set(second)
    if len(both) < MEMBERS // 2:
        return
    one = [bytes([member]) for member in first if member in both]
    two = [bytes([member]) for member in second if member in both]
    for order in (one, one[::-1]):
        assert hits(order, two) <= LUCK, what
    assert abs(drift(one, two)) < too_far(len(one)), what


def _bytes_in(conn: Connection, table: Table, column: str) -> list[bytes]:
    """Give the values of a column of bytes that are not the same for everybody."""
    if table.name in ("studies", "councils", "round_releases", "batch"):
        return []
    values = conn.execute(select(table.c[column])).scalars().all()
    return [bytes(value) for value in values if isinstance(value, bytes | memoryview)]
