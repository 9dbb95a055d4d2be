"""Slips for having taken part: they count once, and a thief who has them all learns no rating.

The thief has every file and table, the site key, and the slip that each member showed, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from survey.sealing.bundles import unpack_bundle
from survey.sealing.codes.marks import blank_mark, payment_mark, shelf_tag, spent_mark
from survey.sealing.codes.round_slips import paid_mark, round_slip
from survey.services.councils.check_slip import check_slip
from survey.services.councils.recognise_member import root_of
from survey.storage.council.reading_tables import paid_slips
from survey.storage.schema import codes, metadata, own_ratings
from tests.storage.circle import RATE, Circle
from tests.storage.thief import LUCK, Thief, drift, hits, places, too_far

MEMBERS = 20


@pytest.fixture
def circle(office: Any) -> Circle:
    """Twenty members who joined."""
    circle = Circle(office.instance, office.now)
    circle.create(MEMBERS)
    circle.everyone_joins()
    return circle


def slips(circle: Circle) -> list[str]:
    """Give the slip that each member is shown after sending the first round."""
    key = circle.instance.site_key
    return [round_slip(key, circle.id, 1, root_of(words, circle.id)) for words in circle.words]


def test_a_slip_counts_once_and_not_before_its_round_has_closed(circle: Circle) -> None:
    circle.open(RATE)
    shown = slips(circle)
    for words in circle.words:
        circle.send(words, {"one": "p5", "two": "p5"})

    def checked(typed: str, *, use: bool = False) -> tuple[str, int]:
        found = check_slip(circle.instance, circle.id, typed, use=use)
        return found.outcome, found.round

    assert checked(shown[0], use=True) == ("too early", 1)
    circle.count()
    assert checked(shown[0]) == ("good", 1)
    assert checked(shown[0].upper(), use=True) == ("used", 1)
    assert checked(shown[0]) == checked(shown[0], use=True) == ("used before", 1)
    assert checked(shown[1], use=True) == ("used", 1)
    forged = ("a" if shown[2][0] != "a" else "b") + shown[2][1:]
    assert checked(forged, use=True) == ("none of ours", 0)
    assert checked("", use=True) == ("none of ours", 0)
    other = round_slip(circle.instance.site_key, "other", 1, root_of(circle.words[2], circle.id))
    assert checked(other, use=True) == ("none of ours", 0)


def test_who_rated_what_is_not_told_by_any_slip(circle: Circle, thief: Thief) -> None:
    circle.open(RATE)
    owners = {}
    for member, words in enumerate(circle.words):
        _, bundle = circle.send(words, {"one": f"p{member % 9 + 1}", "two": "p5"})
        owners[unpack_bundle(bundle).numbers.envelope] = member
    shown, key = slips(circle), circle.instance.site_key
    circle.count()
    for slip in shown:  # in the order in which they joined and answered
        assert check_slip(circle.instance, circle.id, slip, use=True).outcome == "used"

    marks = {paid_mark(key, circle.id, 1, slip): at for at, slip in enumerate(shown)}
    files = thief.copy()
    by_slip = orders(thief, files, "mark", marks)
    by_answer = orders(thief, files, "envelope", owners)
    assert by_slip
    assert by_answer
    for first in (*by_slip, list(range(MEMBERS))):
        for second in by_answer:
            only_luck(first, second)
    with pytest.raises(AssertionError):
        only_luck(by_slip[0], by_slip[0])


def test_a_slip_and_what_the_site_key_makes_of_it_stand_nowhere_else(
    circle: Circle, thief: Thief
) -> None:
    circle.open(RATE)
    for words in circle.words:
        circle.send(words, {"one": "p5", "two": "p5"})
    shown, key = slips(circle), circle.instance.site_key
    files = thief.copy()
    circle.count()
    check_slip(circle.instance, circle.id, shown[0], use=True)
    files |= {f"later {name}": content for name, content in thief.copy().items()}
    made = set()
    for slip in shown:
        letters = slip.replace("-", "").encode()
        for typed in (letters, letters[:8], slip.encode()):
            assert not any(typed in content for content in files.values())
            made |= {mark(key, typed) for mark in (spent_mark, payment_mark, blank_mark, shelf_tag)}
    with circle.instance.engine.connect() as conn:
        stored = {
            bytes(value)
            for table in metadata.sorted_tables
            for row in conn.execute(select(table))
            for value in row
            if isinstance(value, bytes | memoryview)
        }
        noted = conn.execute(select(paid_slips)).all()
        sealed = conn.execute(select(own_ratings.c.tag)).scalars().all()
    assert not made & stored
    assert [tuple(row) for row in noted] == [(paid_mark(key, circle.id, 1, shown[0]), circle.id)]
    assert len(sealed) == MEMBERS


def orders(
    thief: Thief, files: dict[str, bytes], column: str, owners: dict[bytes, int]
) -> list[list[int]]:
    """Give every order in which rows lie, as members."""
    table = {"mark": paid_slips, "envelope": codes}[column]
    with thief.engine.connect() as conn:
        found = [[bytes(one) for one in conn.execute(select(table.c[column])).scalars()]]
    if thief.server_folder is not None:
        found.append(thief.physical(table.name, column))
        files = {name: content for name, content in files.items() if name != "pg_wal"}
    found += places(files, list(owners), slice(0, 32))
    told = [[owners[one] for one in order if one in owners] for order in found]
    return [order for order in told if len(order) > MEMBERS // 2]


def only_luck(first: Sequence[int], second: Sequence[int]) -> None:
    """Fail when two orders of members belong together better than by chance."""
    both = set(first) & set(second)
    one, two = ([bytes([who]) for who in order if who in both] for order in (first, second))
    for order in (one, one[::-1]):
        assert hits(order, two) <= LUCK
    assert abs(drift(one, two)) < too_far(len(one))
