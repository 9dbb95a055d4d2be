"""Krippendorff's alpha against worked examples that were published, and against itself."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.themes.coder_agreement import CoderAgreement, nominal_alpha, theme_agreement

#: Krippendorff 2011, section A: binary, two observers, ten units, no value missing.
BINARY = ("0100000000", "1110010010")
#: Section B: nominal, two observers, twelve units, no value missing.
NOMINAL = ("aabbdcccedda", "babbbccceddd")
#: Section C: nominal, four observers, twelve units; a dot is a missing value.
WITH_MISSING = (
    "111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3",
)  # fmt: skip

Found = Counter[tuple[int, int]]


def _units(rows: tuple[str, str]) -> list[str]:
    return ["".join(unit) for unit in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("units", "alpha"),
    [(_units(BINARY), 0.095), (_units(NOMINAL), 0.692), (list(WITH_MISSING), 0.743)],
)
def test_alpha_is_that_of_published_examples(units: list[str], alpha: float) -> None:
    assert float(nominal_alpha(units) or 0) == pytest.approx(alpha, abs=0.0005)


def test_agreement_on_a_theme_is_alpha_of_whether_it_was_found() -> None:
    found = Found((2, unit.count("1")) for unit in _units(BINARY))
    agreed = theme_agreement(found)
    assert agreed.alpha == pytest.approx(0.095, abs=0.0005)
    assert agreed.texts == 10
    assert agreed.band == "low"


@given(
    st.lists(
        st.integers(2, 4).flatmap(
            lambda coders: st.tuples(st.just(coders), st.integers(0, coders))
        ),
        max_size=40,
    )
)
def test_both_ways_to_work_it_out_agree_and_the_interval_holds_it(
    texts: list[tuple[int, int]],
) -> None:
    exact = nominal_alpha([(1,) * have + (0,) * (coders - have) for coders, have in texts])
    agreed = theme_agreement(Found(texts))
    if exact is None:
        assert agreed == CoderAgreement(len(texts))
        return
    assert agreed.alpha is not None
    assert agreed.low is not None
    assert agreed.high is not None
    assert agreed.alpha == pytest.approx(float(exact))
    assert -1 <= agreed.low <= agreed.alpha <= agreed.high <= 1


@pytest.mark.parametrize("found", [{(2, 0): 40}, {(2, 2): 40}, {}])
def test_agreeing_on_a_theme_in_every_text_or_in_none_is_not_called_perfect(
    found: dict[tuple[int, int], int],
) -> None:
    agreed = theme_agreement(found)
    assert agreed.alpha is None
    assert agreed.band == "unknown"


def test_coders_who_never_differed_are_not_certain_never_to() -> None:
    few, many = theme_agreement({(2, 2): 5, (2, 0): 15}), theme_agreement({(2, 2): 75, (2, 0): 225})
    assert few.alpha == many.alpha == few.high == 1
    assert few.low is not None
    assert many.low is not None
    assert few.low < 0.7 < many.low < 1
    assert many.band == "reliable"
