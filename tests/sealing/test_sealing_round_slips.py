"""Slips of a round: the same for a member, only this site's, and apart from all that is stored."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from survey.sealing.codes.invitations import CODE_LETTERS
from survey.sealing.codes.round_slips import is_slip, paid_mark, round_slip

KEY, ROOT = b"\x01" * 32, b"\x02" * 32


def test_a_slip_is_frozen_and_easy_to_read_aloud() -> None:
    slip = round_slip(KEY, "council", 2, ROOT)
    assert slip == "8xk2rk-57pvpn-aypnfa"
    assert re.fullmatch(rf"[{CODE_LETTERS}]{{6}}(-[{CODE_LETTERS}]{{6}}){{2}}", slip)


def test_a_member_has_one_slip_in_a_round_and_another_elsewhere() -> None:
    made = {
        round_slip(key, council, round_, root)
        for key in (KEY, b"\x03" * 32)
        for council in ("council", "other")
        for round_ in (1, 2)
        for root in (ROOT, b"\x04" * 32)
    }
    assert len(made) == 16
    assert len({slip[:6] for slip in made}) == 8, "the number itself knows no site key"
    assert round_slip(KEY, "council", 1, ROOT) in made


@given(st.integers(0, 19), st.sampled_from(CODE_LETTERS))
def test_one_letter_that_is_another_makes_it_worthless(at: int, letter: str) -> None:
    slip = round_slip(KEY, "council", 1, ROOT)
    typed = slip[:at] + letter + slip[at + 1 :]
    assert is_slip(KEY, "council", 1, typed) is (typed == slip)


@given(st.text(max_size=300))
def test_what_was_never_shown_is_no_slip(typed: str) -> None:
    assert not is_slip(KEY, "council", 1, typed)


def test_it_counts_however_it_is_typed_and_only_where_it_belongs() -> None:
    slip = round_slip(KEY, "council", 1, ROOT)
    for typed in (slip.upper(), slip.replace("-", " "), slip.replace("-", "")):
        assert is_slip(KEY, "council", 1, typed)
        assert paid_mark(KEY, "council", 1, typed) == paid_mark(KEY, "council", 1, slip)
    assert not is_slip(KEY, "council", 2, slip)
    assert not is_slip(KEY, "other", 1, slip)
    assert not is_slip(b"\x05" * 32, "council", 1, slip)
