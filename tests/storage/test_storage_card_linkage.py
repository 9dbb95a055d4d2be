"""Codes attacked: a thief with all but `ephemeral/`, and with the list of codes.

The thief knows who was given which code, and even in which order people sent. They try to say which
row on the shelves came with which code: by every order of rows, every transaction, what was in the
files before, at the worst moment, and after. With 150 invited, guessing gives one right pair on
average; more than eight happens once in a million guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text

from survey.mixing.mix import mix
from survey.sealing.bundles import unpack_bundle
from survey.sealing.opening.batches import open_batch
from survey.sealing.seal import seal_to_batch
from survey.storage.keys.batch_keys import secret_path
from survey.storage.letters import letterbox
from survey.storage.schema import codes, metadata, study_invitations
from tests.storage.test_storage_cards import CARDS, codes_of, mark
from tests.storage.thief import LUCK, Thief, assert_only_luck, guesses, hits, places, traces

INVITED = 150
ANSWERED = 140
#: How many come before the first mix; all but twenty of them move with it, in one batch.
FIRST = 130
#: Added to every seed: a server that other tests used keeps bytes of theirs, made with small seeds.
OWN = 7_000


class Attack:
    """What the thief knows: codes and rows in the order of sending, and every copy of the files."""

    def __init__(self, office: Any, thief: Thief) -> None:
        self.office, self.thief = office, thief
        office.add_study(CARDS, entrance="codes", policy_json="{}")
        self.marks = [mark(office, one) for one in codes_of(office, INVITED)]
        self.used: list[bytes] = []
        self.shelved: list[bytes] = []
        self.letters: list[bytes] = []
        self.copies: list[dict[str, bytes]] = []

    def answer(self, people: int, seed: int) -> None:
        """Have some of the invited answer, in an order of their own."""
        left = [one for one in self.marks if one not in self.used]
        Random(seed).shuffle(left)
        for person, card in zip(self.office.people(people, OWN + seed), left, strict=False):
            now = self.office.batch()
            letter = seal_to_batch(now.public, person.bundle())
            engine, may_open = self.office.instance.engine, self.office.instance.can_open
            sent = CARDS, now.number, letter, person.mark, self.office.now, may_open
            assert letterbox.drop(engine, *sent, card=card) == "kept"
            self.used.append(card)
            self.shelved.append(person.codes)
            self.letters.append(letter)

    def mix(self, hours: int, closing: str | None = None) -> None:
        """Mix, and steal before, at the worst moment, and after."""
        self.copies.append(self.thief.copy())

        def steal(step: str) -> None:
            if step == "committed":
                self.copies.append(self.thief.copy())

        now = self.office.now + timedelta(hours=hours)
        mix(self.office.instance, now=now, closing=closing, rng=Random(hours), after=steal)
        self.copies.append(self.thief.copy())

    def orders_of_codes(self, files: dict[str, bytes]) -> list[list[bytes]]:
        """Give every order in which the files have the marks of used codes: that in which people
        sent, too, which the thief knows by themselves."""
        return [self.used, *places(files, self.used, slice(0, 32))]

    def orders_of_rows(self, files: dict[str, bytes]) -> list[list[bytes]]:
        """Give every order of the rows of the shelf, as the people they are of."""
        found = guesses(self.thief, files, codes)
        return [[one for one in order if one in self.shelved] for order in found]


@pytest.fixture
def attack(office: Any, thief: Thief) -> Attack:
    """Most answers come before a mix, the others wait with those that it left behind."""
    attack = Attack(office, thief)
    attack.answer(FIRST, seed=1)
    attack.mix(1)
    attack.answer(ANSWERED - FIRST, seed=2)
    attack.mix(2)
    return attack


@pytest.mark.parametrize("closing", [None, CARDS])
def test_with_all_files_and_the_list_of_codes_nobody_is_paired(
    attack: Attack, closing: str | None
) -> None:
    """Rows of two batches lie apart until closing, which is known (docs/storage.md): so an order is
    held against the order of sending within the first batch, and pairs are counted among all."""
    batch = set(attack.thief.shelf(codes))
    assert len(batch) == FIRST - 20
    attack.mix(4, closing)
    whose = dict(zip(attack.used, attack.shelved, strict=True))
    for files in attack.copies:
        rows = attack.orders_of_rows(files)
        within = [[one for one in order if one in batch] for order in rows]
        assert_only_luck([order for order in within if order], attack.shelved)
        for order in attack.orders_of_codes(files):
            people = [whose[card] for card in order]
            for found in rows:
                present = set(found)
                assert hits(found, [one for one in people if one in present]) <= LUCK
    shelf = b"".join(attack.thief.shelf(codes))
    assert traces({"shelf": shelf}, attack.letters, 256) == 0


def test_with_the_secret_of_one_batch_the_same_thief_pairs_those_who_waited(
    office: Any, thief: Thief
) -> None:
    attack = Attack(office, thief)
    attack.answer(50, seed=3)
    secret = secret_path(office.instance.ephemeral, office.batch().number).read_bytes()
    attack.mix(1, CARDS)
    opened = [unpack_bundle(open_batch(secret, one)).numbers.envelope for one in attack.letters]
    assert opened == attack.shelved
    assert set(opened) == set(thief.shelf(codes))


def test_rows_of_codes_lie_in_no_order_and_were_written_at_once(office: Any, thief: Thief) -> None:
    """What stands in place of a used code is of the same make, and is as old as all others."""
    attack = Attack(office, thief)
    attack.answer(INVITED // 2, seed=5)
    attack.mix(1)
    with thief.engine.connect() as conn:
        stored = [bytes(one) for one in conn.execute(select(study_invitations.c.mark)).scalars()]
    assert len(stored) == INVITED
    unused = [one for one in attack.marks if one not in attack.used]
    assert set(stored) & set(attack.marks) == set(unused)
    files = thief.copy()
    files.pop("pg_wal", None)  # it tells the order of sending while it is kept: docs/storage.md
    orders = [stored, *places(files, stored, slice(0, 32))]
    if thief.server_folder is not None:
        orders.append(thief.physical("study_invitations", "mark"))
        assert thief.transactions("study_invitations") == 1
        with thief.engine.connect() as conn:
            for table in ("study_invitations", "spent", "letters"):
                last = conn.execute(text(f"SELECT max(xmin::text) FROM {table}")).scalar_one()
                assert last == _transaction_of_the_batch(conn), table
    else:
        assert traces(files, attack.used, 64) == 0
        assert not [one for one in attack.used if any(one in each for each in files.values())]
    chance = set(stored) - set(unused)
    for order in orders:
        worth = _told_apart([one for one in order if one in set(stored)], chance)
        assert max(worth, 1 - worth) < 0.79  # six standard deviations of 75 among 150 rows


def test_no_stored_value_of_codes_stands_anywhere_else(attack: Attack, thief: Thief) -> None:
    attack.mix(4)
    with thief.engine.connect() as conn:
        marks = set(conn.execute(select(study_invitations.c.mark)).scalars())
        for table in metadata.sorted_tables:
            for column in table.columns:
                if table is not study_invitations:
                    found = set(conn.execute(select(column)).scalars())
                    assert not marks & found, (table.name, column.name)
                    assert not set(attack.marks) & found, (table.name, column.name)


@pytest.mark.parametrize("database_url", [""])
def test_after_closing_no_file_says_who_answered(attack: Attack, thief: Thief) -> None:
    attack.mix(4, CARDS)
    for content in thief.copy().values():
        assert not [one for one in attack.marks if one in content]


def _transaction_of_the_batch(conn: Any) -> str:
    return str(conn.execute(text("SELECT xmin::text FROM spent LIMIT 1")).scalar_one())


def _told_apart(order: Sequence[bytes], some: set[bytes]) -> float:
    """Give how well a place tells some rows from the others: 0.5 is not at all."""
    wins = seen = 0
    for row in order:
        if row in some:
            seen += 1
        else:
            wins += seen
    return wins / (seen * (len(order) - seen))
