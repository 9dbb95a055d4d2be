"""The hidden field: opens for two days, on its own study only, says nothing by its size."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey.errors import PageStateDamaged, PageStateExpired
from survey.sealing.page_state import DayKeys, advance, open_state, seal_state, token_length

KEYS = DayKeys(700, bytes(range(32)))
FORM = b"\x05" * 32
SIZE = 256


def sealed(payload: bytes, day: int = 702, study: str = "s", nonce: bytes = bytes(12)) -> str:
    return seal_state(KEYS.key_for(day), day, study, FORM, payload, SIZE, nonce)


@given(st.binary(max_size=SIZE - 4), st.binary(min_size=12, max_size=12))
def test_what_was_answered_comes_back_and_the_size_says_nothing(
    payload: bytes, nonce: bytes
) -> None:
    token = sealed(payload, nonce=nonce)
    assert open_state(KEYS, 702, "s", FORM, token) == payload
    assert len(token) == token_length(SIZE)


def test_a_token_is_safe_in_a_form() -> None:
    assert set(sealed(bytes(range(200)))) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


@pytest.mark.parametrize("today", [702, 703, 704])
def test_a_page_can_be_sent_for_two_more_days(today: int) -> None:
    assert open_state(KEYS, today, "s", FORM, sealed(b"x")) == b"x"


def test_after_two_days_it_says_so_kindly() -> None:
    with pytest.raises(PageStateExpired, match="two days"):
        open_state(KEYS, 705, "s", FORM, sealed(b"x"))


def test_a_day_whose_key_is_gone_is_expired_too() -> None:
    moved = advance(KEYS, 705)
    assert moved.oldest_day == 703
    with pytest.raises(PageStateExpired):
        open_state(moved, 704, "s", FORM, sealed(b"x"))


def test_a_page_of_tomorrow_is_read_where_a_clock_was_put_back() -> None:
    assert open_state(KEYS, 701, "s", FORM, sealed(b"x")) == b"x"


def test_a_later_day_to_come_is_not_believed() -> None:
    with pytest.raises(PageStateDamaged):
        open_state(KEYS, 700, "s", FORM, sealed(b"x"))


@pytest.mark.parametrize(("study", "form"), [("t", FORM), ("s", b"\x06" * 32)])
def test_a_token_of_another_study_or_questionnaire_is_refused(study: str, form: bytes) -> None:
    with pytest.raises(PageStateDamaged):
        open_state(KEYS, 702, study, form, sealed(b"x"))


TOKEN = sealed(b"answers")


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AQgw_-09"))
def test_every_changed_character_is_noticed(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assume(changed != TOKEN)
    with pytest.raises((PageStateDamaged, PageStateExpired)):
        open_state(KEYS, 702, "s", FORM, changed)


@given(st.integers(0, len(TOKEN) - 1))
def test_a_cut_token_is_noticed(length: int) -> None:
    with pytest.raises(PageStateDamaged):
        open_state(KEYS, 702, "s", FORM, TOKEN[:length])


@given(st.text(max_size=60))
def test_anything_else_typed_there_is_noticed(token: str) -> None:
    with pytest.raises(PageStateDamaged):
        open_state(KEYS, 702, "s", FORM, token)


@pytest.mark.parametrize("changed", [TOKEN + "=", TOKEN + "\n", " " + TOKEN, TOKEN + "A"])
def test_there_is_one_way_to_write_a_token(changed: str) -> None:
    with pytest.raises(PageStateDamaged):
        open_state(KEYS, 702, "s", FORM, changed)


def test_too_much_is_never_cut() -> None:
    with pytest.raises(ValueError, match="more than 256 bytes"):
        sealed(bytes(SIZE - 3))
    with pytest.raises(ValueError, match="12 bytes"):
        sealed(b"x", nonce=b"short")


@given(st.integers(700, 720), st.integers(700, 720))
def test_the_ratchet_goes_forward_only(today: int, day: int) -> None:
    moved = advance(KEYS, today)
    assert moved.oldest_day == max(700, today - 2)
    if day >= moved.oldest_day:
        assert moved.key_for(day) == KEYS.key_for(day)
    else:
        with pytest.raises(ValueError, match="gone"):
            moved.key_for(day)


def test_every_day_has_its_own_key() -> None:
    assert len({KEYS.key_for(day) for day in range(700, 730)}) == 30


def test_nodes_given_the_same_start_agree() -> None:
    one = advance(advance(KEYS, 703), 709)
    assert one == advance(KEYS, 709)


def test_a_clock_set_back_changes_nothing() -> None:
    moved = advance(KEYS, 709)
    assert advance(moved, 705) == moved


def test_day_keys_do_not_print() -> None:
    assert repr(KEYS) == "DayKeys(oldest_day=700)"
    with pytest.raises(ValueError, match="32 bytes"):
        DayKeys(1, b"short")
