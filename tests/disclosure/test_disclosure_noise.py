"""Headline numbers: what the noise is, what it may be put on, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import exp, floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from survey.cli.wording_actions import what_to_do
from survey.disclosure.noise.headline_numbers import (
    Headline,
    headline_release,
    read_plan,
    unsuitable,
)
from survey.disclosure.noise.noise_mechanism import (
    LEAST_EPSILON,
    MOST_FOR_LIFE,
    NoisyCount,
    accuracy,
    beyond,
    decimal,
    laplace,
    opendp_draw,
)
from survey.disclosure.protect import Protected, protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import BadInput, Refused
from tests.disclosure.conftest import EVERY_TABLE

EPSILONS = (LEAST_EPSILON, 17, 100, 300, 333, 700, 999, 1000, 1234, 2999, MOST_FOR_LIFE)

PLAN = """
[[headline]]
id = "heard_nothing"
question = "main"
options = ["o0", "o1"]
epsilon = 0.5

[[headline]]
id = "some_way"
question = "ways"
options = ["o2"]
epsilon = 1
"""


@pytest.fixture(scope="module")
def opendp() -> Any:
    """Give OpenDP, or skip where the extra is not installed."""
    return pytest.importorskip("opendp.prelude", reason="the extra “noise” is not installed")


@pytest.fixture(scope="module")
def protected(kit: Any) -> Protected:
    """Give a release of 1,020 people: in "main" two of six answers are small, "few" is rare."""
    asked = (
        {"id": "main", "type": "single", "options": kit.options(6, "dont_know")},
        {"id": "ways", "type": "multiple", "options": kit.options(4)},
        {"id": "first", "type": "ranking", "options": kit.options(3)},
        {"id": "said", "type": "text"},
    )
    few = {"id": "few", "type": "single", "options": kit.options(3),
           "show_if": {"question": "main", "is": "o5"}}  # fmt: skip
    q = kit.questionnaire(asked, [few])
    sizes = {"o0": 400, "o1": 300, "o2": 200, "o3": 113, "o4": 4, "o5": 3}
    choices = [option for option, people in sizes.items() for _ in range(people)]
    people = [
        {
            "main": (choice,),
            "few": ("o0",),
            "ways": tuple({f"o{i % 4}", f"o{i % 3}"}),
            "first": (f"o{i % 3}",),
        }
        for i, choice in enumerate(choices)
    ]
    past = Past(waves=(Wave(kit.tally_of(q, people), 1),))
    return protect_next(
        q, past, EVERY_TABLE, kit.FACTS, Integrity(envelopes=len(people), counted=len(people))
    )


@pytest.fixture(scope="module")
def release(protected: Protected) -> Release:
    """Give that release."""
    return protected.release


def headline(question: str = "main", *options: str, epsilon: int = 500) -> Headline:
    return Headline("x", question, options or ("o0",), epsilon)


def chances(epsilon: int) -> dict[str, tuple[Callable[[int], bool], float]]:
    """Give what the noise may do, each with its chance by the formula of a discrete Laplace."""
    p = exp(-epsilon / 1000)
    at = [(1 - p) / (1 + p) * p**k for k in range(3)]
    return {
        "is 0": (lambda noise: noise == 0, at[0]),
        "is 1": (lambda noise: noise == 1, at[1]),
        "is -1": (lambda noise: noise == -1, at[1]),
        "is 2 or -2": (lambda noise: abs(noise) == 2, 2 * at[2]),
        "is above 2": (lambda noise: noise > 2, p**3 / (1 + p)),
        "is below -2": (lambda noise: noise < -2, p**3 / (1 + p)),
        "is even": (lambda noise: noise % 2 == 0, (1 + p * p) / (1 + p) ** 2),
    }


@pytest.mark.parametrize("epsilon", [300, 1000])
def test_noise_is_discrete_laplace(opendp: Any, epsilon: int) -> None:
    """Each statement fails by accident once in 10^8 runs, so all together less than 1 in 10^6."""
    draw, draws = opendp_draw(), 1200
    noise = [draw(412, epsilon) - 412 for _ in range(draws)]
    for name, (holds, chance) in chances(epsilon).items():
        found = sum(map(holds, noise))
        low, high = binom.ppf(0.5e-8, draws, chance), binom.isf(0.5e-8, draws, chance)
        assert low <= found <= high, f"{name}: {found} of {draws}, not {low} to {high}"


def test_opendp_itself_says_that_no_more_than_epsilon_is_spent(opendp: Any) -> None:
    for epsilon in EPSILONS:
        for people in (1, 2, 5):
            said = Fraction(laplace(epsilon).map(people))
            assert said <= people * Fraction(epsilon, 1000) * (1 + Fraction(1, 10**12))
        assert Fraction(epsilon, 1000) * Fraction(999, 1000) < laplace(epsilon).map(1)
        assert Fraction(laplace(epsilon).map(1)) <= Fraction(epsilon, 1000)


def test_accuracy_is_what_opendp_says(opendp: Any) -> None:
    for epsilon in EPSILONS:
        stated = opendp.discrete_laplacian_scale_to_accuracy(scale=1000 / epsilon, alpha=0.05)
        assert accuracy(epsilon) == floor(stated)


def missed(epsilon: int, reach: int) -> float:
    """Give how often noise goes further than `reach`, by adding up all chances within it."""
    p = exp(-epsilon / 1000)
    return 1 - (1 - p) / (1 + p) * (1 + 2 * sum(p**k for k in range(1, reach + 1)))


def test_a_range_holds_in_95_of_100_draws_and_no_narrower_one_does() -> None:
    for epsilon in range(LEAST_EPSILON, MOST_FOR_LIFE + 1, 7):
        reach = accuracy(epsilon)
        assert missed(epsilon, reach) <= 0.05 + 1e-9
        assert reach == 0 or missed(epsilon, reach - 1) > 0.05


def test_without_opendp_the_way_to_install_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(Refused) as refused:
        opendp_draw()
    assert "survivor-survey[noise]" in what_to_do(refused.value.guidance)
    assert "nothing was spent" in refused.value.kept


def test_a_headline_counts_what_is_printed_and_nothing_that_is_hidden(
    protected: Protected, release: Release
) -> None:
    """In every table that fits the printed numbers, each headline that may be asked for counts
    people who are printed as the same number; what is hidden may not be asked for."""
    assert protected.proof is not None
    at = {cell: place for place, cell in enumerate(protected.proof.cells)}
    allowed = hidden = 0
    for question in release.questions:
        for row in question.rows:
            cell = at.get(f"{question.id}/{row.id}")
            if cell is None or question.type == "text":
                continue
            counts = {int(table[cell]) for table in protected.proof.tables}
            if unsuitable([headline(question.id, row.id)], release, ()):
                hidden += max(counts) - min(counts) >= 5
            else:
                allowed += 1
                assert {5 * ((2 * count + 5) // 10) for count in counts} == {row.shown.count}
    assert allowed >= 8
    assert hidden >= 2


def test_only_printed_numbers_may_be_asked_for(release: Release) -> None:
    def wrong(*words: str) -> str:
        return " ".join(unsuitable([headline(*words)], release, ()))

    assert wrong("main", "o0") == wrong("main", "o1", "o0", "o3") == wrong("ways", "o3") == ""
    assert wrong("first", "o0", "o2") == ""
    assert "hides “o4”" in wrong("main", "o0", "o4")
    assert "hides “o4”, “o5”" in wrong("main", "o4", "o5")
    assert "prints no numbers" in wrong("few", "o0")
    assert "no question “main2”" in wrong("main2", "o0")
    assert "no answer “dont_know”" in wrong("main", "dont_know")
    assert "no answer “o9”" in wrong("main", "o0", "o9")
    assert "how options go together" in wrong("ways", "o0", "o1")
    assert "everybody who answered" in wrong("first", "o0", "o1", "o2")
    assert "answered in words" in wrong("said", "wrote")


def test_a_study_spends_three_and_ten_numbers_in_its_life(release: Release) -> None:
    before = [NoisyCount(1, f"main/{i}", 250, 7) for i in range(8)]  # 2 of 3, 8 of 10
    assert beyond(before, [500, 500]) == ()
    (over,) = beyond(before, [500, 501])
    assert "asks for epsilon 1.001, and of 3 for the life of this study 2 is spent" in over
    assert "0.001 less" in over
    (many,) = beyond(before, [10, 10, 10])
    assert "8 headline numbers" in many
    assert "Leave out 1" in many
    assert len(beyond(before, [500, 500, 10])) == 2
    earlier = [NoisyCount(0, "main/o0", 3000, 7)]  # of another release: it counts all the same
    assert "3 is spent" in " ".join(unsuitable([headline()], release, earlier))


def test_a_number_given_before_costs_nothing_and_has_one_epsilon(release: Release) -> None:
    ledger = [NoisyCount(1, "main/o0+o1", 3000, 690)]
    again = headline("main", "o1", "o0", epsilon=3000)
    assert unsuitable([again], release, ledger) == ()
    (other,) = unsuitable([headline("main", "o1", "o0", epsilon=10)], release, ledger)
    assert "Write epsilon = 3 to have it again" in other


@settings(max_examples=200, deadline=None, derandomize=True)
@given(noisy=st.integers(-2000, 4000), epsilon=st.integers(LEAST_EPSILON, MOST_FOR_LIFE))
def test_numbers_stay_within_their_base_and_ranges_hold(
    release: Release, noisy: int, epsilon: int
) -> None:
    """Whatever was drawn; where the noise is within its reach, the range holds the exact count and
    the exact share, whichever base rounds to the one printed."""
    one = headline("main", "o1", epsilon=epsilon)
    made = headline_release([one], release, [NoisyCount(1, one.indicator, epsilon, noisy)])
    (number,) = made.headlines
    assert (number.base, number.options[0].id) == (1020, "o1")
    assert 0 <= number.count_low <= number.count <= min(number.base, number.count_high)
    assert 0 <= number.percent_low <= number.percent <= number.percent_high <= 100
    reach = accuracy(epsilon)
    for exact in {noisy - reach, noisy, noisy + reach}:
        for base in range(1018, 1023):
            if 0 <= exact <= base:
                assert number.count_low <= exact <= number.count_high
                assert number.percent_low <= 100 * exact / base <= number.percent_high


@pytest.mark.parametrize(
    ("answered", "noisy", "share"),
    [(45, 25, 55.0), (50, 25, 50.0), (120, 33, 28.0), (200, 25, 12.0), (495, 200, 40.0),
     (500, 123, 24.6), (1600, 100, 6.2), (1600, 900, 56.2)],
)  # fmt: skip
def test_a_share_has_no_finer_steps_than_its_base_bears_and_is_rounded_once(
    release: Release, answered: int, noisy: int, share: float
) -> None:
    """A half goes to the even step, as in the tables: 100 of 1600 are 6.25 %."""
    held = release.model_dump(mode="json")
    main = next(one for one in held["questions"] if one["id"] == "main")
    main["base"]["count"] = answered
    one = headline("main", "o0", epsilon=1000)
    ledger = [NoisyCount(1, one.indicator, 1000, noisy)]
    (number,) = headline_release([one], Release.model_validate(held), ledger).headlines
    assert number.percent == share
    step = 5 if answered < 50 else 1 if answered < 500 else Fraction(1, 10)
    for part in (number.percent, number.percent_low, number.percent_high):
        assert Fraction(str(part)) % step == 0
    reach = accuracy(1000)
    assert number.percent_low <= 100 * (noisy - reach) / (answered + 2)
    assert number.percent_high >= 100 * (noisy + reach) / (answered - 2)


def test_what_is_handed_out_says_what_was_spent(release: Release) -> None:
    plan = read_plan(PLAN, "plan.toml")
    ledger = [
        NoisyCount(0, "main/o3", 700, 70),
        NoisyCount(1, "main/o0+o1", 500, 702),
        NoisyCount(1, "ways/o2", 1000, 431),
    ]
    made = headline_release(plan, release, ledger)
    assert made.format == "survivor-survey-headlines/1"
    assert (made.epsilon.here, made.epsilon.for_life, made.epsilon.most) == (1.5, 2.2, 3.0)
    assert (made.epsilon.numbers, made.epsilon.most_numbers) == (3, 10)
    first = made.headlines[0]
    assert (first.id, first.epsilon, first.count) == ("heard_nothing", 0.5, 702)
    assert (first.count_low, first.count_high) == (696, 708)
    assert (first.percent, first.percent_low, first.percent_high) == (68.8, 68.1, 69.6)
    assert "factor of 2.8 at most" in made.sentences[1]  # e to the 1st is 2.718
    assert "spent 2.2 of 3" in made.sentences[2]
    assert "factor of 9.1 at most" in made.sentences[2]  # e to the 2.2nd is 9.025
    assert type(made).model_validate_json(made.model_dump_json()) == made


BAD = {
    "not toml": "The file is not TOML",
    "": "no [[headline]]",
    "headline = []": "no [[headline]]",
    "headline = 3": "no [[headline]]",
    PLAN + "\n[other]": "“other” means nothing",
    PLAN.replace('"heard_nothing"', '"2 nothing"'): "Headline 1: write an id",
    PLAN.replace('question = "main"\n', ""): "Headline 1: write question =",
    PLAN.replace('["o2"]', '"o2"'): "Headline 2: write options",
    PLAN.replace('["o2"]', "[]"): "Headline 2: write options",
    PLAN.replace('["o0", "o1"]', '["o0", "o0"]'): "named twice",
    PLAN.replace("0.5", "0.0005"): "Headline 1: write epsilon",
    PLAN.replace("0.5", "0.5004"): "three decimals",
    PLAN.replace("0.5", "3.001"): "from 0.01 to 3",
    PLAN.replace("0.5", "-0.5"): "Headline 1: write epsilon",
    PLAN.replace("0.5", "nan"): "Headline 1: write epsilon",
    PLAN.replace("0.5", "inf"): "Headline 1: write epsilon",
    PLAN.replace("0.5", "true"): "Headline 1: write epsilon",
    PLAN.replace("0.5", '"0.5"'): "Headline 1: write epsilon",
    PLAN.replace("epsilon = 0.5", "epsilom = 0.5"): "“epsilom” means nothing",
    PLAN.replace("some_way", "heard_nothing"): "Headlines 1 and 2 have one id",
    PLAN + PLAN.replace("heard", "seen").replace("some", "any"): "Headlines 1 and 3 ask for the",
    "\n".join(
        f'[[headline]]\nid = "h{i}"\nquestion = "main"\noptions = ["o{i}"]\nepsilon = 0.1'
        for i in range(12)
    ): "Leave out 2",
}


@pytest.mark.parametrize(("text", "words"), BAD.items())
def test_a_bad_plan_is_refused_with_what_to_do(text: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_plan(text, "plan.toml")
    assert words in refused.value.do
    assert "nothing was spent" in refused.value.kept


def test_all_that_is_wrong_with_a_plan_is_said_at_once() -> None:
    text = PLAN.replace("0.5", "7").replace('["o2"]', "2") + "more = 1\n"
    with pytest.raises(BadInput) as refused:
        read_plan(text, "plan.toml")
    assert "plan.toml has 3 problems" in refused.value.what
    assert len(refused.value.do.splitlines()) == 3


@pytest.mark.parametrize(
    ("thousandths", "written"), [(1, "0.001"), (500, "0.5"), (1000, "1"), (2250, "2.25")]
)
def test_epsilons_are_written_as_people_write_them(thousandths: int, written: str) -> None:
    assert decimal(thousandths) == written
    assert read_plan(PLAN.replace("0.5", "0.333"), "plan.toml")[0].epsilon == 333


def test_the_order_of_options_makes_no_other_number() -> None:
    one: Sequence[Headline] = [headline("main", "o1", "o0"), headline("main", "o0", "o1")]
    assert one[0].indicator == one[1].indicator == "main/o0+o1"
