"""Forms that are put aside: found by their code alone, and erased by the mix or by the week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from survey.mixing.mix import mix
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.sealed_drafts import week_of, week_of_erasing
from survey.services.answering import keep_draft
from survey.storage.database import writing
from survey.storage.letters import drafts
from survey.storage.schema import drafts as table
from tests.conftest import at_work
from tests.storage.thief import PEOPLE, assert_only_luck, places, traces

FORM = bytes(range(32))
WORDS = phrase([1, 20, 300, 4000, 5000, 7000])
SIZE = 2000


def keep(
    office: Any, payload: bytes, words: str = WORDS, days: int = 0, study_id: str = "study"
) -> str:
    today = office.now.toordinal() + days
    return keep_draft.keep(office.instance, study_id, FORM, words, payload, SIZE, today)


def find(office: Any, words: str = WORDS, days: int = 0, study_id: str = "study") -> bytes | None:
    return keep_draft.find(office.instance, study_id, FORM, words, office.now.toordinal() + days)


def count(office: Any) -> int:
    with office.instance.engine.connect() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def paused(office: Any, person: Any, code: str) -> Any:
    """Give a submission as it is when it was put aside under a code before."""
    return replace(person, draft_mark=keep_draft.draft_mark(office.instance.site_key, code))


def send(office: Any, *words: str) -> None:
    """Send one submission for each code that it was put aside under, and none besides."""
    for number, code in enumerate(words):
        (person,) = office.people(1, seed=700 + number)
        assert office.send(paused(office, person, code)) == "kept"


def test_a_draft_comes_back_however_the_code_is_typed(office: Any) -> None:
    assert keep(office, b"so far") == "kept"
    assert find(office, WORDS.upper().replace(" ", "-")) == b"so far"
    assert find(office) == b"so far"


def test_saving_again_under_the_same_code_replaces(office: Any) -> None:
    keep(office, b"first")
    keep(office, b"second")
    assert (find(office), count(office)) == (b"second", 1)


def test_wrong_expired_and_used_codes_look_the_same(office: Any) -> None:
    other, used = phrase([5] * 6), phrase([6] * 6)
    keep(office, b"one")
    keep(office, b"other", used)
    send(office, used)
    mix(office.instance, now=office.now, closing="study")
    assert find(office, other) is None
    assert find(office, used) is None
    assert find(office, days=22) is None
    assert find(office, "") is None


def test_a_code_of_another_study_finds_nothing(office: Any) -> None:
    office.add_study("other")
    keep(office, b"one")
    assert find(office, study_id="other") is None


@pytest.mark.parametrize("day", range(7))
def test_a_draft_stays_for_two_weeks_and_goes_within_three(office: Any, day: int) -> None:
    keep(office, b"so far", days=day)
    assert find(office, days=day + 14) == b"so far"
    mix(office.instance, now=at_work(office.instance, office.now + timedelta(days=day + 14)))
    assert (find(office, days=day + 14), count(office)) == (b"so far", 1)
    assert find(office, days=day + 21) is None
    mix(office.instance, now=at_work(office.instance, office.now + timedelta(days=day + 21)))
    assert count(office) == 0


def test_the_mix_erases_what_was_sent_and_nothing_else(office: Any) -> None:
    codes = [phrase([number] * 6) for number in range(10, 60)]
    for code in codes:
        keep(office, b"so far", code)
    send(office, *codes[:45])
    assert count(office) == 50
    assert mix(office.instance, now=office.now).moved == 25
    assert count(office) == 25  # 20 letters wait, 5 were never sent
    assert all(find(office, code) == b"so far" for code in codes[45:])


def test_closing_erases_all_of_the_study_and_none_of_another(office: Any) -> None:
    office.add_study("other")
    keep(office, b"one")
    keep(office, b"two", study_id="other")
    mix(office.instance, now=office.now, closing="study")
    assert (find(office), find(office, study_id="other")) == (None, b"two")


def test_what_is_taken_back_before_a_mix_takes_its_draft_along(office: Any) -> None:
    keep(office, b"so far")
    (person,) = (paused(office, one, WORDS) for one in office.people(1))
    office.send(person)
    office.take_back(person)
    mix(office.instance, now=office.now)
    assert count(office) == 0


def test_a_study_holds_only_so_many(office: Any) -> None:
    rng, week = Random(1), week_of_erasing(office.now.toordinal())
    rows = [
        {"study_id": "study", "mark": rng.randbytes(32), "week": week, "sealed": b"x", "doubt": 0}
        for _ in range(drafts.MOST - 1)
    ]
    with writing(office.instance.engine) as conn:
        conn.execute(insert(table), rows)
    assert keep(office, b"the last") == "kept"
    assert keep(office, b"one more", phrase([9] * 6)) == "full"
    assert keep(office, b"the last again") == "kept"
    office.add_study("other")
    assert keep(office, b"elsewhere", study_id="other") == "kept"
    assert (find(office, phrase([9] * 6)), find(office)) == (None, b"the last again")


def test_rows_tell_a_week_and_one_size(office: Any) -> None:
    for number in range(10):
        keep(office, bytes(number * 150), phrase([number] * 6), days=number % 7)
    with office.instance.engine.connect() as conn:
        rows = conn.execute(select(table)).all()
    assert {len(row.sealed) for row in rows} == {SIZE + 29}
    assert {row.week for row in rows} == {week_of(office.now.toordinal()) + 3}
    assert office.now.isoweekday() == 1


def test_nothing_of_a_draft_is_readable_or_left_after_its_time(office: Any, thief: Any) -> None:
    marked = b"zebrafinch quarterlight " * 4
    keep(office, marked)
    with office.instance.engine.connect() as conn:
        sealed = list(conn.execute(select(table.c.sealed)).scalars())
    files = thief.copy()
    assert traces(files, sealed, 64) > 0
    assert not any(marked[:24] in content for content in files.values())
    words = WORDS.split()
    for pair in pairwise(words):
        assert not any(" ".join(pair).encode() in content for content in files.values())
    report = mix(office.instance, now=at_work(office.instance, office.now + timedelta(days=21)))
    assert report.moved == 0
    files = thief.copy()
    files.pop("pg_wal", None)
    assert traces(files, sealed, 64) == 0


def test_after_a_mix_drafts_lie_in_no_order_of_saving(office: Any, thief: Any) -> None:
    sealed = []
    for number in range(PEOPLE):
        keep(office, b"so far", phrase([number] * 6))
        with office.instance.engine.connect() as conn:
            there = set(conn.execute(select(table.c.sealed)).scalars())
        sealed += there - set(sealed)
    office.send_many(40)
    mix(office.instance, now=office.now)
    files = thief.copy()
    files.pop("pg_wal", None)
    with office.instance.engine.connect() as conn:
        orders = [list(conn.execute(select(table.c.sealed)).scalars())]
    if thief.server_folder is not None:
        orders.append(thief.physical("drafts", "sealed"))
        assert thief.transactions("drafts") == 1
    for part in (slice(0, 48), slice(-48, None)):
        orders += places(files, sealed, part)
    assert_only_luck(orders, sealed)


def test_drafts_vanish_in_no_order_that_pairs_them_with_rows(office: Any, thief: Any) -> None:
    """Everyone puts aside and sends; what is left of drafts and shelves shares no order."""
    people = []
    for number, person in enumerate(office.people(PEOPLE)):
        code = phrase([number] * 6)
        keep(office, b"so far", code)
        people.append(paused(office, person, code))
        office.send(people[-1])
    mix(office.instance, now=office.now)
    with office.instance.engine.connect() as conn:
        left = list(conn.execute(select(table.c.mark)).scalars())
    assert len(left) == 20
    of_mark = {person.draft_mark: person.codes for person in people}
    assert not {of_mark[mark] for mark in left} & set(office.shelved())
    orders = [[of_mark[mark] for mark in left]]
    if thief.server_folder is not None:
        orders.append([of_mark[mark] for mark in thief.physical("drafts", "mark")])
    assert_only_luck(orders, [person.codes for person in people])
    mix(office.instance, now=office.now, closing="study")
    assert count(office) == 0


def test_the_most_doubted_and_then_the_oldest_make_room(office: Any) -> None:
    """And only for one that is doubted less."""
    rng, week = Random(1), week_of_erasing(office.now.toordinal())
    left = {"study_id": "study", "sealed": b"x"}
    doubted = [(1, week - 1), (1, week), (2, week - 1), (2, week)]
    rows = [
        {**left, "mark": rng.randbytes(32), "week": when, "doubt": doubt} for doubt, when in doubted
    ]
    calm = [
        {**left, "mark": rng.randbytes(32), "week": week, "doubt": 0}
        for _ in range(drafts.MOST - len(rows))
    ]
    with writing(office.instance.engine) as conn:
        conn.execute(insert(table), rows + calm)
    gone: list[tuple[int, int]] = []
    for doubt in (2, 1, 1, 1, 0, 0):
        before = _doubted(office)
        outcome = drafts.keep(
            office.instance.engine, "study", rng.randbytes(32), b"x", week + 1, doubt
        )
        assert outcome == ("kept" if any(one > doubt for one, _when in before) else "full")
        gone += before - _doubted(office)
    assert gone == [(2, week - 1), (2, week), (1, week - 1), (1, week)]


def _doubted(office: Any) -> set[tuple[int, int]]:
    chosen = select(table.c.doubt, table.c.week).where(table.c.doubt > 0)
    with office.instance.engine.connect() as conn:
        return {(row.doubt, row.week) for row in conn.execute(chosen)}


def test_what_is_saved_again_is_never_doubted_more(office: Any) -> None:
    engine, mark = office.instance.engine, b"m" * 32
    for doubt in (2, 1, 2, 0, 2):
        assert drafts.keep(engine, "study", mark, b"x", 1, doubt) == "kept"
    assert (_doubted(office), count(office)) == (set(), 1)
