"""Promise P2 attacked: a thief with every file, who also knows the order in which people sent.

The thief has no `ephemeral/`. They try to say which row on the shelves is whose, and which text
belongs to which codes. With 100 people, guessing gives one right pair on average; more than eight
happens once in a million guesses. The same thief with the batch secret gets every pair right, so
these tests can fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from survey.mixing.mix import mix
from survey.sealing.bundles import unpack_bundle
from survey.sealing.codes.slips import unpack_slip
from survey.sealing.opening.batches import open_batch
from survey.sealing.seal import seal_to_batch
from survey.storage.keys.batch_keys import secret_path
from survey.storage.letters import letterbox
from survey.storage.schema import codes, letters, slips, spent, texts
from tests.storage.thief import (
    LUCK,
    PEOPLE,
    Thief,
    assert_only_luck,
    guesses,
    hits,
    places,
    traces,
)


def send_watched(office: Any, count: int, seed: int = 1) -> tuple[list[Any], list[bytes]]:
    """Send people one after the other; give them and their letters, in that order."""
    people, watched = office.people(count, seed), []
    for person in people:
        now = office.batch()
        letter = seal_to_batch(now.public, person.bundle())
        sent = "study", now.number, letter, person.mark, office.now
        assert letterbox.drop(office.instance.engine, *sent, office.instance.can_open) == "kept"
        watched.append(letter)
    return people, watched


def test_the_attack_works_where_nothing_was_mixed(office: Any) -> None:
    people = office.people(PEOPLE)
    truth = [person.codes for person in people]
    assert hits(truth, truth) == PEOPLE
    with pytest.raises(AssertionError):
        assert_only_luck([truth], truth)
    nearly = sorted(truth, key=lambda one: truth.index(one) + Random(one).random() * 20)
    with pytest.raises(AssertionError):
        assert_only_luck([nearly], truth)


@pytest.mark.parametrize("closing", [None, "study"])
def test_with_all_files_and_the_order_rows_cannot_be_paired(
    office: Any, thief: Thief, closing: str | None
) -> None:
    people, watched = send_watched(office, PEOPLE)
    stolen_at_the_worst_moment: list[dict[str, bytes]] = []

    def steal(step: str) -> None:
        if step == "committed":
            stolen_at_the_worst_moment.append(thief.copy())

    mix(office.instance, now=office.now, closing=closing, rng=Random(7), after=steal)
    after = thief.copy()
    for files in (*stolen_at_the_worst_moment, after):
        orders = guesses(thief, files, codes)
        assert_only_luck(orders, [person.codes for person in people])
    shelves = b"".join(thief.shelf(codes) + thief.shelf(texts))
    assert traces({"shelves": shelves}, watched, 256) == 0


def test_texts_cannot_be_paired_with_codes_or_with_each_other(office: Any, thief: Thief) -> None:
    people, _watched = send_watched(office, PEOPLE)
    mix(office.instance, now=office.now, rng=Random(8))
    files = thief.copy()
    of_first = {person.texts[0]: person.codes for person in people}
    of_second = {person.texts[1]: person.texts[0] for person in people}
    text_orders = guesses(thief, files, texts)
    for code_order in guesses(thief, files, codes):
        for text_order in text_orders:
            firsts = [of_first[one] for one in text_order if one in of_first]
            assert hits(firsts, code_order) <= LUCK
            seconds = [of_second[one] for one in text_order if one in of_second]
            assert hits(seconds, [one for one in text_order if one in of_first]) <= LUCK


def test_with_the_secret_the_same_thief_pairs_everyone(office: Any, thief: Thief) -> None:
    people, watched = send_watched(office, PEOPLE)
    secret = secret_path(office.instance.ephemeral, office.batch().number).read_bytes()
    mix(office.instance, now=office.now, closing="study")
    opened = [unpack_bundle(open_batch(secret, letter)).numbers.envelope for letter in watched]
    assert set(opened) == set(thief.shelf(codes))
    with pytest.raises(AssertionError):
        assert_only_luck([opened], [person.codes for person in people])


def test_who_stays_is_sealed_anew_in_another_order(office: Any, thief: Thief) -> None:
    people, watched = send_watched(office, PEOPLE)
    mix(office.instance, now=office.now, rng=Random(9))
    now = office.batch()
    secret = secret_path(office.instance.ephemeral, now.number).read_bytes()
    with office.instance.engine.connect() as conn:
        stayed = list(conn.execute(select(letters.c.sealed)).scalars())
    assert traces({"stayed": b"".join(stayed)}, watched, 256) == 0
    opened = [unpack_bundle(open_batch(secret, letter)).numbers.envelope for letter in stayed]
    ranks = {person.codes: i for i, person in enumerate(people)}
    assert [ranks[one] for one in opened] != sorted(ranks[one] for one in opened)
    assert hits(opened, sorted(opened, key=ranks.__getitem__)) <= LUCK


def test_marks_lie_in_no_order_of_sending(office: Any, thief: Thief) -> None:
    people, _watched = send_watched(office, PEOPLE)
    mix(office.instance, now=office.now, rng=Random(10))
    files = thief.copy()
    marks = [person.mark for person in people]
    with office.instance.engine.connect() as conn:
        orders = [list(conn.execute(select(spent.c.mark)).scalars())]
    if thief.server_folder is not None:
        orders.append(thief.physical("spent", "mark"))
        assert thief.transactions("spent") == 1
    else:
        orders += places(files, marks, slice(0, 32))
    assert_only_luck(orders, marks)


@pytest.mark.parametrize("database_url", [""])
def test_sqlite_keeps_no_letter_in_free_pages_or_log(office: Any, thief: Thief) -> None:
    _people, watched = send_watched(office, PEOPLE)
    assert traces(thief.copy(), watched, 2048) >= PEOPLE
    mix(office.instance, now=office.now, rng=Random(11))
    assert traces(thief.copy(), watched, 2048) == 0


def told_apart(order: Sequence[bytes], first: set[bytes]) -> float:
    """Give how well a place tells the first batch from later rows: 0.5 is not at all."""
    wins = seen = 0
    for row in order:
        if row in first:
            seen += 1
        else:
            wins += seen
    return wins / (seen * (len(order) - seen))


def test_closing_hides_which_batch_a_row_came_in(office: Any, thief: Thief) -> None:
    send_watched(office, 60)
    mix(office.instance, now=office.now)
    first = set(office.shelved())
    send_watched(office, 120, seed=2)
    mix(office.instance, now=office.now + timedelta(hours=3))
    assert best_telling(thief, first) > 0.9
    mix(office.instance, now=office.now, closing="study")
    assert best_telling(thief, first) < 0.82  # six standard deviations of 40 among 180 rows
    if thief.server_folder is not None:
        assert thief.transactions("codes") == thief.transactions("texts") == 1


def test_slips_that_stay_lie_in_no_order_of_arrival(office: Any, thief: Thief) -> None:
    """Half of the people say one thing, then half another; what stays is opened to look at it."""
    office.send_many(3)
    office.feel(*["fine"] * PEOPLE, *["very_hard"] * PEOPLE)
    with office.instance.engine.connect() as conn:
        watched = list(conn.execute(select(slips.c.sealed)).scalars())
    mix(office.instance, now=office.now, rng=Random(12))
    files = thief.copy()
    files.pop("pg_wal", None)
    assert traces(files, watched, 256) == 0
    secret = secret_path(office.instance.ephemeral, office.batch().number).read_bytes()
    with office.instance.engine.connect() as conn:
        rows = list(conn.execute(select(slips.c.sealed)).scalars())
    assert len(rows) == 2 * PEOPLE
    early = {row for row in rows if unpack_slip(open_batch(secret, row)) == "fine"}
    orders = [rows, *places(files, rows, slice(0, 48)), *places(files, rows, slice(-48, None))]
    if thief.server_folder is not None:
        orders.append(thief.physical("slips", "sealed"))
        assert thief.transactions("slips") == 1
    for order in orders:
        worth = told_apart(order, early)
        assert max(worth, 1 - worth) < 0.75  # six standard deviations of 100 among 200 rows
    mix(office.instance, now=office.now, closing="study")
    assert office.slips() == 0
    files = thief.copy()
    files.pop("pg_wal", None)
    assert traces(files, rows, 256) == 0


def best_telling(thief: Thief, first: set[bytes]) -> float:
    """Give how well the best of all orders tells the first batch apart."""
    files = thief.copy()
    files.pop("pg_wal", None)  # the log tells batches for as long as it is kept: docs/storage.md
    worths = [
        told_apart(order, first) for order in guesses(thief, files, codes) if set(order) > first
    ]
    return max(max(worth, 1 - worth) for worth in worths)
